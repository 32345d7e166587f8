"""Record one thing: seal its words, load what its rule asks about, decide, append."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from secrets import token_hex
from typing import Any
from uuid import uuid4

from eventsourcing.application import AggregateNotFoundError

from tracker.application.ports import Clock, UnitOfWork, Written
from tracker.application.snapshots import Snapshots
from tracker.domain.correcting import text_at
from tracker.domain.refusals import NotOnceInTheText
from tracker.domain.rulebook import Proposal, decide, evolve, fold, person_stream, words_of
from tracker.domain.state import Theme
from tracker.domain.taking_back import erased_by
from tracker.events import Envelope, PartyName, PartyNamed, Ref
from tracker.events.disputing import RecordCorrected
from tracker.events.fact import Party
from tracker.events.publishing import BoardPublished
from tracker.events.shape import Leaf, leaves, rebuilt
from tracker.events.taking_back import PersonalDataErased

STREAMS_IN_MEMORY = 2_000
"""How many folded streams a unit of work keeps at hand; more are read again when they are needed."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the server says of a fact: when it is recorded, in seconds since 1970, and by which command."""

    recorded_at: int
    command: str


class Recording:
    """Everything recorded in one unit of work, each fact seeing those before it."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit
        self._states: OrderedDict[str, Any] = OrderedDict()
        self._snapshots = Snapshots(unit)

    def record(self, proposal: Proposal, stamp: Stamp) -> list[Envelope]:
        """Append what the rules make of a proposal. Raises the `Refusal` of the rule that stands in the way."""
        named: list[PartyNamed] = []
        sealed = self._with_what_was_reckoned(self._sealed(proposal, named))
        facts = decide(self.state(proposal.stream), sealed, self)
        if isinstance(sealed.fact, RecordCorrected):
            self._old_stands_once(sealed)
        envelopes = [self._envelope(fact, sealed, stamp, tuple(named)) for fact in facts]
        self._append(envelopes)
        return envelopes

    def tell_again(self, lost: Envelope, stamp: Stamp) -> None:
        """Append a fact that the log has lost, as one restored from an older backup has; it keeps its event id.

        The names of parties that it brought were lost with it.
        """
        before = self.state(lost.stream)
        version = before.version + 1 if before else 1
        self._append([replace(lost, version=version, recorded_at=stamp.recorded_at, command=stamp.command, named=())])

    def _append(self, envelopes: list[Envelope]) -> None:
        self._unit.log.save(*envelopes)
        for envelope in envelopes:
            self._index(envelope)
            self._keep(envelope.stream, evolve(self.state(envelope.stream), envelope))
            if isinstance(envelope.fact, PersonalDataErased):
                self._erase(envelope.fact)
                self._unit.list_erasure(envelope)
            self._snapshots.take_in(envelope)

    def state(self, stream: str) -> Any:
        """What is known of a stream, or None where it has no fact yet."""
        if stream in self._states:
            self._states.move_to_end(stream)
        else:
            self._keep(stream, self._load(stream))
        return self._states[stream]

    def introduced(self, sort: str, ref: Ref) -> str | None:
        """The stream that introduced an id of that sort, or None."""
        return self._unit.introduced(sort, ref)

    def citing(self, ref: str, kind: str) -> Iterator[Any]:
        """What is known of each stream of that kind that names the ref."""
        return (self.state(stream) for stream in self._unit.citing(ref, kind))

    def _old_stands_once(self, proposal: Proposal) -> None:
        fact: RecordCorrected = proposal.fact
        theme: Theme = self.state(proposal.stream)
        text = text_at(theme, proposal.stream, fact.corrects, fact.field)
        words = self._unit.opened(text) if text else None
        for earlier in theme.corrections:
            if words is not None and (earlier.corrects, earlier.field) == (fact.corrects, fact.field):
                words = words.replace(self._unit.opened(earlier.old) or "", self._unit.opened(earlier.new) or "", 1)
        words, old = words or "", self._unit.opened(fact.old) or ""
        first = words.find(old)
        overlap = first >= 0 and words.find(old, first + 1) >= 0
        times = max(words.count(old), 2 * overlap)
        if times != 1:
            raise NotOnceInTheText(times=times)

    def _erase(self, fact: PersonalDataErased) -> None:
        for stream, words_class in erased_by(fact):
            self._unit.erase(stream, words_class)

    def _load(self, stream: str) -> Any:
        project: Callable[..., Any] = fold
        try:
            return self._unit.log.repository.get(stream, projector_func=project)
        except AggregateNotFoundError:
            return None

    def _keep(self, stream: str, state: Any) -> None:
        self._states[stream] = state
        self._states.move_to_end(stream)
        if len(self._states) > STREAMS_IN_MEMORY:
            self._states.popitem(last=False)

    def _sealed(self, proposal: Proposal, named: list[PartyNamed]) -> Proposal:
        speaker = words_of(proposal)

        def known(name: str) -> Party:
            party, naming = self._unit.party(name)
            if naming:
                named.append(naming)
            return party

        def change(leaf: Leaf) -> Any:
            if isinstance(leaf.value, PartyName):
                return known(leaf.value)
            under = leaf.answer.sealed_under(proposal.stream, speaker)
            assert under
            record, words_class = under
            return self._unit.seal(record, f"{proposal.fact.TOPIC}:{leaf.path}", words_class, leaf.value)

        by = proposal.by
        role = known(by.role) if isinstance(by.role, PartyName) else by.role
        org = known(by.org) if isinstance(by.org, PartyName) else by.org
        return replace(proposal, by=replace(by, role=role, org=org), fact=rebuilt(proposal.fact, change))

    def _with_what_was_reckoned(self, proposal: Proposal) -> Proposal:
        """A board with its tables of who was heard, whatever it was proposed with (3.10, point 23)."""
        if not isinstance(proposal.fact, BoardPublished):
            return proposal
        heard = self._snapshots.tables(proposal.recorded_on)
        return replace(proposal, fact=replace(proposal.fact, heard=heard))

    def _envelope(self, fact: Any, proposal: Proposal, stamp: Stamp, named: tuple[PartyNamed, ...]) -> Envelope:
        before = self.state(proposal.stream)
        return Envelope(
            event_id=uuid4().hex,
            stream=proposal.stream,
            version=before.version + 1 if before else 1,
            recorded_at=stamp.recorded_at,
            occurred_on=proposal.occurred_on,
            by=proposal.by,
            visibility=proposal.visibility,
            salt=token_hex(16),
            command=stamp.command,
            fact=fact,
            named=named,
            words_of=words_of(proposal),
        )

    def _index(self, envelope: Envelope) -> None:
        for sort, ref in indexed(envelope):
            if sort:
                self._unit.introduce(sort, ref, envelope.stream)
            else:
                self._unit.cite(ref, envelope.stream)


def indexed(envelope: Envelope) -> Iterator[tuple[str, Ref]]:
    """What the write side's indexes hold of a fact: the ids that it introduces, by sort, and the refs that it cites."""
    for leaf in leaves(envelope.fact):
        answer = leaf.answer
        if answer.ref is None or answer.to == ("ask",):
            continue
        if answer.ref == "introduces":
            yield answer.to[0], leaf.value
        else:
            yield "", Ref(person_stream(leaf.value)) if answer.to == ("person",) else leaf.value
    if envelope.words_of:
        yield "", envelope.words_of


def carry_out(unit: UnitOfWork, command: str, proposals: Iterable[Proposal], now: Clock) -> Written:
    """Record what one command asks for, all of it or nothing.

    The same command again, after a double click or a lost answer, gets the first answer and writes nothing.
    """
    before = unit.written_by(command)
    if before:
        return before
    recording, stamp = Recording(unit), Stamp(now(), command)
    facts = sum(len(recording.record(proposal, stamp)) for proposal in proposals)
    end = unit.log.recorder.max_notification_id() or 0
    written = Written(end - facts, end - 1)
    unit.answer(command, written)
    return written
