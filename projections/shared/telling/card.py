"""A theme as one card: what people said, then the thread of what was decided, done, changed and checked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, NamedTuple

from projections.shared.journeys.privacy import Privacy
from projections.shared.journeys.told_us import Heard
from projections.shared.telling.telling import Dictionary
from projections.shared.telling.wording import (
    Status,
    day,
    days,
    how_decided,
    listed,
    months,
    people,
    sentence,
    status_of,
    verdicts,
    who_had_a_say,
)
from tracker.domain.small_numbers import replies_in_words
from tracker.domain.standing import (
    YES,
    agreed_without_action,
    has_ended,
    headline,
    last_news,
    waits_for,
)
from tracker.domain.state import Action, Check, Decision, Outcome, Theme
from tracker.events import Ref, Sealed
from tracker.events.checking import ContributorCheckClosed, OutcomeReported
from tracker.events.codes import CheckResult, EvidenceType
from tracker.events.deciding import Part
from tracker.events.plain import PLAIN, REASONS
from tracker.events.shape import sealed_in

Mark = Literal["done", "part", "next", "bad"]
"""A knot on the thread: it happened, in part, not yet, or people say no."""


StepKind = Literal[
    "looking", "decided", "refused", "still", "passed_on", "done", "doing", "stuck", "dropped", "changed", "checked",
    "next",
]  # fmt: skip
"""What a step tells of: what a page goes by, never its label."""


class Step(NamedTuple):
    """One knot: what it is, its day, and what there is to say."""

    label: str
    on: str
    text: str
    mark: Mark
    kind: StepKind = "next"


class Card(NamedTuple):
    """A theme as the public sees it on a board."""

    theme: str
    name: str
    status: Status
    title: str
    you_said: str
    told_us: str
    asks: tuple[str, ...]
    steps: tuple[Step, ...]
    days_since_news: int


@dataclass(frozen=True, slots=True)
class View:
    """What a page is read with: the day it is read for, the smallest number shown, and the words."""

    on: date
    privacy: Privacy
    dictionary: Dictionary

    @property
    def k(self) -> int:
        """The smallest number of people that is shown."""
        return self.privacy.k


def words_on_card(theme: Theme, actions: Sequence[Action]) -> Iterator[Sealed]:
    """Every sealed text that a card may show."""
    outcomes = theme.outcomes[-1:]
    facts: list[Any] = [theme.opened, *(decision.fact for decision in theme.decisions[-1:])]
    facts += [outcome.fact for outcome in outcomes]
    facts += [*theme.corrections, *(correction for outcome in outcomes for correction in outcome.corrections)]
    facts += [each.reply for each in theme.pass_ons if each.reply]
    for action in actions:
        facts += [action.planned, *filter(None, (action.stalled, action.done, action.dropped))]
    for fact in facts:
        yield from sealed_in(fact)


def card_of(stream: str, theme: Theme, actions: Sequence[Action], heard: Heard, view: View) -> Card:
    """The card of one theme."""
    said = view.dictionary.said
    return Card(
        theme=stream,
        name=stream.partition("/")[2],
        status=status_on_card(theme, actions, view.on),
        title=said(theme.opened.title),
        you_said=sentence(said(theme.opened.you_said)),
        told_us=told_us(heard, view),
        asks=tuple(said(ask.text) for ask in theme.opened.asks),
        steps=(*_steps(theme, actions, view), *_still_to_tell(heard)),
        days_since_news=(view.on - last_news(theme, actions)).days,
    )


def status_on_card(theme: Theme, actions: Sequence[Action], on: date) -> Status:
    """A theme's headline on a day, with what was dropped where the rest was done (3.10, point 4)."""
    status = status_of(headline(theme, actions, on), theme, on)
    dropped = sum(action.standing == "dropped" for action in current_actions(theme, actions))
    if status.code != "done_unknown" or not dropped:
        return status
    return replace(status, words=f"{status.words} ({dropped} dropped)")


def told_us(heard: Heard, view: View) -> str:
    """How many people told us, where that may be shown, and when, no closer than the month."""
    return f"{heard.who_told_us}, {when(heard, view)}" if heard.told else ""


def when(heard: Heard, view: View) -> str:
    """When people told us: the months, or the years where the partnership has set that."""
    if not heard.first_on or not heard.last_on:
        return ""
    if view.privacy.dates == "year":
        return " to ".join(dict.fromkeys((str(heard.first_on.year), str(heard.last_on.year))))
    return months(heard.first_on, heard.last_on)


def _steps(theme: Theme, actions: Sequence[Action], view: View) -> Iterator[Step]:
    decision = theme.decision
    if decision is None:
        yield _being_looked_at(theme, view)
        return
    current = current_actions(theme, actions)
    yield _decided(theme, decision, view)
    yield from _refused(theme, decision, view)
    yield from _passed_on(theme, view)
    yield from _doing(theme, current, view)
    yield from _changed(theme, current, view)
    # The days of a decision that is looked at again hold no more.
    yield from [_being_looked_at(theme, view)] if theme.reopened else _owed(theme, view)


def current_actions(theme: Theme, actions: Sequence[Action]) -> list[Action]:
    """The actions of the current decision."""
    decided = theme.decision.fact.decision if theme.decision else None
    return [action for action in actions if action.planned.decision == decided]


def _being_looked_at(theme: Theme, view: View) -> Step:
    if theme.looking is None:
        again = "No day for a new decision has been set yet."
        return Step("What happens next", "", again if theme.reopened else "Nobody has begun to look at it yet.", "next")
    body, due, late = view.dictionary.name(theme.looking.fact.body), theme.looking.due, view.on - theme.looking.due
    said_so = f"{body} said it would decide by {day(due)}. {_late(late.days)}"
    text = said_so if late.days > 0 else f"{body} will decide by {day(due)}."
    return Step("We are looking at it", f"since {day(theme.looking.on)}", text, "next", "looking")


def _decided(theme: Theme, decision: Decision, view: View) -> Step:
    fact = decision.fact
    body = view.dictionary.name(fact.body)
    text = f"{sentence(verdicts(fact))[:-1]}, {how_decided(fact)}, by the {body}. {who_had_a_say(fact)}"
    notes = [(ask_text, part.note) for part in fact.parts for ask_text in _asked(theme, part, view) if part.note]
    for ask_text, note in notes:
        text += f" {sentence(ask_text)[:-1]}: {sentence(view.dictionary.said(note))}"
    label = "We decided, again" if len(theme.decisions) > 1 else "We decided"
    whole = all(part.verdict not in YES for part in fact.parts) or all(part.verdict == "agreed" for part in fact.parts)
    return Step(
        label,
        day(decision.on),
        _THE.sub(lambda found: f"{found[1].lower()} ", text),
        "done" if whole else "part",
        "decided",
    )


_THE = re.compile(r"\bthe (the|a|an) ", re.IGNORECASE)
"""An article before a body whose name brings its own."""


def _asked(theme: Theme, part: Part, view: View) -> Iterator[str]:
    return (view.dictionary.said(ask.text) for ask in theme.opened.asks if ask.id == part.ask)


def _refused(theme: Theme, decision: Decision, view: View) -> Iterator[Step]:
    said = view.dictionary.said
    for part in decision.fact.parts:
        if part.verdict != "agreed" and (part.reason_text or part.where):
            asked = "".join(_asked(theme, part, view))
            yield Step(f"Why not: {asked}", "", _why_not(theme, decision, part, view), "done", "refused")
        still = [sentence(said(each.text)) for each in part.still if each.kind != "review_on"]
        if still:
            yield Step("What can still be done", "", " ".join(still), "next", "still")


def _why_not(theme: Theme, decision: Decision, part: Part, view: View) -> str:
    given = [sentence(REASONS[reason]) for reason in part.reasons]
    for field in ("where", "why_people_did_not_know", "reason_text"):
        text = corrected(theme, decision.fact.decision, f"parts.{part.ask}.{field}", getattr(part, field), view)
        given += [sentence(text)] if text else []
    return " ".join(given)


def corrected(theme: Theme, ref: Ref, path: str, sealed: Sealed | None, view: View) -> str:
    """A text with its corrections, what it said first beside what it says now (R28)."""
    text = view.dictionary.said(sealed)
    for each in theme.corrections:
        if (each.corrects, each.field) == (ref, path):
            old, new = view.dictionary.said(each.old), view.dictionary.said(each.new)
            text = text.replace(old, f"{new} (put right: it said {old})", 1)
    return text


def _passed_on(theme: Theme, view: View) -> Iterator[Step]:
    name, said = view.dictionary.name, view.dictionary.said
    for each in theme.pass_ons:
        if each.reply and each.replied_on:
            text = f"{name(each.to)}: {sentence(said(each.reply.answer))}"
            yield Step("What they said", day(each.replied_on), text, "done", "passed_on")
        else:
            late, due = (view.on - each.reply_due).days, day(each.reply_due)
            text = f"{name(each.to)} should reply by {due}."
            if late > 0:
                text = f"{name(each.to)} has not replied. The reply was due by {due}, {days(late)} ago."
            asked = f" We last asked on {day(each.chased_on)}." if each.chased_on else ""
            yield Step("Passed on", day(each.on), text + asked, "next", "passed_on")


def _doing(theme: Theme, actions: Sequence[Action], view: View) -> Iterator[Step]:
    said = view.dictionary.said
    waited = None if theme.reopened else agreed_without_action(theme, actions, view.on)
    if waited is not None:
        text = f"Agreed {days(waited)} ago. Nobody has said yet who will do it, or by when."
        yield Step("What happens next", "", text, "next")
    done = [action for action in actions if action.done and action.done_on]
    if done:
        last = max(action.done_on for action in done if action.done_on)
        text = " ".join(sentence(said(action.done.what)) for action in done if action.done)
        finished = len(done) == len(actions)
        on = f"by {day(last)}" if len(done) > 1 else day(last)
        yield Step("We did", on, text, "done" if finished else "part", "done")
    doing = [action for action in actions if action.standing in ("planned", "started")]
    if doing:
        owners = listed(dict.fromkeys(view.dictionary.name(action.planned.owner) for action in doing))
        label = f"{owners} {'is' if len({action.planned.owner for action in doing}) == 1 else 'are'} doing"
        yield Step(label, "", " ".join(_to_do(action, view) for action in doing), "next", "doing")
    for action in actions:
        if action.stalled:
            yield _stuck(action, view)
        if action.dropped and action.dropped_on:
            yield _dropped(action, view)


def _to_do(action: Action, view: View) -> str:
    late = (view.on - action.due).days
    text = f"{sentence(view.dictionary.said(action.planned.what))[:-1]}, by {day(action.due)}."
    return f"{text} {_late(late)}" if late > 0 else text


def _stuck(action: Action, view: View) -> Step:
    assert action.stalled
    said = view.dictionary.said
    text = (
        f"{sentence(said(action.planned.what))} {sentence(said(action.stalled.text))}"
        f" What would help: {sentence(said(action.stalled.would_unstick))}"
        f" {view.dictionary.name(action.planned.owner)} will look again on {day(action.stalled.look_again_on)}."
    )
    return Step("Stuck – and why", "", text, "part", "stuck")


def _dropped(action: Action, view: View) -> Step:
    dropped, said = action.dropped, view.dictionary.said
    assert dropped
    assert action.dropped_on
    given = [said(action.planned.what), REASONS[dropped.reason], said(dropped.text)]
    given += [said(each.text) for each in dropped.still]
    text = " ".join(sentence(each) for each in given)
    return Step("We said we would and we did not", day(action.dropped_on), text, "bad", "dropped")


def _changed(theme: Theme, actions: Sequence[Action], view: View) -> Iterator[Step]:
    outcome = theme.outcome
    if outcome is None:
        done = [action.done_on for action in actions if action.done_on]
        if done and all(action.standing in ("done", "dropped") for action in actions):
            since = (view.on - max(done)).days
            owners = listed(dict.fromkeys(view.dictionary.name(action.planned.owner) for action in actions))
            have = "has" if len({action.planned.owner for action in actions}) == 1 else "have"
            text = f"{owners} {have} not said yet what changed. The work was finished {days(since)} ago."
            yield Step("What changed", "", text, "next", "changed")
        return
    ended = has_ended(outcome, view.on)
    mark: Mark = "bad" if ended else "done" if outcome.level == "full" else "part"
    who = view.dictionary.who(outcome.by)
    yield Step(f"What changed, says {who}", day(outcome.on), _claim(outcome, view), mark, "changed")
    if outcome.checks:
        yield _checked(outcome.checks[-1], view)


def _claim(outcome: Outcome, view: View) -> str:
    said, fact = view.dictionary.said, outcome.fact
    measured = next((each for each in fact.evidence if each.before and each.after), None)
    text = sentence(said(fact.what_changed))
    for each in outcome.corrections:
        now, before = said(each.new_summary), said(each.old_summary)
        text += f" Put right: {sentence(now)[:-1]} (it said {before})."
    if measured:
        text += f" Before: {said(measured.before)}. After: {said(measured.after)}."
    if has_ended(outcome, view.on) and fact.until:
        text += f" It was there until {day(fact.until)}."
    return text


def _checked(check: Check, view: View) -> Step:
    closed = check.closed
    if closed is None or check.closed_on is None:
        text = f"We have asked the people who said it. Answers by {day(check.opened.closes)}."
        return Step("Being checked with you", "", text, "next", "checked")
    mark = RESULT_MARKS[closed.result]
    text = f"{replied(closed, view.k)} {answered(closed)}".strip()
    return Step("Checked with you", day(check.closed_on), text, mark, "checked")


RESULT_MARKS: dict[CheckResult, Mark] = {
    "confirmed": "done",
    "partly_confirmed": "part",
    "disputed": "bad",
    "too_few_replies": "next",
}
"""What a check's result makes of its knot on the thread."""


def evidence(fact: OutcomeReported, view: View) -> Iterator[str]:
    """What a claim rests on, one sentence each, with how many it is about."""
    said = view.dictionary.said
    for each in fact.evidence:
        period = f" ({said(each.period)})" if each.period else ""
        if each.before and each.after:
            yield f"Before: {said(each.before)}. After: {said(each.after)}{period}."
        elif each.summary and each.n:
            yield f"{sentence(PLAIN[EvidenceType][each.type])[:-1]} ({each.n}): {sentence(said(each.summary))}"
        elif each.summary:
            yield f"{said(each.summary)}{period}." if period else sentence(said(each.summary))


def replied(closed: ContributorCheckClosed, k: int) -> str:
    """How many of those who were asked replied, banded."""
    n = closed.asked - closed.no_reply
    return "Nobody replied." if n == 0 else f"{people(n, k)} replied."


def answered(closed: ContributorCheckClosed) -> str:
    """What a closed check found, in words; nothing where nobody replied."""
    if closed.asked == closed.no_reply:
        return ""
    if closed.result == "too_few_replies":
        return "That is too few to say."
    return replies_in_words(closed.yes, closed.partly, closed.no, closed.cannot_tell)


def _owed(theme: Theme, view: View) -> Iterator[Step]:
    reviews = sorted({(each.due, each.days_past_due) for each in waits_for(theme, view.on) if each.kind == "review"})
    if not reviews:
        return
    texts = [
        f"We said we would look again on {day(due)}. {_late(late)}" if late else f"We will look again on {day(due)}."
        for due, late in reviews
    ]
    yield Step("What happens next", "", listed(texts, last=""), "next")


def _still_to_tell(heard: Heard) -> Iterator[Step]:
    if heard.to_tell:
        text = f"{heard.who_is_to_be_told} still need to be told: what they heard from us has changed since."
        yield Step("Told something that has changed", "", text, "next")


def _late(n: int) -> str:
    return f"We are {days(n)} late."
