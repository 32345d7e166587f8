"""What a person allows: recorded as they say it, and looked up whenever a page is read (R21)."""

from dataclasses import replace
from typing import Any, get_args

from tracker.domain.rulebook import evolves
from tracker.domain.state import ON_BY_DEFAULT, Consent, Person
from tracker.events import Envelope, Ref
from tracker.events.codes import ConsentScope
from tracker.events.consenting import (
    ConsentChanged,
    ConsentGiven,
    ConsentWithdrawn,
    CreditLineAgreed,
    RoleTakenUp,
)

SCOPES: tuple[ConsentScope, ...] = get_args(ConsentScope)


ALLOWS_THEIR_WORDS: tuple[ConsentScope, ...] = ("keep", "theme", "quote")
"""What a person allows while words that they said in public stand there in their own words (R21)."""


def takes_words_back(fact: Any) -> bool:
    """Whether a person takes back with this what they said in public before: a later no, for everywhere (R16, R21)."""
    match fact:
        case ConsentWithdrawn(scope=scope):
            return not {*scope}.isdisjoint(ALLOWS_THEIR_WORDS)
        case ConsentChanged(only_for=None):
            return any(getattr(fact, scope) is False for scope in ALLOWS_THEIR_WORDS)
        case _:
            return False


def person_after(person: Person | None, envelope: Envelope) -> Person:
    """A person after one more fact, who may begin with any."""
    return replace(person, version=envelope.version) if person else Person(version=envelope.version)


def _said(fact: ConsentGiven | ConsentChanged, page: Ref | None) -> tuple[Consent, ...]:
    said = ((scope, getattr(fact, scope)) for scope in SCOPES)
    return tuple(Consent(scope=scope, live=bool(given), page=page) for scope, given in said if given is not None)


def _kept(consents: tuple[Consent, ...], said: tuple[Consent, ...]) -> tuple[Consent, ...]:
    """What still holds beside what was said now: a no for everywhere ends an older yes for one page."""
    replaced = {(consent.scope, consent.page) for consent in said}
    ended = {consent.scope for consent in said if consent.page is None and not consent.live}
    return tuple(
        consent
        for consent in consents
        if (consent.scope, consent.page) not in replaced and not (consent.scope in ended and consent.live)
    )


@evolves(ConsentGiven)
def given(person: Person | None, envelope: Envelope) -> Person:
    said = _said(envelope.fact, page=None)
    stated = {consent.scope for consent in said}
    defaults = tuple(Consent(scope=s, live=s in ON_BY_DEFAULT) for s in SCOPES if s not in stated)
    return replace(person_after(person, envelope), consents=said + defaults)


@evolves(ConsentChanged)
def changed(person: Person | None, envelope: Envelope) -> Person:
    before, said = person_after(person, envelope), _said(envelope.fact, page=envelope.fact.only_for)
    return replace(before, consents=_kept(before.consents, said) + said)


@evolves(ConsentWithdrawn)
def withdrawn(person: Person | None, envelope: Envelope) -> Person:
    before, scopes = person_after(person, envelope), envelope.fact.scope
    left = tuple(consent for consent in before.consents if consent.scope not in scopes)
    return replace(before, consents=left + tuple(Consent(scope=scope, live=False) for scope in scopes))


@evolves(CreditLineAgreed)
def credited(person: Person | None, envelope: Envelope) -> Person:
    before = person_after(person, envelope)
    others = tuple(credit for credit in before.credits if credit.page != envelope.fact.page)
    return replace(before, credits=(*others, envelope.fact))


@evolves(RoleTakenUp)
def role_taken_up(person: Person | None, envelope: Envelope) -> Person:
    return person_after(person, envelope)
