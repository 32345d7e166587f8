"""A file of any length is recorded in bounded memory, and says all the way how far it has come."""

import gc
import tracemalloc
from datetime import date

import pytest

from tests.application.conftest import somebody_said, written
from tracker.application.importing import import_journey

WARM, SHORT, LONG = 100, 1_400, 2_200
"""From which fact on memory is followed, and the two at which it is looked at, once what has a bound has met it."""

AT_HAND = 40
"""How much may be kept at hand in this test, so that short files are already longer than that."""

ROOM = 40_000
"""Bytes by which more may be held after the longer part, whatever is in it. A key for each person would be far more."""


@pytest.fixture
def little_at_hand(monkeypatch):
    monkeypatch.setattr("tracker.application.recording.STREAMS_IN_MEMORY", AT_HAND)
    monkeypatch.setattr("tracker.eventstore.unit.PARTIES_IN_MEMORY", AT_HAND)
    monkeypatch.setattr("tracker.vault.keys.SEEN_AT_MOST", AT_HAND)


def many_people(path, begun, people, name):
    first = {**begun[0], "data": {**begun[0]["data"], "name": name}}
    with path.open("wb") as file:
        file.writelines(written(line) for line in (first, begun[1]))
        for n in range(people):
            day = str(date.fromordinal(date(2025, 1, 14).toordinal() + n // 10))
            said = somebody_said(f"c{n}", day, contributor=f"P-{n}", words=f"What person {n} said.")
            thanks = {"channel": "phone", "next_news_by": day}
            file.write(written(said))
            file.write(written({**said, "type": "ContributionAcknowledged", "data": thanks}))


def test_what_is_held_does_not_grow_with_the_file(desk, begun, tmp_path, little_at_hand):
    path = tmp_path / "many.jsonl"
    many_people(path, begun, LONG // 2, "Of many")
    held, so_far = {}, [0, 0]

    def progress(size):
        so_far[0] += 1
        so_far[1] += size
        if so_far[0] == WARM:
            tracemalloc.start()
        if so_far[0] in (SHORT, LONG):
            gc.collect()
            held[so_far[0]] = tracemalloc.get_traced_memory()[0]

    try:
        with path.open("rb") as file:
            assert import_journey(file, desk.tracker.logs, desk.tracker.clock, progress).facts == LONG + 2
    finally:
        tracemalloc.stop()
    assert so_far == [LONG + 2, path.stat().st_size]
    assert held[LONG] - held[SHORT] < ROOM


def test_progress_is_told_while_the_file_is_read_and_not_at_its_end(desk, begun, tmp_path):
    path = tmp_path / "some.jsonl"
    many_people(path, begun, 100, "Of a hundred")
    seen = []
    with path.open("rb") as file:
        import_journey(file, desk.tracker.logs, desk.tracker.clock, lambda size: seen.append((size, file.tell())))
    so_far = 0
    for size, read in seen:
        so_far += size
        # Each line is told before more of the file is read than a buffer's worth.
        assert so_far <= read <= so_far + 2**18
    assert len({read for _, read in seen}) > 1 or read < 2**18


def test_a_file_that_is_refused_near_its_end_leaves_nothing_however_long_it_was(desk, begun, tmp_path, little_at_hand):
    path = tmp_path / "refused.jsonl"
    many_people(path, begun, SHORT, "Refused")
    lines = path.read_bytes()
    broken = written({**somebody_said("c1", "2026-01-01")})
    desk.when(lines + broken).then_refused(2 * SHORT + 3, "contribution/c1 has begun already")
    desk.when(lines).then_recorded(2 * SHORT + 2)
