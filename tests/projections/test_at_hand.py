"""What is at hand is what was read last, and never more than there is room for."""

import pytest
from sqlalchemy import create_engine

from projections.shared.projecting import at_hand as module
from projections.shared.projecting.at_hand import (
    ON_A_SHELF,
    THINGS_AT_MOST,
    AtHand,
    at_hand,
    put_on,
    shelf,
    with_at_hand,
)


@pytest.fixture
def conn():
    with create_engine("sqlite://").connect() as made:
        yield made


def test_whoever_asks_for_many_days_keeps_nothing_from_anybody(conn):
    reader, read = with_at_hand(conn, {}), []
    for n in range(3 * THINGS_AT_MOST):
        at_hand(reader, f"end of {n}", lambda: n)  # noqa: B023  it is called at once
    for _ in range(2):
        assert at_hand(reader, "names", lambda: read.append(1) or "names") == "names"
    assert read == [1]
    assert len(reader.get_execution_options()[module.OPTION]) == THINGS_AT_MOST


def test_a_shelf_has_room_for_so_many(conn):
    reader = with_at_hand(conn, {})
    put_on(shelf(reader, "cards"), {str(n): n for n in range(2 * ON_A_SHELF)})
    assert len(shelf(reader, "cards")) == ON_A_SHELF


def test_another_position_has_another_place():
    places = AtHand()
    first = places.of("a", 1)
    first["names"] = "known"
    assert places.of("a", 1) is first
    assert places.of("b", 1) == {}
    assert places.of("a", 2) == {}
