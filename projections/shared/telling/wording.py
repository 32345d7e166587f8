"""Plain words that several pages share: dates, people, lists, and what a theme's headline is called (`domain.md` 7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tracker.domain.deciding import lived_experience_seats, seats
from tracker.domain.standing import Headline
from tracker.domain.state import Outcome, Theme
from tracker.events import Counts
from tracker.events.codes import HowDecided, OutcomeLevel, PromiseUnit, Verdict
from tracker.events.deciding import DecisionMade
from tracker.events.plain import CAPACITIES, PLAIN

Tone = Literal["ok", "go", "wait", "ask", "no", "no pass", "bad", "bad stop"]
"""The status colour and symbol (LOOK.md): never alone, always beside its words."""

HEADLINES: dict[Headline, tuple[str, Tone]] = {
    "joined": ("Joined with something else that people said", "no"),
    "waiting": ("Waiting to be looked at", "wait"),
    "looking": ("Being looked at", "wait"),
    "looking_again": ("Being looked at again", "wait"),
    "not_now": ("We have not done this now, and why", "no"),
    "not_possible": ("Not possible, and why", "no"),
    "passed_on": ("Not ours to decide – passed on", "no pass"),
    "already_there": ("Already in place, we say", "no"),
    "agreed": ("Agreed, not started", "go"),
    "planned": ("Agreed and planned", "go"),
    "under_way": ("Under way", "go"),
    "stuck": ("Stuck – and why", "wait"),
    "done_unknown": ("Done – we do not know yet if it helped", "ask"),
    "dropped": ("We said we would and we did not, and why", "bad"),
    "reported": ("Reported as changed – not checked yet", "ask"),
    "confirmed": ("It changed – checked with the people who said it", "ok"),
    "partly_confirmed": ("It changed in part – checked with the people who said it", "ok"),
    "disputed": ("People say this has not changed", "bad"),
    "too_few_replies": ("Reported as changed – too few people replied to say", "ask"),
    "stopped": ("It changed, then stopped", "bad stop"),
}

REPORTED = {
    "full": "Reported as changed – not checked yet",
    "part": "Reported as partly changed – not checked yet",
    "none": "Reported as not changed – not checked yet",
    "unexpected": "Something else changed, we say – not checked yet",
    "harm": "Reported as having done harm – not checked yet",
}


AGREED_ALL_THE_SAME: dict[OutcomeLevel, str] = {
    "none": "It has not changed, and the people who said it agree",
    "harm": "It did harm, and the people who said it agree",
}
"""What a check that agrees with a claim of no good is called: nothing here is a change to be glad of."""


@dataclass(frozen=True, slots=True)
class Status:
    """A theme's headline: its code, its words, and its tone."""

    code: Headline
    words: str
    tone: Tone


def status_of(code: Headline, theme: Theme, on: date) -> Status:
    """What a headline is called for this theme on a day."""
    words, tone = HEADLINES[code]
    if code == "looking" and theme.looking:
        words = f"{words}, answer due {day(theme.looking.due)}"
    if code == "reported" and theme.outcome:
        words = REPORTED[theme.outcome.level]
    if code == "confirmed" and any(_was_denied(outcome) for outcome in theme.outcomes):
        words = f"{words}, after the first try did not work"
    if code in ("confirmed", "partly_confirmed") and theme.outcome and theme.outcome.level in AGREED_ALL_THE_SAME:
        words, tone = AGREED_ALL_THE_SAME[theme.outcome.level], "bad"
    if code == "passed_on":
        words = f"{words}{_waiting_for_replies(theme, on)}"
    if any(dispute.open for dispute in theme.disputes):
        words = f"{words}. Someone disagrees"
    return Status(code, words, tone)


def _was_denied(outcome: Outcome) -> bool:
    return outcome.verdict is not None and outcome.verdict.result == "disputed"


def _waiting_for_replies(theme: Theme, on: date) -> str:
    if not theme.pass_ons:
        return ", not sent yet"
    waiting = [each.on for each in theme.pass_ons if each.replied_on is None]
    return f", and waiting {days((on - min(waiting)).days)} for a reply" if waiting else ", and they replied"


MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def day(on: date) -> str:
    """A date as people write it: 6 November 2025."""
    return f"{on.day} {month(on)}"


def month(on: date) -> str:
    """A month: November 2025. Contributions are dated no more closely in public."""
    return f"{MONTHS[on.month - 1]} {on.year}"


def months(first: date, last: date) -> str:
    """One month, or from one to another."""
    if month(first) == month(last):
        return month(first)
    return f"{MONTHS[first.month - 1] if first.year == last.year else month(first)} to {month(last)}"


def listed(items: Iterable[str], last: str = "and") -> str:
    """One, two and three."""
    every = list(items)
    if len(every) < 2:
        return "".join(every)
    return f"{', '.join(every[:-1])} {last} {every[-1]}"


NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def spelt(n: int) -> str:
    """A number in words up to nine."""
    return NUMBERS[n] if n < len(NUMBERS) else str(n)


def counted(n: int, one: str, many: str) -> str:
    """A number with its noun."""
    return f"{n:,} {one if n == 1 else many}"


def days(n: int) -> str:
    """A length of time."""
    return counted(n, "day", "days")


def news(n: int) -> str:
    """How long ago there was news."""
    return f"Last news: {days(n)} ago" if n else "Last news: today"


def time_of(n: int, unit: PromiseUnit) -> str:
    """A length of time as a promise names it."""
    return counted(n, "working day", "working days") if unit == "working" else days(n)


def people(n: int, k: int) -> str:
    """How many contributors, banded; as a sentence begins."""
    if 0 < n < k:
        return "A small number of people"
    return counted(n, "person", "people")


def capacities(counts: Counts) -> str:
    """Three people with lived experience and one member of staff."""
    return listed(f"{spelt(n)} {CAPACITIES[code][n != 1]}" for code, n in counts.items() if n)


def sentence(text: str) -> str:
    """A text with a capital and a full stop, where it has none of its own."""
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?…:”’" else ".")


def verdicts(fact: DecisionMade) -> str:
    """Agreed; or, where asks went differently, how many of each."""
    words = PLAIN[Verdict]
    counts: dict[str, int] = {}
    for part in fact.parts:
        counts[part.verdict] = counts.get(part.verdict, 0) + 1
    if len(counts) == 1:
        return words[next(iter(counts))]
    return listed(f"{spelt(n)} {words[verdict]}" for verdict, n in counts.items())


def how_decided(fact: DecisionMade) -> str:
    """How it was decided, such as “by consensus”."""
    return PLAIN[HowDecided][fact.how]


def who_had_a_say(fact: DecisionMade) -> str:
    """How many of those who decided have lived experience: said of every decision."""
    deciding, of_them = seats(fact), lived_experience_seats(fact)
    if of_them:
        return f"{of_them} of the {deciding} people deciding had lived experience."
    advised = sum(t.n for t in fact.took_part if t.capacity == "lived_experience" and t.part == "advised")
    if advised:
        return f"{sentence(spelt(advised))[:-1]} {CAPACITIES['lived_experience'][advised != 1]} only advised."
    return "Nobody with lived experience had a vote."
