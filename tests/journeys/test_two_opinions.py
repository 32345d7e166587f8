"""The tracker's figures, and the same reckoned from the bare lines by somebody else: they agree on every value."""

import json
import random
from datetime import date, timedelta

import pytest

from tests.domain.attempts import BEGUN, CONTRIBUTIONS, LIKELY, TRIES, Try, after
from tests.domain.test_properties import begun
from tests.journeys.journey import line_of
from tests.journeys.second_opinion import Opinion
from tests.journeys.test_acceptance import DAYS, LINES, called
from tests.story import Telling
from tests.tellings import promised
from tracker.events.codes import Verdict

SELDOM = ("merged", "withdrawn")
"""What puts an end to most other things, so that a journey goes on for a while before it."""

ANYTHING = [what for what in TRIES for _ in range(1 if what in SELDOM else 6) if what != "record corrected"]
"""A correction must find its words in the text: a story in memory has no words to look in."""


def assert_two_opinions_agree(heard, lines, day):
    found, reckoned = heard(day), Opinion(lines, day).document()
    for part, said in reckoned.items():
        assert found[part] == said, f"{part} on {day}"
    assert list(found)[3:] == list(reckoned)


@pytest.mark.parametrize("day", [*DAYS, "2024-11-05", "2025-09-25", "2025-12-31", "2026-03-29", "2026-03-30"])
def test_two_opinions_of_the_example_agree(desk, day):
    if not hasattr(desk, "example"):
        desk.example = desk.record(called("Two opinions", LINES))
    assert_two_opinions_agree(desk.example, LINES, day)


def anything(chance: random.Random) -> Try:
    return Try(
        chance.choice(ANYTHING),
        theme=chance.choice(["theme/a", "theme/b"]),
        contribution=chance.choice(CONTRIBUTIONS),
        action=chance.choice(["action/1", "action/2", "action/3"]),
        verdicts=(chance.choice(Verdict.__args__), chance.choice(Verdict.__args__)),
        levels=chance.choice([("full", "part"), ("part", "full"), ("part", "none")]),
        scope=chance.choice(["all", "words", "name"]),
        n=chance.randint(1, 4),
    )


def a_random_journey(seed: int) -> list[Telling]:
    """Everything that the rules let happen of what somebody tried, in its order."""
    chance, story, told = random.Random(seed), begun, []
    ahead = [*LIKELY[: chance.randint(0, len(LIKELY))]]
    for each in [*ahead, *(anything(chance) for _ in range(120))]:
        before, story = story, after(story, each)
        if story is not before:
            told.append(TRIES[each.what](before, each))
    return told


def on_some_days(seed: int, told: list[Telling]) -> list[dict]:
    """The same on days of their own, some of it written down late."""
    chance, day, lines = random.Random(seed), date(2025, 3, 3), []
    for telling in told:
        day += timedelta(days=chance.choice([0, 0, 1, 2, 5, 9]))
        late = chance.choice([0, 0, 0, 0, 1, 12])
        lines.append(line_of(telling, str(day - timedelta(days=late)), str(day)))
    return lines


@pytest.mark.parametrize("seed", range(8))
def test_two_opinions_of_any_journey_agree(desk, seed):
    start = [line_of(telling, "2025-03-03", "2025-03-03") for telling in BEGUN]
    start.insert(1, line_of(promised(days=28, from_on="2025-01-01"), "2025-03-03", "2025-03-03"))
    told = a_random_journey(seed)
    assert len(told) > 20
    lines = [*start, *on_some_days(seed, told)]
    heard = desk.record(called(f"Any journey {seed}", lines))
    last = date.fromisoformat(lines[-1]["recorded_on"])
    for day in (*(str(last - timedelta(days=ago)) for ago in (0, 30, 60)), "2026-06-30"):
        if day >= "2025-03-03":
            assert_two_opinions_agree(heard, lines, day)
    assert json.dumps(heard("2026-06-30"))
