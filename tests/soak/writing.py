"""A program that appends to logs as fast as it can, and says on its standard output what was committed."""

import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from random import Random

from eventsourcing.persistence import StoredEvent

from tracker.application.ports import Written
from tracker.eventstore.database import Database
from tracker.eventstore.unit import Logs
from tracker.vault.keys import KeyStore

TOPIC = "soak/1"
CHECKOUT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Orders:
    """Where to write, as whom, and when to stop: after so many commands, so many seconds, or never."""

    url: str
    keys: str
    logs: tuple[str, ...]
    seed: int = 0
    commands: int | None = None
    seconds: float | None = None


class ChangedItsMind(Exception):
    """A unit of work that is rolled back."""


class Writer:
    def __init__(self, orders):
        self.random = Random(orders.seed)
        self.orders = orders
        self.database = Database(orders.url)
        keys = KeyStore(Path(orders.keys), anywhere=not self.database.is_sqlite)
        self.logs = Logs(self.database, keys, now=lambda: int(time.time()))

    def write(self, numbers=None):
        """Write, and yield what was committed. Every third command is one that all writers try to carry out."""
        until = None if self.orders.seconds is None else time.monotonic() + self.orders.seconds
        for number in numbers or (count() if self.orders.commands is None else range(self.orders.commands)):
            if until and time.monotonic() > until:
                return
            log_id = self.orders.logs[number % len(self.orders.logs)]
            whose = "all" if number % 3 == 0 else self.orders.seed
            try:
                written = self.carry_out(log_id, f"{whose}-{number}")
            except ChangedItsMind:
                continue
            yield {"log_id": log_id, "command": f"{whose}-{number}", "first": written.first, "last": written.last}

    def carry_out(self, log_id, command):
        with self.logs.work_on(log_id) as unit:
            if before := unit.written_by(command):
                return before
            stream = f"theme/{self.random.randrange(6)}"
            last = unit.log.recorder.select_events(stream, desc=True, limit=1)
            version = last[0].originator_version + 1 if last else 1
            sealed = unit.seal(stream, "soak", "published", command)
            facts = [
                StoredEvent(stream, version + n, TOPIC, json.dumps([command, sealed]).encode())
                for n in range(self.random.randint(1, 3))
            ]
            ids = unit.log.recorder.insert_events(facts)
            written = Written(ids[0] - 1, ids[-1] - 1)
            unit.answer(command, written)
            if self.random.random() < 0.2:
                raise ChangedItsMind
            return written


def start(orders, says=subprocess.PIPE):
    """Start the program; what it says comes line by line, or goes into a file."""
    command = [sys.executable, "-m", "tests.soak.writing", json.dumps(asdict(orders))]
    return subprocess.Popen(command, cwd=CHECKOUT, stdout=says, stderr=subprocess.PIPE, text=True)


def main():
    for acknowledged in Writer(Orders(**json.loads(sys.argv[1]))).write():
        sys.stdout.write(json.dumps(acknowledged) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
