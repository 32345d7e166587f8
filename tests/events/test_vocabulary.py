"""A fact is finished with six things; this walks the whole vocabulary and finds what is missing."""

import ast
import dataclasses
import json
import re
from itertools import combinations
from pathlib import Path
from string import Formatter

import pytest

from tests.story_index import facts_told_in_stories
from tracker.application.reading import Unreadable, read_fact
from tracker.domain.rulebook import BEGINNINGS, EVOLUTIONS
from tracker.events import BY_NAME, STEPS, VOCABULARY, Sealed
from tracker.events.document import written
from tracker.events.fact import Answer, fact
from tracker.events.plain import PLAIN, REASONS
from tracker.events.shape import Shape, fields_of

ROOT = Path(__file__).parent.parent.parent
GOLDEN = Path(__file__).parent / "golden.jsonl"
FACTS = sorted(VOCABULARY.values(), key=lambda each: each.__name__)
KINDS = {
    "partnership", "workstream", "person", "activity", "contribution", "safeguarding", "theme", "action", "review",
    "celebration", "board",
}  # fmt: skip
COMPUTED = (
    "by.org", "by.role", "action.what", "came", "can_still_be_done", "in_words", "joined.title", "verdicts", "who",
    "why_held_back",
)  # fmt: skip
"""What a sentence may tell beside its fact's own public fields."""

every_fact = pytest.mark.parametrize("fact_class", FACTS, ids=lambda each: each.__name__)


def everything_in(cls):
    for field in fields_of(cls):
        yield field
        inner = field.shape.item or field.shape
        if inner.kind == "group":
            yield from everything_in(inner.group)


@every_fact
def test_a_fact_has_a_permanent_topic_of_its_own(fact_class):
    words = re.findall(r"[A-Z][a-z]*", fact_class.__name__)
    assert re.fullmatch(re.escape("-".join(words).lower()) + r"/\d+", fact_class.TOPIC)
    assert fact_class.STREAM in KINDS


@every_fact
def test_a_fact_says_what_it_means_in_one_sentence(fact_class):
    assert re.fullmatch(r"[A-Z][^\n]+\.", fact_class.__doc__)


@every_fact
def test_a_fact_has_a_public_sentence_or_is_never_shown(fact_class):
    templates = [*filter(None, [fact_class.SENTENCE]), *fact_class.DETAIL]
    shown = {field.name for field in fields_of(fact_class) if field.answer.audience in ("public", "banded")}
    for template in templates:
        for _, path, _, _ in Formatter().parse(template):
            known = path is None or path in shown or path in COMPUTED
            assert known, f"{fact_class.__name__} tells {path}, which is not public"


@every_fact
def test_every_field_answers_who_may_read_it(fact_class):
    for field in everything_in(fact_class):
        assert isinstance(field.answer, Answer)
        text = (field.shape.item or field.shape).kind == "text"
        assert bool(field.answer.words) == text, (
            f"{field.name}: a text is sealed under a class of words, nothing else is"
        )


@every_fact
def test_a_published_text_is_public_and_a_personal_one_is_not(fact_class):
    for field in everything_in(fact_class):
        if field.answer.words:
            assert (field.answer.words == "published") == (field.answer.audience == "public")


@every_fact
def test_no_field_is_free_text(fact_class):
    for field in everything_in(fact_class):
        assert isinstance(field.shape, Shape)


def test_a_free_text_field_is_found():
    with pytest.raises(TypeError, match="may not hold"):
        fields_of(dataclasses.make_dataclass("Bad", [("note", str, dataclasses.field(metadata={"answer": None}))]))


def test_a_topic_is_stated_once_and_never_inherited():
    with pytest.raises(TypeError, match="is taken"):
        fact(type("Again", (), {"TOPIC": "theme-opened/1", "__annotations__": {}}))
    with pytest.raises(TypeError, match="must state its own TOPIC"):
        fact(type("Child", (type("Parent", (), {"TOPIC": "parent/1"}),), {}))


@every_fact
def test_a_fact_changes_what_is_known_of_its_stream(fact_class):
    assert fact_class in EVOLUTIONS


def test_the_streams_that_begin_with_a_certain_fact_begin_with_one_of_theirs():
    for kind, name in BEGINNINGS.items():
        assert kind == BY_NAME[name].STREAM


@every_fact
def test_a_fact_has_a_line_in_the_golden_file(fact_class):
    lines = [json.loads(line) for line in GOLDEN.read_text().splitlines()]
    shapes = [set(json.loads(line["state"])["data"]) for line in lines if line["topic"] == fact_class.TOPIC]
    assert shapes
    assert all(one != other for one, other in combinations(shapes, 2)), "a second line shows a field that came later"


@every_fact
def test_what_the_tracker_works_out_is_no_text_and_may_be_lacking(fact_class):
    for field in fields_of(fact_class):
        if field.answer.reckoned:
            assert not field.required
            assert not any(each.answer.words for each in everything_in((field.shape.item or field.shape).group))
            with pytest.raises(Unreadable, match=f"“{field.name}” that is not known here"):
                read_fact(fact_class, {field.name: []})


@every_fact
def test_a_fact_is_told_in_a_story(fact_class):
    assert fact_class.__name__ in facts_told_in_stories()


def test_every_step_is_a_module_with_the_same_name_in_the_domain():
    for step in STEPS:
        name = step.__name__.rpartition(".")[2]
        assert (ROOT / "tracker" / "domain" / f"{name}.py").exists()
        assert (ROOT / "tests" / "domain" / f"test_{name}.py").exists()


def test_every_code_that_a_sentence_tells_has_plain_words():
    for fact_class in FACTS:
        told = {p for t in (fact_class.SENTENCE or "", *fact_class.DETAIL) for _, p, _, _ in Formatter().parse(t)}
        for field in fields_of(fact_class):
            shape = field.shape.item or field.shape
            if field.name in told and shape.kind == "code":
                assert set(PLAIN[shape.literal]) == set(shape.codes), field.name


def test_the_reasons_are_the_22_of_the_domain():
    assert len(REASONS) == 22


def test_the_document_of_the_vocabulary_is_fresh():
    assert (ROOT / "docs" / "events.md").read_text() == written(), "run `make docs`"


def test_the_vocabulary_imports_only_the_standard_library():
    assert issubclass(Sealed, str)
    tree = ast.parse((ROOT / "tracker" / "events" / "fact.py").read_text())
    assert {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)} <= {
        "collections.abc", "dataclasses", "typing", "tracker.events.codes"
    }  # fmt: skip
