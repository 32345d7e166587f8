"""An attacker who reads every number that is shown, and tries every population that could be behind them."""

from itertools import combinations


def pinned_down(groups, shown, k, said=()):
    """The sets of 1 to k - 1 people whose number is the same in every population that the shown numbers allow.

    The attacker knows which groups there are and may be, and of everyone who is in a shown set in which of these. What
    is `said` in words is a set's name with the least and the most that it may be.
    """
    told = {name: sum(n for sets, n in groups.items() if name in sets) for name in shown}
    named = frozenset([*told, *(name for name, _, _ in said)])
    places = sorted({sets & named for sets in groups} - {frozenset()}, key=sorted)
    possible = [
        population
        for population in _populations(places, told)
        if all(least <= _size(name, places, population) <= most for name, least, most in said)
    ]
    for size in range(1, len(places) + 1):
        for some in combinations(range(len(places)), size):
            counts = {sum(population[at] for at in some) for population in possible}
            if len(counts) == 1 and 0 < min(counts) < k:
                yield [places[at] for at in some], min(counts)


def _size(name, places, population):
    return sum(n for place, n in zip(places, population, strict=True) if name in place)


def _populations(places, left):
    """Every way to fill the places so that each set has as many people as are left for it."""
    if not places:
        if not any(left.values()):
            yield ()
        return
    first, *rest = places
    told = first & left.keys()
    for n in range(min(left[name] for name in told) + 1):
        now = {name: total - n * (name in told) for name, total in left.items()}
        if all(now[name] == 0 or any(name in place for place in rest) for name in told):
            yield from ((n, *others) for others in _populations(rest, now))
