"""Is a log whole, and does it extend what somebody kept of it? Every position is looked at; nothing is written."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import OperationalError

from tracker.application.ports import LogAddress
from tracker.domain.refusals import Refusal
from tracker.eventstore.tables import events, heads, logs
from tracker.keeping.checkpoints import signed_of
from tracker.keeping.contents import ContentsCheck
from tracker.keeping.rows import Tiles, any_text, blocks_of, extent_of
from tracker.ledger.checking import Claim, LogCheck
from tracker.ledger.checkpoint import open_checkpoint
from tracker.ledger.findings import Enough, Finding, Findings
from tracker.ledger.leaf import origin_of
from tracker.ledger.note import NoteRefused, VerifierKey
from tracker.ledger.tiles import covered_by, is_full
from tracker.vault.keys import Keyring
from tracker.vault.signing import verify_signature

MOST_FINDINGS = 20


class NoKeyToVerify(Refusal):
    """A signature proves nothing without the key."""

    WORDS = "the key that verifies this log’s checkpoints is not here: give the one that you were handed, with --key"


@dataclass(frozen=True, slots=True)
class Asked:
    """What to hold a log against.

    `key` verifies its checkpoints; `kept` is a checkpoint that was kept elsewhere, `beside_key` the last one, which is
    kept beside the key; `keyring` opens sealed words, and without it they are left alone.
    """

    key: VerifierKey | None = None
    kept: str | None = None
    beside_key: str | None = None
    keyring: Keyring | None = None
    most: int = MOST_FINDINGS


@dataclass(slots=True)
class Verdict:
    """What was looked at, and what was found; `head` is None where facts are missing from the tree."""

    partnership: str
    log_id: str
    facts: int = 0
    head: bytes | None = None
    checkpoints: int = 0
    kept_size: int | None = None
    words_opened: int | None = None
    words_erased: int | None = None
    findings: list[Finding] = field(default_factory=list)
    stopped: bool = False

    @property
    def whole(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def address_of(conn: Connection, slug: str) -> LogAddress | None:
    """The log of a partnership, or None."""
    row = conn.execute(select(logs).where(logs.c.slug == slug)).first()
    return LogAddress(row.log_id, row.slug, row.time_zone, row.fictional) if row else None


def verify_log(
    conn: Connection, address: LogAddress, asked: Asked, progress: Callable[[int], None] = lambda _: None
) -> Verdict:
    """Verify one log as it stands at one moment.

    `progress` is told how many facts were done, twice over where words are opened too. Raises `NoKeyToVerify`, and
    `NoteRefused` where the checkpoint that was kept is not one that the log's key signed.
    """
    try:
        return _verdict(conn, address, asked, progress)
    except (OperationalError, sqlite3.OperationalError):
        if conn.dialect.name != "sqlite":
            raise
        with any_text(conn):  # slower, and only where somebody stored text that is no text
            return _verdict(conn, address, asked, progress)


def _verdict(conn: Connection, address: LogAddress, asked: Asked, progress: Callable[[int], None]) -> Verdict:
    findings = Findings(asked.most)
    verdict = Verdict(address.slug, address.log_id, findings=findings.found)
    try:
        _verify(conn, address, asked, verdict, findings, progress)
    except Enough:
        verdict.stopped = True
    verdict.findings.sort(key=lambda finding: (finding.position is None, finding.position or 0))
    return verdict


def _verify(
    conn: Connection,
    address: LogAddress,
    asked: Asked,
    verdict: Verdict,
    findings: Findings,
    progress: Callable[[int], None],
) -> None:
    claims = _claims(conn, address.log_id, asked, verdict, findings)
    end, verdict.facts = extent_of(conn, address.log_id)
    tiles, seen = Tiles(conn, address.log_id), 0
    check = LogCheck(origin_of(address.log_id), tiles.tile, _tiled(tiles, claims, end), claims, findings)
    for rows, places in blocks_of(conn, address.log_id, end):
        check.take(rows, places)
        seen += len(rows)
        progress(len(rows))
    check.finish()
    verdict.head = check.head
    if seen != verdict.facts:
        findings.add(None, f"{verdict.facts - seen} facts stand at positions that no fact can have")
    _at_its_end(conn, address.log_id, check, findings)
    _no_tile_beyond(tiles, end, findings)
    if asked.keyring:
        if not findings.found:  # where a fact was changed, its stream is out of turn as well
            _in_turn(conn, address.log_id, findings)
        contents = ContentsCheck(conn, address, asked.keyring, findings)
        contents.run(end, progress)
        verdict.words_opened, verdict.words_erased = contents.opened, contents.erased


def _claims(conn: Connection, log_id: str, asked: Asked, verdict: Verdict, findings: Findings) -> list[Claim]:
    """What was signed of the log: the checkpoints that are kept here, and the one that was kept elsewhere."""
    claims = []
    if asked.kept is not None:
        kept = open_checkpoint(asked.kept, origin_of(log_id), _key(asked), verify_signature)
        verdict.kept_size = kept.size
        claims.append(Claim(kept.size, kept.head, "the checkpoint that you kept", from_elsewhere=True))
    held: list[tuple[int | None, str, str]] = [
        (signed.size, f"the checkpoint of {signed.size} facts that is kept here", signed.note)
        for signed in signed_of(conn, log_id)
    ]
    verdict.checkpoints = len(held)
    if asked.beside_key is not None and (not held or held[-1][2] != asked.beside_key):
        held.append((None, "the last checkpoint that was signed, which is kept beside the key,", asked.beside_key))
    return [*claims, *(claim for each in held if (claim := _claim(log_id, asked, findings, *each)))]


def _claim(log_id: str, asked: Asked, findings: Findings, size: int | None, called: str, note: str) -> Claim | None:
    try:
        checkpoint = open_checkpoint(note, origin_of(log_id), _key(asked), verify_signature)
    except NoteRefused as why:
        findings.add(None, f"{called} was changed: {why}")
        return None
    if size not in (None, checkpoint.size):
        findings.add(None, f"{called} is one of {checkpoint.size} facts: it was moved")
        return None
    return Claim(checkpoint.size, checkpoint.head, called)


def _key(asked: Asked) -> VerifierKey:
    if asked.key is None:
        raise NoKeyToVerify()
    return asked.key


def _tiled(tiles: Tiles, claims: list[Claim], end: int) -> int:
    """How many facts tiles have been derived for: those that were signed here, and those before any later tile."""
    ends = [(index + 1) * covered_by(level) for level, index in tiles.places() if is_full(level, index, end)]
    signed = [claim.size for claim in claims if not claim.from_elsewhere]
    return min(end, max((*ends, *signed), default=0))


def _no_tile_beyond(tiles: Tiles, end: int, findings: Findings) -> None:
    for level, index in tiles.places():
        if not is_full(level, index, end):
            findings.add(None, f"there is a tile (level {level}, number {index}) of facts that the log does not have")


def _at_its_end(conn: Connection, log_id: str, check: LogCheck, findings: Findings) -> None:
    """Hold the head row to the log's end."""
    head = conn.execute(select(heads).where(heads.c.log_id == log_id)).first()
    if head is None:
        findings.add(None, "the log has no head row, so that nothing can be added to it")
    elif head.size != check.size:
        findings.add(check.size, f"the head row says that the log has {head.size} facts, and its last is before here")
    elif head.recorded_at != check.recorded_at:
        findings.add(check.size - 1, "the head row says that this last fact was recorded at another time")


def _in_turn(conn: Connection, log_id: str, findings: Findings) -> None:
    """The versions of each stream run from 1; where they do not, a fact was taken out or put in, and the rest moved."""
    version, stream = events.c.version, events.c.stream
    query = (
        select(stream, func.min(events.c.position))
        .where(events.c.log_id == log_id)
        .group_by(stream)
        .having((func.min(version) != 1) | (func.max(version) != func.count()))
    )
    for name, position in conn.execute(query):
        findings.add(position, f"the versions of {name}, which begins here, do not run from 1 without a gap")
