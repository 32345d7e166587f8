"""Verify or rebuild a log in this process, and print the most memory that it held, in KiB: `verify|rebuild HOME N`."""

import re
import sys
from pathlib import Path

import click

from benchmarks.logs import Made, on_sqlite
from benchmarks.projecting import pages_apart, projected
from projections.shared.projecting.projector import positions_of
from tracker.config import Settings, sqlite_url
from tracker.keeping.verifying import Asked, verify_log


def run(work: str, made: Made) -> None:
    """Do the work."""
    with on_sqlite(made) as subject:
        if work == "rebuild":
            pages = pages_apart()
            projected(subject, pages.all, made.facts - 1)
            with subject.tracker.database.reading(subject.log_id) as conn:
                assert {*positions_of(conn, subject.log_id, pages.all).values()} == {made.facts - 1}
        else:
            with subject.tracker.database.reading(subject.log_id) as conn:
                assert verify_log(conn, subject.address, Asked()).whole


def peak() -> int:
    """The most memory that this process held since it began, in KiB (Linux, proc(5))."""
    found = re.search(r"^VmHWM:\s+(\d+) kB$", Path("/proc/self/status").read_text("utf-8"), re.MULTILINE)
    assert found
    return int(found[1])


if __name__ == "__main__":
    home = Path(sys.argv[2])
    run(sys.argv[1], Made(Settings(home, home / "keys", sqlite_url(home / "tracker.db")), int(sys.argv[3])))
    click.echo(peak())
