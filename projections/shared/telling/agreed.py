"""What people agreed, in sentences: by whom, how and when, and what people get for their time."""

from collections.abc import Iterator
from datetime import date

from projections.shared.telling.telling import Dictionary
from projections.shared.telling.wording import capacities, day, listed, sentence
from tracker.domain.state import Partnership
from tracker.events import Counts
from tracker.events.codes import HowDecided, RewardChoice
from tracker.events.plain import PLAIN


def agreed_by(who: Counts, how: HowDecided | None, on: date | None) -> str:
    """Agreed by consensus on 3 December 2024: nine people with lived experience and five managers."""
    by, when = f" {PLAIN[HowDecided][how]}" if how else "", f" on {day(on)}" if on else ""
    return f"Agreed{by}{when}: {capacities(who)}."


def reward_of(partnership: Partnership, dictionary: Dictionary) -> Iterator[str]:
    """What people get for their time; nothing where nothing is agreed."""
    rewards = partnership.rewards
    if rewards is None:
        return
    choices = [PLAIN[RewardChoice][choice] for choice in rewards.choice]
    yield sentence(dictionary.said(rewards.rate))
    yield sentence(f"You choose: {listed(choices, last='or')}")
    yield sentence(f"Expenses are {dictionary.said(rewards.expenses)}")
    yield sentence(f"Advice about benefits is {dictionary.said(rewards.benefits_advice)}")
