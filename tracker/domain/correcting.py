"""Find the text that a correction speaks of: `parts.b-1.reason_text` of a decision, `what_changed` of an outcome."""

from typing import Any

from tracker.domain.state import Theme
from tracker.events import Ref, Sealed


def text_at(theme: Theme, stream: str, corrects: Ref, path: str) -> Sealed | None:
    """The sealed text at a path of something of this theme, or None where there is no text there.

    A step of the path is a field's name, an entry's place from 0, or the id of an entry (`id` or `ask`).
    """
    found: Any = _target(theme, stream, corrects)
    for step in path.split("."):
        found = _entry(found, step) if isinstance(found, tuple) else getattr(found, step, None)
    return found if isinstance(found, Sealed) else None


def _target(theme: Theme, stream: str, corrects: Ref) -> Any:
    if corrects == stream:
        return theme.opened
    decisions = {decision.fact.decision: decision.fact for decision in theme.decisions}
    outcomes = {outcome.fact.outcome: outcome.fact for outcome in theme.outcomes}
    return decisions.get(corrects) or outcomes.get(corrects)


def _entry(entries: tuple[Any, ...], step: str) -> Any:
    for each in entries:
        if step in (getattr(each, "id", None), getattr(each, "ask", None)):
            return each
    return entries[int(step)] if step.isdecimal() and int(step) < len(entries) else None
