"""Rebuild: beside the tables that are read, to the same rows, and back again."""

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from projections.figures import Figures
from projections.shared.projecting.generations import VersionReplaced, generations, number_of
from projections.shared.projecting.projector import catch_up
from tests import states
from tests.conftest import NOW, OTHER_SLUG, SLUG
from tests.made_up_journeys import MANY, in_order, partnership, spoken
from tests.projections.test_projector import opener, tables_of
from tracker.eventstore.reading import last_position
from tracker.projecting import rebuilding
from tracker.projecting.rebuilding import NoSuchProjection, NothingToGoBackTo
from tracker.wiring import Tracker

STORIES = {
    "waiting": lambda: spoken("waiting", people=3),
    "again": states.looked_at_again,
    "thrice": states.three_decisions,
    "sent": states.passed_on,
    "corrected": states.corrected,
    "joined": states.joined,
    "confirmed": lambda: states.checked("confirmed", "confirmed", yes=7, no_reply=5),
    "denied": lambda: states.checked("denied", "disputed", yes=1, no=6, no_reply=5),
}
numbers = count(1)


def told(stories):
    """A journey file of those stories, by a partnership of its own."""
    name = f"Made Up {next(numbers)} Together"
    lines = in_order([*partnership(), *(fact for story in stories for fact in STORIES[story]())])
    return [line.replace(MANY, name) for line in lines]


def generations_of(tracker):
    with tracker.database.reading() as conn:
        return [(row.projection, row.state) for row in conn.execute(select(generations).order_by("generation"))]


def rows_of(tracker):
    with tracker.database.reading() as conn:
        return tables_of(conn, tracker.pages)


def received(tracker, slug=SLUG):
    with tracker.read(slug) as moment:
        board = moment.pages.board.page(moment.tables, moment.address.log_id, moment.on)
        figures = moment.pages.figures.document(moment.tables, moment.address.log_id, slug, moment.on)
    assert board.coverage.received == figures["contributions"]["received"]
    return board.coverage.received


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    stories=st.lists(st.sampled_from(sorted(STORIES)), min_size=1, max_size=4, unique=True),
    stops=st.lists(st.integers(0, 120), max_size=8),
    batch=st.integers(1, 60),
)
def test_rebuilt_is_incremental(tracker, tmp_path, monkeypatch, stories, stops, batch):
    path = tmp_path / "journey.jsonl"
    path.write_text("\n".join(told(stories)) + "\n")
    with monkeypatch.context() as patched:
        patched.setattr(tracker, "_in_the_request", False)
        log_id = tracker.import_file(path).address.log_id
    for stop in sorted(stops):
        with tracker.database.writing(log_id) as conn:
            upto = min(stop, last_position(conn, log_id))
            catch_up(conn, conn, log_id, tracker.pages.all, opener(tracker, conn, log_id), upto)
    tracker.catch_up(log_id)
    before = rows_of(tracker)
    with monkeypatch.context() as patched:
        patched.setattr(rebuilding, "BATCH", batch)
        assert tracker.rebuilding.rebuild() == ["party-names", "public", "figures"]
    assert rows_of(tracker) == before
    assert all(before[name] for name in ("party_names", "public_streams", "figures_streams", "timeline_facts"))


def test_pages_are_read_and_facts_recorded_while_tables_fill(two_partnerships, record, monkeypatch):
    tracker, seen = two_partnerships, []
    monkeypatch.setattr(rebuilding, "BATCH", 20)
    before = {each.NAME: number_of(each) for each in tracker.pages.all}

    def meanwhile(more, total):
        assert total == 207
        assert {each.NAME: number_of(each) for each in tracker.pages.all} == before
        seen.append(received(tracker))
        if len(seen) == 4:
            record(told(["waiting"]))

    tracker.rebuilding.rebuild(progress=meanwhile)
    assert len(seen) > 10
    assert {*seen} == {9}
    assert all(number_of(each) > before[each.NAME] for each in tracker.pages.all)
    new = tracker.logs.all()[1]
    assert new.slug.startswith("made-up-")
    with tracker.database.reading(new.log_id) as conn:
        standing = tracker.projecting.standing(conn, new.log_id)
    assert {*standing.reached.values()} == {standing.end}  # before anybody read it
    assert received(tracker, new.slug) == 3


def test_a_page_that_is_being_made_stays_as_it_began(two_partnerships):
    with two_partnerships.read(SLUG) as moment:
        two_partnerships.rebuilding.rebuild()
        board = moment.pages.board.page(moment.tables, moment.address.log_id, moment.on)
    assert board.coverage.received == 9
    assert moment.pages.generations != two_partnerships.pages.generations


class Stopped(Exception):
    pass


def test_a_rebuild_that_was_stopped_goes_on_where_it_was(two_partnerships, monkeypatch):
    monkeypatch.setattr(rebuilding, "BATCH", 20)
    before, left = rows_of(two_partnerships), []

    def stop(more, total):
        left.append(total - more if not left else left[-1] - more)
        if left[-1] < 100:
            raise Stopped

    with pytest.raises(Stopped):
        two_partnerships.rebuilding.rebuild(["public"], stop)
    assert generations_of(two_partnerships)[-1] == ("public", "filling")
    assert rows_of(two_partnerships) == before
    totals = set()
    two_partnerships.rebuilding.rebuild(["public"], lambda _, total: totals.add(total))
    assert totals == {left[-1]}
    assert [state for name, state in generations_of(two_partnerships) if name == "public"] == ["kept", "live"]
    assert rows_of(two_partnerships) == before


def test_the_tables_from_before_are_kept_for_going_back(two_partnerships, record, place):
    tracker = two_partnerships
    with pytest.raises(NothingToGoBackTo, match="no tables of figures from before"):
        tracker.rebuilding.go_back(["figures"])
    first = tracker.pages.generations["figures"]
    tracker.rebuilding.rebuild(["figures"])
    record(told(["waiting"]))
    assert tracker.rebuilding.go_back(["figures"]) == ["figures"]
    assert tracker.pages.generations["figures"] == first
    assert received(tracker, tracker.logs.all()[1].slug) == 3
    before = rows_of(tracker)
    for _ in range(2):
        tracker.rebuilding.rebuild(["figures"])
    assert rows_of(tracker) == before
    assert [state for name, state in generations_of(tracker) if name == "figures"] == ["kept", "live"]
    kept = {each for each, _ in [*tracker.pages.generations.items()]}
    assert kept == {"party-names", "public", "figures"}
    tables = [name for name in place.rows() if name.startswith("figures_streams")]
    assert len(tables) == 2
    assert f"figures_streams_g{first}" not in tables


def test_a_projection_that_is_not_there_is_refused(tracker):
    for work in (tracker.rebuilding.rebuild, tracker.rebuilding.go_back):
        with pytest.raises(NoSuchProjection, match="called board: there are party-names, public, figures"):
            work(["board"])


def test_a_new_version_fills_its_tables_while_an_old_one_reads_on(two_partnerships, settings, monkeypatch, record):
    old, slug = two_partnerships, OTHER_SLUG
    there = old.pages.generations
    monkeypatch.setattr(Figures, "VERSION", Figures.VERSION + 1)
    made = []
    new = Tracker(settings, clock=lambda: NOW, progress=lambda more, total: made.append((more, total)))
    assert made[0] == (0, 207)
    assert (old.pages.generations, new.pages.generations["public"]) == (there, there["public"])
    assert new.pages.generations["figures"] not in there.values()
    assert received(old) == received(new) == 9
    record(told(["waiting"]))
    assert received(new, old.logs.all()[1].slug) == received(old, old.logs.all()[1].slug) == 3
    new.rebuilding.rebuild(["figures"])
    with (
        pytest.raises(VersionReplaced, match="has replaced the tables of figures"),
        old.read(slug),
    ):
        pass
    assert received(new, slug) == 9
    new.close()


def test_two_rebuilds_at_once_make_one(two_partnerships, monkeypatch):
    monkeypatch.setattr(rebuilding, "BATCH", 30)
    before, helped = rows_of(two_partnerships), []

    def another(more, total):
        if more and not helped:
            helped.append(two_partnerships.rebuilding.rebuild(["public"]))

    assert two_partnerships.rebuilding.rebuild(["public"], another) == ["public"]
    assert helped == [["public"]]
    assert [state for name, state in generations_of(two_partnerships) if name == "public"] == ["kept", "live"]
    assert rows_of(two_partnerships) == before
