"""Connections to PostgreSQL are used again and again; each transaction names its log, and sees no other."""

from contextlib import ExitStack, closing, suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import InternalError, OperationalError, ProgrammingError

from tests.eventstore.conftest import LOGS, fact
from tracker.eventstore.database import Database, go_on_with
from tracker.eventstore.log import Log
from tracker.eventstore.statement import Statement

pytestmark = pytest.mark.parametrize("filled", ["postgresql"], indirect=True)

OURS, THEIRS = LOGS
SEEN = "SELECT log_id FROM events UNION SELECT log_id FROM heads UNION SELECT log_id FROM words"
ASKED = Statement("SELECT log_id FROM heads WHERE log_id = :log_id OR size > 0")


@pytest.fixture
def database(filled):
    made = Database(filled.url)
    yield made
    made.close()


def seen(conn):
    """Whose rows a transaction can read; nobody's where it names no log, which is refused."""
    with suppress(ProgrammingError), conn.begin_nested():
        return {log_id for (log_id,) in conn.exec_driver_sql(SEEN)}
    return set()


class Undone(Exception):
    """Why a transaction ends without a commit."""


def use(database, how, log_id, end):
    """Use a connection, and tell whether it saw its log and no other."""
    if how == "ask":
        return {each for (each,) in database.ask(ASKED, log_id or OURS)} == {log_id or OURS}
    saw = []
    with suppress(Undone), getattr(database, how)(log_id) as conn:
        saw.append(seen(conn) == ({log_id} - {None}))
        if end == "turn":
            go_on_with(conn, THEIRS)
            saw.append(seen(conn) == {THEIRS})
        if end == "fail":
            raise Undone
    return all(saw)


HOW, OF_WHICH, HOW_IT_ENDS = ("reading", "writing", "ask"), (*LOGS, None), ("", "turn", "fail")
USES = st.tuples(*map(st.sampled_from, (HOW, OF_WHICH, HOW_IT_ENDS)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(USES, max_size=12), st.lists(st.sampled_from(OF_WHICH), max_size=3))
def test_whatever_a_connection_was_used_for_before(database, uses, meanwhile):
    with ExitStack() as held:
        others = [(log_id, held.enter_context(database.reading(log_id))) for log_id in meanwhile]
        for use_of_it in uses:
            assert use(database, *use_of_it), use_of_it
        for log_id, conn in others:
            assert seen(conn) == ({log_id} - {None})


def test_a_reader_sees_one_moment_and_cannot_write(database):
    with database.reading(OURS) as reader:
        before = reader.exec_driver_sql("SELECT size FROM heads").scalar_one()
        with database.writing(OURS) as writer:
            Log(writer, OURS, now=lambda: 100).recorder.insert_events([fact("again")])
            size = writer.exec_driver_sql("SELECT size FROM heads").scalar_one()
        assert reader.exec_driver_sql("SELECT size FROM heads").scalar_one() == before < size
        with pytest.raises(InternalError, match="read-only transaction"), reader.begin_nested():
            reader.exec_driver_sql("UPDATE heads SET size = size + 1")


def test_whatever_a_session_was_told_by_somebody_else(database):
    with closing(database.engine.raw_connection()) as session:
        session.cursor().execute("SELECT set_config('tracker.log', %s, false)", (THEIRS,))
    for log_id in (OURS, None):
        for how in ("reading", "writing"):
            assert use(database, how, log_id, "")


def test_one_that_was_cut_is_replaced(database, filled):
    with database.reading(OURS) as conn:
        pid = conn.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    filled.server.run(f"SELECT pg_terminate_backend({pid}, 60000)")
    with pytest.raises(OperationalError), database.reading(THEIRS):
        pytest.fail("the connection was cut")
    for log_id in (*LOGS, None):
        assert use(database, "reading", log_id, "")
