"""What happens next with a theme: everything that somebody owes, by when, and who – or that nobody owes anything."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from projections.shared.telling.decided import within
from projections.shared.telling.wording import day, days, listed, month, sentence, time_of
from projections.timeline.trail import Journey
from tracker.domain.calendar import days_past, due_day, promise_on
from tracker.domain.standing import YES, has_ended, last_news, waits_for
from tracker.domain.state import Action, Dispute, Outcome
from tracker.events import Ref
from tracker.events.codes import ReopenedBecause
from tracker.events.deciding import ThemeReopened
from tracker.events.disputing import OutcomeCorrected, RecordCorrected
from tracker.events.looking_back import CelebrationPagePublished
from tracker.events.passing_on import ReplyReceived, RepresentationMade
from tracker.events.plain import PLAIN


@dataclass(frozen=True, slots=True)
class Owed:
    """Something that comes next, in a sentence or two that name who; and how many days late it is."""

    text: str
    days_late: int = 0


def owed(journey: Journey) -> tuple[Owed, ...]:
    """Everything that comes next, or in one sentence that nothing is planned."""
    found = (
        *_answer(journey),
        *_decision(journey),
        *_disputes(journey),
        *_actions(journey),
        *_change(journey),
        *_replies(journey),
        *_reviews(journey),
        *_telling(journey),
        *_retelling(journey),
        *_celebrated(journey),
    )
    return (*(found or [_nothing(journey)]), *_silence(journey))


def _late(journey: Journey, due: date) -> int:
    return days_past(due, journey.on)


def _answer(journey: Journey) -> Iterator[Owed]:
    heard = journey.heard
    if journey.current or not heard.shows_told or heard.first_on is None or journey.view.privacy.dates == "year":
        return
    last = heard.first_on.replace(day=monthrange(heard.first_on.year, heard.first_on.month)[1])
    n, unit = promise_on(journey.promises, "answer", heard.first_on)
    first = f"The first of you told us in {month(heard.first_on)}."
    yield Owed(f"{first} We promised an answer within {time_of(n, unit)}.", _late(journey, due_day(last, n, unit)))


def _decision(journey: Journey) -> Iterator[Owed]:
    theme, again = journey.theme, list(_opened_again(journey))
    if theme.decision and not theme.reopened:
        for each in theme.decision.fact.left_open:
            yield Owed(f"Not decided yet: {_asks(journey, [each.ask])}. No day has been set for that.")
        return
    if theme.looking is None:
        begun = "No day for a new decision has been set yet." if again else "Nobody has begun to look at it yet."
        yield Owed(" ".join([*again, begun]))
        return
    body, due = journey.view.dictionary.name(theme.looking.fact.body), theme.looking.due
    late = _late(journey, due)
    will = f"{body} said they would decide by {day(due)}." if late else f"{body} will decide by {day(due)}."
    yield Owed(" ".join([*again, will]), late)


def _opened_again(journey: Journey) -> Iterator[str]:
    for kept in journey.trail.of(ThemeReopened)[-1:] if journey.theme.reopened else ():
        why = listed(PLAIN[ReopenedBecause][each] for each in kept.envelope.fact.trigger)
        yield f"This was opened again on {day(kept.envelope.occurred_on)}, because {why}."


def _disputes(journey: Journey) -> Iterator[Owed]:
    for dispute in journey.theme.disputes:
        if dispute.open:
            waited = (journey.on - dispute.on).days
            yield Owed(f"We owe an answer to what was said against it on {day(dispute.on)}, {days(waited)} ago.")
        elif _came_to_nothing(journey, dispute):
            answered = day(dispute.answered_on) if dispute.answered_on else ""
            yield Owed(f"We said on {answered} that you were right. Nothing has been put right or opened again since.")


def _came_to_nothing(journey: Journey, dispute: Dispute) -> bool:
    answered, since = dispute.answered, dispute.answered_on
    if answered is None or since is None or answered.finding == "not_upheld":
        return False
    after = journey.trail.of(RecordCorrected, OutcomeCorrected, ThemeReopened)
    return not any(kept.envelope.occurred_on >= since for kept in after)


def _actions(journey: Journey) -> Iterator[Owed]:
    actions = journey.actions_for(journey.current)
    yield from _agreed_only(journey, actions)
    for action in actions:
        owner, what = journey.view.dictionary.name(action.planned.owner), journey.said(action.planned.what).rstrip(".")
        if action.stalled:
            look = action.stalled.look_again_on
            late = _late(journey, look)
            will = "said they would" if late else "will"
            yield Owed(f"{owner} {will} look again on {day(look)} at what is stuck: {what}.", late)
        elif action.standing in ("planned", "started"):
            begun = "" if action.standing == "started" else " Not begun yet."
            yield Owed(f"{owner}: {what}, by {day(action.due)}.{begun}", _late(journey, action.due))


def _agreed_only(journey: Journey, actions: list[Action]) -> Iterator[Owed]:
    decision = journey.current
    if decision is None or journey.theme.reopened:
        return
    agreed = [part.ask for part in decision.fact.parts if part.verdict in YES]
    named = {ask for action in actions for ask in action.planned.asks}
    every_action_names = all(action.planned.asks for action in actions)
    left = [ask for ask in agreed if ask not in named] if every_action_names else []
    if not left:
        return
    body, waited = journey.view.dictionary.name(decision.fact.body), (journey.on - decision.on).days
    what = "" if len(left) == len(agreed) else f"{_asks(journey, left)}: "
    yield Owed(f"{what}{body} agreed {days(waited)} ago. Nobody has said yet who will do it, or by when.")


def _asks(journey: Journey, refs: list[Ref]) -> str:
    return listed(journey.said(ask.text).rstrip(".") for ask in journey.theme.opened.asks if ask.id in refs)


def _change(journey: Journey) -> Iterator[Owed]:
    if journey.current is None or journey.theme.reopened:
        return
    outcome = journey.theme.outcome
    if outcome is None:
        yield from _not_reported(journey)
    elif not outcome.checks:
        n, unit = promise_on(journey.promises, "check_outcome", outcome.on)
        due = due_day(outcome.on, n, unit)
        late = _late(journey, due)
        will = "promised to" if late else "will"
        yield Owed(f"We {will} ask the people who said this, by {day(due)}, whether it changed.", late)
    elif outcome.checks[-1].closed is None:
        closes = outcome.checks[-1].opened.closes
        late = _late(journey, closes)
        asked = "The people who said this were asked whether it changed"
        if late:
            asked = f"{asked}, and could answer until {day(closes)}. We have not said yet what they answered"
        else:
            asked = f"{asked}, and can answer until {day(closes)}"
        yield Owed(f"{asked}.", late)
    else:
        yield from _after_the_check(journey, outcome)


def _not_reported(journey: Journey) -> Iterator[Owed]:
    actions = journey.actions_for(journey.current)
    done = [action.done_on for action in actions if action.done_on]
    if done and all(action.standing in ("done", "dropped") for action in actions):
        owners = list(dict.fromkeys(journey.view.dictionary.name(action.planned.owner) for action in actions))
        have = "have" if len(owners) > 1 else "has"
        finished = f"The work was finished {days((journey.on - max(done)).days)} ago."
        yield Owed(f"{listed(owners)} {have} still to say whether it helped. {finished}")


def _after_the_check(journey: Journey, outcome: Outcome) -> Iterator[Owed]:
    result, who = outcome.verdict.result if outcome.verdict else "", journey.view.dictionary.who(outcome.by)
    if result == "disputed":
        yield Owed(f"People say that it has not changed. {who} has still to say what happens now.")
    elif result == "too_few_replies":
        yield Owed("Too few people replied to be sure. No day has been set to ask again.")
    elif has_ended(outcome, journey.on) and not waits_for(journey.theme, journey.on):
        yield Owed("It stopped, and nobody has said yet whether it comes back.")
    elif result == "partly_confirmed" and not waits_for(journey.theme, journey.on):
        yield Owed("Part of it has not changed, and nobody has said yet what happens with that part.")


def _replies(journey: Journey) -> Iterator[Owed]:
    theme, name = journey.theme, journey.view.dictionary.name
    for each in theme.pass_ons:
        if each.replied_on:
            continue
        late = _late(journey, each.reply_due)
        asked = f" We last asked on {day(each.chased_on)}." if each.chased_on else ""
        if late:
            said = f"{name(each.to)} has not replied. The reply was due by {day(each.reply_due)}."
            yield Owed(f"{said}{asked}", late)
        else:
            yield Owed(f"{name(each.to)} should reply by {day(each.reply_due)}.{asked}")
    sent = {each.part for each in theme.pass_ons}
    for part in theme.decision.fact.parts if theme.decision and not theme.reopened else ():
        if part.verdict == "passed_on" and part.ask not in sent:
            yield Owed(f"We have still to send it to {within(name(part.passed_to))}.")
    yield from _taken_further(journey)


def _taken_further(journey: Journey) -> Iterator[Owed]:
    replies = [kept for kept in journey.trail.of(ReplyReceived) if kept.envelope.fact.part is None]
    for kept in journey.trail.of(RepresentationMade):
        if any(reply.position > kept.position for reply in replies):
            continue
        fact, who = kept.envelope.fact, journey.view.dictionary.who(kept.envelope.by)
        text = f"{who} took it further ({journey.said(fact.forum)}). A reply is due by {day(fact.reply_due)}."
        yield Owed(text, _late(journey, fact.reply_due))


def _reviews(journey: Journey) -> Iterator[Owed]:
    decision = journey.current
    if decision is None or journey.theme.reopened:
        return
    body, asks = journey.view.dictionary.name(decision.fact.body), len(journey.theme.opened.asks)
    for due in sorted({due for _, due in decision.reviews()}):
        of = [ask for ask, on in decision.reviews() if on == due]
        about = f": {'; '.join(_asks(journey, [ask]) for ask in of)}" if asks > 1 else ""
        late = _late(journey, due)
        yield Owed(f"{body} {'said they would' if late else 'will'} look again on {day(due)}{about}.", late)


def _telling(journey: Journey) -> Iterator[Owed]:
    """Whoever said it and was told no decision yet: no number and no day of theirs, which could pick somebody out."""
    heard = journey.heard
    if not journey.untold or journey.current is None or journey.theme.reopened or heard.last_on is None:
        return
    them = "the people who said this" if journey.untold == heard.told else "some of the people who said this"
    n, unit = promise_on(journey.promises, "answer", heard.last_on)
    promised = f"We promise an answer within {time_of(n, unit)}."
    yield Owed(f"{journey.us} has still to tell {them} what was decided. {promised}")


def _retelling(journey: Journey) -> Iterator[Owed]:
    if journey.heard.to_tell:
        them = journey.heard.who_is_to_be_told
        them = them[0].lower() + them[1:]
        yield Owed(f"{journey.us} has still to tell {them} that what they were told has changed since.")


def _celebrated(journey: Journey) -> Iterator[Owed]:
    for kept in journey.trail.of(CelebrationPagePublished)[-1:]:
        text = sentence(journey.said(kept.envelope.fact.still_to_do))
        yield Owed(f"Not finished yet, as we said when we celebrated: {text} No day has been set for that.")


def _silence(journey: Journey) -> Iterator[Owed]:
    n, unit = promise_on(journey.promises, "update", journey.on)
    news = last_news(journey.theme, journey.actions)
    late = _late(journey, due_day(news, n, unit))
    if late:
        silent = days((journey.on - news).days)
        yield Owed(f"There has been no news of this for {silent}. We promised news every {time_of(n, unit)}.", late)


def _nothing(journey: Journey) -> Owed:
    checked = journey.current and journey.theme.outcome
    return Owed("No next step is planned. If it changes back, tell us." if checked else "No next step is planned.")
