"""The commands that keep pages up to date: rebuild them, take in what was recorded, and say how they are."""

import signal
import sys
from collections.abc import Iterator
from threading import Event
from typing import Any

import click

from projections.shared.telling.wording import counted
from tracker.cli.shared import AS_JSON, making_pages, plainly, print_json, tracker
from tracker.projecting.following import Follower
from tracker.projecting.health import LogHealth, ProjectionHealth, SetAside
from tracker.wiring import Tracker

A_MINUTE = 60

LEFT_BEHIND = (
    "What was deleted still stands in the database’s write-ahead log, because somebody has been reading for long. It"
    " goes when they have finished: ask again then."
)


@click.command()
@click.argument("projection", nargs=-1)
@click.option("--back", is_flag=True, help="Read the tables from before the last rebuild again.")
@plainly
def rebuild(projection: tuple[str, ...], *, back: bool) -> None:
    """Make pages anew from the facts, beside those that are read, while facts go on being recorded; then switch.

    PROJECTION is public, figures or party-names; all of them where none is named. A rebuild that was interrupted goes
    on from where it was.
    """
    with tracker() as running, making_pages() as progress:
        done = (running.rebuilding.go_back if back else running.rebuilding.rebuild)(projection, progress)
    click.echo(f"{'Went back to the earlier tables of' if back else 'Rebuilt'} {', '.join(done)}.")


@click.command()
@click.option("--follow", is_flag=True, help="Go on until stopped: a worker.")
@click.option(
    "--poll", type=click.FloatRange(0.05, 3600), default=2.0, show_default=True, metavar="SECONDS",
    help="How often to look, where nobody says that something was recorded.",
)  # fmt: skip
@plainly
def project(poll: float, *, follow: bool) -> None:
    """Take in what was recorded: once, or with --follow whenever there is something."""
    with tracker() as running:
        if follow:
            stopped = Event()
            for each in (signal.SIGTERM, signal.SIGINT):
                signal.signal(each, lambda *_: stopped.set())
            click.echo("Following.")
            sys.stdout.flush()
            Follower(running.projecting, running.log_ids, poll, lambda why: click.echo(f"{why}.", err=True)).follow(
                stopped
            )
            return
        for log_id in running.log_ids():
            running.catch_up(log_id)
        many = counted(len(running.log_ids()), "partnership", "partnerships")
        click.echo(f"The pages of {many} are up to date.")


def _follow(running: Tracker, poll: float) -> None:
    """Follow until a signal says to end, and end between two pieces of work."""
    stopped = Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stopped.set())
    click.echo("Following.")
    Follower(running.projecting, running.log_ids, poll, lambda why: click.echo(f"{why}.", err=True)).follow(stopped)


@click.command()
@click.option(
    "--late", type=click.IntRange(0), default=A_MINUTE, show_default=True, metavar="SECONDS",
    help="How long a fact may wait before that is a fault.",
)  # fmt: skip
@AS_JSON
@plainly
def health(late: int, *, as_json: bool) -> None:
    """How far pages have come, and which facts they could not take in. Exit status 1 where that is not well."""
    with tracker() as running:
        found, is_forgotten = running.health(), running.database.forget(patience=1)
    is_well = is_forgotten and not any(each.has_set_aside or each.waited > late for each in found)
    if as_json:
        print_json(
            {"well": is_well, "deleted_is_gone": is_forgotten, "partnerships": [_document(each) for each in found]}
        )
    else:
        for line in (line for each in found for line in _told(each, late)):
            click.echo(line)
        if not is_forgotten:
            click.echo(LEFT_BEHIND)
        click.echo("All is well." if is_well else "Not all is well.")
    if not is_well:
        sys.exit(1)


def _told(log: LogHealth, late: int) -> Iterator[str]:
    for each in log.projections:
        yield f"{log.partnership} {each.projection}: {_how_far(each)}{_aside(each)}"
    if log.waited > late:
        yield f"  A fact has waited for more than {late} seconds: is “tracker project --follow” running?"
    if log.has_set_aside:
        yield "  What was set aside is taken in by “tracker rebuild”, once the program is mended."


def _how_far(each: ProjectionHealth) -> str:
    if not each.behind:
        return f"at position {each.position}, the log's end"
    facts, seconds = counted(each.behind, "fact", "facts"), counted(each.waited, "second", "seconds")
    return f"at position {each.position}, behind by {facts}, for {seconds}"


def _aside(each: ProjectionHealth) -> str:
    if not each.set_aside:
        return ""
    return f"; {len(each.set_aside)} set aside: {', '.join(map(_named, each.set_aside))}"


def _named(fact: SetAside) -> str:
    if not fact.topic:
        return f"{fact.position}"
    return f"{fact.position} ({fact.topic} of {fact.stream}: {fact.error or 'waits for an earlier fact'})"


def _document(log: LogHealth) -> dict[str, Any]:
    return {
        "partnership": log.partnership,
        "end": log.end,
        "projections": [
            {
                "projection": each.projection,
                "version": each.version,
                "generation": each.generation,
                "position": each.position,
                "behind_facts": each.behind,
                "behind_seconds": each.waited,
                "set_aside": [_pointed_at(fact) for fact in each.set_aside],
            }
            for each in log.projections
        ],
    }


def _pointed_at(fact: SetAside) -> dict[str, Any]:
    if not fact.topic:
        return {"position": fact.position}
    return {"position": fact.position, "stream": fact.stream, "topic": fact.topic, "error": fact.error or None}


COMMANDS = (rebuild, project, health)
