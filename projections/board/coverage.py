"""What a board counts before it shows anything: who told us and who waits, what is not shown, and how far it got."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, case, func, select

from projections.shared.journeys import Journeys
from projections.shared.summaries import Summary
from projections.shared.wording import counted, days, people, sentence
from tracker.domain.small_numbers import ALL_BUT_A_FEW, banded_of

HELD_BACK = {
    "identifiable": "someone could be picked out",
    "third_party": "it speaks of somebody else",
    "plain_english": "the wording is not plain enough yet",
    "fair": "the wording may not be fair to what was said",
}
"""Why a theme is held back; of other reasons it is only said that there is one."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many told us, how many wait and for how long, and what is not shown: set aside, not agreed, held back."""

    received: int
    waiting: int
    longest_wait_days: int
    set_aside: int
    shown: int
    not_shown_yet: int
    held_back: Mapping[str, int]
    k: int

    @property
    def sentences(self) -> list[str]:
        """The coverage line in sentences: how many told us, who waits and how long, what is not shown and why."""
        return [*self._people(), *self._things()]

    def _people(self) -> Iterator[str]:
        if not self.received and not self.set_aside:
            yield "Nobody has told us anything yet."
            return
        if self.received:
            yield f"{people(self.received, self.k)} told us something."
        if self.set_aside:
            what = "more" if self.received else "entries"
            entries = f"{self.set_aside:,} {what}" if self.set_aside >= self.k else f"A few {what}"
            yield f"{entries} were set aside: they look made by a machine, or sent again and again."
        if not self.waiting:
            yield "Nobody is waiting for an answer."
        elif self.waiting < self.k:
            yield "A small number of people are waiting."
        else:
            yield sentence(f"{_number(self.waiting, self.received, self.k)} are waiting")
            yield f"The longest wait is {days(self.longest_wait_days)}."

    def _things(self) -> Iterator[str]:
        why = Counter({"the wording is still being agreed": self.not_shown_yet})
        for reason, n in self.held_back.items():
            why[HELD_BACK.get(reason, "there is another reason")] += n
        for because, n in why.items():
            if n:
                yield f"{counted(n, 'thing is', 'things are')} not shown yet: {because}."
        if self.shown and not why.total():
            yield "Nothing is held back from the board."


def _number(n: int, of: int, k: int) -> str:
    shown = banded_of(n, of, k=k)
    return f"{n:,}" if shown == str(n) else shown


@dataclass(frozen=True, slots=True)
class HowFar:
    """Of those who asked for change: told by us that it changed, said so themselves, and still have it."""

    asked_for_change: int
    reported: int
    confirmed: int
    in_place: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One of the counts of how far it got, as the public may read it; its length only where the number is shown."""

    shown: str
    length: int | None
    words: str
    people_say: bool


TOLD = (
    ("reported", "asked for something that we have reported on", False),
    ("confirmed", "asked for something that has changed, say those who answered when we checked", True),
    ("in_place", "asked for something that has changed and, as far as we know, has not stopped", True),
)


def asked_for_change(far: HowFar, received: int, k: int) -> str:
    """How many asked for change as the public may read it: not so that the few who did not can be worked out."""
    return banded_of(far.asked_for_change, received, k=k)


def bars(far: HowFar, received: int, k: int) -> list[Bar]:
    """The three counts of how far it got, never merged; none where nobody asked for change.

    Each holds the next, so none is shown from which a small number could be worked out by taking away. A bar is drawn
    only beside a whole that is shown: its length tells both.
    """
    asked = far.asked_for_change
    is_shown = asked_for_change(far, received, k) == str(asked)
    known, found = [received, *([asked] if is_shown else [])], []
    for name, words, people_say in TOLD if asked else ():
        n: int = getattr(far, name)
        shown = banded_of(n, *known, k=k)
        exact = shown == str(n)
        known += [n] if exact else []
        if shown == ALL_BUT_A_FEW and n + k <= asked:
            shown = "a few less"
        found.append(Bar(shown.capitalize(), n if exact and is_shown else None, words, people_say))
    return found


@dataclass(frozen=True, slots=True)
class Asks:
    """What was answered to the asks that were decided: yes to all or part of it, or not."""

    yes: int
    no: int

    @property
    def decided(self) -> int:
        """All asks that were decided."""
        return self.yes + self.no

    @property
    def of(self) -> str:
        """All asks that were decided, with their noun."""
        return counted(self.decided, "ask", "asks")


@dataclass(frozen=True, slots=True)
class Counts:
    """Everything that is counted of a board on a day."""

    coverage: Coverage
    how_far: HowFar
    asks: Asks


def counts_of(conn: Connection, log_id: str, on: date, journeys: Journeys, every: Sequence[Summary], k: int) -> Counts:
    """The counts of a day: of people in one query, of themes from their summaries."""
    told = _people(conn, log_id, on, journeys)
    coverage = Coverage(
        received=told.received,
        waiting=told.waiting,
        longest_wait_days=(on - told.since).days if told.since else 0,
        set_aside=told.set_aside,
        shown=sum(each.shown for each in every),
        not_shown_yet=sum(not each.shown and not each.held_back for each in every),
        held_back=Counter(each.held_back for each in every if each.held_back),
        k=k,
    )
    how_far = HowFar(told.asked, told.reported, told.confirmed, told.in_place)
    return Counts(coverage, how_far, Asks(sum(each.yes for each in every), sum(each.no for each in every)))


def _people(conn: Connection, log_id: str, on: date, journeys: Journeys) -> Any:
    """Everybody once, with the furthest that one of their themes got."""
    said = journeys.told_us.contributions.c
    far = _furthest(log_id, journeys).subquery()
    asked = said.asks_change & ~said.set_aside
    counted_as = {
        "received": ~said.set_aside,
        "set_aside": said.set_aside,
        "waiting": said.waiting,
        "asked": asked,
        "reported": asked & (far.c.reported == 1),
        "confirmed": asked & (far.c.confirmed == 1),
        "in_place": asked & (far.c.until >= on),
    }
    counts = [func.count(case((which, 1))).label(name) for name, which in counted_as.items()]
    since = func.min(case((said.waiting, said.received_on))).label("since")
    whole = journeys.told_us.contributions.outerjoin(far, said.contribution == far.c.contribution)
    return conn.execute(select(*counts, since).select_from(whole).where(said.log_id == log_id)).one()


def _furthest(log_id: str, journeys: Journeys) -> Select[Any]:
    points, themes = journeys.told_us.points.c, journeys.summaries.table.c
    got = [func.max(case((each, 1), else_=0)).label(each.name) for each in (themes.reported, themes.confirmed)]
    until = func.max(themes.in_place_until).label("until")
    where = (points.log_id == log_id) & (themes.log_id == log_id) & (themes.theme == points.theme)
    return select(points.contribution, *got, until).where(where).group_by(points.contribution)
