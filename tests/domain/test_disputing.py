from dataclasses import dataclass, replace
from datetime import date

import pytest

from tests.story import TODAY, Telling, given
from tests.tellings import (
    MANAGER,
    a_part,
    approved,
    being_looked_at,
    claimed,
    confirmed,
    decide,
    decide_again,
    decided,
    dispute_answered,
    dispute_withdrawn,
    disputed,
    looking,
    merged,
    outcome_corrected,
    planned,
    record_corrected,
    refused,
    reopened,
    reported,
    rethemed,
    theme_a,
    theme_b,
    themed,
    two_people_spoke,
    two_themes,
    updated,
)
from tracker.domain.correcting import text_at
from tracker.domain.refusals import (
    AboutAnotherTheme,
    DisputeNotOpen,
    DisputeOfAnotherTheme,
    IdTaken,
    NothingToCorrect,
    NotKnown,
    NoWhy,
    OldLevelDiffers,
    OutcomeOfAnotherTheme,
    OwnerAnswersTheDispute,
    ThemeJoined,
)
from tracker.domain.standing import headline
from tracker.events import Actor, PartyName
from tracker.events.disputing import (
    DisputeAnswered,
    DisputeRaised,
    DisputeWithdrawn,
    OutcomeCorrected,
    RecordCorrected,
)

decided_b = (
    approved[-1].but(stream="theme/b"),
    looking.but(stream="theme/b"),
    decide(decision="decision/b-1", parts=[a_part("b-1")]).but(stream="theme/b"),
)
COMMISSIONER = Actor(role=PartyName("commissioner"), capacity="commissioner", org=PartyName("Norrick Vale Council"))
OWNER = Actor(role=PartyName("owner"), capacity="frontline", org=PartyName("Lantern Street Hub"))


@pytest.mark.parametrize("about", ["theme/a", "decision/a-1", "outcome/a-1", "contribution/c1"])
def test_anyone_may_disagree_with_whatever_stands_on_a_theme(about):
    story = given(*claimed).when(disputed, about=about).then_recorded(DisputeRaised)
    (dispute,) = story.state("theme/a").disputes
    assert (dispute.open, dispute.on, dispute.fact.about) == (True, TODAY, about)
    assert story.state("theme/b").disputes == ()


def test_a_disagreement_is_recorded_where_what_it_is_about_stands():
    elsewhere = reported(outcome="outcome/b-1").but(stream="theme/b")
    story = given(*decided, *decided_b, elsewhere)
    for about in ("theme/b", "decision/b-1", "outcome/b-1", "contribution/c2"):
        story.when(disputed, about=about).then_refused(AboutAnotherTheme, saying=about)
        story.when(disputed(about=about).but(stream="theme/b")).then_recorded()


def test_where_a_point_was_put_is_disputed_on_a_theme_that_it_stands_under_now():
    story = given(*two_themes, rethemed("contribution/c1", "theme/b"))
    story.when(disputed, about="contribution/c1").then_refused(AboutAnotherTheme)
    story.when(disputed(about="contribution/c1").but(stream="theme/b")).then_recorded()


def test_somebody_whose_words_are_under_no_theme_may_say_where_they_belong():
    story = given(*two_people_spoke, theme_a, theme_b)
    for theme in ("theme/a", "theme/b"):
        story.when(disputed(about="contribution/c1").but(stream=theme)).then_recorded()


def test_two_disagreements_have_two_names():
    story = given(*decided, disputed)
    story.when(disputed).then_refused(IdTaken, saying="dispute/a-1")
    both = story.when(disputed, dispute="dispute/a-2", about="theme/a").then_recorded()
    after = both.when(dispute_answered).then_recorded().state("theme/a").disputes
    assert [each.open for each in after] == [False, True]


def test_what_was_never_there_cannot_be_disputed_or_answered():
    story = given(*decided)
    story.when(disputed, about="outcome/a-1").then_refused(NotKnown, saying="outcome/a-1")
    story.when(dispute_answered).then_refused(NotKnown, saying="dispute/a-1")
    story.given(disputed).when(dispute_answered).then_recorded(DisputeAnswered)


@pytest.mark.parametrize("end", [dispute_answered, dispute_withdrawn], ids=lambda telling: telling.fact.__name__)
def test_a_disagreement_ends_once_and_on_its_own_theme(end):
    story = given(*decided, disputed)
    story.when(end.but(stream="theme/b")).then_refused(DisputeOfAnotherTheme, saying="dispute/a-1")
    ended = story.when(end).then_recorded(end.fact)
    for again in (dispute_answered, dispute_withdrawn):
        ended.when(again).then_refused(DisputeNotOpen, saying="dispute/a-1")
    ended.when(disputed, dispute="dispute/a-2").then_recorded()


def test_what_came_of_a_disagreement_is_known_with_its_day():
    later = date(2025, 3, 24)
    (answered,) = given(*decided, disputed, dispute_answered.but(on=later)).state("theme/a").disputes
    assert (answered.answered.finding, answered.answered_on, answered.withdrawn_on) == ("upheld", later, None)
    (taken_back,) = given(*decided, disputed, dispute_withdrawn.but(on=later)).state("theme/a").disputes
    assert (taken_back.answered, taken_back.withdrawn_on, taken_back.open) == (None, later, False)
    assert DisputeWithdrawn.SENTENCE


def test_nobody_marks_their_own_homework():
    story = given(*decided, planned.but(by=OWNER), disputed)
    story.when(dispute_answered.but(by=OWNER)).then_refused(OwnerAnswersTheDispute)
    story.when(dispute_answered.but(by=MANAGER)).then_recorded()
    story.when(dispute_answered.but(by=COMMISSIONER)).then_recorded()


def test_another_role_or_another_organisation_than_the_owners_may_answer():
    story = given(*decided, planned.but(by=OWNER), disputed)
    story.when(dispute_answered.but(by=replace(OWNER, org=MANAGER.org))).then_recorded()
    story.when(dispute_answered.but(by=replace(OWNER, role=PartyName("hub manager")))).then_recorded()
    same_seat = replace(OWNER, capacity="lived_experience")
    story.when(dispute_answered.but(by=same_seat)).then_refused(OwnerAnswersTheDispute)


def test_where_nobody_else_exists_whoever_decided_and_planned_may_answer():
    given(*decided, planned.but(by=MANAGER), disputed).when(dispute_answered.but(by=MANAGER)).then_recorded()


def test_whoever_owns_work_on_another_theme_may_answer():
    on_b = planned(theme="theme/b", decision="decision/b-1").but(by=OWNER)
    story = given(*decided, *decided_b, on_b, disputed)
    story.when(dispute_answered.but(by=OWNER)).then_recorded()


@pytest.mark.parametrize("finding", ["upheld", "upheld_in_part", "not_upheld"])
def test_a_disagreement_and_its_answer_move_no_headline(finding):
    before = given(*confirmed)
    after = before.given(disputed(about="outcome/a-1"), dispute_answered(finding=finding))
    assert headline(after.state("theme/a"), [], TODAY) == headline(before.state("theme/a"), [], TODAY) == "confirmed"


def test_an_upheld_disagreement_with_nothing_after_it_is_recorded_all_the_same():
    given(*decided, disputed, dispute_answered).when(updated).then_recorded()


FIELDS = [
    ("decision/a-1", "final_say"),
    ("decision/a-1", "parts.a-1.reason_text"),
    ("decision/a-1", "parts.0.reason_text"),
    ("decision/a-1", "parts.a-2.still.0.text"),
    ("theme/a", "you_said"),
    ("theme/a", "asks.a-2.text"),
]
NO_FIELDS = [
    ("decision/a-1", "parts.a-9.reason_text"),
    ("decision/a-1", "parts.2.reason_text"),
    ("decision/a-1", "parts.a-1.verdict"),
    ("decision/a-1", "parts.a-1.where"),
    ("decision/a-1", "parts"),
    ("decision/a-1", "body"),
    ("decision/a-1", "TOPIC"),
    ("decision/a-1", "__class__.TOPIC"),
    ("theme/a", "parts.a-1.reason_text"),
    ("theme/a", "reason_text"),
]


@pytest.mark.parametrize(("corrects", "field"), FIELDS)
def test_a_correction_names_a_text_that_is_there(corrects, field):
    story = given(*refused)
    for wrong, nowhere in NO_FIELDS:
        story.when(record_corrected, corrects=wrong, field=nowhere).then_refused(NothingToCorrect, saying=nowhere)
    story.when(record_corrected, corrects=corrects, field=field).then_recorded(RecordCorrected)


def test_what_an_outcome_says_is_corrected_by_its_own_name():
    story = given(*claimed)
    for field in ("what_changed", "limits", "evidence.0.before"):
        story.when(record_corrected, corrects="outcome/a-1", field=field).then_recorded()
    story.when(record_corrected, corrects="outcome/a-1", field="evidence.1.before").then_refused(NothingToCorrect)
    story.when(record_corrected, corrects="outcome/a-1", field="level").then_refused(NothingToCorrect)


def test_the_record_of_another_theme_is_corrected_there():
    story = given(*decided, *decided_b)
    story.when(record_corrected, corrects="decision/b-1", field="final_say").then_refused(NothingToCorrect)
    there = record_corrected(corrects="decision/b-1", field="final_say").but(stream="theme/b")
    story.when(there).then_recorded()


def test_an_earlier_decision_may_still_be_corrected():
    story = given(*refused, reopened, decide_again("agreed", "agreed"))
    story.when(record_corrected).then_recorded()
    story.when(record_corrected, corrects="decision/a-2").then_refused(NothingToCorrect)


def test_both_what_was_written_and_its_correction_stay():
    story = given(*refused, record_corrected, record_corrected(old="£36,400", new="£36,500"))
    theme = story.state("theme/a")
    assert theme.decision.fact.parts[0].reason_text == "It would cost too much"
    assert [each.new for each in theme.corrections] == ["£36,400 a year", "£36,500"]
    assert all(isinstance(each, RecordCorrected) for each in theme.corrections)


def test_a_correction_says_why_in_words_or_by_naming_what_led_to_it():
    story = given(*refused, disputed, dispute_answered)
    words = story.when(record_corrected).then_recorded().state("theme/a").corrections[-1]
    assert (words.why, words.because_of) == ("We costed the wrong hours", None)
    ref = story.when(record_corrected, why="dispute/a-1").then_recorded().state("theme/a").corrections[-1]
    assert (ref.why, ref.because_of) == (None, "dispute/a-1")
    story.when(record_corrected, why="dispute/a-9").then_refused(NotKnown, saying="dispute/a-9")


@dataclass(frozen=True, slots=True)
class WithoutWhy(Telling):
    """A telling whose fact was made by hand: no file can bring a correction that does not say why."""

    @property
    def proposal(self):
        told = super(WithoutWhy, self).proposal
        return replace(told, fact=replace(told.fact, why=None, because_of=None))


@pytest.mark.parametrize("correction", [record_corrected(field="final_say"), outcome_corrected])
def test_no_correction_is_recorded_that_does_not_say_why(correction):
    silent = WithoutWhy(correction.stream, correction.fact, correction.data)
    given(*claimed).when(silent).then_refused(NoWhy)
    given(*claimed).when(correction).then_recorded()


def test_a_claim_is_corrected_from_what_it_was():
    story = given(*claimed)
    story.when(outcome_corrected, old_level="part").then_refused(OldLevelDiffers, saying="full")
    once = story.when(outcome_corrected.but(on=date(2025, 4, 1))).then_recorded(OutcomeCorrected)
    once.when(outcome_corrected).then_refused(OldLevelDiffers, saying="part")
    twice = once.when(outcome_corrected, old_level="part", new_level="none").then_recorded()
    (outcome,) = twice.state("theme/a").outcomes
    assert (outcome.fact.level, outcome.level) == ("full", "none")
    assert [each.new_level for each in outcome.corrections] == ["part", "none"]
    assert once.state("theme/a").outcome.corrected.on == date(2025, 4, 1)


def test_a_claim_is_corrected_on_its_own_theme_and_alone():
    story = given(*claimed, *decided_b, reported(outcome="outcome/a-2"))
    story.when(outcome_corrected.but(stream="theme/b")).then_refused(OutcomeOfAnotherTheme, saying="outcome/a-1")
    corrected = story.when(outcome_corrected).then_recorded().state("theme/a")
    assert [outcome.level for outcome in corrected.outcomes] == ["part", "full"]


def test_correcting_a_claim_leaves_what_the_people_said_of_it():
    story = given(*confirmed, outcome_corrected)
    assert story.state("theme/a").outcome.verdict.result == "confirmed"
    assert headline(story.state("theme/a"), [], TODAY) == "confirmed"


def test_a_decision_stands_while_somebody_disagrees_and_is_opened_again_only_by_a_fact():
    story = given(*being_looked_at, decide(), disputed, dispute_answered)
    assert not story.state("theme/a").reopened
    assert story.given(reopened(trigger=["dispute_upheld"])).state("theme/a").reopened


def test_a_point_is_disputed_by_whoever_was_themed_elsewhere_too():
    story = given(*two_people_spoke, theme_a, theme_b, themed("contribution/c1", "theme/a", "theme/b"))
    for theme in ("theme/a", "theme/b"):
        story.when(disputed(about="contribution/c1").but(stream=theme)).then_recorded()


def test_what_was_joined_is_disputed_where_it_went():
    story = given(*claimed, merged("theme/a", "theme/b"))
    for about in ("decision/a-1", "outcome/a-1", "theme/a", "contribution/c1"):
        story.when(disputed, about=about).then_refused(ThemeJoined, saying="theme/b")
        story.when(disputed(about=about).but(stream="theme/b")).then_recorded()


def test_a_step_to_a_text_is_an_id_before_it_is_a_place():
    asks = [{"id": "1", "text": "Open on Sundays"}, {"id": "2", "text": "Remind us"}]
    theme = given(*two_people_spoke, theme_a(asks=asks)).state("theme/a")
    assert text_at(theme, "theme/a", "theme/a", "asks.1.text") == "Open on Sundays"
    assert text_at(theme, "theme/a", "theme/a", "asks.2.text") == "Remind us"
    assert text_at(theme, "theme/a", "theme/a", "asks.0.text") == "Open on Sundays"
    assert text_at(theme, "theme/a", "theme/a", "asks.3.text") is None
