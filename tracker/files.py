"""Where the files that are not Python lie: beside this package in a wheel, at the top of the tree in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def folder(name: str) -> Path:
    """The folder of that name (`templates`, `migrations`)."""
    packed = _PACKAGE / name
    return packed if packed.is_dir() else _PACKAGE.parent / name


EXAMPLE = _PACKAGE / "demo" / "norrick-vale.jsonl"
"""The example partnership's whole history, which the demo serves. Nobody in it is real."""

ONE_JOURNEY = _PACKAGE / "demo" / "keeping-your-place.jsonl"
"""One journey of it."""
