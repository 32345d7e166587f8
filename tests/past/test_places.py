"""Few have room for past days at one time, one of them reads, and the present keeps nine tenths of the time."""

from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.past.places import LONGEST_PAUSE, PLACES, SHARE, Places, StillWorking


class Time:
    """Two clocks that go only when they are told to, and what was waited for."""

    def __init__(self):
        self.now = self.cpu = self.rested = 0.0

    def work(self, seconds):
        self.now += seconds
        self.cpu += seconds

    def rest(self, seconds):
        self.now += seconds
        self.rested += seconds

    def places(self):
        return Places(cpu=lambda: self.cpu, now=lambda: self.now, rest=self.rest)


def test_whoever_finds_no_place_is_told_to_come_back():
    places = Places()
    taken = [places.place() for _ in range(PLACES)]
    for each in taken:
        each.__enter__()
    with pytest.raises(StillWorking), places.place():
        pass
    taken[0].__exit__(None, None, None)
    with places.place(), pytest.raises(StillWorking), places.place():
        pass


def test_a_place_is_free_again_when_something_went_wrong():
    places = Places()
    for _ in range(PLACES + 1):
        with pytest.raises(ZeroDivisionError), places.place(), places.turn():
            raise ZeroDivisionError


def test_one_reads_at_a_time():
    places, seen, inside = Places(), [], []

    def read():
        with places.turn():
            inside.append(1)
            seen.append(len(inside))
            inside.pop()

    threads = [Thread(target=read) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [1] * 20


@given(st.lists(st.tuples(st.floats(0.0001, 0.1), st.floats(0, 2)), min_size=2, max_size=30))
def test_reading_one_after_another_keeps_to_the_share(turns):
    time = Time()
    places = time.places()
    begun = []
    for took, until_the_next in turns:
        with places.turn():
            begun.append(time.now)
            time.work(took)
        time.now += until_the_next
    for (took, _), begin, after in zip(turns, begun, begun[1:], strict=False):
        assert after - begin >= min(took / SHARE, LONGEST_PAUSE) - 1e-9


def test_nobody_waits_who_comes_alone_nor_too_long_behind_a_slow_one():
    time = Time()
    places = time.places()
    for _ in range(3):
        with places.turn():
            time.work(0.05)
        time.now += 1
    assert time.rested == 0
    with places.turn():
        time.work(60)
    with places.turn():
        assert time.rested == pytest.approx(LONGEST_PAUSE)
