"""Journey files told in short: a day, what was written down on it, the next day, and so on.

What is told comes from `tests/tellings.py`; here it gets a number or a letter of its own, and becomes a line of a file.
"""

from dataclasses import dataclass
from typing import Any

from tests.story import Telling
from tests.tellings import (
    a_part,
    answered,
    check_closed,
    check_opened,
    could_not_be_told,
    decide,
    looking,
    merged,
    partnership_created,
    planned,
    project_opened,
    reopened,
    reported,
    rethemed,
    somebody_said,
    theme_a,
    themed,
    withdrawn,
    wording_approved,
)
from tracker.events.setting_up import PromiseSet

BEGUN_ON = "2025-01-06"


@dataclass(frozen=True, slots=True)
class Late:
    """Something that happened on a day and was written down later."""

    on: str
    telling: Telling


def happened(on: str, telling: Telling) -> Late:
    return Late(on, telling)


def lines_of(name: str, *said: str | Telling | Late, begun_on: str = BEGUN_ON, **of_partnership: Any) -> list[dict]:
    """A whole journey file: a partnership, its project, and what is told, each under the day that stands before it."""
    partnership = partnership_created(name=name, **of_partnership)
    found, day = [], begun_on
    for each in (partnership, project_opened, *said):
        match each:
            case str():
                day = each
            case Late():
                found.append(line_of(each.telling, each.on, day))
            case _:
                found.append(line_of(each, day, day))
    return found


def line_of(telling: Telling, occurred_on: str, recorded_on: str) -> dict:
    by = telling.by
    return {
        "stream": telling.stream,
        "type": telling.fact.__name__,
        "occurred_on": occurred_on,
        "recorded_on": recorded_on,
        "by": {"role": by.role, "capacity": by.capacity, "org": by.org},
        "visibility": telling.visibility,
        "data": telling.data,
    }


def said(n: int, **data: Any) -> Telling:
    return somebody_said(contributor=f"P-{n}", **data).but(stream=f"contribution/{n}")


def of(n: int, telling: Telling, **data: Any) -> Telling:
    """Something about one contribution."""
    return telling(**data).but(stream=f"contribution/{n}")


def on(name: str, telling: Telling, **data: Any) -> Telling:
    """Something about one theme."""
    return telling(**data).but(stream=f"theme/{name}")


def work(n: int, telling: Telling, **data: Any) -> Telling:
    """Something about one piece of work."""
    return telling(**data).but(stream=f"action/{n}")


def under(n: int, *names: str) -> Telling:
    return themed(f"contribution/{n}", *(f"theme/{name}" for name in names))


def moved_under(n: int, *names: str) -> Telling:
    return rethemed(f"contribution/{n}", *(f"theme/{name}" for name in names))


def taken_back(n: int, *scope: str) -> Telling:
    return of(n, withdrawn, scope=list(scope or ("all",)))


def told(n: int, *covers: str) -> Telling:
    return of(n, answered, covers=list(covers))


def not_reached(n: int, *covers: str) -> Telling:
    return of(n, could_not_be_told, covers=list(covers))


def theme(name: str, asks: int = 1) -> Telling:
    """A theme with so many asks: `x-1`, `x-2`."""
    ids = [{"id": f"{name}-{i}", "text": f"The ask {i} of {name}"} for i in range(1, asks + 1)]
    return on(name, theme_a, title=f"About {name}", asks=ids)


def theme_without_ask(name: str) -> Telling:
    return theme(name).without("asks")(no_ask=True)


def looked_at(name: str, due: str = "2025-12-31") -> tuple[Telling, Telling]:
    """Its wording is agreed, and a body begins to look at it."""
    return on(name, wording_approved), on(name, looking, due=due)


def decision(name: str, *verdicts: str, n: int = 1, **changes: Any) -> Telling:
    """The nth decision on a theme, with a verdict for each of its asks."""
    parts = [a_part(f"{name}-{i}", verdict) for i, verdict in enumerate(verdicts or ("agreed",), 1)]
    replaced = {"supersedes": f"decision/{name}-{n - 1}"} if n > 1 else {}
    return on(name, decide(**{"decision": f"decision/{name}-{n}", "parts": parts, **replaced, **changes}))


def opened_again(name: str, n: int = 1) -> Telling:
    return on(name, reopened, reopens=f"decision/{name}-{n}")


def joined(old: str, new: str) -> Telling:
    return merged(f"theme/{old}", f"theme/{new}")


def plan(n: int, name: str, decided: int = 1, due: str = "2025-06-20", **data: Any) -> Telling:
    """A piece of work for the nth decision on a theme."""
    return work(n, planned, theme=f"theme/{name}", decision=f"decision/{name}-{decided}", due=due, **data)


def outcome(name: str, n: int = 1, **data: Any) -> Telling:
    return on(name, reported, outcome=f"outcome/{name}-{n}", **data)


def asked(name: str, n: int = 1, asked: int = 6, closes: str = "2025-12-31") -> Telling:
    return on(name, check_opened, outcome=f"outcome/{name}-{n}", asked=asked, closes=closes)


def replies(
    name: str, result: str, n: int = 1, *, yes: int = 0, partly: int = 0, no: int = 0, cannot: int = 0, silent: int = 0
) -> Telling:
    """A check closes: with what was answered, and what the rule makes of it."""
    counted = {"yes": yes, "partly": partly, "no": no, "cannot_tell": cannot, "no_reply": silent}
    total = sum(counted.values())
    return on(name, check_closed, outcome=f"outcome/{name}-{n}", asked=total, **counted, result=result)


def checked(name: str, result: str, n: int = 1, **counted: int) -> tuple[Telling, Telling]:
    """People are asked, and the check closes."""
    closing = replies(name, result, n, **counted)
    return asked(name, n, asked=closing.data["asked"]), closing


def promise(days: int, from_on: str, what: str = "answer", unit: str = "calendar") -> Telling:
    made = {"promise": what, "days": days, "unit": unit, "from_on": from_on}
    return Telling("partnership/nvt", PromiseSet, made)


def spoke(on_day: str, *numbers: int) -> tuple[str | Telling, ...]:
    """Some people speak on a day."""
    return on_day, *(said(n) for n in numbers)
