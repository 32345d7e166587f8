"""A desk where journeys are brought as files, and what can be read of each on a day."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from tests.conftest import NOW
from tests.journeys.journey import lines_of
from tracker.config import Settings
from tracker.wiring import Tracker


@dataclass(frozen=True, slots=True)
class Journey:
    """A journey that was recorded, to be read as it stood on a day."""

    tracker: Tracker
    slug: str

    def __call__(self, day: str) -> dict[str, Any]:
        """The figures of a day."""
        with self.tracker.read(self.slug, date.fromisoformat(day)) as moment:
            page = self.tracker.pages.figures
            return page.document(moment.tables, moment.address.log_id, self.slug, moment.on)

    def theme(self, name: str, day: str) -> dict[str, Any]:
        return self(day)["themes"][f"theme/{name}"]

    def state(self, name: str, day: str) -> str:
        return self.theme(name, day)["state"]

    def contributions(self, day: str) -> dict[str, Any]:
        return self(day)["contributions"]

    def waiting(self, day: str) -> tuple[int, int]:
        """How many wait, and the longest for how many days."""
        found = self.contributions(day)
        return found["waiting"], found["longest_wait_days"]

    def outcomes(self, day: str) -> tuple[int, int, int, int]:
        """Reported, confirmed, still in place: of how many."""
        found = self(day)["outcomes"]
        (of,) = {share["of"] for share in found.values()}
        return found["reported"]["n"], found["confirmed"]["n"], found["still_in_place"]["n"], of

    def still_to_tell(self, name: str, day: str) -> tuple[int, int]:
        """How many of a theme's people were told what has changed since: in the figures, and in the public's view."""
        ref = f"theme/{name}"
        with self.tracker.read(self.slug, date.fromisoformat(day)) as moment:
            heard = self.tracker.pages.journeys.told_us.of(moment.tables, moment.address.log_id, [ref])
        return self.theme(name, day)["told_something_since_changed"], heard[ref].to_tell

    def comes_next(self, name: str, day: str) -> tuple[list[str], list[str]]:
        """What is owed on a theme's timeline, and what its card says comes next."""
        with self.tracker.read(self.slug, date.fromisoformat(day)) as moment:
            page = self.tracker.pages.timeline.page(moment.tables, moment.address.log_id, f"theme/{name}", moment.on)
        owed = [each.text for section in page.sections if section.kind == "next" for each in section.owed]
        return owed, [step.text for step in page.card.steps if step.mark == "next"]

    def timeline(self, name: str, day: str) -> list[str]:
        """A theme's public sentences, each with its details."""
        with self.tracker.read(self.slug, date.fromisoformat(day)) as moment:
            page = self.tracker.pages.timeline.page(moment.tables, moment.address.log_id, f"theme/{name}", moment.on)
        return [" ".join((entry.on, entry.sentence, *entry.detail)) for entry in page.entries]


class Desk:
    """Where journey files are brought."""

    def __init__(self, settings: Settings, clock: Callable[[], int] = lambda: NOW) -> None:
        self.folder = settings.home
        self.tracker = Tracker(settings, clock=clock)
        self._numbers = count(1)

    def bring(self, *said: Any, name: str | None = None, **of_partnership: Any) -> Journey:
        """Record a journey under a name of its own."""
        return self.record(lines_of(name or f"Partnership {next(self._numbers)}", *said, **of_partnership))

    def record(self, lines: list[dict]) -> Journey:
        path = self.folder / "journey.jsonl"
        path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
        return Journey(self.tracker, self.tracker.import_file(path).address.slug)
