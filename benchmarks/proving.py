"""Proof: verify a log, what the Merkle leaf adds to an append, and inclusion and consistency proofs."""

from hashlib import sha256
from random import Random

from benchmarks.figure import Figure, most, times
from benchmarks.logs import Subject
from benchmarks.reading_log import batches
from benchmarks.timing import in_turn, seconds
from tracker.eventstore.tree import Tree
from tracker.keeping.verifying import Asked, verify_log
from tracker.ledger.leaf import hash_leaf, leaf_of, origin_of

PROOFS = 100
MICRO, MILLI = 1e6, 1e3


def figures(subject: Subject) -> list[Figure]:
    """What proof costs on one log."""
    return [_verify(subject), _leaf(subject), *_proofs(subject)]


def _verify(subject: Subject) -> Figure:
    def ours() -> None:
        with subject.tracker.database.reading(subject.log_id) as conn:
            assert verify_log(conn, subject.address, Asked()).whole

    floor, taken = in_turn(lambda: hash_states(subject), ours, rounds=3 if subject.facts <= 100_000 else 1)
    return Figure(
        "verify a log",
        floor / subject.facts * MICRO,
        taken / subject.facts * MICRO,
        "µs a fact",
        times(3.0),
        "the floor is the driver's rows and hashlib.sha256 over each stored state; CPU time, words not opened",
        subject.database,
        subject.facts,
    )


def hash_states(subject: Subject) -> None:
    """Hash every stored state, read as the driver gives it."""
    for rows in batches(subject, subject.facts - 1):
        for row in rows:
            sha256(row[6]).digest()


def _leaf(subject: Subject) -> Figure:
    origin, rows = origin_of(subject.log_id), next(batches(subject, subject.facts - 1))

    def hashed() -> None:
        for _, event_id, stream, version, topic, recorded_at, state, _ in rows:
            leaf = leaf_of(
                origin=origin,
                event_id=event_id,
                stream=stream,
                version=version,
                topic=topic,
                recorded_at=recorded_at,
                state=state,
            )
            hash_leaf(leaf)

    added = min(seconds(hashed) for _ in range(5)) / len(rows) * MICRO
    note = "the leaf and its hash; tiles are derived later, 256 leaves at a time; CPU time"
    return Figure("Merkle leaf added to an append", None, added, "µs a fact", most(25), note, subject.database)


def _proofs(subject: Subject) -> list[Figure]:
    random = Random(1)
    with subject.tracker.database.writing(subject.log_id) as conn:
        tree = Tree(conn, subject.log_id)
        derived = seconds(tree.catch_up)
        size = tree.size
        places = [random.randrange(1, size) for _ in range(PROOFS)]
        inclusion = seconds(lambda: [tree.inclusion_proof(place, size) for place in places]) / PROOFS
        consistency = seconds(lambda: [tree.consistency_proof(place, size) for place in places]) / PROOFS
    note, where = f"mean of {PROOFS} at random places; CPU time", (subject.database, subject.facts)
    return [
        Figure("inclusion proof", None, inclusion * MILLI, "ms", most(1), note, *where),
        Figure("consistency proof", None, consistency * MILLI, "ms", most(1), note, *where),
        Figure("tiles derived", None, derived / size * MICRO, "µs a fact", None, "CPU time", *where),
    ]
