"""A program is killed while it rebuilds, reads and writes: pages never notice, and the next rebuild goes on."""

from contextlib import closing
from random import Random

from tests.conftest import NOW
from tests.projections.test_projector import tables_of
from tests.soak.rebuilding import received, start
from tracker.wiring import Tracker


def kill_after(program, batches, meanwhile):
    """Kill a program with SIGKILL in a rebuild, when it said so often that it took in a batch; all that it said."""
    said, left = [], batches
    while left:
        said.append(program.stdout.readline())
        left -= said[-1] == "batch\n"
        meanwhile()
        assert said[-1], program.stderr.read()
    program.kill()
    with program:
        said += program.stdout.readlines()
        assert program.stderr.read() == ""
    return said


def rows_of(tracker):
    for log_id in tracker.log_ids():
        tracker.catch_up(log_id)
    with tracker.database.reading() as conn:
        return tables_of(conn, tracker.pages)


def test_pages_never_notice_a_rebuild_that_is_killed(two_partnerships, settings, place, effort):
    two_partnerships.close()
    said = []
    for seed in range(effort.rebuilds):
        batches = Random(seed).randint(3, 50)
        if place.kind == "postgresql":  # where others may have the database open
            with closing(Tracker(settings, clock=lambda: NOW)) as beside:
                said += kill_after(start(settings, seed), batches, lambda beside=beside: received(beside))
        else:
            said += kill_after(start(settings, seed), batches, lambda: None)
        with closing(Tracker(settings, clock=lambda: NOW)) as tracker:
            assert received(tracker) == (9, 9)
            before = rows_of(tracker)
            tracker.rebuilding.rebuild()
            assert rows_of(tracker) == before
            assert received(tracker) == (9, 9)
            assert not any(each.has_set_aside for each in tracker.health())
    assert {*said} >= {"batch\n", "read\n", "wrote\n"}
