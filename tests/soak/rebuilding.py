"""A program that rebuilds all pages again and again, while it reads pages and records facts, and says what it did."""

import os
import subprocess
import sys
import tempfile
import traceback
from itertools import count
from pathlib import Path
from threading import Thread

from tests.conftest import SLUG
from tests.made_up_journeys import MANY, in_order, partnership, spoken
from tests.soak.writing import CHECKOUT
from tracker.config import Settings
from tracker.projecting import rebuilding
from tracker.wiring import Tracker

FEW = 10
"""Facts in a batch, so that there are many places to be killed in."""


def environment(settings):
    """What a program needs to know, to work on the same database."""
    named = {"HOME": settings.home, "KEYS": settings.keys, "DATABASE_URL": settings.database_url}
    return {**os.environ, **{f"TRACKER_{name}": str(value) for name, value in named.items()}}


def start(settings, seed):
    """Start the program; what it says comes line by line."""
    command = [sys.executable, "-m", "tests.soak.rebuilding", str(seed)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, cwd=CHECKOUT, env=environment(settings), **pipes)


def received(tracker):
    """How many contributions the board of the example speaks of, and its figures count."""
    with tracker.read(SLUG) as moment:
        board = moment.pages.board.page(moment.tables, moment.address.log_id, moment.on)
        figures = moment.pages.figures.document(moment.tables, moment.address.log_id, SLUG, moment.on)
    return board.coverage.received, figures["contributions"]["received"]


def say(word):
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def read(tracker):
    while True:
        assert received(tracker) == (9, 9)
        say("read")


def write(tracker, seed):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journey.jsonl"
        for number in count():
            lines = in_order([*partnership(), *spoken("waiting", people=3)])
            path.write_text("".join(f"{line}\n" for line in lines).replace(MANY, f"Made Up {seed} {number} Together"))
            tracker.import_file(path)
            say("wrote")


def rebuild(tracker):
    while True:
        tracker.rebuilding.rebuild(progress=lambda *_: say("batch"))
        say("rebuilt")


def or_stop(work, *given):
    try:
        work(*given)
    except BaseException:  # noqa: BLE001  a program in which anything fails has failed
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)


def main():
    rebuilding.BATCH = FEW
    tracker = Tracker(Settings.read())
    for work in (read, write):
        given = (tracker, sys.argv[1]) if work is write else (tracker,)
        Thread(target=or_stop, args=(work, *given), daemon=True).start()
    or_stop(rebuild, tracker)


if __name__ == "__main__":
    main()
