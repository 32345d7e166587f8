"""Four programs append to one log and to eight at once, and change their minds now and then."""

import json
import sys
import time
from contextlib import ExitStack
from threading import Thread

import pytest

from tests.soak.checking import assert_whole
from tests.soak.writing import Orders, start
from tracker.eventstore.database import Database
from tracker.eventstore.recorder import Recorder

WRITERS = 4


class Tail:
    """Reads a log's new facts over and over, and notes each place where one was passed over."""

    def __init__(self, url, log_id):
        self.url, self.log_id = url, log_id
        self.seen, self.gaps, self.at_the_end = 0, [], False

    def run(self):
        database = Database(self.url)
        while not self.read_on(database):
            time.sleep(0)  # let the writers write
        database.close()

    def read_on(self, database):
        """Whether there was nothing new, in a look that began when the writers had ended or before."""
        ended = self.at_the_end
        with database.reading(self.log_id) as conn:
            recorder = Recorder(conn, self.log_id, now=lambda: 0)
            found = recorder.select_notifications(self.seen + 1, limit=50)
        for notification in found:
            if notification.id != self.seen + 1:
                self.gaps.append((self.seen, notification.id))
            self.seen = notification.id
        return ended and not found


@pytest.mark.parametrize("logs", [1, 8])
def test_many_writers_leave_whole_logs(database, settings, effort, tmp_path, logs):
    log_ids = tuple(f"{n:016x}" for n in range(logs))
    tail = Tail(settings.database_url, log_ids[0])
    reading = Thread(target=tail.run)
    reading.start()
    files = [tmp_path / f"writer-{seed}" for seed in range(WRITERS)]
    with ExitStack() as stack:
        writers = [
            start(
                Orders(settings.database_url, str(settings.keys), log_ids, seed, effort.commands, effort.seconds),
                stack.enter_context(file.open("w")),
            )
            for seed, file in enumerate(files)
        ]
        errors = [writer.communicate()[1] for writer in writers]
    tail.at_the_end = True
    reading.join()
    assert errors == [""] * WRITERS
    acknowledged = [json.loads(line) for file in files for line in file.read_text().splitlines()]
    facts = assert_whole(settings.database_url, settings.keys, log_ids, acknowledged)
    sys.stdout.write(f"{len(acknowledged)} commands acknowledged, {facts} facts\n")
    assert facts > WRITERS * 10
    assert tail.gaps == []
    assert tail.seen > 0
