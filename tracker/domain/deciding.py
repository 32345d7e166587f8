"""Looking at a theme and deciding it (R5 to R12, R20)."""

from collections import Counter
from dataclasses import replace

from tracker.domain import refusals
from tracker.domain.rulebook import Around, Proposal, decides, evolves
from tracker.domain.state import Decision, Looking, Moved, Theme
from tracker.domain.theming import come_together_in, heard_of, said_of
from tracker.events import Envelope
from tracker.events.codes import Level, Verdict
from tracker.events.deciding import (
    ConsiderationExtended,
    ConsiderationStarted,
    DecisionMade,
    Part,
    RecommendationMade,
    ReviewDateMoved,
    ThemeReopened,
    UpdateGiven,
)
from tracker.events.plain import PLAIN

NEEDS_A_REASON = ("not_now", "not_possible", "passed_on", "partly")
MADE_TOGETHER = ("co-designed", "co-produced")
MORE_THAN_ASKED = ("engaged", *MADE_TOGETHER)


@decides(ConsiderationStarted)
def a_body_looks_at_agreed_words(theme: Theme, _: Proposal, __: Around) -> None:
    if not theme.approved:
        raise refusals.WordingNotApproved()
    if theme.looking:
        raise refusals.BeingLookedAtAlready()
    if theme.decisions and not theme.reopened:
        raise refusals.NotReopened()


@evolves(ConsiderationStarted)
def looking(theme: Theme, envelope: Envelope) -> Theme:
    now = Looking(fact=envelope.fact, on=envelope.occurred_on, due=envelope.fact.due)
    return replace(heard_of(theme, envelope), looking=now)


@decides(ConsiderationExtended)
def a_body_that_looks_may_need_longer(theme: Theme, proposal: Proposal, _: Around) -> None:
    if theme.looking is None:
        raise refusals.NotBeingLookedAt()
    if proposal.fact.old_due != theme.looking.due:
        raise refusals.OldDateDiffers(current=theme.looking.due, old=proposal.fact.old_due)


@evolves(ConsiderationExtended)
def extended(theme: Theme, envelope: Envelope) -> Theme:
    looking = replace(theme.looking, due=envelope.fact.new_due) if theme.looking else None
    return replace(heard_of(theme, envelope), looking=looking)


@decides(ThemeReopened)
def what_was_decided_is_opened_again(theme: Theme, proposal: Proposal, _: Around) -> None:
    current = theme.decision
    if current is None:
        raise refusals.NothingToReopen(stream=proposal.stream)
    if theme.reopened:
        raise refusals.ReopenedAlready()
    if proposal.fact.reopens != current.fact.decision:
        raise refusals.NotTheCurrentDecision(decision=proposal.fact.reopens, current=current.fact.decision)


@evolves(ThemeReopened)
def reopened(theme: Theme, envelope: Envelope) -> Theme:
    return replace(heard_of(theme, envelope), reopened=True)


@decides(ReviewDateMoved)
def a_look_again_day_moves_from_where_it_stood(theme: Theme, proposal: Proposal, _: Around) -> None:
    fact: ReviewDateMoved = proposal.fact
    days = theme.decision.reviews() if theme.decision else []
    for ask in fact.parts:
        standing = [day for of, day in days if of == ask]
        if not standing:
            raise refusals.NoLookAgainDay(ask=ask)
        if fact.old not in standing:
            raise refusals.OldDateDiffers(current=" and ".join(map(str, standing)), old=fact.old)


@evolves(ReviewDateMoved)
def review_moved(theme: Theme, envelope: Envelope) -> Theme:
    fact: ReviewDateMoved = envelope.fact
    heard = heard_of(theme, envelope)
    if not theme.decisions:
        return heard  # whoever reads only public facts may not know of the decision
    *before, current = theme.decisions
    moves = tuple(Moved(ask=ask, old=fact.old, new=fact.new) for ask in fact.parts)
    return replace(heard, decisions=(*before, replace(current, moved=(*current.moved, *moves))))


@evolves(UpdateGiven)
def updated(theme: Theme, envelope: Envelope) -> Theme:
    return heard_of(theme, envelope)


@evolves(RecommendationMade)
def recommended(theme: Theme, envelope: Envelope) -> Theme:
    return replace(heard_of(theme, envelope), recommendations=(*theme.recommendations, envelope.fact))


@decides(DecisionMade)
def a_decision_is_whole(theme: Theme, proposal: Proposal, around: Around) -> None:
    fact: DecisionMade = proposal.fact
    _comes_in_its_turn(theme, fact)
    _covers_every_ask(theme, fact)
    for part in fact.parts:
        _gives_what_its_verdict_needs(part, proposal)
    if fact.recommendation_followed != "none_made" and not _was_recommended(proposal.stream, around):
        raise refusals.NoRecommendationToFollow()
    _claims_no_more_than_it_was(proposal, around)


@evolves(DecisionMade)
def decided(theme: Theme, envelope: Envelope) -> Theme:
    decision = Decision(fact=envelope.fact, on=envelope.occurred_on, by=envelope.by)
    decisions = (*theme.decisions, decision)
    return replace(heard_of(theme, envelope), decisions=decisions, looking=None, reopened=False)


def _comes_in_its_turn(theme: Theme, fact: DecisionMade) -> None:
    current = theme.decision
    if current and not theme.reopened:
        raise refusals.NotReopened()
    if current and fact.supersedes != current.fact.decision:
        raise refusals.DoesNotSupersede(current=current.fact.decision)
    if current:
        return
    if fact.supersedes:
        raise refusals.NothingToSupersede(supersedes=fact.supersedes)
    if not theme.looking:
        raise refusals.NotBeingLookedAt()


def _covers_every_ask(theme: Theme, fact: DecisionMade) -> None:
    named = [part.ask for part in fact.parts] + [left.ask for left in fact.left_open]
    for ask, times in Counter(named).items():
        if ask not in theme.asks:
            raise refusals.AskNotOfTheTheme(ask=ask, asks=", ".join(theme.asks) or "nothing")
        if times > 1:
            raise refusals.SameAskTwice(ask=ask)
    missing = [ask for ask in theme.asks if ask not in named]
    if missing:
        raise refusals.AskNotCovered(missing=", ".join(missing))


def _gives_what_its_verdict_needs(part: Part, proposal: Proposal) -> None:
    if part.verdict in NEEDS_A_REASON:
        _gives_its_reason(part)
    if any(still.kind == "nothing_more_for_now" and not still.decided_by for still in part.still):
        raise refusals.NobodySaidNothingMore()
    if part.verdict == "not_now" and not _looks_again(part):
        raise refusals.NoReviewDate()
    if part.verdict == "passed_on" and not part.passed_to:
        raise refusals.PassedOnToNobody()
    if part.verdict == "already_in_place" and not (part.where and part.why_people_did_not_know):
        raise refusals.NotSaidWhereItIs()
    if "private_reason" in part.reasons:
        _guards_its_reason(part, proposal)


def _gives_its_reason(part: Part) -> None:
    verdict = PLAIN[Verdict][part.verdict]
    if not part.reasons:
        raise refusals.NoReason(verdict=verdict)
    if not part.reason_text:
        raise refusals.NoPlainReason(verdict=verdict)
    if not part.still:
        raise refusals.NothingStillToDo(verdict=verdict)


def _guards_its_reason(part: Part, proposal: Proposal) -> None:
    if not (part.reason_held_by and part.second_approver and _looks_again(part)):
        raise refusals.PrivateReasonNotGuarded()
    if part.second_approver in (proposal.by.role, proposal.fact.body):
        raise refusals.OneApproverTwice()


def _looks_again(part: Part) -> bool:
    return any(still.kind == "review_on" and still.on for still in part.still)


def _claims_no_more_than_it_was(proposal: Proposal, around: Around) -> None:
    fact: DecisionMade = proposal.fact
    if fact.level_reached not in MORE_THAN_ASKED or lived_experience_seats(fact):
        return
    level = PLAIN[Level][fact.level_reached]
    if fact.level_reached in MADE_TOGETHER:
        raise refusals.NoSeatForLivedExperience(level=level)
    routes = {said.route for said in said_of(proposal.stream, around)}
    if routes == {"survey"} and not _was_recommended(proposal.stream, around):
        raise refusals.OnlyASurvey(level=level)


def _was_recommended(theme: str, around: Around) -> bool:
    """Whether a group recommended something on this theme, or on one that was joined with it."""
    return any(around.state(ref).recommendations for ref in come_together_in(theme, around))


def seats(fact: DecisionMade) -> int:
    """How many people decided."""
    return sum(took.n for took in fact.took_part if took.part == "decided")


def lived_experience_seats(fact: DecisionMade) -> int:
    """How many of those who decided have lived experience; only that capacity counts (3.10, point 15)."""
    return sum(took.n for took in fact.took_part if took.part == "decided" and took.capacity == "lived_experience")
