"""A theme's journey as one page reads it: where it stands, and the facts that brought it there, each to be found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from projections.shared.journeys.facts import KeptFact
from projections.shared.journeys.told_us import Heard
from projections.shared.telling.card import View
from projections.shared.telling.rich import Fix, Line, put_right
from projections.shared.telling.wording import day
from tracker.domain.state import Action, Decision, Theme
from tracker.events import Ref, Sealed
from tracker.events.checking import OutcomeReported
from tracker.events.deciding import DecisionMade
from tracker.events.disputing import DisputeRaised, OutcomeCorrected, RecordCorrected
from tracker.events.setting_up import PromiseSet
from tracker.events.theming import ThemeOpened

INTRODUCED_BY: dict[type[Any], str] = {DecisionMade: "decision", OutcomeReported: "outcome", DisputeRaised: "dispute"}
"""The facts that others speak of by an id, and the field that holds it."""

CALLED: dict[type[Any], str] = {
    DecisionMade: "what was decided on {day}",
    OutcomeReported: "what was reported on {day}",
    DisputeRaised: "what was said against it on {day}",
    ThemeOpened: "the words that were agreed on {day}",
}
"""How one entry speaks of another."""


def anchor(kept: KeptFact) -> str:
    """The id of a fact's entry on the page: its position."""
    return f"e{kept.position}"


def called(kept: KeptFact) -> str:
    """How one entry speaks of another: what it was, and its day."""
    return CALLED[type(kept.envelope.fact)].format(day=day(kept.envelope.occurred_on))


class Trail:
    """The facts of a journey, oldest first, found by what they introduced and by what they put right."""

    def __init__(self, theme: str, told: Sequence[KeptFact]) -> None:
        self.told = sorted(told, key=lambda kept: (kept.envelope.occurred_on, kept.position))
        self._introduced: dict[str, KeptFact] = {}
        for kept in self.told:
            fact = kept.envelope.fact
            field = INTRODUCED_BY.get(type(fact))
            if field:
                self._introduced[getattr(fact, field)] = kept
            elif isinstance(fact, ThemeOpened) and kept.envelope.stream == theme:
                self._introduced[theme] = kept

    def introducing(self, ref: Ref | str | None) -> KeptFact | None:
        """The fact that introduced an id, or opened the theme."""
        return self._introduced.get(ref) if ref else None

    def of(self, *kinds: type[Any]) -> list[KeptFact]:
        """The facts of some kinds, oldest first."""
        return [kept for kept in self.told if isinstance(kept.envelope.fact, kinds)]

    def put_right(self, ref: str) -> list[KeptFact]:
        """The corrections of one thing, oldest first."""
        return [kept for kept in self.of(RecordCorrected, OutcomeCorrected) if corrects(kept.envelope.fact) == ref]


def corrects(fact: Any) -> Ref:
    """What a correction corrects."""
    return Ref(fact.outcome if isinstance(fact, OutcomeCorrected) else fact.corrects)


@dataclass(frozen=True, slots=True)
class Journey:
    """A theme's whole journey, as it is read on a day; `untold` of its people were told none of its decisions yet."""

    theme: Theme
    actions: Sequence[Action]
    heard: Heard
    trail: Trail
    view: View
    promises: Sequence[PromiseSet]
    us: str
    untold: int = 0

    @property
    def on(self) -> date:
        """The day for which it is read."""
        return self.view.on

    @property
    def current(self) -> Decision | None:
        """The decision that holds."""
        return self.theme.decision

    def actions_for(self, decision: Decision | None) -> list[Action]:
        """The actions that a decision asked for."""
        if decision is None:
            return []
        return [action for action in self.actions if action.planned.decision == decision.fact.decision]

    def said(self, sealed: Sealed | None) -> str:
        """Opened words."""
        return self.view.dictionary.said(sealed)

    def as_it_is(self, ref: str, path: str, sealed: Sealed | None) -> Line:
        """A text of something, with what was put right in it."""
        return put_right(self.said(sealed), self._fixes(ref, path)) if sealed else ()

    def _fixes(self, ref: str, path: str) -> Iterator[Fix]:
        for kept in self.trail.put_right(ref):
            fact = kept.envelope.fact
            if isinstance(fact, RecordCorrected) and fact.field == path:
                yield Fix(self.said(fact.old), self.said(fact.new), anchor(kept))
