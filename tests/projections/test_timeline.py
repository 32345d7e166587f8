"""A theme's timeline: one sentence for each public fact, and four claims that are never merged."""

import itertools

import pytest

from projections.shared.telling.rich import read
from tests.conftest import OTHER_SLUG


@pytest.fixture
def timeline(moment, pages):
    def page(day=None, theme="theme/a", **which):
        with moment(day, **which) as reading:
            return pages.timeline.page(reading.tables, reading.address.log_id, theme, reading.on)

    return page


def section(page, kind):
    return next(each for each in page.sections if each.kind == kind)


def test_nobody_sees_a_theme_before_its_wording_is_agreed(timeline):
    assert timeline("2025-02-21") is None
    assert timeline("2025-02-28").card.status.code == "waiting"
    assert timeline(theme="theme/unknown") is None


def test_every_public_fact_is_one_sentence_oldest_first(timeline):
    entries = timeline().entries
    assert (entries[0].sentence, entries[0].on) == ("9 people told us.", "February 2025")
    positions = [int(entry.anchor[1:]) for entry in entries[1:] if entry.anchor.startswith("e")]
    assert positions == sorted(positions)
    assert len({entry.anchor for entry in entries}) == len(entries)
    assert all(entry.sentence[-1] in ".!?" for entry in entries)


def test_sentences_say_who_did_what_in_plain_words(timeline):
    told = {entry.sentence: entry.detail for entry in timeline().entries}
    assert "Three people with lived experience and one member of staff put your words together." in told
    assert told["Stuck: Staff training, led together with Kettle Group."][0] == "Both trainers are off sick."
    assert told["Two Rivers Service Improvement Group decided, by consensus: agreed."][0].startswith("Deciding: four")
    assert told["The people who said it answered: yes, it changed."] == ("6 people replied. Most said yes.",)
    assert told["Kettle Group recommended."][0] == "Replace the two-strike rule with 'We'll come and find you'."


def test_facts_of_a_kind_from_one_day_are_told_as_one(timeline):
    planned = next(
        entry for entry in timeline().entries if entry.sentence == "Two Rivers Recovery planned four things."
    )
    assert len(planned.items) == 4
    assert read(planned.items[0]) == "Write the 'We'll come and find you' policy, by 30 May 2025."


def test_a_date_is_not_said_twice_in_a_row(timeline):
    entries = timeline().entries
    assert [now.same_day for now in entries] == [
        False,
        *(a.on == b.on for a, b in itertools.pairwise(entries)),
    ]
    assert any(entry.same_day for entry in entries)


def test_how_many_were_told_is_said_by_month_and_in_no_small_number(timeline):
    told = [entry for entry in timeline().entries if entry.sentence.startswith("We told everyone")]
    assert [(entry.on, entry.sentence) for entry in told] == [
        ("April 2025", "We told everyone who said this what was decided.")
    ]
    assert told[0].detail == ("For some of them it lies ready under their code.",)
    (some,) = [e for e in timeline("2025-04-14").entries if "what was decided" in e.sentence]
    assert some.sentence == "We told most of the people who said this what was decided."


def test_no_person_is_on_a_timeline(timeline):
    said = repr(timeline())
    for name in ("P-A0", "Dee", "Marcus", "Jo ", "Ali"):
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
    page = timeline(day)
    assert [claim.name for claim in page.claims] == claims
    shown = [each.claims for each in page.sections if each.claims]
    assert shown == ([page.claims] if claims[0] == "Decided" else [])


def test_the_owners_claim_and_the_contributors_verdict_stand_side_by_side(timeline):
    asked = section(timeline("2025-11-10"), "changed").changed
    assert asked.who == "Two Rivers Recovery"
    assert asked.verdict == ""
    assert asked.asked == "Asked since 5 November 2025; answers by 26 November 2025."
    checked = section(timeline(), "changed").changed
    assert (checked.replies, checked.verdict) == ("6 people replied.", "Most said yes.")
    assert checked.limits.startswith("Small numbers.")


def test_the_decision_stands_with_who_had_a_say_what_was_recommended_and_who_disagreed(timeline):
    decided = section(timeline(), "decided")
    lines = [read(each) for each in decided.lines]
    assert lines[0].startswith(
        "All four agreed. The Two Rivers Service Improvement Group decided by consensus. 4 of the 8"
    )
    assert lines[1].endswith("That was known beforehand.")
    assert lines[2].startswith("Kettle Group recommended: Replace the two-strike rule")
    assert lines[2].endswith("That was followed.")
    (spoken,) = decided.spoken
    assert read(spoken.text) == "Worried about caseload; asked for a look at it after 3 months."
    assert spoken.who == "From frontline workers who did not agree."


def test_what_comes_next_names_who_and_by_when(timeline):
    texts = [each.text for each in section(timeline("2025-04-20"), "next").owed]
    assert "Two Rivers Recovery: Reminders by text and through the Hub, by 13 June 2025. Not begun yet." in texts
    (looking,) = [e for e in section(timeline("2025-03-03"), "next").owed if "decide" in e.text]
    assert looking.text == "Two Rivers Service Improvement Group will decide by 11 April 2025."


def test_what_the_celebration_left_open_is_still_to_come(timeline):
    texts = [each.text for each in section(timeline(), "next").owed]
    assert any(text.startswith("Not finished yet, as we said when we celebrated: Caseloads") for text in texts)
    assert not any(text.startswith("No next step") for text in texts)


def test_one_partnership_sees_nothing_of_another(timeline):
    assert timeline(slug=OTHER_SLUG).claims[-1].name == "Not confirmed yet"
    assert timeline().claims[-1].name == "Confirmed"
    assert not any(
        "what was decided" in e.sentence and "Recovery" in e.sentence for e in timeline(slug=OTHER_SLUG).entries
    )
