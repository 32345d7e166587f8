"""What a person asks to have erased is gone, and everything else is as it was (R2; 3.10, points 9 and 10)."""

import sqlite3
from contextlib import closing
from datetime import date

import pytest

from tests.application.conftest import told, with_data
from tests.conftest import OTHER_SLUG, SLUG
from tests.saying import say
from tracker.events.shape import leaves
from tracker.eventstore.reading import all_entries

WORDS = "I was scared to go back after"
PERSON, CONTRIBUTION = "person/P-A04", "contribution/a04"
DAYS = ("2025-02-18", "2025-05-01", "2026-06-30", None)


def private(stream, fact, **data):
    return told(stream, fact, visibility="restricted", **data)


asked = private(CONTRIBUTION, "AnswerGiven", channel="phone", covers=["decision/a-1"], text="We spoke of your sister")
equality = private(
    CONTRIBUTION, "EqualityAnswersGiven", age="25_34", gender="man", all_optional=True, for_statistics_only=True
)
reachable = private(PERSON, "ConsentGiven", summary=True, quote=True, name=True, recontact=True, recontact_how="Vera")


def erased(*scope, streams=(CONTRIBUTION, PERSON)):
    days = {"asked_on": "2026-06-29", "done_on": "2026-06-30"}
    return private(PERSON, "PersonalDataErased", scope=list(scope or ("words", "contact")), **days, streams=[*streams])


TOLD = (asked, equality, reachable)


def sealed_in(desk, *streams, slug=SLUG):
    """Every sealed text of some streams by its class and its words, or None where nobody can open it."""
    with desk.tracker.read(slug) as moment:
        found = [
            (leaf.answer.words, leaf.value)
            for entry in all_entries(moment.tables, moment.address.log_id)
            if not streams or entry.envelope.stream in streams
            for leaf in leaves(entry.envelope.fact)
            if leaf.answer.words
        ]
        opened = moment.open_words(value for _, value in found)
    return [(words_class, opened.get(value.ref)) for words_class, value in found]


def open_classes(desk, *streams, slug=SLUG):
    return {words_class for words_class, words in sealed_in(desk, *streams, slug=slug) if words is not None}


def figures(desk, slug=SLUG):
    documents = []
    for day in DAYS:
        with desk.tracker.read(slug, date.fromisoformat(day) if day else None) as moment:
            page = desk.tracker.pages.figures
            document = page.document(moment.tables, moment.address.log_id, slug, moment.on)
        documents.append({key: said for key, said in document.items() if key not in ("position", "partnership")})
    return documents


def held_keys(desk, log_id):
    with closing(sqlite3.connect(desk.folder / "keys" / "keys.db")) as keys:
        asked_for = "SELECT stream, class FROM data_keys WHERE log_id = ?"
        return {(stream, words_class) for stream, words_class in keys.execute(asked_for, (log_id,))}


def log_id_of(desk, slug=SLUG):
    return desk.tracker.find(slug).log_id


def other(lines):
    return [with_data(lines[0], name="Little Haven Together"), *lines[1:]]


@pytest.fixture
def both(desk, example):
    """A partnership where somebody had their words erased, and another where the same person had not."""
    lines = [*example, *TOLD]
    desk.when([*lines, erased()]).then_recorded(121)
    desk.when(other(lines)).then_recorded(120)
    return desk


def test_the_words_are_gone_and_nobody_elses(both):
    gone, kept = sealed_in(both, CONTRIBUTION, PERSON), sealed_in(both, CONTRIBUTION, PERSON, slug=OTHER_SLUG)
    assert {words for _, words in gone} == {None}
    assert None not in {words for _, words in kept}
    assert [words_class for words_class, _ in gone] == [words_class for words_class, _ in kept]
    assert {words_class for words_class, _ in gone} == {"own_words", "conversation", "identity"}
    assert sum(words is None for _, words in sealed_in(both)) == len(gone)


def test_the_keys_are_gone_and_no_others(both):
    gone = {
        (CONTRIBUTION, "own_words"), (CONTRIBUTION, "conversation"), (CONTRIBUTION, "identity"), (PERSON, "identity")
    }  # fmt: skip
    assert held_keys(both, log_id_of(both, OTHER_SLUG)) - held_keys(both, log_id_of(both)) == gone
    rows = {(row[2], row[4]) for row in both.kept()["tracker.db"]["words"] if row[1] == log_id_of(both)}
    assert not rows & gone


def test_no_count_changes_on_any_day(both):
    assert figures(both) == figures(both, OTHER_SLUG)


def test_the_facts_stay_as_they_were(both):
    with both.tracker.read(SLUG) as moment:
        entries = [entry.envelope for entry in all_entries(moment.tables, moment.address.log_id)]
    assert [envelope.stream for envelope in entries].count(CONTRIBUTION) == 6
    assert type(entries[-1].fact).__name__ == "PersonalDataErased"
    assert entries[-1].fact.streams == (CONTRIBUTION, PERSON)


def test_what_was_erased_stands_nowhere_in_any_file(desk, example):
    desk.when([*example, *TOLD, erased()]).then_recorded(121)
    (desk.folder / "brought.jsonl").unlink()
    files = [path.read_bytes() for path in desk.folder.rglob("*") if path.is_file()]
    for words in (WORDS, "We spoke of your sister"):
        assert not any(words.encode() in held or words.encode("utf-16-le") in held for held in files)


@pytest.mark.parametrize(
    ("scope", "left"),
    [
        (("words",), {"identity"}),
        (("contact",), {"own_words", "conversation"}),
        (("attachments",), {"conversation", "identity"}),
        (("words", "contact", "equality", "attachments"), set()),
    ],
)
def test_what_is_erased_is_what_was_asked_for(desk, example, scope, left):
    desk.when([*example, *TOLD, erased(*scope)]).then_recorded(121)
    assert open_classes(desk, CONTRIBUTION, PERSON) == left


def test_only_the_records_that_are_named_are_erased(desk, example):
    desk.when([*example, *TOLD, erased(streams=[CONTRIBUTION])]).then_recorded(121)
    assert open_classes(desk, CONTRIBUTION) == set()
    assert open_classes(desk, PERSON) == {"identity"}
    assert "own_words" in open_classes(desk, "contribution/a05")


def record(desk, line):
    say(desk.tracker, SLUG, line)


def test_words_are_erased_as_well_long_after_they_were_written(desk, example):
    desk.when([*example, *TOLD]).then_recorded(120)
    before = figures(desk)
    assert open_classes(desk, CONTRIBUTION, PERSON) == {"own_words", "conversation", "identity"}
    record(desk, erased())
    assert open_classes(desk, CONTRIBUTION, PERSON) == set()
    assert figures(desk) == before
    assert (CONTRIBUTION, "own_words") not in held_keys(desk, log_id_of(desk))


again = {**asked, "data": {**asked["data"], "text": "You asked us to write once more"}}


def test_what_is_said_after_an_erasure_can_be_read(desk, example):
    desk.when([*example, *TOLD]).then_recorded(120)
    record(desk, erased())
    record(desk, again)
    assert [words for _, words in sealed_in(desk, CONTRIBUTION) if words] == ["You asked us to write once more"]
    record(desk, erased())
    assert open_classes(desk, CONTRIBUTION) == set()


def test_what_a_file_says_after_an_erasure_can_be_read(desk, example):
    desk.when([*example, *TOLD, erased(), again]).then_recorded(122)
    assert [words for _, words in sealed_in(desk, CONTRIBUTION) if words] == ["You asked us to write once more"]


def test_an_erasure_that_is_refused_erases_nothing(desk, example):
    desk.when([*example, *TOLD]).then_recorded(120)
    before = desk.kept()
    nothing = erased(streams=[CONTRIBUTION, "contribution/z9"])
    desk.when(other([*example, *TOLD, nothing])).then_refused(121, "contribution/z9")
    assert desk.kept() == before
    with pytest.raises(Exception, match="contribution/z9"):
        record(desk, nothing)
    assert open_classes(desk, CONTRIBUTION, PERSON) == {"own_words", "conversation", "identity"}
    assert (CONTRIBUTION, "own_words") in held_keys(desk, log_id_of(desk))
