"""What is found in a fact: every sealed text, whichever way it is looked for."""

import pytest

from tests.events.test_golden import LINES, envelope_of
from tracker.events import Sealed
from tracker.events.shape import leaves, sealed_in


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["topic"])
def test_the_sealed_texts_of_a_fact_are_those_among_its_leaves(line):
    fact = envelope_of(line).fact
    assert [*sealed_in(fact)] == [leaf.value for leaf in leaves(fact) if isinstance(leaf.value, Sealed)]


def test_some_stored_facts_hold_several():
    assert max(len([*sealed_in(envelope_of(line).fact)]) for line in LINES) > 2
