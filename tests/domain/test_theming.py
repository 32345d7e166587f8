from datetime import date

import pytest

from tests.story import TODAY, given
from tests.tellings import (
    FOUR_CHECKS,
    another_said,
    answered,
    closed,
    merged,
    partnership_created,
    project_opened,
    rethemed,
    somebody_said,
    theme_a,
    theme_b,
    themed,
    two_people_spoke,
    two_themes,
    updated,
    withdrawn,
    wording_approved,
    wording_checked,
)
from tracker.domain import refusals
from tracker.events.theming import (
    ContributionClosedWithoutTheme,
    ContributionRethemed,
    ContributionThemed,
    PublicWordingApproved,
    ThemeOpened,
    ThemesMerged,
    ThemeWordingChecked,
)


def test_a_theme_asks_for_something_or_says_that_nothing_was_asked():
    story = given(*two_people_spoke)
    story.when(theme_a.without("asks")).then_refused(refusals.ThemeAsksNothing)
    story.when(theme_a(no_ask=False).without("asks")).then_refused(refusals.ThemeAsksNothing)
    story.when(theme_a(no_ask=True).without("asks")).then_recorded(ThemeOpened)
    story.when(theme_a(asks=[{"id": "a-1", "text": "Open on Sundays"}])).then_recorded()


def test_each_ask_has_an_id_of_its_own():
    story = given(*two_people_spoke)
    twice = [{"id": "a-1", "text": "Remind us"}, {"id": "a-1", "text": "Find us"}]
    story.when(theme_a, asks=twice).then_refused(refusals.SameAskTwice, saying="a-1")
    story.when(theme_a, asks=[twice[0], {"id": "a-2", "text": "Find us"}]).then_recorded()


def test_two_themes_may_call_an_ask_the_same():
    given(*two_people_spoke, theme_a).when(theme_b, asks=theme_a.data["asks"]).then_recorded()


@pytest.mark.parametrize("nobody", [{}, {"staff": 0, "lived_experience": 0}])
def test_a_theme_says_who_put_it_together(nobody):
    given(*two_people_spoke).when(theme_a, analysed_by=nobody).then_refused(refusals.NobodyAnalysed)
    given(*two_people_spoke).when(theme_a, analysed_by={"staff": 1, "lived_experience": 0}).then_recorded()


def test_what_was_taken_back_is_put_under_no_theme():
    gone = given(*two_people_spoke, theme_a, withdrawn)
    gone.when(themed("contribution/c1")).then_refused(refusals.ContributionWithdrawn, saying="contribution/c1")
    gone.when(themed("contribution/c2")).then_recorded()


def test_what_was_closed_with_a_reason_is_put_under_no_theme():
    story = given(*two_people_spoke, theme_a, closed)
    story.when(themed("contribution/c1")).then_refused(refusals.ClosedWithoutTheme)
    story.when(themed("contribution/c2")).then_recorded()


def test_points_are_put_under_themes_once():
    story = given(*two_people_spoke, theme_a, theme_b)
    first = story.when(themed("contribution/c1", "theme/a")).then_recorded(ContributionThemed)
    first.when(themed("contribution/c1", "theme/b")).then_refused(refusals.ThemedAlready)
    story.when(themed("contribution/c1", "theme/a", "theme/b")).then_recorded()


@pytest.mark.parametrize("missing", FOUR_CHECKS)
def test_public_words_pass_all_four_checks(missing):
    three = [check for check in FOUR_CHECKS if check != missing]
    given(*two_themes).when(wording_approved, checks=three).then_refused(refusals.ChecksMissing, saying=missing)
    given(*two_themes).when(wording_approved, checks=FOUR_CHECKS[::-1]).then_recorded(PublicWordingApproved)


@pytest.mark.parametrize("approved_by", [{}, {"staff": 3}, {"family_or_friend": 2}, {"lived_experience": 0}])
def test_somebody_with_lived_experience_approves_public_words(approved_by):
    story = given(*two_themes)
    story.when(wording_approved, approved_by=approved_by).then_refused(refusals.NoLivedExperienceApproved)
    story.when(wording_approved, approved_by={"lived_experience": 1}).then_recorded()


def test_a_themes_words_come_from_what_somebody_said():
    story = given(*two_people_spoke, theme_a, theme_b, themed("contribution/c1", "theme/b"))
    story.when(wording_approved).then_refused(refusals.NobodySaidIt, saying="theme/a")
    told_of_it = answered(covers=["theme/a"]).but(stream="contribution/c2")
    story.given(told_of_it).when(wording_approved).then_refused(refusals.NobodySaidIt)
    story.given(themed("contribution/c2", "theme/a")).when(wording_approved).then_recorded()


def test_words_may_be_approved_again():
    story = given(*two_themes, wording_approved)
    later = story.when(wording_approved.but(on=date(2025, 5, 1))).then_recorded()
    assert later.state("theme/a").approved_on == date(2025, 5, 1)
    assert later.state("theme/b").approved is None


def test_asking_people_whether_it_is_fair_is_known():
    story = given(*two_themes).when(wording_checked).then_recorded(ThemeWordingChecked)
    assert story.state("theme/a").checked.replied == 7
    assert story.state("theme/b").checked is None


def test_only_a_public_fact_is_news_of_a_theme():
    later, latest = date(2025, 4, 1), date(2025, 5, 1)
    story = given(*two_themes, updated.but(on=later), wording_checked.but(on=latest))
    assert story.state("theme/a").news_on == later
    assert story.state("theme/b").news_on == TODAY


def test_news_written_down_late_does_not_turn_the_clock_back():
    before_it_opened = updated.but(on=date(2025, 1, 1), recorded_on=date(2025, 6, 1))
    assert given(*two_themes, before_it_opened).state("theme/a").news_on == TODAY


def test_a_contribution_is_found_by_the_theme_that_it_is_under():
    story = given(partnership_created, project_opened, somebody_said, another_said, theme_a, theme_b)
    story = story.given(themed("contribution/c1", "theme/a", "theme/b"), themed("contribution/c2", "theme/b"))
    assert [said.contributor for said in story.log.citing("theme/a", "contribution")] == ["P-1"]
    assert [said.contributor for said in story.log.citing("theme/b", "contribution")] == ["P-1", "P-2"]


def test_points_are_moved_from_where_they_were_with_a_reason():
    story = given(*two_people_spoke, theme_a, theme_b)
    story.when(rethemed("contribution/c1", "theme/b")).then_refused(refusals.NotThemedYet, saying="contribution/c1")
    moved = story.given(themed("contribution/c1")).when(rethemed("contribution/c1", "theme/b")).then_recorded()
    assert moved.state("contribution/c1").themes == ("theme/b",)
    moved.when(wording_approved).then_refused(refusals.NobodySaidIt, saying="theme/a")
    moved.when(wording_approved.but(stream="theme/b")).then_recorded()


def test_what_was_closed_may_still_be_put_under_a_theme_with_a_reason():
    story = given(*two_people_spoke, theme_b, closed)
    story.when(rethemed("contribution/c2", "theme/b")).then_refused(refusals.NotThemedYet)
    moved = story.when(rethemed("contribution/c1", "theme/b")).then_recorded(ContributionRethemed)
    assert (moved.state("contribution/c1").themes, moved.state("contribution/c1").closed) == (("theme/b",), False)


def test_what_was_taken_back_is_moved_nowhere_and_may_be_closed():
    story = given(*two_people_spoke, theme_a, theme_b, themed("contribution/c1"))
    story.given(withdrawn).when(rethemed("contribution/c1", "theme/b")).then_refused(refusals.ContributionWithdrawn)
    gone = given(*two_people_spoke, withdrawn)
    shut = gone.when(closed, reason="asked_to_remove").then_recorded()
    shut.given(theme_b).when(rethemed("contribution/c1", "theme/b")).then_refused(refusals.ContributionWithdrawn)
    gone.when(closed.but(stream="contribution/c2")).then_recorded()


def test_a_contribution_is_themed_or_closed_but_not_both_and_closed_once():
    story = given(*two_people_spoke, theme_a)
    story.given(themed("contribution/c1")).when(closed).then_refused(refusals.ThemedAlready)
    shut = story.when(closed).then_recorded(ContributionClosedWithoutTheme)
    assert shut.state("contribution/c1").closed
    shut.when(closed).then_refused(refusals.ClosedWithoutTheme, saying="contribution/c1")
    shut.when(closed.but(stream="contribution/c2")).then_recorded()


def test_a_duplicate_says_of_what():
    story = given(*two_people_spoke)
    story.when(closed, reason="duplicate_of").then_refused(refusals.DuplicateOfWhat)
    story.when(closed, reason="duplicate_of", duplicate_of="contribution/c9").then_refused(refusals.NotKnown)
    story.when(closed, reason="duplicate_of", duplicate_of="contribution/c2").then_recorded()


def test_a_duplicate_is_of_another_contribution():
    story = given(*two_people_spoke)
    of_itself = closed(reason="duplicate_of", duplicate_of="contribution/c1")
    story.when(of_itself).then_refused(refusals.DuplicateOfItself, saying="contribution/c1")
    story.when(of_itself.but(stream="contribution/c2")).then_recorded()


def test_a_theme_is_joined_with_another_on_its_own_stream():
    story = given(*two_themes)
    story.when(merged("theme/b", "theme/a").but(stream="theme/a")).then_refused(
        refusals.MergedElsewhere, saying="theme/b"
    )
    story.when(merged("theme/a", "theme/a")).then_refused(refusals.MergedWithItself, saying="theme/a")
    story.when(merged("theme/a", "theme/z")).then_refused(refusals.NotKnown, saying="theme/z")
    joined = story.when(merged("theme/a", "theme/b")).then_recorded(ThemesMerged)
    assert joined.state("theme/a").joined_with == "theme/b"
    assert joined.state("theme/b").joined_with is None


def test_what_was_joined_goes_on_under_the_others_name():
    story = given(*two_themes, merged("theme/a", "theme/b"))
    for on_the_old in (updated, wording_checked, wording_approved, merged("theme/a", "theme/b")):
        story.when(on_the_old).then_refused(refusals.ThemeJoined, saying="theme/b")
    story.when(updated.but(stream="theme/b")).then_recorded()


def test_nothing_is_joined_with_a_theme_that_was_itself_joined_or_put_under_it():
    third = theme_b(asks=[{"id": "t-1", "text": "Plain letters"}]).but(stream="theme/t")
    story = given(*two_themes, third, merged("theme/a", "theme/b"), another_said.but(stream="contribution/c3"))
    story.when(merged("theme/b", "theme/a")).then_refused(refusals.ThemeJoined, saying="theme/a")
    story.when(merged("theme/t", "theme/a")).then_refused(refusals.ThemeJoined, saying="theme/a")
    story.when(themed("contribution/c3", "theme/t", "theme/a")).then_refused(refusals.ThemeJoined)
    story.when(rethemed("contribution/c2", "theme/a")).then_refused(refusals.ThemeJoined)
    story.when(themed("contribution/c3", "theme/b")).then_recorded()
    story.when(merged("theme/t", "theme/b")).then_recorded()


def test_however_many_themes_are_joined_one_into_the_next_their_points_speak_for_the_last():
    many = [theme_a.but(stream=f"theme/n{n}") for n in range(1_200)]
    chain = [merged(f"theme/n{n}", f"theme/n{n + 1}") for n in range(1_199)]
    story = given(*two_people_spoke, *many, themed("contribution/c1", "theme/n0"), *chain)
    story.when(wording_approved.but(stream="theme/n1199")).then_recorded()
    story.given(withdrawn).when(wording_approved.but(stream="theme/n1199")).then_refused(refusals.NobodySaidIt)


def test_a_joined_themes_points_speak_for_the_theme_that_it_was_joined_with():
    story = given(*two_people_spoke, theme_a, theme_b, themed("contribution/c1", "theme/a"))
    on_b = wording_approved.but(stream="theme/b")
    story.when(on_b).then_refused(refusals.NobodySaidIt, saying="theme/b")
    story.given(merged("theme/a", "theme/b")).when(on_b).then_recorded()
