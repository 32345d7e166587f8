"""What a page costs beside its floor, in seconds of one processor: through the whole application, without a network.

`python -m benchmarks.pages FACTS` makes a plausible log of so many facts in SQLite and prints the table; `make bench`
calls `costs` with a tracker of its own on either database.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import click
from flask import Flask, render_template
from sqlalchemy import text
from werkzeug.test import EnvironBuilder, run_wsgi_app

from benchmarks.figure import Figure, times
from benchmarks.logs import Subject
from benchmarks.plausible import journey_file
from tracker.config import Settings, sqlite_url
from tracker.web import create_app
from tracker.wiring import Tracker

ROWS = 10_000
MICRO = 1e6
READY = "x" * 30_000
"""A page of 30 KB that stands there ready."""

LIST = """<!doctype html><title>{{ title }}</title><ol>
{% for name, title, status, told in rows %}
<li><a href="/themes/{{ name }}">{{ title }}</a><p>{{ status }}</p><p>{{ told }}</p></li>
{% endfor %}
</ol>"""

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Cost:
    """A page and its floor, in seconds; `times` is how many floors it may cost, None where that is not said."""

    name: str
    floor: float
    ours: float
    times: float | None

    def __str__(self) -> str:
        target = f"≤ {self.times}" if self.times else ""
        return f"{self.name:42}{self.floor * 1e6:10,.0f}{self.ours * 1e6:12,.0f}{self.ours / self.floor:9.2f}  {target}"


def figures(subject: Subject) -> list[Figure]:
    """The pages of a log, each beside its floor; a short log is only tried."""
    found = costs(subject.tracker, subject.address.slug, rounds=60 if subject.facts >= ROWS else 3)
    return [
        Figure(
            each.name,
            each.floor * MICRO,
            each.ours * MICRO,
            "µs a request",
            times(each.times) if each.times else None,
            "CPU, through the whole application without a network",
            subject.database,
            subject.facts,
        )
        for each in found
    ]


def costs(tracker: Tracker, slug: str, rounds: int = 60) -> list[Cost]:
    """The pages of a partnership, each measured in turn with its floor."""
    app, board, forget = create_app(tracker), f"/{slug}/board", tracker.forget_what_is_at_hand
    with _floors(tracker) as floors:
        ok, ready, rows = (_asked(floors, path) for path in ("/ok", "/ready", "/rows"))
        kept, lines, cards = (_asked(app, path) for path in (board, f"{board}?view=list", board))
        pairs: list[tuple[str, Work, Work, float | None]] = [
            ("board as 50 lines, not kept", rows, _anew(app, lines), 1.5),
            ("board as 12 cards, not kept", rows, _anew(app, cards), 1.5),
            ("board as 50 lines, nothing rendered yet", rows, _anew(app, lines, lambda: forget("rendered")), None),
            ("board as 12 cards, nothing rendered yet", rows, _anew(app, cards, lambda: forget("rendered")), None),
            ("board, the first page after a new fact", rows, _anew(app, cards, forget), None),
            ("board that is kept", ready, kept, 1.5),
            ("board that has not changed (304)", ok, _unchanged(app, board), 2.0),
        ]
        return [Cost(name, *_in_turn(floor, ours, rounds), times) for name, floor, ours, times in pairs]


def _in_turn(floor: Work, ours: Work, rounds: int) -> tuple[float, float]:
    floor(), ours()
    taken = [(_took(floor), _took(ours)) for _ in range(rounds)]
    return median(one for one, _ in taken), median(other for _, other in taken)


def _took(work: Work) -> float:
    began = process_time()
    work()
    return process_time() - began


def _asked(app: Flask, path: str, **headers: str) -> Work:
    environ = EnvironBuilder(path, headers=list(headers.items())).get_environ()

    def ask() -> object:
        parts, status, _ = run_wsgi_app(app.wsgi_app, dict(environ), buffered=True)
        assert status[0] in "23", status
        return b"".join(parts)

    return ask


def _unchanged(app: Flask, path: str) -> Work:
    tag = app.test_client().get(path).headers["ETag"]
    return _asked(app, path, **{"If-None-Match": tag})


def _anew(app: Flask, ask: Work, forget: Callable[[], None] = lambda: None) -> Work:
    """A page that is not kept, and before which more is forgotten."""

    def anew() -> object:
        forget()
        app.extensions["kept_pages"].clear()
        return ask()

    return anew


@contextmanager
def _floors(tracker: Tracker) -> Iterator[Flask]:
    """The least that could be served: a word, a ready page, and 50 of 10,000 rows of the same database."""
    app = Flask("floors")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.add_url_rule("/ok", "ok", lambda: "ok")
    app.add_url_rule("/ready", "ready", lambda: READY)
    template = app.jinja_env.from_string(LIST)
    app.add_url_rule("/rows", "rows", lambda: render_template(template, title="Fifty", rows=_fifty(tracker)))
    with tracker.database.reshaping() as conn:
        conn.exec_driver_sql("DROP TABLE IF EXISTS floor_rows")
        conn.exec_driver_sql(
            "CREATE TABLE floor_rows (id INTEGER PRIMARY KEY, name TEXT, title TEXT, s TEXT, told TEXT)"
        )
        insert = text("INSERT INTO floor_rows VALUES (:id, :name, :title, :s, :told)")
        conn.execute(insert, [_row(n) for n in range(ROWS)])
    try:
        yield app
    finally:
        with tracker.database.reshaping() as conn:
            conn.exec_driver_sql("DROP TABLE floor_rows")


def _row(n: int) -> dict[str, Any]:
    title, told = f"Letters that come too late ({n})", f"{n % 70} people told us, May 2024"
    return {"id": n, "name": f"t{n}", "title": title, "s": "Done, and we asked", "told": told}


def _fifty(tracker: Tracker) -> list[Any]:
    with tracker.database.reading() as conn:
        found = conn.exec_driver_sql("SELECT name, title, s, told FROM floor_rows ORDER BY id LIMIT 50")
        return [tuple(row) for row in found]


def main(facts: int) -> None:
    """Print the table for a log of so many facts in SQLite."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        journey_file(folder / "journey.jsonl", facts)
        tracker = Tracker(Settings(folder, folder / "keys", sqlite_url(folder / "tracker.db")))
        slug = tracker.import_file(folder / "journey.jsonl").address.slug
        click.echo(f"{'CPU µs a page':42}{'floor':>10}{'ours':>12}{'ratio':>9}  target")
        for cost in costs(tracker, slug):
            click.echo(cost)
        tracker.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
