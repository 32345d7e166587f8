"""A desk to which journey files are brought, and everything that the tracker behind it keeps."""

import json

import pytest
from hypothesis import HealthCheck, settings

from tests.conftest import NOW
from tests.databases import KINDS, rows_of, settings_for
from tests.story import assert_reads_plainly
from tracker.application.importing import Imported
from tracker.application.journey_file import LineRefused
from tracker.wiring import Tracker

settings.register_profile("at leisure", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("at leisure")

PRIVATE = "Marcus of Foundry Lane"
"""What somebody wrote: no refusal may repeat it."""


def as_bytes(lines):
    if isinstance(lines, bytes):
        return lines
    return b"".join(line if isinstance(line, bytes) else written(line) for line in lines)


def written(line, end=b"\n"):
    text = line if isinstance(line, str) else json.dumps(line, ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass") + end


class Desk:
    def __init__(self, tracker, place, folder):
        self.tracker = tracker
        self.place = place
        self.folder = folder

    def when(self, lines):
        path = self.folder / "brought.jsonl"
        path.write_bytes(as_bytes(lines))
        return Brought(self, path)

    def kept(self):
        """Every row of every table and every key."""
        keys = {
            file.name: rows_of(file) if file.suffix == ".db" else file.read_bytes()
            for file in sorted((self.folder / "keys").iterdir())
            if "-" not in file.suffix
        }
        return {"tracker.db": self.place.rows(), **keys}

    def facts(self):
        return self.place.rows()["events"]


class Brought:
    def __init__(self, desk, path):
        self.desk = desk
        self.path = path

    def then_refused(self, line, why=""):
        """Refused by that line, by a sentence that holds `why` or by a refusal of that class, and nothing is kept."""
        before = self.desk.kept()
        with pytest.raises(LineRefused) as refused:
            self.desk.tracker.import_file(self.path)
        number, _, sentence = str(refused.value).partition(": ")
        assert number == f"line {line}"
        assert_reads_plainly(sentence.partition(", not ")[0])
        assert not any(word in sentence for word in PRIVATE.split() if word != "of")
        if isinstance(why, str):
            assert why in sentence
        else:
            assert type(refused.value.__context__) is why
        assert self.desk.kept() == before
        return self.desk

    def then_recorded(self, facts):
        imported = self.desk.tracker.import_file(self.path)
        assert isinstance(imported, Imported)
        assert imported.facts == facts
        return self.desk


@pytest.fixture
def desk(tracker, place, tmp_path):
    return Desk(tracker, place, tmp_path)


@pytest.fixture(scope="session", params=KINDS)
def desks(request, places, tmp_path_factory):
    """Desks for the files that are refused: the same one for all of them, until it has wrongly taken one."""
    opened = []

    def desk():
        if not opened or opened[-1].facts():
            folder = tmp_path_factory.mktemp("desk")
            place = places.new(request.param, folder)
            opened.append(Desk(Tracker(settings_for(place, folder), clock=lambda: NOW), place, folder))
        return opened[-1]

    yield desk
    for each in opened:
        each.tracker.close()


@pytest.fixture
def closed_desk(desks):
    """A desk where nothing was ever recorded."""
    return desks()


@pytest.fixture
def example(journey_lines):
    """The example's lines, to be changed."""
    return [json.loads(line) for line in journey_lines]


@pytest.fixture
def begun(example):
    """A partnership and its project, with nothing numbered."""
    return [without(example[0], "seq", "version"), without(example[14], "seq", "version")]


def without(line, *keys):
    return {key: value for key, value in line.items() if key not in keys}


def with_data(line, **data):
    return {**line, "data": {**line["data"], **data}}


def somebody_said(name="c1", on="2025-02-04", **data):
    """A line of its own in which somebody tells the partnership something."""
    return {
        "stream": f"contribution/{name}",
        "type": "ContributionReceived",
        "occurred_on": on,
        "recorded_on": on,
        "by": {"role": "facilitator", "capacity": "independent", "org": "Vale Voices Advocacy"},
        "visibility": "partnership",
        "data": {
            "route": "working_group",
            "method": "spoken",
            "workstream": "workstream/keeping-your-place",
            "contributor": None,
            "asks_change": True,
            "stage": "using_now",
            "entered_for_person": True,
            "words": PRIVATE,
            **data,
        },
    }


LATER = "2026-06-30"


def told(stream, fact, /, visibility="public", **data):
    """A line about something that happened after the example's end."""
    return {
        "stream": stream,
        "type": fact,
        "occurred_on": LATER,
        "recorded_on": LATER,
        "by": {"role": "coordinator", "capacity": "staff", "org": "Norrick Vale Together"},
        "visibility": visibility,
        "data": data,
    }


def states_of(desk, topic):
    """What stands in the log of each fact of that topic."""
    rows = sorted(desk.facts(), key=lambda row: (row[0], row[1]))
    return [(row[3], json.loads(row[7])) for row in rows if row[5] == f"{topic}/1"]
