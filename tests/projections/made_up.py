"""Trackers that hold the whole example or a journey that was made up from the tellings, each in two partnerships."""

import json
from datetime import date

from tests.conftest import NOW, another_partnership
from tracker.config import Settings
from tracker.files import EXAMPLE, ONE_JOURNEY
from tracker.wiring import Tracker


def lines_of(*tellings):
    """What a journey file says of some tellings."""
    return [json.dumps(_line(each), ensure_ascii=False) for each in tellings]


def _line(telling):
    said = telling.proposal
    by = {"role": telling.by.role, "capacity": telling.by.capacity, "org": telling.by.org}
    return {
        "occurred_on": said.occurred_on.isoformat(),
        "recorded_on": said.recorded_on.isoformat(),
        "type": telling.fact.__name__,
        "stream": telling.stream,
        "by": by,
        "visibility": telling.visibility,
        "data": telling.data,
    }


def tracker_of(home, lines, others):
    """A running tracker with one partnership's lines, and with others told by another partnership."""
    tracker = Tracker(Settings(home, home / "keys", f"sqlite:///{home / 'tracker.db'}"), clock=lambda: NOW)
    for number, told in enumerate((lines, another_partnership(others))):
        path = home / f"journey-{number}.jsonl"
        path.write_text("\n".join(told) + "\n")
        tracker.import_file(path)
    return tracker


def example_of(home):
    """A running tracker with the whole example, and with one journey of another partnership."""
    return tracker_of(home, *(path.read_text().splitlines() for path in (EXAMPLE, ONE_JOURNEY)))


def page_of(tracker, called, slug, day=None):
    """One page of a partnership on a day."""
    with tracker.read(slug, date.fromisoformat(day) if day else None) as moment:
        return getattr(tracker.pages, called).page(moment.tables, moment.address.log_id, moment.on)


def text_of(card):
    """Everything that the thread of a card says."""
    return " ".join(f"{row.label}: {row.late} {' '.join(row.lines)} {row.by}" for row in card.rows)
