"""What every command shares: options, refusals in one sentence, JSON, and a tracker with the environment's settings."""

import dataclasses
import json
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import wraps
from typing import Any, NoReturn

import click
from sqlalchemy.exc import SQLAlchemyError

from projections.shared.projecting.generations import VersionReplaced
from tracker.application.journey_file import LineRefused
from tracker.config import Settings, UnknownSetting
from tracker.domain.refusals import Refusal
from tracker.eventstore.driving import DatabaseRefuses
from tracker.eventstore.tree import LeavesMissing
from tracker.ledger.note import NoteRefused
from tracker.projecting.rebuilding import Progress
from tracker.vault.keys import KeysUnusable
from tracker.wiring import Tracker


class Day(click.DateTime):
    """A day as it is written; whoever writes it otherwise is told how."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The day. Raises `click.BadParameter`."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"a day is written as in 2025-04-30, and has to be one: {value} is not.", param, ctx)


AS_AT = click.option("--as-at", metavar="DAY", type=Day(), help="The end of that day, YYYY-MM-DD.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


class PlainGroup(click.Group):
    """A command whose every refusal is one sentence on standard error, those of its own arguments too."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run, and end with status 2 where the words given are not understood."""
        try:
            status = super().main(*args, **{**kwargs, "standalone_mode": False})
        except click.ClickException as why:
            click.echo(why.format_message().replace("\n", " "), err=True)
            sys.exit(2)
        except click.Abort:
            sys.exit(130)
        sys.exit(status)


def plainly(command: Callable[..., None]) -> Callable[..., None]:
    """Say a refusal in one sentence on standard error and end with status 2."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except (Refusal, LineRefused, LeavesMissing, NoteRefused, UnknownSetting, VersionReplaced) as why:
            refuse(str(why))
        except DatabaseRefuses as why:
            refuse(str(why))
        except BrokenPipeError:  # whoever read this has read enough
            raise
        except (OSError, SQLAlchemyError, sqlite3.Error, KeysUnusable) as why:
            refuse(f"what is kept in {Settings.read().place} cannot be used: {' '.join(str(why).split())[:300]}")

    return run


def refuse(why: str) -> NoReturn:
    """End with status 2 and one sentence."""
    click.echo(f"{why}.", err=True)
    sys.exit(2)


@contextmanager
def tracker(settings: Settings | None = None) -> Iterator[Tracker]:
    """A tracker with those settings, or with the environment's."""
    with making_pages() as progress:
        running = Tracker(settings or Settings.read(), progress=progress)
    try:
        yield running
    finally:
        running.close()


@contextmanager
def making_pages() -> Iterator[Progress]:
    """A bar of how many facts were taken in, where somebody is watching and there are any."""
    with ExitStack() as stack:
        bars: list[Any] = []

        def show(more: int, total: int) -> None:
            if total and not bars and sys.stderr.isatty():
                bar = click.progressbar(length=total, label="Making pages", file=sys.stderr)
                bars.append(stack.enter_context(bar))
            for bar in bars:
                bar.update(more)

        yield show


def plain(value: Any) -> Any:
    """A value as JSON has it, what is absent left out."""
    names = _names_in(value)
    if names is not None:
        pairs = ((name, getattr(value, name)) for name in names)
        return {name: plain(given) for name, given in pairs if given is not None}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value.isoformat() if isinstance(value, date) else value


def _names_in(value: Any) -> Sequence[str] | None:
    """The names of what a record holds; None where it is something else."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [field.name for field in dataclasses.fields(value)]
    return getattr(value, "_fields", None) if isinstance(value, tuple) else None


def print_json(document: Any) -> None:
    """Print one JSON document."""
    click.echo(json.dumps(plain(document), ensure_ascii=False, indent=2))
