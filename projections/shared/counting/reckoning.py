"""How a promise came out, in plain words: a verdict that says the bad first, and its counts one under another."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import zip_longest

from projections.shared.counting.numbers import Numbers
from projections.shared.counting.promises import WE_PROMISE, Kept, term_on, terms
from projections.shared.journeys.summaries import Summary
from projections.shared.telling.telling import Dictionary
from projections.shared.telling.wording import Tone, day
from tracker.domain.standing import standing_under
from tracker.domain.state import Action, Theme
from tracker.events.codes import Promise
from tracker.events.setting_up import PromiseSet

NOT_SHOWN = "Not shown"
"""What stands where a number is hidden."""

MOST_NAMED = 20
"""How many of what is owed are named; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a promise came out, in a sentence and a tone."""

    words: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Line:
    """One count, with its bar where every number beside it is shown."""

    shown: str
    words: str
    length: int | None
    of: int


@dataclass(frozen=True, slots=True)
class Lines:
    """Counts one under another, and in one breath what is nought; `whole` where there are some and none is hidden."""

    every: tuple[Line, ...] = ()
    nought: str = ""
    whole: bool = False


Words = Mapping[str, tuple[str, str]]
"""For each count, what stands beside its number, and the sentence for nought."""


@dataclass(frozen=True, slots=True)
class Owed:
    """Something that is owed on a theme; `name` is empty where the public may not see the theme."""

    title: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Promised:
    """What we said that we would do, since when, and what was said before or will be after."""

    said: str
    since: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One promise, or one kind of day that was named, and how it came out."""

    ref: str
    heading: str
    promised: Promised
    verdict: Verdict
    lines: Lines = Lines()
    notes: tuple[str, ...] = ()
    owed: tuple[Owed, ...] = ()
    more_owed: int = 0

    def naming(self, owed: Sequence[Owed]) -> "Section":
        """The section with what is owed: named up to a point, then counted."""
        return replace(self, owed=tuple(owed[:MOST_NAMED]), more_owed=max(0, len(owed) - MOST_NAMED))


@dataclass(frozen=True, slots=True)
class Known:
    """Everything that promises are reckoned from, on a day."""

    on: date
    k: int
    numbers: Numbers
    made: Sequence[PromiseSet]
    themes: Mapping[str, Theme]
    actions: Sequence[Action]
    projects: Mapping[str, str]
    summaries: Mapping[str, Summary]
    dictionary: Dictionary
    acknowledged: Kept
    answered: Kept
    by_project: Mapping[str, Kept]

    @property
    def received(self) -> bool:
        """Whether anybody told us anything."""
        return any(self.acknowledged.cells.values())

    def owed(self, theme: str, text: str) -> Owed:
        """Something owed on a theme, with the way to it where the public may see it."""
        return owed_on(self.summaries.get(standing_under(theme, self.themes)), text)

    def promised(self, promise: Promise) -> Promised:
        """What is promised on the day, since when, and what was promised before or will be after."""
        term = term_on(self.made, promise, self.on)
        since = f"Since {day(term.since)}." if term.since else "No time is agreed yet. Until one is, we go by this."
        return Promised(WE_PROMISE[promise].format(time=term.time), since, tuple(self._other_terms(promise)))

    def _other_terms(self, promise: Promise) -> Iterator[str]:
        every = terms(self.made, promise)
        for term, then in zip_longest(every, every[1:]):
            assert term.since
            if term.since > self.on:
                yield f"From {day(term.since)} it is {term.time}."
            elif then and then.since and then.since <= self.on:
                until = then.since - timedelta(days=1)
                yield f"From {day(term.since)} to {day(until)} it was {term.time}. What began then is held to that."


def owed_on(theme: Summary | None, text: str) -> Owed:
    """Something owed on a theme, with the way to it where the public may see it."""
    if theme is None or not theme.shown:
        return Owed("Something that is not shown yet", "", "something is owed on it")
    return Owed(theme.title, theme.theme.partition("/")[2], text)


def owed_again(summaries: Iterable[Summary], numbers: Numbers) -> list[Owed]:
    """Who was told something that has changed since, by theme; by number where that may be shown."""
    heard = {each: numbers.heard(each.theme, each.heard) for each in summaries if each.heard.to_tell}
    return [
        owed_on(each, f"{_lower(said.who_is_to_be_told)} were told something that has changed since")
        for each, said in heard.items()
    ]


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


TOO_SOON = Verdict("It is too soon to say.", "ask")


def verdict(kept: int, broken: int) -> Verdict:
    """Kept or broken, and more often which: said in words, so that it holds where the numbers are hidden.

    That it was both as often would give two small numbers away, so it is not said by itself.
    """
    if not kept + broken:
        return TOO_SOON
    if not broken:
        return Verdict("We kept this promise every time.", "ok")
    if not kept:
        return Verdict("We broke this promise every time.", "bad")
    if kept < broken:
        return Verdict("We broke this promise more often than we kept it.", "bad")
    return Verdict("We kept this promise at least as often as we broke it.", "wait")


def lines_of_people(numbers: Numbers, names: Mapping[str, str], words: Words) -> Lines:
    """Numbers of people as the public may read them; nothing where none may be shown.

    `names` are those of the sets, for each number that has a line.
    """
    shown = {line: numbers.public(name) for line, name in names.items()}
    return _lines(shown, words, whole=None not in shown.values())


def lines_of_things(counts: Mapping[str, int], words: Words) -> Lines:
    """Numbers of things that the public sees one by one: nothing is hidden."""
    return _lines({name: counts.get(name, 0) for name in words}, words, whole=True)


def _lines(shown: Mapping[str, int | None], words: Words, *, whole: bool) -> Lines:
    if not any(shown.values()):
        return Lines()
    of = sum(n for n in shown.values() if n)
    every = tuple(
        Line(NOT_SHOWN if n is None else f"{n:,}", words[name][0], n if whole else None, of)
        for name, n in shown.items()
        if n != 0
    )
    return Lines(every, " ".join(words[name][1] for name, n in shown.items() if n == 0), whole)
