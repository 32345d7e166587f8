"""Where the files that are not Python lie: beside this package in a wheel, at the top of the tree in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def folder(name: str) -> Path:
    """The folder of that name (`templates`, `migrations`)."""
    packed = _PACKAGE / name
    return packed if packed.is_dir() else _PACKAGE.parent / name


DEMO = _PACKAGE / "demo" / "keeping-your-place.jsonl"
"""The example partnership's journey file. Nobody in it is real."""
