"""“Our promises, kept and broken”: each promise, since when it holds, and how often it was kept, the bad first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from projections.promises import reckoned_people, reckoned_things
from projections.promises.named_days import work
from projections.shared.counting.numbers import day_of, numbers_of
from projections.shared.counting.reckoning import TOO_SOON, Known, Section, Verdict
from projections.shared.journeys.journeys import Journeys
from projections.shared.telling.telling import Dictionary
from tracker.domain.state import Action, Theme, Workstream


@dataclass(frozen=True, slots=True)
class PromisesPage:
    """The page."""

    as_at: date
    verdict: Verdict
    lede: str
    sections: tuple[Section, ...]
    projects: tuple[str, ...]
    projects_are_counted: bool


class Promises:
    """Reads the page from the public's journeys."""

    def __init__(self, journeys: Journeys) -> None:
        self.journeys = journeys

    def page(self, conn: Connection, log_id: str, on: date) -> PromisesPage:
        """The page as it stands on a day."""
        known = self._known(conn, log_id, on)
        sections = tuple(_sections(known))
        return PromisesPage(
            as_at=on,
            verdict=_first_of_all(known, sections),
            lede=reckoned_people.lede(known),
            sections=sections,
            projects=reckoned_people.projects(known),
            projects_are_counted=reckoned_people.projects_are_counted(known),
        )

    def _known(self, conn: Connection, log_id: str, on: date) -> Known:
        journeys = self.journeys
        partnership = journeys.partnership(conn, log_id)
        streams = journeys.streams.all(conn, log_id, "theme", "action", "workstream")
        themes = {ref: each for ref, each in streams.items() if isinstance(each, Theme)}
        actions = [each for each in streams.values() if isinstance(each, Action)]
        titles = {ref: each.opened.title for ref, each in streams.items() if isinstance(each, Workstream)}
        late = [each.what for each in work(actions, on) if each.how == "overdue"]
        dictionary = Dictionary(
            journeys.words.read(conn, log_id, [*late, *titles.values()]), journeys.names.all(conn, log_id)
        )
        day = day_of(conn, log_id, journeys, on, partnership=partnership)
        return Known(
            on=on,
            k=day.k,
            numbers=numbers_of(day),
            made=partnership.promises,
            themes=themes,
            actions=actions,
            projects={ref: dictionary.said(title) for ref, title in titles.items()},
            summaries={ref: each for ref, each in day.themes.items() if not each.joined},
            dictionary=dictionary,
            acknowledged=day.kept("acknowledge"),
            answered=day.kept("answer"),
            by_project=day.kept_by_project("answer"),
        )


def _sections(known: Known) -> Iterator[Section]:
    yield reckoned_people.acknowledged(known)
    yield reckoned_people.answered(known)
    yield reckoned_things.news(known)
    yield reckoned_things.asked(known)
    yield from reckoned_things.looked_again(known)
    yield from reckoned_things.worked(known)
    yield from reckoned_people.told_again(known)
    yield from reckoned_things.disagreed(known)
    yield from reckoned_things.replied(known)


OURS_TO_PEOPLE = {"answer": "of a first answer in time", "acknowledge": "to say that we have your words"}


def _first_of_all(known: Known, sections: Sequence[Section]) -> Verdict:
    """What the page says first: a promise to people that was mostly broken, before anything that was kept."""
    if not known.received:
        return Verdict("Nobody has told us anything yet, so there was nothing to keep.", "ask")
    said = {each.ref: each.verdict for each in sections if each.ref != "replies"}
    for ref, promise in OURS_TO_PEOPLE.items():
        if said[ref].tone == "bad":
            return Verdict(said[ref].words.replace("this promise", f"our promise {promise}"), "bad")
    tones = {verdict.tone for verdict in said.values()}
    if tones & {"bad", "wait"}:
        return Verdict("We have not kept every promise.", "wait")
    return Verdict("We have kept every promise whose day has come.", "ok") if "ok" in tones else TOO_SOON
