"""A page asks the database at most six times, and no more often where there is more to show."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from tests.conftest import SLUG
from tests.made_up_journeys import MANY_SLUG
from tests.web.addresses import GOOD

AT_MOST = 6
ONE_LOG = {name: path for name, path in GOOD.items() if path.startswith(f"/{SLUG}/")}
SAID_ANEW = ("BEGIN", "SELECT set_config")
"""What begins a transaction, and asks for nothing."""

BOTH_HAVE = ("", "board", "board?view=list", "not", "decided", "waiting", "promises", "heard", "agreement",
             "how-this-works", "privacy", "accessibility")  # fmt: skip


@pytest.fixture
def count(app):
    """How often a page asks the database when it is not kept, and others have been read since the last fact."""

    def count(path):
        client = app.test_client()
        client.get(f"{path}{'&' if '?' in path else '?'}asked=before")
        app.extensions["kept_pages"].clear()
        with asked(app.extensions["tracker"]) as statements:
            assert client.get(path).status_code == 200
        return len(statements)

    return count


@contextmanager
def asked(tracker):
    """The statements that are put to the database, and to the past days kept by then."""
    engines = [tracker.database.engine, *(day._file._engine for day in tracker.past._days.values())]
    statements = []

    def listen(conn, cursor, statement, *more):
        if not statement.startswith(SAID_ANEW):
            statements.append(statement)

    for engine in engines:
        event.listen(engine, "before_cursor_execute", listen)
    yield statements
    for engine in engines:
        event.remove(engine, "before_cursor_execute", listen)


@pytest.mark.parametrize("path", ONE_LOG.values(), ids=ONE_LOG)
def test_a_page_asks_at_most_six_times(count, path):
    assert 0 < count(path) <= AT_MOST


@pytest.mark.parametrize("page", BOTH_HAVE)
def test_a_page_asks_no_more_often_where_there_is_more(count, page):
    assert count(f"/{MANY_SLUG}/{page}") <= count(f"/{SLUG}/{page}")


def test_a_page_that_is_kept_asks_only_where_its_log_stands(app):
    client = app.test_client()
    for path in (path for path in ONE_LOG.values() if "/record" not in path):  # it tells more than facts do
        tag = client.get(path).headers["ETag"]
        for known in ({}, {"If-None-Match": tag}):
            with asked(app.extensions["tracker"]) as statements:
                assert client.get(path, headers=known).status_code == (304 if known else 200)
            assert statements == [], path
