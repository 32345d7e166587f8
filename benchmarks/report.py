"""Figures as people read them: a table on the screen and in a document, and JSON for what comes after."""

import json
import os
import platform
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure

BEGIN, END = "<!-- make bench writes from here -->", "<!-- to here -->"
HEADINGS = ("work", "database", "facts", "floor", "ours", "unit", "ratio", "target", "met")


def cells(figure: Figure) -> tuple[str, ...]:
    """One figure as a line of the table."""
    return (
        figure.name,
        figure.database or "–",
        f"{figure.facts:,}" if figure.facts else "–",
        _number(figure.floor),
        _number(figure.ours),
        figure.unit,
        f"{figure.ratio:.2f}" if figure.ratio is not None else "–",
        str(figure.target) if figure.target else "–",
        {True: "yes", False: "no", None: "–"}[figure.met],
    )


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def as_table(figures: Sequence[Figure]) -> str:
    """Columns under each other, for a screen."""
    rows = [HEADINGS, *(cells(figure) for figure in figures)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEADINGS))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def as_markdown(figures: Sequence[Figure]) -> str:
    """The table of a document, with what it was measured on."""
    rows = [HEADINGS, ("--",) * len(HEADINGS), *(cells(figure) for figure in figures)]
    table = "\n".join(f"|{'|'.join(f' {cell} ' if cell != '--' else cell for cell in row)}|" for row in rows)
    return f"{sentence_on(machine())}\n\n{table}"


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "measured": datetime.now(UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }


def sentence_on(on: dict[str, Any]) -> str:
    """The same in a sentence."""
    return (
        f"Measured on {on['measured']}: {on['system']}, {on['cores']} cores, Python {on['python']},"
        f" SQLite {on['sqlite']}."
    )


def write_json(path: Path, figures: Sequence[Figure]) -> None:
    """Write what was measured to a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    said = {**machine(), "figures": [figure.as_json() for figure in figures]}
    path.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def write_into(document: Path, figures: Sequence[Figure]) -> None:
    """Put the table into a document, between its two marks. Raises `ValueError` where it has none."""
    before, _, rest = document.read_text("utf-8").partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        raise ValueError(f"{document} has no place for the table: it goes between “{BEGIN}” and “{END}”")
    document.write_text(f"{before}{BEGIN}\n{as_markdown(figures)}\n{END}{after}", encoding="utf-8")
