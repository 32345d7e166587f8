"""A theme's timeline: one sentence for each public fact, and four claims that are never merged."""

import pytest

from tests.conftest import OTHER_SLUG


@pytest.fixture
def timeline(moment, pages):
    def read(day=None, theme="theme/a", **which):
        with moment(day, **which) as reading:
            return pages.timeline.page(reading.tables, reading.address.log_id, theme, reading.on)

    return read


def test_nobody_sees_a_theme_before_its_wording_is_agreed(timeline):
    assert timeline("2025-02-21") is None
    assert timeline("2025-02-28").card.status.code == "waiting"
    assert timeline(theme="theme/unknown") is None


def test_every_public_fact_is_one_sentence_oldest_first(timeline):
    entries = timeline().entries
    assert entries[0].sentence == "9 people told us."
    assert entries[0].on == "February 2025"
    positions = [entry.position for entry in entries[1:]]
    assert positions == sorted(positions)
    assert len(positions) == 25
    assert all(
        (entry.sentence[0].isupper() or entry.position is None) and entry.sentence[-1] in ".!?" for entry in entries
    )


def test_sentences_say_who_did_what_in_plain_words(timeline):
    told = {entry.sentence: entry.detail for entry in timeline().entries}
    assert "Three people with lived experience and one member of staff put your words together." in told
    assert told["Stuck: Staff training, led together with Kettle Group."][0] == "Both trainers are off sick."
    assert "Two Rivers Service Improvement Group decided, by consensus: agreed." in told
    assert told["The people who said it answered: yes, it changed."] == ("6 people replied. Most said yes.",)


def test_no_person_is_on_a_timeline(timeline):
    said = " ".join(f"{entry.sentence} {' '.join(entry.detail)}" for entry in timeline().entries)
    assert "P-A0" not in said
    for name in ("Dee", "Marcus", "Jo ", "Ali"):
        assert name not in said


@pytest.mark.parametrize(
    ("day", "claims"),
    [
        ("2025-03-03", ["Not decided yet", "Not done yet", "Not reported yet", "Not confirmed yet"]),
        ("2025-06-15", ["Decided", "Done in part", "Not reported yet", "Not confirmed yet"]),
        ("2025-08-01", ["Decided", "Done", "Not reported yet", "Not confirmed yet"]),
        ("2025-11-10", ["Decided", "Done", "Reported", "Not confirmed yet"]),
        ("2025-11-26", ["Decided", "Done", "Reported", "Confirmed"]),
    ],
)
def test_the_four_claims_are_never_merged(timeline, day, claims):
    assert [claim.name for claim in timeline(day).claims] == claims


def test_the_owners_claim_and_the_contributors_verdict_stand_side_by_side(timeline):
    asked = timeline("2025-11-10").changed
    assert asked.who == "Two Rivers Recovery"
    assert asked.verdict == ""
    assert asked.asked == "Asked since 5 November 2025; answers by 26 November 2025."
    checked = timeline().changed
    assert (checked.replies, checked.verdict) == ("6 people replied.", "Most said yes.")
    assert checked.limits.startswith("Small numbers.")


def test_dissent_is_on_the_page(timeline):
    assert timeline().dissent == (
        ("Worried about caseload; asked for a look at it after 3 months", "frontline workers"),
    )


def test_one_partnership_sees_nothing_of_another(timeline):
    assert timeline(slug=OTHER_SLUG).claims[-1].name == "Not confirmed yet"
    assert timeline().claims[-1].name == "Confirmed"
