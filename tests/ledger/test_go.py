"""Go's own transparency log packages accept what we sign and prove, and reject it once anything is changed.

Go and Debian's golang-golang-x-mod-dev are needed: where they are missing, that is a failure.
"""

import base64
import json
import os
import random
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.ledger.keys import Signer
from tracker.eventstore.database import Database
from tracker.eventstore.tables import events
from tracker.eventstore.tree import Tree
from tracker.ledger.checkpoint import Checkpoint
from tracker.ledger.leaf import leaf_of, origin_of
from tracker.ledger.note import VerifierKey, read_note
from tracker.ledger.tiles import path_of
from tracker.ledger.tlog_proof import TlogProof
from tracker.vault.signing import SigningKeys

PROGRAM = Path(__file__).parent / "go" / "main.go"
DEBIANS_PACKAGES = {"GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOPROXY": "off", "GOFLAGS": ""}
FIRST, SECOND, POSITION = 701, 720, 300
FACT = [events.c[name] for name in ("event_id", "stream", "version", "topic", "recorded_at", "state")]


@pytest.fixture(scope="session")
def in_go(tmp_path_factory):
    """What Go says of each case."""
    folder = tmp_path_factory.mktemp("go")
    environment = {"HOME": str(folder), **os.environ, **DEBIANS_PACKAGES}
    program = folder / "verify"
    built = subprocess.run(
        ["go", "build", "-o", program, PROGRAM], env=environment, capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stderr

    def said(*cases):
        brought = "".join(f"{json.dumps(case)}\n" for case in cases)
        done = subprocess.run([program], input=brought, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        verdicts = done.stdout.splitlines()
        assert len(verdicts) == len(cases)
        return verdicts

    return said


def b64(*values):
    return [base64.b64encode(each).decode() for each in values]


class Told:
    """What an outsider is given of the log: notes, records, proofs and tiles."""

    def __init__(self, kept, conn):
        self.kept, self.origin, self.tree = kept, origin_of(kept.log_id), Tree(conn, kept.log_id)
        rows = conn.execute(select(*FACT).where(events.c.log_id == kept.log_id).order_by(events.c.position))
        self.records = [leaf_of(origin=self.origin, **row._asdict()) for row in rows]

    def case(self, kind, **more):
        return {"Kind": kind, "Key": self.kept.key, "Origin": self.origin, "Note": self.kept.notes[1], **more}

    def consistency(self):
        proof = self.tree.consistency_proof(FIRST, SECOND)
        return self.case("consistency", Old=self.kept.notes[0], Hashes=b64(*proof))

    def replay(self):
        return self.case("replay", Records=b64(*self.records))

    def tiles(self):
        served = {}
        for level, index in ((0, 0), (0, 1), (0, 2), (1, 0)):
            tile = self.tree.tile(level, index, SECOND)
            served[path_of(level, index, len(tile) // 32)] = b64(tile)[0]
        return self.case("tiles", Records=b64(*self.records), Tiles=served)

    def tlog_proof(self, position=POSITION):
        path = tuple(self.tree.inclusion_proof(position, SECOND))
        proof = TlogProof(position, path, self.kept.notes[1])
        return self.case("tlog-proof", Proof=str(proof), Records=b64(self.records[position]))


@pytest.fixture
def told(signed):
    database = Database(signed.settings.database_url)
    with database.reading(signed.log_id) as conn:
        yield Told(signed, conn)
    database.close()


KINDS = ("consistency", "replay", "tiles", "tlog_proof")


@pytest.mark.parametrize("kind", KINDS)
def test_go_accepts(in_go, told, kind):
    assert in_go(getattr(told, kind)()) == ["accepted"]


def test_go_accepts_both_checkpoints(in_go, told):
    assert in_go(*(told.case("checkpoint", Note=note) for note in told.kept.notes)) == ["accepted"] * 2


def test_go_accepts_every_facts_proof(in_go, told):
    assert in_go(*map(told.tlog_proof, range(0, SECOND, 7))) == ["accepted"] * len(range(0, SECOND, 7))


def test_go_accepts_consistency_between_any_sizes(in_go, told):
    keys = SigningKeys(told.kept.settings.keys).find(told.kept.log_id)
    key = VerifierKey(told.origin, keys.public_key)
    pick = random.Random(6962)
    pairs = [sorted((pick.randint(1, SECOND), pick.randint(1, SECOND))) for _ in range(200)]

    def note(size):
        return str(Checkpoint(told.origin, size, told.tree.head(size)).signed(key, keys.sign))

    cases = [
        told.case("consistency", Old=note(m), Note=note(n), Hashes=b64(*told.tree.consistency_proof(m, n)))
        for m, n in pairs
    ]
    assert in_go(*cases) == ["accepted"] * len(cases)


def flipped(written, at=0):
    value = bytearray(base64.b64decode(written))
    value[at] ^= 1
    return base64.b64encode(value).decode()


def with_item(case, key, at, value):
    return {**case, key: [*case[key][:at], value, *case[key][at + 1 :]]}


def resigned(note, **changes):
    """The note's checkpoint under a key that is not the log's, though it has its name."""
    forger = Signer(read_note(note).signatures[0].name, 66)
    origin, size, head = note.split("\n")[:3]
    checkpoint = Checkpoint(origin, changes.get("size", int(size)), changes.get("head", base64.b64decode(head)))
    return str(checkpoint.signed(forger.key, forger.sign))


MUTATIONS = {
    "another size": lambda t: t.case("checkpoint", Note=t.kept.notes[1].replace("\n720\n", "\n721\n")),
    "a size with a zero before it": lambda t: t.case("checkpoint", Note=t.kept.notes[1].replace("\n720", "\n0720")),
    "another head": lambda t: t.case("checkpoint", Note=with_head_of(t.kept.notes[1], t.kept.notes[0])),
    "another origin": lambda t: t.case("checkpoint", Note=t.kept.notes[1].replace(t.origin, "elsewhere/log", 1)),
    "another log's key": lambda t: t.case("checkpoint", Key=str(Signer(t.origin, 66).key)),
    "signed by a forger": lambda t: t.case("checkpoint", Note=resigned(t.kept.notes[1])),
    "another note's signature": lambda t: t.case(
        "checkpoint", Note=t.kept.notes[1].rpartition("\n\n")[0] + "\n\n" + t.kept.notes[0].rpartition("\n\n")[2]
    ),
    "no signature": lambda t: t.case("checkpoint", Note=t.kept.notes[1].rpartition("\n\n")[0] + "\n"),
    "a line added to what was signed": lambda t: t.case(
        "checkpoint", Note=t.kept.notes[1].replace("\n\n", "\nmore\n\n")
    ),
    "a proof whose checkpoints changed places": lambda t: {
        **t.consistency(), "Old": t.kept.notes[1], "Note": t.kept.notes[0]
    },
    "a consistency proof with a hash changed": lambda t: with_item(
        t.consistency(), "Hashes", 1, flipped(t.consistency()["Hashes"][1])
    ),
    "a consistency proof with a hash too few": lambda t: {**t.consistency(), "Hashes": t.consistency()["Hashes"][:-1]},
    "a consistency proof with a hash too many": lambda t: {
        **t.consistency(), "Hashes": [*t.consistency()["Hashes"], t.consistency()["Hashes"][0]]
    },
    "a consistency proof in another order": lambda t: {**t.consistency(), "Hashes": t.consistency()["Hashes"][::-1]},
    "a record changed": lambda t: with_item(t.replay(), "Records", 12, flipped(t.replay()["Records"][12], -2)),
    "a record removed": lambda t: {**t.replay(), "Records": t.replay()["Records"][:12] + t.replay()["Records"][13:]},
    "a record removed from the end": lambda t: {**t.replay(), "Records": t.replay()["Records"][:-1]},
    "a record added": lambda t: {**t.replay(), "Records": [*t.replay()["Records"], t.replay()["Records"][0]]},
    "two records that changed places": lambda t: {
        **t.replay(), "Records": [t.replay()["Records"][i] for i in (1, 0, *range(2, SECOND))]
    },
    "a fact dated back": lambda t: with_item(
        t.replay(), "Records", 700, b64(t.records[700].replace(b"\n17", b"\n16"))[0]
    ),
    "a tile with a hash changed": lambda t: with_tile(t, "tile/0/000", flipped(t.tiles()["Tiles"]["tile/0/000"], 4000)),
    "a tile missing": lambda t: with_tile(t, "tile/0/001", None),
    "a higher tile changed": lambda t: with_tile(
        t, "tile/1/000.p/2", flipped(t.tiles()["Tiles"]["tile/1/000.p/2"], 40)
    ),
    "tiles that changed places": lambda t: with_tile(t, "tile/0/000", t.tiles()["Tiles"]["tile/0/001"]),
    "the partial tile changed": lambda t: with_tile(
        t, "tile/0/002.p/208", flipped(t.tiles()["Tiles"]["tile/0/002.p/208"], -1)
    ),
    "tiles of other records": lambda t: with_item(t.tiles(), "Records", 500, b64(b"something else\n")[0]),
    "another fact's proof": lambda t: {**t.tlog_proof(), "Records": b64(t.records[POSITION + 1])},
    "a proof of another position": lambda t: {
        **t.tlog_proof(), "Proof": t.tlog_proof()["Proof"].replace("index 300", "index 301")
    },
    "a proof of a position beyond the end": lambda t: {
        **t.tlog_proof(), "Proof": t.tlog_proof()["Proof"].replace("index 300", "index 720")
    },
    "a proof with a hash left out": lambda t: {
        **t.tlog_proof(), "Proof": without_line(t.tlog_proof()["Proof"], 3)
    },
    "a proof under an older checkpoint": lambda t: {
        **t.tlog_proof(), "Proof": t.tlog_proof()["Proof"].replace(t.kept.notes[1], t.kept.notes[0])
    },
}  # fmt: skip


def with_head_of(note, other):
    return note.replace(note.split("\n")[2], other.split("\n")[2])


def without_line(written, number):
    lines = written.split("\n")
    return "\n".join([*lines[:number], *lines[number + 1 :]])


def with_tile(told, path, tile):
    served = {**told.tiles()["Tiles"], path: tile}
    return {**told.tiles(), "Tiles": {each: held for each, held in served.items() if held is not None}}


@pytest.mark.parametrize("name", MUTATIONS)
def test_go_rejects(in_go, told, name):
    changed = MUTATIONS[name](told)
    assert changed not in (told.case("checkpoint"), *(getattr(told, kind)() for kind in KINDS))
    (verdict,) = in_go(changed)
    assert verdict.startswith("rejected: ")
