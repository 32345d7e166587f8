"""“What we agreed”: what people agree before anyone is asked, what they were told, and what is missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from projections.shared.journeys.journeys import Journeys
from projections.shared.telling.agreed import agreed_by, reward_of
from projections.shared.telling.telling import Dictionary
from projections.shared.telling.wording import day, listed, sentence
from tracker.domain.state import Partnership, Workstream
from tracker.events.codes import Level
from tracker.events.plain import PLAIN
from tracker.events.shape import sealed_in


@dataclass(frozen=True, slots=True)
class Agreed:
    """One of the things to agree: what was agreed, by whom and when; `gap` says what is not agreed yet."""

    name: str
    said: tuple[str, ...] = ()
    by: str = ""
    gap: str = ""


@dataclass(frozen=True, slots=True)
class ProjectAgreement:
    """What was agreed in one project, and what people were told before they spoke, or only after."""

    name: str
    title: str
    aim: str
    things: tuple[Agreed, ...]

    @property
    def gaps(self) -> tuple[str, ...]:
        """What is not agreed yet."""
        return tuple(each.gap for each in self.things if each.gap)


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """The page."""

    as_at: date
    for_all: tuple[Agreed, ...]
    projects: tuple[ProjectAgreement, ...]

    @property
    def gaps(self) -> int:
        """How many things are not agreed yet."""
        return sum(bool(each.gap) for each in self.for_all) + sum(len(project.gaps) for project in self.projects)


class Agreement:
    """Reads the page from the public's journeys."""

    def __init__(self, journeys: Journeys) -> None:
        self.journeys = journeys

    def page(self, conn: Connection, log_id: str, on: date) -> AgreementPage:
        """The page as it stands on a day."""
        streams = self.journeys.streams.all(conn, log_id, "partnership", "workstream")
        partnership = next(each for each in streams.values() if isinstance(each, Partnership))
        projects = {ref: each for ref, each in streams.items() if isinstance(each, Workstream)}
        spoke = self._spoke(conn, log_id)
        dictionary = self._dictionary(conn, log_id, partnership, list(projects.values()))
        ordered = sorted(projects.items(), key=lambda each: (each[1].opened.starts, each[0]))
        return AgreementPage(
            as_at=on,
            for_all=tuple(_for_all(partnership, dictionary)),
            projects=tuple(_project(ref, each, ref in spoke, dictionary) for ref, each in ordered),
        )

    def _spoke(self, conn: Connection, log_id: str) -> set[str]:
        """The projects to which somebody spoke."""
        said = self.journeys.told_us.contributions.c
        return {*conn.execute(select(said.workstream).where(said.log_id == log_id).distinct()).scalars()}

    def _dictionary(
        self, conn: Connection, log_id: str, partnership: Partnership, projects: Sequence[Workstream]
    ) -> Dictionary:
        facts: list[Any] = [partnership.values, partnership.rewards, partnership.problems]
        for project in projects:
            facts += [project.opened, project.agreement, project.expectations]
        sealed = [each for fact in facts if fact for each in sealed_in(fact)]
        return Dictionary(self.journeys.words.read(conn, log_id, sealed), self.journeys.names.all(conn, log_id))


def _for_all(partnership: Partnership, dictionary: Dictionary) -> Iterator[Agreed]:
    said = dictionary.said
    values, rewards, problems = partnership.values, partnership.rewards, partnership.problems
    if values:
        by = agreed_by(values.agreed_by, values.how, partnership.values_on)
        yield Agreed("What we value", tuple(sentence(said(each)) for each in values.values), by)
    else:
        yield Agreed("What we value", gap="Not agreed yet.")
    if rewards:
        by = agreed_by(rewards.agreed_by, None, partnership.rewards_on)
        yield Agreed("What people get for their time", tuple(reward_of(partnership, dictionary)), by)
    else:
        yield Agreed("What people get for their time", gap="Not agreed yet.")
    if problems:
        by = f"Since {day(partnership.problems_on)}." if partnership.problems_on else ""
        independent = f"Someone independent: {dictionary.name(problems.independent_contact)}."
        steps = (*(sentence(said(step)) for step in problems.steps), independent)
        yield Agreed("If something goes wrong", steps, by)
    else:
        yield Agreed("If something goes wrong", gap="Not agreed yet.")


def _project(ref: str, project: Workstream, spoke: bool, dictionary: Dictionary) -> ProjectAgreement:
    said, opened = dictionary.said, project.opened
    return ProjectAgreement(
        name=ref.partition("/")[2],
        title=said(opened.title),
        aim=sentence(said(opened.aim)),
        things=tuple(_things(project, spoke, dictionary)),
    )


def _things(project: Workstream, spoke: bool, dictionary: Dictionary) -> Iterator[Agreed]:
    opened, said = project.opened, dictionary.said
    if opened.hoped_change:
        yield Agreed("What we hope will change", (sentence(said(opened.hoped_change)),))
    yield Agreed("What it is about", (sentence(listed(said(each) for each in opened.in_scope)),))
    yield Agreed("What it cannot change", (sentence(listed(said(each) for each in opened.out_of_scope)),))
    yield Agreed("The limits", (sentence(said(opened.limits)),))
    decided = tuple(sentence(said(each)) for each in opened.already_decided)
    yield Agreed("Decided before anyone was asked", decided or ("Nothing is written down as decided already.",))
    yield Agreed("How much say people are meant to have", (sentence(PLAIN[Level][opened.intended_level]),))
    yield from _expected(project, dictionary)
    yield from _working_together(project, spoke, dictionary)
    yield Agreed("When", (f"{day(opened.starts)} to {day(opened.ends)}.",))
    steps = tuple(sentence(said(each)) for each in opened.milestones)
    yield Agreed("Steps on the way", steps or ("None are written down.",))


def _working_together(project: Workstream, spoke: bool, dictionary: Dictionary) -> Iterator[Agreed]:
    agreement, said = project.agreement, dictionary.said
    if agreement is None:
        asked = " People were asked all the same." if spoke else ""
        yield Agreed("How we work together", gap=f"Not agreed yet.{asked}")
        yield Agreed("What each of us needs to learn", gap="Not agreed yet.")
        return
    confidential, happens = sentence(said(agreement.confidentiality)), sentence(said(agreement.what_happens_to_info))
    by = agreed_by(agreement.agreed_by, agreement.how, project.agreed_on)
    yield Agreed("How we work together", (confidential, happens), by)
    yield Agreed("What each of us needs to learn", tuple(sentence(said(each)) for each in agreement.training_needs))


def _expected(project: Workstream, dictionary: Dictionary) -> Iterator[Agreed]:
    told, said = project.expectations, dictionary.said
    if told is None:
        yield Agreed("What people were told", gap="Nobody was told yet what could change, and what could not.")
        return
    when = f" on {day(project.told_on)}" if project.told_on else ""
    first = "before anyone said anything" if told.before_contributions else "only after people had said something"
    yield Agreed(
        "What people were told",
        (
            sentence(f"Could change: {said(told.could_change)}"),
            sentence(f"Could not: {said(told.cannot_change)}"),
            sentence(f"Who decides: {said(told.who_decides)}"),
        ),
        f"Told{when}, {first}. {sentence(said(told.format))}",
    )
