"""Who was heard stands in each published board: counted from sealed answers, and never changed (3.10, point 23)."""

import json
from datetime import date

import pytest

from tests.application.conftest import LATER, somebody_said, states_of, told, with_data, without
from tests.application.test_erasing import figures, log_id_of
from tests.conftest import NOW, OTHER_SLUG, SLUG
from tracker.application.reading import read_fact
from tracker.application.recording import Recording, Stamp
from tracker.domain.rulebook import Proposal
from tracker.domain.small_numbers import breakdown
from tracker.events import BY_NAME, Actor, PartyName
from tracker.events.publishing import BoardPublished, HeardCell, HeardTable
from tracker.eventstore.unit import LogUnit
from tracker.files import EXAMPLE

PLACE, DOOR = "workstream/keeping-your-place", "workstream/front-door"
SURVEY = {
    "age": {"under_25": None, "25_34": 14, "35_44": 19, "45_54": 13, "55_plus": None, "not_said": 8},
    "gender": {"woman": 21, "man": 36, "self_described": None, "not_said": None},
    "stage": {
        "using_now": 34, "recently_left": 12, "longer_ago": 9, "family_or_friend": None, "bereaved_family": None,
        "not_said": None,
    },
}  # fmt: skip


def heard_on(desk, board, log_id=None):
    """The tables in a board's fact, by project and by what they count."""
    for row in desk.facts():
        if row[3] == f"board/{board}" and (log_id is None or row[0] == log_id):
            return json.loads(row[7])["data"].get("heard", [])
    raise LookupError(board)


def table_of(tables, dimension, workstream=PLACE):
    found = [each for each in tables if (each["workstream"], each["dimension"]) == (workstream, dimension)]
    return {cell["code"]: cell.get("n") for cell in found[0]["cells"]} if found else None


def days(tables):
    return {table["dimension"]: table["as_at"] for table in tables}


def published(board, on=LATER, **data):
    counts = {"as_at": on, "themes_total": 0, "shown": 0, "held_back": 0}
    return {**told(f"board/{board}", "BoardPublished", **counts, **data), "occurred_on": on, "recorded_on": on}


def on(day, line):
    return {**line, "occurred_on": day, "recorded_on": day}


def people(prefix, on="2025-02-04", **groups):
    """So many contributions of each stage, by its name."""
    for stage, n in groups.items():
        for number in range(n):
            yield somebody_said(f"{prefix}-{stage.replace('_', '')}-{number}", on, stage=stage)


def answers(contribution, on=LATER, **said):
    line = told(
        f"contribution/{contribution}", "EqualityAnswersGiven", visibility="restricted",
        all_optional=True, for_statistics_only=True, **said,
    )  # fmt: skip
    return {**line, "occurred_on": on, "recorded_on": on}


def record(desk, *lines, slug=SLUG):
    """Record things one by one, as forms would."""
    log_id = log_id_of(desk, slug)
    with desk.tracker.logs.work_on(log_id) as unit:
        recording = Recording(unit)
        for line in lines:
            recording.record(proposed(line), Stamp(NOW, "a-form"))


def proposed(line):
    by, day = line["by"], date.fromisoformat(line["recorded_on"])
    return Proposal(
        stream=line["stream"],
        fact=read_fact(BY_NAME[line["type"]], line["data"]),
        by=Actor(role=PartyName(by["role"]), capacity=by["capacity"], org=PartyName(by["org"])),
        occurred_on=day,
        recorded_on=day,
        visibility=line["visibility"],
    )


@pytest.fixture
def whole():
    """The larger example's lines, with nothing numbered."""
    return [without(json.loads(line), "seq", "version") for line in EXAMPLE.read_text().splitlines()]


@pytest.fixture
def group(begun):
    """A project that 30 people told something: 20, 8 and 2 of three stages."""
    return [*begun, *people("g", using_now=20, recently_left=8, longer_ago=2)]


@pytest.mark.parametrize("board", ["2025-q4", "2026-q2"])
def test_the_open_survey_of_the_example(desk, whole, board):
    desk.when(whole).then_recorded(701)
    tables = heard_on(desk, board)
    assert {table["workstream"] for table in tables} == {DOOR}  # the others would have everything hidden
    assert {table["dimension"]: table_of(tables, table["dimension"], DOOR) for table in tables} == SURVEY
    assert {table["total"] for table in tables} == {64}
    assert set(days(tables).values()) == {"2025-12-31"}


def test_erasing_a_person_changes_no_count_and_no_board(desk, whole):
    erased = told(
        "person/P-A04", "PersonalDataErased", visibility="restricted", scope=["words", "contact", "equality"],
        asked_on="2026-06-30", done_on="2026-06-30", streams=["contribution/a04", "contribution/c05", "person/P-A04"],
    )  # fmt: skip
    desk.when(whole).then_recorded(701)
    other = [with_data(whole[0], name="Little Haven Together"), *whole[1:], erased, published("2026-q3")]
    desk.when(other).then_recorded(703)
    kept, gone = log_id_of(desk), log_id_of(desk, OTHER_SLUG)
    boards = ("2025-q4", "2026-q2")
    assert [heard_on(desk, board, gone) for board in boards] == [heard_on(desk, board, kept) for board in boards]
    assert heard_on(desk, "2026-q3", gone) == heard_on(desk, "2026-q2", gone)
    assert figures(desk) == figures(desk, OTHER_SLUG)
    before = desk.facts()
    record(desk, erased)
    assert [row for row in desk.facts() if row in before] == before
    desk.tracker.catch_up(kept)
    assert figures(desk) == figures(desk, OTHER_SLUG)


def test_a_file_may_not_write_what_was_heard(closed_desk, begun):
    board = published("q1", heard=[])
    closed_desk.when([*begun, board]).then_refused(3, "“heard”")


def test_what_was_heard_is_never_taken_from_a_proposal(desk, group):
    desk.when(group).then_recorded(32)
    proposal = proposed(published("q1"))
    cell = HeardCell(code="woman", n=1)
    told = HeardTable(workstream=PLACE, dimension="gender", as_at=date(2026, 1, 1), total=1, cells=(cell,))
    with desk.tracker.logs.work_on(log_id_of(desk)) as unit:
        fact = BoardPublished(as_at=date(2026, 1, 1), themes_total=0, shown=0, held_back=0, heard=(told,))
        Recording(unit).record(
            Proposal(
                stream="board/q1",
                fact=fact,
                by=proposal.by,
                occurred_on=proposal.occurred_on,
                recorded_on=proposal.recorded_on,
                visibility="public",
            ),
            Stamp(NOW, "a-form"),
        )
    assert days(heard_on(desk, "q1")) == {"stage": LATER}


def test_answers_of_the_same_file_are_counted_and_who_gave_none_has_not_said(desk, group):
    said = [answers(f"g-usingnow-{n}", age="25_34" if n < 12 else "35_44", gender="woman") for n in range(17)]
    desk.when([*group, *said, published("q1")]).then_recorded(50)
    tables = heard_on(desk, "q1")
    assert table_of(tables, "stage") == {"using_now": 20, "recently_left": None, "longer_ago": None}
    assert table_of(tables, "age") == {"25_34": 12, "35_44": 5, "not_said": 13}
    assert table_of(tables, "gender") == {"woman": 17, "not_said": 13}
    assert {table["total"] for table in tables} == {30}


def test_a_single_person_who_did_not_answer_cannot_be_found_by_subtraction(desk, begun):
    lines = [*begun, *people("g", using_now=20, recently_left=10)]
    said = [
        answers(line["stream"].partition("/")[2], gender="man" if n % 3 else "woman")
        for n, line in enumerate(lines[2:-1])
    ]
    desk.when([*lines, *said, published("q1")]).then_recorded(62)
    tables = heard_on(desk, "q1")
    assert {table["total"] for table in tables} == {30}
    assert table_of(tables, "gender") == {"woman": None, "man": 19, "not_said": None}


def test_the_last_answers_of_a_person_count(desk, group):
    said = [answers(f"g-usingnow-{n}", gender="woman") for n in range(10)]
    again = [answers(f"g-usingnow-{n}", gender="man") for n in range(5)]
    desk.when([*group, *said, *again, published("q1")]).then_recorded(48)
    assert table_of(heard_on(desk, "q1"), "gender") == {"woman": 5, "man": 5, "not_said": 20}


AWAY = [
    ("ContributionWithdrawn", {"scope": ["all"]}, 15),
    ("ContributionWithdrawn", {"scope": ["name"]}, 20),
    ("ContributionSetAside", {"reason": "machine_made", "approved_by": {"lived_experience": 1, "staff": 1}}, 15),
]


@pytest.mark.parametrize(("fact", "data", "left"), AWAY)
def test_what_was_taken_back_or_set_aside_is_not_counted(desk, group, fact, data, left):
    away = [told(f"contribution/g-usingnow-{n}", fact, visibility="restricted", **data) for n in range(5)]
    desk.when([*group, *away, published("q1")]).then_recorded(38)
    assert table_of(heard_on(desk, "q1"), "stage")["using_now"] == left


def test_what_is_restored_counts_again(desk, group):
    (_, data, _) = AWAY[2]
    streams = [f"contribution/g-usingnow-{n}" for n in range(5)]
    away = [told(stream, "ContributionSetAside", visibility="restricted", **data) for stream in streams]
    back = [told(stream, "ContributionRestored", visibility="restricted", **data) for stream in streams]
    desk.when([*group, *away, published("q1"), *back, published("q2")]).then_recorded(44)
    assert [table_of(heard_on(desk, board), "stage")["using_now"] for board in ("q1", "q2")] == [15, 20]


def test_what_is_kept_for_safeguarding_is_not_counted(desk, group):
    hidden = [{**line, "visibility": "safeguarding"} for line in people("s", using_now=6)]
    desk.when([*group, *[on(LATER, line) for line in hidden], published("q1")]).then_recorded(39)
    assert heard_on(desk, "q1")[0]["total"] == 30


@pytest.mark.parametrize("groups", [{"using_now": 4}, {"using_now": 3, "not_said": 4}, {"using_now": 9}, {}])
def test_a_project_with_too_few_people_or_of_one_kind_has_no_table(desk, begun, groups):
    desk.when([*begun, *people("g", **groups), published("q1")]).then_recorded(3 + sum(groups.values()))
    assert heard_on(desk, "q1") == []


def test_the_smallest_number_is_the_partnerships_own(desk, group):
    rules = told(
        "partnership/nvt", "PrivacyRulesSet", k_public=3, k_extract=10, quotes="never", names="never",
        date_precision_public="month",
    )  # fmt: skip
    lines = [*group, *people("h", on="2025-03-01", longer_ago=1), rules, published("q1")]
    desk.when(lines).then_recorded(35)
    assert table_of(heard_on(desk, "q1"), "stage") == {"using_now": 20, "recently_left": 8, "longer_ago": 3}


def test_a_table_stands_with_its_day_until_enough_people_came(desk, group):
    lines = [*group, published("q1", "2025-03-31")]
    for n, day in enumerate(("2025-04-30", "2025-05-31", "2025-06-30"), start=2):
        lines += [*people(f"m{n}", on=day, using_now=2), published(f"q{n}", day)]
    desk.when(lines).then_recorded(42)
    boards = [heard_on(desk, f"q{n}") for n in (1, 2, 3, 4)]
    assert [days(tables)["stage"] for tables in boards] == ["2025-03-31"] * 3 + ["2025-06-30"]
    assert [table_of(tables, "stage")["using_now"] for tables in boards] == [20, 20, 20, 26]


def test_an_erasure_between_two_boards_cannot_be_seen(desk, group):
    said = [answers(f"g-usingnow-{n}", gender="woman" if n < 11 else "man") for n in range(20)]
    erased = told(
        "person/P-1", "PersonalDataErased", visibility="restricted", scope=["equality"], asked_on=LATER, done_on=LATER,
        streams=["contribution/g-usingnow-3"],
    )  # fmt: skip
    desk.when([*group, *said, published("q1", LATER)]).then_recorded(53)
    record(desk, erased, published("q2"))
    assert heard_on(desk, "q2") == heard_on(desk, "q1")


def test_erased_answers_are_not_counted_in_a_first_table(desk, group):
    said = [answers(f"g-usingnow-{n}", gender="woman" if n < 11 else "man") for n in range(20)]
    erased = told(
        "person/P-1", "PersonalDataErased", visibility="restricted", scope=["contact"], asked_on=LATER, done_on=LATER,
        streams=["contribution/g-usingnow-3"],
    )  # fmt: skip
    desk.when([*group, *said, erased, published("q1")]).then_recorded(54)
    assert table_of(heard_on(desk, "q1"), "gender") == {"woman": 10, "man": 9, "not_said": 11}


def test_a_form_finds_what_earlier_commands_recorded(desk, group):
    desk.when(group).then_recorded(32)
    record(desk, *[answers(f"g-usingnow-{n}", gender="woman") for n in range(17)])
    record(desk, published("q1"))
    record(desk, on(LATER, somebody_said("late")))
    record(desk, published("q2"))
    assert table_of(heard_on(desk, "q1"), "gender") == {"woman": 17, "not_said": 13}
    assert heard_on(desk, "q2") == heard_on(desk, "q1")


def test_a_file_with_many_boards_is_read_once(desk, group, monkeypatch):
    desk.when(group).then_recorded(32)
    read, facts = [], LogUnit.facts
    monkeypatch.setattr(LogUnit, "facts", lambda unit, *topics: read.append(topics) or facts(unit, *topics))
    with desk.tracker.logs.work_on(log_id_of(desk)) as unit:
        recording = Recording(unit)
        for n in range(4):
            recording.record(proposed(published(f"q{n}")), Stamp(NOW, "a-form"))
    assert len(read) == 1


def test_one_partnership_counts_nobody_of_another(desk, group):
    other = [with_data(group[0], name="Little Haven Together"), group[1], *people("o", using_now=7, many_years=9)]
    desk.when([*group, published("q1")]).then_recorded(33)
    desk.when([*other, published("q1")]).then_recorded(19)
    assert heard_on(desk, "q1", log_id_of(desk, SLUG))[0]["total"] == 30
    assert table_of(heard_on(desk, "q1", log_id_of(desk, OTHER_SLUG)), "stage") == {"using_now": 7, "many_years": 9}


def test_a_board_holds_codes_and_numbers_alone(desk, whole):
    desk.when(whole).then_recorded(701)
    for _, state in states_of(desk, "board-published"):
        for table in state["data"]["heard"]:
            assert set(table) == {"workstream", "dimension", "as_at", "total", "cells"}
            numbers = [cell["n"] for cell in table["cells"] if "n" in cell]
            assert min(numbers) >= 5
            assert breakdown(dict(enumerate(numbers)), 5).hidden == frozenset()
