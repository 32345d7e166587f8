"""The settings, read once from the environment."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Settings:
    """Where this server keeps what it holds.

    `home` (`TRACKER_HOME`) is the folder of the embedded database; `keys` (`TRACKER_KEYS`) is the key store's, with
    backups of its own; `database_url` (`TRACKER_DATABASE_URL`) names another database.
    """

    home: Path
    keys: Path
    database_url: str

    @classmethod
    def read(cls) -> "Settings":
        """The settings as the environment has them now."""
        home = Path(os.environ.get("TRACKER_HOME") or "instance").absolute()
        return cls(
            home=home,
            keys=Path(os.environ.get("TRACKER_KEYS") or home / "keys").absolute(),
            database_url=os.environ.get("TRACKER_DATABASE_URL") or sqlite_url(home / "tracker.db"),
        )


def sqlite_url(path: Path) -> str:
    """The address of an embedded database; what has a meaning in addresses is written so that it has none here."""
    return f"sqlite:///{quote(str(path))}"
