"""A celebration's page: what changed because people spoke up, in whose words, and what is not finished yet."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from projections.shared.journeys.journeys import Journeys
from projections.shared.projecting.at_hand import while_reading
from projections.shared.projecting.projector import OpenWords
from projections.shared.telling.card import View, answered, evidence, replied
from projections.shared.telling.rich import Fix, Piece, as_sentence, put_right
from projections.shared.telling.rich import Line as RichLine
from projections.shared.telling.telling import Dictionary
from projections.shared.telling.wording import Status, day, listed, people, sentence, spelt, status_of
from tracker.domain.correcting import text_at
from tracker.domain.rulebook import kind_of
from tracker.domain.standing import outcome_headline
from tracker.domain.state import Celebration, Outcome, Person, Theme
from tracker.events import Ref, Sealed
from tracker.events.codes import ConsentScope, EvidenceType, LinkToChange, OutcomeLevel
from tracker.events.consenting import CreditLineAgreed
from tracker.events.disputing import OutcomeCorrected, RecordCorrected
from tracker.events.plain import PLAIN
from tracker.events.shape import sealed_in

QUOTATION_MARKS = "‘“”\"'«»„"

_QUOTED = re.compile(r"(?P<who>[^:]+):\s*['‘“\"«„](?P<words>.+)['’”\"»][.!]?$", re.DOTALL)
"""A credit line that gives somebody's words: who, a colon, and the words in quotation marks."""


_COUNTED = re.compile(r"^(?P<n>\d{1,6}) of (?P<of>\d{1,6}) (?P<what>.+)$")
"""So many of so many, and of what."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of a number of something."""

    n: int
    of: int
    what: str


@dataclass(frozen=True, slots=True)
class Measured:
    """A before and an after that the owner's records give: each a number of a number, where they are so written."""

    before: str
    after: str
    period: str

    @property
    def counted_before(self) -> Counted | None:
        """The before, as a number of a number."""
        return _counted(self.before)

    @property
    def counted_after(self) -> Counted | None:
        """The after, as a number of a number."""
        return _counted(self.after)


@dataclass(frozen=True, slots=True)
class PutRight:
    """What was put right in a claim that was celebrated: each as it said and as it is, and why.

    `to` is the entry of the theme's timeline that tells of it, where there is one.
    """

    on: str
    corrections: tuple[RichLine, ...]
    whys: tuple[str, ...]
    to: str


@dataclass(frozen=True, slots=True)
class ChangeCard:
    """One confirmed change, with what was put right in it since (R28)."""

    theme: str
    name: str
    title: str
    status: Status
    claim: RichLine
    who: str
    measured: Measured | None
    more: tuple[str, ...]
    sources: str
    limits: RichLine
    confirmed_on: str
    replies: str
    link: str
    put_right: PutRight | None


SHOWN_BY_CONSENT: tuple[ConsentScope, ...] = ("name", "quote", "keep")
"""What a page shows of a person only while they allow it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A credit line opened, and what its person allowed then and allows still."""

    text: str
    shows_name: bool
    allowed: frozenset[str]

    @property
    def quoted(self) -> re.Match[str] | None:
        """The words that the line gives as somebody's own, and whose they are, if it does."""
        return _QUOTED.match(self.text.strip())

    @property
    def may_stand(self) -> bool:
        """Whether the line may stand as it is: no words without consent to quote, no name without consent to name."""
        holds_words = any(mark in self.text for mark in QUOTATION_MARKS)
        named = not self.shows_name or "name" in self.allowed
        return "keep" in self.allowed and named and (not holds_words or "quote" in self.allowed)


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's own words, with live consent."""

    words: str
    who: str


@dataclass(frozen=True, slots=True)
class CelebrationPage:
    """The page."""

    as_at: date
    name: str
    changes: tuple[ChangeCard, ...]
    quotes: tuple[Quote, ...]
    thanks: str
    without_names: str
    still_to_do: str
    held: str


class Celebrations:
    """Reads the pages from the public's journeys. Credit lines stay sealed until a page is read."""

    def __init__(self, journeys: Journeys) -> None:
        self.journeys = journeys

    def listed(self, conn: Connection, log_id: str) -> list[str]:
        """The celebrations that have a page."""
        found: dict[str, Celebration] = self.journeys.streams.all(conn, log_id, "celebration")
        themes = self.journeys.streams.load(
            conn, log_id, {ref for each in found.values() if each.page for ref in each.page.themes}
        )
        return [stream for stream, each in found.items() if _is_shown(each, themes)]

    def of_theme(self, conn: Connection, log_id: str, theme: Ref) -> list[str]:
        """The celebrations whose page is about a theme."""
        found = self.journeys.streams.all(conn, log_id, "celebration")
        return [stream for stream, each in found.items() if each.page and theme in each.page.themes]

    def allowed(self, conn: Connection, log_id: str, page: Ref) -> dict[str, frozenset[str]]:
        """What each person allows one page to show of them (R21), with the consent that is live in these tables."""
        people: dict[str, Person] = self._streams(conn, log_id, "person")
        privacy = self.journeys.privacy(conn, log_id)
        never = {scope for scope, may in (("name", privacy.names), ("quote", privacy.quotes)) if not may}
        return {
            stream: frozenset(scope for scope in SHOWN_BY_CONSENT if scope not in never and person.allows(scope, page))
            for stream, person in people.items()
        }

    def agreed(self, conn: Connection, log_id: str, page: Ref) -> dict[str, CreditLineAgreed]:
        """Every line that was agreed for a page, by person, whatever became of the consent."""
        people: dict[str, Person] = self._streams(conn, log_id, "person")
        return {s: credit for s, person in people.items() for credit in person.credits if credit.page == page}

    def page(
        self, conn: Connection, log_id: str, celebration: Ref, on: date, today: Connection, open_words: OpenWords
    ) -> CelebrationPage | None:
        """A celebration's page as it stands on a day; None where it has no page.

        `today` is where today's consent is read: a past page shows a name only where consent was live then and is now.
        """
        found: Celebration | None = self._streams(conn, log_id, "celebration").get(celebration)
        if found is None or found.page is None:
            return None
        if not _is_shown(found, self._streams(conn, log_id, "theme")):
            return None
        view = self._view(conn, log_id, found, on)
        agreed = self.agreed(conn, log_id, celebration)
        opened = open_words(credit.line for credit in agreed.values())
        then, now = (self.allowed(tables, log_id, celebration) for tables in (conn, today))
        lines = [
            Line(opened[credit.line.ref], credit.shows_name, then[person] & now.get(person, frozenset()))
            for person, credit in agreed.items()
            if credit.line.ref in opened
        ]
        return CelebrationPage(
            as_at=on,
            name=celebration.partition("/")[2],
            changes=tuple(self._changes(conn, log_id, found.page.outcomes, view)),
            quotes=tuple(_quotes(lines)),
            thanks=_thanks(lines, _nameless(found, view)),
            without_names="Everyone who gave their words without their name.",
            still_to_do=sentence(view.dictionary.said(found.page.still_to_do)),
            held=_held(found, view),
        )

    def _streams(self, conn: Connection, log_id: str, kind: str) -> dict[str, Any]:
        """The streams of a kind, of those that a page tells of: all of these are read at once."""
        kinds = ("celebration", "theme", "person")
        found = while_reading(conn, "celebrated", lambda: self.journeys.streams.all(conn, log_id, *kinds))
        return {stream: each for stream, each in found.items() if kind_of(stream) == kind}

    def _view(self, conn: Connection, log_id: str, celebration: Celebration, on: date) -> View:
        assert celebration.page
        themes: Mapping[str, Theme] = self._streams(conn, log_id, "theme")
        facts: list[Any] = [celebration.page, *filter(None, [celebration.held])]
        for theme in themes.values():
            facts += [theme.opened, *theme.corrections, *(outcome.fact for outcome in theme.outcomes)]
            facts += [each for outcome in theme.outcomes for each in outcome.corrections]
        sealed = [each for fact in facts for each in sealed_in(fact)]
        words = self.journeys.words.read(conn, log_id, sealed)
        return View(on, self.journeys.privacy(conn, log_id), Dictionary(words, self.journeys.names.all(conn, log_id)))

    def _changes(self, conn: Connection, log_id: str, outcomes: Iterable[Ref], view: View) -> Iterator[ChangeCard]:
        themes: Mapping[str, Theme] = self._streams(conn, log_id, "theme")
        for stream, theme in themes.items():
            for ref in outcomes:
                outcome = theme.outcome_called(ref)
                if outcome and _may_be_shown(theme):
                    yield _change(stream, theme, outcome, view)


def _is_shown(celebration: Celebration, themes: Mapping[str, Theme]) -> bool:
    page = celebration.page
    return page is not None and any(_may_be_shown(themes[ref]) for ref in page.themes if ref in themes)


def _may_be_shown(theme: Theme) -> bool:
    """Whether a theme that was celebrated may be spoken of, also where it was joined with another since."""
    return theme.approved is not None and theme.held_back is None


def _change(stream: str, theme: Theme, outcome: Outcome, view: View) -> ChangeCard:
    fact, fixed = outcome.fact, _as_it_is(stream, theme, outcome, view)
    said = fixed.dictionary.said
    measured = next((each for each in fact.evidence if each.before and each.after), None)
    closed = [check.closed_on for check in outcome.checks if check.closed_on]
    return ChangeCard(
        theme=stream,
        name=stream.partition("/")[2],
        title=said(theme.opened.title),
        status=status_of(outcome_headline(outcome, view.on), theme, view.on),
        claim=_without_full_stop(_shown(theme, outcome, "what_changed", fact.what_changed, view)),
        who=view.dictionary.who(outcome.by),
        measured=Measured(said(measured.before), said(measured.after), said(measured.period)) if measured else None,
        more=tuple(each for each in evidence(fact, fixed) if not each.startswith("Before: ")),
        sources=sentence(listed(dict.fromkeys(PLAIN[EvidenceType][each.type] for each in fact.evidence))),
        limits=as_sentence(_shown(theme, outcome, "limits", fact.limits, view)),
        confirmed_on=day(closed[-1]) if closed else "",
        replies=f"{replied(outcome.verdict, view.k)} {answered(outcome.verdict)}" if outcome.verdict else "",
        link=PLAIN[LinkToChange][fact.link_to_change],
        put_right=_put_right(theme, outcome, view),
    )


def _records_put_right(theme: Theme, *refs: Ref) -> list[RecordCorrected]:
    return [each for each in theme.corrections if each.corrects in refs]


def _as_it_is(stream: str, theme: Theme, outcome: Outcome, view: View) -> View:
    """The words of a claim and its theme as they read after every correction."""
    words = dict(view.dictionary.words)
    for each in _records_put_right(theme, outcome.fact.outcome, theme.ref):
        text = text_at(theme, stream, each.corrects, each.field)
        if text and text.ref in words:
            old, new = view.dictionary.said(each.old), view.dictionary.said(each.new)
            words[text.ref] = words[text.ref].replace(old, new, 1)
    return replace(view, dictionary=replace(view.dictionary, words=words))


def _shown(theme: Theme, outcome: Outcome, field: str, sealed: Sealed, view: View) -> RichLine:
    """A text of a claim, what it said first beside what it says now."""
    said = view.dictionary.said
    fixes = [each for each in _records_put_right(theme, outcome.fact.outcome) if each.field == field]
    return put_right(said(sealed), (Fix(said(each.old), said(each.new), "") for each in fixes))


def _without_full_stop(shown: RichLine) -> RichLine:
    return (*shown[:-1], replace(shown[-1], text=shown[-1].text.rstrip("."))) if shown else ()


SHOWN_IN_PLACE = ("what_changed", "limits")
"""The texts of a claim in which the page shows what was put right where it stands."""


def _put_right(theme: Theme, outcome: Outcome, view: View) -> PutRight | None:
    said, levels = view.dictionary.said, PLAIN[OutcomeLevel]
    records = _records_put_right(theme, outcome.fact.outcome)
    if not records and not outcome.corrections:
        return None
    every: list[OutcomeCorrected | RecordCorrected] = [*outcome.corrections, *records]
    claims = (
        Piece(
            sentence(f"{levels[each.new_level]}, {said(each.new_summary)}"),
            was=sentence(f"{levels[each.old_level]}, {said(each.old_summary)}"),
        )
        for each in outcome.corrections
    )
    beside = (Piece(said(each.new), was=said(each.old)) for each in records if each.field not in SHOWN_IN_PLACE)
    return PutRight(
        on=day(outcome.corrected.on) if outcome.corrected else "",
        corrections=tuple((each,) for each in (*claims, *beside)),
        whys=tuple(dict.fromkeys(sentence(said(each.why)) for each in every if each.why)),
        to=f"e{outcome.corrected.at}" if outcome.corrected else "",
    )


def _counted(text: str) -> Counted | None:
    found = _COUNTED.match(text)
    if found is None or int(found["n"]) > int(found["of"]):
        return None
    return Counted(int(found["n"]), int(found["of"]), found["what"])


def _quotes(lines: Iterable[Line]) -> Iterator[Quote]:
    for line in lines:
        if line.quoted and line.may_stand:
            yield Quote(line.quoted["words"], line.quoted["who"])


def _thanks(lines: Iterable[Line], nameless: str) -> str:
    names: list[str] = []
    others: dict[str, int] = {}
    for line in lines:
        if line.quoted:
            continue
        if line.shows_name and line.may_stand:
            names.append(line.text)
        else:
            said = line.text if line.may_stand else nameless
            others[said] = others.get(said, 0) + 1
    thanked = [listed(names)] if names else []
    thanked += [said if n == 1 else f"{sentence(spelt(n))[:-1]} {_many(said)}" for said, n in others.items()]
    return " ".join(f"{each}." for each in thanked)


def _nameless(celebration: Celebration, view: View) -> str:
    """Who somebody is called whose name may not be shown (any more): a member of the group that celebrated."""
    group = view.dictionary.name(celebration.held_by.org) if celebration.held_by else ""
    return f"A member of the {group}" if group else "A person who took part"


def _many(one: str) -> str:
    return one.removeprefix("A ").replace("member", "members", 1).replace("person", "people", 1)


def _held(celebration: Celebration, view: View) -> str:
    if celebration.held is None or celebration.held_on is None:
        return ""
    came = sum(celebration.held.attended.values())
    what = view.dictionary.said(celebration.held.what).rstrip(".")
    return f"{what}, {day(celebration.held_on)}. {people(came, view.k)} came."
