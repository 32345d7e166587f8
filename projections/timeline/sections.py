"""The top of a theme's page, on the thread: what was decided, done and changed, who disagrees, what is next."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from projections.shared.telling.card import RESULT_MARKS, Mark, answered, evidence, replied
from projections.shared.telling.decided import the
from projections.shared.telling.rich import Line, Piece, as_sentence, line
from projections.shared.telling.wording import day, listed, sentence
from projections.timeline.claims import Claim, claims_of
from projections.timeline.decisions import (
    Block,
    Spoken,
    by_ask,
    dissent,
    how_it_was_decided,
    replaced,
    said_yes,
    what_can_still_be_done,
)
from projections.timeline.disputes import Disagreement, correction, disagreements
from projections.timeline.owed import Owed, owed
from projections.timeline.trail import Journey, anchor
from tracker.domain.standing import YES, has_ended
from tracker.domain.state import Action, Check, Outcome
from tracker.events.disputing import OutcomeCorrected
from tracker.events.plain import REASONS

SectionKind = Literal[
    "looking", "decided", "passed_on", "done", "stuck", "dropped", "changed", "disagreed", "next"
]  # fmt: skip
"""What a section tells of: what the template goes by."""


@dataclass(frozen=True, slots=True)
class WhatChanged:
    """The owner's claim and the contributors' verdict, side by side and never merged."""

    who: str
    on: str
    claim: Line
    put_right: tuple[Line, ...]
    evidence: tuple[str, ...]
    limits: str
    asked: str
    verdict: str
    replies: str


@dataclass(frozen=True, slots=True)
class Section:
    """One knot of the thread: a heading, lines, and what its kind brings with it."""

    kind: SectionKind
    title: str
    mark: Mark = "done"
    on: str = ""
    lines: tuple[Line, ...] = ()
    items: tuple[Line, ...] = ()
    blocks: tuple[Block, ...] = ()
    spoken: tuple[Spoken, ...] = ()
    changed: WhatChanged | None = None
    claims: tuple[Claim, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    owed: tuple[Owed, ...] = ()


def sections(journey: Journey) -> tuple[Section, ...]:
    """The sections below what people said, in the order of the story; what happens next is the last."""
    return (
        *(() if journey.current else _looking(journey)),
        *_decided(journey),
        *_passed_on(journey),
        *_done(journey),
        *_stuck(journey),
        *_dropped(journey),
        *_changed(journey),
        *_disagreed(journey),
        *(_looking(journey) if journey.current else ()),
        Section("next", "What happens next", "next", owed=owed(journey)),
    )


def _looking(journey: Journey) -> Iterator[Section]:
    looking = journey.theme.looking
    if looking is None:
        return
    body = journey.view.dictionary.name(looking.fact.body)
    again = " again" if journey.current else ""
    lines = [line(f"{the(body)} is looking at it{again}.")]
    if looking.fact.info_shared:
        shared = sentence(journey.said(looking.fact.info_shared))
        on = f" on {day(looking.fact.info_shared_on)}" if looking.fact.info_shared_on else ""
        lines.append(line(f"What they were given to read{on}: {shared}"))
    yield Section("looking", f"We are looking at it{again}", "part", f"since {day(looking.on)}", tuple(lines))


def _decided(journey: Journey) -> Iterator[Section]:
    decision = journey.current
    if decision is None:
        return
    verdicts = {part.verdict for part in decision.fact.parts}
    whole = len(verdicts) == 1 or not verdicts & {*YES}
    title = "We decided, again" if len(journey.theme.decisions) > 1 else "We decided"
    if journey.theme.reopened:
        title = "What we decided before"
    yield Section(
        "decided",
        title,
        "done" if whole else "part",
        day(decision.on),
        (*how_it_was_decided(journey, decision), *filter(None, [replaced(journey, decision)])),
        blocks=tuple(by_ask(journey, decision)),
        spoken=dissent(journey, decision.fact),
    )


def _passed_on(journey: Journey) -> Iterator[Section]:
    decision = journey.current
    passed = {part.ask for part in decision.fact.parts if part.verdict == "passed_on"} if decision else set()
    sent = [each for each in journey.theme.pass_ons if each.part in passed]
    items, name = [], journey.view.dictionary.name
    for each in sent:
        if each.reply and each.replied_on:
            said = sentence(journey.said(each.reply.answer))
            items.append(line(f"{name(each.to)} replied on {day(each.replied_on)}: {said}"))
        else:
            items.append(line(f"{name(each.to)} has not replied yet."))
    if items:
        some = any(each.replied_on for each in sent)
        mark: Mark = "done" if all(each.replied_on for each in sent) else "part" if some else "next"
        yield Section("passed_on", "We passed it on", mark, day(sent[0].on), items=tuple(items))


def _done(journey: Journey) -> Iterator[Section]:
    actions = journey.actions_for(journey.current)
    done = [(action, action.done, action.done_on) for action in actions if action.done and action.done_on]
    if not done:
        return
    last = max(on for _, _, on in done)
    yield Section(
        "done",
        "We did",
        "done" if len(done) == len(actions) else "part",
        f"by {day(last)}" if len(done) > 1 else day(last),
        items=tuple(line(sentence(journey.said(fact.what))) for _, fact, _ in done),
        lines=(line(_by_whom(journey, [action for action, _, _ in done])),),
    )


def _by_whom(journey: Journey, actions: list[Action]) -> str:
    owners = listed(dict.fromkeys(journey.view.dictionary.name(action.planned.owner) for action in actions))
    together = any((action.planned.done_with or {}).get("lived_experience") for action in actions)
    return f"Done by {owners}{', together with people with lived experience' if together else ''}."


def _stuck(journey: Journey) -> Iterator[Section]:
    for action in journey.actions_for(journey.current):
        if action.stalled:
            given = [journey.said(action.stalled.text), REASONS[action.stalled.reason]]
            why = " ".join(sentence(each) for each in given)
            lines = (
                line(sentence(journey.said(action.planned.what))),
                line(f"Why: {why}"),
                line(f"What would help: {sentence(journey.said(action.stalled.would_unstick))}"),
            )
            yield Section("stuck", "Stuck – and why", "part", lines=lines)


def _dropped(journey: Journey) -> Iterator[Section]:
    for action in journey.actions_for(journey.current):
        dropped = action.dropped
        if dropped and action.dropped_on:
            why = " ".join(sentence(each) for each in (REASONS[dropped.reason], journey.said(dropped.text)))
            lines = (
                line(sentence(journey.said(action.planned.what))),
                line(f"Why: {why}"),
                line(f"{journey.view.dictionary.name(dropped.decided_by)} decided that."),
                *(line(each) for each in what_can_still_be_done(dropped.still, journey.view)),
            )
            yield Section("dropped", "We said we would and we did not", "bad", day(action.dropped_on), lines)


def _changed(journey: Journey) -> Iterator[Section]:
    decision, outcome = journey.current, journey.theme.outcome if journey.current else None
    if decision is None or not said_yes(decision.fact):
        return
    claims = claims_of(journey.theme, journey.actions, decision)
    if outcome is None:
        yield Section("changed", "How far it got", "next", claims=claims)
        return
    mark: Mark = "done" if outcome.level == "full" else "part"
    if outcome.verdict and outcome.verdict.result in ("disputed", "partly_confirmed"):
        mark = RESULT_MARKS[outcome.verdict.result]
    lines: tuple[Line, ...] = ()
    if outcome.fact.until and has_ended(outcome, journey.on):
        mark, lines = "bad", (line(f"It was there until {day(outcome.fact.until)}. Then it stopped."),)
    yield Section("changed", "What changed", mark, lines=lines, claims=claims, changed=what_changed(journey, outcome))


def what_changed(journey: Journey, outcome: Outcome) -> WhatChanged:
    """An outcome's claim, with what was put right in it, and what the people who asked said to it."""
    fact, check = outcome.fact, outcome.checks[-1] if outcome.checks else None
    closed = check.closed if check else None
    return WhatChanged(
        who=journey.view.dictionary.who(outcome.by),
        on=f"{day(outcome.on)}, for {_how_long(outcome)}",
        claim=as_sentence(journey.as_it_is(fact.outcome, "what_changed", fact.what_changed)),
        put_right=tuple(corrections(journey, outcome)),
        evidence=tuple(evidence(fact, journey.view)),
        limits=sentence(journey.said(fact.limits)),
        asked=_asked(check),
        verdict=answered(closed) if closed else "",
        replies=replied(closed, journey.view.k) if closed else "",
    )


def corrections(journey: Journey, outcome: Outcome) -> Iterator[Line]:
    """What was put right in a claim: what it said, what it is, and where that is told."""
    for kept in journey.trail.put_right(outcome.fact.outcome):
        if isinstance(kept.envelope.fact, OutcomeCorrected):
            on = Piece(f"Put right on {day(kept.envelope.occurred_on)}", to=anchor(kept))
            yield line(on, ": ", *correction(journey, kept))


def _how_long(outcome: Outcome) -> str:
    since, until = outcome.fact.since, outcome.fact.until
    return f"the time from {day(since)} to {day(until)}" if until else f"the time since {day(since)}"


def _asked(check: Check | None) -> str:
    if check is None:
        return "Nobody has asked them yet."
    if check.closed_on:
        return f"Asked {day(check.opened_on)} to {day(check.closed_on)}"
    return f"Asked since {day(check.opened_on)}; answers by {day(check.opened.closes)}."


def _disagreed(journey: Journey) -> Iterator[Section]:
    found: Iterable[Disagreement] = disagreements(journey)
    if shown := tuple(found):
        mark: Mark = "bad" if any(each.open for each in shown) else "done"
        yield Section("disagreed", "You disagreed", mark, disagreements=shown)
