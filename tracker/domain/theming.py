"""Putting what people said into agreed words (R4, R24)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

from tracker.domain import refusals
from tracker.domain.rulebook import Around, Proposal, decides, evolves
from tracker.domain.state import Contribution, Theme, moment_of
from tracker.events import Envelope, Ref
from tracker.events.codes import WordingCheck
from tracker.events.theming import (
    ContributionClosedWithoutTheme,
    ContributionRethemed,
    ContributionThemed,
    PublicWordingApproved,
    ThemeOpened,
    ThemesMerged,
    ThemeWordingChecked,
)


@decides(ThemeOpened)
def a_theme_asks_for_something_and_says_who_heard_it(_: None, proposal: Proposal, __: Around) -> None:
    fact: ThemeOpened = proposal.fact
    if not fact.asks and not fact.no_ask:
        raise refusals.ThemeAsksNothing()
    for ask, times in Counter(ask.id for ask in fact.asks).items():
        if times > 1:
            raise refusals.SameAskTwice(ask=ask)
    if not any(fact.analysed_by.values()):
        raise refusals.NobodyAnalysed()


@evolves(ThemeOpened)
def opened(_: None, envelope: Envelope) -> Theme:
    on = envelope.occurred_on
    return Theme(version=envelope.version, ref=Ref(envelope.stream), opened=envelope.fact, opened_on=on, news_on=on)


@decides(ContributionThemed)
def points_go_under_themes_once(contribution: Contribution, proposal: Proposal, around: Around) -> None:
    _may_be_themed(contribution, proposal, around)
    if contribution.closed:
        raise refusals.ClosedWithoutTheme(stream=proposal.stream)
    if contribution.themes:
        raise refusals.ThemedAlready(stream=proposal.stream)


@decides(ContributionRethemed)
def points_move_from_where_they_were(contribution: Contribution, proposal: Proposal, around: Around) -> None:
    _may_be_themed(contribution, proposal, around)
    if not contribution.themes and not contribution.closed:
        raise refusals.NotThemedYet(stream=proposal.stream)


def _may_be_themed(contribution: Contribution, proposal: Proposal, around: Around) -> None:
    if contribution.withdrawn_on:
        raise refusals.ContributionWithdrawn(stream=proposal.stream)
    for point in proposal.fact.points:
        joined_with = around.state(point.theme).joined_with
        if joined_with:
            raise refusals.ThemeJoined(theme=point.theme, joined_with=joined_with)


@decides(ContributionClosedWithoutTheme)
def what_is_closed_is_under_no_theme(contribution: Contribution, proposal: Proposal, _: Around) -> None:
    if contribution.themes:
        raise refusals.ThemedAlready(stream=proposal.stream)
    if contribution.closed:
        raise refusals.ClosedWithoutTheme(stream=proposal.stream)
    if proposal.fact.reason == "duplicate_of" and not proposal.fact.duplicate_of:
        raise refusals.DuplicateOfWhat()
    if proposal.fact.duplicate_of == proposal.stream:
        raise refusals.DuplicateOfItself(stream=proposal.stream)


@evolves(ContributionClosedWithoutTheme)
def closed(contribution: Contribution, envelope: Envelope) -> Contribution:
    return replace(contribution, version=envelope.version, closed=True)


@decides(ThemesMerged)
def a_theme_joins_another_once(_: Theme, proposal: Proposal, around: Around) -> None:
    fact: ThemesMerged = proposal.fact
    if fact.old != proposal.stream:
        raise refusals.MergedElsewhere(old=fact.old, stream=proposal.stream)
    if fact.new == fact.old:
        raise refusals.MergedWithItself(theme=fact.old)
    joined_with = around.state(fact.new).joined_with
    if joined_with:
        raise refusals.ThemeJoined(theme=fact.new, joined_with=joined_with)


@evolves(ThemesMerged)
def merged(theme: Theme, envelope: Envelope) -> Theme:
    return replace(heard_of(theme, envelope), joined_with=envelope.fact.new, joined=moment_of(envelope))


@evolves(ContributionThemed, ContributionRethemed)
def themed(contribution: Contribution, envelope: Envelope) -> Contribution:
    themes = tuple(dict.fromkeys(point.theme for point in envelope.fact.points))
    return replace(contribution, version=envelope.version, themes=themes, closed=False)


@decides(ThemeWordingChecked)
def only_who_was_asked_replied(_: Theme, proposal: Proposal, __: Around) -> None:
    fact: ThemeWordingChecked = proposal.fact
    if fact.replied > fact.asked:
        raise refusals.MoreThanThereWere(part="replied", n=fact.replied, whole="asked", of=fact.asked)
    for part in ("fair", "change_it"):
        n = getattr(fact, part)
        if n > fact.replied:
            raise refusals.MoreThanThereWere(part=part, n=n, whole="replied", of=fact.replied)


@evolves(ThemeWordingChecked)
def wording_checked(theme: Theme, envelope: Envelope) -> Theme:
    return replace(heard_of(theme, envelope), checked=envelope.fact)


@decides(PublicWordingApproved)
def public_words_are_checked_and_approved(_: Theme, proposal: Proposal, around: Around) -> None:
    fact: PublicWordingApproved = proposal.fact
    missing = [check for check in get_args(WordingCheck) if check not in fact.checks]
    if missing:
        raise refusals.ChecksMissing(missing=", ".join(missing))
    if not fact.approved_by.get("lived_experience"):
        raise refusals.NoLivedExperienceApproved()
    if next(said_of(proposal.stream, around), None) is None:
        raise refusals.NobodySaidIt(stream=proposal.stream)


def said_of(theme: str, around: Around) -> Iterator[Contribution]:
    """The contributions under a theme, or under one joined with it, but those taken back (3.10, points 10 and 16)."""
    for ref in come_together_in(theme, around):
        for each in around.citing(ref, "contribution"):
            if ref in each.themes and not each.withdrawn_on and not each.set_aside:
                yield each


def come_together_in(theme: str, around: Around) -> Iterator[str]:
    """A theme, and every theme that goes on under it since they were joined."""
    found = [theme]
    while found:
        ref = found.pop()
        yield ref
        found += [other.ref for other in around.citing(ref, "theme") if other.joined_with == ref]


@evolves(PublicWordingApproved)
def wording_approved(theme: Theme, envelope: Envelope) -> Theme:
    return replace(heard_of(theme, envelope), approved=envelope.fact, approved_on=envelope.occurred_on)


def heard_of(theme: Theme, envelope: Envelope) -> Theme:
    """The theme after one more fact; a public one is news of it."""
    is_news = envelope.visibility == "public" and envelope.occurred_on > theme.news_on
    news_on = envelope.occurred_on if is_news else theme.news_on
    return replace(theme, version=envelope.version, news_on=news_on)
