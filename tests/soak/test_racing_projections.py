"""Two workers race on one projection while facts go in: each fact is projected once."""

from threading import Barrier, Thread

from sqlalchemy import BigInteger, Column, MetaData, PrimaryKeyConstraint, String, Table, select, text

from projections.shared.projecting.projector import DoneElsewhere, catch_up, position_of, prepare
from tests.conftest import SLUG
from tracker.eventstore.database import Database
from tracker.eventstore.reading import last_position

BATCHES = 12


class Tally:
    """Counts facts, and keeps a row for each: a fact projected twice is an error, and one left out is seen."""

    NAME = "tally"
    VERSION = 1

    def __init__(self):
        self.metadata = MetaData()
        self.rows = Table(
            "tally_rows",
            self.metadata,
            Column("log_id", String(16)),
            Column("position", BigInteger),
            PrimaryKeyConstraint("log_id", "position"),
        )
        self.total = Table(
            "tally_total", self.metadata, Column("log_id", String(16), primary_key=True), Column("n", BigInteger)
        )

    def project(self, conn, batch):
        for entry in batch.entries:
            conn.execute(self.rows.insert(), {"log_id": batch.log_id, "position": entry.position})
        add = "INSERT INTO tally_total VALUES (:log, :n) ON CONFLICT (log_id) DO UPDATE SET n = tally_total.n + :n"
        conn.execute(text(add), {"log": batch.log_id, "n": len(batch.entries)})


class Worker:
    """Brings the tally up to each goal together with the others, in a process's own way: a database of its own."""

    def __init__(self, url, log_id, together):
        self.url, self.log_id, self.together = url, log_id, together
        self.beaten, self.errors = 0, []

    def run(self):
        database, tally = Database(self.url), Tally()
        try:
            for goal in range(9, 117, 117 // BATCHES):
                self.together.wait(timeout=60)
                while not self.reach(database, tally, goal):
                    self.beaten += 1
        except Exception as error:  # noqa: BLE001  said by the test
            self.together.abort()
            self.errors.append(error)
        finally:
            database.close()

    def reach(self, database, tally, goal):
        try:
            with database.writing(self.log_id) as conn:
                if position_of(conn, self.log_id, tally) < goal:
                    catch_up(conn, conn, self.log_id, [tally], lambda _: {}, upto=goal)
        except DoneElsewhere:
            return False
        return True


def test_two_workers_project_each_fact_once(two_partnerships, settings):
    tally, log_id = Tally(), two_partnerships.find(SLUG).log_id
    with two_partnerships.database.reshaping() as conn:
        prepare(conn, [tally])
    together = Barrier(2)
    workers = [Worker(settings.database_url, log_id, together) for _ in range(2)]
    racing = [Thread(target=worker.run) for worker in workers]
    for thread in racing:
        thread.start()
    for thread in racing:
        thread.join()
    assert [worker.errors for worker in workers] == [[], []]
    with two_partnerships.database.writing(log_id) as conn:
        end = last_position(conn, log_id)
        catch_up(conn, conn, log_id, [tally], lambda _: {})
    with two_partnerships.database.reading(log_id) as conn:
        assert sorted(conn.execute(select(tally.rows.c.position)).scalars()) == list(range(end + 1))
        assert conn.execute(select(tally.total.c.n)).scalar_one() == end + 1
