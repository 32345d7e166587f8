"""A machine whose power can be cut: what SQLite wrote and did not sync is lost, in part, torn or not at all.

It stands where SQLite meets the disk (a VFS). A file on it is what was there at its last sync, and the writes since. A
cut keeps of those writes whatever chance decides, each whole, torn between sectors or not; a file that was never
synced may be gone. It says nothing of a disk that lies about a sync.
"""

import sys
from itertools import count
from pathlib import Path
from random import Random

import apsw

SECTOR = 512
_NUMBERS = count(1)


class Disk:
    """One file: its bytes as of its last sync, and every write since."""

    def __init__(self, content):
        self.synced = content
        self.since = []

    def sync(self):
        self.synced = self.after(self.since)
        self.since = []

    def after(self, writes):
        content = bytearray(self.synced or b"")
        for offset, data in writes:
            if data is None:
                del content[offset:]
            else:
                content.extend(bytes(max(0, offset - len(content))))
                content[offset : offset + len(data)] = data
        return bytes(content)

    def left(self, random, survives):
        """What is found when the power is back, or None for a file that is gone."""
        kept = [write for write in self.since if random.random() < survives]
        if self.synced is None and not kept:
            return None
        return self.after([_torn(write, random) for write in kept])


def _torn(write, random):
    offset, data = write
    if data is None or random.random() < 0.8:
        return write
    return offset, data[: random.randrange(len(data) + 1) // SECTOR * SECTOR]


class PowerCut(apsw.IOError):
    pass


class Machine(apsw.VFS):
    """Runs until so many writes and syncs were made, then refuses every other."""

    def __init__(self, writes):
        self.name = f"machine-{next(_NUMBERS)}"
        super().__init__(self.name, "")
        self.writes_left = writes
        self.disks = {}

    @property
    def is_off(self):
        return self.writes_left <= 0

    def spend(self, _on="a sync or a smaller file"):
        self.writes_left -= 1
        if self.is_off:
            raise PowerCut("the power is off")

    def xOpen(self, name, flags):  # noqa: N802  SQLite's name
        path = Path(name.filename() if isinstance(name, apsw.URIFilename) else name)
        if path not in self.disks:
            self.disks[path] = Disk(path.read_bytes() if path.exists() else None)
        return File(self, path, name, flags)

    def xDelete(self, name, sync_folder):  # noqa: N802  SQLite's name
        self.spend()
        super().xDelete(name, sync_folder)
        del self.disks[Path(name)]

    def leave(self, seed, folders):
        """Write what is left of the files of each folder into another one. What happens here afterwards is nothing."""
        random = Random(seed)
        survives = random.choice((0, 0.5, 0.9))
        for path, disk in self.disks.items():
            left = disk.left(random, survives)
            if left is not None and path.parent in folders:
                (folders[path.parent] / path.name).write_bytes(left)
        self.writes_left = sys.maxsize


class File(apsw.VFSFile):
    def __init__(self, machine, path, name, flags):
        super().__init__("", name, flags)
        self.machine, self.path = machine, path

    def xWrite(self, data, offset):  # noqa: N802  SQLite's name
        self.machine.spend("a write")
        self.machine.disks[self.path].since.append((offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, size):  # noqa: N802  SQLite's name
        self.machine.spend()
        self.machine.disks[self.path].since.append((size, None))
        super().xTruncate(size)

    def xSync(self, flags):  # noqa: N802  SQLite's name
        self.machine.spend()
        self.machine.disks[self.path].sync()
