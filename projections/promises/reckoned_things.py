"""How days that were named were kept: news, asking whether it changed, looking again, work, replies, disagreements."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from projections.promises.named_days import Named, asked_whether, disagreements, look_again, replies, work
from projections.shared.counting.promises import term_on
from projections.shared.counting.reckoning import (
    TOO_SOON,
    Known,
    Promised,
    Section,
    Verdict,
    Words,
    lines_of_things,
    verdict,
)
from projections.shared.telling.wording import counted, day, days, listed
from tracker.domain.calendar import due_day


def news(known: Known) -> Section:
    """Which things had no news for longer than promised, on this day."""
    on, term = known.on, term_on(known.made, "update", known.on)
    late = [each for each in known.summaries.values() if due_day(each.news_on, term.days, term.unit) < on]
    silent = [each for each in late if each.shown]
    every, n = sum(each.shown for each in known.summaries.values()), len(silent)
    unseen = len(late) - n
    notes = ["This is how it stands on this day: a silence that has ended is not counted."] if every else []
    if unseen:
        notes.append(f"{counted(unseen, 'thing', 'things')} that the board does not show yet had none either.")
    words = {
        "heard": ("had news in time", "Nothing had news in time."),
        "silent": (
            f"had no news for longer than {term.time}",
            "Nothing was without news for longer.",
        ),
    }
    section = Section(
        "update",
        "News",
        known.promised("update"),
        _news_came_out(n, unseen, every),
        lines_of_things({"heard": every - n, "silent": n}, words),
        tuple(notes),
    )
    return section.naming(
        [known.owed(each.theme, f"last news {days((on - each.news_on).days)} ago") for each in silent]
    )


def _news_came_out(late: int, unseen: int, every: int) -> Verdict:
    if not late + unseen:
        return Verdict("We are keeping this promise.", "ok") if every else TOO_SOON
    if 2 * late <= every:
        return Verdict("We are breaking this promise for some things.", "wait")
    return Verdict("We are breaking this promise more often than we keep it.", "bad")


ASKED: Words = {
    "in_time": ("asked in time", "We never asked in time."),
    "late": ("asked late", "We never asked late."),
    "overdue": ("not asked, and the day has passed", "We never let the day pass without asking."),
    "to_come": ("not asked yet, and the day has not come: too soon to say", ""),
}
LOOKED: Words = {
    "in_time": ("looked at again by the day", "Nothing was looked at again by the day."),
    "late": ("looked at again, but late", ""),
    "overdue": ("not looked at again, and the day has passed", "No day has passed without a look."),
    "moved": ("moved to a later day", "No day was moved."),
    "to_come": ("to come", ""),
}
WORKED: Words = {
    "in_time": ("done by the first day that we named", "Nothing was done by the first day that we named."),
    "late": ("done later than that", ""),
    "overdue": ("not done, and late now", "Nothing is late now."),
    "to_come": ("not done, and not late", ""),
    "dropped": ("given up", "Nothing was given up."),
}
REPLIED: Words = {
    "in_time": ("replied in time", "Nobody replied in time."),
    "late": ("replied late", ""),
    "overdue": ("have not replied, and the day has passed", "Nobody is silent past their day."),
    "to_come": ("have not replied, and the day has not come", ""),
}
"""What each way of keeping a day is called."""


def asked(known: Known) -> Section:
    """Whether people were asked in time if it changed, each time that somebody said it had."""
    every = list(asked_whether(known.themes, known.made, known.on))
    section = _section("check", "Asking if it changed", known.promised("check_outcome"), ASKED, every, known.on)
    return section.naming([known.owed(each.theme, _late(each)) for each in every if each.how == "overdue"])


def looked_again(known: Known) -> Iterator[Section]:
    """The days on which something was to be looked at again."""
    every = list(look_again(known.themes, known.on))
    if not every:
        return
    promised = Promised("When we say “not now”, we name a day on which we look again. Each thing asked is counted.")
    late = [(each.theme, _late_again(each)) for each in every if each.how == "overdue"]
    moved = [(each.theme, _moved(each)) for each in every if each.how == "moved"]
    section = _section("look", "Looking again", promised, LOOKED, every, known.on)
    yield section.naming([known.owed(*each) for each in dict.fromkeys(late + moved)])


def worked(known: Known) -> Iterator[Section]:
    """Work that was agreed, against the first day that was named for it."""
    every = list(work(known.actions, known.on))
    if not every:
        return
    promised = Promised("When we agree to something, we say who does it, and by when.")
    section = _section("work", "Doing what we agreed", promised, WORKED, every, known.on)
    moved = sum(each.now != each.first for each in every)
    if moved:
        section = replace(section, notes=(f"{counted(moved, 'day was', 'days were')} moved to a later one.",))
    name, words = known.dictionary.name, known.dictionary.said
    yield section.naming(
        [
            known.owed(each.theme, f"{name(each.who)}: {words(each.what)}, {_late(each)}")
            for each in every
            if each.how == "overdue"
        ]
    )


def replied(known: Known) -> Iterator[Section]:
    """Replies that others owe on what was passed on to them."""
    every = list(replies(known.themes, known.on))
    if not every:
        return
    promised = Promised("What is not ours to decide, we pass on. We name a day for the reply, and ask again.")
    name = known.dictionary.name
    owed = [known.owed(each.theme, f"{name(each.who)}, {_late(each)}") for each in every if each.how == "overdue"]
    section = _section("replies", "Replies from others", promised, REPLIED, every, known.on)
    yield replace(section, verdict=_replies_came_out(_counts(every))).naming(owed)


def _replies_came_out(counts: Mapping[str, int]) -> Verdict:
    in_time, late, silent = counts["in_time"], counts["late"], counts["overdue"]
    if not in_time + late + silent:
        return TOO_SOON
    if not late + silent:
        return Verdict("Every reply came in time.", "ok")
    told = ["No reply came in time." if not in_time else f"{counted(in_time, 'reply', 'replies')} came in time."]
    if silent:
        told.append(f"{counted(silent, 'body is', 'bodies are')} silent.")
    return Verdict(" ".join(told), "wait")


def disagreed(known: Known) -> Iterator[Section]:
    """How disagreements were answered, and in how many days."""
    found = disagreements(known.themes.values(), known.on)
    if not found.raised:
        return
    told, took = [], sorted(found.answered)
    if took:
        after = f"{listed(map(str, took))} {'day' if took == [1] else 'days'}"
        told.append(f"{counted(len(took), 'answer', 'answers')}, after {after}.")
        told.append(f"{counted(found.right, 'time', 'times')} you were right, in full or in part.")
    if found.open:
        waits = f"The one that has waited longest was raised {days(max(found.open))} ago."
        came_out = Verdict(
            f"{counted(len(found.open), 'disagreement is', 'disagreements are')} not answered yet.", "wait"
        )
        told.append(waits)
    else:
        came_out = Verdict("Each disagreement was answered, or taken back.", "ok")
    promised = Promised(
        "When somebody says that we are wrong, we look at it and answer.", "No time is agreed for this."
    )
    yield Section("disagree", "When you disagree", promised, came_out, notes=tuple(told))


def _section(ref: str, heading: str, promised: Promised, words: Words, named: Sequence[Named], on: date) -> Section:
    counts = _counts(named)
    # The day that was named first is the promise: it is broken once it has passed, though another was named since.
    broken = sum(each.how in ("late", "overdue", "dropped") or _passed(each, on) for each in named)
    came_out, lines = verdict(counts["in_time"], broken), lines_of_things(counts, words)
    return Section(ref, heading, promised, came_out, lines if came_out != TOO_SOON else replace(lines, nought=""))


def _passed(each: Named, on: date) -> bool:
    return each.how in ("moved", "to_come") and each.first < on


def _counts(named: Iterable[Named]) -> Mapping[str, int]:
    return Counter(each.how for each in named)


def _late(each: Named) -> str:
    return f"due by {day(each.now)}, {days(each.days)} late"


def _late_again(each: Named) -> str:
    return f"we said {day(each.now)}: we are {days(each.days)} late"


def _moved(each: Named) -> str:
    return f"moved from {day(each.first)} to {day(each.now)}"
