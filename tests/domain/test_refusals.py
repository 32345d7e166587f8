"""The refusals as a whole: each is shown refusing and allowing, and each tells a person what to do."""

import ast
import re
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

from tests.story import assert_reads_plainly, named_in
from tracker import application, domain
from tracker.domain.refusals import Refusal
from tracker.events import BY_NAME

MODULES = [
    import_module(found.name)
    for room in (domain, application)
    for found in walk_packages(room.__path__, f"{room.__name__}.")
]
EVERY = [
    made
    for module in MODULES
    for made in vars(module).values()
    if isinstance(made, type) and issubclass(made, Refusal) and made.__module__ == module.__name__ and made.WORDS
]
ROOMS = (Path(__file__).parent, Path(__file__).parent.parent / "application")
ids = [refusal.__name__ for refusal in EVERY]

SAYS_WHAT_TO_DO = re.compile(
    r"\b(?:must|needs?|give|put|use|record|open|name|move|wait|ask|choose|say|correct|take|leave|close|let|release)\b"
)


def names_in(function: ast.FunctionDef) -> set[str]:
    names = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    return names | {node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute)}


@cache
def names_in_each_test() -> list[set[str]]:
    trees = (ast.parse(path.read_text()) for room in ROOMS for path in room.glob("test_*.py"))
    return [names_in(node) for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize("refusal", EVERY, ids=ids)
def test_each_refusal_is_shown_refusing_and_at_its_boundary_allowing(refusal):
    both = {refusal.__name__, "then_refused", "then_recorded"}
    assert any(both <= names for names in names_in_each_test())


@pytest.mark.parametrize("refusal", EVERY, ids=ids)
def test_a_refusal_is_one_plain_sentence_with_its_rule(refusal):
    blanks = re.findall(r"\{(\w+)\}", refusal.WORDS)
    sentence = str(refusal(**dict.fromkeys(blanks, "something")))
    assert_reads_plainly(sentence)
    assert sentence.endswith(f" ({refusal.RULE})") is bool(refusal.RULE)
    assert re.fullmatch(r"(?:R\d+|3\.10, point \d+)?", refusal.RULE)
    assert refusal.__doc__
    assert refusal.__doc__.endswith(".")


def test_no_two_refusals_say_the_same():
    assert len({refusal.WORDS for refusal in EVERY}) == len(EVERY)


def test_every_refusal_says_what_to_do():
    silent = [refusal.__name__ for refusal in EVERY if not SAYS_WHAT_TO_DO.search(refusal.WORDS)]
    assert silent == []


def test_a_refusal_sends_nobody_to_a_fact_that_is_not_there():
    assert set().union(*(named_in(refusal.WORDS) for refusal in EVERY)) <= set(BY_NAME)
