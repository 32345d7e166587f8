"""Growth: what must stay flat however long a log becomes, and what must grow no faster than the log does."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from time import process_time

from benchmarks.commanding import Commands
from benchmarks.figure import Figure, Target, times
from benchmarks.logs import SLUG, Made, Subject
from benchmarks.timing import seconds
from projections.shared.projecting.projector import catch_up
from tracker.eventstore.reading import Words
from tracker.vault.keys import Keyring
from tracker.web import create_app

PAGES = 3
"""How many themes' pages are made: the first, which are whole in a log of any length."""

COMMANDS = 10
MICRO, MIB = 1e6, 1024

NOT_MORE = times(1.25)
"""Flat, as far as a busy machine can tell."""

COMPARED: dict[str, Target] = {
    "a theme’s page": NOT_MORE,
    "a command’s own work": NOT_MORE,
    "verify a log": NOT_MORE,
    "rebuild all projections": NOT_MORE,
    "memory at most, to verify": NOT_MORE,
    "memory at most, to rebuild": NOT_MORE,
}
"""What is compared between the shortest log and the longest: a page, a command, a fact of the whole, and memory."""


def figures(subject: Subject) -> list[Figure]:
    """A page and a command at this length: CPU time in this process."""
    _catch_up(subject)
    note = "CPU time"
    return [
        Figure("a theme’s page", None, _page(subject), "µs", None, note, subject.database, subject.facts),
        Figure("a command’s own work", None, _command(subject), "µs", None, note, subject.database, subject.facts),
    ]


def _page(subject: Subject) -> float:
    client = create_app(subject.tracker).test_client()
    assert client.get(f"/{SLUG}/themes/t0").status_code == 200

    def made() -> None:
        for n in range(PAGES):
            client.get(f"/{SLUG}/themes/t{n}")

    return min(seconds(made) for _ in range(5)) / PAGES * MICRO


def _command(subject: Subject) -> float:
    commands = Commands(subject)
    begin = process_time()
    for _ in range(COMMANDS):
        commands.progress()
    return (process_time() - begin) / COMMANDS * MICRO


def _catch_up(subject: Subject) -> None:
    database, log_id, pages = subject.tracker.database, subject.log_id, subject.tracker.pages.all
    with database.writing(log_id) as conn:
        catch_up(conn, conn, log_id, pages, Words(conn, log_id, Keyring(subject.tracker.keys)).open)


def memory(made: Made) -> list[Figure]:
    """The memory of a process of its own that verifies or rebuilds a log on SQLite; nobody else has it open."""
    return [
        Figure(
            f"memory at most, to {work}",
            None,
            _peak(work, made) / MIB,
            "MiB",
            None,
            "the largest resident set of a process of its own",
            "sqlite",
            made.facts,
        )
        for work in ("verify", "rebuild")
    ]


def _peak(work: str, made: Made) -> float:
    command = [sys.executable, "-m", "benchmarks.memory", work, str(made.settings.home), str(made.facts)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  a module of ours, no shell
    return float(done.stdout)


def compared(measured: Sequence[Figure]) -> Iterator[Figure]:
    """The longest log against the shortest, for whatever was measured on both."""
    for database in dict.fromkeys(each.database for each in measured):
        for name, target in COMPARED.items():
            found = [each for each in measured if (each.name, each.database) == (name, database) and each.facts]
            found.sort(key=lambda each: each.facts or 0)
            if len(found) > 1:
                first, last = found[0], found[-1]
                note = f"the floor is what it is at {first.facts:,}"
                what = f"{name}, as the log grows"
                yield Figure(what, first.ours, last.ours, last.unit, target, note, database, last.facts)
