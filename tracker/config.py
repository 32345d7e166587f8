"""The settings, read once from the environment."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

PROJECTING = ("request", "workers")
"""Who brings pages up to date: whoever records or reads, or workers alone."""


class UnknownSetting(ValueError):
    """A setting is none of those there are; the text says which there are."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where this server keeps what it holds.

    `home` (`TRACKER_HOME`) is the folder of the embedded database; `keys` (`TRACKER_KEYS`) is the key store's, with
    backups of its own; `database_url` (`TRACKER_DATABASE_URL`) names another database. `migration_url`
    (`TRACKER_MIGRATION_URL`) is that of PostgreSQL's owner of the log, who alone may change its tables' shape.
    `projecting` (`TRACKER_PROJECTING`) is `request`, so that whoever records or reads brings the pages up to date, or
    `workers`, so that “tracker project --follow” does. Raises `UnknownSetting`.
    """

    home: Path
    keys: Path
    database_url: str = field(repr=False)  # these may hold passwords, and a settings object may be printed
    migration_url: str = field(default="", repr=False)
    projecting: str = "request"

    def __post_init__(self) -> None:
        if self.projecting not in PROJECTING:
            raise UnknownSetting("TRACKER_PROJECTING is “request” or “workers”, or not set")

    @classmethod
    def read(cls) -> "Settings":
        """The settings as the environment has them now."""
        home = Path(os.environ.get("TRACKER_HOME") or "instance").absolute()
        return cls(
            home=home,
            keys=Path(os.environ.get("TRACKER_KEYS") or home / "keys").absolute(),
            database_url=os.environ.get("TRACKER_DATABASE_URL") or sqlite_url(home / "tracker.db"),
            migration_url=os.environ.get("TRACKER_MIGRATION_URL") or "",
            projecting=os.environ.get("TRACKER_PROJECTING") or "request",
        )

    @property
    def place(self) -> str:
        """Where the facts are, as a sentence may say it: a folder, or a database's host and name without a password."""
        address = urlsplit(self.database_url)
        return str(self.home) if address.scheme.startswith("sqlite") else f"{address.hostname or ''}{address.path}"


def sqlite_url(path: Path) -> str:
    """The address of an embedded database; what has a meaning in addresses is written so that it has none here."""
    return f"sqlite:///{quote(str(path))}"
