"""Fifty strangers ask for fifty past dates at once: how much longer the present page takes meanwhile.

Run by hand: `python -m benchmarks.past_days`. A server of its own, on 127.0.0.1, with a made-up log; a quiet time and
a storm in turn, so that both meet the same machine. It ends when every stranger was shown their day, or after a while.
"""

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import click

from benchmarks.plausible import BEGIN, journey_file
from tracker.config import Settings, sqlite_url
from tracker.wiring import Tracker

FACTS = 4_000
STRANGERS = 50
QUIET = 400
"""How many times the present page is asked for in a quiet time."""

PATIENCE = 120.0
"""Seconds after which a storm is called off."""

SERVE = "from tracker.cli import main; main()"


@dataclass(frozen=True, slots=True)
class Storm:
    """Seconds that a present page took, in the middle and for one in twenty, in the quiet and in the storm."""

    page: str
    quiet: float
    storm: float
    quiet_p95: float
    storm_p95: float
    asked: int
    shown: int
    worked_out_in: float

    @property
    def ratio(self) -> float:
        """How much longer it took in the storm."""
        return self.storm / self.quiet


@contextmanager
def server(facts: int) -> Iterator[str]:
    """A server of a made-up partnership; the address of its board."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        journey_file(folder / "journey.jsonl", facts)
        tracker = Tracker(Settings(folder, folder / "keys", sqlite_url(folder / "tracker.db")))
        slug = tracker.import_file(folder / "journey.jsonl").address.slug
        tracker.close()
        command = [sys.executable, "-c", SERVE, "serve", "--port", "0"]
        settings = {**os.environ, "TRACKER_HOME": home}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=settings) as process:  # noqa: S603  our own server
            assert process.stdout
            found = re.search(r"http://[0-9.:]+", process.stdout.readline())
            assert found
            try:
                yield f"{found[0]}/{slug}/board"
            finally:
                process.terminate()


def storm(board: str, page: str, present: Callable[[int], str], first: int) -> Storm:
    """A quiet time, then the storm; the dates begin so many days after the first."""
    quiet = [_took(present(n)) for n in range(QUIET)]
    is_over = Event()
    dates = [BEGIN + timedelta(days=60 + first + 7 * n) for n in range(STRANGERS)]
    shown: list[str] = []
    strangers = [Thread(target=_wait_for, args=(f"{board}?as-at={day}", shown, is_over)) for day in dates]
    began = time.perf_counter()
    for stranger in strangers:
        stranger.start()
    meanwhile: list[float] = []
    while len(shown) < STRANGERS and time.perf_counter() - began < PATIENCE:
        meanwhile.append(_took(present(QUIET + len(meanwhile))))
    took = time.perf_counter() - began
    is_over.set()
    for stranger in strangers:
        stranger.join()
    middles = (statistics.median(quiet), statistics.median(meanwhile))
    return Storm(page, *middles, _p95(quiet), _p95(meanwhile), len(meanwhile), len(shown), took)


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _took(url: str) -> float:
    began = time.perf_counter()
    with urllib.request.urlopen(url) as response:  # noqa: S310  our own server
        response.read()
    return time.perf_counter() - began


def _wait_for(url: str, shown: list[str], is_over: Event) -> None:
    """Ask as a browser does that is told to come back."""
    while not is_over.is_set():
        try:
            _took(url)
        except urllib.error.HTTPError as error:
            with error:  # a browser reads to the end, and does not keep the server waiting
                error.read()
            is_over.wait(float(error.headers["Retry-After"]))
        else:
            shown.append(url)
            return


def main() -> None:
    """Print what was measured, as JSON lines and in words."""
    with server(FACTS) as board:
        for number, (page, address) in enumerate(
            (("kept", lambda _: board), ("rendered anew", lambda n: f"{board}?words=n{n}"))
        ):
            found = storm(board, page, address, number)
            click.echo(json.dumps({**asdict(found), "ratio": round(found.ratio, 3)}))
            click.echo(
                f"The present page, {page}: {found.quiet * 1000:.2f} ms in the quiet, {found.storm * 1000:.2f} ms while"
                f" {found.shown} of {STRANGERS} strangers were shown their day within {found.worked_out_in:.0f} s."
            )


if __name__ == "__main__":
    main()
