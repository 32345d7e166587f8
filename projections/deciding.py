"""“Who decided, and how”: every decision, who took part in it as what, and what became of what people recommended."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from sqlalchemy import Connection

from projections.shared.journeys.facts import KeptFact, KeptFacts
from projections.shared.journeys.journeys import Journeys
from projections.shared.telling.decided import Story, stories, the, within
from projections.shared.telling.telling import Dictionary
from projections.shared.telling.wording import (
    Tone,
    capacities,
    counted,
    day,
    days,
    how_decided,
    sentence,
    spelt,
)
from tracker.domain.deciding import lived_experience_seats, seats
from tracker.domain.state import Decision
from tracker.events import Sealed
from tracker.events.codes import Capacity, Followed, HowDecided, Level, PartPlayed, Verdict
from tracker.events.deciding import ConsiderationStarted, DecisionMade, Part, RecommendationMade, Votes
from tracker.events.plain import CAPACITIES, PLAIN
from tracker.events.shape import sealed_in


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, and what that says."""

    n: int
    of: int
    words: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What was decided of one ask."""

    ask: str
    verdict: str
    more: str


@dataclass(frozen=True, slots=True)
class View:
    """Somebody's view in their own words, and in what capacity they gave it."""

    text: str
    who: str
    lived: bool


@dataclass(frozen=True, slots=True)
class DecisionCard:
    """One decision."""

    name: str
    title: str
    on: str
    words: str
    tone: Tone
    body: str
    recommended: tuple[View, ...]
    followed: str
    answered: tuple[Answered, ...]
    facts: tuple[tuple[str, str], ...]
    dissent: tuple[View, ...]


@dataclass(frozen=True, slots=True)
class DecidingPage:
    """The page."""

    as_at: date
    shares: tuple[Share, ...]
    counts: tuple[tuple[str, str], ...]
    decisions: tuple[DecisionCard, ...]
    not_shown: int

    @property
    def lede(self) -> str:
        """How many decisions there are."""
        n = len(self.decisions)
        if n:
            return f"{_decisions(n)} so far, newest first."
        return "Nothing that is shown here has been decided yet." if self.not_shown else "Nothing has been decided yet."

    @property
    def hidden(self) -> str:
        """How many decisions are about what is not shown."""
        if not self.not_shown:
            return ""
        more = " more" if self.decisions else ""
        n = counted(self.not_shown, f"{more} decision is".strip(), f"{more} decisions are".strip())
        return f"{n} not listed, because what people said about it is not shown here now."


@dataclass(frozen=True, slots=True)
class Made:
    """A decision with its theme and what came before it."""

    story: Story
    decision: Decision
    position: int
    before: tuple[KeptFact, ...]
    replaced_on: date | None

    @property
    def fact(self) -> DecisionMade:
        """What was decided."""
        return self.decision.fact


class Deciding:
    """Reads the page from the public's journeys, and from the facts that timelines keep."""

    def __init__(self, journeys: Journeys, facts: KeptFacts) -> None:
        self.journeys = journeys
        self.facts = facts

    def page(self, conn: Connection, log_id: str, on: date) -> DecidingPage:
        """The page as it stands on a day."""
        every = stories(self.journeys, self.facts, conn, log_id, RecommendationMade, ConsiderationStarted)
        made = [each for story in every if story.shown for each in _made(story)]
        made.sort(key=lambda each: (each.decision.on, each.position), reverse=True)
        dictionary = self._dictionary(conn, log_id, {each.story.stream: each.story for each in made}.values())
        facts = [each.fact for each in made]
        return DecidingPage(
            as_at=on,
            shares=tuple(_shares(facts)) if facts else (),
            counts=tuple(_counts(facts)) if facts else (),
            decisions=tuple(_card(each, dictionary) for each in made),
            not_shown=sum(len(story.theme.decisions) for story in every if not story.shown),
        )

    def _dictionary(self, conn: Connection, log_id: str, decided: Iterable[Story]) -> Dictionary:
        sealed: list[Sealed] = []
        for story in decided:
            facts = (story.theme.opened, *story.theme.corrections)
            sealed += [*story.sealed, *chain.from_iterable(map(sealed_in, facts))]
        return Dictionary(
            self.journeys.words.read(conn, log_id, dict.fromkeys(sealed)), self.journeys.names.all(conn, log_id)
        )


def _made(story: Story) -> Iterator[Made]:
    every, before = list(story.decisions()), tuple[KeptFact, ...]()
    for place, (decision, kept, since) in enumerate(every):
        before += tuple(since)
        later = every[place + 1][0].on if place + 1 < len(every) else None
        yield Made(story, decision, kept.position, before, later)


def _shares(facts: Sequence[DecisionMade]) -> Iterator[Share]:
    places, lived = sum(map(seats, facts)), sum(map(lived_experience_seats, facts))
    yield Share(lived, places, "places among the people deciding were held by people with lived experience")
    n = sum(lived_experience_seats(fact) > 0 for fact in facts)
    yield Share(n, len(facts), "decisions had somebody with lived experience among the people deciding")
    known = sum(fact.final_say_known_before for fact in facts)
    yield Share(known, len(facts), "times people knew beforehand who would have the final say")


FOLLOWED: dict[Followed, str] = {
    "yes": "followed", "partly": "followed in part", "no": "not followed", "none_made": "nobody was asked"
}  # fmt: skip

BECAME_OF_IT: dict[Followed, str] = {
    "yes": "What people recommended was followed.",
    "partly": "What people recommended was followed in part.",
    "no": "What people recommended was not followed.",
    "none_made": PLAIN[Followed]["none_made"],
}


def _counts(facts: Sequence[DecisionMade]) -> Iterator[tuple[str, str]]:
    yield "What people recommended", _how_many(FOLLOWED, (fact.recommendation_followed for fact in facts))
    yield "How it was decided", _how_many(PLAIN[HowDecided], (fact.how for fact in facts))
    yield "How much say people had", _how_many(PLAIN[Level], (fact.level_reached for fact in facts))
    n = sum(bool(fact.dissent) for fact in facts)
    yield "Where people disagreed", f"A different view is written down beside {n} of {_decisions(len(facts))}."


def _decisions(n: int) -> str:
    return counted(n, "decision", "decisions")


def _how_many(words: dict[str, str] | dict[Followed, str], codes: Iterable[str]) -> str:
    often = Counter(codes)
    plain = {str(code): said for code, said in words.items()}
    return sentence(", ".join(f"{said}: {often[code]}" for code, said in plain.items() if often[code]))


def _card(made: Made, dictionary: Dictionary) -> DecisionCard:
    words, tone = _standing(made)
    body = the(dictionary.name(made.fact.body))
    return DecisionCard(
        name=made.story.name,
        title=made.story.said(made.story.theme.opened.title, dictionary),
        on=day(made.decision.on),
        words=words,
        tone=tone,
        body=f"{body} decided, {how_decided(made.fact)}.{_votes(made.fact.votes)}",
        recommended=tuple(_recommended(made, dictionary)),
        followed=BECAME_OF_IT[made.fact.recommendation_followed],
        answered=tuple(_answered(made, part, dictionary) for part in made.fact.parts),
        facts=tuple(_facts(made, dictionary)),
        dissent=tuple(_dissent(made, dictionary)),
    )


def _standing(made: Made) -> tuple[str, Tone]:
    if made.replaced_on:
        return f"Replaced by the decision of {day(made.replaced_on)}", "no"
    if made.story.theme.reopened:
        return "Being looked at again", "wait"
    return "This decision stands", "go"


def _votes(votes: Votes | None) -> str:
    if votes is None:
        return ""
    cast = ((votes.for_no, votes.against_no, "no"), (votes.for_yes, votes.against_yes, "yes"))
    said = [f"{_voters(f)} voted for the {which}, {_voters(a)} against it" for f, a, which in cast if f or a]
    return f" {' '.join(sentence(each) for each in said)}" if said else ""


def _voters(n: int | None) -> str:
    return spelt(n) if n else "nobody"


def _recommended(made: Made, dictionary: Dictionary) -> Iterator[View]:
    kept = [each.envelope for each in made.before if isinstance(each.envelope.fact, RecommendationMade)]
    for envelope in kept:
        fact: RecommendationMade = envelope.fact
        who = dictionary.who(envelope.by)
        by = f"{sentence(who)[:-1]}, {day(envelope.occurred_on)}: {capacities(fact.made_by)}"
        lived = "lived_experience" in fact.made_by
        yield View(sentence(dictionary.said(fact.text)), by, lived)


def _answered(made: Made, part: Part, dictionary: Dictionary) -> Answered:
    said = made.story.said
    ask = next((said(each.text, dictionary) for each in made.story.theme.opened.asks if each.id == part.ask), "")
    verdict = PLAIN[Verdict][part.verdict]
    if part.passed_to:
        verdict = f"{verdict} to {within(dictionary.name(part.passed_to))}"
    more = [said(each, dictionary) for each in (part.agreed, part.note) if each]
    return Answered(sentence(ask)[:-1], sentence(verdict), " ".join(sentence(each) for each in more))


TOOK_PART: dict[PartPlayed, str] = {
    "decided": "Who decided",
    "advised": "Who advised, without a vote",
    "observed": "Who watched",
    "informed": "Who was told",
}


def _facts(made: Made, dictionary: Dictionary) -> Iterator[tuple[str, str]]:
    fact = made.fact
    for part, label in TOOK_PART.items():
        took: Counter[Capacity] = Counter()
        for each in fact.took_part:
            took[each.capacity] += each.n if each.part == part else 0
        if any(took.values()):
            people = sentence(capacities({capacity: n for capacity, n in took.items() if n}))
            yield label, f"{people} {_lived(fact)}" if part == "decided" else people
    known = "People knew that beforehand." if fact.final_say_known_before else "People did not know that beforehand."
    yield "Who had the final say", f"{sentence(made.story.said(fact.final_say, dictionary))} {known}"
    yield "What they had to go on", " ".join(_information(made, dictionary)) or "Nothing is written down."
    yield "How much say people had", sentence(PLAIN[Level][fact.level_reached])
    for left in fact.left_open:
        asks = made.story.theme.opened.asks
        ask = next((made.story.said(each.text, dictionary) for each in asks if each.id == left.ask), "")
        yield f"Left open: {ask}", sentence(made.story.said(left.why, dictionary))


def _lived(fact: DecisionMade) -> str:
    lived = lived_experience_seats(fact)
    return f"{lived} of the {seats(fact)} had lived experience." if lived else "Nobody deciding had lived experience."


def _information(made: Made, dictionary: Dictionary) -> Iterator[str]:
    for kept in made.before:
        looked = kept.envelope.fact
        if isinstance(looked, ConsiderationStarted) and looked.info_shared:
            on = looked.info_shared_on
            when = f" (given out on {day(on)}, {_beside(made.decision.on, on)})" if on else ""
            yield sentence(f"{dictionary.said(looked.info_shared).rstrip('.')}{when}")
    yield from (sentence(made.story.said(each, dictionary)) for each in made.fact.information_considered)


def _dissent(made: Made, dictionary: Dictionary) -> Iterator[View]:
    for each in made.fact.dissent:
        _, many = CAPACITIES[each.capacity]
        yield View(sentence(made.story.said(each.text, dictionary)), many, each.capacity == "lived_experience")


def _beside(decided: date, given: date) -> str:
    early = (decided - given).days
    return f"{days(early)} before" if early >= 0 else f"{days(-early)} after it was decided"
