"""Past days are worked out one at a time, kept within bounds, and made anew where less may be shown than before."""

import sqlite3
from contextlib import ExitStack, closing, contextmanager
from datetime import date
from threading import Event, Thread

import pytest

from tests.conftest import OTHER_SLUG, SLUG
from tests.past.conftest import erased, held_back
from tests.saying import say
from tracker.pages import projections_of
from tracker.past import days as limits
from tracker.past.apart import FoldingApart, FoldingStopped
from tracker.past.days import NotWorkedOut, PastDays
from tracker.past.folding import Folding
from tracker.past.places import StillWorking

DAYS = tuple(date(2025, month, 20) for month in (3, 4, 5, 6, 7, 8))
LONG = 60
"""Seconds that nothing here takes."""


class Gate:
    """Whoever folds, with a gate before each fold, and how many were inside at once."""

    def __init__(self):
        self.folding = Folding(projections_of)
        self.open, self.entered = Event(), Event()
        self.open.set()
        self.inside = self.most = 0
        self.folded = []

    def fold(self, prefix, source):
        self.inside += 1
        self.most = max(self.most, self.inside)
        self.entered.set()
        assert self.open.wait(LONG)
        try:
            return self.folding.fold(prefix, source)
        finally:
            self.folded.append(prefix)
            self.inside -= 1

    def interrupt(self):
        self.folding.interrupt()

    def close(self):
        self.folding.close()


@pytest.fixture
def gate():
    return Gate()


@pytest.fixture
def tracker_behind_a_gate(two_partnerships, gate):
    tracker = two_partnerships
    tracker.past = PastDays(tracker.database, tracker.keys, tracker.projecting.live_in, gate)
    return tracker


def told(tracker, day, slug=SLUG):
    with tracker.read(slug, day) as moment:
        return tracker.pages.board.page(moment.tables, moment.address.log_id, moment.on).coverage.received


def key_of(tracker, day, slug=SLUG):
    """The day’s key where it is not ready; None where it is."""
    try:
        with tracker.moment(slug, day) as moment, tracker.reading(moment):
            return None
    except NotWorkedOut as not_yet:
        return not_yet.key


def is_closed(day):
    try:
        return not day._file.size
    except sqlite3.ProgrammingError:
        return True


@contextmanager
def meanwhile(*works):
    """Threads that work while the block runs, and end with it; what they gave, or how they failed."""
    given = {}

    def work(number, job):
        try:
            given[number] = job()
        except Exception as wrong:  # noqa: BLE001  what went wrong is what was asked
            given[number] = wrong

    threads = [Thread(target=work, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    yield given
    for thread in threads:
        thread.join(LONG)


def test_many_days_asked_for_at_once_are_folded_one_at_a_time(tracker_behind_a_gate, gate):
    tracker = tracker_behind_a_gate
    asked = [(day, slug) for day in DAYS[:3] for slug in (SLUG, OTHER_SLUG)]
    with meanwhile(*(lambda each=each: told(tracker, *each) for each in [*asked, *asked])) as given:
        pass
    assert gate.most == 1
    assert len(gate.folded) == len(set(gate.folded)) == len(asked)
    assert [given[n] for n in range(len(asked))] == [told(tracker, *each) for each in asked]
    assert len(gate.folded) == len(asked)


def test_whoever_has_waited_long_enough_is_told_so(tracker_behind_a_gate, gate):
    tracker = tracker_behind_a_gate
    gate.open.clear()
    with ExitStack() as then:
        then.callback(gate.open.set)
        with pytest.raises(StillWorking):
            tracker.past.work_out(key_of(tracker, DAYS[0]), 0.01)
    assert told(tracker, DAYS[0]) == 9
    assert len(gate.folded) == 1


def test_the_row_has_an_end(tracker_behind_a_gate, gate, monkeypatch):
    monkeypatch.setattr(limits, "WANTED_AT_MOST", 2)
    tracker, keys = tracker_behind_a_gate, [key_of(tracker_behind_a_gate, day) for day in DAYS[:3]]
    gate.open.clear()
    with ExitStack() as then:
        then.callback(gate.open.set)
        for key in [*keys[:2], *keys[:2]]:
            tracker.past.want(key)
        with pytest.raises(StillWorking):
            tracker.past.want(keys[2])
    tracker.past.work_out(keys[1])
    assert [each.position for each in gate.folded] == [key.prefix.position for key in keys[:2]]


def test_what_is_kept_is_bounded(two_partnerships, monkeypatch):
    tracker = two_partnerships
    monkeypatch.setattr(limits, "DAYS_AT_MOST", 3)
    for day in DAYS:
        told(tracker, day)
        told(tracker, DAYS[0])
    assert [day for day in DAYS if key_of(tracker, day) is None] == [DAYS[0], *DAYS[-2:]]
    monkeypatch.setattr(limits, "BYTES_AT_MOST", 1)
    told(tracker, DAYS[2])
    assert [day for day in DAYS if key_of(tracker, day) is None] == [DAYS[2]]


def test_a_day_that_is_given_up_is_read_to_the_end_first(two_partnerships, monkeypatch):
    tracker = two_partnerships
    monkeypatch.setattr(limits, "DAYS_AT_MOST", 1)
    told(tracker, DAYS[1])
    (given_up,) = tracker.past._days.values()
    with tracker.read(SLUG, DAYS[1]) as moment:
        with meanwhile(lambda: told(tracker, DAYS[2])):
            pass
        page = tracker.pages.board.page(moment.tables, moment.address.log_id, moment.on)
        assert page.as_at == DAYS[1]
        assert not is_closed(given_up)
    assert is_closed(given_up)
    assert key_of(tracker, DAYS[2]) is None
    assert key_of(tracker, DAYS[1]) is not None


def test_what_is_erased_takes_every_past_day_with_it(tracker_behind_a_gate, gate):
    tracker = tracker_behind_a_gate
    for slug in (SLUG, OTHER_SLUG):
        told(tracker, DAYS[1], slug)
    kept = {key.prefix.log_id: day for key, day in tracker.past._days.items()}
    ours = tracker.find(SLUG).log_id
    say(tracker, SLUG, erased("person/P-A04", "contribution/a04"))
    assert key_of(tracker, DAYS[1], OTHER_SLUG) is None
    assert key_of(tracker, DAYS[1]).prefix.erasure == 117
    assert {log_id == ours: is_closed(day) for log_id, day in kept.items()} == {True: True, False: False}
    assert told(tracker, DAYS[1]) == 9
    assert [each.erasure for each in gate.folded] == [-1, -1, 117]


def test_whoever_reads_of_today_takes_it_with_them(two_partnerships):
    """Nobody asks for a past day any more, and what was erased is not in a file for all that."""
    tracker = two_partnerships
    for slug in (SLUG, OTHER_SLUG):
        told(tracker, DAYS[1], slug)
    (ours, theirs) = tracker.past._days.values()
    say(tracker, SLUG, erased("person/P-A04", "contribution/a04"))
    for slug, gone in ((OTHER_SLUG, False), (SLUG, True)):
        with tracker.read(slug):
            pass
        assert (is_closed(ours), is_closed(theirs)) == (gone, False)


def test_what_is_erased_while_a_day_is_folded_is_not_in_it(tracker_behind_a_gate, gate):
    tracker = tracker_behind_a_gate
    gate.open.clear()
    with meanwhile(lambda: told(tracker, DAYS[1])) as given, ExitStack() as then:
        then.callback(gate.open.set)
        assert gate.entered.wait(LONG)
        say(tracker, SLUG, erased("person/P-A04", "contribution/a04"))
    assert given == {0: 9}
    assert [each.erasure for each in gate.folded] == [-1, 117]
    assert [key.prefix.erasure for key in tracker.past._days] == [117]


def test_what_is_held_back_today_makes_another_past_day(two_partnerships):
    tracker, day = two_partnerships, date(2025, 12, 20)

    def themes(slug):
        with tracker.read(slug, day) as moment:
            return tracker.pages.board.page(moment.tables, moment.address.log_id, moment.on).themes

    assert [themes(slug) for slug in (SLUG, OTHER_SLUG)] == [1, 1]
    say(tracker, SLUG, held_back("theme/a"))
    assert [themes(slug) for slug in (SLUG, OTHER_SLUG)] == [0, 1]
    assert [[ref for ref, _ in key.less] for key in tracker.past._days] == [["theme/a"]]


def test_why_something_is_held_back_is_said_as_it_is_today(two_partnerships):
    tracker, day = two_partnerships, date(2025, 12, 20)

    def why():
        with tracker.read(SLUG, day) as moment:
            return tracker.pages.board.page(moment.tables, moment.address.log_id, moment.on).coverage.held_back

    say(tracker, SLUG, held_back("theme/a"))
    assert why() == {"identifiable": 1}
    say(tracker, SLUG, held_back("theme/a") | {"type": "PublicItemReleased", "data": {}})
    other = held_back("theme/a")
    say(tracker, SLUG, other | {"data": other["data"] | {"reason": "fair"}})
    assert why() == {"fair": 1}


def test_whoever_finds_no_place_waits_for_nobody(two_partnerships):
    tracker, day = two_partnerships, DAYS[1]
    told(tracker, day)
    with tracker.read(SLUG, day), tracker.moment(SLUG, day) as moment:
        begun = Thread(target=tracker.want, args=(moment,), daemon=True)
        begun.start()
        begun.join(30)
        assert not begun.is_alive()


def test_a_day_is_asked_for_again_where_the_process_was_killed(two_partnerships):
    tracker = two_partnerships

    class Killed(FoldingApart):
        kill = True

        def fold(self, prefix, source):
            if self.kill:
                self._start().kill()
                self.kill = False
                self._process.poll = lambda: None  # it is only noticed when nothing more comes
            return super().fold(prefix, source)

    with closing(PastDays(tracker.database, tracker.keys, tracker.projecting.live_in, Killed())) as tracker.past:
        with pytest.raises(FoldingStopped):
            told(tracker, DAYS[1])
        assert told(tracker, DAYS[1]) == 9
        assert told(tracker, None) == 9


def test_nothing_is_left_when_it_is_closed(two_partnerships):
    apart = FoldingApart()
    with closing(PastDays(*(getattr(two_partnerships, name) for name in ("database", "keys")),
                          two_partnerships.projecting.live_in, apart)) as two_partnerships.past:  # fmt: skip
        assert told(two_partnerships, DAYS[1]) == 9
        folder = apart._folder.path
    assert apart.pid is None
    assert not folder.exists()
    with pytest.raises(StillWorking):
        told(two_partnerships, DAYS[1])


def test_whoever_folds_may_rest_when_nobody_asks(two_partnerships, monkeypatch):
    monkeypatch.setattr(limits, "REST", 0)
    apart = FoldingApart()
    with closing(
        PastDays(two_partnerships.database, two_partnerships.keys, two_partnerships.projecting.live_in, apart)
    ) as past:
        two_partnerships.past = past
        assert told(two_partnerships, DAYS[1]) == 9
        resting = past._worker
        if resting:
            resting.join(LONG)
        assert apart.pid is None
        assert told(two_partnerships, DAYS[1]) == 9
        assert told(two_partnerships, DAYS[2]) == 9
