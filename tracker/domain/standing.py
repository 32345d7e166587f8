"""Where a theme stands on a day: its headline and what it waits for (3.5 and 3.10). Nothing of this is ever stored."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tracker.domain.calendar import days_past
from tracker.domain.rulebook import person_stream
from tracker.domain.state import Action, Contribution, Outcome, Theme, latest
from tracker.events import Party, Ref
from tracker.events.codes import Verdict

Headline = Literal[
    "joined", "waiting", "looking", "looking_again",
    "not_now", "not_possible", "passed_on", "already_there",
    "agreed", "planned", "under_way", "stuck", "done_unknown", "dropped",
    "reported", "confirmed", "partly_confirmed", "disputed", "too_few_replies", "stopped",
]  # fmt: skip

REFUSALS_IN_ORDER: tuple[tuple[Verdict, Headline], ...] = (
    ("not_now", "not_now"),
    ("not_possible", "not_possible"),
    ("passed_on", "passed_on"),
    ("already_in_place", "already_there"),
)

YES = ("agreed", "partly")
CHANGED = ("confirmed", "partly_confirmed")


@dataclass(frozen=True, slots=True)
class WaitingOn:
    """Something that somebody owes: what, for which ask, by when, and how many days past that it is."""

    kind: Literal["reply", "decision", "review"]
    due: date
    days_past_due: int
    ask: Ref | None = None
    body: Party | None = None
    since: date | None = None


def headline(theme: Theme, actions: Sequence[Action], on: date) -> Headline:
    """The one thing said first of a theme, in the order of 3.10, point 3."""
    if theme.joined_with:
        return "joined"
    decision = theme.decision
    if decision is None:
        return "looking" if theme.looking else "waiting"
    if theme.reopened:
        return "looking_again"
    verdicts = {part.verdict for part in decision.fact.parts}
    if not verdicts & {*YES}:
        return next((said for verdict, said in REFUSALS_IN_ORDER if verdict in verdicts), "waiting")
    if theme.outcome:
        return outcome_headline(theme.outcome, on)
    return _of_actions([action for action in actions if action.planned.decision == decision.fact.decision])


def outcome_headline(outcome: Outcome, on: date) -> Headline:
    """What is said first of a claim: what its check found, or that nobody was asked yet."""
    verdict = outcome.verdict
    if verdict is None:
        return "reported"
    if verdict.result in CHANGED and has_ended(outcome, on):
        return "stopped"
    return verdict.result


def _of_actions(actions: Sequence[Action]) -> Headline:
    standings = {action.standing for action in actions}
    if "stalled" in standings:
        return "stuck"
    if "started" in standings or {"done", "planned"} <= standings:
        return "under_way"
    if "planned" in standings:
        return "planned"
    if standings == {"dropped"}:
        return "dropped"
    return "done_unknown" if standings else "agreed"


def is_shown(theme: Theme) -> bool:
    """Whether the public may see a theme: wording agreed, not held back, not joined with another."""
    return theme.approved is not None and theme.held_back is None and theme.joined_with is None


def has_ended(outcome: Outcome, on: date) -> bool:
    """Whether a change was there only until a day that has passed."""
    return outcome.fact.until is not None and outcome.fact.until < on


def waits_for(theme: Theme, on: date) -> list[WaitingOn]:
    """What is owed on a theme: replies, the decision being made, and each look-again day of the current one."""
    owed = [
        WaitingOn("reply", each.reply_due, days_past(each.reply_due, on), each.part, each.to, each.on)
        for each in theme.pass_ons
        if each.replied_on is None
    ]
    if theme.looking:
        due = theme.looking.due
        owed.append(WaitingOn("decision", due, days_past(due, on), since=theme.looking.on))
    reviews = theme.decision.reviews() if theme.decision else []
    return owed + [WaitingOn("review", due, days_past(due, on), ask) for ask, due in reviews]


def last_news(theme: Theme, actions: Iterable[Action]) -> date:
    """The day of the newest public fact of a theme or its actions, or of its opening."""
    return max([theme.news_on, *(action.news_on for action in actions)])


def agreed_without_action(theme: Theme, actions: Iterable[Action], on: date) -> int | None:
    """Days since something was agreed for which no action at all was planned (R13), else None."""
    decision = theme.decision
    if decision is None or not any(part.verdict in YES for part in decision.fact.parts):
        return None
    if any(action.planned.decision == decision.fact.decision for action in actions):
        return None
    return (on - decision.on).days


def is_waiting(contribution: Contribution, themes: Mapping[str, Theme]) -> bool:
    """Whether the person still waits: no answer yet, or not told what came of one of their themes (3.10, point 2).

    What comes of a theme is a decision, and any of its decisions will do. Where people asked for nothing (`no_ask`)
    there is nothing to decide, so nobody could ever be told a decision: there an answer that names the theme in
    `covers` tells them what came of it.
    """
    if contribution.withdrawn_on or contribution.set_aside:
        return False
    if contribution.answered_on is None:
        return True
    told = contribution.told_of().keys()
    return any(told.isdisjoint(what_tells_of(themes[ref])) for ref in current_themes(contribution, themes))


def what_tells_of(theme: Theme) -> tuple[Ref, ...]:
    """What an answer must name, any one of it, to have told somebody what came of a theme."""
    return tuple(decision.fact.decision for decision in theme.decisions) if theme.asks else (theme.ref,)


def current_themes(contribution: Contribution, themes: Mapping[str, Theme]) -> list[str]:
    """The themes that a contribution's points stand under now, following those that were joined (3.10, point 16)."""
    found = (standing_under(ref, themes) for ref in contribution.themes)
    return [ref for ref in dict.fromkeys(found) if ref in themes]


def themes_so_far(contribution: Contribution, themes: Mapping[str, Theme]) -> list[str]:
    """The themes that a contribution's points stand under now, and those that they came through to get there.

    What was reported or confirmed on a theme before it was joined with another was so for the people who said it,
    and still is; it is no news of those who said the other.
    """
    return list(dict.fromkeys(each for ref in contribution.themes for each in way_of(ref, themes)))


def way_of(ref: str, themes: Mapping[str, Theme]) -> list[str]:
    """A theme, and those that it was joined with one after another, up to where it goes on."""
    found, at = list[str](), str(ref)
    while at in themes:
        found.append(at)
        joined_with = themes[at].joined_with
        if not joined_with:
            break
        at = str(joined_with)
    return found


def standing_under(ref: str, themes: Mapping[str, Theme]) -> str:
    """The theme that a theme goes on under: itself, or the last one that it was joined with."""
    at = str(ref)
    while at in themes and (joined_with := themes[at].joined_with):
        at = str(joined_with)
    return at


def told_something_since_changed(contribution: Contribution, ref: str, themes: Mapping[str, Theme]) -> bool:
    """Whether a person was told something of a theme that has changed, and was not told again (R18; 3.10, point 9).

    That is: a decision superseded, a theme that was joined with this one or a decision of it, or an outcome of either
    corrected since. What was said on one day is taken in the order of the log; what was said to somebody on an earlier
    day told them nothing of what came after, however late it was written down.
    """
    if contribution.withdrawn_on or contribution.set_aside or not contribution.told:
        return False
    joined = {name: each for name, each in themes.items() if each.joined_with and standing_under(name, themes) == ref}
    return (
        _was_decided_again(contribution, themes[ref])
        or any(_was_joined_since(contribution, name, ref, themes) for name in joined)
        or any(_was_corrected_since(contribution, each) for each in (themes[ref], *joined.values()))
    )


def _was_decided_again(contribution: Contribution, theme: Theme) -> bool:
    told, made = contribution.told_of().keys(), [decision.fact.decision for decision in theme.decisions]
    return bool(made) and made[-1] not in told and not told.isdisjoint(made)


def _was_joined_since(contribution: Contribution, name: str, ref: str, themes: Mapping[str, Theme]) -> bool:
    """Whether a person was told of a theme, and not since it was joined of the one that it goes on under."""
    old, new = themes[name], themes[ref]
    if contribution.told_of().keys().isdisjoint((Ref(name), *(made.fact.decision for made in old.decisions))):
        return False
    joined = latest(moment for each in way_of(name, themes) if (moment := themes[each].joined))
    stands = {new.ref} | ({new.decision.fact.decision} if new.decision else set())
    return not contribution.was_told(stands, since=joined)


def _was_corrected_since(contribution: Contribution, theme: Theme) -> bool:
    told = contribution.told_of()
    return any(
        each.corrected and each.fact.outcome in told and not contribution.was_told({each.fact.outcome}, each.corrected)
        for each in theme.outcomes
    )


def is_erased(stream: str, contribution: Contribution, erased: Container[str]) -> bool:
    """Whether a contribution's words were erased, or the person's who gave it: nobody can tell them anything again."""
    who = contribution.contributor
    return stream in erased or (who is not None and person_stream(who) in erased)


def is_late(action: Action, on: date) -> bool:
    """Whether an action that is not finished is past its date (3.10, point 13)."""
    return action.standing not in ("done", "dropped") and days_past(action.due, on) > 0


def ever_confirmed(theme: Theme) -> bool:
    """Whether people have at some time said, fully or in part, that something changed."""
    closed = (check.closed for outcome in theme.outcomes for check in outcome.checks)
    return any(verdict.result in CHANGED for verdict in closed if verdict)


def in_place(theme: Theme, on: date) -> bool:
    """Whether a change that people fully confirmed is there on a day (3.10, point 11)."""
    until = in_place_until(theme)
    return until is not None and on <= until


def in_place_until(theme: Theme) -> date | None:
    """The last day on which a change that people fully confirmed is there: the calendar's last where none is known."""
    confirmed = [each for each in theme.outcomes if each.verdict and each.verdict.result == "confirmed"]
    return max((each.fact.until or date.max for each in confirmed), default=None)
