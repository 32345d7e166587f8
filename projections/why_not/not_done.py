"""An ask that has not come about, as one card: why, what can still be done, and when it is looked at again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from projections.shared.telling.card import Mark, View, answered, replied
from projections.shared.telling.decided import Story, the, within
from projections.shared.telling.wording import HEADLINES, Tone, day, days, how_decided, listed, sentence, who_had_a_say
from tracker.domain.standing import YES, has_ended, is_late, outcome_headline
from tracker.domain.state import Action, Decision, Outcome, PassOn
from tracker.events import Party, Ref, Sealed
from tracker.events.codes import OutcomeLevel, ReopenedBecause, Verdict
from tracker.events.deciding import Part, ReviewDateMoved, Still, ThemeReopened
from tracker.events.plain import PLAIN, REASONS

ALREADY = "We say it is already in place"
FAILED = "It was done, and it did not work"
STOPPED = "It changed, then stopped"
ENDED = "It has stopped, we say – not checked yet"
OPEN = "We have not decided this part yet"
AGAIN = "We are looking at it again"
HEADINGS = (*REASONS.values(), ALREADY, FAILED, STOPPED, ENDED, OPEN, AGAIN)
"""What asks stand under: the reasons in the order of their list, then what has no coded reason."""

Why = Literal["refused", "partly", "stuck", "dropped", "failed", "stopped", "ended", "open", "again"]
"""How an ask came to stand on this page."""


@dataclass(frozen=True, slots=True)
class Row:
    """One knot of a card: a label, what there is to say, what is said in small print, and how late it is."""

    label: str
    lines: tuple[str, ...]
    mark: Mark = "done"
    by: str = ""
    late: str = ""
    days_late: int = 0


@dataclass(frozen=True, slots=True)
class NotDone:
    """Something asked for that has not come about: where it stands, and the thread of why and what next.

    Work that does not name the asks that it serves has none.
    """

    why: Why
    name: str
    title: str
    asks: tuple[str, ...]
    words: str
    tone: Tone
    rows: tuple[Row, ...]

    @property
    def days_late(self) -> int:
        """How many days late we, or those who owe a reply, are."""
        return max((row.days_late for row in self.rows), default=0)


NOTHING_NAMED = "Nothing else was named."
NO_DATE = "No date was set."

REFUSED: dict[Verdict, tuple[str, Tone]] = {
    "partly": ("Agreed only in part, and why", "no"),
    "not_now": ("Not now", "no"),
    "not_possible": ("Not possible", "no"),
    "already_in_place": ("Already in place, we say", "no"),
}

STOP: Tone = "bad stop"

DID_NOT_WORK: dict[OutcomeLevel, tuple[str, Tone]] = {
    "none": ("It has not changed, we say", "bad"),
    "harm": ("It made things worse, we say", "bad"),
}
"""Claims of a change that was not one."""


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells what of one theme has not come about."""

    story: Story
    view: View

    @property
    def decision(self) -> Decision:
        """The current decision."""
        return self.story.theme.decisions[-1]

    def said(self, sealed: Sealed | None) -> str:
        """A text as a sentence, with its corrections."""
        return sentence(self.story.said(sealed, self.view.dictionary))

    def cards(self) -> Iterator[tuple[str, NotDone]]:
        """Each card, with the heading that it stands under."""
        fact, wrong = self.decision.fact, self._went_wrong()
        broken = [each for each in self.story.actions if each.stalled or each.dropped]
        if self.story.theme.reopened:
            every = wrong is not None or bool(broken)
            asks = [part.ask for part in fact.parts if every or part.verdict != "agreed"]
            asks += [left.ask for left in fact.left_open]
            if asks:
                yield AGAIN, self._again(asks)
            return
        yield from (self._refused(part, wrong) for part in fact.parts if part.verdict != "agreed")
        for left in fact.left_open:
            rows = (Row("Why", (self.said(left.why),), by=self._who_decided()), Row("We will look again", (NO_DATE,)))
            yield OPEN, self._card("open", [left.ask], "Left open", "wait", rows)
        agreed = [part.ask for part in fact.parts if part.verdict == "agreed"]
        if wrong and agreed:
            yield self._did_not_last(agreed, wrong)
        yield from (self._stuck(action) if action.stalled else self._dropped(action) for action in broken)

    def _card(self, why: Why, asks: Iterable[Ref], words: str, tone: Tone, rows: Iterable[Row]) -> NotDone:
        texts = {ask.id: self.story.said(ask.text, self.view.dictionary) for ask in self.story.theme.opened.asks}
        disputed = any(each.open for each in self.story.theme.disputes)
        title = self.story.said(self.story.theme.opened.title, self.view.dictionary)
        words = f"{words}. Someone disagrees" if disputed else words
        return NotDone(why, self.story.name, title, tuple(texts[ask] for ask in asks), words, tone, tuple(rows))

    def _refused(self, part: Part, wrong: tuple[str, Tone] | None) -> tuple[str, NotDone]:
        already = part.verdict == "already_in_place"
        heading = ALREADY if already or not part.reasons else REASONS[part.reasons[0]]
        words, tone = self._passed_on(part) if part.verdict == "passed_on" else REFUSED[part.verdict]
        why: Why = "partly" if part.verdict == "partly" else "refused"
        if part.verdict == "partly" and wrong:
            words, tone = wrong
            why = "failed" if tone != STOP else "stopped" if words == STOPPED else "ended"
        return heading, self._card(why, [part.ask], words, tone, self._rows(part))

    def _rows(self, part: Part) -> Iterator[Row]:
        if part.agreed:
            yield Row("What we agreed", (self.said(part.agreed),), "part")
        yield Row("Why", (" ".join(self._why(part)),), by=self._who_decided())
        if part.verdict == "partly" and self._went_wrong():
            yield self._what_came()
        if part.reason_held_by:
            yield Row("Who holds the reason", tuple(self._held(part)))
        sent = self._sent(part) if part.verdict == "passed_on" else []
        yield from (self._replied(each) for each in sent if each.replied_on)
        yield self._still(part.still)
        yield from (self._awaited(each) for each in sent if each.replied_on is None)
        if part.verdict == "passed_on" and not sent:
            to = within(self.view.dictionary.name(part.passed_to))
            yield Row("Not sent yet", (f"It is for {to} to decide. We have not sent it yet.",), "next")
        yield from self._look_again(part)

    def _held(self, part: Part) -> Iterator[str]:
        if part.reason_held_by:
            yield f"{self._name(part.reason_held_by)} holds the full reason."
        if part.second_approver:
            yield f"{self._name(part.second_approver)} agreed that it cannot be shared."

    def _why(self, part: Part) -> Iterator[str]:
        if part.where:
            yield f"Where it is: {self.said(part.where)}"
        if part.why_people_did_not_know:
            yield f"Why people did not know: {self.said(part.why_people_did_not_know)}"
        refused = f"Not agreed: {self.said(part.not_agreed)} " if part.not_agreed else ""
        if refused or part.reason_text:
            yield f"{refused}{self.said(part.reason_text)}".strip()
        said_above = 0 if part.verdict == "already_in_place" else 1
        yield from (f"Also: {_lower(sentence(REASONS[reason]))}" for reason in part.reasons[said_above:])

    def _who_decided(self) -> str:
        fact = self.decision.fact
        body = the(self.view.dictionary.name(fact.body))
        return f"{body} decided on {day(self.decision.on)}, {how_decided(fact)}. {who_had_a_say(fact)}"

    def _still(self, still: Iterable[Still]) -> Row:
        lines = tuple(self._still_line(each) for each in still if each.kind != "review_on")
        return Row("What can still be done", lines or (NOTHING_NAMED,), "next")

    def _still_line(self, still: Still) -> str:
        text = self.said(still.text)
        if still.decided_by:
            return f"{text} {self._name(still.decided_by)} decided that."
        return f"{text.removesuffix('.')}, by {day(still.on)}." if still.on else text

    def _sent(self, part: Part) -> list[PassOn]:
        found = [each for each in self.story.theme.pass_ons if each.part == part.ask and each.on >= self.decision.on]
        return sorted(found, key=lambda each: each.replied_on or date.max)

    def _replied(self, sent: PassOn) -> Row:
        assert sent.reply
        assert sent.replied_on
        reason = f" Their reason: {_lower(sentence(REASONS[sent.reply.reason]))}" if sent.reply.reason else ""
        who = f"{self._name(sent.to)}, {day(sent.replied_on)}. We asked on {day(sent.on)}."
        return Row("They replied", (f"{self.said(sent.reply.answer)}{reason}",), by=who)

    def _awaited(self, sent: PassOn) -> Row:
        late, name, due = (self.view.on - sent.reply_due).days, self._name(sent.to), day(sent.reply_due)
        again = f", and again on {day(sent.chased_on)}" if sent.chased_on else ""
        asked = f"We asked on {day(sent.on)}{again}."
        if late > 0:
            said, how_late = f"{name} has not replied. The day was {due}.", f"The reply is {days(late)} late."
            return Row("Waiting for a reply", (said,), "next", asked, how_late, late)
        return Row("Waiting for a reply", (f"{name} should reply by {due}.",), "next", asked)

    def _passed_on(self, part: Part) -> tuple[str, Tone]:
        sent = self._sent(part)
        waiting = [(self.view.on - each.on).days for each in sent if each.replied_on is None]
        if waiting:
            return f"Passed on, waiting {days(max(waiting))} for a reply", "no pass"
        return ("Passed on, and they replied" if sent else "Passed on, not sent yet"), "no pass"

    def _look_again(self, part: Part) -> Iterator[Row]:
        reviews = [each for each in part.still if each.kind == "review_on" and each.on]
        yield from (self._review(part.ask, each) for each in reviews)
        waits = part.verdict == "passed_on" and any(each.replied_on is None for each in self._sent(part))
        if not reviews and not waits:
            yield self._no_date()

    def _no_date(self) -> Row:
        others = sorted({when for _, when in self.decision.reviews() if when >= self.view.on})
        more = f"Other asks about the same thing are looked at again on {listed(map(day, others))}." if others else ""
        return Row("We will look again", (NO_DATE,), "next", by=more)

    def _review(self, ask: Ref, still: Still) -> Row:
        assert still.on
        due, about = still.on, self.said(still.text)
        for move in self.decision.moved:
            if (move.ask, move.old) == (ask, due):
                due, about = move.new, f"Moved from {day(move.old)}. {self._why_moved(ask, move.old, move.new)}"
        return self._due(due, about)

    def _why_moved(self, ask: Ref, old: date, new: date) -> str:
        facts = [kept.envelope.fact for kept in self.story.facts]
        whys = [
            f.why for f in facts if isinstance(f, ReviewDateMoved) and ask in f.parts and (f.old, f.new) == (old, new)
        ]
        return self.said(whys[-1]) if whys else ""

    def _due(self, due: date, about: str = "") -> Row:
        late = (self.view.on - due).days
        if late > 0:
            return Row(
                "We will look again", (f"We said {day(due)}.",), "next", about, f"We are {days(late)} late.", late
            )
        return Row("We will look again", (f"{day(due)}.",), "next", by=about)

    def _went_wrong(self) -> tuple[str, Tone] | None:
        outcome = self.story.theme.outcome
        if outcome is None:
            return None
        code = outcome_headline(outcome, self.view.on)
        if code in ("stopped", "disputed"):
            return HEADLINES[code]
        if has_ended(outcome, self.view.on):
            return ENDED, STOP
        return DID_NOT_WORK.get(outcome.level)

    def _did_not_last(self, asks: Iterable[Ref], wrong: tuple[str, Tone]) -> tuple[str, NotDone]:
        words, tone = wrong
        rows = (self._what_came(), self._still(()), self._no_date())
        if tone == STOP:
            return words, self._card("stopped" if words == STOPPED else "ended", asks, words, tone, rows)
        return FAILED, self._card("failed", asks, words, tone, rows)

    def _what_came(self) -> Row:
        outcome = self.story.theme.outcome
        assert outcome
        lines = [self.said(outcome.fact.what_changed), *self._put_right(outcome)]
        if has_ended(outcome, self.view.on) and outcome.fact.until:
            lines.append(f"It was there until {day(outcome.fact.until)}.")
        if outcome.verdict:
            lines.append(f"{replied(outcome.verdict, self.view.k)} {answered(outcome.verdict)}".strip())
        who = f"{self.view.dictionary.who(outcome.by)} said so on {day(outcome.on)}."
        return Row("What happened", (" ".join(lines),), "bad", by=who)

    def _put_right(self, outcome: Outcome) -> Iterator[str]:
        for each in outcome.corrections:
            now, before = self.said(each.new_summary), self.view.dictionary.said(each.old_summary)
            yield f"Put right: {now.removesuffix('.')} (it said {before})."

    def _stuck(self, action: Action) -> tuple[str, NotDone]:
        assert action.stalled
        what, fact = self.said(action.planned.what), action.stalled
        due = f"It {'was' if is_late(action, self.view.on) else 'is'} due by {day(action.due)}."
        rows = (
            Row("What we are doing", (what,), "part", by=f"{self._name(action.planned.owner)} is doing this. {due}"),
            Row("Why it is stuck", (self.said(fact.text),)),
            Row("What would help", (self.said(fact.would_unstick),), "next"),
            self._due(fact.look_again_on),
        )
        return REASONS[fact.reason], self._card("stuck", self._served(action), *HEADLINES["stuck"], rows)

    def _dropped(self, action: Action) -> tuple[str, NotDone]:
        assert action.dropped
        assert action.dropped_on
        what, fact = self.said(action.planned.what), action.dropped
        who = f"{self._name(fact.decided_by)} decided that on {day(action.dropped_on)}."
        dates = [each for each in fact.still if each.kind == "review_on"]
        reviews = [self._due(each.on, self.said(each.text)) for each in dates if each.on]
        rows = (
            Row("What we said we would do", (what,), "bad"),
            Row("Why we did not", (self.said(fact.text),), by=who),
            self._still(fact.still),
            *(reviews or [self._no_date()]),
        )
        return REASONS[fact.reason], self._card("dropped", self._served(action), *HEADLINES["dropped"], rows)

    def _served(self, action: Action) -> Sequence[Ref]:
        agreed = [part.ask for part in self.decision.fact.parts if part.verdict in YES]
        return action.planned.asks or (agreed if len(agreed) == 1 else ())

    def _name(self, party: Party) -> str:
        return sentence(self.view.dictionary.name(party)).removesuffix(".")

    def _again(self, asks: list[Ref]) -> NotDone:
        verdicts = {part.ask: PLAIN[Verdict][part.verdict] for part in self.decision.fact.parts}
        texts = {each.id: self.story.said(each.text, self.view.dictionary) for each in self.story.theme.opened.asks}
        before = [f"{texts[ask]}: {verdicts.get(ask, 'left open')}." for ask in asks]
        before = before if len(asks) > 1 else [sentence(verdicts.get(asks[0], "left open"))]
        wrong = self._went_wrong()
        rows = (
            Row("What we said before", tuple(before), by=self._who_decided()),
            *([self._what_came()] if wrong else []),
            *self._why_again(),
            self._when_again(),
        )
        return self._card("again", asks, *HEADLINES["looking_again"], rows)

    def _why_again(self) -> Iterator[Row]:
        opened = [kept.envelope for kept in self.story.facts if isinstance(kept.envelope.fact, ThemeReopened)]
        for envelope in opened[-1:]:
            because = listed(PLAIN[ReopenedBecause][each] for each in envelope.fact.trigger)
            asked = self.view.dictionary.name(envelope.fact.asked_by)
            by = f"Opened again on {day(envelope.occurred_on)}."
            yield Row("Why we look again", (sentence(because),), by=f"{by} {asked} asked for that." if asked else by)

    def _when_again(self) -> Row:
        looking = self.story.theme.looking
        if looking is None:
            return Row("What happens next", ("No date is set yet for the new decision.",), "next")
        late, body = (self.view.on - looking.due).days, the(self.view.dictionary.name(looking.fact.body))
        if late > 0:
            said = f"{body} said it would decide by {day(looking.due)}."
            return Row("What happens next", (said,), "next", "", f"We are {days(late)} late.", late)
        return Row("What happens next", (f"{body} will decide by {day(looking.due)}.",), "next")


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
