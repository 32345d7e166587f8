"""Tables of people, attacked: by somebody who knows the total, what is shown, the rule, and every table there was."""

from collections import defaultdict
from itertools import combinations, groupby, pairwise, permutations, product

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from tracker.domain.small_numbers import breakdown, counted_again

AGE = {"under_25": 3, "25_34": 14, "35_44": 19, "45_54": 13, "55_plus": 7, "not_said": 8}
GENDER = {"woman": 21, "man": 36, "self_described": 2, "not_said": 5}
STAGE = {
    "using_now": 34, "recently_left": 12, "longer_ago": 9, "family_or_friend": 3, "bereaved_family": 1, "not_said": 5
}  # fmt: skip


def tables(codes, total):
    """Every table of that many people, over some or all of the codes."""
    for cuts in combinations(range(total + len(codes) - 1), len(codes) - 1):
        edges = (-1, *cuts, total + len(codes) - 1)
        yield dict(zip(codes, (b - a - 1 for a, b in pairwise(edges)), strict=True))


def seen(table):
    """What anybody sees of a published table; None where there is none."""
    return table and (tuple(sorted(table.cells.items(), key=str)), table.total)


def may_be(consistent, code):
    return {cells.get(code, 0) for cells in consistent}


@pytest.mark.parametrize(
    ("cells", "hidden"),
    [
        (AGE, {"under_25", "55_plus"}),
        (GENDER, {"self_described", "not_said"}),
        (STAGE, {"family_or_friend", "bereaved_family", "not_said"}),
    ],
)
def test_the_open_survey_of_64(cells, hidden):
    table = breakdown(cells, 5)
    assert table.hidden == hidden
    assert table.total == 64
    assert table.cells == {code: None if code in hidden else n for code, n in cells.items()}


@pytest.mark.parametrize("k", [1, 2, 3, 5])
@pytest.mark.parametrize("codes", ["ab", "abc", "abcd"])
def test_no_attacker_works_out_a_hidden_cell(codes, k):
    for total in range(19 if len(codes) < 4 else 17):
        consistent = defaultdict(list)
        for cells in tables(codes, total):
            consistent[seen(breakdown(cells, k))].append(cells)
        for published, worlds in consistent.items():
            hidden = [code for code, n in published[0] if n is None] if published else []
            assert all(len(may_be(worlds, code)) > 1 for code in hidden), (published, worlds)
            if published is None and total >= k:
                assert all(len(may_be(worlds, code)) > 1 for code in codes), (total, worlds)


def test_two_tables_of_the_same_people_give_away_no_more_than_each():
    """They share their total and nothing else: no table crosses two things that people said of themselves."""
    for total in range(9):
        consistent = defaultdict(list)
        for first, second in product(tables("abc", total), tables("xyz", total)):
            consistent[seen(breakdown(first, 3)), seen(breakdown(second, 3))].append(first | second)
        for both, worlds in consistent.items():
            hidden = [code for published in both if published for code, n in published[0] if n is None]
            assert all(len(may_be(worlds, code)) > 1 for code in hidden)


def with_one_chosen_by_its_code(cells, k):
    """The rule as it is often told: among cells that are equal, the first by name is hidden, and the next is shown."""
    order = sorted(cells, key=lambda code: (cells[code], code))
    hidden = [code for code in order if 0 < cells[code] < k]
    for code in order[len(hidden) :]:
        if hidden and (len(hidden) < 2 or sum(cells[each] for each in hidden) < k):
            hidden.append(code)
    return tuple(sorted((code, None if code in hidden else n) for code, n in cells.items()))


def test_the_attacker_succeeds_where_equal_cells_are_not_hidden_together():
    consistent = defaultdict(list)
    for cells in tables("abc", 22):
        if all(cells.values()):
            consistent[with_one_chosen_by_its_code(cells, 5)].append(cells)
    worked_out = [worlds for shown, worlds in consistent.items() if len(worlds) == 1 and ("c", None) in shown]
    assert [{"a": 9, "b": 9, "c": 4}] in worked_out
    assert breakdown({"a": 9, "b": 9, "c": 4, "d": 20}, 5).hidden == {"a", "b", "c"}


@for_all(cells=st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 40), max_size=7), k=st.integers(1, 12))
def test_hidden_cells_can_change_places(cells, k):
    table = breakdown(cells, k)
    if table is None:
        return
    hidden = sorted(table.hidden)
    for order in permutations(hidden):
        moved = {**cells, **{to: cells[code] for code, to in zip(hidden, order, strict=True)}}
        assert seen(breakdown(moved, k)) == seen(table)
    assert len({cells[code] for code in hidden}) != 1


@for_all(cells=st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 40), max_size=7), k=st.integers(1, 12))
def test_what_is_hidden_is_no_more_than_must_be(cells, k):
    table = breakdown(cells, k)
    if table is None:
        return
    shown = {code: n for code, n in table.cells.items() if n is not None}
    assert all(n >= k and cells[code] == n for code, n in shown.items())
    assert set(table.cells) == {code for code, n in cells.items() if n}
    assert table.total == sum(cells.values()) >= k
    assert table.sum_of_hidden == sum(cells[code] for code in table.hidden)
    assert bool(table.hidden) == any(0 < n < k for n in cells.values())
    if table.hidden:
        assert table.sum_of_hidden >= k
        assert max(cells[code] for code in table.hidden) < min(shown.values())


@pytest.mark.parametrize(
    "cells", [{}, {"a": 0}, {"a": 4}, {"a": 64}, {"a": 1, "b": 3}, {"a": 4, "b": 5}, dict.fromkeys("abcdefg", 1)]
)
def test_nothing_is_said_where_everything_would_be_hidden_or_everybody_is_of_one_code(cells):
    assert breakdown(cells, 5) is None


def published(history, k):
    """The tables of a history of counts, each as it is published on its day; None on a day that had none yet."""
    told = []
    for cells in history:
        earlier = [table for table, _ in groupby(each for each in told if each)]
        again = counted_again(earlier, cells, k) if earlier else breakdown(cells, k)
        told.append(again or (earlier[-1] if earlier else None))
    return told


def days_seen(told):
    """What anybody sees of a history: each day's table, and since which day it stands."""
    return tuple((seen(table), told.index(table) if table else None) for table in told)


@pytest.mark.parametrize(("codes", "largest", "k", "days"), [("abc", 6, 3, 2), ("abc", 3, 2, 3), ("ab", 6, 3, 3)])
def test_no_attacker_with_every_table_works_out_a_hidden_cell_or_a_small_change(codes, largest, k, days):
    every = [dict(zip(codes, numbers, strict=True)) for numbers in product(range(largest + 1), repeat=len(codes))]
    worlds = defaultdict(list)
    for history in product(every, repeat=days):
        worlds[days_seen(published(history, k))].append(history)
    for day, consistent in worlds.items():
        for (published_then, since), (table, stands_since) in combinations(day, 2):
            if published_then and stands_since != since:
                assert_no_small_change(dict(published_then[0]), dict(table[0]), k)
        for number, (table, since) in enumerate(day):
            hidden = [code for code, n in table[0] if n is None] if table and since == number else []
            for code in hidden:
                assert len(may_be([history[number] for history in consistent], code)) > 1
                changes = {history[number][code] - history[number - 1][code] for history in consistent if number}
                assert len(changes) != 1


def assert_no_small_change(before, after, k):
    for code in {*before, *after}:
        was, now = before.get(code, 0), after.get(code, 0)
        assert was is None or now is None or now == was or abs(now - was) >= k


codes_of_a_history = "abcde"
some_cells = st.fixed_dictionaries({code: st.integers(0, 12) for code in codes_of_a_history})
movements = st.lists(st.fixed_dictionaries({code: st.integers(-6, 12) for code in codes_of_a_history}), max_size=8)


@for_all(first=some_cells, moves=movements, k=st.integers(2, 6), data=st.data())
def test_codes_that_are_hidden_can_change_places_in_a_whole_history(first, moves, k, data):
    history = [first]
    for move in moves:
        history.append({code: max(0, n + move[code]) for code, n in history[-1].items()})
    told = published(history, k)
    hidden = sorted(frozenset[str]().union(*(table.hidden for table in told if table)))
    while_hidden = [table is None or bool(table.hidden) for table in told]
    order = dict(zip(hidden, data.draw(st.permutations(hidden)), strict=True))
    other = [
        {order.get(code, code): n for code, n in cells.items()} if is_hidden else cells
        for cells, is_hidden in zip(history, while_hidden, strict=True)
    ]
    assert days_seen(published(other, k)) == days_seen(told)


@for_all(first=some_cells, moves=movements, k=st.integers(1, 6))
def test_between_any_two_tables_no_cell_and_no_sum_changes_by_little(first, moves, k):
    history = [first]
    for move in moves:
        history.append({code: max(0, n + move[code]) for code, n in history[-1].items()})
    told = published(history, k)
    for before, after in combinations([table for table in told if table], 2):
        assert_no_small_change(before.cells, after.cells, k)
        if before.hidden == after.hidden:
            by = after.sum_of_hidden - before.sum_of_hidden
            assert by == 0 or abs(by) >= k


FIRST = breakdown(AGE, 5)


def after(**changes):
    return counted_again([FIRST], AGE | changes, 5)


@pytest.mark.parametrize("by", [1, 2, 3, 4])
def test_while_few_came_or_went_the_earlier_table_stands(by):
    assert after(**{"35_44": 19 + by}) is None
    assert after(**{"35_44": 19 - by}) is None
    assert after(under_25=3 + by) is None
    assert after(**{"25_34": 20, "35_44": 19 + by}) is None


def test_a_table_stands_as_well_where_nobody_came_or_one_came_and_one_went():
    assert after() is None
    assert after(under_25=4, **{"55_plus": 6}) is None


def test_where_enough_came_it_is_counted_again():
    table = after(**{"35_44": 24})
    assert (table.cells["35_44"], table.total, table.hidden) == (24, 69, FIRST.hidden)


def test_what_was_hidden_stays_hidden_until_all_of_it_has_grown():
    assert after(**{"55_plus": 40}).hidden == FIRST.hidden
    assert after(under_25=14, **{"55_plus": 40}).hidden == FIRST.hidden
    assert after(under_25=15, **{"55_plus": 40}).cells == AGE | {"under_25": 15, "55_plus": 40}


def test_what_was_shown_is_not_hidden_later_but_stands():
    assert after(**{"45_54": 4}) is None
    assert after(**{"45_54": 0}).cells.keys() == AGE.keys() - {"45_54"}


def test_a_table_is_compared_with_every_one_before():
    more = after(**{"35_44": 25})
    assert counted_again([more], AGE | {"35_44": 20}, 5) is not None
    assert counted_again([FIRST, more], AGE | {"35_44": 20}, 5) is None


def test_a_code_is_named_once_it_is_no_small_number():
    assert counted_again([breakdown(GENDER, 5)], GENDER | {"non_binary": 4}, 5) is None
    assert counted_again([breakdown(GENDER, 5)], GENDER | {"non_binary": 5}, 5).cells["non_binary"] == 5
