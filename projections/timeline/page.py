"""A theme's timeline, “Follow it through”: where it stands, what is next, and one plain sentence for each fact."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sqlalchemy import Connection

from projections.shared.counting.numbers import published
from projections.shared.journeys.facts import KeptFact, KeptFacts
from projections.shared.journeys.journeys import Journeys
from projections.shared.journeys.privacy import privacy_of
from projections.shared.journeys.states import Changes, actions_of, may_be_told
from projections.shared.journeys.told_us import Heard
from projections.shared.journeys.words import OWN_NAME
from projections.shared.projecting.projector import Batch
from projections.shared.telling.card import Card, View, card_of
from projections.shared.telling.rich import Line, as_sentence
from projections.shared.telling.telling import Dictionary
from projections.shared.telling.wording import capacities, day, sentence
from projections.timeline.acts import Act, TimelineEntry, acts
from projections.timeline.claims import Claim, claims_of
from projections.timeline.entries import entries, fair_in_words
from projections.timeline.retelling import Retelling
from projections.timeline.sections import Section, sections
from projections.timeline.trail import Journey, Trail
from tracker.domain.rulebook import kind_of
from tracker.domain.standing import is_shown, standing_under
from tracker.domain.state import Action, Theme
from tracker.events import Envelope
from tracker.events.looking_back import CelebrationPagePublished, ReviewCompleted
from tracker.events.shape import sealed_in
from tracker.events.theming import ThemesMerged


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """A theme's page."""

    as_at: date
    card: Card
    you_said: Line
    written_by: str
    sections: tuple[Section, ...]
    claims: tuple[Claim, ...]
    entries: tuple[TimelineEntry, ...]
    acts: tuple[Act, ...]

    @property
    def told_in_acts(self) -> list[tuple[Act, tuple[TimelineEntry, ...]]]:
        """The entries under the headings of the story."""
        ends = [*(act.number for act in self.acts[1:]), len(self.entries) + 1]
        return [(act, self.entries[act.number - 1 : end - 1]) for act, end in zip(self.acts, ends, strict=True)]


@dataclass(frozen=True, slots=True)
class JoinedPage:
    """The page of a theme that was joined with another: what it was, and where it goes on."""

    as_at: date
    title: str
    you_said: str
    on: str
    why: str
    into: str
    into_title: str


class Timeline:
    """The timelines' tables and how facts fill them."""

    VERSION: ClassVar[int] = 3

    def __init__(self, journeys: Journeys) -> None:
        self.journeys = journeys
        self.facts = KeptFacts("timeline", journeys.metadata)
        self.retelling = Retelling("timeline", journeys.metadata)

    def follow(self, conn: Connection, batch: Batch, changes: Changes) -> None:
        """Keep the facts of a batch that a timeline tells, and who was told what came of it."""
        told = [entry for entry in batch.entries if _is_told(entry.envelope, changes)]
        kept = (KeptFact(at, e.position, e.envelope) for e in told for at in _told_on(e.envelope, changes))
        self.facts.keep(conn, batch.log_id, kept)
        self.retelling.follow(conn, batch)

    def page(self, conn: Connection, log_id: str, theme_ref: str, on: date) -> TimelinePage | JoinedPage | None:
        """A theme's page as it stands on a day; None where the public may not see the theme (yet)."""
        joined_with_it = self.journeys.told_us.again.into(log_id, theme_ref)
        journeys = self.journeys.streams.journey(conn, log_id, theme_ref, joined_with_it)
        theme: Theme | None = journeys.get(theme_ref)
        if theme and theme.joined_with and theme.approved and not theme.held_back:
            return self._joined_page(conn, log_id, theme, on)
        if theme is None or not is_shown(theme):
            return None
        partnership = self.journeys.partnership(conn, log_id)
        names = self.journeys.names.all(conn, log_id)
        heard = published(conn, log_id, self.journeys, on).themes[theme_ref].heard
        told = self._told(conn, log_id, theme, heard)
        joined = {ref: each for ref, each in journeys.items() if isinstance(each, Theme) and ref != theme_ref}
        sealed = [each for kept in told for each in sealed_in(kept.envelope.fact)]
        sealed += [each.opened.title for each in joined.values()]
        dictionary = Dictionary(self.journeys.words.read(conn, log_id, sealed), names)
        untold, retold = self.retelling.told(conn, log_id, theme, self.journeys.told_us)
        journey = Journey(
            theme=theme,
            actions=actions_of(journeys, theme_ref),
            heard=heard,
            trail=Trail(theme_ref, told),
            view=View(on, privacy_of(partnership), dictionary),
            promises=partnership.promises,
            us=names.get(OWN_NAME, ""),
            untold=untold,
        )
        titles = {ref: journey.said(each.opened.title) for ref, each in joined.items() if _may_be_named(each)}
        happened = entries(journey, retold, titles)
        return TimelinePage(
            as_at=on,
            card=card_of(theme_ref, theme, journey.actions, heard, journey.view),
            you_said=as_sentence(journey.as_it_is(theme_ref, "you_said", theme.opened.you_said)),
            written_by=_written_by(theme),
            sections=sections(journey),
            claims=claims_of(theme, journey.actions, theme.decision),
            entries=happened,
            acts=acts(theme, happened),
        )

    def _told(self, conn: Connection, log_id: str, theme: Theme, heard: Heard) -> list[KeptFact]:
        """The facts of a theme, of the celebrations of it, and of looking back on the projects it came from."""
        found = self.facts.of(conn, log_id, [theme.ref, *heard.projects], CelebrationPagePublished)
        since = [k for k in found if kind_of(k.theme) != "workstream" or k.envelope.occurred_on >= theme.opened_on]
        return sorted(since, key=lambda kept: kind_of(kept.theme) == "celebration")

    def _joined_page(self, conn: Connection, log_id: str, theme: Theme, on: date) -> JoinedPage:
        around = self.journeys.streams.themes_around(conn, log_id, [theme.ref])
        ref = standing_under(theme.ref, around)
        into = around.get(ref)
        of = [k.envelope for k in self.facts.of(conn, log_id, [theme.ref]) if isinstance(k.envelope.fact, ThemesMerged)]
        merged = next((each for each in of if each.stream == theme.ref), None)
        sealed = [*sealed_in(theme.opened), *(sealed_in(into.opened) if into else ())]
        sealed += sealed_in(merged.fact) if merged else ()
        said = Dictionary(self.journeys.words.read(conn, log_id, sealed), {}).said
        shown = into is not None and is_shown(into)
        return JoinedPage(
            as_at=on,
            title=said(theme.opened.title),
            you_said=sentence(said(theme.opened.you_said)),
            on=day(merged.occurred_on) if merged else "",
            why=sentence(said(merged.fact.why)) if merged else "",
            into=ref.partition("/")[2] if shown else "",
            into_title=said(into.opened.title) if shown and into else "",
        )


def _is_told(envelope: Envelope, changes: Changes) -> bool:
    if envelope.fact.SENTENCE is None or not may_be_told(envelope):
        return False
    if kind_of(envelope.stream) in ("theme", "action"):
        return envelope.stream in changes
    return kind_of(envelope.stream) == "celebration" or isinstance(envelope.fact, ReviewCompleted)


def _told_on(envelope: Envelope, changes: Changes) -> Iterator[str]:
    """Where a fact is told: on its theme; a celebration's page on each of its themes; a review where it looks back."""
    match envelope.fact:
        case CelebrationPagePublished(themes=themes):
            yield from themes
        case ReviewCompleted(scope=scope):
            yield scope
        case ThemesMerged(old=old, new=new):
            yield from (old, new)
        case _:
            change = changes.get(envelope.stream)
            yield change.after.planned.theme if change and isinstance(change.after, Action) else envelope.stream


def _may_be_named(theme: Theme) -> bool:
    return theme.approved is not None and theme.held_back is None


def _written_by(theme: Theme) -> str:
    wrote = f"{sentence(capacities(theme.opened.analysed_by))[:-1]} wrote this together."
    return f"{wrote} {fair_in_words(theme.checked)}" if theme.checked and theme.checked.replied else wrote
