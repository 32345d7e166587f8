"""Files that nobody else on the machine may read, on the disk before anything rests on them."""

import os
from pathlib import Path
from secrets import token_hex


def write_privately(path: Path, text: str, *, over: bool = False) -> None:
    """Write a file whole or not at all, for nobody else on this machine to read.

    Where there is one already it stays, unless it is to be written `over`: another process was faster.
    """
    unfinished = path.with_name(f".{path.name}.{token_hex(4)}")
    file = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(file, text.encode())
        os.fsync(file)
        if over:
            unfinished.replace(path)
        else:
            os.link(unfinished, path)
    except FileExistsError:
        pass
    finally:
        os.close(file)
        unfinished.unlink(missing_ok=True)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """Have a folder's new names on the disk: a file may be there and its name still be lost with the power."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
