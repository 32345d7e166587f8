"""What was read once of a log is at hand for every page that is read at the same position, and gone with it.

The partnership, its names and its projects stand on every page. Whoever opens a connection to read pages from may give
it a place for them; on any other they are read anew.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from itertools import islice
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import Connection

OPTION, THIS_READING = "tracker_at_hand", "tracker_this_reading"

LOGS_AT_MOST = 16
"""For how many logs a reader has something at hand; the one asked for longest ago goes first."""

THINGS_AT_MOST = 64
"""How many things are kept of one log, the last read: an address can ask for any day."""

ON_A_SHELF = 500
"""How many things stand on a shelf."""

Found = TypeVar("Found")


def at_hand(conn: Connection, name: str, read: Callable[[], Found]) -> Found:
    """What is called so at this position, read where it is not at hand. Nobody may change it."""
    place: dict[str, Any] | None = conn.get_execution_options().get(OPTION)
    if place is None:
        return read()
    if name in place:
        found: Found = place[name]
        return found
    found = read()
    if len(place) >= THINGS_AT_MOST:
        place.pop(next(iter([*place])), None)
    place[name] = found
    return found


def shelf(conn: Connection, name: str) -> dict[str, Any]:
    """What was made bit by bit at this position, by name; `put_on` puts more there."""
    return at_hand(conn, name, dict[str, Any])


def put_on(shelf: dict[str, Any], more: Mapping[str, Any]) -> None:
    """Put some things on a shelf, as long as there is room."""
    for name in islice(more, max(0, ON_A_SHELF - len(shelf))):
        shelf[name] = more[name]


def while_reading(conn: Connection, name: str, read: Callable[[], Found]) -> Found:
    """The same for what is too much to be kept: at hand for as long as one page is read."""
    place: dict[str, Any] | None = conn.get_execution_options().get(THIS_READING)
    if place is None:
        return read()
    if name not in place:
        place[name] = read()
    found: Found = place[name]
    return found


def with_at_hand(conn: Connection, place: dict[str, Any]) -> Connection:
    """The same connection, with a place for what it reads of one log at one position, and one for this reading."""
    return conn.execution_options(**{OPTION: place, THIS_READING: {}})


class AtHand:
    """A place for each log, as long as it stands where it stands."""

    def __init__(self) -> None:
        self._places: OrderedDict[str, tuple[Any, dict[str, Any]]] = OrderedDict()
        self._lock = Lock()

    def of(self, log_id: str, stand: Any) -> dict[str, Any]:
        """The place for a log at a position; another one than before where it has moved on."""
        with self._lock:
            at, place = self._places.pop(log_id, (stand, {}))
            if at != stand:
                place = {}
            self._places[log_id] = (stand, place)
            if len(self._places) > LOGS_AT_MOST:
                self._places.popitem(last=False)
            return place
