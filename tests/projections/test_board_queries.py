"""The board asks its tables a fixed number of questions, however much stands on it."""

from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import event

from projections.board.seeking import Sought
from tests.conftest import SLUG
from tests.projections.themes_told import many

SOME = Sought(status="waiting", year="2025", words="title of")


@contextmanager
def counting(conn):
    asked = []

    def ask(_conn, _cursor, statement, *_):
        asked.append(statement)

    event.listen(conn, "before_cursor_execute", ask)
    yield asked
    event.remove(conn, "before_cursor_execute", ask)


@pytest.fixture(params=[1, 40])
def themes(request, record, journey_lines):
    record(many(journey_lines, request.param))
    return request.param


@pytest.mark.parametrize(
    ("listed", "sought", "page", "queries"),
    [(False, Sought(), 1, 6), (False, SOME, 1, 6), (True, Sought(), 1, 5), (True, SOME, 1, 5)],
)
def test_a_page_of_the_board_takes_six_questions(tracker, themes, listed, sought, page, queries):
    with tracker.read(SLUG, date(2025, 3, 1)) as moment, counting(moment.tables) as asked:
        board = tracker.pages.board
        found = board.page(moment.tables, moment.address.log_id, moment.on, page, sought, listed=listed)
    assert found.found == themes
    assert len(found.cards if not listed else found.lines) == min(themes, 50 if listed else 12)
    assert len(asked) <= queries, asked


def test_what_the_first_page_says_takes_six(tracker, themes):
    with tracker.read(SLUG, date(2025, 3, 1)) as moment, counting(moment.tables) as asked:
        front = tracker.pages.board.front(moment.tables, moment.address.log_id, moment.on)
    assert front.latest.name.startswith("t")
    assert len(asked) <= 6, asked
