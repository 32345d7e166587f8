"""Small numbers, so that nobody can be picked out (R23; `domain.md` 6): in tables, and in what people replied.

Numbers of people that stand on several pages are decided together (`worked_out.py`); a table is published once.

Why the hidden cells of a table stay hidden, whoever looks, and at however many tables. What is told of them is their
sum, and no choice made here asks about one of them by its code: only how many they are together, whether they are all
alike, and whether all are small, or all large, beside what is shown. So the hidden codes can change places with each
other, in one table or in all, and what is published stays the same to the letter. As they are never all alike, each of
them may be at least two numbers. That holds for somebody who knows this rule, the total, every table before and after,
and every day on which a table was or was not counted again.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

DEFAULT_K = 5
"""The smallest number shown to the public, where a partnership has set none."""


Cells = Mapping[str, int]
"""How many people there are of each code."""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A table as it is published: how many of each code, None where that is hidden, and of how many in all."""

    cells: Mapping[str, int | None]
    total: int

    @property
    def hidden(self) -> frozenset[str]:
        """The codes whose numbers are hidden. Where there is one, no percentage is said of any."""
        return frozenset(code for code, n in self.cells.items() if n is None)

    @property
    def sum_of_hidden(self) -> int:
        """What anybody can work out of the hidden cells: how many they are together."""
        return self.total - sum(n for n in self.cells.values() if n is not None)


def breakdown(cells: Cells, k: int = DEFAULT_K) -> Breakdown | None:
    """The first table of a kind, with what must be hidden in it; None where nothing of it may be said.

    Hides every cell of 1 to k - 1, then the smallest of the rest until those hidden may stay together (`_hide_well`).
    Cells that are equal are hidden together or not at all: were one chosen by its code, the choice would tell something
    of the others, and of {4, 9, 9} the 9 that is shown could give the 4 away.
    """
    occurring = {code: n for code, n in cells.items() if n}
    return _published(occurring, _to_hide(occurring, k))


def counted_again(earlier: Sequence[Breakdown], cells: Cells, k: int = DEFAULT_K) -> Breakdown | None:
    """The next table after the earlier ones; None where the latest must stand, with its day.

    It stands while, since any of the earlier ones, a shown cell or the hidden ones together have changed by 1 to k - 1,
    or nothing has changed at all: so a table that stands does not tell whether a few people came, or went, or nobody.
    What is hidden stays hidden until all of it has grown so far that no change since can be a small one.
    """
    latest = earlier[-1]
    if any(0 < abs(by) < k for before in earlier for by in _changes(before, cells)) or not any(_changes(latest, cells)):
        return None
    hidden = latest.hidden
    largest_sum = max(before.sum_of_hidden for before in earlier)
    if all(cells.get(code, 0) >= largest_sum + k for code in hidden):
        hidden = frozenset()
    elif not _hide_well([cells.get(code, 0) for code in hidden], k):
        return None
    if any(0 < n < k for code, n in cells.items() if code not in hidden):
        return None
    return _published({code: n for code, n in cells.items() if n or code in hidden}, hidden)


def _to_hide(cells: Cells, k: int) -> frozenset[str]:
    small = [n for n in cells.values() if n < k]
    if not small:
        return frozenset()
    for largest in sorted({n for n in cells.values() if n >= max(small)}):
        hidden = frozenset(code for code, n in cells.items() if n <= largest)
        if _hide_well([cells[code] for code in hidden], k):
            return hidden
    return frozenset(cells)


def _hide_well(numbers: Collection[int], k: int) -> bool:
    """Whether cells hide each other: k people or more together, and not all cells alike (so at least two)."""
    return sum(numbers) >= k and len(set(numbers)) > 1


def _published(cells: Cells, hidden: frozenset[str]) -> Breakdown | None:
    """A table, or None where it would show no number, or one code alone: then everybody would be known to be of it."""
    if len(cells) < 2 or hidden.issuperset(cells):
        return None
    return Breakdown({code: None if code in hidden else n for code, n in cells.items()}, sum(cells.values()))


def _changes(before: Breakdown, cells: Cells) -> Iterator[int]:
    """By how much each cell has changed that was not hidden, and those that were, together."""
    for code in {*before.cells, *cells} - before.hidden:
        yield cells.get(code, 0) - (before.cells.get(code) or 0)
    yield sum(cells.get(code, 0) for code in before.hidden) - before.sum_of_hidden


def replies_in_words(yes: int, partly: int, no: int, cannot_tell: int = 0) -> str:
    """What the people who were asked said, by weight and never by number; it agrees with the rule's result (R15)."""
    replies = yes + partly + no + cannot_tell
    if 2 * no > replies:
        return "Most said no."
    if 3 * no > yes + partly + no:
        return "More of them said no than yes." if no > yes else "More than one in three said no."
    if 2 * yes > replies:
        return "Most said yes."
    if 2 * (yes + partly) > replies:
        return "Most said that it changed at least in part."
    return "They did not agree."
