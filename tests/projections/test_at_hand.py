"""What is at hand is what was asked for last, and never more than there is room for."""

import pytest
from sqlalchemy import create_engine

from projections.shared.projecting.at_hand import (
    ON_A_SHELF,
    THINGS_AT_MOST,
    AtHand,
    Place,
    at_hand,
    shelf,
    with_at_hand,
)


@pytest.fixture
def conn():
    with create_engine("sqlite://").connect() as made:
        yield made


def test_whoever_asks_for_many_days_takes_nothing_from_those_who_ask_for_today(conn):
    place, read = Place(), []
    reader = with_at_hand(conn, place)
    for n in range(3 * THINGS_AT_MOST):
        assert at_hand(reader, f"end of {n}", lambda: n) == n  # noqa: B023  it is called at once
        assert at_hand(reader, "names", lambda: read.append(1) or "names") == "names"
    assert read == [1]
    assert len(place) == THINGS_AT_MOST


def test_nothing_is_at_hand_too(conn):
    reader, read = with_at_hand(conn, Place()), []
    for _ in range(2):
        assert at_hand(reader, "nobody", lambda: read.append(1)) is None
    assert read == [1]


def test_a_shelf_has_room_for_so_many_and_the_newest_stay(conn):
    cards = shelf(with_at_hand(conn, Place()), "cards")
    for n in range(2 * ON_A_SHELF):
        cards.put(str(n), n)
    assert len(cards) == ON_A_SHELF
    assert (cards.get("0"), cards.get("0", "gone"), cards.get(str(2 * ON_A_SHELF - 1))) == (None, "gone", 999)


def test_another_position_has_another_place():
    places = AtHand()
    first = places.of("a", 1)
    first.put("names", "known")
    assert places.of("a", 1) is first
    assert len(places.of("b", 1)) == 0
    assert places.of("a", 2).get("names") is None
