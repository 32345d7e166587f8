"""Several processes use one key store at once, and each finds what any of them kept and nothing that was destroyed."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tracker.vault.keys import Erasure, Keyring, KeyStore

CHECKOUT = Path(__file__).parents[2]
PROCESSES, EACH = 3, 40

KEEP_AND_DESTROY = f"""
import sys
from pathlib import Path
from tracker.vault.keys import Keyring, KeyStore

store = KeyStore(Path(sys.argv[1]), anywhere=sys.argv[3] == "True")
for n in range({EACH}):
    ring, name = Keyring(store), (sys.argv[2], f"person/{{n}}", "own_words")
    print(ring.key_for(name).hex(), flush=True)
    ring.keep()
    if n % 4 == 0:
        ring.destroy_at_the_end(name)
        ring.destroy()
store.close()
"""


@pytest.mark.parametrize("anywhere", [False, True])
def test_processes_that_write_at_once_lose_nothing(tmp_path, anywhere):
    command = [sys.executable, "-c", KEEP_AND_DESTROY, str(tmp_path / "keys")]
    logs = [f"log-{n}" for n in range(PROCESSES)]
    running = [
        subprocess.Popen([*command, log, str(anywhere)], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
        for log in logs
    ]
    said = [program.communicate()[0].split() for program in running]
    assert [program.returncode for program in running] == [0] * PROCESSES
    store = KeyStore(tmp_path / "keys", anywhere=anywhere)
    for log, keys in zip(logs, said, strict=True):
        names = [(log, f"person/{n}", "own_words") for n in range(EACH)]
        expected = [None if n % 4 == 0 else bytes.fromhex(key) for n, key in enumerate(keys)]
        assert [store.held(name) for name in names] == expected
    store.close()
    with closing(sqlite3.connect(tmp_path / "keys" / "keys.db")) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_store_that_may_be_anywhere_needs_no_memory_that_processes_share(tmp_path):
    for anywhere, beside in ((False, {"keys.db-shm", "keys.db-wal"}), (True, set())):
        store = KeyStore(tmp_path / str(anywhere), anywhere=anywhere)
        kept(store, NAME)
        names = {each.name for each in (tmp_path / str(anywhere)).iterdir()}
        assert names & {"keys.db-shm", "keys.db-wal"} == beside
        store.close()


@pytest.fixture(params=[False, True])
def store(request, tmp_path):
    made = KeyStore(tmp_path / "keys", anywhere=request.param)
    yield made
    made.close()


NAME, ANOTHER = ("log", "person/a", "own_words"), ("log", "person/b", "own_words")
ERASURE = Erasure("log", "e" * 32, "person/a", "personal-data-erased/1", b"{}")


def kept(store, *names):
    ring = Keyring(store)
    keys = [ring.key_for(name) for name in names]
    ring.keep()
    return keys


def test_an_erasure_ends_a_key_once_whoever_finishes_it(store):
    _, stays = kept(store, NAME, ANOTHER)
    ring = Keyring(store)
    ring.destroy_at_the_end(NAME)
    ring.list_at_the_end(ERASURE)
    ring.keep()
    store.settle("log", lambda event_id: event_id == ERASURE.event_id)
    assert store.held(NAME) is None
    (later,) = kept(store, NAME)
    assert ring.destroy()
    assert [store.held(name) for name in (NAME, ANOTHER)] == [later, stays]
    assert store.erasures("log") == [ERASURE]
    assert store.ending("log") == []


def test_an_erasure_that_never_came_ends_nothing(store):
    keys = kept(store, NAME, ANOTHER)
    ring = Keyring(store)
    ring.destroy_at_the_end(NAME)
    ring.list_at_the_end(ERASURE)
    ring.keep()
    store.settle("another log", lambda _: True)
    assert [each.names for each in store.ending("log")] == [(NAME,)]
    store.settle("log", lambda _: False)
    assert [store.held(name) for name in (NAME, ANOTHER)] == keys
    assert (store.erasures("log"), store.ending("log")) == ([], [])


def test_a_store_may_be_closed_twice(store):
    store.close()
    store.close()
