"""What a partnership says first where it has not kept its promises: answers that came late, and news that is due."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from projections.board.coverage import Coverage
from projections.shared.promises import Kept
from projections.shared.summaries import Summary
from projections.shared.wording import people, sentence, time_of
from tracker.domain.calendar import due_day, promise_on
from tracker.domain.small_numbers import ALL_BUT_A_FEW, banded_of
from tracker.events.setting_up import PromiseSet


@dataclass(frozen=True, slots=True)
class Late:
    """What to say of it, in sentences; `now` where something is late on the day, and not only was."""

    sentences: tuple[str, ...]
    now: bool

    def __bool__(self) -> bool:
        return bool(self.sentences)


def lateness(
    answers: Kept, promises: Iterable[PromiseSet], shown: Iterable[Summary], coverage: Coverage, on: date
) -> Late:
    """How late a partnership is, or was, on a day."""
    made = list(promises)
    n, unit = promise_on(made, "update", on)
    themes = list(shown)
    silent = sum(due_day(each.news_on, n, unit) < on for each in themes)
    told = [*_answers(answers, made, coverage, on)]
    if silent:
        told.append(f"We promised news every {time_of(n, unit)}, and {_of_all(silent, len(themes))} waited longer.")
    return Late(tuple(told), bool(answers.overdue or silent))


def _of_all(n: int, of: int) -> str:
    if n < of:
        return f"{n} of the {of} things here {'has' if n == 1 else 'have'}"
    return "the one thing here has" if n == 1 else f"all {n} things here have"


def _answers(answers: Kept, promises: list[PromiseSet], coverage: Coverage, on: date) -> Iterator[str]:
    if not answers.late + answers.overdue:
        return
    made = {(each.days, each.unit) for each in promises if each.promise == "answer" and each.from_on <= on}
    within = time_of(*promise_on(promises, "answer", on)) if len(made) < 2 else "a set time"
    yield f"We promised a first answer within {within}. {_in_time(answers, coverage)}"
    if answers.overdue:
        k, without = coverage.k, answers.late + answers.overdue
        shown = banded_of(answers.overdue, without, coverage.waiting, k=k)
        who = "Many people" if shown == ALL_BUT_A_FEW else people(answers.overdue, k)
        wait = "waits" if who == "1 person" else "wait"
        yield f"{who} still {wait} for one, and the day that we promised has passed."


def _in_time(answers: Kept, coverage: Coverage) -> str:
    """How many had one in time: of how many, where nobody can be found by taking that from all who told us."""
    k, due = coverage.k, answers.due
    shown = banded_of(answers.in_time, due, k=k)
    if due < k or not answers.in_time:
        return "Nobody had one in time." if not answers.in_time else "Not everybody had one in time."
    if shown == ALL_BUT_A_FEW:
        return "All but a few people had one in time."
    of = "" if due < coverage.received < due + k else f" of {due:,}"
    return f"{sentence(shown)[:-1]}{of} people had one in time."
