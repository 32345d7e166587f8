"""Home and “How this works”: who we are, what we agreed and promised, our limits, and what to do when it goes wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from projections.shared.counting.promises import WE_PROMISE, term_on
from projections.shared.journeys.journeys import Journeys
from projections.shared.projecting.at_hand import at_hand
from projections.shared.telling.agreed import reward_of
from projections.shared.telling.telling import Dictionary
from projections.shared.telling.wording import capacities, day, sentence
from tracker.domain.calendar import DEFAULTS
from tracker.domain.small_numbers import DEFAULT_K
from tracker.domain.state import Partnership, Workstream
from tracker.events.shape import sealed_in


@dataclass(frozen=True, slots=True)
class Project:
    """A project with what it can and cannot change, and who decides; what was agreed in it has a page of its own."""

    title: str
    aim: str
    in_scope: tuple[str, ...]
    out_of_scope: tuple[str, ...]
    limits: str
    who_decides: str
    told_beforehand: bool | None
    name: str


@dataclass(frozen=True, slots=True)
class HowThisWorksPage:
    """The page."""

    as_at: date
    name: str
    fictional: bool
    purpose: str
    organisations: tuple[str, ...]
    values: tuple[str, ...]
    values_agreed: str
    promised: bool
    promises: tuple[str, ...]
    reward: tuple[str, ...]
    problem_steps: tuple[str, ...]
    independent_contact: str
    smallest_number: int
    projects: tuple[Project, ...]


class HowThisWorks:
    """Reads the page from the public's journeys."""

    def __init__(self, journeys: Journeys) -> None:
        self.journeys = journeys

    def page(self, conn: Connection, log_id: str, on: date) -> HowThisWorksPage:
        """The page as it stands on a day; every other page shows some of it."""
        return at_hand(conn, f"how this works on {on}", lambda: self._page(conn, log_id, on))

    def _page(self, conn: Connection, log_id: str, on: date) -> HowThisWorksPage:
        partnership, workstreams = self.journeys.partnership(conn, log_id), self.journeys.projects(conn, log_id)
        dictionary = self._dictionary(conn, log_id, [partnership, *workstreams.values()])
        said, name = dictionary.said, dictionary.name
        problems = partnership.problems
        return HowThisWorksPage(
            as_at=on,
            name=said(partnership.created.name),
            fictional=partnership.created.fictional,
            purpose=sentence(said(partnership.created.purpose)),
            organisations=tuple(name(party) for party in partnership.organisations),
            values=tuple(sentence(said(v)) for v in partnership.values.values) if partnership.values else (),
            values_agreed=_values_agreed(partnership),
            promised=any(promise.from_on <= on for promise in partnership.promises),
            promises=tuple(_promises(partnership, on)),
            reward=tuple(reward_of(partnership, dictionary)),
            problem_steps=tuple(sentence(said(step)) for step in problems.steps) if problems else (),
            independent_contact=name(problems.independent_contact) if problems else "",
            smallest_number=partnership.privacy.k_public if partnership.privacy else DEFAULT_K,
            projects=tuple(_project(ref, each, dictionary) for ref, each in workstreams.items()),
        )

    def _dictionary(self, conn: Connection, log_id: str, known: list[Partnership | Workstream]) -> Dictionary:
        facts: list[Any] = []
        for each in known:
            if isinstance(each, Partnership):
                facts += [each.created, each.values, each.rewards, each.problems]
            else:
                facts += [each.opened, each.expectations]
        sealed = [each for fact in facts if fact for each in sealed_in(fact)]
        return Dictionary(self.journeys.words.read(conn, log_id, sealed), self.journeys.names.all(conn, log_id))


def _values_agreed(partnership: Partnership) -> str:
    if partnership.values is None or partnership.values_on is None:
        return ""
    return f"Agreed by {capacities(partnership.values.agreed_by)} on {day(partnership.values_on)}."


def _promises(partnership: Partnership, on: date) -> Iterator[str]:
    for promise in DEFAULTS:
        yield WE_PROMISE[promise].format(time=term_on(partnership.promises, promise, on).time)


def _project(ref: str, workstream: Workstream, dictionary: Dictionary) -> Project:
    said, opened, expectations = dictionary.said, workstream.opened, workstream.expectations
    return Project(
        title=said(opened.title),
        aim=sentence(said(opened.aim)),
        in_scope=tuple(said(each) for each in opened.in_scope),
        out_of_scope=tuple(said(each) for each in opened.out_of_scope),
        limits=sentence(said(opened.limits)),
        who_decides=sentence(said(expectations.who_decides)) if expectations else "",
        told_beforehand=expectations.before_contributions if expectations else None,
        name=ref.partition("/")[2],
    )
