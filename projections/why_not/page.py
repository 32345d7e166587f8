"""“We have not, and why”: each ask that was not agreed, got stuck, was dropped or did not last, under its reason."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from projections.shared.journeys.facts import KeptFacts
from projections.shared.journeys.journeys import Journeys
from projections.shared.telling.card import View, words_on_card
from projections.shared.telling.decided import Story, stories
from projections.shared.telling.telling import Dictionary
from projections.shared.telling.wording import counted, day, listed, sentence
from projections.why_not.not_done import HEADINGS, NotDone, Teller
from tracker.domain.standing import YES
from tracker.domain.state import Decision
from tracker.events import Ref, Sealed
from tracker.events.codes import ReopenedBecause, Verdict
from tracker.events.deciding import DecisionMade, ReviewDateMoved, ThemeReopened
from tracker.events.plain import PLAIN, REASONS


@dataclass(frozen=True, slots=True)
class Changed:
    """An ask to which we said no and then, in full or in part, yes."""

    ask: str
    name: str
    title: str
    text: str
    kept_at_it: bool


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many asks there are, shown or not, and how many of those shown were decided, and not agreed."""

    asks: int
    decided: int
    refused: int
    partly: int
    again: int


@dataclass(frozen=True, slots=True)
class WhyNotPage:
    """The page."""

    as_at: date
    numbers: Numbers
    groups: tuple[tuple[str, tuple[NotDone, ...]], ...]
    changed: tuple[Changed, ...]

    @property
    def lede(self) -> str:
        """How many asks have not been agreed, and what else stands here."""
        n = self.numbers
        if not n.decided:
            return "Nothing has been decided yet, so there is nothing that we said no to."
        of = f"your {n.asks} asks" if n.decided == n.asks else f"the {n.decided} asks decided so far"
        of = of if n.decided > 1 else "the only ask decided so far"
        some = [
            (n.refused, "has not been agreed", "have not been agreed"),
            (n.partly, "was agreed only in part", "were agreed only in part"),
            (n.again, "is being looked at again", "are being looked at again"),
        ]
        said = [counted(k, one, many) for k, one, many in some if k]
        first, *others = said or [f"All {of.removeprefix('the ')} were agreed" if n.decided > 1 else f"{of} was agreed"]
        if said:
            number, _, rest = first.partition(" ")
            first = f"{number} of {of} {rest}" if n.decided > 1 else f"{of} {rest}"
        return " ".join([sentence(", and ".join([first, *others])), *self._did_not_last()])

    def _did_not_last(self) -> Iterator[str]:
        of = Counter(card.why for _, cards in self.groups for card in cards)
        some = [
            (of["stuck"], "thing is stuck", "things are stuck"),
            (of["dropped"], "thing was dropped", "things were dropped"),
            (of["failed"], "thing did not work", "things did not work"),
            (of["ended"], "thing has ended and was not checked", "things have ended and were not checked"),
            (of["stopped"], "thing changed and then stopped", "things changed and then stopped"),
        ]
        said = [counted(k, one, many) for k, one, many in some if k]
        if said:
            yield f"Of what we did agree, {listed(said)}."

    @property
    def not_the_last_word(self) -> str:
        """How many earlier noes were changed, and how many of them because people kept at it."""
        if not self.changed:
            return ""
        kept, every = sum(each.kept_at_it for each in self.changed), len(self.changed)
        how_many = "" if kept == every else f", {kept} of them"
        why = f"{how_many} because people kept at it" if kept else ""
        noes = f"{every} of our earlier noes {'was' if every == 1 else 'were'} changed"
        return f"Our answer is not the last word: {noes}{why}."


class WhyNot:
    """Reads the page from the public's journeys, and from the facts that timelines keep."""

    def __init__(self, journeys: Journeys, facts: KeptFacts) -> None:
        self.journeys = journeys
        self.facts = facts

    def page(self, conn: Connection, log_id: str, on: date) -> WhyNotPage:
        """The page as it stands on a day."""
        kinds = (ThemeReopened, ReviewDateMoved)
        every = stories(self.journeys, self.facts, conn, log_id, *kinds)
        decided = [each for each in every if each.shown and each.theme.decision]
        view = View(on, self.journeys.privacy(conn, log_id), self._dictionary(conn, log_id, decided))
        cards = [found for each in decided for found in Teller(each, view).cards()]
        return WhyNotPage(
            as_at=on,
            numbers=_numbers(every, decided, [card for _, card in cards]),
            groups=tuple(_grouped(cards)),
            changed=tuple(each for story in decided for each in _changed(story, view)),
        )

    def _dictionary(self, conn: Connection, log_id: str, decided: Iterable[Story]) -> Dictionary:
        sealed: list[Sealed] = []
        for each in decided:
            sealed += [*words_on_card(each.theme, each.actions), *each.sealed]
        return Dictionary(
            self.journeys.words.read(conn, log_id, dict.fromkeys(sealed)), self.journeys.names.all(conn, log_id)
        )


def _numbers(every: Iterable[Story], decided: Iterable[Story], cards: Iterable[NotDone]) -> Numbers:
    current = [(each.theme, part) for each in decided if each.theme.decision for part in each.theme.decision.fact.parts]
    stands = [part for theme, part in current if not theme.reopened]
    return Numbers(
        asks=sum(len(each.theme.asks) for each in every if each.theme.joined_with is None),
        decided=len(current),
        refused=sum(part.verdict not in YES for part in stands),
        partly=sum(part.verdict == "partly" for part in stands),
        again=sum(len(card.asks) for card in cards if card.why == "again"),
    )


def _grouped(cards: Sequence[tuple[str, NotDone]]) -> Iterator[tuple[str, tuple[NotDone, ...]]]:
    """The reason given most often first; what has no coded reason after them. Within a group, the latest first."""
    often = Counter(heading for heading, _ in cards)

    def place(heading: str) -> tuple[bool, int, int]:
        coded = heading in REASONS.values()
        return not coded, -often[heading] if coded else 0, HEADINGS.index(heading)

    for heading in sorted(often, key=place):
        yield heading, tuple(sorted((card for at, card in cards if at == heading), key=lambda card: -card.days_late))


PEOPLE_KEPT_AT_IT = {"people_asked", "dispute_upheld"}


def _changed(story: Story, view: View) -> Iterator[Changed]:
    current = story.theme.decision
    if current is None or story.theme.reopened:
        return
    for part in current.fact.parts:
        turned = _turned(story, part.ask)
        if part.verdict not in YES or turned is None:
            continue
        before, after, reopenings = turned
        said = view.dictionary
        because = listed(PLAIN[ReopenedBecause][each] for one in reopenings for each in one.trigger)
        asked = listed(dict.fromkeys(said.name(each.asked_by) for each in reopenings if each.asked_by))
        text = f"{_verdict_on(before, part.ask)} {_verdict_on(after, part.ask)}"
        text += f" We looked again because {because}." if because else ""
        yield Changed(
            ask=next(story.said(each.text, said) for each in story.theme.opened.asks if each.id == part.ask),
            name=story.name,
            title=story.said(story.theme.opened.title, said),
            text=f"{text} {asked} asked for that." if asked else text,
            kept_at_it=bool(asked) or any(PEOPLE_KEPT_AT_IT & {*each.trigger} for each in reopenings),
        )


def _turned(story: Story, ask: Ref) -> tuple[Decision, Decision, list[ThemeReopened]] | None:
    """The last no to an ask, the yes that followed it, and the re-openings between them."""
    last, found = None, None
    for decision, _, since in story.decisions():
        verdict = _verdict(decision.fact, ask)
        if verdict in YES and last:
            reopenings = [kept.envelope.fact for kept in since if isinstance(kept.envelope.fact, ThemeReopened)]
            found = last, decision, reopenings
        last = decision if verdict and verdict not in YES else None
    return found


def _verdict(fact: DecisionMade, ask: Ref) -> Verdict | None:
    return next((part.verdict for part in fact.parts if part.ask == ask), None)


def _verdict_on(decision: Decision, ask: Ref) -> str:
    verdict = _verdict(decision.fact, ask)
    return f"On {day(decision.on)} we said: {PLAIN[Verdict][verdict]}." if verdict else ""
