"""A decision as a page tells it: each ask's verdict and why, who took part, who disagreed, what is still open."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from projections.shared.telling.card import View
from projections.shared.telling.decided import the, within
from projections.shared.telling.rich import Line, Piece, as_sentence, line
from projections.shared.telling.wording import (
    capacities,
    counted,
    day,
    how_decided,
    sentence,
    spelt,
    verdicts,
    who_had_a_say,
)
from projections.timeline.trail import Journey, anchor, called
from tracker.domain.standing import YES
from tracker.domain.state import Decision
from tracker.events.codes import PartPlayed, StillKind, Verdict
from tracker.events.deciding import DecisionMade, Part, RecommendationMade, Still, Votes
from tracker.events.plain import CAPACITIES, PLAIN, REASONS


@dataclass(frozen=True, slots=True)
class Block:
    """Some lines under a heading of their own, or under none."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """What people said, in their voice, and who they are: never by name."""

    text: Line
    who: str


def in_short(fact: DecisionMade, view: View) -> str:
    """What was decided, how, and by whom."""
    return f"{sentence(_verdicts(fact))} {the(view.dictionary.name(fact.body))} decided {how_decided(fact)}."


def said_yes(fact: DecisionMade) -> bool:
    """Whether a decision agreed to anything."""
    return any(part.verdict in YES for part in fact.parts)


def _verdicts(fact: DecisionMade) -> str:
    said, asks = verdicts(fact), len(fact.parts)
    if len({part.verdict for part in fact.parts}) > 1 or asks < 2:
        return said
    every = "both" if asks == 2 else f"all {spelt(asks)}"
    return f"{every} {said}" if said.startswith("agreed") else f"{every}: {said}"


def how_it_was_decided(journey: Journey, decision: Decision) -> Iterator[Line]:
    """What was decided, who had a say, who had the final say, and what had been recommended."""
    fact = decision.fact
    yield line(f"{in_short(fact, journey.view)} {who_had_a_say(fact)} {votes(fact.votes)}".rstrip())
    yield line(final_say(fact, journey))
    yield from _recommended(journey, decision)
    for each in fact.left_open:
        yield line(f"Left open: {sentence(_ask(journey, each.ask))} {sentence(journey.said(each.why))}")


def took_part(fact: DecisionMade) -> Iterator[str]:
    """Everybody who took part, by what they took part as: their capacities, never their names."""
    for part, called_so in PARTS_PLAYED.items():
        counts = {each.capacity: 0 for each in fact.took_part if each.part == part}
        for each in fact.took_part:
            if each.part == part:
                counts[each.capacity] += each.n
        if counts:
            yield f"{called_so}: {capacities(counts)}."


PARTS_PLAYED: dict[PartPlayed, str] = {
    "decided": "Deciding",
    "advised": "Advising",
    "observed": "Looking on",
    "informed": "Told of it",
}


def final_say(fact: DecisionMade, journey: Journey) -> str:
    """Who had the final say, and whether that was known beforehand."""
    known = "That was known beforehand." if fact.final_say_known_before else "Nobody had said so beforehand."
    return f"Who had the final say: {sentence(journey.said(fact.final_say))} {known}"


def votes(cast: Votes | None) -> str:
    """How people voted, where they did."""
    if cast is None:
        return ""
    said = ((cast.for_yes, cast.against_yes, "yes"), (cast.for_no, cast.against_no, "no"))
    return " ".join(
        f"{counted(for_it or 0, 'person', 'people').capitalize()} voted for the {answer}, {against or 0} against it."
        for for_it, against, answer in said
        if for_it is not None or against is not None
    )


def _recommended(journey: Journey, decision: Decision) -> Iterator[Line]:
    made = [kept for kept in journey.trail.of(RecommendationMade) if kept.envelope.occurred_on <= decision.on]
    for kept in made[-1:]:
        who, text = journey.view.dictionary.who(kept.envelope.by), journey.said(kept.envelope.fact.text)
        followed = decision.fact.recommendation_followed
        came_of_it = "" if followed == "none_made" else f" {FOLLOWED[followed]}"
        yield line(f"{who} recommended: ", Piece(sentence(text), said=True), came_of_it)


FOLLOWED = {"yes": "That was followed.", "partly": "That was followed in part.", "no": "That was not followed."}


def dissent(journey: Journey, fact: DecisionMade) -> tuple[Spoken, ...]:
    """What those who did not agree wanted written down."""
    return tuple(
        Spoken(
            as_sentence(journey.as_it_is(fact.decision, f"dissent.{at}.text", each.text)),
            sentence(f"from {CAPACITIES[each.capacity][1]} who did not agree"),
        )
        for at, each in enumerate(fact.dissent)
    )


def by_ask(journey: Journey, decision: Decision) -> Iterator[Block]:
    """Each ask's verdict with all that belongs to it; nothing where everything was simply agreed."""
    parts = decision.fact.parts
    told = {part.ask: tuple(_part(journey, decision, part)) for part in parts}
    if len({part.verdict for part in parts}) > 1:
        yield from _simply(journey, [part for part in parts if not told[part.ask]])
    for part in parts:
        if lines := told[part.ask]:
            title = f"{_ask(journey, part.ask)}: {PLAIN[Verdict][part.verdict]}" if len(parts) > 1 else ""
            yield Block(title, lines)


def _simply(journey: Journey, parts: Iterable[Part]) -> Iterator[Block]:
    """The asks whose verdict needs no more words, by verdict."""
    by_verdict: dict[str, list[str]] = {}
    for part in parts:
        by_verdict.setdefault(PLAIN[Verdict][part.verdict], []).append(_ask(journey, part.ask))
    for verdict, asks in by_verdict.items():
        yield Block("", (line(f"{sentence(verdict)[:-1]}: {'; '.join(asks)}."),))


def _ask(journey: Journey, ask: str) -> str:
    return next((journey.said(each.text).rstrip(".") for each in journey.theme.opened.asks if each.id == ask), "")


def _part(journey: Journey, decision: Decision, part: Part) -> Iterator[Line]:
    for field, begins in WHAT_BELONGS:
        text = journey.as_it_is(decision.fact.decision, f"parts.{part.ask}.{field}", getattr(part, field))
        if text and field != "reason_text":
            yield as_sentence(line(begins, *(text if begins else as_sentence(text))))
        elif field == "reason_text" and (text or part.reasons):
            reasons = " ".join(sentence(REASONS[reason]) for reason in part.reasons)
            yield line(f"Why: {reasons} ", *as_sentence(text))
    if part.reason_held_by:
        name = journey.view.dictionary.name
        yield line(
            f"{name(part.reason_held_by)} holds the full reason, and {within(name(part.second_approver))} has seen it."
        )
    yield from (line(each) for each in what_can_still_be_done(part.still, journey.view))


WHAT_BELONGS = (
    ("note", ""),
    ("agreed", "Agreed: "),
    ("not_agreed", "Not agreed: "),
    ("reason_text", "Why: "),
    ("where", "Where: "),
    ("why_people_did_not_know", "Why people did not know, or it did not feel so: "),
)
"""The texts that may stand with a verdict, in their order, and how each begins."""


def what_can_still_be_done(stills: Iterable[Still], view: View) -> Iterator[str]:
    """What can still be done, but for looking again: that has its day, under what happens next."""
    for still in stills:
        if still.kind == "review_on":
            continue
        text = view.dictionary.said(still.text).rstrip(".")
        on = f", {day(still.on)}" if still.on else ""
        by = f" {view.dictionary.name(still.decided_by)} decided that." if still.decided_by else ""
        yield f"What can still be done – {PLAIN[StillKind][still.kind].lower()}: {text}{on}.{by}"


def replaced(journey: Journey, decision: Decision) -> Line:
    """What a decision replaced, if anything."""
    before = journey.trail.introducing(decision.fact.supersedes)
    return line("This replaced ", Piece(called(before), to=anchor(before)), ".") if before else ()
