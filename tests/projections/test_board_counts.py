"""What a board counts: nobody can be picked out, not by taking one number from another, and nothing is left out."""

import json
from datetime import date, timedelta

import pytest

from projections.board.coverage import Coverage, HowFar
from projections.board.lateness import lateness
from projections.shared.counting.numbers import Numbers, promised
from projections.shared.counting.promises import Kept
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
from tracker.events.setting_up import PromiseSet

PROMISES = [PromiseSet(promise="answer", days=84, unit="calendar", from_on=date(2025, 1, 1))]


def coverage(received=79, waiting=0, **others):
    counts = {"longest_wait_days": 49, "set_aside": 0, "shown": 7, "not_shown_yet": 0, "held_back": {}, "k": 5}
    return Coverage(received, waiting, **{**counts, **others})


def numbers(answers, *hidden):
    """The numbers of a promise, all of five or more shown but those named."""
    counts = {**answers.cells, "due": answers.due}
    sizes = {promised("answer", how): n for how, n in counts.items()}
    shown = frozenset(promised("answer", how) for how, n in counts.items() if n >= 5 and how not in hidden)
    return Numbers(sizes, shown, k=5)


@pytest.mark.parametrize(
    ("far", "shown", "drawn"),
    [
        ((72, 66, 44, 38), ["66", "44", "38"], [66, 44, 38]),
        ((72, 66, None, 38), ["66", "Some", "38"], [66, None, 38]),
        ((None, 66, None, 0), ["66", "Some", "0"], [None, None, None]),
        ((72, 0, 0, 0), ["0", "0", "0"], [0, 0, 0]),
        ((0, 0, 0, 0), [], []),
    ],
)
def test_how_far_it_got_is_drawn_only_where_it_is_shown(far, shown, drawn):
    found = HowFar(*far).bars
    assert ([bar.shown for bar in found], [bar.length for bar in found]) == (shown, drawn)


@pytest.mark.parametrize(("asked", "who"), [(72, "72 people"), (None, "Some of them")])
def test_who_asked_for_change_is_counted_where_that_may_be_shown(asked, who):
    assert HowFar(asked, 66, 44, 38).of_whom == f"{who} asked for something to change. Of them:"


@pytest.mark.parametrize(
    ("counts", "hides", "said"),
    [
        ((9, 9), False, ["9 people told us something.", "9 are waiting.", "The longest wait is 49 days."]),
        ((9, 7), True, ["9 people told us something.", "Some of them are waiting.", "The longest wait is 49 days."]),
        ((15, 7), True, ["15 people told us something.", "Some of them are waiting.", "The longest wait is 49 days."]),
        ((15, 6), False, ["15 people told us something.", "6 are waiting.", "The longest wait is 49 days."]),
        ((9, 1), True, ["9 people told us something.", "A small number of people are waiting."]),
        ((3, 3), True, ["A small number of people told us something.", "A small number of people are waiting."]),
        (
            (1234, 1200),
            False,
            ["1,234 people told us something.", "1,200 are waiting.", "The longest wait is 49 days."],
        ),
        ((0, 0), False, ["Nobody has told us anything yet."]),
    ],
)
def test_the_coverage_line(counts, hides, said):
    assert coverage(*counts, shown=0, hides_waiting=hides).sentences == said


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
    ("answers", "hidden", "said"),
    [
        (Kept(in_time=18, late=61), [], "18 of 79 people had one in time."),
        (Kept(in_time=18, late=61), ["in_time", "late"], "Fewer than half had one in time."),
        (Kept(in_time=70, late=9), ["in_time"], "Not everybody had one in time."),
        (Kept(in_time=76, late=3), ["in_time"], "Not everybody had one in time."),
        (Kept(in_time=2, late=77), [], "Fewer than half had one in time."),
        (Kept(in_time=0, late=79), [], "Nobody had one in time."),
        (Kept(in_time=1, late=2), [], "Not everybody had one in time."),
        (Kept(in_time=18, late=59, not_yet_due=2), ["due"], "18 people had one in time."),
    ],
)
def test_a_promise_that_was_broken_is_told(answers, hidden, said):
    late = lateness(answers, PROMISES, [], numbers(answers, *hidden), date(2026, 6, 30))
    assert late.sentences == (f"We promised a first answer within 84 days. {said}",)
    assert not late.now


@pytest.mark.parametrize(
    ("overdue", "hidden", "who"), [(12, [], "12 people"), (12, ["overdue"], "Some people"), (3, [], "Some people")]
)
def test_who_is_overdue_is_told_first(overdue, hidden, who):
    answers = Kept(late=20, overdue=overdue)
    late = lateness(answers, PROMISES, [], numbers(answers, *hidden), date(2026, 6, 30))
    assert late.sentences[1] == f"{who} still wait for one, and the day that we promised has passed."
    assert late.now


def test_nothing_is_late_where_every_promise_is_kept():
    answers = Kept(in_time=79)
    assert not lateness(answers, PROMISES, [], numbers(answers), date(2026, 6, 30))


def test_the_board_says_that_the_promise_was_mostly_broken(whole_example):
    with whole_example.read(SLUG, date(2026, 6, 30)) as moment:
        board = whole_example.pages.board.page(moment.tables, moment.address.log_id, moment.on)
    assert board.late.now
    assert board.late.sentences == (
        "We promised a first answer within 84 days. Fewer than half had one in time.",
        "We promised news every 60 days, and 5 of the 7 things here have waited longer.",
    )
    assert [bar.shown for bar in board.how_far.bars] == ["66", "44", "38"]
    assert (board.how_far.of_whom, board.asks.yes, board.asks.no) == (
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
    assert board.how_far.asked == 15
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
