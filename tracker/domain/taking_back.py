"""Taking words back and keeping them from harm (R2, R21)."""

from dataclasses import replace

from tracker.domain import refusals
from tracker.domain.consenting import person_after
from tracker.domain.rulebook import Around, Proposal, decides, evolves, kind_of
from tracker.domain.state import Contribution, Person, Theme
from tracker.events import Envelope
from tracker.events.codes import ErasureScope
from tracker.events.fact import WordsClass
from tracker.events.taking_back import (
    ContributionRestored,
    ContributionSetAside,
    ContributionTextRedacted,
    ContributionWithdrawn,
    EqualityAnswersGiven,
    PersonalDataErased,
    ReceiptReplaced,
    WordsOpened,
)

ERASED_BY: dict[ErasureScope, tuple[WordsClass, ...]] = {
    "words": ("own_words", "conversation"),
    "contact": ("identity",),
    "equality": ("identity",),
    "attachments": ("own_words",),
}
"""Which of a record's keys are destroyed for each thing that a person may ask to have erased."""

TAKES_THE_CONTRIBUTION_BACK = ("all", "words")
"""Taking back the name alone leaves the contribution where it is."""


@decides(ContributionWithdrawn)
def what_was_taken_back_is_not_taken_back_again(contribution: Contribution, proposal: Proposal, _: Around) -> None:
    if "all" in contribution.taken_back or {*proposal.fact.scope} <= {*contribution.taken_back}:
        raise refusals.WithdrawnAlready(stream=proposal.stream)


@evolves(ContributionWithdrawn)
def withdrawn(contribution: Contribution, envelope: Envelope) -> Contribution:
    taken_back = any(scope in TAKES_THE_CONTRIBUTION_BACK for scope in envelope.fact.scope)
    scope = tuple(dict.fromkeys((*contribution.taken_back, *envelope.fact.scope)))
    on = contribution.withdrawn_on or (envelope.occurred_on if taken_back else None)
    return replace(contribution, version=envelope.version, taken_back=scope, withdrawn_on=on)


@evolves(ContributionTextRedacted)
def redacted(contribution: Contribution, envelope: Envelope) -> Contribution:
    return replace(contribution, version=envelope.version, redacted=True)


def _two_agree(fact: ContributionSetAside | ContributionRestored) -> None:
    if sum(fact.approved_by.values()) < 2 or not fact.approved_by.get("lived_experience"):
        raise refusals.NotTwoToSetAside()


@decides(ContributionSetAside)
def two_people_set_aside(contribution: Contribution, proposal: Proposal, _: Around) -> None:
    _two_agree(proposal.fact)
    if contribution.set_aside:
        raise refusals.SetAsideAlready(stream=proposal.stream)


@evolves(ContributionSetAside)
def set_aside(contribution: Contribution, envelope: Envelope) -> Contribution:
    return replace(contribution, version=envelope.version, set_aside=True)


@decides(ContributionRestored)
def two_people_restore_what_was_set_aside(contribution: Contribution, proposal: Proposal, _: Around) -> None:
    _two_agree(proposal.fact)
    if not contribution.set_aside:
        raise refusals.NotSetAside(stream=proposal.stream)


@evolves(ContributionRestored)
def restored(contribution: Contribution, envelope: Envelope) -> Contribution:
    return replace(contribution, version=envelope.version, set_aside=False)


@evolves(WordsOpened, ReceiptReplaced, EqualityAnswersGiven)
def noted(contribution: Contribution, envelope: Envelope) -> Contribution:
    return replace(contribution, version=envelope.version)


@decides(PersonalDataErased)
def what_is_erased_can_be_told_from_the_rest(_: Person | None, proposal: Proposal, around: Around) -> None:
    for dispute in (ref for ref in proposal.fact.streams if kind_of(ref) == "dispute"):
        theme: Theme = around.state(around.introduced("dispute", dispute) or "")
        sealed_under = next(each.words_of for each in theme.disputes if each.fact.dispute == dispute)
        if sealed_under != dispute:
            raise refusals.WordsOfAnother(dispute=dispute, record=sealed_under or theme.ref)


@evolves(PersonalDataErased)
def erased(person: Person | None, envelope: Envelope) -> Person:
    known = person_after(person, envelope)
    return replace(known, erased=tuple(dict.fromkeys((*known.erased, *envelope.fact.streams))))


def erased_by(fact: PersonalDataErased) -> list[tuple[str, WordsClass]]:
    """The stream and class of all words that an erasure destroys."""
    classes = dict.fromkeys(words_class for scope in fact.scope for words_class in ERASED_BY[scope])
    return [(stream, words_class) for stream in fact.streams for words_class in classes]
