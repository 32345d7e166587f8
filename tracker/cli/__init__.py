"""The `tracker` command. Exit status 0: done; 1: a check does not hold; 2: refused, and nothing was written."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from projections.timeline.page import JoinedPage
from tracker.cli import keeping, projecting
from tracker.cli.shared import AS_AT, AS_JSON, PlainGroup, plain, plainly, print_json, tracker
from tracker.config import Settings
from tracker.domain.refusals import Refusal
from tracker.events import Ref
from tracker.events.taking_back import EqualityAnswersGiven
from tracker.eventstore.reading import all_entries, last_position
from tracker.files import EXAMPLE
from tracker.web.serving import serve as serve_pages
from tracker.wiring import Reading, migrate_as_owner


@click.group(cls=PlainGroup)
@click.version_option(package_name="said-and-done")
def main() -> None:
    """Said & Done: what people said, what was done, and what changed."""


for command in (*keeping.COMMANDS, *projecting.COMMANDS):
    main.add_command(command)


@contextmanager
def reading(slug: str, as_at: datetime | None) -> Iterator[Reading]:
    """A moment of a partnership to read from."""
    with tracker() as running, running.read(slug, as_at.date() if as_at else None) as moment:
        yield moment


@main.command()
@plainly
def migrate() -> None:
    """Bring the database up to date; on PostgreSQL as its owner."""
    migrate_as_owner(Settings.read())
    click.echo(f"The database at {Settings.read().place} is ready for this version.")


@main.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@plainly
def import_file(file: Path) -> None:
    """Record a journey file: all of it or nothing."""
    with tracker() as running, _progress(file) as progress:
        imported = running.import_file(file, progress)
    click.echo(f"Recorded {imported.facts} facts of {imported.address.slug}.")


@contextmanager
def _progress(file: Path) -> Iterator[Callable[[int], None]]:
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    with click.progressbar(length=file.stat().st_size, label="Recording", file=sys.stderr) as bar:
        yield bar.update


@main.command()
@click.argument("partnership")
@AS_AT
@AS_JSON
@plainly
def figures(partnership: str, as_at: datetime | None, as_json: bool) -> None:
    """The figures of a day: exact, so not for publication."""
    with reading(partnership, as_at) as moment:
        log_id, slug = moment.address.log_id, moment.address.slug
        document = moment.pages.figures.document(moment.tables, log_id, slug, moment.on)
    if as_json:
        print_json(document)
    else:
        for line in _flat(document):
            click.echo(line)


@main.command()
@click.argument("partnership")
@AS_AT
@AS_JSON
@plainly
def board(partnership: str, as_at: datetime | None, as_json: bool) -> None:
    """The cards of the public board, as the public sees them."""
    with reading(partnership, as_at) as moment:
        pages = [moment.pages.board.page(moment.tables, moment.address.log_id, moment.on)]
        while pages[-1].page < pages[-1].pages:
            next_page = pages[-1].page + 1
            pages.append(moment.pages.board.page(moment.tables, moment.address.log_id, moment.on, next_page))
    cards, first = [card for page in pages for card in page.cards], pages[0]
    lines = [*first.coverage.sentences, *first.late.sentences]
    if as_json:
        said = {"lines": lines, "asked": first.how_far.of_whom, "how_far": first.how_far.bars, "asks": first.asks}
        print_json({"as_at": first.as_at, **said, "themes": first.themes, "cards": cards})
        return
    for line in lines:
        click.echo(line)
    for card in cards:
        click.echo(f"\n{card.status.words}\n  You said: {card.you_said} ({card.told_us})")
        for step in card.steps:
            click.echo(f"  {step.label}{f' ({step.on})' if step.on else ''}: {step.text}")


@main.command()
@click.argument("partnership")
@click.argument("theme")
@AS_AT
@AS_JSON
@plainly
def timeline(partnership: str, theme: str, as_at: datetime | None, as_json: bool) -> None:
    """A theme's public timeline, one sentence a fact. THEME is its name, such as theme/a or a."""
    ref = theme if theme.startswith("theme/") else f"theme/{theme}"
    with reading(partnership, as_at) as moment:
        page = moment.pages.timeline.page(moment.tables, moment.address.log_id, ref, moment.on)
    if page is None:
        raise NotShown(what=ref)
    if as_json:
        print_json(page)
        return
    if isinstance(page, JoinedPage):
        click.echo(f"{page.title}\nJoined on {page.on} with: {page.into_title or 'something that is not shown'}")
        return
    click.echo(f"{page.card.title}\n{page.card.status.words}\n")
    for entry in page.entries:
        click.echo(" ".join((f"{entry.on}:", entry.sentence, *entry.detail)))


@main.command()
@click.argument("partnership")
@click.argument("celebration", required=False)
@AS_AT
@AS_JSON
@plainly
def celebration(partnership: str, celebration: str | None, as_at: datetime | None, as_json: bool) -> None:
    """A celebration's page, with the consent of today; the first one where none is named."""
    with reading(partnership, as_at) as moment:
        pages, log_id = moment.pages.celebrations, moment.address.log_id
        named = [f"celebration/{celebration.removeprefix('celebration/')}"] if celebration else []
        ref = Ref(next(iter(named or pages.listed(moment.tables, log_id)), ""))
        page = pages.page(moment.tables, log_id, ref, moment.on, moment.today, moment.open_words) if ref else None
    if page is None:
        raise NotShown(what=ref or "a celebration")
    if as_json:
        print_json(page)
        return
    for change in page.changes:
        click.echo(f"{change.claim}.\n{change.status.words}, {change.confirmed_on}")
    for quote in page.quotes:
        click.echo(f"“{quote.words}” – {quote.who}")
    click.echo(f"Not finished yet: {page.still_to_do}\nThank you: {page.thanks} {page.without_names}")


@main.command()
@click.argument("partnership")
@click.option("--from", "first", type=click.IntRange(0, 2**62), default=0, help="The first position, from 0.")
@click.option("--to", "last", type=click.IntRange(0, 2**62), help="The last position.")
@AS_JSON
@plainly
def log(partnership: str, first: int, last: int | None, as_json: bool) -> None:
    """The facts in order, sealed words left sealed (JSON Lines with --json)."""
    with tracker() as running:
        address = running.find(partnership)
        with running.database.reading(address.log_id) as conn:
            end = last_position(conn, address.log_id) if last is None else last
            for entry in all_entries(conn, address.log_id, after=first - 1, upto=end):
                click.echo(_log_line(entry.position, entry.envelope, entry.leaf_hash, as_json))


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@plainly
def serve(host: str, port: int) -> None:
    """Serve the pages."""
    with tracker():  # whatever would stop the server is said here, in a sentence
        pass
    serve_pages(host, port)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@plainly
def demo(host: str, port: int) -> None:
    """Load the example partnership if it is not there, and serve. Nobody in it is real."""
    with tracker() as running:
        if running.logs.find("norrick-vale-together") is None:
            imported = running.import_file(EXAMPLE)
            click.echo(f"Recorded {imported.facts} facts of an invented partnership.")
    serve_pages(host, port)


class NotShown(Refusal):
    """The public sees what was agreed to be public."""

    WORDS = "there is nothing of {what} to show on that day"


def _log_line(position: int, envelope: Any, leaf_hash: bytes, as_json: bool) -> str:
    """A fact's line; its leaf alone where no output may say whom it is about (R26; 3.10, points 21 and 23)."""
    recorded = datetime.fromtimestamp(envelope.recorded_at, UTC).isoformat()
    if envelope.visibility == "safeguarding" or isinstance(envelope.fact, EqualityAnswersGiven):
        leaf = {"position": position, "leaf_hash": leaf_hash.hex()}
        return json.dumps(leaf) if as_json else f"{position}\t{leaf_hash.hex()}"
    if not as_json:
        fact = type(envelope.fact).__name__
        return f"{position}\t{envelope.occurred_on}\t{recorded}\t{envelope.stream}\t{envelope.version}\t{fact}"
    written = {
        "position": position,
        "event_id": envelope.event_id,
        "stream": envelope.stream,
        "version": envelope.version,
        "topic": envelope.topic,
        "type": type(envelope.fact).__name__,
        "occurred_on": envelope.occurred_on,
        "recorded_at": recorded,
        "by": envelope.by,
        "visibility": envelope.visibility,
        "named": envelope.named,
        "data": envelope.fact,
        "leaf_hash": leaf_hash.hex(),
    }
    return json.dumps(plain(written), ensure_ascii=False)


def _flat(document: dict[str, Any], prefix: str = "") -> Iterator[str]:
    for key, value in document.items():
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}: {value}"
