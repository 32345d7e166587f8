"""What can be worked out of numbers that stand side by side: no small set of people, whoever adds and takes away."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.attacker import pinned_down
from tracker.domain.worked_out import may_be_shown

K = 5


def groups(**people):
    """Groups by the sets that they are in: `a_b=3` are three people in a and in b."""
    return {frozenset(sets.split("_")): n for sets, n in people.items()}


@pytest.mark.parametrize(
    ("people", "order", "shown"),
    [
        # Seven wait, and six of them told us of b: the seventh could be picked out.
        (groups(all_w_b=6, all_w=1, all=8), ["all", "b", "w"], "all b"),
        (groups(all_w_b=6, all=9), ["all", "b", "w"], "all b w"),
        # Nine and eleven who have nobody in common tell nothing of two people.
        (groups(all_a=9, all_b=11, all=7), ["all", "a", "b"], "all a b"),
        (groups(all_a=9, all_b=11, all=3), ["all", "a", "b"], "all a"),
        (groups(all_a=9, all_b=11), ["all", "a", "b"], "all a b"),
        # Twenty-three: twelve of a and fourteen of b, so three of both, unless somebody told us of neither.
        (groups(all_a=9, all_b=11, all_a_b=3), ["all", "a", "b"], "all a"),
        (groups(all_a=9, all_b=11, all_a_b=3, all=2), ["all", "a", "b"], "all a b"),
        # One of four places is small: with the other three it could be worked out, so one more is hidden.
        (groups(w_p=9, w_q=8, w_r=7, w_s=2), ["w", "p", "q", "r", "s"], "w p q"),
        # Whoever has an answer in time is of a, or of b, or one of three others.
        (groups(all_a_t=9, all_b_t=6, all_t=3, all=61), ["all", "a", "b", "t"], "all a b"),
        (groups(all=4), ["all"], ""),
        ({}, ["all"], ""),
    ],
)
def test_what_may_be_shown(people, order, shown):
    assert may_be_shown(people, [[name] for name in order], K) == frozenset(shown.split())
    assert may_be_shown(people, [order], K) == frozenset(shown.split())


def test_the_more_important_number_is_kept():
    people = groups(all_w_b=6, all_w=1, all=8)
    assert may_be_shown(people, [["all"], ["w"], ["b"]], K) == {"all", "w"}


def test_what_nobody_is_known_to_have_told_us_together_is_no_small_set():
    # All who told us of b told us of a as well. Whoever does not know that cannot take six from nine.
    nested = groups(all_a_b=6, all_a=3, all=9)
    assert may_be_shown(nested, [["all"], ["a"], ["b"]], K) == {"all", "a"}
    assert may_be_shown(nested | groups(all_b=0), [["all"], ["a"], ["b"]], K) == {"all", "a", "b"}


def test_that_nobody_is_in_a_group_can_be_worked_out_too():
    # Nine of nine told us of a: so nobody told us of b alone.
    everybody = groups(all_a_b=6, all_a=3, all_b=0)
    assert may_be_shown(everybody, [["all"], ["a"], ["b"]], K) == {"all", "a"}


def test_where_too_many_sums_hang_together_a_number_is_hidden_untried():
    names = [f"t{n:02}" for n in range(20)]
    chained = {frozenset({"all", a, b}): 3 for a, b in pairwise(names)}
    shown = may_be_shown(chained, [["all"], names], K)
    assert "all" in shown
    assert shown < {"all", *names}


NAMES = ("all", "p", "q", "r", "s")


@st.composite
def families(draw):
    """Some people, all of them in one set and each in some others, and groups that people might be in."""
    some = st.frozensets(st.sampled_from(NAMES[1:])).map(lambda sets: sets | {"all"})
    found = draw(st.dictionaries(some, st.integers(0, 9), min_size=1, max_size=5))
    assume(any(found.values()))
    order = draw(st.permutations(NAMES[1:]))
    return found, [["all"], *([name] for name in order)] if draw(st.booleans()) else [["all"], order]


@given(families(), st.sampled_from([2, 3, 5]))
def test_an_attacker_who_tries_every_population_pins_no_small_set_down(family, k):
    people, order = family
    assert not [*pinned_down(people, may_be_shown(people, order, k), k)]


@given(families())
def test_what_is_shown_first_does_not_depend_on_what_comes_after(family):
    people, order = family
    for stop in range(len(order)):
        first = {name for step in order[: stop + 1] for name in step}
        assert may_be_shown(people, order[: stop + 1], K) == may_be_shown(people, order, K) & first


@given(families(), st.randoms())
def test_the_order_in_which_groups_are_read_changes_nothing(family, random):
    people, order = family
    mixed = list(people.items())
    random.shuffle(mixed)
    assert may_be_shown(dict(mixed), order, K) == may_be_shown(people, order, K)


@given(families())
def test_no_number_under_k_is_shown(family):
    people, order = family
    sizes = Counter({name: sum(n for sets, n in people.items() if name in sets) for name in NAMES})
    assert all(sizes[name] >= K for name in may_be_shown(people, order, K))
