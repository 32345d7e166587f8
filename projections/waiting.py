"""“Who is waiting”: everyone who waits for an answer, as a line: where in it, how long, and what comes next."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from sqlalchemy import Connection, select

from projections.shared.counting.numbers import Day, Numbers, day_of, numbers_of
from projections.shared.counting.reckoning import (
    MOST_NAMED,
    Lines,
    Owed,
    Verdict,
    Words,
    lines_of_people,
    owed_again,
    owed_on,
)
from projections.shared.journeys.crowds import Crowd
from projections.shared.journeys.journeys import Journeys
from projections.shared.telling.telling import Dictionary
from projections.shared.telling.wording import day, days, time_of
from tracker.domain.calendar import due_day, promise_on
from tracker.domain.standing import current_themes, what_tells_of
from tracker.domain.state import Contribution, Partnership, Theme

Where = Literal["reading", "wording", "to_look", "looking", "telling"]
"""A place in the line, the last in it first."""

PLACES: dict[Where, tuple[str, str]] = {
    "reading": ("We have their words", "Next step: their words are read, and put with what others said."),
    "wording": (
        "The wording is being agreed",
        "Next step: people with lived experience agree the wording. Then it stands on the board.",
    ),
    "to_look": ("Waiting to be looked at", "Next step: somebody looks at it, and says by when they will decide."),
    "looking": ("Being looked at", "Next step: they decide, and say why."),
    "telling": ("Being told", "Next step: each person is told, or finds the answer under their code."),
}
"""What each place is called, and what comes next there."""

LONG: Words = {
    "past": ("have waited longer than we promised", "Nobody has waited longer than we promised."),
    "longer": ("have waited more than 8 weeks, and their day has not come: too soon to say", ""),
    "under_8": ("have waited 4 to 8 weeks: too soon to say", ""),
    "under_4": ("have waited less than 4 weeks: too soon to say", ""),
    "rest": ("have a first answer, and wait for the rest of it", ""),
}
"""How long people have waited, against the promise: the late first."""

FOUR_WEEKS = 28


@dataclass(frozen=True, slots=True)
class Place:
    """One place in the line: who is there, what they wait for, and what comes next."""

    name: str
    who: str
    nobody: bool
    themes: tuple[Owed, ...]
    more: int
    next: str


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """The page. Where fewer wait than may be counted, it says neither how long nor where."""

    as_at: date
    verdict: Verdict
    lede: str
    promise: str
    places: tuple[Place, ...]
    several: bool
    long: Lines
    numbers_hidden: bool
    again: tuple[Owed, ...]


@dataclass(frozen=True)
class Everyone:
    """Everyone who waits on a day, and what it takes to say where and how long."""

    day: Day
    waiting: Mapping[str, Contribution]
    partnership: Partnership
    themes: Mapping[str, Theme]
    dictionary: Dictionary

    @property
    def few(self) -> bool:
        """Whether somebody waits, and so few that nothing more may be said of them."""
        return 0 < len(self.waiting) < self.day.k

    @cached_property
    def stand(self) -> Mapping[str, tuple[Where, list[str]]]:
        """Where each of them stands, and with which themes."""
        return {name: _where(each, self.themes) for name, each in self.waiting.items()}

    @cached_property
    def numbers(self) -> Numbers:
        """The numbers of the day, with those of the line: how long, where, and of each theme there."""
        there = sorted({_at(where, ref) for where, refs in self.stand.values() for ref in refs})
        return numbers_of(self.day, self.sets, [list(LONG), list(PLACES), there])

    def due(self, contribution: Contribution) -> date:
        """The last day on which a first answer is in time."""
        since = contribution.received_on
        return due_day(since, *promise_on(self.partnership.promises, "answer", since))

    def late(self, contribution: Contribution) -> bool:
        """Whether somebody has no answer at all, and the day that we promised has passed."""
        return contribution.answered_on is None and self.due(contribution) < self.day.on

    def sets(self, crowd: Crowd) -> Iterator[str]:
        """How long whoever waits has waited, where in the line, and for what there."""
        name = crowd.contribution
        if name is not None and name in self.waiting:
            where, refs = self.stand[name]
            yield from (_length(self.waiting[name], self), where)
            yield from (_at(where, ref) for ref in refs if ref in crowd.themes)


def _at(where: Where, theme: str) -> str:
    return f"{where}:{theme}"


class Waiting:
    """Reads the page from the public's journeys."""

    def __init__(self, journeys: Journeys) -> None:
        self.journeys = journeys

    def page(self, conn: Connection, log_id: str, on: date) -> WaitingPage:
        """The page as it stands on a day."""
        everyone = self.everyone(conn, log_id, on)
        places = tuple(_places(everyone)) if everyone.waiting else ()
        lengths = {code: code for code in LONG}
        long = Lines() if everyone.few else lines_of_people(everyone.numbers, lengths, LONG)
        themes = [each for each in everyone.day.themes.values() if not each.joined]
        return WaitingPage(
            as_at=on,
            verdict=_verdict(everyone),
            lede=_lede(everyone),
            promise=_promise(everyone),
            places=places,
            several=any(len(each.themes) > 1 for each in everyone.waiting.values()),
            long=long,
            numbers_hidden=bool(everyone.waiting) and not everyone.few and _hides(places, long),
            again=tuple(owed_again(themes, everyone.numbers)),
        )

    def everyone(self, conn: Connection, log_id: str, on: date) -> Everyone:
        """Everyone who waits on a day."""
        said = self.journeys.told_us.contributions.c
        names = select(said.contribution).where(said.log_id == log_id, said.waiting)
        partnership = self.journeys.partnership(conn, log_id)
        return Everyone(
            day=day_of(conn, log_id, self.journeys, on, partnership=partnership, waiting_by_name=True),
            waiting=self.journeys.streams.chosen(conn, log_id, names),
            partnership=partnership,
            themes=self.journeys.streams.all(conn, log_id, "theme"),
            dictionary=Dictionary({}, self.journeys.names.all(conn, log_id)),
        )


def _verdict(everyone: Everyone) -> Verdict:
    late = any(map(everyone.late, everyone.waiting.values()))
    if not everyone.waiting:
        return Verdict("Nobody is waiting.", "ok" if everyone.numbers.exact("received") else "ask")
    if not late:
        return Verdict("Nobody has waited longer than we promised.", "wait")
    shown = everyone.numbers.public("past")
    return Verdict(f"We are late with {'some' if shown is None else f'{shown:,}'} of them.", "bad")


def _lede(everyone: Everyone) -> str:
    if not everyone.numbers.exact("received"):
        return "Nobody has told us anything yet."
    if not everyone.waiting:
        return "Everyone who told us something has an answer, or has one ready under their code."
    if everyone.few:
        return (
            "A small number of people are waiting. We do not say how long, or where in the line, so that nobody can be "
            "picked out."
        )
    longest = (everyone.day.on - min(each.received_on for each in everyone.waiting.values())).days
    n = everyone.numbers.public("waiting")
    return f"{'Some' if n is None else f'{n:,}'} people are waiting. The longest wait is {days(longest)}."


def _promise(everyone: Everyone) -> str:
    """What was promised to whoever waits longest: their day can be worked out from the longest wait, and no other."""
    n, unit = promise_on(everyone.partnership.promises, "answer", everyone.day.on)
    promise = f"We promise a first answer within {time_of(n, unit)}."
    if not everyone.waiting or everyone.few:
        return promise
    first = min(everyone.waiting.values(), key=lambda each: each.received_on)
    if first.answered_on or everyone.late(first):
        return promise
    return f"{promise} For whoever has waited longest, that is by {day(everyone.due(first))}."


def _length(contribution: Contribution, everyone: Everyone) -> str:
    if contribution.answered_on:
        return "rest"
    if everyone.late(contribution):
        return "past"
    waited = (everyone.day.on - contribution.received_on).days
    return "under_4" if waited < FOUR_WEEKS else "under_8" if waited < 2 * FOUR_WEEKS else "longer"


def _hides(places: Iterable[Place], long: Lines) -> bool:
    return not long.whole or any(place.who == SOME for place in places)


SOME = "Some people are here."


def _places(everyone: Everyone) -> Iterator[Place]:
    """The places of the line; who is in them only where so many wait that it may be said."""
    for code, (name, what_next) in PLACES.items():
        n = everyone.numbers.public(code)
        who = SOME if n is None else f"{n:,} people are here." if n else "Nobody is here."
        nobody = not everyone.few and n == 0
        themes = [] if everyone.few else _themes(code, everyone)
        more = max(0, len(themes) - MOST_NAMED)
        shown = tuple(themes[:MOST_NAMED])
        yield Place(name, "" if everyone.few else who, nobody, shown, more, "" if nobody else what_next)


def _where(contribution: Contribution, themes: Mapping[str, Theme]) -> tuple[Where, list[str]]:
    """Where somebody stands: with that of their themes which is furthest back, of those they were not told of yet."""
    told = contribution.told_of().keys()
    theirs = current_themes(contribution, themes)
    untold = {ref: _stage(themes[ref]) for ref in theirs if told.isdisjoint(what_tells_of(themes[ref]))}
    if not untold:
        return ("telling" if contribution.closed else "wording" if contribution.themes else "reading"), []
    order = list(PLACES)
    last = min(untold.values(), key=order.index)
    return last, [ref for ref, where in untold.items() if where == last]


def _stage(theme: Theme) -> Where:
    if not theme.approved:
        return "wording"
    if theme.looking:
        return "looking"
    return "telling" if not theme.asks or (theme.decisions and not theme.reopened) else "to_look"


def _themes(where: Where, everyone: Everyone) -> list[Owed]:
    """The themes of those in one place that the public may see; with numbers where none of them is hidden."""
    under = [ref for ref in everyone.themes if everyone.numbers.exact(_at(where, ref))]
    numbers = [everyone.numbers.public(_at(where, ref)) for ref in under]
    count = len(numbers) > 1 and None not in numbers
    return [
        owed_on(summary, _what(where, ref, everyone.numbers.exact(_at(where, ref)) if count else 0, everyone))
        for ref, summary in everyone.day.themes.items()
        if ref in under and summary.shown
    ]


def _what(where: Where, ref: str, n: int, everyone: Everyone) -> str:
    said = [f"{n:,} people."] if n else []
    looking = everyone.themes[ref].looking
    if where == "looking" and looking:
        body, late = everyone.dictionary.name(looking.fact.body), (everyone.day.on - looking.due).days
        if late > 0:
            said.append(f"{body} said it would decide by {day(looking.due)}. It is {days(late)} late.")
        else:
            said.append(f"{body} will decide by {day(looking.due)}.")
    return " ".join(said)
