"""What an import leaves: every fact in its order and under its day, and nobody's words in the open."""

import json
import tracemalloc
from collections import Counter
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.application.conftest import somebody_said, with_data, written
from tests.conftest import NOW, OTHER_SLUG, SLUG
from tests.story import Log
from tracker.application.importing import import_journey
from tracker.application.journey_file import read_lines
from tracker.domain.rulebook import kind_of
from tracker.events import Party, Sealed
from tracker.events.shape import leaves
from tracker.eventstore.reading import all_entries
from tracker.files import ONE_JOURNEY

SOME_LENGTH = 8
"""Texts shorter than this (“Jo”, “diary”) may stand by chance in any file."""


@pytest.fixture
def recorded(desk, example):
    return desk.when(example).then_recorded(117)


def entries_of(tracker, slug=SLUG):
    with tracker.read(slug) as moment:
        return list(all_entries(moment.tables, moment.address.log_id))


def told(example):
    """What the file tells, as the reader reads it."""
    with ONE_JOURNEY.open("rb") as file:
        return [line.proposal for line in read_lines(file)]


def texts_of(proposals, *classes):
    every = (leaf for proposal in proposals for leaf in leaves(proposal.fact))
    return [str(leaf.value) for leaf in every if leaf.answer.words and (leaf.answer.words in classes or not classes)]


def test_the_example_is_recorded_whole_and_in_order(recorded, example):
    entries = entries_of(recorded.tracker)
    assert [entry.position for entry in entries] == list(range(117))
    assert [type(entry.envelope.fact).__name__ for entry in entries] == [line["type"] for line in example]
    assert [entry.envelope.stream for entry in entries] == [line["stream"] for line in example]
    assert [entry.envelope.version for entry in entries] == [line["version"] for line in example]
    assert [str(entry.envelope.occurred_on) for entry in entries] == [line["occurred_on"] for line in example]
    assert [entry.envelope.visibility for entry in entries] == [line["visibility"] for line in example]


def test_every_fact_says_in_which_capacity_somebody_acted(recorded, example):
    by = [entry.envelope.by for entry in entries_of(recorded.tracker)]
    assert [actor.capacity for actor in by] == [line["by"]["capacity"] for line in example]
    assert [actor.ref for actor in by] == [line["by"].get("ref") for line in example]
    assert [actor.org is None for actor in by] == [line["by"]["org"] is None for line in example]


def test_a_fictional_partnership_is_recorded_on_the_days_of_its_file(recorded, example):
    days = [
        datetime.fromtimestamp(entry.envelope.recorded_at, ZoneInfo("Europe/London")).date()
        for entry in entries_of(recorded.tracker)
    ]
    assert [str(day) for day in days] == [line["recorded_on"] for line in example]


def test_a_real_partnership_is_recorded_now_and_its_lateness_shows(desk, example):
    real = [with_data(example[0], fictional=False), *example[1:]]
    entries = entries_of(desk.when(real).then_recorded(117).tracker)
    assert {entry.envelope.recorded_at for entry in entries} == {NOW}
    assert [str(entry.envelope.occurred_on) for entry in entries] == [line["occurred_on"] for line in example]


def test_a_fictional_fact_of_today_is_not_recorded_in_an_hour_that_has_not_come(desk, begun):
    today = datetime.fromtimestamp(NOW, UTC).date()
    early_riser = {**somebody_said(), "occurred_on": str(today), "recorded_on": str(today)}
    early = with_data(begun[0], time_zone="America/Los_Angeles")
    entries = entries_of(desk.when([early, begun[1], early_riser]).then_recorded(3).tracker)
    assert entries[-1].envelope.recorded_at <= NOW
    assert [e.envelope.recorded_at for e in entries] == sorted(e.envelope.recorded_at for e in entries)


def test_an_import_is_one_command_and_each_fact_is_itself(recorded):
    envelopes = [entry.envelope for entry in entries_of(recorded.tracker)]
    assert len({envelope.event_id for envelope in envelopes}) == 117
    assert len({envelope.salt for envelope in envelopes}) == 117
    (command,) = {envelope.command for envelope in envelopes}
    ((_, command_id, first, last),) = recorded.kept()["tracker.db"]["commands"]
    assert (command_id, first, last) == (command, 0, 116)


def test_the_same_fact_told_twice_is_two_facts(desk, example):
    twice = [*example[:19], {**example[19], "seq": 20}, {**example[19], "seq": 21, "version": 4}]
    entries = entries_of(desk.when(twice).then_recorded(21).tracker)
    first, second = entries[-2].envelope, entries[-1].envelope
    assert first.fact.attended == second.fact.attended
    assert first.event_id != second.event_id
    assert entries[-2].leaf_hash != entries[-1].leaf_hash


def test_two_partnerships_are_recorded_each_for_itself(recorded, example):
    other = [with_data(example[0], name="Little Haven Together"), *example[1:]]
    recorded.when(other[:90]).then_recorded(90)
    assert [entry.position for entry in entries_of(recorded.tracker, OTHER_SLUG)] == list(range(90))
    assert len(entries_of(recorded.tracker)) == 117
    parties = [
        {leaf.value for entry in entries_of(recorded.tracker, slug) for leaf in leaves(entry.envelope.fact)
         if isinstance(leaf.value, Party)}
        for slug in (SLUG, OTHER_SLUG)
    ]  # fmt: skip
    assert parties[0]
    assert parties[0].isdisjoint(parties[1])


def test_a_party_is_named_once_and_known_by_one_id_ever_after(recorded, example):
    named = [naming for entry in entries_of(recorded.tracker) for naming in entry.envelope.named]
    assert len({naming.party for naming in named}) == len(named)
    with recorded.tracker.read(SLUG) as moment:
        names = moment.open_words(naming.name for naming in named)
    assert Counter(names.values()).most_common(1)[0][1] == 1
    assert {line["by"]["role"] for line in example} <= set(names.values())


def test_whoever_holds_the_keys_reads_every_word_as_it_was_told(recorded, example):
    with recorded.tracker.read(SLUG) as moment:
        entries = all_entries(moment.tables, moment.address.log_id)
        sealed = [leaf.value for entry in entries for leaf in leaves(entry.envelope.fact) if leaf.answer.words]
        opened = moment.open_words(sealed)
    assert all(type(words) is Sealed for words in sealed)
    assert [opened[words.ref] for words in sealed] == texts_of(told(example))


def test_no_word_stands_in_a_fact(recorded, example):
    states = b"".join(row[7] for row in recorded.facts())
    for text in [text for text in texts_of(told(example)) if len(text) >= SOME_LENGTH]:
        assert text.encode() not in states
        assert json.dumps(text)[1:-1].encode() not in states


def test_no_word_stands_in_the_tables_that_facts_are_kept_in(recorded, example):
    tables = recorded.kept()["tracker.db"]
    kept = repr([tables[name] for name in ("logs", "heads", "events", "words", "commands", "introductions",
                                           "citations", "parties")])  # fmt: skip
    names = {name for line in example for name in (line["by"]["role"], line["by"]["org"]) if name and " " in name}
    for text in [*texts_of(told(example)), *names]:
        assert len(text) < SOME_LENGTH or text not in kept


def test_what_people_said_stands_nowhere_in_any_file(recorded, example):
    own = texts_of(told(example), "own_words", "conversation", "identity")
    assert len([text for text in own if len(text) >= SOME_LENGTH]) > 15
    (recorded.folder / "brought.jsonl").unlink()
    files = [path.read_bytes() for path in recorded.folder.rglob("*") if path.is_file()]
    assert len(files) > 2
    for text in [text for text in own if len(text) >= SOME_LENGTH]:
        assert not any(text.encode() in held or text.encode("utf-16-le") in held for held in files), text


def test_progress_is_told_every_byte(desk, journey_lines):
    content = "\n".join(journey_lines).encode() + b"\n"
    told_of = []
    desk.tracker.import_file(desk.when(content).path, told_of.append)
    assert len(told_of) == 117
    assert sum(told_of) == len(content)


def test_the_story_in_memory_keeps_the_same_indexes_as_the_log(recorded, example):
    story = Log()
    for proposal in told(example):
        story.record(proposal)
    tables = recorded.kept()["tracker.db"]
    assert {(sort, ref): stream for _, sort, ref, stream in tables["introductions"]} == story.introductions
    cited = {(ref, stream) for ref, streams in story.citations.items() for stream in streams}
    assert {(ref, stream) for _, ref, stream in tables["citations"]} == cited
    assert {kind_of(stream) for stream in story.states} == {kind_of(row[3]) for row in tables["events"]}


LINES, WARM = 5_000, 4_200
"""How long a file is, and after how many of its lines everything that is kept at hand is as full as it gets."""


def many_contributions(path, begun):
    with path.open("wb") as file:
        file.writelines(written(line) for line in begun)
        for n in range((LINES - len(begun)) // 2):
            day = str(date.fromordinal(date(2025, 1, 14).toordinal() + n // 10))
            said = somebody_said(f"c{n}", day, contributor=f"P-{n}", words=f"What person {n} said. " * 400)
            thanks = {"channel": "phone", "next_news_by": day}
            file.write(written(said))
            file.write(written({**said, "type": "ContributionAcknowledged", "data": thanks}))


def test_a_long_file_is_recorded_in_little_memory(desk, begun, tmp_path):
    many_contributions(tmp_path / "many.jsonl", begun)
    sizes = []

    def progress(size):
        sizes.append(size)
        if len(sizes) == WARM:
            tracemalloc.start()

    try:
        with (tmp_path / "many.jsonl").open("rb") as file:
            assert import_journey(file, desk.tracker.logs, desk.tracker.clock, progress).facts == LINES
        assert tracemalloc.get_traced_memory()[1] < 2_000_000 < sum(sizes[WARM:])
    finally:
        tracemalloc.stop()
    assert sorted(row[1] for row in desk.facts()) == list(range(LINES))
