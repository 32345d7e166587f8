"""Publishing a board, and holding a theme back with a reason that is counted (R29)."""

from dataclasses import replace

from tracker.domain import refusals
from tracker.domain.rulebook import Around, Proposal, decides, evolves
from tracker.domain.state import Begun, HeldBack, Theme
from tracker.domain.theming import heard_of
from tracker.events import Envelope
from tracker.events.publishing import BoardPublished, PublicItemHeldBack, PublicItemReleased


@decides(PublicItemHeldBack)
def a_theme_is_held_back_once(theme: Theme, _: Proposal, __: Around) -> None:
    if theme.held_back:
        raise refusals.HeldBackAlready()


@evolves(PublicItemHeldBack)
def held_back(theme: Theme, envelope: Envelope) -> Theme:
    return replace(heard_of(theme, envelope), held_back=HeldBack(fact=envelope.fact, on=envelope.occurred_on))


@decides(PublicItemReleased)
def only_what_is_held_back_is_released(theme: Theme, _: Proposal, __: Around) -> None:
    if not theme.held_back:
        raise refusals.NotHeldBack()


@evolves(PublicItemReleased)
def released(theme: Theme, envelope: Envelope) -> Theme:
    return replace(heard_of(theme, envelope), held_back=None)


@evolves(BoardPublished)
def board_published(_: Begun | None, envelope: Envelope) -> Begun:
    return Begun(version=envelope.version)
