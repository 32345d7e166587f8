"""What a partnership says first where it has not kept its promises: answers that came late, and news that is due."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from projections.shared.counting.numbers import Numbers, promised
from projections.shared.counting.promises import Kept
from projections.shared.journeys.summaries import Summary
from projections.shared.telling.wording import counted, time_of
from tracker.domain.calendar import due_day, promise_on
from tracker.events.setting_up import PromiseSet


@dataclass(frozen=True, slots=True)
class Late:
    """What to say of it, in sentences; `now` where something is late on the day, and not only was."""

    sentences: tuple[str, ...]
    now: bool

    def __bool__(self) -> bool:
        return bool(self.sentences)


def lateness(
    answers: Kept, promises: Iterable[PromiseSet], shown: Iterable[Summary], numbers: Numbers, on: date
) -> Late:
    """How late a partnership is, or was, on a day."""
    made = list(promises)
    n, unit = promise_on(made, "update", on)
    themes = list(shown)
    silent = sum(due_day(each.news_on, n, unit) < on for each in themes)
    told = [*_answers(answers, made, numbers, on)]
    if silent:
        told.append(f"We promised news every {time_of(n, unit)}, and {_of_all(silent, len(themes))} waited longer.")
    return Late(tuple(told), bool(answers.overdue or silent))


def _of_all(n: int, of: int) -> str:
    if n < of:
        return f"{n} of the {of} things here {'has' if n == 1 else 'have'}"
    return "the one thing here has" if n == 1 else f"all {n} things here have"


def _answers(answers: Kept, promises: list[PromiseSet], numbers: Numbers, on: date) -> Iterator[str]:
    if not answers.late + answers.overdue:
        return
    made = {(each.days, each.unit) for each in promises if each.promise == "answer" and each.from_on <= on}
    within = time_of(*promise_on(promises, "answer", on)) if len(made) < 2 else "a set time"
    yield f"We promised a first answer within {within}. {_in_time(answers, numbers)}"
    if answers.overdue:
        n = numbers.public(promised("answer", "overdue"))
        who = "Some people" if n is None else counted(n, "person", "people")
        yield f"{who} still wait for one, and the day that we promised has passed."


def _in_time(answers: Kept, numbers: Numbers) -> str:
    """How many had one in time: of how many, where that may be shown; else whether they were fewer than half."""
    due, n = (numbers.public(promised("answer", how)) for how in ("due", "in_time"))
    if n == 0:
        return "Nobody had one in time."
    if n:
        return f"{n:,}{f' of {due:,}' if due else ''} people had one in time."
    return f"{'Fewer than half' if due and 2 * answers.in_time < due else 'Not everybody'} had one in time."
