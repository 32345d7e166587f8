"""Themes with their current work and the facts around each decision, for pages that say what was decided, and why."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from projections.shared.journeys.facts import KeptFact, KeptFacts
from projections.shared.journeys.journeys import Journeys
from projections.shared.telling.telling import Dictionary
from tracker.domain.correcting import text_at
from tracker.domain.standing import is_shown
from tracker.domain.state import Action, Decision, Theme
from tracker.events import Sealed
from tracker.events.deciding import DecisionMade
from tracker.events.shape import sealed_in


@dataclass(frozen=True, slots=True)
class Story:
    """A theme, the work that its current decision led to, and its facts of the kinds that a page asked for."""

    stream: str
    theme: Theme
    actions: tuple[Action, ...]
    facts: tuple[KeptFact, ...]

    @property
    def name(self) -> str:
        """The theme's name in an address."""
        return self.stream.partition("/")[2]

    @property
    def shown(self) -> bool:
        """Whether the public may see it."""
        return is_shown(self.theme)

    @property
    def sealed(self) -> Iterator[Sealed]:
        """Every sealed text in its facts."""
        for kept in self.facts:
            yield from sealed_in(kept.envelope.fact)

    def decisions(self) -> Iterator[tuple[Decision, KeptFact, list[KeptFact]]]:
        """Each decision with its fact, and the facts that came since the decision before it."""
        since: list[KeptFact] = []
        made = iter(self.theme.decisions)
        for kept in self.facts:
            if isinstance(kept.envelope.fact, DecisionMade):
                yield next(made), kept, since
                since = []
            else:
                since.append(kept)

    def said(self, sealed: Sealed | None, dictionary: Dictionary) -> str:
        """A text with its corrections: what it said first beside what it says now (R28)."""
        text = dictionary.said(sealed)
        for each in self.theme.corrections:
            if sealed and text_at(self.theme, self.stream, each.corrects, each.field) == sealed:
                old, new = dictionary.said(each.old), dictionary.said(each.new)
                text = text.replace(old, f"{new} (put right: it said {old})", 1)
        return text


def stories(
    journeys: Journeys, shelf: KeptFacts, conn: Connection, log_id: str, *kinds: type[Any]
) -> tuple[Story, ...]:
    """Every theme of a log, shown or not, in two queries."""
    streams = journeys.streams.all(conn, log_id, "theme", "action")
    facts: dict[str, list[KeptFact]] = defaultdict(list)
    for kept in shelf.of_kinds(conn, log_id, (DecisionMade, *kinds)):
        facts[kept.theme].append(kept)
    work: dict[str, list[Action]] = defaultdict(list)
    for each in streams.values():
        if isinstance(each, Action):
            work[each.planned.decision].append(each)
    themes = {stream: each for stream, each in streams.items() if isinstance(each, Theme)}
    return tuple(
        Story(stream, theme, tuple(_current(theme, work)), tuple(facts[stream])) for stream, theme in themes.items()
    )


def _current(theme: Theme, work: dict[str, list[Action]]) -> list[Action]:
    found = work.get(theme.decision.fact.decision, []) if theme.decision else []
    return sorted(found, key=lambda action: (action.planned_on, action.due))


def the(name: str) -> str:
    """A body at the beginning of a sentence."""
    return name if name.lower().startswith(("the ", "a ")) else f"The {name}"


def within(name: str) -> str:
    """A body inside a sentence."""
    return name[:1].lower() + name[1:] if name.startswith(("The ", "A ")) else name
