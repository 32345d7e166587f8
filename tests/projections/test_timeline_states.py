"""The timelines of made-up journeys: every state, everything that can happen on the way, and what is owed in each."""

import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event

from projections.shared.telling.rich import Fix, put_right, read
from projections.timeline.page import JoinedPage
from tests.conftest import SLUG
from tests.databases import KINDS
from tests.made_up_journeys import MANY_SLUG, fact
from tests.projections.made_up import tracker_with
from tests.states import STATES, TODAY, every_state
from tracker.events import BY_NAME
from tracker.files import ONE_JOURNEY

NOON = int(datetime(2026, 6, 30, 12, tzinfo=UTC).timestamp())
UNTOLD = "has still to tell the people who said this what was decided. We promise an answer within 84 days."
OWED = {
    "waiting": "Nobody has begun to look at it yet.",
    "looking": "Day centre board said they would decide by 1 March 2026.",
    "again": "because you were right and there is new money. Day centre board will decide by 30 July 2026.",
    "notnow": "Day centre board will look again on 1 September 2026: The first ask of notnow; The second ask.",
    "unsent": "We have still to send it to the council.",
    "sent": "The council has not replied. The reply was due by 1 April 2026. We last asked on 10 April 2026.",
    "there": UNTOLD,
    "agreed": "Day centre board agreed 130 days ago. Nobody has said yet who will do it, or by when.",
    "half": "The second ask: Day centre board agreed 130 days ago.",
    "planned": "The Day Centre: Work 1 of planned, by 1 December 2026. Not begun yet.",
    "underway": "The Day Centre: Work 2 of underway, by 1 May 2026.",
    "stuck": "The Day Centre said they would look again on 10 May 2026 at what is stuck: Work 1 of stuck.",
    "done": "The Day Centre has still to say whether it helped. The work was finished 90 days ago.",
    "dropped": UNTOLD,
    "reported": "We promised to ask the people who said this, by 15 May 2026, whether it changed.",
    "asking": "could answer until 1 May 2026. We have not said yet what they answered.",
    "confirmed": UNTOLD,
    "partly": "Part of it has not changed, and nobody has said yet what happens with that part.",
    "denied": "People say that it has not changed. The Day Centre has still to say what happens now.",
    "few": "Too few people replied to be sure. No day has been set to ask again.",
    "stopped": "It stopped, and nobody has said yet whether it comes back.",
    "open": "We owe an answer to what was said against it on 10 May 2026, 51 days ago.",
    "nothing": "We said on 20 May 2026 that you were right. Nothing has been put right or opened again since.",
    "corrected": "Many States Together has still to tell 6 people that what they were told has changed since.",
    "thrice": "Many States Together has still to tell some people",
    "home": "Many States Together has still to tell 6 people",
    "busy": "Not decided yet: The second ask. No day has been set for that.",
}
LATE = {"looking": 121, "sent": 90, "underway": 60, "stuck": 51, "reported": 46, "asking": 60}


def page_of(tracker, name, day=TODAY, slug=MANY_SLUG):
    with tracker.read(slug, date.fromisoformat(day)) as moment:
        return tracker.pages.timeline.page(moment.tables, moment.address.log_id, f"theme/{name}", moment.on)


@pytest.fixture(scope="module", params=KINDS)
def two(request, recorded):
    return recorded(request.param, every_state(), ONE_JOURNEY.read_text().splitlines(), now=NOON)


@pytest.fixture
def timeline(two):
    return lambda name, day=TODAY: page_of(two, name, day)


def section(page, kind):
    return next((each for each in page.sections if each.kind == kind), None)


def told(page):
    return {entry.sentence: " ".join(entry.detail) for entry in page.entries}


@pytest.mark.parametrize("name", STATES)
def test_every_state_has_its_page_and_says_what_is_next(timeline, name):
    page = timeline(name)
    assert page.card.status.code == STATES[name]
    assert [each.kind for each in page.sections][-1] == "next"
    assert page.sections[-1].owed
    assert all(text[-1] in ".!?" for text in (each.text for each in page.sections[-1].owed))


@pytest.mark.parametrize(("name", "text"), OWED.items())
def test_what_is_owed_names_who_and_by_when(timeline, name, text):
    (found,) = [each for each in section(timeline(name), "next").owed if text in each.text]
    assert name not in LATE or found.days_late == LATE[name]


def test_nothing_is_planned_is_never_said_beside_something_owed(timeline):
    for name in STATES:
        texts = [each.text for each in section(timeline(name), "next").owed]
        assert sum("No next step" in text for text in texts) in (0, 1)
        assert not any("No next step" in text for text in texts) or len(texts) <= 2, name


def test_who_waits_is_told_how_long_and_what_was_promised(timeline):
    (waits,) = [each for each in section(timeline("waiting"), "next").owed if "promised an answer" in each.text]
    assert waits.text == "The first of you told us in January 2026. We promised an answer within 84 days."
    assert waits.days_late == 66


def test_few_people_are_not_counted_nor_their_day_told(timeline):
    page = timeline("few-people")
    assert page.entries[0].sentence == "A small number of people told us."
    assert not any("told us" in each.text for each in section(page, "next").owed)


def test_an_upheld_dispute_says_sorry_and_an_open_one_how_long_it_waits(timeline):
    (waiting,) = section(timeline("open"), "disagreed").disagreements
    assert waiting.open
    assert [read(each) for each in waiting.lines] == ["Not answered yet: it has waited 51 days."]
    (right,) = section(timeline("nothing"), "disagreed").disagreements
    assert "We are sorry." in read(right.lines[-1])
    (unmoved,) = section(timeline("unmoved"), "disagreed").disagreements
    assert [read(each) for each in unmoved.lines][0::2] == [
        "Chair answered on 20 May 2026: we still think that it is so.",
        "Whoever disagreed does not accept this answer.",
    ]
    assert section(timeline("busy"), "disagreed") is None


def test_three_decisions_stay_to_be_read(timeline):
    page = timeline("thrice")
    assert [act.title for act in page.acts] == [
        "You said", "The first decision", "We looked again", "We looked again, the third time"
    ]  # fmt: skip
    gone = [entry for entry in page.entries if any("No longer what we say" in each for each in entry.detail)]
    assert [[block.title for block in entry.blocks] for entry in gone] == [
        ["The first ask of thrice: not now", "The second ask: already in place"],
        ["The first ask of thrice: agreed in part", "The second ask: not possible"],
    ]
    assert [bool(entry.claims) for entry in gone] == [False, True]


def test_what_was_put_right_links_back(timeline):
    page = timeline("corrected")
    assert [(piece.was, piece.text) for piece in page.you_said if piece.was] == [("We said", "Many of us said")]
    assert section(page, "changed").changed.claim[1].was == "212 days"
    anchors = {entry.anchor for entry in page.entries}
    links = [piece.to for entry in page.entries for line in entry.lines for piece in line if piece.to]
    assert len(links) >= 8
    assert set(links) <= anchors
    assert told(page)["We put the record right."].endswith("It was written down wrongly.")


def test_two_corrections_of_one_text_show_all_three():
    line = put_right("It costs £3.", [Fix("£3", "£2", "e1"), Fix("£2", "£1", "e2")])
    assert read(line) == "It costs [£3 – £2] £1."
    assert read(put_right("As it was.", [Fix("not there", "x", "e1")])) == "As it was."


def test_everything_on_the_way_has_its_sentence(timeline):
    said = told(timeline("busy"))
    assert said["We stopped showing this for a time."] == "Why: there is another reason."
    assert "We began to show this again." in said
    assert said["We told people how it is going."] == "It is going slowly."
    assert "What they were given to read" in said["The board began to look at it, to decide by 10 February 2026."]
    assert said["News of “Work 1 of busy”."] == "The draft is ready."
    assert "What would help: A stand-in." in said["Stuck: Work 1 of busy."]
    assert "No longer stuck: Work 1 of busy." in said
    assert "New date for Work 1 of busy: 8 May 2026, instead of 1 May 2026." in said
    assert said["We celebrated: Lunch."] == "A small number of people came."
    assert said["We looked back together."].endswith("What we do differently: We ask first.")
    assert said["We asked people whether we had heard it right."].startswith("Most of those who checked")
    assert "Whoever disagreed took that back." in said
    assert "Tea Group took it further: the council meeting." in told(timeline("sent"))
    dropped = told(timeline("dropped"))["We said we would and we did not: Work 1 of dropped."]
    assert "What can still be done: Nothing more this year. The board decided that." in dropped
    assert dropped.startswith("We said we would and we did not do it.")


def test_a_theme_says_what_was_joined_with_it_and_a_joined_one_where_it_went(timeline):
    page = timeline("home")
    assert page.entries[0].sentence == "18 people told us."
    assert told(page)["Two things that people said were joined with this."] == "Title of joined. Title of too."
    gone = timeline("joined")
    assert isinstance(gone, JoinedPage)
    assert (gone.title, gone.on, gone.into, gone.into_title) == (
        "Title of joined", "1 March 2026", "home", "Title of home"
    )  # fmt: skip
    assert timeline("joined", "2026-02-28").card.status.code == "agreed"
    assert (timeline("behind").into, timeline("behind").into_title) == ("", "")
    assert timeline("hidden") is None


def test_whoever_took_their_words_back_is_not_told_again(place, tmp_path):
    back = [
        json.dumps(fact(f"contribution/joined{n}", "ContributionWithdrawn", "2026-06-04", scope=["all"]))
        for n in range(6)
    ]
    tracker = tracker_with(place, tmp_path, [*every_state(), *back], now=NOON)
    assert not any("still to tell" in each.text for each in page_of(tracker, "home").sections[-1].owed)
    tracker.close()


def queries(tracker, name, slug=MANY_SLUG):
    """How many queries a timeline takes."""
    asked, pages = [], tracker.pages
    with tracker.read(slug, date.fromisoformat(TODAY)) as moment:
        engine = moment.tables.engine
        event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
        page = pages.timeline.page(moment.tables, moment.address.log_id, f"theme/{name}", moment.on)
        assert page
    return len(asked)


def test_a_page_takes_as_many_queries_whatever_happened(two):
    for shared in (("waiting", MANY_SLUG), ("a", SLUG)):  # what the pages of a day share is read once
        queries(two, *shared)
    assert {queries(two, name) for name in STATES} == {4}
    assert queries(two, "busy") == queries(two, "a", SLUG)


def test_one_partnership_sees_nothing_of_another(two):
    assert page_of(two, "busy", slug=SLUG) is None
    assert page_of(two, "a") is None
    assert "busy" not in repr(page_of(two, "a", slug=SLUG))


def test_every_fact_of_a_theme_or_an_action_has_a_sentence_but_the_answers_of_one_person():
    untold = {each.__name__ for each in BY_NAME.values() if each.STREAM in ("theme", "action") and not each.SENTENCE}
    assert untold == {"ContributorCheckAnswered"}
