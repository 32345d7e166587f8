"""How promises to people were kept: that we have their words, their answer, and being told again (M1 to M3; R18)."""

from collections.abc import Iterator
from dataclasses import replace

from projections.shared.hiding import side_by_side
from projections.shared.promises import Kept, term_on, terms
from projections.shared.reckoning import (
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
from projections.shared.wording import counted, spelt

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
    counts = known.acknowledged
    lines = _lines(counts, ACKNOWLEDGED, known.k)
    came_out = verdict(counts.in_time, counts.late + counts.overdue)
    heading, promised = "That we have your words", known.promised("acknowledge")
    return Section("acknowledge", heading, promised, came_out, lines, _why(counts, lines))


def answered(known: Known) -> Section:
    """Whether first answers came in time, how long they took, and who still waits."""
    counts, lines = known.answered, _lines_of_answers(known)
    came_out = verdict(counts.in_time, counts.late + counts.overdue)
    notes = (*_why(counts, lines), *_how_answered(known, lines))
    return Section("answer", "A first answer", known.promised("answer"), came_out, lines, notes)


def lede(known: Known) -> str:
    """How first answers came, in one breath."""
    counts = known.answered
    if not known.received:
        return "What we promise stands here from the first day. How we keep it will stand beside it."
    if not counts.due or not _lines_of_answers(known).whole:
        return "Here is each promise, since when it holds, and how we kept it."
    told = [f"{counts.in_time:,} of {counted(counts.due, 'first answer', 'first answers')} came {_within(known)}."]
    if counts.late:
        told.append(f"{counts.late:,} came late.")
    if counts.overdue:
        told.append(f"{counts.overdue:,} people still wait, and their day has passed.")
    return " ".join(told)


def projects(known: Known) -> tuple[str, ...]:
    """How first answers came in each project, as far as no small number can be worked out; nothing for one alone."""
    if len(known.by_project) < 2:
        return ()
    counted_too = projects_are_counted(known)
    told = (
        (known.projects[ref], _of_project(counts, known.k, counted_too))
        for ref, counts in known.by_project.items()
        if ref in known.projects
    )
    return tuple(f"{title}: {said}" for title, said in told)


def projects_are_counted(known: Known) -> bool:
    """Whether no count of any project is small: then none can be worked out from the others and the whole."""
    every = [n for counts in known.by_project.values() for n in counts.cells.values()]
    return _lines_of_answers(known).whole and not any(0 < n < known.k for n in every)


def told_again(known: Known) -> Iterator[Section]:
    """Who was told something that has since changed, and was not told again."""
    promised = Promised("When something changes after you were told, we tell you again.", "No time is agreed for this.")
    owed = owed_again(known.summaries.values(), known.k)
    if owed:
        came_out = Verdict("We have not told everybody.", "bad")
        yield Section("again", "Telling you again", promised, came_out).naming(owed)


def _lines_of_answers(known: Known) -> Lines:
    # Who had a first answer and waits for the rest is counted among those who wait: were they few, the numbers here
    # would tell how few.
    if 0 < known.answers.waiting_for_the_rest < known.k:
        return Lines()
    return _lines(known.answered, ANSWERED, known.k)


def _lines(counts: Kept, words: Words, k: int) -> Lines:
    lines = lines_of_people(counts.cells, words, k)
    return lines if counts.due else replace(lines, nought="Nobody’s day has come yet.")


def _why(counts: Kept, lines: Lines) -> tuple[str, ...]:
    return () if lines.whole or not any(counts.cells.values()) else (HIDDEN,)


def _within(known: Known) -> str:
    times = {term.time for term in terms(known.made, "answer") if term.since and term.since <= known.on}
    if len(times) > 1:
        return "in the time that we promised"
    promised = "that we promised" if times else "that we go by"
    return f"within the {term_on(known.made, 'answer', known.on).time} {promised}"


def _how_answered(known: Known, lines: Lines) -> Iterator[str]:
    counts, told = known.answered, known.answers
    if counts.median_days is not None and counts.done >= known.k:
        yield f"The middle one took {counts.median_days:g} days: half came sooner, half later."
    if lines.whole:
        waiting = counts.overdue + counts.not_yet_due
        yield f"{waiting:,} people still wait for a first answer." if waiting else "Nobody waits for a first answer."
    if told.ready_by_code:
        by = side_by_side({"told": told.told, "ready": told.ready_by_code}, known.k)
        if by["told"] is None or by["ready"] is None:
            yield "Where we could not reach somebody, the answer lies ready under their code."
        else:
            yield f"We could not reach {by['ready']:,} of them. Their answer lies ready under their code."


def _of_project(counts: Kept, k: int, counted_too: bool) -> str:
    told = []
    if counted_too and counts.due:
        told.append(f"{counts.in_time:,} of {counted(counts.due, 'first answer', 'first answers')} came in time.")
    if counted_too and counts.not_yet_due:
        told.append(f"{counts.not_yet_due:,} people wait, and it is too soon to say.")
    if counts.median_days is not None and counts.done >= k:
        weeks = round(counts.median_days / 7)
        told.append(f"the middle first answer took about {spelt(weeks)} {'week' if weeks == 1 else 'weeks'}.")
    return " ".join(told) or "it is too soon to say."
