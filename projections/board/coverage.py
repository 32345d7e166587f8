"""What a board counts before it shows anything: who told us and who waits, what is not shown, and how far it got."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from projections.shared.counting.numbers import HOW_FAR, Published
from projections.shared.telling.wording import counted, days, people

HELD_BACK = {
    "identifiable": "someone could be picked out",
    "third_party": "it speaks of somebody else",
    "plain_english": "the wording is not plain enough yet",
    "fair": "the wording may not be fair to what was said",
}
"""Why a theme is held back; of other reasons it is only said that there is one."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many told us, how many wait and for how long, and what is not shown: set aside, not agreed, held back.

    Where `hides_waiting`, it would tell of a few people how many wait.
    """

    received: int
    waiting: int
    longest_wait_days: int
    set_aside: int
    shown: int
    not_shown_yet: int
    held_back: Mapping[str, int]
    k: int
    hides_waiting: bool = False

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
            yield f"{self._who_waits()} are waiting."
            yield f"The longest wait is {days(self.longest_wait_days)}."

    def _who_waits(self) -> str:
        return "Some of them" if self.hides_waiting else f"{self.waiting:,}"

    def _things(self) -> Iterator[str]:
        why = Counter({"the wording is still being agreed": self.not_shown_yet})
        for reason, n in self.held_back.items():
            why[HELD_BACK.get(reason, "there is another reason")] += n
        for because, n in why.items():
            if n:
                yield f"{counted(n, 'thing is', 'things are')} not shown yet: {because}."
        if self.shown and not why.total():
            yield "Nothing is held back from the board."


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


@dataclass(frozen=True, slots=True)
class HowFar:
    """Of those who asked for change: told by us that it changed, said so themselves, and still have it.

    Each as the public may read it: None where the number is hidden.
    """

    asked: int | None
    reported: int | None
    confirmed: int | None
    in_place: int | None

    @property
    def of_whom(self) -> str:
        """How many asked for something to change."""
        who = "Some of them" if self.asked is None else counted(self.asked, "person", "people")
        return f"{who} asked for something to change. Of them:"

    @property
    def bars(self) -> list[Bar]:
        """The three counts, never merged; none where nobody asked for change.

        A bar is drawn only beside a whole that is shown: its length tells both.
        """
        return [
            Bar("Some" if n is None else f"{n:,}", n if self.asked else None, words, people_say)
            for name, words, people_say in (TOLD if self.asked != 0 else ())
            for n in [getattr(self, name)]
        ]


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


def counts_of(day: Published) -> Counts:
    """The counts of a day."""
    numbers, every = day.numbers, [each for each in day.themes.values() if not each.joined]
    coverage = Coverage(
        received=numbers.exact("received"),
        waiting=numbers.exact("waiting"),
        longest_wait_days=(day.on - day.waiting_since).days if day.waiting_since else 0,
        set_aside=numbers.exact("set_aside"),
        shown=sum(each.shown for each in every),
        not_shown_yet=sum(not each.shown and not each.held_back for each in every),
        held_back=Counter(each.held_back for each in every if each.held_back),
        k=day.k,
        hides_waiting=numbers.hides("waiting"),
    )
    how_far = HowFar(*map(numbers.public, HOW_FAR))
    return Counts(coverage, how_far, Asks(sum(each.yes for each in every), sum(each.no for each in every)))
