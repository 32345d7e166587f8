"""Data keys live apart from the log, wrapped; a unit of work keeps its new ones just before the log commits."""

import sqlite3
import stat

import pytest

from tracker.vault.keys import KEY_BYTES, KeyEnding, KeyMissing, Keyring, KeyStore, KeysUnusable

OWN, CONTACT = ("log", "person/a", "own_words"), ("log", "person/a", "identity")


@pytest.fixture
def store(tmp_path):
    made = KeyStore(tmp_path / "keys")
    yield made
    made.close()


def test_a_key_is_made_once_for_each_record_and_class(store):
    ring = Keyring(store)
    assert ring.key_for(OWN) == ring.key_for(OWN)
    assert ring.key_for(OWN) != ring.key_for(CONTACT)
    assert len(ring.key_for(OWN)) == KEY_BYTES


def test_a_key_is_there_after_the_store_is_opened_again(store, tmp_path):
    ring = Keyring(store)
    key = ring.key_for(OWN)
    ring.keep()
    store.close()
    again = KeyStore(tmp_path / "keys")
    assert Keyring(again).existing(OWN) == key
    again.close()


def test_a_key_that_was_not_kept_is_not_there(store):
    Keyring(store).key_for(OWN)
    with pytest.raises(KeyMissing, match="own_words words of person/a"):
        Keyring(store).existing(OWN)


def test_new_keys_are_known_and_kept_however_many_there_are(store, monkeypatch):
    monkeypatch.setattr("tracker.vault.keys.SEEN_AT_MOST", 3)
    names = [("log", f"person/{n}", "own_words") for n in range(10)]
    ring = Keyring(store)
    keys = [ring.key_for(name) for name in names]
    assert len({*keys}) == 10
    assert [ring.key_for(name) for name in names] == keys
    assert [ring.existing(name) for name in names] == keys
    assert store.held(names[0]) is None
    ring.keep()
    assert [Keyring(store).existing(name) for name in names] == keys
    assert ring.key_for(names[0]) == keys[0]


def test_a_new_key_that_is_to_be_destroyed_never_comes_to_the_store(store):
    ring = Keyring(store)
    gone, stays = ring.key_for(OWN), ring.key_for(CONTACT)
    ring.destroy_at_the_end(OWN)
    assert ring.key_for(OWN) != gone
    ring.keep()
    assert ring.destroy() is False
    assert Keyring(store).existing(OWN) != gone
    assert Keyring(store).existing(CONTACT) == stays


def test_a_unit_that_goes_on_after_it_kept_its_keys_keeps_the_next_ones_too(store):
    ring = Keyring(store)
    ring.key_for(OWN)
    ring.keep()
    ring.keep()
    ring.key_for(CONTACT)
    ring.keep()
    assert Keyring(store).existing(CONTACT)


def test_two_units_cannot_both_make_the_same_key(store):
    first, second = Keyring(store), Keyring(store)
    first.key_for(OWN)
    second.key_for(OWN)
    second.key_for(CONTACT)
    first.keep()
    with pytest.raises(sqlite3.IntegrityError):
        second.keep()
    with pytest.raises(KeyMissing):
        Keyring(store).existing(CONTACT)


def test_a_key_that_is_about_to_be_destroyed_seals_nothing_more(store):
    before = Keyring(store)
    before.key_for(OWN)
    before.keep()
    ring = Keyring(store)
    ring.destroy_at_the_end(OWN)
    with pytest.raises(KeyEnding, match="own_words words of person/a are being erased"):
        ring.key_for(OWN)
    assert ring.key_for(CONTACT)
    assert ring.destroy()
    assert Keyring(store).key_for(OWN)


def test_no_key_stands_in_the_store_unwrapped(store, tmp_path):
    ring = Keyring(store)
    keys = [ring.key_for(name) for name in (OWN, CONTACT)]
    ring.keep()
    stored = b"".join(path.read_bytes() for path in (tmp_path / "keys").iterdir())
    for key in keys:
        assert key not in stored
        assert key.hex().encode() not in stored


def test_nobody_else_on_the_machine_may_read_the_wrapping_key(store, tmp_path):
    assert stat.S_IMODE((tmp_path / "keys" / "wrapping-key-1").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_a_wrapping_key_that_is_lost_is_not_made_again(store, tmp_path):
    ring = Keyring(store)
    ring.key_for(OWN)
    ring.keep()
    store.close()
    kept = (tmp_path / "keys" / "wrapping-key-1").rename(tmp_path / "kept")
    with pytest.raises(KeysUnusable, match="put it back"):
        KeyStore(tmp_path / "keys")
    kept.rename(tmp_path / "keys" / "wrapping-key-1")
    again = KeyStore(tmp_path / "keys")
    assert Keyring(again).existing(OWN)
    again.close()


@pytest.mark.parametrize("held", ["", "not a key", "ab" * 31])
def test_what_is_no_key_is_not_used_as_one(tmp_path, held):
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "wrapping-key-1").write_text(held)
    with pytest.raises(KeysUnusable, match="does not hold a key"):
        KeyStore(tmp_path / "keys")


def test_another_wrapping_key_opens_nothing(store, tmp_path):
    ring = Keyring(store)
    ring.key_for(OWN)
    ring.keep()
    store.close()
    (tmp_path / "keys" / "wrapping-key-1").write_text("ab" * KEY_BYTES)
    again = KeyStore(tmp_path / "keys")
    with pytest.raises(KeysUnusable, match="put the right one back"):
        Keyring(again).existing(OWN)
    again.close()
