"""The record: how much is written down, how far these pages have come, and how anyone can check it without us.

It points at no fact but those that anyone may read (R26). Of all others not even the number is said where pages could
not take them in: positions that wait for one another would say which facts are about the same person.
"""

from dataclasses import dataclass
from datetime import date

from projections.shared.telling.wording import Tone, counted, day


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a log as a whole, up to a moment.

    `signed` is for how many facts the last checkpoint was; `behind` are the facts that pages have not taken in, the
    first of which has waited for `waited` seconds; `set_aside` are the positions of public facts that they cannot.
    """

    facts: int
    newest_on: date
    signed: int = 0
    behind: int = 0
    waited: int = 0
    set_aside: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """Words with a status mark beside them."""

    words: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class RecordPage:
    """The page, in sentences. `more` positions are not named: a broken program may fail on very many."""

    as_at: date
    facts: str
    how_far: Mark
    set_aside: Mark | None
    positions: tuple[int, ...]
    more: int
    signed: str


POSITIONS_NAMED = 20


MINUTE, HOUR, DAY = 60, 3_600, 86_400


def record_page(known: Known, on: date) -> RecordPage:
    """The page as it stands on a day."""
    return RecordPage(
        as_at=on,
        facts=f"{_facts(known.facts)} {_are(known.facts)} written down, the newest on {day(known.newest_on)}.",
        how_far=_how_far(known),
        set_aside=_set_aside(known.set_aside),
        positions=known.set_aside[:POSITIONS_NAMED],
        more=max(0, len(known.set_aside) - POSITIONS_NAMED),
        signed=_signed(known),
    )


def _facts(n: int) -> str:
    return counted(n, "fact", "facts")


def _are(n: int) -> str:
    return "is" if n == 1 else "are"


def _how_far(known: Known) -> Mark:
    if not known.behind:
        return Mark("These pages are up to date", "ok")
    missing = f"{_facts(known.behind)} {_are(known.behind)} not on these pages yet"
    return Mark(f"{missing}{_long(known.waited)}", "wait")


def _long(seconds: int) -> str:
    if seconds < 2 * MINUTE:
        return ""
    for most, one, words in ((2 * HOUR, MINUTE, "minutes"), (2 * DAY, HOUR, "hours")):
        if seconds < most:
            return f", the first for {seconds // one} {words} now"
    return f", the first for {seconds // DAY:,} days now"


def _set_aside(positions: tuple[int, ...]) -> Mark | None:
    return Mark(f"{_facts(len(positions))} could not be taken in", "bad") if positions else None


def _signed(known: Known) -> str:
    if not known.signed:
        return "It has not been signed yet."
    if known.signed == known.facts:
        return f"It is signed as it stands, with {_facts(known.signed)}."
    return f"It was last signed when there {'was' if known.signed == 1 else 'were'} {_facts(known.signed)}."
