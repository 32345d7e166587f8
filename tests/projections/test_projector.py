"""One catch_up: each fact once, in any batches, to the same tables; and a past day is the log's prefix."""

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from projections.shared.projecting import projector
from projections.shared.projecting.generations import number_of
from projections.shared.projecting.projector import DoneElsewhere, catch_up, position_of, positions_of, prepare
from tests.conftest import OTHER_SLUG, SLUG, another_partnership
from tracker.eventstore.database import Database
from tracker.eventstore.reading import Words, last_position
from tracker.pages import Pages
from tracker.vault.keys import Keyring

NOT_IN_THIS_JOURNEY = {
    "counted_streams", "heard_tables", "public_erased", "public_joins", "public_still_to_tell", "public_words_gone",
}  # fmt: skip


def opener(tracker, conn, log_id):
    return Words(conn, log_id, Keyring(tracker.keys)).open


def tables_of(conn, pages):
    """Every row of every projection, whichever generation it is read from."""
    rows = {}
    for projection in pages.all:
        for table in projection.metadata.sorted_tables:
            name = table.name.removesuffix(f"_g{number_of(projection)}")
            rows[name] = sorted(map(tuple, conn.execute(select(table))))
    return rows


@pytest.fixture
def log_ids(two_partnerships):
    return [two_partnerships.find(slug).log_id for slug in (SLUG, OTHER_SLUG)]


def test_the_journey_fills_all_tables_but_a_few(two_partnerships):
    with two_partnerships.database.reading() as conn:
        found = tables_of(conn, two_partnerships.pages)
    assert {name for name, rows in found.items() if not rows} == NOT_IN_THIS_JOURNEY


def test_the_whole_example_in_any_batches_gives_the_same_tables(whole_example):
    log_id, pages, elsewhere = whole_example.find(SLUG).log_id, Pages(), Database("sqlite://")
    with whole_example.database.reading(log_id) as log, elsewhere.writing() as conn:
        prepare(conn, pages.all)
        catch_up(log, conn, log_id, pages.all[1:], opener(whole_example, log, log_id), upto=5)  # one lags behind
        for stop in (*range(0, last_position(log, log_id), 37), None):
            catch_up(log, conn, log_id, pages.all, opener(whole_example, log, log_id), upto=stop)
        there = tables_of(log, whole_example.pages)
        assert tables_of(conn, pages) == there
        assert len(there["public_still_to_tell"]) == 11
    elsewhere.close()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stops=st.lists(st.integers(0, 116), max_size=12))
def test_any_batches_give_the_same_tables(two_partnerships, log_ids, stops):
    pages = Pages()
    elsewhere = Database("sqlite://")
    for log_id in log_ids:
        with two_partnerships.database.reading(log_id) as log, elsewhere.writing() as conn:
            prepare(conn, pages.all)
            end = last_position(log, log_id)
            for stop in [*sorted(stop for stop in stops if stop < end), end]:
                catch_up(log, conn, log_id, pages.all, opener(two_partnerships, log, log_id), upto=stop)
                assert {*positions_of(conn, log_id, pages.all).values()} == {stop}
    with two_partnerships.database.reading() as live, elsewhere.reading() as conn:
        assert tables_of(conn, pages) == tables_of(live, two_partnerships.pages)
    elsewhere.close()


def test_a_position_moved_by_another_worker_undoes_the_work(two_partnerships, log_ids, monkeypatch):
    pages, (log_id, _), database = Pages(), log_ids, two_partnerships.database
    with database.reshaping() as conn:
        prepare(conn, [pages.public])
    read = projector.read_what_can_be

    def another_is_faster(conn, *args, **kwargs):
        entries = read(conn, *args, **kwargs)
        monkeypatch.setattr(projector, "read_what_can_be", read)
        catch_up(conn, conn, log_id, [pages.public], opener(two_partnerships, conn, log_id))
        return entries

    monkeypatch.setattr(projector, "read_what_can_be", another_is_faster)
    with (
        pytest.raises(DoneElsewhere, match="any more: public"),
        database.writing(log_id) as conn,
    ):
        catch_up(conn, conn, log_id, [pages.public], opener(two_partnerships, conn, log_id))
    with database.reading(log_id) as conn:
        assert position_of(conn, log_id, pages.public) == -1


@pytest.mark.parametrize("facts", [19, 48, 58, 64, 77, 98, 114])
def test_a_past_day_is_what_stood_there_on_that_day(tracker, record, journey_lines, tmp_path, facts):
    """Lived to a day, and asked for that day later: the same pages (but for words taken back since)."""
    record(journey_lines)
    then = record(another_partnership(journey_lines)[:facts]).address
    now = tracker.find(SLUG)
    day = date.fromisoformat(json.loads(journey_lines[facts - 1])["recorded_on"])
    lived, asked = [], []
    for address, seen in ((then, lived), (now, asked)):
        with tracker.read(address.slug, day) as moment:
            board = tracker.pages.board.page(moment.tables, address.log_id, moment.on)
            timeline = tracker.pages.timeline.page(moment.tables, address.log_id, "theme/a", moment.on)
            figures = tracker.pages.figures.document(moment.tables, address.log_id, "us", moment.on)
            seen += [board, timeline, figures]
    assert repr(lived).replace("Little Haven", "Norrick Vale") == repr(asked)
