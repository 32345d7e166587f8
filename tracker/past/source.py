"""Where a fold gets its facts and words: from the log and its keys, in the process that has both open."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, func, literal, select

from tracker.events import Sealed
from tracker.events.taking_back import PersonalDataErased
from tracker.eventstore.database import Database
from tracker.eventstore.reading import Words, read_rows
from tracker.eventstore.tables import events
from tracker.past.folding import Row
from tracker.vault.keys import Keyring, KeyStore

AT_ONCE = 500
"""Facts handed over at a time: few enough that whoever reads the present hardly waits for them."""


class LogSource:
    """The facts of logs, and what was published of their words.

    Each is read in a transaction of its own: facts stay as they are, and nobody waits for the end of a long fold.
    """

    def __init__(self, database: Database, keys: KeyStore) -> None:
        self._database = database
        self._keyring = Keyring(keys)

    def facts(self, log_id: str, after: int, upto: int) -> Sequence[Row]:
        """Some facts after one position and up to another, from the first of them on."""
        with self._database.reading(log_id) as conn:
            return read_rows(conn, log_id, after, upto, AT_ONCE)

    def opened(self, log_id: str, sealed: Iterable[str]) -> dict[str, str]:
        """Those words by ref, as far as they can be opened."""
        with self._database.reading(log_id) as conn:
            return Words(conn, log_id, self._keyring).open(Sealed(each) for each in sealed)


def last_erasure(conn: Connection, log_id: str) -> int:
    """The position of a log's last erasure, -1 where nothing was ever erased; an index finds it."""
    written_out = literal(PersonalDataErased.TOPIC, literal_execute=True)  # or SQLite would not see that the index fits
    erasures = (events.c.log_id == log_id) & (events.c.topic == written_out)
    found = conn.execute(select(func.max(events.c.position)).where(erasures)).scalar()
    return -1 if found is None else found
