"""A correction in a file: held to the text as it stands now, with its reason in words or by name (R28)."""

import re

import pytest

from tests.application.conftest import PRIVATE, states_of, told, with_data, without
from tests.conftest import SLUG
from tracker.domain.refusals import NothingToCorrect, NotKnown, NotOnceInTheText
from tracker.events import Sealed

FINAL_SAY = "The whole group. The manager agreed beforehand to be bound by it."
SEALED = re.compile(r"[0-9a-f]{32}:[0-9a-f]{64}")
disputed = told("theme/a", "DisputeRaised", dispute="dispute/a-1", about="decision/a-1", text="That is not so")


def corrected(old, new, field="final_say", corrects="decision/a-1", why="It was written down wrongly"):
    return told("theme/a", "RecordCorrected", corrects=corrects, field=field, old=old, new=new, why=why)


outcome_corrected = told(
    "theme/a",
    "OutcomeCorrected",
    outcome="outcome/a-1",
    old_level="full",
    new_level="part",
    old_summary="12 of 121",
    new_summary="19 of 121",
    why="Seven were counted elsewhere",
)


@pytest.mark.parametrize("old", ["Nobody", "the whole group", "group.  The", FINAL_SAY + " "])
def test_what_does_not_stand_in_the_text_cannot_be_corrected(closed_desk, example, old):
    closed_desk.when([*example, corrected(old, "The panel")]).then_refused(118, NotOnceInTheText)
    closed_desk.when([*example, corrected(old, "The panel")]).then_refused(118, "it stands there 0 times")


@pytest.mark.parametrize(("old", "times"), [("The ", 2), ("o", 5)])
def test_what_stands_in_the_text_more_than_once_says_not_which(closed_desk, example, old, times):
    refused = closed_desk.when([*example, corrected(old, "The panel")])
    refused.then_refused(118, NotOnceInTheText)
    refused.then_refused(118, f"it stands there {times} times")


@pytest.mark.parametrize(
    ("old", "field", "corrects"),
    [
        ("whole group", "final_say", "decision/a-1"),
        (FINAL_SAY, "final_say", "decision/a-1"),
        ("5 working days", "parts.a-4.note", "decision/a-1"),
        ("Remind us by text", "asks.a-3.text", "theme/a"),
        ("38 of 115", "evidence.0.before", "outcome/a-1"),
    ],
)
def test_what_stands_in_the_text_once_is_corrected(desk, example, old, field, corrects):
    desk.when([*example, corrected(old, "the panel", field, corrects)]).then_recorded(118)


def test_a_text_that_is_not_there_cannot_be_corrected(closed_desk, example):
    nowhere = corrected("5 working days", "a month", "parts.a-1.note")
    closed_desk.when([*example, nowhere]).then_refused(118, NothingToCorrect)


def test_what_was_corrected_before_is_corrected_from_how_it_reads_now(desk, example):
    first = corrected("whole group", "panel of eight")
    again = corrected("whole group", "panel of nine")
    desk.when([*example, first, again]).then_refused(119, NotOnceInTheText)
    now = corrected("panel of eight", "panel of nine")
    last = corrected("The panel of nine. The manager", "The panel of nine and the manager")
    desk.when([*example, first, now, last]).then_recorded(120)


def test_a_correction_may_make_the_next_one_say_more(desk, example):
    twice_the_manager = corrected("The whole group", "The manager and the whole group")
    wrong = corrected("manager", "chair")
    desk.when([*example, twice_the_manager, wrong]).then_refused(119, "it stands there 2 times")
    desk.when([*example, twice_the_manager, corrected("The manager and", "The chair and")]).then_recorded(119)


def test_a_correction_elsewhere_leaves_a_text_as_it_was(desk, example):
    elsewhere = (
        corrected("5 working days", "whole group", "parts.a-4.note"),
        corrected("Losing your place", "whole group", "title", "theme/a"),
        corrected("Small numbers", "whole group", "limits", "outcome/a-1"),
    )
    desk.when([*example, *elsewhere, corrected("whole group", "panel")]).then_recorded(121)


def test_the_text_that_was_written_first_stays_as_it_was(desk, example):
    desk.when([*example, corrected("whole group", "panel")]).then_recorded(118)
    (_, decision), (_, correction) = *states_of(desk, "decision-made"), *states_of(desk, "record-corrected")
    words = [decision["data"]["final_say"], correction["data"]["old"], correction["data"]["new"]]
    with desk.tracker.read(SLUG) as moment:
        opened = moment.open_words(Sealed(each) for each in words)
    assert [opened[each[:32]] for each in words] == [FINAL_SAY, "whole group", "panel"]


BOTH = [corrected("whole group", "panel"), outcome_corrected]
both = pytest.mark.parametrize("line", BOTH, ids=lambda line: line["type"])


def kept_of(desk, line):
    topic = re.sub(r"(?<!^)(?=[A-Z])", "-", line["type"]).lower()
    ((_, state),) = states_of(desk, topic)
    return state["data"]


@both
@pytest.mark.parametrize("words", ["Seven were counted elsewhere", "see dispute/a-1", "a-1", "dispute/", "7"])
def test_a_reason_in_words_is_sealed(desk, example, line, words):
    desk.when([*example, disputed, with_data(line, why=words)]).then_recorded(119)
    kept = kept_of(desk, line)
    assert SEALED.fullmatch(kept["why"])
    assert "because_of" not in kept


@both
@pytest.mark.parametrize("ref", ["dispute/a-1", "decision/a-1", "outcome/a-1", "theme/a"])
def test_a_reason_by_name_stands_in_the_log_as_a_name(desk, example, line, ref):
    desk.when([*example, disputed, with_data(line, why=ref)]).then_recorded(119)
    kept = kept_of(desk, line)
    assert kept["because_of"] == ref
    assert "why" not in kept
    assert "theme/a" in {stream for _, cited, stream in desk.kept()["tracker.db"]["citations"] if cited == ref}


@both
def test_a_reason_names_what_is_there(closed_desk, example, line):
    for nothing in ("dispute/a-1", "theme/z", "contribution/a01"):
        closed_desk.when([*example, with_data(line, why=nothing)]).then_refused(118, NotKnown)


@both
def test_a_correction_has_its_reason_and_one_key_for_it(closed_desk, example, line):
    closed_desk.when([*example, {**line, "data": without(line["data"], "why")}]).then_refused(118, "lacks “why”")
    closed_desk.when([*example, with_data(line, why=None)]).then_refused(118, "“why” must be a text")
    closed_desk.when([*example, with_data(line, why=" ")]).then_refused(118, "“why” must not be empty")
    closed_desk.when([*example, with_data(line, because_of="theme/a")]).then_refused(118, "not known here")


def test_words_that_look_like_a_name_are_words_where_only_words_can_stand(desk, example):
    update = told("theme/a", "UpdateGiven", text="theme/a")
    desk.when([*example, update]).then_recorded(118)
    assert SEALED.fullmatch(states_of(desk, "update-given")[-1][1]["data"]["text"])


@pytest.mark.parametrize(
    "field", ["", "parts..note", ".final_say", "final say", "a.b.c.d.e.f.g", "parts/a-1", PRIVATE, 3, None, ["title"]]
)
def test_the_way_to_a_field_is_names_with_dots_between(closed_desk, example, field):
    closed_desk.when([*example, corrected("group", "panel", field)]).then_refused(118, "“field” must be the way to")


def test_two_places_that_overlap_are_two_places(desk, example):
    first = corrected("whole group", "group of group of groups")
    desk.when([*example, first, corrected("group of group", "panel")]).then_refused(119, NotOnceInTheText)
    desk.when([*example, first, corrected("The group of group of", "The panel of")]).then_recorded(119)
