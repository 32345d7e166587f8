"""People are counted as facts come: the counts are always those of the people who stand there."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from projections.shared.counting.numbers import day_of
from projections.shared.projecting.projector import catch_up, prepare
from tests.conftest import OTHER_SLUG, SLUG
from tests.projections.test_projector import opener, tables_of
from tests.saying import say
from tracker.eventstore.database import Database
from tracker.files import EXAMPLE
from tracker.pages import Pages

DAY = date(2026, 11, 22)
BY = {"role": "coordinator", "capacity": "staff", "org": "Norrick Vale Together"}
WAYS = ("in_time", "late", "overdue", "not_yet_due")


def promise(tracker, promise, days, unit, from_on):
    made = {"promise": promise, "days": days, "unit": unit, "from_on": from_on}
    said = {"stream": "partnership/nvt", "type": "PromiseSet", "visibility": "public", "by": BY, "data": made}
    say(tracker, SLUG, said | {"occurred_on": DAY.isoformat(), "recorded_on": DAY.isoformat()})


def kept(tracker, slug, of="answer"):
    with tracker.read(slug, DAY) as moment:
        return day_of(moment.tables, moment.address.log_id, tracker.pages.journeys, DAY).kept(of)


def figures(tracker, slug):
    with tracker.read(slug, DAY) as moment:
        known = tracker.pages.figures.document(moment.tables, moment.address.log_id, slug, DAY)
    return known["contributions"]


def assert_counted(tracker):
    """What is counted is what stands there, person by person."""
    crowds = tracker.pages.journeys.told_us.crowds
    with tracker.database.reading() as conn:
        people = conn.execute(select(crowds.contributions)).mappings().all()
        there = {(row.log_id, row.crowd): row.n for row in conn.execute(select(crowds.table))}
        days = {(row.log_id, row.promise, row.days): 0 for row in conn.execute(select(crowds.taken))}
        for row in conn.execute(select(crowds.taken)):
            days[row.log_id, row.promise, row.days] += row.n
    assert there == Counter((each["log_id"], each["crowd"]) for each in people)
    taken = Counter()
    for each in people:
        for of, done in (("answer", each["answered_on"]), ("acknowledge", each["acknowledged_on"])):
            if done:
                taken[each["log_id"], of, (done - each["received_on"]).days] += 1
    assert days == taken


@pytest.mark.parametrize("upto", [40, 200, None])
def test_the_counts_are_those_of_the_people(tracker, record, upto):
    record(EXAMPLE.read_text().splitlines()[:upto])
    assert_counted(tracker)


@pytest.mark.parametrize(("days", "in_time"), [(1, 0), (30, 0), (400, 79)])
def test_what_is_promised_anew_is_counted_anew_for_everybody(tracker, record, days, in_time):
    record(EXAMPLE.read_text().splitlines())
    before = kept(tracker, SLUG)
    promise(tracker, "answer", days, "calendar", "2025-01-01")
    after, known = kept(tracker, SLUG), figures(tracker, SLUG)["first_answer"]
    assert (before.in_time, after.in_time) == (18, in_time)
    assert [getattr(after, way) for way in WAYS] == [
        known[way] for way in ("in_promise", "late", "overdue", "not_yet_due")
    ]
    assert after.median_days == before.median_days == known["days_median"]
    assert_counted(tracker)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    made=st.lists(
        st.tuples(
            st.sampled_from(["answer", "acknowledge"]),
            st.integers(0, 120),
            st.sampled_from(["working", "calendar"]),
            st.sampled_from(["2024-11-04", "2025-01-20", "2025-03-01", "2030-01-01"]),
        ),
        min_size=1,
        max_size=3,
    )
)
def test_counted_as_they_come_or_all_at_once_it_is_the_same(two_partnerships, made):
    other = kept(two_partnerships, OTHER_SLUG)
    for each in made:
        promise(two_partnerships, *each)
    assert_counted(two_partnerships)
    assert kept(two_partnerships, OTHER_SLUG) == other
    log_id, pages, elsewhere = two_partnerships.find(SLUG).log_id, Pages(), Database("sqlite://")
    with two_partnerships.database.reading(log_id) as log, elsewhere.writing() as conn:
        prepare(conn, pages.all)
        catch_up(log, conn, log_id, pages.all, opener(two_partnerships, log, log_id))
        anew = {name: rows for name, rows in tables_of(conn, pages).items() if "crowds" in name or "days_taken" in name}
        known = {name: rows for name, rows in tables_of(log, two_partnerships.pages).items() if name in anew}
    assert anew
    assert {name: [row for row in rows if log_id in row] for name, rows in known.items()} == anew
    elsewhere.close()
