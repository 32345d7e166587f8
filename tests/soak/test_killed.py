"""Programs are killed while they append, and PostgreSQL too: what was acknowledged is there, and every leaf right."""

import json
from random import Random

import pytest

from tests.databases import Server, settings_for
from tests.soak.checking import assert_whole
from tests.soak.writing import Orders, start

LOGS = ("a" * 16, "b" * 16)


def acknowledged(lines):
    """What was said whole; a line that was cut off says nothing."""
    return [json.loads(line) for line in lines if line.endswith("\n")]


def kill_after(writer, lines):
    """Kill a program with SIGKILL just after it said so many lines, in the midst of its next; all that it said."""
    said = [writer.stdout.readline() for _ in range(lines)]
    writer.kill()
    rest, errors = to_the_end(writer)
    assert errors == ""
    return acknowledged([*said, *rest])


def to_the_end(writer):
    with writer:
        return writer.stdout.readlines(), writer.stderr.read()


def test_nothing_acknowledged_is_lost_when_writers_are_killed(database, settings, effort):
    said = []
    for seed in range(effort.kills):
        random = Random(seed)
        orders = [Orders(settings.database_url, str(settings.keys), LOGS, 2 * seed + n) for n in range(2)]
        for writer in [start(each) for each in orders]:
            said += kill_after(writer, random.randint(1, 40))
        assert_whole(settings.database_url, settings.keys, LOGS, said)
    assert len(said) > effort.kills


@pytest.fixture(scope="module")
def server():
    """A PostgreSQL that nobody else's test is using."""
    server = Server()
    yield server
    server.stop()


def test_nothing_acknowledged_is_lost_when_postgresql_is_killed(server, tmp_path, effort):
    place = server.new(tmp_path)
    settings, said = settings_for(place, tmp_path), []
    for seed in range(effort.kills):
        writer = start(Orders(settings.database_url, str(settings.keys), LOGS, seed))
        said += acknowledged(writer.stdout.readline() for _ in range(Random(seed).randint(1, 40)))
        assert server.crash(place.name) > 0
        rest, errors = to_the_end(writer)
        assert "OperationalError" in errors
        said += acknowledged(rest)
        assert_whole(settings.database_url, settings.keys, LOGS, said)
    assert len(said) > effort.kills
    place.close()
