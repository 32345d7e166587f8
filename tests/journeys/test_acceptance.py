"""The acceptance tests of 4.1 about what may be recorded and who is counted, on the whole example."""

import json
import re
from copy import deepcopy
from datetime import date

import pytest

from tracker.application.journey_file import LineRefused
from tracker.files import EXAMPLE

LINES = [json.loads(line) for line in EXAMPLE.read_text().splitlines()]
DAYS = ("2025-02-18", "2025-05-01", "2025-08-01", "2025-11-05", "2026-01-20", "2026-02-11", "2026-06-30")
COUNTED = ("contributions", "outcomes", "themes", "decisions", "actions", "disputes", "checks")


@pytest.fixture(scope="module")
def whole(desk):
    return desk.record(LINES)


def called(name, lines):
    """The same lines told by a partnership of another name, with no running numbers."""
    others = [{key: value for key, value in line.items() if key not in ("seq", "version")} for line in lines]
    return [{**others[0], "data": {**others[0]["data"], "name": name}}, *others[1:]]


def number_of(fact, stream, nth=1):
    """The line's number, from 1, of the nth fact of that name on a stream."""
    found = [n for n, line in enumerate(LINES, 1) if (line["type"], line["stream"]) == (fact, stream)]
    return found[nth - 1]


@pytest.fixture
def refused_at(desk):
    """The sentence by which the example is refused at a line that was changed."""

    def refuse(number, change):
        line = deepcopy(LINES[number - 1])
        change(line["data"])
        with pytest.raises(LineRefused) as why:
            desk.record(called("Something refused", [*LINES[: number - 1], line]))
        at, _, sentence = str(why.value).partition(": ")
        assert at == f"line {number}"
        return sentence

    return refuse


def pages_of(journey, day):
    """Everything that the public reads of boards and timelines on a day."""
    pages = journey.tracker.pages
    with journey.tracker.read(journey.slug, date.fromisoformat(day)) as moment:
        at = (moment.tables, moment.address.log_id)
        board = pages.board.page(*at, moment.on)
        timelines = [pages.timeline.page(*at, card.theme, moment.on) for card in board.cards]
    return repr((board, *board.lines, *timelines))


# (2) The bereaved brother.


@pytest.mark.parametrize("day", DAYS)
def test_nobody_is_counted_in_public_among_fewer_than_five(whole, day):
    shown = pages_of(whole, day)
    assert not re.search(
        r"\b(?:[1-4]|one|two|three|four) (?:people|persons?) (?:told|said|asked|replied|wait)", shown, re.IGNORECASE
    )
    assert "bereaved" not in shown
    assert "P-A09" not in shown
    assert "contribution/a09" not in shown


def test_no_figure_speaks_of_a_stage_of_somebodys_journey(whole):
    stages = {line["data"]["stage"] for line in LINES if line["type"] == "ContributionReceived"}
    assert "bereaved_family" in stages
    assert not any(stage in json.dumps(whole(day)) for day in DAYS for stage in stages)


# (3) A safeguarding flag.


def test_a_flag_is_in_no_figure_and_on_no_page(desk, whole):
    unflagged = [line for line in LINES if line["type"] != "SafeguardingConcernFlagged"]
    assert len(unflagged) == len(LINES) - 1
    quiet = desk.record(called("Nobody flagged", unflagged))
    for day in DAYS:
        flagged, never = whole(day), quiet(day)
        assert {part: flagged[part] for part in COUNTED} == {part: never[part] for part in COUNTED}
        assert "afeguarding" not in json.dumps(flagged)
        assert "afeguarding" not in pages_of(whole, day)


# (7) Erasing a person of the example.


def test_erasing_leaves_every_count_as_it_was(desk, whole):
    erased = {
        "stream": "person/P-A04",
        "type": "PersonalDataErased",
        "occurred_on": "2026-07-01",
        "recorded_on": "2026-07-01",
        "by": {"role": "data lead", "capacity": "staff", "org": "Norrick Vale Together"},
        "visibility": "restricted",
        "data": {
            "scope": ["words", "contact"],
            "asked_on": "2026-06-30",
            "done_on": "2026-07-01",
            "streams": ["contribution/a04", "person/P-A04"],
        },
    }
    gone = desk.record(called("Somebody erased", [*LINES, erased]))
    for day in (*DAYS, "2026-07-01"):
        before, after = whole(day), gone(day)
        assert {part: after[part] for part in COUNTED} == {part: before[part] for part in COUNTED}


# (8) to (11) What is refused.


@pytest.mark.parametrize(
    ("left_out", "saying"),
    [
        ("reasons", "a decision “not now” needs at least one reason (R7)"),
        ("reason_text", "a decision “not now” needs its reason in plain words (“reason_text”), not only a code (R7)"),
        ("still", "a decision “not now” must say what can still be done (“still”), at least one thing (R7)"),
    ],
)
def test_a_not_now_without_its_reason_or_what_can_still_be_done_is_refused(refused_at, left_out, saying):
    def change(data):
        (part,) = [part for part in data["parts"] if part["ask"] == "b-1"]
        assert part["verdict"] == "not_now"
        del part[left_out]

    assert refused_at(number_of("DecisionMade", "theme/b"), change) == saying


def test_a_not_now_without_a_day_to_look_again_is_refused(refused_at):
    def change(data):
        (part,) = [part for part in data["parts"] if part["ask"] == "b-1"]
        part["still"] = [{"kind": "tell_people", "text": "We tell people"}]

    saying = "a decision “not now” needs the date when it will be looked at again (R8)"
    assert refused_at(number_of("DecisionMade", "theme/b"), change) == saying


def test_a_second_decision_without_opening_again_is_refused(desk):
    number = number_of("ThemeReopened", "theme/b")
    again = number_of("DecisionMade", "theme/b", 2)
    without = [line for n, line in enumerate(LINES[:again], 1) if n != number]
    with pytest.raises(LineRefused, match=r"open it again, saying why, before deciding a second time \(R12\)"):
        desk.record(called("Decided twice", without))


def test_a_celebration_of_what_people_said_had_not_changed_is_refused(desk):
    celebrated = {
        **LINES[number_of("CelebrationPagePublished", "celebration/a-1") - 1],
        "stream": "celebration/c-1",
        "occurred_on": "2026-06-30",
        "recorded_on": "2026-06-30",
    }
    cites = {**celebrated["data"], "themes": ["theme/c1"], "outcomes": ["outcome/a-1", "outcome/c1-1"]}
    with pytest.raises(LineRefused, match=r"line 702: outcome/c1-1 was not confirmed .* \(R19\)"):
        desk.record(called("Celebrated too soon", [*LINES, {**celebrated, "data": cites}]))
    confirmed = {**cites, "outcomes": ["outcome/a-1", "outcome/c1-2"]}
    heard = desk.record(called("Celebrated in time", [*LINES, {**celebrated, "data": confirmed}]))
    assert heard("2026-06-30")["position"] == 701


def test_co_produced_without_anybody_with_lived_experience_deciding_is_refused(refused_at):
    def change(data):
        data["took_part"] = [each for each in data["took_part"] if each["capacity"] != "lived_experience"]

    assert LINES[93]["data"]["level_reached"] == "co-produced"
    assert refused_at(number_of("DecisionMade", "theme/a"), change) == (
        "this cannot be called “decided and done together”, since nobody with lived experience decided:"
        " choose the level that it reached (R20)"
    )


# (12) Who was told something that has since changed.


def test_eleven_people_were_told_something_that_has_since_changed(whole):
    found = {ref: theme["told_something_since_changed"] for ref, theme in whole("2026-06-30")["themes"].items()}
    assert found == {**dict.fromkeys(found, 0), "theme/c4": 11}
    assert whole.theme("c4", "2025-11-05")["told_something_since_changed"] == 0
    assert whole.theme("c4", "2025-11-06")["told_something_since_changed"] == 11
