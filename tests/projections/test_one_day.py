"""All that the pages of one day say of numbers of people, side by side: nobody can be worked out (R23)."""

import re
from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from projections.shared.counting.numbers import Day, groups_of, numbers_of
from projections.shared.journeys.crowds import Counts, Crowd
from projections.shared.journeys.summaries import Summary
from projections.shared.journeys.told_us import Heard
from projections.shared.telling.wording import Status
from tests.attacker import pinned_down
from tests.conftest import OTHER_SLUG, SLUG
from tests.projections.made_up import page_of
from tracker.events.setting_up import PromiseSet

K = 5
FIRST = date(2025, 2, 4)


@pytest.fixture(scope="module")
def example(two_examples):
    return two_examples


@pytest.fixture(scope="module")
def day(example):
    """Everyone of a day, and the numbers of all its pages."""

    def day(on, slug=SLUG):
        with example.read(slug, on) as moment:
            return example.pages.waiting.everyone(moment.tables, moment.address.log_id, moment.on)

    return day


def people_of(everyone):
    """Who is in each set whose number is shown, as groups of people; and how many are in each group."""
    groups = {sets: n for sets, n in groups_of(everyone.day, everyone.sets).items() if n}
    return {name: {sets for sets in groups if name in sets} for name in everyone.numbers.shown}, groups


@pytest.mark.parametrize("offset", [*range(0, 511, 15), 69, 86, 178, 274])
def test_no_small_set_is_left_by_taking_shown_sets_from_one_that_holds_them(day, offset):
    everyone = day(FIRST + timedelta(days=offset))
    shown, groups = people_of(everyone)
    for name, whole in shown.items():
        within = [other for other in shown.values() if other < whole]
        for size in (1, 2, 3):
            for some in combinations({frozenset(other) for other in within}, size):
                parts = set().union(*some)
                if len(parts) == sum(map(len, some)):
                    left = sum(groups[sets] for sets in whole - parts)
                    assert left == 0 or left >= K or not _is_known(everyone, whole, some), (name, some, left)


def _is_known(everyone, whole, parts):
    """Whether the parts lie within the whole for all that anyone can tell: not so of two things that people told us."""
    possible = [sets for sets, n in groups_of(everyone.day, everyone.sets).items() if not n]
    names = {frozenset(each): name for name, each in people_of(everyone)[0].items()}
    return all(names[frozenset(whole)] in sets for sets in possible if any(names[each] in sets for each in parts))


ON = date(2025, 3, 1)


def theme(ref, reported, confirmed):
    status = Status("waiting", "Waiting to be looked at", "wait")
    told = {"news_on": ON, "headline": "waiting", "status": status, "reach": "own_team", "reasons": frozenset()}
    counts = {"heard": Heard(), "title": "", "yes": 0, "no": 0, "in_place": confirmed}
    return Summary(ref, False, True, "", **told, **counts, reported=reported, confirmed=confirmed)


@st.composite
def partnerships(draw):
    """A few kinds of people of a small partnership, its themes, and who was told what has changed since."""
    far = draw(st.lists(st.sampled_from([(False, False), (True, False), (True, True)]), min_size=1, max_size=3))
    themes = {f"theme/{n}": theme(f"theme/{n}", *got) for n, got in enumerate(far)}
    crowds = []
    for number in range(draw(st.integers(1, 4))):
        stands = draw(st.lists(st.sampled_from(sorted(themes)), max_size=2, unique=True))
        answered, gone = draw(st.sampled_from([None, "in_time", "late"])), draw(st.booleans())
        project = draw(st.sampled_from(["workstream/v", "workstream/w"]))
        since = draw(st.sampled_from([date(2025, 1, 1), date(2025, 2, 1)]))
        crowds.append(
            Crowd(
                contribution=f"contribution/{number}",
                workstream=project,
                themes=() if gone else tuple(stands),
                since=since,
                asks_change=draw(st.booleans()),
                acknowledged=draw(st.sampled_from([None, "in_time"])),
                answered=answered,
                undeliverable=draw(st.booleans()),
                withdrawn=gone,
                set_aside=False,
                waiting=not gone and (answered is None or draw(st.booleans())),
                n=draw(st.integers(1, 9)),
            )
        )
    again = {each.contribution: each.themes for each in crowds if each.answered and draw(st.booleans())}
    made = [PromiseSet(promise="answer", days=30, unit="calendar", from_on=date(2025, 1, 1))]
    return Day(ON, K, made, themes, Counts(crowds, again))


@given(partnerships())
def test_of_no_small_partnership_a_few_people_can_be_worked_out(day):
    groups, numbers = groups_of(day), numbers_of(day)
    assume("received" in numbers.shown)
    assume(len({sets & (numbers.shown | {"waiting"}) for sets in groups}) < 9)
    assert not [*pinned_down(groups, numbers.shown, K, said_of_waiting(numbers))]


def said_of_waiting(numbers):
    """What the board says of who waits, where it says no number: some, so at least K.

    Where it says a small number, that is known by itself; how small may then be told by what stands beside it.
    """
    n, received = numbers.exact("waiting"), numbers.exact("received")
    if not numbers.hides("waiting"):
        return []
    return [("waiting", K, received)] if n >= K else []


def test_no_word_beside_a_hidden_number_gives_it_away():
    """All six who told us of one thing wait: were it said that five do not, nobody could wait for the other alone."""
    themes = {name: theme(name, *NOT_YET) for name in ("theme/0", "theme/1")}
    here = [one("0", "theme/0", n=1), one("1", "theme/0", "theme/1", n=5), one("2", answered="in_time", n=1)]
    day = Day(ON, K, [], themes, Counts([*here, one("3", withdrawn=True, n=4)]))
    numbers = numbers_of(day)
    assert numbers.hides("waiting")
    assert not [*pinned_down(groups_of(day), numbers.shown, K, said_of_waiting(numbers))]


NOT_YET = (False, False)


def one(name, *themes, n, answered=None, withdrawn=False):
    return Crowd(
        contribution=name,
        workstream="workstream/v",
        themes=themes,
        since=date(2025, 1, 1),
        asks_change=False,
        acknowledged=None,
        answered=answered,
        undeliverable=False,
        withdrawn=withdrawn,
        set_aside=False,
        waiting=not (answered or withdrawn),
        n=n,
    )


def test_one_person_who_waits_for_something_else_is_not_counted_out(example):
    board, waiting = (page_of(example, called, SLUG, "2025-04-14") for called in ("board", "waiting"))
    assert {card.name: card.told_us for card in board.cards} == {
        "a": "9 people told us, February 2025", "b": "6 people told us, March 2025"
    }  # fmt: skip
    assert board.coverage.sentences[:2] == ["15 people told us something.", "Some of them are waiting."]
    assert waiting.lede == "Some people are waiting. The longest wait is 62 days."
    answers = next(each for each in page_of(example, "promises", SLUG, "2025-04-14").sections if each.ref == "answer")
    assert answers.lines.every == ()


@pytest.mark.parametrize(
    ("on", "lines"),
    [
        ("2025-02-18", ["9 people told us something.", "9 are waiting.", "The longest wait is 14 days."]),
        ("2025-05-01", ["15 people told us something.", "6 are waiting.", "The longest wait is 49 days."]),
        ("2025-08-01", ["79 people told us something.", "64 are waiting.", "The longest wait is 46 days."]),
    ],
)
def test_what_the_domain_wants_said_is_said(example, on, lines):
    assert page_of(example, "board", SLUG, on).coverage.sentences[:3] == lines


def test_on_the_last_day_all_that_can_be_is_shown(example, day):
    numbers = day(date(2026, 6, 30)).numbers
    themes = {"a": 9, "b": 6, "c1": 29, "c2": 22, "c3": 18, "c4": 11, "c5": 9}
    assert {name: numbers.public(f"theme/{name}") for name in themes} == themes
    far = ("received", "asked", "reported", "confirmed", "in_place")
    assert [numbers.public(name) for name in far] == [79, 72, 66, 44, 38]
    assert numbers.hides(":answer:in_time")  # 18: 9 of a, 6 of b, and so 3 of all others


@pytest.mark.parametrize("on", ["2025-02-05", "2025-03-14", "2025-04-14", "2025-06-20", "2025-09-10", "2025-11-05"])
def test_every_page_says_the_same(example, day, on):
    numbers = day(date.fromisoformat(on)).numbers
    board, heard = (page_of(example, called, SLUG, on) for called in ("board", "heard"))
    for card in board.cards:
        assert card.told_us.startswith(("Some", "A small")) is numbers.hides(card.theme)
    for project in heard.projects:
        assert project.told_us.startswith("Some") is numbers.hides(project.workstream)
    assert board.coverage.hides_waiting is numbers.hides("waiting")
    for called in ("board", "waiting", "promises", "heard"):
        assert not re.search(r"\b[1-4] (people|person)", repr(page_of(example, called, SLUG, on)))


def test_one_partnership_counts_nobody_of_another(day):
    assert day(date(2026, 6, 30), OTHER_SLUG).numbers.exact("received") == 9
