"""A private database in a file without a name: it goes when it is closed, or with the process, however that ends."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from secrets import token_hex
from tempfile import mkdtemp

from sqlalchemy import Connection, StaticPool, create_engine, event

PRAGMAS = ("journal_mode=MEMORY", "synchronous=OFF", "foreign_keys=OFF")
"""Nothing in it is worth keeping, so nothing waits for the disk."""

TO_WRITE, TO_READ = 1024, 64
"""How many KiB of a file lie in memory: of the few that are written, and of the many that are read from."""

FILE = 0o600
"""Nobody else on this machine may read it while it has a name."""


class PrivateFolder:
    """A folder that only this user may look into, where files have their names for a moment; made when it is needed."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path

    @property
    def path(self) -> Path:
        """Where it is."""
        self._path = self._path or Path(mkdtemp(prefix="tracker-past-"))
        return self._path

    def new(self) -> Path:
        """Where a new file may be made."""
        return self.path / f"{token_hex(8)}.db"

    def remove(self) -> None:
        """Be rid of it with everything in it; it may be needed again."""
        path, self._path = self._path, None
        if path:
            shutil.rmtree(path, ignore_errors=True)


class PrivateFile:
    """A database of one connection, which one thread at a time may use."""

    def __init__(self, path: Path, in_memory: int = TO_WRITE) -> None:
        """Open a file of ours, made if there is none, and take its name away."""
        path.touch(FILE)
        self.plain = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        path.unlink()
        for pragma in (*PRAGMAS, f"cache_size=-{in_memory}"):
            self.plain.execute(f"PRAGMA {pragma}")
        self._engine = create_engine(
            "sqlite://", creator=lambda: self.plain, poolclass=StaticPool, hide_parameters=True
        )
        event.listen(self._engine, "begin", lambda conn: conn.exec_driver_sql("BEGIN"))

    @property
    def size(self) -> int:
        """How many bytes it takes on the disk."""
        (pages,), (page,) = (self.plain.execute(f"PRAGMA {each}").fetchone() for each in ("page_count", "page_size"))
        return int(pages * page)

    @contextmanager
    def working(self) -> Iterator[Connection]:
        """A transaction that is kept if its block ends well."""
        with self._engine.begin() as conn:
            yield conn

    def copy_to(self, path: Path) -> None:
        """Write the same database to a new file with a name."""
        path.touch(FILE, exist_ok=False)
        with closing(sqlite3.connect(path)) as copy:
            copy.execute("PRAGMA journal_mode=OFF")
            copy.execute("PRAGMA synchronous=OFF")
            self.plain.backup(copy)

    def close(self) -> None:
        """Close it, and with that be rid of it."""
        self._engine.dispose()
        self.plain.close()
