from datetime import date

import pytest

from tests.story import TODAY, given
from tests.tellings import (
    approved,
    date_moved,
    decide,
    decided,
    done,
    dropped,
    looking,
    planned,
    planned_too,
    progressed,
    resumed,
    stalled,
    started,
)
from tracker.application.reading import Unreadable
from tracker.domain.refusals import ActionNotUnderWay, AskNotOfTheTheme, DecisionOfAnotherTheme, OldDateDiffers
from tracker.events.doing import (
    ActionDone,
    ActionDropped,
    ActionDueDateMoved,
    ActionPlanned,
    ActionProgressed,
    ActionResumed,
    ActionStalled,
    ActionStarted,
)

decided_b = (
    approved[-1].but(stream="theme/b"),
    looking.but(stream="theme/b"),
    decide(decision="decision/b-1", parts=[{"ask": "b-1", "verdict": "agreed"}]).but(stream="theme/b"),
)


def test_work_serves_a_decision_of_its_own_theme():
    story = given(*decided, *decided_b)
    story.when(planned, decision="decision/b-1").then_refused(DecisionOfAnotherTheme, saying="theme/a")
    story.when(planned, decision="decision/b-1", theme="theme/b").then_recorded(ActionPlanned)


def test_work_serves_asks_of_its_own_theme():
    story = given(*decided, *decided_b)
    story.when(planned, asks=["a-1", "b-1"]).then_refused(AskNotOfTheTheme, saying="b-1")
    story.when(planned, asks=["a-1", "a-2"]).then_recorded()


ROADS = {
    "planned": (),
    "started": (started,),
    "stalled": (started, stalled),
    "done": (started, done),
    "dropped": (started, dropped),
}
MAY = {
    ActionStarted: {"planned"},
    ActionResumed: {"stalled"},
    ActionStalled: {"planned", "started"},
    ActionDone: {"planned", "started", "stalled"},
    ActionProgressed: {"planned", "started", "stalled"},
    ActionDueDateMoved: {"planned", "started", "stalled"},
    ActionDropped: {"planned", "started", "stalled"},
}


@pytest.mark.parametrize("standing", ROADS)
@pytest.mark.parametrize(
    "wanted",
    [started, resumed, stalled, progressed, done, dropped, date_moved],
    ids=lambda telling: telling.fact.__name__,
)
def test_work_goes_on_from_where_it_stands(standing, wanted):
    story = given(*decided, planned, planned_too, *ROADS[standing])
    assert story.state("action/1").standing == standing
    if standing in MAY[wanted.fact]:
        story.when(wanted).then_recorded(wanted.fact)
    else:
        story.when(wanted).then_refused(ActionNotUnderWay, saying="action/1")
    assert story.state("action/2").standing == "planned"


def test_work_that_was_dropped_does_not_go_on():
    story = given(*decided, planned, planned_too, dropped)
    story.when(started).then_refused(ActionNotUnderWay, saying="dropped")
    story.when(started.but(stream="action/2")).then_recorded()


def test_work_that_was_stuck_goes_on_and_gets_done():
    story = given(*decided, planned, started, stalled)
    assert story.state("action/1").stalled.look_again_on == date(2025, 7, 14)
    after = story.when(resumed).then_recorded()
    assert (after.state("action/1").standing, after.state("action/1").stalled) == ("started", None)
    finished = after.when(done.but(on=date(2025, 7, 23))).then_recorded().state("action/1")
    assert (finished.standing, finished.done_on) == ("done", date(2025, 7, 23))


def test_a_date_is_moved_from_where_it_stands():
    story = given(*decided, planned)
    story.when(date_moved, old="2025-06-19").then_refused(OldDateDiffers, saying="2025-06-20")
    once = story.when(date_moved).then_recorded()
    once.when(date_moved).then_refused(OldDateDiffers, saying="2025-07-25")
    twice = once.when(date_moved, old="2025-07-25", new="2025-08-01").then_recorded().state("action/1")
    assert (twice.due, twice.planned.due) == (date(2025, 8, 1), date(2025, 6, 20))


def test_only_a_public_fact_is_news_of_work():
    quiet = started.but(on=date(2025, 5, 6), visibility="partnership")
    story = given(*decided, planned, quiet)
    assert story.state("action/1").news_on == TODAY
    assert story.given(done.but(on=date(2025, 5, 28))).state("action/1").news_on == date(2025, 5, 28)


def test_work_planned_out_of_sight_is_no_news():
    assert given(*decided, planned.but(visibility="partnership")).state("action/1").news_on == date.min


def test_news_of_work_moves_it_nowhere():
    story = given(*decided, planned, planned_too, started)
    after = story.when(progressed.but(on=date(2025, 5, 6))).then_recorded(ActionProgressed)
    assert (after.state("action/1").standing, after.state("action/1").news_on) == ("started", date(2025, 5, 6))
    assert after.state("action/2") == story.state("action/2")


def test_work_that_is_given_up_says_why_and_who_decided_that():
    story = given(*decided, planned, planned_too, started, stalled)
    after = story.when(dropped.but(on=date(2025, 8, 1))).then_recorded(ActionDropped)
    gone = after.state("action/1")
    assert (gone.standing, gone.stalled, gone.dropped_on) == ("dropped", None, date(2025, 8, 1))
    assert (gone.dropped.reason, gone.dropped.decided_by) == ("dropped_by_us", "Improvement Group")
    assert after.state("action/2").standing == "planned"


@pytest.mark.parametrize("lacking", ["still", "text", "decided_by"])
def test_work_is_given_up_only_with_what_can_still_be_done(lacking):
    with pytest.raises(Unreadable, match=lacking):
        _ = dropped.without(lacking).proposal
    given(*decided, planned).when(dropped).then_recorded()
