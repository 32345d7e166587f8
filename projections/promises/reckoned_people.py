"""How promises to people were kept: that we have their words, their answer, and being told again (M1 to M3; R18)."""

from collections.abc import Iterator
from dataclasses import replace

from projections.shared.counting.numbers import promised
from projections.shared.counting.promises import Kept, term_on, terms
from projections.shared.counting.reckoning import (
    Known,
    Lines,
    Promised,
    Section,
    Verdict,
    Words,
    lines_of_people,
    owed_again,
    verdict,
)
from projections.shared.telling.wording import counted, sentence, spelt
from tracker.events.codes import Promise

ACKNOWLEDGED: Words = {
    "in_time": ("were told in time that we have their words", "Nobody was told in time."),
    "late": ("were told late", "Nobody was told late."),
    "overdue": ("have not been told, and their day has passed", "Nobody waits to be told past their day."),
    "not_yet_due": (
        "have not been told, and their day has not come: too soon to say",
        "For nobody is it too soon to say.",
    ),
}
ANSWERED: Words = {
    "in_time": ("had a first answer in time", "Nobody had a first answer in time."),
    "late": ("had it late", "Nobody had it late."),
    "overdue": ("still wait, and their day has passed", "Nobody waits past their day."),
    "not_yet_due": ("wait, and their day has not come: too soon to say", "For nobody is it too soon to say."),
}
"""What each of the four counts is called."""

HIDDEN = "Some numbers are not shown: one of them is so small that somebody could be picked out."


def acknowledged(known: Known) -> Section:
    """Whether people were told in time that we have their words."""
    counts, lines = known.acknowledged, _lines(known, "acknowledge", ACKNOWLEDGED)
    came_out = verdict(counts.in_time, counts.late + counts.overdue)
    heading, made = "That we have your words", known.promised("acknowledge")
    return Section("acknowledge", heading, made, came_out, lines, _why(counts, lines))


def answered(known: Known) -> Section:
    """Whether first answers came in time, how long they took, and who still waits."""
    counts, lines = known.answered, _lines(known, "answer", ANSWERED)
    came_out = verdict(counts.in_time, counts.late + counts.overdue)
    notes = (*_why(counts, lines), *_how_answered(known))
    return Section("answer", "A first answer", known.promised("answer"), came_out, lines, notes)


def lede(known: Known) -> str:
    """How first answers came, in one breath."""
    counts = known.answered
    if not known.received:
        return "What we promise stands here from the first day. How we keep it will stand beside it."
    if not counts.due or not _lines(known, "answer", ANSWERED).whole or _hides(known, "due"):
        return "Here is each promise, since when it holds, and how we kept it."
    told = [f"{counts.in_time:,} of {counted(counts.due, 'first answer', 'first answers')} came {_within(known)}."]
    if counts.late:
        told.append(f"{counts.late:,} came late.")
    if counts.overdue:
        told.append(f"{counts.overdue:,} people still wait, and their day has passed.")
    return " ".join(told)


def projects(known: Known) -> tuple[str, ...]:
    """How first answers came in each project, as far as that may be shown; nothing for one project alone."""
    if len(known.by_project) < 2:
        return ()
    told = ((title, _of_project(ref, known)) for ref, title in known.projects.items() if ref in known.by_project)
    return tuple(f"{title}: {said}" for title, said in sorted(told))


def projects_are_counted(known: Known) -> bool:
    """Whether no number of any project is hidden."""
    return not any(_hides(known, how, ref) for ref in known.by_project for how in ("due", "in_time", "not_yet_due"))


def told_again(known: Known) -> Iterator[Section]:
    """Who was told something that has since changed, and was not told again."""
    made = Promised("When something changes after you were told, we tell you again.", "No time is agreed for this.")
    owed = owed_again(known.summaries.values(), known.numbers)
    if owed:
        came_out = Verdict("We have not told everybody.", "bad")
        yield Section("again", "Telling you again", made, came_out).naming(owed)


def _lines(known: Known, promise: Promise, words: Words) -> Lines:
    counts = known.acknowledged if promise == "acknowledge" else known.answered
    lines = lines_of_people(known.numbers, {how: promised(promise, how) for how in words}, words)
    return lines if counts.due else replace(lines, nought="Nobody’s day has come yet.")


def _hides(known: Known, how: str, project: str = "") -> bool:
    return known.numbers.hides(promised("answer", how, project))


def _why(counts: Kept, lines: Lines) -> tuple[str, ...]:
    return () if lines.whole or not any(counts.cells.values()) else (HIDDEN,)


def _within(known: Known) -> str:
    times = {term.time for term in terms(known.made, "answer") if term.since and term.since <= known.on}
    if len(times) > 1:
        return "in the time that we promised"
    promised = "that we promised" if times else "that we go by"
    return f"within the {term_on(known.made, 'answer', known.on).time} {promised}"


def _how_answered(known: Known) -> Iterator[str]:
    counts, numbers = known.answered, known.numbers
    if counts.median_days is not None and counts.done >= known.k:
        yield f"The middle one took {counts.median_days:g} days: half came sooner, half later."
    waiting = numbers.public(promised("answer", "none_yet"))
    if waiting is not None and any(counts.cells.values()):
        yield f"{waiting:,} people still wait for a first answer." if waiting else "Nobody waits for a first answer."
    if numbers.exact("ready"):
        ready = numbers.public("ready")
        if ready is None:
            yield "Where we could not reach somebody, the answer lies ready under their code."
        else:
            yield f"We could not reach {ready:,} of them. Their answer lies ready under their code."


def _of_project(ref: str, known: Known) -> str:
    counts, told = known.by_project[ref], []
    in_time, due, too_soon = (
        known.numbers.public(promised("answer", how, ref)) for how in ("in_time", "due", "not_yet_due")
    )
    if due and in_time is not None:
        told.append(f"{in_time:,} of {counted(due, 'first answer', 'first answers')} came in time.")
    if too_soon:
        told.append(f"{too_soon:,} people wait, and it is too soon to say.")
    if counts.median_days is not None and counts.done >= known.k:
        weeks = round(counts.median_days / 7)
        middle = f"the middle first answer took about {spelt(weeks)} {'week' if weeks == 1 else 'weeks'}."
        told.append(sentence(middle) if told else middle)
    return " ".join(told) or "it is too soon to say."
