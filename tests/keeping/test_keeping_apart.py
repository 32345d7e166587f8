"""What backing up and bringing back refuse, each in one sentence, and then nothing was written."""

import sqlite3

import pytest
from click.testing import CliRunner

from tests.command import command_on
from tests.conftest import SLUG
from tracker.cli import main
from tracker.config import Settings
from tracker.files import ONE_JOURNEY


@pytest.fixture
def run(tmp_path):
    """The command on a server of its own, and on an empty one beside it."""

    def run(*args, at="here"):
        home, keys = tmp_path / at / "home", tmp_path / at / "keys"
        env = {"TRACKER_HOME": str(home), "TRACKER_KEYS": str(keys), "TRACKER_DATABASE_URL": None}
        return CliRunner(env=env).invoke(main, [str(arg) for arg in args])

    assert run("import", ONE_JOURNEY).exit_code == 0
    return run


@pytest.fixture
def backed_up(run, tmp_path):
    facts = run("backup", tmp_path / "facts")
    keys = run("backup-keys", tmp_path / "secrets")
    assert (facts.exit_code, keys.exit_code) == (0, 0)
    assert facts.stdout == (
        f"Wrote {tmp_path / 'facts' / 'tracker.db'}."
        " Now back up the keys, to another place: tracker backup-keys FOLDER\n"
    )
    assert keys.stdout == (
        f"Wrote {tmp_path / 'secrets' / 'keys.db'} and the keys beside it."
        " Destroy older backups of the keys: they open what was erased since.\n"
    )
    return run


def everything_under(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and "-" not in path.suffix}


def test_a_server_comes_back_elsewhere(backed_up, tmp_path):
    assert backed_up("restore-keys", tmp_path / "secrets", at="there").stdout == (
        f"Brought the keys back to {tmp_path / 'there' / 'keys'}.\n"
    )
    restored = backed_up("restore", tmp_path / "facts", at="there")
    assert restored.stdout == "Brought 1 partnerships back; 0 erasures since were carried out again.\n"
    for command in ("board", "figures"):
        assert backed_up(command, SLUG, at="there").stdout == backed_up(command, SLUG).stdout
    assert backed_up("verify", SLUG, at="there").exit_code == 0


REFUSED = {
    "facts over something": (
        ("backup", "{tmp}/facts"),
        "{tmp}/facts holds something already: name a folder that is empty or not there yet",
    ),
    "keys over something": (
        ("backup-keys", "{tmp}/secrets"),
        "{tmp}/secrets holds something already: name a folder that is empty or not there yet",
    ),
    "facts among the keys": (
        ("backup", "{tmp}/here/keys/backup"),
        "{tmp}/here/keys/backup is where the keys are: facts and keys are backed up to different places,"
        " or erasing means nothing",
    ),
    "facts beside the keys": (
        ("backup", "{tmp}/secrets/facts"),
        "{tmp}/secrets/facts is where the keys are: facts and keys are backed up to different places,"
        " or erasing means nothing",
    ),
    "keys among the facts": (
        ("backup-keys", "{tmp}/here/home/backup"),
        "{tmp}/here/home/backup is where the facts are: facts and keys are backed up to different places,"
        " or erasing means nothing",
    ),
    "keys where the facts were backed up": (
        ("backup-keys", "{tmp}/facts"),
        "{tmp}/facts is where the facts are: facts and keys are backed up to different places,"
        " or erasing means nothing",
    ),
    "facts over facts": (
        ("restore", "{tmp}/facts"),
        "{tmp}/here/home holds facts already: move them away first, or set another TRACKER_HOME",
    ),
    "keys over keys": (
        ("restore-keys", "{tmp}/secrets"),
        "{tmp}/here/keys holds keys already: move them away first, or set another TRACKER_KEYS",
    ),
    "no facts": (
        ("restore", "{tmp}/secrets"),
        "{tmp}/secrets holds no backup of the facts: there is no tracker.db in it",
    ),
    "no keys": (("restore-keys", "{tmp}/facts"), "{tmp}/facts holds no backup of the keys: there is no keys.db in it"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(backed_up, tmp_path, name):
    args, sentence = REFUSED[name]
    before = everything_under(tmp_path)
    refused = backed_up(*(arg.format(tmp=tmp_path) for arg in args))
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == f"{sentence.format(tmp=tmp_path)}.\n"
    assert everything_under(tmp_path).keys() == before.keys()


def test_facts_do_not_come_back_before_their_keys(backed_up, tmp_path):
    refused = backed_up("restore", tmp_path / "facts", at="there")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == (
        f"the keys are not in {tmp_path / 'there' / 'keys'}: bring them back first, with “tracker restore-keys”.\n"
    )
    assert not (tmp_path / "there").exists()


@pytest.mark.parametrize("damage", ["cut short", "no database", "another database", "bytes changed"])
def test_a_damaged_backup_does_not_come_back(backed_up, tmp_path, damage):
    backed_up("restore-keys", tmp_path / "secrets", at="there")
    file = tmp_path / "facts" / "tracker.db"
    held = file.read_bytes()
    if damage == "cut short":
        file.write_bytes(held[: len(held) // 2])
    elif damage == "no database":
        file.write_bytes(b"something else entirely")
    elif damage == "bytes changed":
        file.write_bytes(held[:8192] + b"\xff" * 8192 + held[16384:])
    else:
        file.unlink()
        with sqlite3.connect(file) as other:
            other.execute("CREATE TABLE t (x)")
        other.close()
    refused = backed_up("restore", tmp_path / "facts", at="there")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == f"{file} is damaged or is no backup of the facts, so nothing was brought back.\n"
    assert not (tmp_path / "there" / "home" / "tracker.db").exists()


@pytest.fixture
def empty(places):
    """A PostgreSQL database whose owner has not made its tables yet."""
    made = places.server.empty("not_ready")
    yield made
    made.close()


def test_facts_do_not_come_back_to_a_database_that_is_not_ready(backed_up, empty, tmp_path):
    there = Settings(tmp_path / "there", tmp_path / "secrets", empty.url)
    refused = command_on(there)("restore", tmp_path / "facts")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == (
        f"{there.place} is not ready for this version: run “tracker migrate” first (docs/databases.md).\n"
    )
