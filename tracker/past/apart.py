"""Have past days folded by one other process, behind everything else that the machine has to do.

It is handed facts and published words and gives back a finished file. It opens no database and no key, so that it may
run beside any SQLite, and whatever becomes of it nobody who reads the present notices.
"""

import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

from tracker.past import frames
from tracker.past.file import PrivateFolder
from tracker.past.folding import Folding, Prefix, ProjectionsOf, Row, Source

MODULE = "tracker.past"
"""What the other process runs."""

LEAST_URGENT = 19
"""How far it stands behind others for the machine’s time (nice)."""


class FoldingStopped(Exception):
    """The other process ended before the day was worked out: asked again, another one begins."""


class FoldingFailed(Exception):
    """A day cannot be worked out; the text says what went wrong."""


class Folder(Protocol):
    """Whoever folds: `Folding` here, or `FoldingApart`."""

    def fold(self, prefix: Prefix, source: Source) -> Path:
        """The pages as they stood at a position, in a file that is the caller's."""

    def interrupt(self) -> None:
        """Give up what is being folded, where that can be done; another thread may ask for it."""

    def close(self) -> None:
        """Stop, and be rid of every file. Folding may be asked for again."""


class FoldingApart:
    """One other process that folds, started when it is needed."""

    def __init__(self) -> None:
        self._folder = PrivateFolder()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process, where one is running."""
        return self._process.pid if self._process else None

    def fold(self, prefix: Prefix, source: Source) -> Path:
        """The pages as they stood at a position. Raises `FoldingStopped` and `FoldingFailed`."""
        if self._process and self._process.poll() is not None:
            self.close()
        process = self._process or self._start()
        try:
            frames.write(_in(process), "fold", *prefix.written())
            while (message := frames.read(_out(process)))[0] not in ("done", "failed"):
                frames.write(_in(process), _answer(message, source))
        except frames.Gone:
            self.close()
            raise FoldingStopped("the process that works out past days has ended") from None
        except BaseException:
            self.close()  # it still waits for an answer, and would take the next request for one
            raise
        if message[0] == "failed":
            raise FoldingFailed(message[1])
        return self._folder.path / Path(message[1]).name

    def interrupt(self) -> None:
        """End the process in whatever it does."""
        if process := self._process:
            process.kill()

    def close(self) -> None:
        """Stop the process."""
        process, self._process = self._process, None
        if process:
            process.kill()
            process.wait()
            for stream in (_in(process), _out(process)):
                with suppress(BrokenPipeError):
                    stream.close()
        self._folder.remove()

    def _start(self) -> subprocess.Popen[bytes]:
        none_of_ours = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
        self._process = subprocess.Popen(  # noqa: S603  our own module
            [sys.executable, "-m", MODULE, str(self._folder.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=none_of_ours,
            start_new_session=True,  # Ctrl+C is for the server, who then ends this
        )
        return self._process


def _in(process: subprocess.Popen[bytes]) -> BinaryIO:
    return cast(BinaryIO, process.stdin)


def _out(process: subprocess.Popen[bytes]) -> BinaryIO:
    return cast(BinaryIO, process.stdout)


def _answer(message: Sequence[Any], source: Source) -> Any:
    match message:
        case ["facts", log_id, after, upto]:
            return source.facts(log_id, after, upto)
        case ["open", log_id, sealed]:
            return source.opened(log_id, sealed)
    raise FoldingFailed(f"it asked for {message[0]}")


class _Asking:
    """The source, as the other process has it: it asks whoever started it."""

    def facts(self, log_id: str, after: int, upto: int) -> Sequence[Row]:
        return cast(Sequence[Row], _asked("facts", log_id, after, upto))

    def opened(self, log_id: str, sealed: Iterable[str]) -> dict[str, str]:
        asked = [str(each) for each in sealed]
        return cast(dict[str, str], _asked("open", log_id, asked) if asked else {})


def _asked(*message: Any) -> Any:
    frames.write(sys.stdout.buffer, *message)
    (answer,) = frames.read(sys.stdin.buffer)
    return answer


def fold_for_others(projections_of: ProjectionsOf, folder: Path) -> None:
    """Fold what is asked for, until whoever asks is gone."""
    os.nice(LEAST_URGENT)
    folding = Folding(projections_of, PrivateFolder(folder))
    try:
        while True:
            _, *asked = frames.read(sys.stdin.buffer)
            _fold_one(folding, Prefix.read(*asked))
    except frames.Gone:
        pass
    finally:
        folding.close()


def _fold_one(folding: Folding, prefix: Prefix) -> None:
    try:
        finished = folding.fold(prefix, _Asking())
    except frames.Gone:
        raise
    except Exception as error:  # noqa: BLE001  whoever asked is told, and may ask for another day
        frames.write(sys.stdout.buffer, "failed", f"{type(error).__name__}: {error}")
    else:
        frames.write(sys.stdout.buffer, "done", finished.name)
