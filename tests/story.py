"""Given, when, then: the rules told as stories, over a log in memory.

What is given goes through the same rules as what is tried, so a story cannot begin with what could not have happened.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from tracker.application.reading import read_fact
from tracker.domain.refusals import Refusal
from tracker.domain.rulebook import Proposal, decide, evolve, kind_of, person_stream, words_of
from tracker.events import BY_NAME, Actor, Envelope, Fact, PartyName, Ref
from tracker.events.shape import leaves

TODAY = date(2025, 3, 3)
COORDINATOR = Actor(role=PartyName("coordinator"), capacity="staff", org=PartyName("Norrick Vale Together"))


@dataclass(frozen=True, slots=True)
class Telling:
    """A fact as somebody tells it: where, what, by whom, when, for whose eyes."""

    stream: str
    fact: type[Fact]
    data: dict[str, Any]
    by: Actor = COORDINATOR
    on: date = TODAY
    recorded_on: date | None = None
    visibility: str = "public"

    def __call__(self, **data: Any) -> "Telling":
        return replace(self, data={**self.data, **data})

    def but(self, **said: Any) -> "Telling":
        return replace(self, **said)

    def without(self, *keys: str) -> "Telling":
        return replace(self, data={key: value for key, value in self.data.items() if key not in keys})

    @property
    def proposal(self) -> Proposal:
        return Proposal(
            stream=self.stream,
            fact=read_fact(self.fact, self.data),
            by=self.by,
            occurred_on=self.on,
            recorded_on=self.recorded_on or self.on,
            visibility=self.visibility,
        )


class Log:
    """A log in memory, with what a rule may ask of it (`tracker.domain.rulebook.Around`)."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.states: dict[str, Any] = {}
        self.introductions: dict[tuple[str, str], str] = {}
        self.citations: dict[str, dict[str, None]] = {}

    def state(self, stream: str) -> Any:
        return self.states.get(stream)

    def introduced(self, sort: str, ref: Ref) -> str | None:
        return self.introductions.get((sort, ref))

    def citing(self, ref: str, kind: str) -> Iterator[Any]:
        return (self.states[stream] for stream in self.citations.get(ref, ()) if kind_of(stream) == kind)

    def facts_of(self, stream: str) -> list[Envelope]:
        return [envelope for envelope in self.envelopes if envelope.stream == stream]

    def record(self, proposal: Proposal) -> tuple[Fact, ...]:
        facts = decide(self.state(proposal.stream), proposal, self)
        for fact in facts:
            self._append(fact, proposal)
        return facts

    def copied(self) -> "Log":
        copy = Log()
        copy.envelopes, copy.states = [*self.envelopes], {**self.states}
        copy.introductions = {**self.introductions}
        copy.citations = {ref: {**streams} for ref, streams in self.citations.items()}
        return copy

    def _append(self, fact: Any, proposal: Proposal) -> None:
        before = self.state(proposal.stream)
        envelope = Envelope(
            event_id=uuid4().hex,
            stream=proposal.stream,
            version=before.version + 1 if before else 1,
            recorded_at=proposal.recorded_on.toordinal() * 86_400,
            occurred_on=proposal.occurred_on,
            by=proposal.by,
            visibility=proposal.visibility,
            salt="",
            command="story",
            fact=fact,
            words_of=words_of(proposal),
            position=len(self.envelopes),
        )
        self.envelopes.append(envelope)
        self.states[envelope.stream] = evolve(before, envelope)
        self._index(envelope)

    def _index(self, envelope: Envelope) -> None:
        for leaf in leaves(envelope.fact):
            if leaf.answer.ref is None or leaf.answer.to == ("ask",):
                continue
            if leaf.answer.ref == "introduces":
                self.introductions[leaf.answer.to[0], leaf.value] = envelope.stream
            else:
                ref = person_stream(leaf.value) if leaf.answer.to == ("person",) else leaf.value
                self.citations.setdefault(ref, {})[envelope.stream] = None


class Story:
    """What has happened so far, and what somebody tries next."""

    def __init__(self, log: Log | None = None) -> None:
        self.log = log or Log()

    def given(self, *tellings: Telling) -> "Story":
        log = self.log.copied()
        for telling in tellings:
            log.record(telling.proposal)
        return Story(log)

    def when(self, telling: Telling | Callable[..., Telling], **changes: Any) -> "Attempt":
        return Attempt(self.log, telling(**changes) if changes or not isinstance(telling, Telling) else telling)

    def state(self, stream: str) -> Any:
        return self.log.state(stream)


class Attempt:
    """Something that somebody tries to record; it is recorded or refused."""

    def __init__(self, log: Log, telling: Telling) -> None:
        self._log = log
        self._telling = telling

    def then_recorded(self, *facts: type[Fact]) -> Story:
        log = self._log.copied()
        recorded = log.record(self._telling.proposal)
        assert recorded[0] == self._telling.proposal.fact
        assert not facts or facts == tuple(type(fact) for fact in recorded)
        return Story(log)

    def then_refused(self, refusal: type[Refusal], saying: str = "") -> Story:
        log = self._log.copied()
        with pytest.raises(Refusal) as refused:
            log.record(self._telling.proposal)
        assert type(refused.value) is refusal
        assert_reads_plainly(str(refused.value))
        assert saying in str(refused.value)
        assert str(refused.value).endswith(f"({refusal.RULE})" if refusal.RULE else "")
        assert log.envelopes == self._log.envelopes
        return Story(self._log)


def given(*tellings: Telling) -> Story:
    return Story().given(*tellings)


def assert_reads_plainly(sentence: str) -> None:
    """One sentence that a person can read: no names out of the program but those of facts, nothing left unfilled."""
    assert sentence.isprintable(), sentence
    assert len(sentence.split()) > 2, sentence
    assert len(sentence) < 500, sentence
    assert not sentence.endswith("."), sentence
    assert not re.search(r"[<>]|\{\w*\}|\bNone\b|\bTrue\b|\bFalse\b|Error|Exception|\(\)", sentence), sentence
    assert named_in(sentence) <= set(BY_NAME), sentence


def named_in(sentence: str) -> set[str]:
    """The names in a sentence that are written like those of facts."""
    return set(re.findall(r"\b(?:[A-Z][a-z]+){2,}\b", sentence))
