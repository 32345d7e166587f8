"""What is asked for each command and each page goes by an index, and through no whole log."""

import pytest

from tracker.eventstore import reading


@pytest.fixture
def plan(tracker):
    """How SQLite goes about a statement."""

    def plan(statement, **values):
        with tracker.database.reading() as conn:
            composed = statement._for(conn.dialect)
            asked = conn.connection.cursor().execute(f"EXPLAIN QUERY PLAN {composed.sql}", composed.bound(values))
            return " / ".join(row[3] for row in asked.fetchall())

    return plan


@pytest.fixture
def place(places, tmp_path):
    return places.new("sqlite", tmp_path)


def test_words_are_found_by_what_points_to_them(plan):
    assert "USING INDEX sqlite_autoindex_words_1 (ref=?)" in plan(reading._BOXES, log_id="a", refs=["b"])


def test_facts_are_found_by_their_position(plan):
    found = plan(reading._FACTS, log_id="a", after=1, upto=2, limit=1)
    assert "USING PRIMARY KEY (log_id=? AND position>? AND position<?)" in found


def test_who_is_still_to_be_told_is_found_by_what_they_said(plan, tracker):
    again = tracker.pages.journeys.told_us.again
    for statement in (again._of, again._strike):
        found = plan(statement, log_id="a", contributions=["contribution/b"])
        assert "(contribution=?)" in found
    counts = plan(tracker.pages.journeys.told_us.crowds._counts, log_id="a")
    assert (
        "public_contributions_g2 USING INDEX sqlite_autoindex_public_contributions_g2_1 (log_id=? AND contribution=?)"
        in counts
    )


def test_a_whole_log_would_be_seen(plan):
    with pytest.raises(AssertionError):
        assert "ref=?" in plan(reading.Statement("SELECT ref FROM words WHERE log_id = :log_id"), log_id="a")
