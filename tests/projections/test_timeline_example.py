"""The timelines of the whole example at the days that the domain names (4.1): as read, and as rendered."""

import json
from datetime import UTC, date, datetime

import pytest

from projections.shared.telling.rich import read
from tests.conftest import SLUG
from tests.projections.made_up import tracker_with
from tracker.files import EXAMPLE
from tracker.web import create_app


@pytest.fixture
def example(whole_example):
    return whole_example


@pytest.fixture
def timeline(example):
    def page(name, day):
        with example.read(SLUG, date.fromisoformat(day)) as moment:
            return example.pages.timeline.page(moment.tables, moment.address.log_id, f"theme/{name}", moment.on)

    return page


def section(page, kind):
    return next(each for each in page.sections if each.kind == kind)


def owed(page):
    return [each.text for each in section(page, "next").owed]


def acts(page):
    return [act.title for act in page.acts]


@pytest.mark.parametrize(
    ("day", "states"),
    [
        ("2025-02-18", {"a": None, "b": None, "c1": None}),
        ("2025-05-01", {"a": "under_way", "b": "looking", "c1": None}),
        ("2025-08-01", {"a": "done_unknown", "b": "not_now", "c1": None}),
        ("2025-11-05", {"a": "reported", "c4": "looking_again", "c5": "passed_on"}),
        ("2026-01-20", {"a": "confirmed", "b": "done_unknown", "c1": "reported", "c2": "stuck"}),
        ("2026-02-11", {"c1": "disputed"}),
        ("2026-06-30", {"b": "stopped", "c1": "confirmed", "c2": "reported", "c3": "done_unknown", "c4": "not_now"}),
    ],
)
def test_where_each_stands(timeline, day, states):
    found = {name: timeline(name, day) for name in states}
    assert {name: page and page.card.status.code for name, page in found.items()} == states


def test_a_corrected_reason_shows_both_and_leads_to_the_correction(timeline):
    page = timeline("b", "2025-08-01")
    sunday = next(block for block in section(page, "decided").blocks if block.title.startswith("Open on Sundays"))
    (why,) = [each for each in sunday.lines if read(each).startswith("Why: ")]
    (fixed,) = [piece for piece in why if piece.was]
    assert (fixed.was, fixed.text) == ("£57,200 a year", "£36,400 a year")
    (entry,) = [each for each in page.entries if each.anchor == fixed.to]
    assert entry.sentence == "We put the record right."
    (back,) = [piece for line in entry.lines for piece in line if piece.to and "decided" in piece.text]
    decision = next(each for each in page.entries if each.anchor == back.to)
    assert decision.sentence.startswith("Hub operations group decided")
    assert any(piece.to == entry.anchor for line in decision.lines for piece in line)


def test_a_claim_that_was_put_right_shows_both_levels_and_both_figures(timeline):
    page = timeline("c1", "2026-02-11")
    (line,) = section(page, "changed").changed.put_right
    (fixed,) = [piece for piece in line if piece.was]
    assert fixed.was == "It changed, 212 bookings."
    assert fixed.text == "It changed in part, 81 bookings by people asking for help."
    (one,) = section(page, "disagreed").disagreements
    assert one.who == "Kettle Group, 22 January 2026"
    said = " ".join(read(each) for each in one.lines)
    assert "Head of housing answered on 10 February 2026: you were right." in said
    assert said.count("sorry") == 1
    assert owed(page) == [
        "People say that it has not changed. Norrick Vale Council Housing Options has still to say what happens now."
    ]


def test_the_story_is_told_try_by_try(timeline):
    assert acts(timeline("c1", "2026-06-30")) == [
        "You said", "The first try", "You said it had not changed", "The second try"
    ]  # fmt: skip
    assert acts(timeline("b", "2026-06-30")) == [
        "You said", "The first decision", "You disagreed", "You took it further", "We looked again"
    ]  # fmt: skip
    assert acts(timeline("c4", "2025-11-05")) == ["You said", "The first decision", "You disagreed", "We looked again"]
    assert acts(timeline("c3", "2026-06-30")) == ["You said", "We looked at it", "We decided", "We worked on it"]
    assert acts(timeline("a", "2026-06-30"))[-2:] == ["Did it change?", "We looked back"]


def test_both_decisions_stay_each_with_its_four_claims(timeline):
    page = timeline("c1", "2026-06-30")
    first, second = [each for each in page.entries if " decided, " in each.sentence]
    assert [claim.name for claim in first.claims] == ["Decided", "Done", "Reported", "People say no"]
    assert read(first.lines[0]) == "No longer what we say: replaced on 19 February 2026."
    assert first.lines[0][1].to == second.anchor
    assert [read(each.text) for each in first.spoken] == ["We were in the room but we did not have a say."]
    assert second.claims == ()
    assert [claim.name for claim in page.claims] == ["Decided", "Done", "Reported", "Confirmed"]
    assert any(piece.to == first.anchor for line in section(page, "decided").lines for piece in line)


def test_the_theme_whose_dispute_was_upheld_is_looked_at_again(timeline):
    page = timeline("c4", "2025-11-05")
    assert section(page, "decided").title == "What we decided before"
    (one,) = section(page, "disagreed").disagreements
    assert [read(each) for each in one.lines][-2:] == [
        "We are sorry. Whoever disagreed accepts this answer.",
        "Next: this was opened again on 5 November 2025.",
    ]
    assert owed(page) == [
        "This was opened again on 5 November 2025, because you were right. No day for a new decision has been set yet."
    ]


def test_each_body_has_its_own_clock(timeline):
    before, after = (timeline("c5", day) for day in ("2025-11-05", "2026-06-30"))
    assert owed(before)[:2] == [
        "The area's MP should reply by 1 December 2025.",
        "A parliamentary group on homelessness should reply by 1 December 2025.",
    ]
    late = [each for each in section(after, "next").owed if each.text.startswith("A parliamentary group")]
    assert [each.days_late for each in late] == [211]
    replied, silent = (read(each) for each in section(after, "passed_on").items)
    assert replied.startswith("The area's MP replied on 9 December 2025: Will raise it")
    assert silent == "A parliamentary group on homelessness has not replied yet."


def test_what_is_owed_is_said_with_how_late_it_is(timeline):
    late = {each.text: each.days_late for each in section(timeline("c4", "2026-06-30"), "next").owed}
    assert late["Housing Options Improvement Board said they would look again on 2 April 2026."] == 89
    told = "Norrick Vale Together has still to tell 11 people that what they were told has changed since."
    assert told in late
    assert any(text.startswith("There has been no news of this for 236 days.") for text in late)
    (stuck,) = [each for each in section(timeline("c2", "2026-01-20"), "next").owed if "stuck" in each.text]
    assert stuck.text.startswith("Housing Options will look again on 27 February 2026 at what is stuck")
    assert owed(timeline("c2", "2026-06-30")) == [
        "The people who said this were asked whether it changed, and can answer until 7 July 2026."
    ]
    assert any("95 days ago" in text for text in owed(timeline("c3", "2026-06-30")))
    assert owed(timeline("b", "2026-06-30"))[0] == (
        "Sunday panel will look again on 10 September 2026: Open on Sundays; Open on bank holidays."
    )
    assert owed(timeline("c1", "2026-06-30")) == ["No next step is planned. If it changes back, tell us."]


def test_looking_back_on_a_project_is_told_on_its_themes(timeline):
    told = [each for each in timeline("c5", "2026-06-30").entries if each.sentence == "We looked back together."]
    assert [each.on for each in told] == ["26 March 2026"]
    assert not any("dispute/" in repr(each) for each in told)
    assert "We celebrated: Lunch and certificates at Lantern Street Hub." in [
        each.sentence for each in timeline("a", "2026-06-30").entries
    ]


DAYS = ("2025-08-01", "2025-11-05", "2026-02-11", "2026-06-30")


@pytest.mark.parametrize("day", DAYS)
def test_a_page_lived_to_a_day_is_the_page_asked_for_that_day(example, places, day, tmp_path):
    lines = [line for line in EXAMPLE.read_text().splitlines() if json.loads(line)["recorded_on"] <= day]
    noon = int(datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).timestamp()) + 43_200
    place = places.new("sqlite" if example.database.is_sqlite else "postgresql", tmp_path)
    lived = tracker_with(place, tmp_path, lines, now=noon)
    then, now = (create_app(each).test_client() for each in (lived, example))
    try:
        for name in ("a", "b", "c1", "c4", "c5"):
            address = f"/{SLUG}/themes/{name}?as-at={day}"
            before, asked = then.get(address), now.get(address)
            assert (before.status_code, before.data) == (asked.status_code, asked.data)
    finally:
        lived.close()
        place.close()
