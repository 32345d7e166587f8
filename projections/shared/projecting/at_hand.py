"""What was read once of a log is at hand for every page that is read at the same position, and gone with it.

The partnership, its names and its projects stand on every page. Whoever opens a connection to read pages from may give
it a place for them; on any other they are read anew.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from threading import Lock
from typing import Any, Final, TypeVar

from sqlalchemy import Connection

OPTION, THIS_READING = "tracker_at_hand", "tracker_this_reading"

LOGS_AT_MOST = 16
"""For how many logs a reader has something at hand; the one asked for longest ago goes first."""

THINGS_AT_MOST = 64
"""How many things are kept of one log: an address can ask for any day."""

ON_A_SHELF = 500
"""How many things stand on a shelf."""

NOT_HERE: Final = object()

Found = TypeVar("Found")


class Place:
    """Things by name, as many as there is room for: of more, the one put here longest ago goes."""

    def __init__(self, room: int = THINGS_AT_MOST) -> None:
        self._things: OrderedDict[Hashable, Any] = OrderedDict()
        self._room = room

    def __len__(self) -> int:
        return len(self._things)

    def get(self, name: Hashable, otherwise: Any = None) -> Any:
        """What is called so, if it is here."""
        return self._things.get(name, otherwise)

    def get_and_keep(self, name: Hashable, otherwise: Any = None) -> Any:
        """The same, and as if it had been put here now."""
        try:
            self._things.move_to_end(name)
            return self._things[name]
        except KeyError:
            return otherwise

    def forget(self, named: str) -> None:
        """Have nothing here of a name that begins so."""
        for name in [each for each in [*self._things] if str(each).startswith(named)]:
            self._things.pop(name, None)

    def put(self, name: Hashable, thing: Any) -> None:
        """Have something here."""
        self._things[name] = thing
        with suppress(KeyError):
            while len(self._things) > self._room:
                self._things.popitem(last=False)


def at_hand(conn: Connection, name: str, read: Callable[[], Found]) -> Found:
    """What is called so at this position, read where it is not at hand. Nobody may change it."""
    place: Place | None = conn.get_execution_options().get(OPTION)
    if place is None:
        return read()
    found: Found = place.get_and_keep(name, NOT_HERE)
    if found is NOT_HERE:
        found = read()
        place.put(name, found)
    return found


def shelf(conn: Connection, name: str) -> Place:
    """Where things are put that are made bit by bit at this position."""
    return at_hand(conn, name, lambda: Place(ON_A_SHELF))


def while_reading(conn: Connection, name: str, read: Callable[[], Found]) -> Found:
    """The same for what is too much to be kept: at hand for as long as one page is read."""
    place: dict[str, Any] | None = conn.get_execution_options().get(THIS_READING)
    if place is None:
        return read()
    if name not in place:
        place[name] = read()
    found: Found = place[name]
    return found


def with_at_hand(conn: Connection, place: Place) -> Connection:
    """The same connection, with a place for what it reads of one log at one position, and one for this reading."""
    return conn.execution_options(**{OPTION: place, THIS_READING: {}})


class AtHand:
    """A place for each log, as long as it stands where it stands."""

    def __init__(self) -> None:
        self._places: OrderedDict[str, tuple[Any, Place]] = OrderedDict()
        self._lock = Lock()

    def of(self, log_id: str, stand: Any) -> Place:
        """The place for a log at a position; another one than before where it has moved on."""
        with self._lock:
            at, place = self._places.pop(log_id, (stand, Place()))
            if at != stand:
                place = Place()
            self._places[log_id] = (stand, place)
            if len(self._places) > LOGS_AT_MOST:
                self._places.popitem(last=False)
            return place

    def forget(self, named: str) -> None:
        """Have nothing at hand, of any log, of a name that begins so."""
        with self._lock:
            for _, place in self._places.values():
                place.forget(named)
