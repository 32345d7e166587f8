"""What a board counts: nobody can be picked out, not by taking one number from another, and nothing is left out."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from projections.board.coverage import Coverage, HowFar, bars
from projections.board.lateness import lateness
from projections.shared.promises import Kept
from tests.conftest import SLUG
from tests.projections.themes_told import (
    agreed,
    decided,
    held_back,
    in_order,
    looked_at,
    many,
    opened,
    spoke,
    told,
)
from tracker.domain.small_numbers import banded_of
from tracker.events.setting_up import PromiseSet

PROMISES = [PromiseSet(promise="answer", days=84, unit="calendar", from_on=date(2025, 1, 1))]


def coverage(received=79, waiting=0, **others):
    counts = {"longest_wait_days": 49, "set_aside": 0, "shown": 7, "not_shown_yet": 0, "held_back": {}, "k": 5}
    return Coverage(received, waiting, **{**counts, **others})


@pytest.mark.parametrize(
    ("n", "known", "shown"),
    [
        (0, [9], "0"), (1, [9], "fewer than 5"), (4, [9], "fewer than 5"), (5, [9], "all but a few"),
        (8, [9], "all but a few"), (9, [9], "9"), (5, [10], "5"), (6, [10], "all but a few"), (44, [72, 66], "44"),
        (62, [72, 66], "all but a few"), (3, [3], "fewer than 5"), (10, [], "10"),
    ],
)  # fmt: skip
def test_neither_a_small_number_nor_its_rest_is_shown(n, known, shown):
    assert banded_of(n, *known, k=5) == shown


@pytest.mark.parametrize(
    ("far", "shown"),
    [
        ((72, 66, 44, 38), ["66", "44", "38"]),
        ((9, 9, 9, 9), ["9", "9", "9"]),
        ((72, 70, 44, 44), ["All but a few", "44", "44"]),
        ((72, 66, 63, 38), ["66", "A few less", "38"]),
        ((72, 66, 44, 41), ["66", "44", "A few less"]),
        ((72, 66, 44, 3), ["66", "44", "Fewer than 5"]),
        ((72, 71, 70, 69), ["All but a few"] * 3),
        ((72, 0, 0, 0), ["0", "0", "0"]),
        ((4, 4, 2, 0), ["Fewer than 5", "Fewer than 5", "0"]),
        ((0, 0, 0, 0), []),
    ],
)
def test_how_far_it_got_gives_no_small_number_by_taking_away(far, shown):
    found = bars(HowFar(*far), 79 if far[0] > 9 else far[0], 5)
    assert [bar.shown for bar in found] == shown
    drawn = [far[0], *(bar.length for bar in found if bar.length is not None)]
    assert not [(a, b) for a in drawn for b in drawn if 0 < a - b < 5]


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((9, 9), ["9 people told us something.", "9 are waiting.", "The longest wait is 49 days."]),
        ((9, 7), ["9 people told us something.", "All but a few are waiting.", "The longest wait is 49 days."]),
        ((15, 6), ["15 people told us something.", "6 are waiting.", "The longest wait is 49 days."]),
        ((9, 1), ["9 people told us something.", "A small number of people are waiting."]),
        ((3, 3), ["A small number of people told us something.", "A small number of people are waiting."]),
        ((1234, 1200), ["1,234 people told us something.", "1,200 are waiting.", "The longest wait is 49 days."]),
        ((0, 0), ["Nobody has told us anything yet."]),
    ],
)
def test_the_coverage_line(counts, said):
    assert coverage(*counts, shown=0).sentences == said


def test_what_is_not_shown_is_counted_with_its_reason():
    held = {"identifiable": 2, "third_party": 1, "something_new": 1, "something_else": 1}
    assert coverage(not_shown_yet=1, held_back=held).sentences[2:] == [
        "1 thing is not shown yet: the wording is still being agreed.",
        "2 things are not shown yet: someone could be picked out.",
        "1 thing is not shown yet: it speaks of somebody else.",
        "2 things are not shown yet: there is another reason.",
    ]
    assert coverage().sentences[-1] == "Nothing is held back from the board."


def test_what_was_set_aside_is_said():
    assert (
        coverage(set_aside=12).sentences[1]
        == "12 more were set aside: they look made by a machine, or sent again and again."
    )
    assert (
        coverage(set_aside=2).sentences[1]
        == "A few more were set aside: they look made by a machine, or sent again and again."
    )


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (Kept(in_time=18, late=61), "18 of 79 people had one in time."),
        (Kept(in_time=70, late=9, not_yet_due=0), "70 of 79 people had one in time."),
        (Kept(in_time=76, late=3), "All but a few people had one in time."),
        (Kept(in_time=2, late=77), "Fewer than 5 of 79 people had one in time."),
        (Kept(in_time=0, late=79), "Nobody had one in time."),
        (Kept(in_time=1, late=2), "Not everybody had one in time."),
        (Kept(in_time=18, late=59, not_yet_due=2), "18 people had one in time."),
    ],
)
def test_a_promise_that_was_broken_is_told(answers, said):
    late = lateness(answers, PROMISES, [], coverage(), date(2026, 6, 30))
    assert late.sentences == (f"We promised a first answer within 84 days. {said}",)
    assert not late.now


@pytest.mark.parametrize(
    ("overdue", "waiting", "who"),
    [(12, 30, "12 people"), (3, 30, "A small number of people"), (28, 30, "Many people"), (30, 30, "30 people")],
)
def test_who_is_overdue_is_told_first(overdue, waiting, who):
    late = lateness(Kept(late=20, overdue=overdue), PROMISES, [], coverage(waiting=waiting), date(2026, 6, 30))
    assert late.sentences[1] == f"{who} still wait for one, and the day that we promised has passed."
    assert late.now


def test_nothing_is_late_where_every_promise_is_kept():
    assert not lateness(Kept(in_time=79), PROMISES, [], coverage(), date(2026, 6, 30))


def test_the_board_says_that_the_promise_was_mostly_broken(whole_example):
    with whole_example.read(SLUG, date(2026, 6, 30)) as moment:
        board = whole_example.pages.board.page(moment.tables, moment.address.log_id, moment.on)
    assert board.late.now
    assert board.late.sentences == (
        "We promised a first answer within 84 days. 18 of 79 people had one in time.",
        "We promised news every 60 days, and 5 of the 7 things here have waited longer.",
    )
    assert [bar.shown for bar in board.bars] == ["66", "44", "38"]
    assert (board.asked, board.asks.yes, board.asks.no) == (
        "72 people asked for something to change. Of them:", 11, 4
    )  # fmt: skip


@pytest.fixture
def page(tracker, record):
    def read(lines, day="2025-03-01"):
        record(lines)
        with tracker.read(SLUG, date.fromisoformat(day)) as moment:
            return tracker.pages.board.page(moment.tables, moment.address.log_id, moment.on)

    return read


def test_what_is_held_back_or_set_aside_is_counted_and_nowhere_else(page, journey_lines):
    flood = [line for n in range(6) for line in spoke(f"m{n}", "2025-02-05")]
    aside = [
        told(f"contribution/m{n}", "ContributionSetAside", "2025-02-12", reason="machine_made",
             approved_by={"lived_experience": 1, "staff": 1})
        for n in range(6)
    ]  # fmt: skip
    lines = many(journey_lines, 3)
    hidden = [held_back("t00"), held_back("t01", "unheard_of")]
    flooded = [json.dumps(json.loads(line) | {"recorded_on": "2025-02-12"}) for line in flood]
    board = page([*lines, *flooded, *aside, *hidden])
    assert board.coverage.sentences == [
        "15 people told us something.",
        "6 more were set aside: they look made by a machine, or sent again and again.",
        "15 are waiting.",
        "The longest wait is 28 days.",
        "1 thing is not shown yet: someone could be picked out.",
        "1 thing is not shown yet: there is another reason.",
    ]
    assert board.how_far.asked_for_change == 15
    assert (board.themes, [card.name for card in board.cards]) == (1, ["t02"])


def work(name, day, done):
    planned = {"theme": "theme/x", "decision": "decision/x-1", "what": f"Work {name}", "due": "2025-06-30"}
    yield told(f"action/{name}", "ActionPlanned", day, owner="Two Rivers Recovery", **planned)
    if done:
        yield told(f"action/{name}", "ActionDone", day, what=f"Did {name}", evidence="A note")
    else:
        still = [{"kind": "smaller_step", "text": "A smaller one"}]
        yield told(
            f"action/{name}",
            "ActionDropped",
            day,
            reason="money",
            text="No money was left",
            still=still,
            decided_by="Kettle Group",
        )


@pytest.mark.parametrize(
    ("done", "words"),
    [
        ([True, True], "Done – we do not know yet if it helped"),
        ([True, False], "Done – we do not know yet if it helped (1 dropped)"),
        ([False, True, False], "Done – we do not know yet if it helped (2 dropped)"),
        ([False, False], "We said we would and we did not, and why"),
    ],
)
def test_what_was_dropped_stands_beside_what_was_done(page, journey_lines, done, words):
    people = [line for n in range(5) for line in spoke(f"x{n}", "2025-02-01", "x")]
    lines = in_order(journey_lines, [opened("x"), *people, agreed("x"), looked_at("x"), decided("x")])
    day = str(date(2025, 3, 10) + timedelta(days=1))
    (card,) = page(
        [*lines, *(line for n, was in enumerate(done) for line in work(f"w{n}", day, was))], "2025-04-01"
    ).cards
    assert card.status.words == words


@pytest.mark.parametrize(("asked", "who"), [(72, "72 people"), (77, "Most of them"), (3, "A small number of people")])
def test_who_did_not_ask_for_change_cannot_be_worked_out(whole_example, asked, who):
    with whole_example.read(SLUG, date(2026, 6, 30)) as moment:
        board = whole_example.pages.board.page(moment.tables, moment.address.log_id, moment.on)
    told = replace(board, how_far=HowFar(asked, 0, 0, 0)).asked
    assert told == f"{who} asked for something to change. Of them:"
    assert all(
        bar.length is None or who != "Most of them" for bar in replace(board, how_far=HowFar(asked, 66, 44, 38)).bars
    )
