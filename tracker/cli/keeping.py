"""The commands that keep the log: sign it, verify it, back it up, bring it back."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from tracker.cli.shared import AS_JSON, plainly, print_json, refuse, tracker
from tracker.config import Settings
from tracker.keeping.backup import back_up_facts, back_up_keys, bring_keys_back, bringing_facts_back
from tracker.keeping.verifying import MOST_FINDINGS, Asked, Verdict
from tracker.ledger.note import VerifierKey
from tracker.wiring import verify as verify_log

A_FOLDER = click.Path(file_okay=False, path_type=Path)
A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("partnership")
@click.option("--key", "key_alone", is_flag=True, help="Print the key that verifies it instead.")
@plainly
def checkpoint(partnership: str, *, key_alone: bool) -> None:
    """Sign the log as it stands, and print the note: keep it where nobody who runs this server can change it."""
    with tracker() as running:
        log_id = running.find(partnership).log_id
        if key_alone:
            click.echo(running.checkpoints.key_of(log_id))
        else:
            click.echo(running.checkpoints.sign(log_id), nl=False)


@click.command()
@click.argument("partnership")
@click.option("--checkpoint", "kept", type=A_FILE, help="A checkpoint that was kept elsewhere.")
@click.option("--key", "key", metavar="KEY", help="The key that verifies checkpoints, as it was handed to you.")
@click.option("--without-words", is_flag=True, help="Leave sealed words alone: much faster, and needs no keys.")
@click.option("--most", type=click.IntRange(1, 10_000), default=MOST_FINDINGS, show_default=True, help="Stop after.")
@AS_JSON
@plainly
def verify(
    partnership: str, kept: Path | None, key: str | None, most: int, *, without_words: bool, as_json: bool
) -> None:
    """Is the log whole, and does it extend what you kept of it? Exit status 1 where it is not or does not."""
    verifier_key = VerifierKey.read(key) if key else None
    asked = Asked(key=verifier_key, kept=_read(kept) if kept else None, most=most)
    with _progress() as progress:
        verdict = verify_log(Settings.read(), partnership, asked, progress, words=not without_words)
    if as_json:
        print_json(_document(verdict))
    else:
        for line in _told(verdict):
            click.echo(line)
    if not verdict.whole:
        click.echo(_in_short(verdict), err=True)
        sys.exit(1)


@click.command()
@click.argument("folder", type=A_FOLDER)
@plainly
def backup(folder: Path) -> None:
    """Back up the facts to FOLDER, while others go on writing. The keys are not in it: see backup-keys."""
    with tracker() as running:
        path = back_up_facts(running.database, Settings.read().keys, folder)
    click.echo(f"Wrote {path}. Now back up the keys, to another place: tracker backup-keys FOLDER")


@click.command("backup-keys")
@click.argument("folder", type=A_FOLDER)
@plainly
def backup_keys(folder: Path) -> None:
    """Back up the keys and the list of erasures to FOLDER, far from the facts. Destroy the older ones."""
    settings = Settings.read()
    with tracker() as running:
        path = back_up_keys(running.keys, settings.keys, settings.home, folder)
    click.echo(
        f"Wrote {path} and the keys beside it. Destroy older backups of the keys: they open what was erased since."
    )


@click.command()
@click.argument("folder", type=A_FOLDER)
@plainly
def restore(folder: Path) -> None:
    """Bring the facts in FOLDER back, and carry out every erasure that they do not know of yet."""
    with bringing_facts_back(folder, Settings.read()) as there, tracker(there) as running:
        again, partnerships = running.erasures_agreed.told_again, len(running.logs.all())
    click.echo(f"Brought {partnerships} partnerships back; {again} erasures since were carried out again.")


@click.command("restore-keys")
@click.argument("folder", type=A_FOLDER)
@plainly
def restore_keys(folder: Path) -> None:
    """Bring the keys in FOLDER back: the newest there are, before the facts."""
    keys = Settings.read().keys
    bring_keys_back(folder, keys)
    click.echo(f"Brought the keys back to {keys}.")


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode()
    except UnicodeDecodeError:
        refuse(f"{file} is not a checkpoint: it is not UTF-8 text")


@contextmanager
def _progress() -> Iterator[Callable[[int], None]]:
    """How many facts were looked at, where somebody is watching."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    done = 0

    def show(more: int) -> None:
        nonlocal done
        done += more
        click.echo(f"\rVerifying: {done:,} facts", nl=False, err=True)

    yield show
    click.echo(err=True)


def _told(verdict: Verdict) -> Iterator[str]:
    for finding in verdict.findings:
        where = "log" if finding.position is None else f"position {finding.position}"
        yield f"{where}: {finding.says}."
    if verdict.stopped:
        yield f"Stopped after {len(verdict.findings)}: there may be more."
    if not verdict.whole:
        return
    yield f"The log of {verdict.partnership} is whole: {verdict.facts} facts, {verdict.checkpoints} checkpoints."
    if verdict.words_opened is None:
        yield "Sealed words were left alone."
    else:
        opened, erased = verdict.words_opened, verdict.words_erased
        yield f"{opened} sealed texts were opened and are as they were; {erased} were erased."
    if verdict.kept_size is None:
        yield "This says nothing about an operator who rewrote all of it: for that, keep a checkpoint elsewhere."
    else:
        yield f"It begins with the {verdict.kept_size} facts of the checkpoint that you kept."


def _in_short(verdict: Verdict) -> str:
    positions = [finding.position for finding in verdict.findings if finding.position is not None]
    first = f", the first at position {positions[0]}" if positions else ""
    number = len(verdict.findings)
    things = "one thing does" if number == 1 else f"{number} things do"
    return f"the log of {verdict.partnership} is not whole: {things} not hold{first}."


def _document(verdict: Verdict) -> dict[str, Any]:
    return {
        "partnership": verdict.partnership,
        "whole": verdict.whole,
        "facts": verdict.facts,
        "head": verdict.head.hex() if verdict.head else None,
        "checkpoints": verdict.checkpoints,
        "kept_size": verdict.kept_size,
        "words_opened": verdict.words_opened,
        "words_erased": verdict.words_erased,
        "findings": [{"position": finding.position, "says": finding.says} for finding in verdict.findings],
        "stopped": verdict.stopped,
    }


COMMANDS = (checkpoint, verify, backup, backup_keys, restore, restore_keys)
