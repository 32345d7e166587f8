"""Whether a log is whole: no gap, nothing lost that was acknowledged, no command twice, every leaf and head right."""

import json
from collections import defaultdict
from pathlib import Path

from sqlalchemy import select

from tracker.events import Sealed
from tracker.eventstore.database import Database
from tracker.eventstore.reading import Words
from tracker.eventstore.tables import commands, events, heads
from tracker.ledger.leaf import hash_leaf, leaf_of, origin_of
from tracker.vault.keys import Keyring, KeyStore


def assert_whole(url, keys, log_ids, acknowledged):
    """Hold logs to what their writers said; how many facts there are."""
    database = Database(url)
    store = KeyStore(Path(keys), anywhere=not database.is_sqlite)
    said = defaultdict(dict)
    for each in acknowledged:
        place = (each["first"], each["last"])
        assert said[each["log_id"]].setdefault(each["command"], place) == place, "one command, two answers"
    total = 0
    for log_id in log_ids:
        with database.reading(log_id) as conn:
            rows = conn.execute(select(events).where(events.c.log_id == log_id).order_by(events.c.position)).all()
            assert_one_log(conn, log_id, rows)
            written = places_of(rows)
            answers = conn.execute(select(commands).where(commands.c.log_id == log_id)).all()
            assert {row.command_id: (row.first_position, row.last_position) for row in answers} == written
            assert said[log_id].items() <= written.items(), "something acknowledged was lost"
            assert_words_open(conn, log_id, store, rows)
        total += len(rows)
    store.close()
    database.close()
    return total


def assert_one_log(conn, log_id, rows):
    assert [row.position for row in rows] == list(range(len(rows)))
    head = conn.execute(select(heads).where(heads.c.log_id == log_id)).first()
    assert (head.size if head else 0) == len(rows)
    times = [row.recorded_at for row in rows]
    assert times == sorted(times)
    assert not times or head.recorded_at == times[-1]
    versions = defaultdict(list)
    for row in rows:
        versions[row.stream].append(row.version)
        assert row.leaf_hash == hash_leaf(leaf_of(
            origin=origin_of(log_id), event_id=row.event_id, stream=row.stream, version=row.version, topic=row.topic,
            recorded_at=row.recorded_at, state=bytes(row.state),
        ))  # fmt: skip
    assert all(found == list(range(1, len(found) + 1)) for found in versions.values())


def places_of(rows):
    """Where each command's facts stand: side by side, as one command."""
    places = defaultdict(list)
    for row in rows:
        command, _ = json.loads(bytes(row.state))
        places[command].append(row.position)
    for found in places.values():
        assert found == list(range(found[0], found[-1] + 1)), "a command's facts stand apart"
    return {command: (found[0], found[-1]) for command, found in places.items()}


def assert_words_open(conn, log_id, store, rows):
    sealed = {}
    for row in rows:
        command, words = json.loads(bytes(row.state))
        sealed[Sealed(words).ref] = (command, Sealed(words))
    opened = Words(conn, log_id, Keyring(store)).open(each for _, each in sealed.values())
    assert opened == {ref: command for ref, (command, _) in sealed.items()}
