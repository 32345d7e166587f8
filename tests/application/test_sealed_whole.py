"""What nobody may link to anybody: answers sealed whole, and whom a flag is about (3.10, points 21 and 23)."""

import json
import re

import pytest

from tests.application.conftest import PRIVATE, states_of, told, with_data, without
from tests.conftest import SLUG
from tracker.domain.refusals import FlagNotGuarded
from tracker.events import Sealed

SEALED = re.compile(r"[0-9a-f]{32}:[0-9a-f]{64}")
ANSWERS = {"age": "35_44", "gender": "self_described", "all_optional": True, "for_statistics_only": True}
answers = told("contribution/a01", "EqualityAnswersGiven", visibility="restricted", **ANSWERS)
other_answers = {**with_data(answers, age="under_25", gender="man"), "stream": "contribution/a02"}
flag = told(
    "safeguarding/s1",
    "SafeguardingConcernFlagged",
    visibility="safeguarding",
    about="contribution/a04",
    passed_to="designated safeguarding lead",
    on="2026-06-30",
    person_told=True,
)
other_flag = {**with_data(flag, about="person/P-A02"), "stream": "safeguarding/s2"}


def opened(desk, sealed):
    with desk.tracker.read(SLUG) as moment:
        return moment.open_words([Sealed(sealed)]).get(sealed[:32])


def test_nothing_that_somebody_says_of_themselves_can_be_read_in_a_fact(desk, example):
    desk.when([*example, answers, other_answers]).then_recorded(119)
    kept = states_of(desk, "equality-answers-given")
    assert [stream for stream, _ in kept] == ["contribution/a01", "contribution/a02"]
    for _, state in kept:
        assert list(state["data"]) == ["answers"]
        assert SEALED.fullmatch(state["data"]["answers"])
    written = json.dumps(kept)
    for said in ("age", "gender", "35_44", "under_25", "self_described", "man", "optional", "statistics"):
        assert f'"{said}' not in written


@pytest.mark.parametrize("kept_back", [(), ("age",), ("gender",), ("age", "gender")])
def test_whoever_holds_the_key_reads_what_was_said_and_what_was_kept_back(desk, example, kept_back):
    desk.when([*example, {**answers, "data": without(ANSWERS, *kept_back)}]).then_recorded(118)
    ((_, state),) = states_of(desk, "equality-answers-given")
    assert json.loads(opened(desk, state["data"]["answers"])) == {**ANSWERS, **dict.fromkeys(kept_back)}


def test_the_same_answers_are_sealed_unlike_each_other(desk, example):
    desk.when([*example, answers, answers, {**answers, "stream": "contribution/a02"}]).then_recorded(120)
    assert len({state["data"]["answers"] for _, state in states_of(desk, "equality-answers-given")}) == 3


def test_answers_are_kept_under_the_key_that_is_destroyed_with_them(desk, example):
    desk.when([*example, answers]).then_recorded(118)
    ((_, state),) = states_of(desk, "equality-answers-given")
    ref = state["data"]["answers"][:32]
    (row,) = [row for row in desk.kept()["tracker.db"]["words"] if row[0] == ref]
    assert row[2:5] == ("contribution/a01", "equality-answers-given/1:answers", "identity")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (without(ANSWERS, "all_optional"), "lacks “all_optional”"),
        (without(ANSWERS, "for_statistics_only"), "lacks “for_statistics_only”"),
        ({**ANSWERS, "age": "36"}, "“age” must be one of"),
        ({**ANSWERS, "gender": PRIVATE}, "“gender” must be one of"),
        ({**ANSWERS, "all_optional": "yes"}, "“all_optional” must be true or false"),
        ({**ANSWERS, "postcode": "NV1"}, "“postcode”"),
        ({"answers": json.dumps(ANSWERS)}, "“answers”"),
        ([], "must be an object"),
    ],
)
def test_answers_are_checked_before_they_are_sealed(closed_desk, example, data, why):
    closed_desk.when([*example, {**answers, "data": data}]).then_refused(118, why)


def test_whom_a_flag_is_about_can_be_read_by_nobody_without_the_key(desk, example):
    desk.when([*example, flag, other_flag]).then_recorded(119)
    (_, first), (_, second) = states_of(desk, "safeguarding-concern-flagged")
    for state in (first, second):
        assert SEALED.fullmatch(state["data"]["about"])
        assert SEALED.fullmatch(state["data"]["passed_to"])
        assert state["visibility"] == "safeguarding"
        assert "contribution/" not in json.dumps(state)
        assert "P-A0" not in json.dumps(state)
    assert opened(desk, first["data"]["about"]) == "contribution/a04"
    assert opened(desk, second["data"]["about"]) == "person/P-A02"


def test_the_log_gives_a_flag_a_name_of_its_own(desk, example):
    desk.when([*example, flag, other_flag, flag]).then_recorded(120)
    first, second, again = [stream for stream, _ in states_of(desk, "safeguarding-concern-flagged")]
    assert re.fullmatch(r"safeguarding/[0-9a-f]{16}", first)
    assert first == again != second
    tables = desk.kept()["tracker.db"]
    assert "safeguarding/s" not in repr([tables[name] for name in ("events", "words", "citations", "introductions")])


def test_two_logs_give_the_same_flag_two_names(desk, example):
    other = [with_data(example[0], name="Little Haven Together"), *example[1:], flag]
    desk.when([*example, flag]).then_recorded(118)
    desk.when(other).then_recorded(118)
    names = [stream for stream, _ in states_of(desk, "safeguarding-concern-flagged")]
    assert len(set(names)) == 2


def test_nothing_leads_from_a_flag_to_what_it_is_about(desk, example):
    desk.when(example).then_recorded(117)
    before = desk.kept()["tracker.db"]
    other = [with_data(example[0], name="Little Haven Together"), *example[1:], flag]
    desk.when(other).then_recorded(118)
    after = desk.kept()["tracker.db"]
    for table in ("citations", "introductions"):
        assert len(after[table]) == 2 * len(before[table])


@pytest.mark.parametrize("visibility", ["public", "participants", "partnership", "restricted"])
def test_a_flag_is_for_those_whose_task_it_is(closed_desk, example, visibility):
    closed_desk.when([*example, {**flag, "visibility": visibility}]).then_refused(118, FlagNotGuarded)


@pytest.mark.parametrize("about", [PRIVATE, "", 3, None, "contribution/", ["contribution/a04"]])
def test_a_flag_is_about_something_by_its_name(closed_desk, example, about):
    closed_desk.when([*example, with_data(flag, about=about)]).then_refused(118, "“about”")


@pytest.mark.parametrize("version", [1, 2])
def test_a_flag_still_has_its_number_in_its_stream(desk, example, version):
    numbered = {**flag, "seq": 118, "version": version}
    if version == 1:
        desk.when([*example, numbered]).then_recorded(118)
    else:
        desk.when([*example, numbered]).then_refused(118, "“version”")
