"""A celebration shows names and words only while the person allows it, on any past day too (R21)."""

import json
from datetime import date

import pytest

from projections.shared.telling.rich import read as aloud
from tests.conftest import OTHER_SLUG
from tracker.events import Ref

PAGE = Ref("celebration/a-1")


@pytest.fixture
def celebration(moment, pages):
    def read(day=None, page=PAGE, **which):
        with moment(day, **which) as reading:
            return pages.celebrations.page(
                reading.tables, reading.address.log_id, page, reading.on, reading.today, reading.open_words
            )

    return read


def lines_without(lines, *types):
    return [line for line in lines if json.loads(line)["type"] not in types]


def renumbered(lines):
    """The same facts with running numbers that fit."""
    versions = {}
    for number, line in enumerate(lines, 1):
        read = json.loads(line)
        versions[read["stream"]] = versions.get(read["stream"], 0) + 1
        yield json.dumps(read | {"seq": number, "version": versions[read["stream"]]}, ensure_ascii=False)


def test_there_is_no_page_before_it_is_published(celebration, moment, pages):
    assert celebration("2025-12-03") is None
    assert celebration("2025-12-04") is not None
    with moment("2025-12-03") as reading:
        assert pages.celebrations.listed(reading.tables, reading.address.log_id) == []


def test_the_page_says_what_changed_who_says_so_and_what_is_not_finished(celebration):
    page = celebration()
    (change,) = page.changes
    assert aloud(change.claim).startswith("Far fewer people lose their place")
    assert change.put_right is None
    assert (change.measured.before, change.measured.after) == ("38 of 115 discharges", "12 of 121 discharges")
    assert change.confirmed_on == "26 November 2025"
    assert page.still_to_do == "Caseloads need a second look."
    assert page.held.startswith("Lunch and certificates at Lantern Street Hub, 3 December 2025.")


def test_a_name_taken_back_is_gone_from_every_day(celebration):
    for day in ("2025-12-04", "2026-01-21", "2026-01-22", None):
        assert celebration(day).thanks == "Dee, Marcus and Jo. Two members of the Kettle Group."


def test_a_name_stands_while_it_is_allowed(tracker, record, journey_lines):
    record(list(renumbered(lines_without(journey_lines, "ConsentWithdrawn"))))
    with tracker.read("norrick-vale-together") as reading:
        page = tracker.pages.celebrations.page(
            reading.tables, reading.address.log_id, PAGE, reading.on, reading.today, reading.open_words
        )
    assert page.thanks == "Dee, Marcus, Jo and Ali. A member of the Kettle Group."


def test_the_brothers_words_stand_by_his_own_consent_for_this_page(celebration):
    (quote,) = celebration().quotes
    assert (quote.words, quote.who) == ("For everyone who was not reached in time.", "A brother")


def test_without_consent_to_quote_the_brothers_words_are_not_there(tracker, record, journey_lines):
    kept = [line for line in journey_lines if not ("P-A09" in line and "ConsentChanged" in line)]
    record(list(renumbered(kept)))
    with tracker.read("norrick-vale-together") as reading:
        page = tracker.pages.celebrations.page(
            reading.tables, reading.address.log_id, PAGE, reading.on, reading.today, reading.open_words
        )
    assert page.quotes == ()
    assert "brother" not in page.thanks


def test_no_name_is_copied_into_a_table(two_partnerships, place):
    kept = repr(place.rows())
    assert "Stop taking people off" in kept
    for name in ("Marcus", "For everyone who was not reached"):
        assert name not in kept


def test_a_page_that_is_not_there_is_none(celebration):
    assert celebration(page=Ref("celebration/other")) is None
    assert celebration(slug=OTHER_SLUG) is None


def put_right_since(kind, on="2026-02-02", **data):
    by = {"role": "service manager", "capacity": "manager", "org": "Two Rivers Recovery"}
    line = {"stream": "theme/a", "type": kind, "occurred_on": on, "recorded_on": on, "by": by, "visibility": "public"}
    return json.dumps(line | {"data": data})


def page_with(tracker, record, lines, *more):
    record(sorted([*map(without_numbers, lines), *more], key=lambda line: json.loads(line)["recorded_on"]))
    return lambda day=None: page_on(tracker, day)


def without_numbers(line):
    return json.dumps({key: said for key, said in json.loads(line).items() if key not in ("seq", "version")})


def page_on(tracker, day=None):
    with tracker.read("norrick-vale-together", date.fromisoformat(day) if day else None) as reading:
        return tracker.pages.celebrations.page(
            reading.tables, reading.address.log_id, PAGE, reading.on, reading.today, reading.open_words
        )


def test_a_claim_that_was_put_right_after_it_was_celebrated_shows_both(tracker, record, journey_lines):
    said = {"old_level": "full", "new_level": "part", "old_summary": "12 of 121", "new_summary": "19 of 121"}
    page = page_with(
        tracker, record, journey_lines,
        put_right_since("OutcomeCorrected", outcome="outcome/a-1", **said, why="Seven were counted elsewhere"),
    )  # fmt: skip
    (before,), (change,) = page("2026-02-01").changes, page("2026-02-02").changes
    assert before.put_right is None
    assert change.put_right.on == "2 February 2026"
    (correction,) = change.put_right.corrections
    assert (correction[0].was, correction[0].text) == ("It changed, 12 of 121.", "It changed in part, 19 of 121.")
    assert change.put_right.whys == ("Seven were counted elsewhere.",)
    assert change.put_right.to in entries_of(tracker)


def entries_of(tracker):
    with tracker.read("norrick-vale-together") as reading:
        page = tracker.pages.timeline.page(reading.tables, reading.address.log_id, "theme/a", reading.on)
    return {entry.anchor for entry in page.entries}


def test_a_record_of_what_was_celebrated_that_was_put_right_shows_both_where_it_stands(tracker, record, journey_lines):
    def corrected(field, old, new):
        why = {"why": "We looked again"}
        return put_right_since("RecordCorrected", corrects="outcome/a-1", field=field, old=old, new=new, **why)

    page = page_with(
        tracker, record, journey_lines,
        corrected("what_changed", "within days", "within a week"),
        corrected("limits", "August 2025", "July 2025"),
        corrected("evidence.0.after", "12 of 121", "19 of 121"),
        corrected("evidence.2.summary", "9 said", "8 said"),
    )  # fmt: skip
    (change,) = page().changes
    assert aloud(change.claim).endswith("and people get back in [within days] within a week")
    assert "began in [August 2025] July 2025" in aloud(change.limits)
    assert (change.measured.counted_after.n, change.measured.counted_after.of) == (19, 121)
    assert any("8 said someone" in each for each in change.more)
    assert [aloud(each) for each in change.put_right.corrections] == ["[12 of 121] 19 of 121", "[9 said] 8 said"]
    assert change.put_right.whys == ("We looked again.",)
    (then,) = page("2026-02-01").changes
    assert then.put_right is None
    assert then.measured.counted_after.n == 12
