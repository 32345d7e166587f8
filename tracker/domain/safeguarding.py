"""A safeguarding flag is a stream of its own, and nothing follows from it anywhere else (R26)."""

from tracker.domain import refusals
from tracker.domain.rulebook import Around, Proposal, decides, evolves
from tracker.domain.state import Begun
from tracker.events import Envelope
from tracker.events.safeguarding import SafeguardingConcernFlagged


@decides(SafeguardingConcernFlagged)
def a_flag_is_for_safeguarding_alone(_: Begun | None, proposal: Proposal, __: Around) -> None:
    if proposal.visibility != "safeguarding":
        raise refusals.FlagNotGuarded()


@evolves(SafeguardingConcernFlagged)
def flagged(_: Begun | None, envelope: Envelope) -> Begun:
    return Begun(version=envelope.version)
