"""Make a log grow, as forms would."""

from datetime import date

from tests.conftest import NOW
from tracker.application.reading import read_fact
from tracker.application.recording import carry_out
from tracker.domain.rulebook import Proposal
from tracker.events import BY_NAME, Actor, PartyName

DAY = date(2026, 11, 20)


def proposal(stream, fact, **data):
    return Proposal(
        stream=stream,
        fact=read_fact(BY_NAME[fact], data),
        by=Actor(role=PartyName("helper"), capacity="staff", org=PartyName("Vale Voices Advocacy")),
        occurred_on=DAY,
        recorded_on=DAY,
        visibility="restricted",
    )


def said(name, words="The door was shut"):
    """Somebody tells the partnership something."""
    return proposal(
        f"contribution/{name}",
        "ContributionReceived",
        route="direct",
        method="spoken",
        workstream="workstream/keeping-your-place",
        contributor=None,
        asks_change=True,
        stage="using_now",
        entered_for_person=True,
        words=words,
    )


def erased(name, person="person/someone"):
    """Somebody has the words of one contribution erased."""
    days = {"asked_on": "2026-11-19", "done_on": "2026-11-20"}
    return proposal(person, "PersonalDataErased", scope=["words"], streams=[f"contribution/{name}"], **days)


def record(tracker, log_id, *proposals, command):
    """Carry out one command, in one unit of work."""
    with tracker.logs.work_on(log_id) as unit:
        return carry_out(unit, command, proposals, lambda: NOW)


def grow(tracker, log_id, facts, prefix="said"):
    """Record so many contributions, each by a command of its own."""
    for n in range(facts):
        record(tracker, log_id, said(f"{prefix}-{n}"), command=f"{prefix}-{n}")
