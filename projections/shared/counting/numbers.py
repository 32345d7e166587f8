"""The numbers of people on every page of one day: counted together, and decided together which may be shown (R23).

A page asks for a number by its name, and gets it or gets nothing. All pages count the same sets in the same steps, so
what one of them hides no other gives away (`tracker/domain/worked_out.py`).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property

from sqlalchemy import Connection

from projections.shared.counting.promises import How, Kept, came_out, kept
from projections.shared.journeys.crowds import PROMISES, Counts, Crowd, InTime
from projections.shared.journeys.journeys import Journeys
from projections.shared.journeys.privacy import privacy_of
from projections.shared.journeys.summaries import Summary
from projections.shared.journeys.told_us import Heard
from projections.shared.projecting.at_hand import at_hand
from tracker.domain.state import Partnership
from tracker.domain.worked_out import may_be_shown
from tracker.events.codes import Promise
from tracker.events.setting_up import PromiseSet

HOW_FAR = ("asked", "reported", "confirmed", "in_place")
"""Of those who asked for change: told by us that it changed, said so themselves, and still have it."""

KEPT = ("due", "in_time", "late", "overdue", "not_yet_due", "none_yet")
"""How a promise came out; `due` are all for whom it is not too soon to say, `none_yet` those still waiting for it."""


@dataclass(frozen=True)
class Day:
    """Everything that the numbers of one day are counted from."""

    on: date
    k: int
    promises: Sequence[PromiseSet]
    themes: Mapping[str, Summary]
    counts: Counts

    @cached_property
    def outcomes(self) -> Mapping[Promise, list[How | None]]:
        """How each promise came out, for each crowd."""
        return {promise: came_out(self.counts.crowds, self.promises, promise, self.on) for promise in PROMISES}

    def kept(self, promise: Promise) -> Kept:
        """How often a promise was kept."""
        taken = Counter[int]()
        for (promised, _), days in self.counts.taken.items():
            taken.update(days if promised == promise else {})
        return kept(self.counts.crowds, self.outcomes[promise], taken)

    def kept_by_project(self, promise: Promise) -> dict[str, Kept]:
        """The same for each project to which people spoke, by its stream."""
        of = defaultdict[str, list[tuple[Crowd, How | None]]](list)
        for crowd, how in zip(self.counts.crowds, self.outcomes[promise], strict=True):
            of[crowd.workstream].append((crowd, how))
        taken = {ref: self.counts.taken.get((promise, ref), {}) for ref in of}
        return {
            ref: kept([crowd for crowd, _ in some], [how for _, how in some], taken[ref]) for ref, some in of.items()
        }

    @property
    def waiting_since(self) -> date | None:
        """The day on which whoever has waited longest told us something."""
        return min((each.since for each in self.counts.crowds if each.waiting and each.since), default=None)


def day_of(
    conn: Connection,
    log_id: str,
    journeys: Journeys,
    on: date,
    *,
    partnership: Partnership | None = None,
    themes: Iterable[Summary] | None = None,
    waiting_by_name: bool = False,
) -> Day:
    """Everything that is counted on a day; `themes` are all of them, the joined ones too, where a page has them."""
    known = partnership or journeys.partnership(conn, log_id)
    every = journeys.summaries.all(conn, log_id, on, joined=True) if themes is None else themes
    return Day(
        on=on,
        k=privacy_of(known).k,
        promises=known.promises,
        themes={each.theme: each for each in every},
        counts=journeys.told_us.crowds.of(conn, log_id, waiting_by_name=waiting_by_name),
    )


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many people are in each set, and which of these numbers may be shown."""

    sizes: Mapping[str, int]
    shown: frozenset[str]
    k: int

    def exact(self, name: str) -> int:
        """How many they are, to go by and not to be shown."""
        return self.sizes.get(name, 0)

    def public(self, name: str) -> int | None:
        """How many they are, for anyone to read; None where that is hidden."""
        n = self.exact(name)
        return n if n == 0 or name in self.shown else None

    def hides(self, name: str) -> bool:
        """Whether a number is hidden."""
        return self.public(name) is None

    def heard(self, theme: str, heard: Heard) -> Heard:
        """What a theme came from, with which of its numbers may be shown."""
        return heard._replace(
            shows_told=theme in self.shown,
            shows_to_tell=to_tell(theme) in self.shown,
            is_few=heard.told < self.k,
        )


@dataclass(frozen=True, slots=True)
class Published:
    """A day as pages tell of it: its numbers, and its themes longest without news first, with nobody in it."""

    on: date
    numbers: Numbers
    themes: Mapping[str, Summary]
    answered: Kept
    waiting_since: date | None

    @property
    def k(self) -> int:
        """The smallest number that is shown."""
        return self.numbers.k


def published(conn: Connection, log_id: str, journeys: Journeys, on: date) -> Published:
    """A day as pages tell of it; it is counted once, as long as the log stands where it stands."""
    return at_hand(conn, f"numbers on {on}", lambda: _published(day_of(conn, log_id, journeys, on)))


def _published(day: Day) -> Published:
    numbers = numbers_of(day)
    themes = {ref: each._replace(heard=numbers.heard(ref, each.heard)) for ref, each in day.themes.items()}
    return Published(day.on, numbers, themes, day.kept("answer"), day.waiting_since)


Sets = Callable[[Crowd], Iterable[str]]
"""Which further sets a crowd is in."""


def numbers_of(day: Day, more: Sets = lambda _: (), steps: Iterable[Sequence[str]] = ()) -> Numbers:
    """The numbers of a day; with some that only one page shows, decided after all that others show."""
    groups, sizes = groups_of(day, more), Counter[str]()
    for sets, n in groups.items():
        sizes.update(dict.fromkeys(sets, n))
    return Numbers(sizes, may_be_shown(groups, [*_steps(day), *steps], day.k), day.k)


def groups_of(day: Day, more: Sets = lambda _: ()) -> Counter[frozenset[str]]:
    """How many people are in exactly those sets, and the sets that people might be in for all that anyone can tell."""
    groups = Counter[frozenset[str]]()
    alike = Counter[tuple[Crowd, tuple[How | None, ...]]]()
    for crowd, hows in zip(day.counts.crowds, zip(*day.outcomes.values(), strict=True), strict=True):
        alike[_on_whichever_days(crowd), hows] += crowd.n
    for (crowd, those), n in alike.items():
        how = dict(zip(day.outcomes, those, strict=True))
        for each in (crowd._replace(n=n), *_with_one_theme(crowd)):
            groups[frozenset([*_sets(each, day), *_promised(each, how), *more(each)])] += each.n
    return groups


def _on_whichever_days(crowd: Crowd) -> Crowd:
    """A crowd without its days, once it is known how its promises came out: most who differ do so by these alone."""
    answered: InTime | None = crowd.answered and "in_time"
    return crowd._replace(since=None, acknowledged=None, answered=answered, n=0)


def to_tell(theme: str) -> str:
    """The name of those who were told something of a theme that has changed since."""
    return f"{theme}:to_tell"


@cache
def promised(promise: Promise, how: str, project: str = "") -> str:
    """The name of those to whom a promise came out so, in all or in one project."""
    return f"{project}:{promise}:{how}"


def _steps(day: Day) -> Iterator[Sequence[str]]:
    """The most important numbers first: what each page says first of all, then what it says of parts of it."""
    projects = sorted({each.workstream for each in day.counts.crowds})
    yield "received", "set_aside"
    yield sorted(ref for ref, each in day.themes.items() if each.shown)
    yield ("waiting",)
    yield HOW_FAR
    yield [promised(promise, how) for promise in PROMISES for how in KEPT]
    yield [to_tell(ref) for ref in sorted(day.themes)]
    yield projects
    yield [promised("answer", how, project) for project in projects for how in KEPT]
    yield ("ready",)


def _sets(crowd: Crowd, day: Day) -> Iterator[str]:
    yield "set_aside" if crowd.set_aside else "received"
    yield from crowd.themes
    yield from (to_tell(ref) for ref in day.counts.to_tell.get(crowd.contribution or "", ()) if ref in crowd.themes)
    if not (crowd.withdrawn or crowd.set_aside):
        yield crowd.workstream
    if crowd.waiting:
        yield "waiting"
    elif crowd.undeliverable and crowd.answered and not crowd.withdrawn:
        yield "ready"
    if crowd.asks_change and not crowd.set_aside:
        yield "asked"
        theirs = [day.themes[ref] for ref in crowd.themes if ref in day.themes]
        yield from (name for name in HOW_FAR[1:] if any(getattr(each, name) for each in theirs))


CameOut = Mapping[Promise, How | None]
"""How each promise came out for somebody."""


def _with_one_theme(crowd: Crowd) -> Iterator[Crowd]:
    """Nobody, who might have told us one of several things alone: what people told us together is said nowhere."""
    if len(crowd.themes) > 1:
        yield from (crowd._replace(themes=(theme,), n=0) for theme in crowd.themes)


def _promised(crowd: Crowd, came_out: CameOut) -> Iterator[str]:
    for promise, how in came_out.items():
        if how is None or how == "gone":
            continue
        names = [how, "none_yet" if how in ("overdue", "not_yet_due") else "", "" if how == "not_yet_due" else "due"]
        for name in filter(None, names):
            yield promised(promise, name)
            if promise == "answer":
                yield promised(promise, name, crowd.workstream)
