"""What can be worked out of numbers of people that stand side by side, on one page or on many (R23; `domain.md` 6).

A number is not small by itself: 7 people wait, 6 told us of one thing, and these all wait, so one person waits for
something else. What matters is who is counted, so this goes by sets. People who are in exactly the same sets are one
group. Numbers that are shown can be added and taken away, and where what comes out counts each person once or not at
all, it counts a set of people. No such set may hold 1 to k - 1 of them.

How it is looked for: such a set holds no group of k or more. So of all ways of adding the numbers up, those are taken
that leave every group of k or more out; few are. What can be made of these is tried. Whoever reads is thought to know
which groups there are and may be: only how many people are in each is kept from them. Where it cannot be ruled out that
there are people of a group that nobody is in, a sum from which these are taken away is no set: it could be more. That
a number is hidden tells that it, or some other, would be small. Now and then this rules out more; that is not guarded.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from typing import Any

Group = frozenset[str]
"""Those who are in exactly some sets, by the sets' names."""

Groups = Mapping[Group, int]
"""How many people are in each; nobody, where there might be such people for all that anyone can tell."""

Sum = dict[Any, int]
"""A way of adding numbers up: how often each set's number is taken (by its name), and each group counted."""

PRIME = 2**61 - 1
"""Sums are reckoned in the remainders of this: they can be divided exactly, and never grow."""

MOST_TRIED = 16
"""How many sums that hang together are tried with each other; where there are more, a number is hidden untried."""

AT_HAND = 32
"""How many settlements are kept at hand: every page of a day asks for the same, until somebody tells us more."""


def may_be_shown(groups: Groups, order: Iterable[Sequence[str]], k: int) -> frozenset[str]:
    """The sets whose number may be shown, all of them on one day; those that nobody is in are not named.

    `order` names the sets in steps, the most important first. What one step shows is never hidden for a later one, so
    that pages which take different steps after it agree. Within a step a number is hidden where it gives a small set
    away together with more important ones.
    """
    return _settled(frozenset(groups.items()), tuple(map(tuple, order)), k)


@lru_cache(maxsize=AT_HAND)
def _settled(people: frozenset[tuple[Group, int]], order: Sequence[Sequence[str]], k: int) -> frozenset[str]:
    groups, sizes = dict(people), Counter[str]()
    for group, n in people:
        sizes.update(dict.fromkeys(group, n))
    shown: list[str] = []
    for step in order:
        wanted = [name for name in step if sizes[name] >= k]
        while wanted and (hidden := _too_many(groups, shown, wanted, k)):
            wanted = [name for name in wanted if name not in hidden]
        shown += wanted
    return frozenset(shown)


def _too_many(groups: Groups, shown: Sequence[str], wanted: Sequence[str], k: int) -> set[str]:
    """Of the numbers wanted beside those shown: those that give a small set away, each with more important ones."""
    apart, named = Counter[Group](), frozenset([*shown, *wanted])
    for group, n in groups.items():
        apart[group & named] += n
    lengths = Counter(name for group in apart for name in group)
    order = [*sorted(shown, key=lambda name: (lengths[name], name)), *wanted]
    giving_away = []
    for knot in _knots(_beside_the_many(order, apart, k)):
        together = [set().union(*knot)] if len(knot) > MOST_TRIED else _small_sets(knot, apart, k)
        giving_away += [([at for at, name in enumerate(wanted) if name in taken], taken) for taken in together]
    hidden = set[str]()
    for places, taken in sorted(giving_away, key=lambda each: each[0][-1:]):
        if places and taken.isdisjoint(hidden):
            hidden.add(wanted[places[-1]])
    return hidden


def _beside_the_many(order: Sequence[str], groups: Groups, k: int) -> list[Sum]:
    """All that can be added up without counting a group of k or more, as sums of which each has a group of its own."""
    sums: dict[str, Sum] = {name: {name: 1} for name in order}
    for group in groups:
        for name in group:
            sums[name][group] = 1
    left = _solved(sums.values(), {group for group, n in groups.items() if n >= k})[1]
    own, nought = _solved(left, {group for group, n in groups.items() if n})
    for mine, each in reversed(own.items()):
        for group, other in own.items():
            if group != mine and mine in other:
                _add(other, each, -other[mine])
    return [_known_to_be_empty(each, nought) for each in own.values()]


def _known_to_be_empty(each: Sum, nought: Iterable[Sum]) -> Sum:
    """A sum without the groups that nobody can be in, as sums that come to nought tell; these are taken with it."""
    telling = [one for one in nought if not _counted(one).isdisjoint(each)]
    empty = set[Group]().union(*map(_counted, telling))
    taken = {name: 1 for one in telling for name in one if name not in empty}
    return taken | {key: n for key, n in each.items() if key not in empty}


def _solved(sums: Iterable[Sum], groups: Collection[Group]) -> tuple[dict[Group, Sum], list[Sum]]:
    """The same sums, each less those before it until it has one of those groups to itself; and those left with none."""
    own: dict[Group, Sum] = {}
    left = []
    for each in sums:
        for group, other in own.items():
            if group in each:
                _add(each, other, -each[group])
        theirs = (group for group in each if group in groups)
        mine = min(theirs, key=lambda group: (len(group), *sorted(group)), default=None)
        if mine is None:
            left.append(each)
        else:
            _add(each, each, pow(each[mine], -1, PRIME) - 1)
            own[mine] = each
    return own, left


def _add(into: Sum, other: Sum, times: int) -> None:
    for key, n in list(other.items()):
        total = (into.get(key, 0) + n * times) % PRIME
        if total:
            into[key] = total
        else:
            into.pop(key, None)


def _counted(each: Sum) -> set[Group]:
    return {key for key in each if isinstance(key, frozenset)}


def _knots(sums: Iterable[Sum]) -> list[list[Sum]]:
    """Sums that hang together: no set is counted with two knots that is not counted with one."""
    knots: list[tuple[set[Group], list[Sum]]] = []
    for each in sums:
        touched = [knot for knot in knots if not knot[0].isdisjoint(_counted(each))]
        knots = [knot for knot in knots if knot not in touched]
        groups = _counted(each).union(*(knot[0] for knot in touched))
        knots.append((groups, [each, *(one for knot in touched for one in knot[1])]))
    return [sums for _, sums in knots]


def _small_sets(knot: Sequence[Sum], groups: Groups, k: int) -> Iterator[set[Any]]:
    """What counts each person once or not at all, and 1 to k - 1 of them: of each, which numbers it takes."""
    for size in range(1, min(k, len(knot) + 1)):
        for some in combinations(knot, size):
            total: Sum = {}
            for each in some:
                _add(total, each, 1)
            counted = _counted(total)
            once = all(total[group] == 1 if groups[group] else total[group] <= PRIME // 2 for group in counted)
            if once and 0 < sum(groups[group] for group in counted) < k:
                yield set().union(*some)
