"""A day that goes on from an earlier one is as if it were folded by itself, and what is folded has no name for long."""

import stat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import OTHER_SLUG
from tests.past.conftest import END, rows_in
from tracker.past import folding as limits

POSITIONS = (0, 30, 60, 89)
"""Where some days of both partnerships end."""


@pytest.fixture
def as_alone(alone, prefix):
    """What each of some days holds when it is folded by itself."""
    return {
        (position, slug): alone(prefix(position, slug))
        for position in POSITIONS
        for slug in (OTHER_SLUG, "norrick-vale-together")
    }


def test_whatever_was_folded_before_a_day_is_the_same(folding, source, prefix, as_alone):
    assert len({repr(rows) for rows in as_alone.values()}) == len(as_alone)

    @settings(max_examples=12, deadline=None)
    @given(st.permutations(list(as_alone)).map(lambda days: days[:4]))
    def in_any_order(days):
        for day in days:
            assert rows_in(folding.fold(prefix(*day), source)) == as_alone[day]

    in_any_order()


def test_a_later_day_reads_only_what_came_after(folding, source, prefix):
    asked = []

    class Watched:
        def facts(self, log_id, after, upto):
            asked.append((log_id, after, upto))
            return source.facts(log_id, after, upto)

        def opened(self, log_id, sealed):
            return source.opened(log_id, sealed)

    folds = [prefix(60), prefix(60), prefix(END), prefix(80), prefix(70, OTHER_SLUG)]
    for each in folds:
        folding.fold(each, Watched()).unlink()
    ours, theirs = folds[0].log_id, folds[-1].log_id
    assert asked == [(ours, -1, 60), (ours, 60, END), (ours, 60, 80), (theirs, -1, 70)]


def test_only_so_many_earlier_folds_are_kept(folding, source, prefix, monkeypatch):
    monkeypatch.setattr(limits, "STARTS_AT_MOST", 3)
    for position in range(10, 70, 10):
        folding.fold(prefix(position), source).unlink()
    assert [start.prefix.position for start in folding._starts] == [40, 50, 60]
    monkeypatch.setattr(limits, "BYTES_AT_MOST", 1)
    folding.fold(prefix(70), source).unlink()
    assert [start.prefix.position for start in folding._starts] == [70]


def test_nothing_goes_on_from_what_was_folded_before_an_erasure(folding, source, prefix):
    for each in (prefix(30), prefix(60), prefix(30, OTHER_SLUG)):
        folding.fold(each, source).unlink()
    folding.fold(prefix(80, erasure=118), source).unlink()
    kept = [(start.prefix.log_id == prefix(0).log_id, start.prefix.position) for start in folding._starts]
    assert kept == [(False, 30), (True, 80)]


def test_a_file_is_nobody_elses_and_has_a_name_only_until_it_is_opened(folding, source, prefix):
    path = folding.fold(prefix(30), source)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    rows_in(path)
    assert list(path.parent.iterdir()) == []
    folding.close()
    assert not path.parent.exists()


def test_a_fold_that_fails_leaves_nothing_behind(folding, source, prefix):
    class Broken:
        def facts(self, log_id, after, upto):
            return source.facts(log_id, after, upto)

        def opened(self, log_id, sealed):
            raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        folding.fold(prefix(60), Broken())
    assert not folding._starts
    assert list(folding._folder.path.iterdir()) == []
