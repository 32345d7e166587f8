"""The rulebook: what somebody wants recorded goes in, facts or a refusal come out; and what facts make of a stream."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

from tracker.domain import refusals
from tracker.events import Actor, Envelope, Fact, Ref
from tracker.events.codes import Visibility
from tracker.events.shape import Leaf, leaves, tells_what_somebody_said

BEGINNINGS = {
    "partnership": "PartnershipCreated",
    "workstream": "WorkstreamOpened",
    "contribution": "ContributionReceived",
    "theme": "ThemeOpened",
    "action": "ActionPlanned",
}
"""The kinds of stream that begin with one certain fact, and which. The others may begin with any of theirs (S81)."""

FINISHED_WHERE_THEY_BEGAN = frozenset(
    {
        "ContributorCheckAnswered", "ContributorCheckClosed", "DisputeAnswered", "DisputeWithdrawn",
        "OutcomeCorrected", "RecordCorrected", "ReplyChased", "ReplyReceived",
    }
)  # fmt: skip
"""What is recorded on a theme even after it was joined with another.

Somebody was asked, disagreed, owes a reply or was told something wrong there, and their answer belongs where they
were asked. Whatever begins something new is recorded on the theme that goes on (3.10, point 16).
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What somebody wants recorded: a fact, where, by whom, when it happened and the day it is written down."""

    stream: str
    fact: Any
    by: Actor
    occurred_on: date
    recorded_on: date
    visibility: Visibility


class Around(Protocol):
    """The rest of the log, as far as a rule may ask for it."""

    def state(self, stream: str) -> Any:
        """What is known of a stream, or None where it has no fact yet."""

    def introduced(self, sort: str, ref: Ref) -> str | None:
        """The stream that introduced an id of that sort, or None."""

    def citing(self, ref: str, kind: str) -> Iterator[Any]:
        """What is known of each stream of that kind that names the ref."""


Rule = Callable[[Any, Proposal, Around], None]
Evolution = Callable[[Any, Envelope], Any]
RuleFunction = TypeVar("RuleFunction", bound=Rule)
EvolutionFunction = TypeVar("EvolutionFunction", bound=Evolution)

RULES: dict[type, Rule] = {}
EVOLUTIONS: dict[type, Evolution] = {}


def decides(*facts: type) -> Callable[[RuleFunction], RuleFunction]:
    """Enter a rule: a function that raises a refusal where the proposal may not be recorded."""

    def enter(rule: RuleFunction) -> RuleFunction:
        RULES.update(dict.fromkeys(facts, rule))
        return rule

    return enter


def evolves(*facts: type) -> Callable[[EvolutionFunction], EvolutionFunction]:
    """Enter an evolution: a function from what was known and one more fact to what is known now. It never refuses."""

    def enter(evolution: EvolutionFunction) -> EvolutionFunction:
        EVOLUTIONS.update(dict.fromkeys(facts, evolution))
        return evolution

    return enter


def decide(state: Any, proposal: Proposal, around: Around) -> tuple[Fact, ...]:
    """The facts to record. Raises the `Refusal` that says which rule stands in the way and what to do."""
    _goes_on_its_stream(state, proposal)
    _happened_before_it_was_written_down(proposal)
    for leaf in leaves(proposal.fact):
        _names_what_exists(leaf, around)
    rule = RULES.get(type(proposal.fact))
    if rule:
        rule(state, proposal, around)
    return (proposal.fact,)


def evolve(state: Any, envelope: Envelope) -> Any:
    """What is known of a stream after one more of its facts."""
    return EVOLUTIONS[type(envelope.fact)](state, envelope)


def fold(state: Any, envelopes: Iterable[Envelope]) -> Any:
    """What is known of a stream after more of its facts; None where it has none."""
    for envelope in envelopes:
        state = evolve(state, envelope)
    return state


def kind_of(stream: str) -> str:
    """A stream's kind: `theme` of `theme/a`."""
    return stream.partition("/")[0]


def person_stream(ref: Ref) -> str:
    """The stream of a person, who may be named with or without its kind."""
    return ref if ref.startswith("person/") else f"person/{ref}"


def words_of(proposal: Proposal) -> Ref | None:
    """The record under which the words are sealed that somebody says of themselves in a fact: theirs.

    That is the person's where they are known, else what the fact begins, such as a dispute. None where nothing is said
    so, or where there is neither: such words stay with the stream's.
    """
    if not tells_what_somebody_said(proposal.fact.TOPIC):
        return None
    said = [*leaves(proposal.fact)]
    if not any(leaf.answer.spoken and leaf.answer.words for leaf in said):
        return None
    who = proposal.by.ref
    if who and "/" not in who.removeprefix("person/"):
        return Ref(person_stream(who))
    return next((leaf.value for leaf in said if leaf.answer.ref == "introduces"), None)


def _goes_on_its_stream(state: Any, proposal: Proposal) -> None:
    fact, kind = proposal.fact, kind_of(proposal.stream)
    name = type(fact).__name__
    if kind != fact.STREAM:
        raise refusals.WrongStream(fact=name, belongs=fact.STREAM, stream=proposal.stream)
    beginning = BEGINNINGS.get(kind)
    if name == beginning and state is not None:
        raise refusals.AlreadyBegun(stream=proposal.stream, fact=name)
    if beginning and beginning != name and state is None:
        raise refusals.NotBegun(stream=proposal.stream, fact=name, beginning=beginning)
    joined_with = getattr(state, "joined_with", None)
    if joined_with and name not in FINISHED_WHERE_THEY_BEGAN:
        raise refusals.ThemeJoined(theme=proposal.stream, joined_with=joined_with)


def _happened_before_it_was_written_down(proposal: Proposal) -> None:
    if proposal.occurred_on > proposal.recorded_on:
        raise refusals.HappensAfterItIsRecorded(occurred=proposal.occurred_on, recorded=proposal.recorded_on)


def _names_what_exists(leaf: Leaf, around: Around) -> None:
    answer = leaf.answer
    if answer.to == ("ask",):
        return  # an ask's id is its theme's own: the rules of deciding look there
    if answer.ref == "introduces" and around.introduced(answer.to[0], leaf.value) is not None:
        raise refusals.IdTaken(sort=answer.to[0], ref=leaf.value)
    is_bare = answer.to == ("person",) and "/" not in leaf.value
    if answer.ref == "foresees" and not is_bare and kind_of(leaf.value) not in answer.to:
        raise refusals.WrongKind(ref=leaf.value, field=leaf.path, sorts=" or ".join(answer.to))
    if answer.ref == "cites" and not any(_exists(sort, leaf.value, around) for sort in answer.to):
        raise refusals.NotKnown(ref=leaf.value, field=leaf.path, sorts=" or ".join(answer.to))


def _exists(sort: str, ref: Ref, around: Around) -> bool:
    if kind_of(ref) == sort and around.state(ref) is not None:
        return True
    return around.introduced(sort, ref) is not None or (sort == "person" and _is_spoken_of(ref, around))


def _is_spoken_of(person: Ref, around: Around) -> bool:
    """Whether words are sealed as somebody's own, though nothing was recorded on their stream yet."""
    return next(around.citing(person, "theme"), None) is not None
