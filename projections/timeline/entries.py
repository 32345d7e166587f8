"""Everything that happened to a theme, oldest first: one plain sentence for each fact, with what belongs to it."""

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby, pairwise
from typing import Any

from projections.shared.journeys.facts import KeptFact
from projections.shared.telling.card import RESULT_MARKS, Mark, answered, replied, when
from projections.shared.telling.rich import line
from projections.shared.telling.telling import Dictionary, tell
from projections.shared.telling.wording import day, month, people, sentence, spelt
from projections.timeline.acts import Beat, TimelineEntry
from projections.timeline.decisions import Spoken
from projections.timeline.entry_details import MORE
from projections.timeline.retelling import Told as Retold
from projections.timeline.trail import Journey, anchor
from tracker.events.checking import ContributorCheckClosed, ContributorCheckOpened, OutcomeReported
from tracker.events.deciding import (
    ConsiderationExtended,
    ConsiderationStarted,
    DecisionMade,
    ReviewDateMoved,
    ThemeReopened,
)
from tracker.events.disputing import DisputeRaised
from tracker.events.doing import (
    ActionDone,
    ActionDropped,
    ActionDueDateMoved,
    ActionPlanned,
    ActionProgressed,
    ActionResumed,
    ActionStalled,
    ActionStarted,
)
from tracker.events.looking_back import CelebrationHeld, CelebrationPagePublished, ReviewCompleted
from tracker.events.passing_on import PassedOn, PeerFindingRecorded, ReplyChased, RepresentationMade
from tracker.events.publishing import PublicItemHeldBack, PublicItemReleased
from tracker.events.theming import PublicWordingApproved, ThemeOpened, ThemesMerged, ThemeWordingChecked


def entries(journey: Journey, retold: Sequence[Retold], joined: Mapping[str, str]) -> tuple[TimelineEntry, ...]:
    """Every entry, oldest first. `joined` are the titles of themes that were joined with this one."""
    told = [
        (some[0].envelope.occurred_on, entry)
        for some in (list(group) for _, group in groupby(journey.trail.told, _together))
        for entry in _entries(journey, some, joined)
    ]
    told += [(_last_day_of(each), _retold(journey, each)) for each in retold]
    told.sort(key=lambda dated: dated[0])
    every = [_people_told_us(journey), *(entry for _, entry in told)]
    return (every[0], *(replace(now, same_day=now.on == before.on) for before, now in pairwise(every)))


def _last_day_of(told: Retold) -> date:
    return told.month.replace(day=monthrange(told.month.year, told.month.month)[1])


def _people_told_us(journey: Journey) -> TimelineEntry:
    told = f"{journey.heard.who_told_us}."
    return TimelineEntry("e", when(journey.heard, journey.view), told, said=True, beat="said")


def _retold(journey: Journey, told: Retold) -> TimelineEntry:
    them = _how_many(told.people, journey.heard.told)
    what = "what was said to have changed" if told.of_the_outcome else "what was decided"
    code = "For some of them it lies ready under their code." if told.some_under_code else ""
    anchor = f"told-{told.month:%Y-%m}{'-change' if told.of_the_outcome else ''}"
    lines = (line(code),) if code else ()
    return TimelineEntry(anchor, month(told.month), f"We told {them} {what}.", lines=lines, quiet=True)


def _how_many(n: int, of: int) -> str:
    """How many of those who told us, in words: months taken from each other could tell of a few."""
    if n == of:
        return "everyone who said this"
    return f"{'most' if 2 * n > of else 'some'} of the people who said this"


TOGETHER: dict[type[Any], str] = {
    ActionPlanned: "{owner} planned {n} things.",
    ActionStarted: "We started {n} things.",
    ActionResumed: "{n} things are no longer stuck.",
    ActionDone: "We did {n} things.",
    PassedOn: "We passed it on to {n} others.",
    ReplyChased: "We asked {n} others again for a reply.",
    ThemesMerged: "{n} things that people said were joined with this.",
}
"""Facts of a kind from one day that are told as one, and how."""


def _together(kept: KeptFact) -> tuple[Any, ...]:
    fact = kept.envelope.fact
    if type(fact) not in TOGETHER:
        return (kept.position,)
    return (type(fact), kept.envelope.occurred_on, getattr(fact, "owner", None))


def _entries(journey: Journey, some: Sequence[KeptFact], joined: Mapping[str, str]) -> Iterator[TimelineEntry]:
    if len(some) > 1:
        yield _of_a_kind(journey, some, joined)
        return
    kept = some[0]
    told = tell(kept.envelope, _dictionary(journey, kept, joined))
    if told is None:
        return
    fact = kept.envelope.fact
    more = MORE.get(type(fact))
    plain = TimelineEntry(
        anchor=anchor(kept),
        on=day(kept.envelope.occurred_on),
        sentence=f"{told.head}." if told.words else told.sentence,
        mark=_mark(fact),
        beat=_beat(journey, fact),
        lines=tuple(line(each) for each in told.detail),
        spoken=(Spoken(line(told.words), ""),) if told.words else (),
        quiet=isinstance(fact, QUIET),
    )
    yield more(journey, kept, plain) if more else plain


def _of_a_kind(journey: Journey, some: Sequence[KeptFact], joined: Mapping[str, str]) -> TimelineEntry:
    first = some[0].envelope
    if isinstance(first.fact, ActionStarted) and _all_started(journey, some):
        every = "both" if len(some) == 2 else f"all {spelt(len(some))}"
        return TimelineEntry(anchor(some[0]), day(first.occurred_on), f"We started {every}.", beat="worked", quiet=True)
    owner = journey.view.dictionary.name(getattr(first.fact, "owner", None))
    items = (_item(journey, kept, joined) for kept in some)
    return TimelineEntry(
        anchor=anchor(some[0]),
        on=day(first.occurred_on),
        sentence=sentence(TOGETHER[type(first.fact)].format(owner=owner, n=spelt(len(some)))),
        beat=_beat(journey, first.fact),
        items=tuple(line(sentence(each)) for each in items),
        quiet=isinstance(first.fact, QUIET),
    )


def _all_started(journey: Journey, some: Sequence[KeptFact]) -> bool:
    """Whether the actions that were started are all that a decision asked for, so that they need not be told again."""
    planned = {each.envelope.stream: each.envelope.fact.decision for each in journey.trail.of(ActionPlanned)}
    streams = {kept.envelope.stream for kept in some}
    decisions = {planned.get(stream) for stream in streams}
    return streams == {stream for stream, decision in planned.items() if decision in decisions}


def _item(journey: Journey, kept: KeptFact, joined: Mapping[str, str]) -> str:
    said, name, fact = journey.said, journey.view.dictionary.name, kept.envelope.fact
    match fact:
        case ActionPlanned():
            return f"{said(fact.what).rstrip('.')}, by {day(fact.due)}"
        case ActionDone():
            return said(fact.what)
        case PassedOn():
            return f"{name(fact.to)}, to reply by {day(fact.reply_due)}"
        case ReplyChased():
            return name(fact.to)
        case ThemesMerged():
            return joined.get(fact.old, "Something that is not shown")
        case _:
            return _what(journey, kept)


def _what(journey: Journey, kept: KeptFact) -> str:
    planned = {
        each.envelope.stream: each.envelope.fact for each in journey.trail.of(ActionPlanned)
    }  # every action of the theme begins with its plan
    found = planned.get(kept.envelope.stream)
    return journey.said(found.what).rstrip(".") if found else ""


def _dictionary(journey: Journey, kept: KeptFact, joined: Mapping[str, str]) -> Dictionary:
    """The words and names, with what this fact needs beside them."""
    fact, beside = kept.envelope.fact, {"action.what": _what(journey, kept)}
    match fact:
        case ContributorCheckClosed():
            beside["in_words"] = f"{replied(fact, journey.view.k)} {answered(fact)}".strip()
        case ThemeWordingChecked():
            beside["in_words"] = fair_in_words(fact)
        case ThemesMerged():
            beside["joined.title"] = joined.get(fact.old, "")
        case PublicItemHeldBack():
            beside["why_held_back"] = WHY_HELD_BACK.get(fact.reason, "there is another reason")
        case CelebrationHeld():
            beside["came"] = f"{people(sum(fact.attended.values()), journey.view.k)} came."
    known = journey.view.dictionary
    return Dictionary(known.words, known.names, beside)


WHY_HELD_BACK = dict.fromkeys(
    ("identifiable", "someone-identifiable", "someone_identifiable"), "someone could be picked out"
)
"""The reason that is given most often, in plain words."""


def fair_in_words(checked: ThemeWordingChecked) -> str:
    """What those who checked the wording said of it, by weight and never by number."""
    if not checked.replied:
        return "Nobody replied."
    if checked.fair == checked.replied:
        return "Everyone who checked the wording said it was fair."
    most = "Most of those" if 2 * checked.fair > checked.replied else "Some of those"
    return (
        f"{most} who checked the wording said it was fair."
        if checked.fair
        else "Nobody who checked the wording said it was fair."
    )


def _mark(fact: Any) -> Mark:
    match fact:
        case ContributorCheckClosed():
            return RESULT_MARKS[fact.result]
        case ActionStalled():
            return "part"
        case ActionDropped() | DisputeRaised():
            return "bad"
        case _:
            return "done"


def _beat(journey: Journey, fact: Any) -> Beat:
    if isinstance(fact, DisputeRaised):
        outcomes = {outcome.fact.outcome for outcome in journey.theme.outcomes}
        return "denied" if fact.about in outcomes else "disagreed"
    if isinstance(fact, ContributorCheckClosed) and fact.result == "disputed":
        return "denied"
    if isinstance(fact, ReviewCompleted) and fact.scope != journey.theme.ref:
        return ""
    return BEATS.get(type(fact), "")


QUIET = (
    ThemeWordingChecked,
    PublicWordingApproved,
    ConsiderationExtended,
    ActionPlanned,
    ActionStarted,
    ActionProgressed,
    ActionDueDateMoved,
    ContributorCheckOpened,
    ReplyChased,
    ReviewDateMoved,
    PublicItemHeldBack,
    PublicItemReleased,
    CelebrationPagePublished,
)
"""Facts that are steps on the way."""

BEATS: dict[type[Any], Beat] = {
    ThemeOpened: "said",
    ConsiderationStarted: "looked",
    DecisionMade: "decided",
    ActionPlanned: "worked",
    ActionStarted: "worked",
    ActionDone: "worked",
    OutcomeReported: "changed",
    PeerFindingRecorded: "further",
    RepresentationMade: "further",
    CelebrationHeld: "back",
    CelebrationPagePublished: "back",
    ReviewCompleted: "back",
    ThemeReopened: "again",
}
"""The facts that begin an act of the story."""
