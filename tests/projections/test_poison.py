"""A fact that a handler cannot digest is found, tried again and set aside; its stream waits, and all else goes on."""

import json
import re
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Column, MetaData, PrimaryKeyConstraint, String, Table, select, text
from sqlalchemy.exc import DatabaseError

from projections.figures import Figures
from projections.shared.journeys.journeys import Journeys
from projections.shared.projecting.poison import set_aside
from projections.shared.projecting.projector import catch_up, position_of, prepare
from tests.conftest import NOW, OTHER_SLUG, SLUG, another_partnership
from tests.databases import settings_for
from tests.projections.test_projector import tables_of
from tests.saying import say
from tracker.events.consenting import ConsentWithdrawn
from tracker.eventstore.database import Database
from tracker.eventstore.driving import DiskFull
from tracker.eventstore.mapper import StoredFact
from tracker.eventstore.reading import all_entries, last_position, read_rows
from tracker.eventstore.recorder import Recorder
from tracker.files import EXAMPLE
from tracker.wiring import Tracker

SECRET = "words that somebody said"


class Undigested(Exception):
    pass


class Shelf:
    """Keeps the position of each fact, but for those that it cannot digest."""

    NAME = "shelf"
    VERSION = 1

    def __init__(self, spoil=lambda entry: None):
        self.spoil = spoil
        self.tried = []
        self.metadata = MetaData()
        self.rows = Table(
            "shelf_rows",
            self.metadata,
            Column("log_id", String(16)),
            Column("position", BigInteger),
            PrimaryKeyConstraint("log_id", "position"),
        )

    def project(self, conn, batch):
        for entry in batch.entries:
            self.tried.append(entry.position)
            conn.execute(self.rows.insert(), {"log_id": batch.log_id, "position": entry.position})
            self.spoil(entry)


def poisoned(*positions):
    def spoil(entry):
        if entry.position in positions:
            raise Undigested(SECRET)

    return spoil


def kept(conn, shelf, log_id):
    return sorted(conn.execute(select(shelf.rows.c.position).where(shelf.rows.c.log_id == log_id)).scalars())


def aside(conn, log_id):
    query = select(set_aside).where(set_aside.c.log_id == log_id, set_aside.c.projection == "shelf")
    return [(row.position, row.stream, row.error) for row in conn.execute(query.order_by(set_aside.c.position))]


@pytest.fixture
def log_ids(two_partnerships):
    return [two_partnerships.find(slug).log_id for slug in (SLUG, OTHER_SLUG)]


def shelve(tracker, log_id, shelf, fails=None):
    with tracker.database.reshaping() as conn:
        prepare(conn, [shelf])
    with tracker.database.writing(log_id) as conn:
        if fails:
            shelf.spoil = lambda entry: fails(conn) if entry.position == 40 else None
        catch_up(conn, conn, log_id, [shelf], lambda _: {})


def test_a_poison_fact_is_set_aside_with_what_follows_in_its_stream(two_partnerships, log_ids):
    shelf, (log_id, other) = Shelf(poisoned(40)), log_ids
    for each in log_ids:
        shelve(two_partnerships, each, shelf)
    with two_partnerships.database.reading(log_id) as conn:
        streams = [entry.envelope.stream for entry in all_entries(conn, log_id)]
        stream = streams[40]
        waiting = [position for position, each in enumerate(streams) if each == stream and position > 40]
        assert waiting
        assert aside(conn, log_id) == [(40, stream, "Undigested"), *((each, stream, "") for each in waiting)]
        assert kept(conn, shelf, log_id) == [n for n in range(len(streams)) if n not in (40, *waiting)]
        assert position_of(conn, log_id, shelf) == len(streams) - 1
        row = conn.execute(select(set_aside).where(set_aside.c.position == 40)).mappings().first()
        assert SECRET not in str(dict(row))
    with two_partnerships.database.reading(other) as conn:
        assert [position for position, _, _ in aside(conn, other)][:1] == [40]
        assert position_of(conn, other, shelf) == last_position(conn, other)
    assert shelf.tried.count(40) > 2


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    spoilt=st.sets(st.integers(0, 116), max_size=6),
    stops=st.lists(st.integers(0, 115), max_size=8),
)
def test_whatever_the_batches_the_same_facts_are_set_aside(two_partnerships, log_ids, spoilt, stops):
    shelf, elsewhere, (log_id, _) = Shelf(poisoned(*spoilt)), Database("sqlite://"), log_ids
    with two_partnerships.database.reading(log_id) as log, elsewhere.writing() as conn:
        prepare(conn, [shelf])
        for stop in [*sorted(stops), None]:
            catch_up(log, conn, log_id, [shelf], lambda _: {}, stop)
        poison, waiting = [], set()
        for entry in all_entries(log, log_id):
            if entry.position in spoilt or entry.envelope.stream in waiting:
                poison.append(entry.position)
                waiting.add(entry.envelope.stream)
        assert [position for position, _, _ in aside(conn, log_id)] == poison
        assert kept(conn, shelf, log_id) == [n for n in range(117) if n not in poison]
    elsewhere.close()


def test_what_fails_once_is_tried_again(two_partnerships, log_ids):
    failures = [Undigested(SECRET)] * 8

    def spoil(entry):
        if entry.position == 40 and failures:
            raise failures.pop()

    shelf, (log_id, _) = Shelf(spoil), log_ids
    with two_partnerships.database.reading(log_id) as conn:
        end = last_position(conn, log_id)
    shelve(two_partnerships, log_id, shelf)
    assert failures == []
    with two_partnerships.database.reading(log_id) as conn:
        assert aside(conn, log_id) == []
        assert kept(conn, shelf, log_id) == [*range(end + 1)]


LATER, BROKEN = "theme-forgotten/9", "theme-opened/1"
"""A topic of a later version, and one whose bytes are none."""


def append_unreadable(tracker, log_id, stream, topic, state):
    with tracker.database.writing(log_id) as conn:
        recorder = Recorder(conn, log_id, lambda: NOW)
        version = len(recorder.select_events(stream)) + 1
        recorder.insert_events([StoredFact(stream, version, topic, state, uuid4().hex, NOW)])


@pytest.mark.parametrize(
    ("topic", "state", "error", "is_said"),
    [
        (LATER, b'{"visibility":"public"}', "UnknownTopic", True),
        (LATER, b'{"visibility":"safeguarding"}', "UnknownTopic", False),
        (BROKEN, b'{"visibility":"public"}', "ValidationError", True),
        (BROKEN, b"\xff\x00 words that somebody said", "ValidationError", False),
    ],
)
def test_a_fact_that_cannot_be_read_is_set_aside_and_pages_go_on(
    record, tracker, journey_lines, topic, state, error, is_said
):
    log_id = record(journey_lines[:100]).address.log_id
    record(another_partnership(journey_lines)[:100])
    append_unreadable(tracker, log_id, "theme/a", topic, state)
    say(tracker, SLUG, json.loads(journey_lines[100]))
    with tracker.read(SLUG) as moment:
        assert tracker.pages.board.page(moment.tables, log_id, moment.on).found
    log, other = sorted(tracker.health(), key=lambda each: each.partnership != SLUG)
    assert log.behind == 0
    assert not other.has_set_aside
    for projection in log.projections:
        assert projection.set_aside[0].position == 100
        assert projection.set_aside[0].error == (error if is_said else "")
        assert SECRET not in str(projection.set_aside)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spoilt=st.sets(st.integers(0, 121), max_size=4), stops=st.lists(st.integers(0, 121), max_size=5))
def test_what_cannot_be_read_is_as_what_cannot_be_digested(unreadable, spoilt, stops):
    tracker, log_id, bad = unreadable
    shelf, elsewhere = Shelf(poisoned(*spoilt)), Database("sqlite://")
    with tracker.database.reading(log_id) as log, elsewhere.writing() as conn:
        prepare(conn, [shelf])
        for stop in [*sorted(stops), None]:
            catch_up(log, conn, log_id, [shelf], lambda _: {}, stop)
        poison, waiting = [], set()
        for position, _, stream, *_ in read_rows(log, log_id):
            if position in spoilt | bad or stream in waiting:
                poison.append(position)
                waiting.add(stream)
        assert [position for position, _, _ in aside(conn, log_id)] == poison
        assert kept(conn, shelf, log_id) == [n for n in range(last_position(log, log_id) + 1) if n not in poison]
    elsewhere.close()


@pytest.fixture
def unreadable(two_partnerships, log_ids):
    """A log in which two facts cannot be read, each with more of its stream after it."""
    log_id = log_ids[0]
    with two_partnerships.database.reading(log_id) as conn:
        first = last_position(conn, log_id) + 1
    for stream in ("theme/a", "contribution/1"):
        append_unreadable(two_partnerships, log_id, stream, LATER, b"{}")
        for _ in range(2):
            append_readable(two_partnerships, log_id, stream)
    return two_partnerships, log_id, {first, first + 3}


def append_readable(tracker, log_id, stream):
    with tracker.database.writing(log_id) as conn:
        recorder = Recorder(conn, log_id, lambda: NOW)
        state = recorder.select_events("theme/a", limit=1)[0]
        version = len(recorder.select_events(stream)) + 1
        recorder.insert_events([StoredFact(stream, version, state.topic, state.state, uuid4().hex, NOW)])


def test_a_no_that_cannot_be_taken_in_shows_nobody(tracker, record, monkeypatch):
    """What may be somebody's no is taken for one: their name goes, and nobody else's."""
    record(EXAMPLE.read_text().splitlines())
    shown = "celebration/a-1"

    def thanks():
        with tracker.read(SLUG) as moment:
            pages, tables, log_id = moment.pages.celebrations, moment.tables, moment.address.log_id
            return pages.page(tables, log_id, shown, moment.on, moment.today, moment.open_words).thanks

    before = thanks()
    with tracker.read(SLUG) as moment:
        named = sorted(
            each
            for each, may in moment.pages.celebrations.allowed(moment.tables, moment.address.log_id, shown).items()
            if "name" in may and each in moment.pages.celebrations.agreed(moment.tables, moment.address.log_id, shown)
        )
    follow, by = Journeys.follow, {"role": "coordinator", "capacity": "staff", "org": "Norrick Vale Together"}

    def cannot(self, conn, batch):
        if any(isinstance(entry.envelope.fact, ConsentWithdrawn) for entry in batch.entries):
            raise Undigested(SECRET)
        return follow(self, conn, batch)

    monkeypatch.setattr(Journeys, "follow", cannot)
    said = {"stream": named[0], "type": "ConsentWithdrawn", "visibility": "restricted", "by": by}
    day = {"occurred_on": "2026-11-22", "recorded_on": "2026-11-22"}
    say(tracker, SLUG, said | day | {"data": {"scope": ["name"], "effect": "Their name is gone"}})
    after = thanks()
    assert tracker.health()[0].has_set_aside
    gone = {*re.findall(r"[A-Z]\w+", before)} - {*re.findall(r"[A-Z]\w+", after)}
    assert len(gone) == 1
    assert len(before) > len(after) > 0


def test_a_value_that_no_database_takes_is_the_facts_fault(two_partnerships, log_ids):
    shelf, (log_id, _), database = Shelf(), log_ids, two_partnerships.database
    words = text("SELECT :value")
    shelve(two_partnerships, log_id, shelf, fails=lambda conn: conn.execute(words, {"value": object()}))
    with database.reading(log_id) as conn:
        assert aside(conn, log_id)[0][::2] == (40, "ProgrammingError")


def no_such_table(conn):
    conn.execute(text("SELECT * FROM no_such_table"))


def no_room(_):
    raise DiskFull(SECRET)


@pytest.mark.parametrize(("fails", "error"), [(no_such_table, DatabaseError), (no_room, DiskFull)])
def test_what_is_wrong_with_the_database_is_no_fault_of_a_fact(two_partnerships, log_ids, fails, error):
    shelf, (log_id, _), database = Shelf(), log_ids, two_partnerships.database
    with pytest.raises(error):
        shelve(two_partnerships, log_id, shelf, fails=fails)
    with database.reading(log_id) as conn:
        assert (aside(conn, log_id), kept(conn, shelf, log_id)) == ([], [])
        assert position_of(conn, log_id, shelf) == -1


def test_a_row_that_the_database_refuses_is_the_facts_fault(two_partnerships, log_ids):
    shelf, (log_id, _), database = Shelf(), log_ids, two_partnerships.database

    def twice(conn):
        conn.execute(shelf.rows.insert().values(log_id=log_id, position=39))

    shelve(two_partnerships, log_id, shelf, fails=twice)
    with database.reading(log_id) as conn:
        assert aside(conn, log_id)[0][0::2] == (40, "IntegrityError")


@pytest.fixture
def settings_of_it(place, tmp_path):
    return settings_for(place, tmp_path)


def fails_on(kind, monkeypatch):
    """A version of the figures that cannot digest a kind of fact."""
    project = Figures.project

    def cannot(self, conn, batch):
        for entry in batch.entries:
            if type(entry.envelope.fact).__name__ == kind:
                raise Undigested(SECRET)
        project(self, conn, batch)

    monkeypatch.setattr(Figures, "project", cannot)


def figures_aside(tracker, slug):
    (log,) = [each for each in tracker.health() if each.partnership == slug]
    assert [each.set_aside for each in log.projections if each.projection != "figures"] == [(), ()]
    return [fact for each in log.projections for fact in each.set_aside]


@pytest.mark.parametrize("mended", ["by a rebuild", "in a new version"])
def test_once_its_handler_is_mended_it_is_taken_in(record, tracker, settings_of_it, journey_lines, monkeypatch, mended):
    with monkeypatch.context() as broken:
        fails_on("ActionStalled", broken)
        record(journey_lines)
        found = figures_aside(tracker, SLUG)
        assert [(fact.topic, fact.error) for fact in found[:1]] == [("action-stalled/1", "Undigested")]
        assert len(found) > 1
        with tracker.read(SLUG) as moment:
            assert moment.pages.board.page(moment.tables, moment.address.log_id, moment.on).coverage.received == 9
            document = moment.pages.figures.document(moment.tables, moment.address.log_id, SLUG, moment.on)
            assert document["actions"]["done"] == 3
    if mended == "by a rebuild":
        tracker.rebuilding.rebuild(["figures"])
        running = tracker
    else:
        monkeypatch.setattr(Figures, "VERSION", Figures.VERSION + 1)
        running = Tracker(settings_of_it, clock=tracker.clock)
    assert figures_aside(running, SLUG) == []
    with running.read(SLUG) as moment:
        document = moment.pages.figures.document(moment.tables, moment.address.log_id, SLUG, moment.on)
    assert document["actions"]["done"] == 4
    if running is not tracker:
        running.close()
    with tracker.database.reading() as conn:
        assert tables_of(conn, tracker.pages)["figures_streams"]
