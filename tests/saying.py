"""Record one thing on its own, as a form would."""

from datetime import date

from tests.conftest import NOW
from tracker.application.reading import read_fact
from tracker.application.recording import Recording, Stamp
from tracker.domain.rulebook import Proposal
from tracker.events import BY_NAME, Actor, PartyName


def say(tracker, slug, line):
    """Record a line, and bring the pages up to it."""
    by = line["by"]
    day = date.fromisoformat(line["recorded_on"])
    proposal = Proposal(
        stream=line["stream"],
        fact=read_fact(BY_NAME[line["type"]], line["data"]),
        by=Actor(role=PartyName(by["role"]), capacity=by["capacity"], org=PartyName(by["org"])),
        occurred_on=day,
        recorded_on=day,
        visibility=line["visibility"],
    )
    log_id = tracker.find(slug).log_id
    with tracker.logs.work_on(log_id) as unit:
        Recording(unit).record(proposal, Stamp(NOW, "a-form"))
    tracker.catch_up(log_id)
