"""Pages that were rendered are kept for a while, and answered with 304 to whoever has them already.

A page is a function of its address and of where its log and the day stand; whatever may be shown of anybody is a fact
of the log. So one row of the database tells whether a page still is what it was. Browsers are told to ask each time: a
name that was taken back is gone with the next reading (R21).
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from hashlib import sha256
from threading import Lock
from typing import Any

from flask import Response, current_app, request

from tracker.domain.refusals import Refusal
from tracker.past.days import NotWorkedOut
from tracker.wiring import Tracker

BYTES_AT_MOST = 8 * 1024 * 1024
"""How much of the memory rendered pages may take; the one asked for longest ago goes first."""

PATIENCE = 4.0
"""Seconds that a reader waits for a past day before the page says that it is being worked out."""


class UnreadableDate(Refusal):
    """A past day is named by its date."""

    WORDS = "a day is written as in 2025-04-30"


@dataclass(frozen=True, slots=True)
class Page:
    """A rendered page and the hash of its bytes."""

    body: bytes
    tag: str

    @classmethod
    def of(cls, html: str) -> "Page":
        """A page as it was rendered."""
        body = html.encode()
        return cls(body, sha256(body).hexdigest()[:32])

    def answer(self) -> Response:
        """The page, or 304 where the reader has it already."""
        known = request.if_none_match.contains_weak(self.tag)  # a proxy that packs a page makes its tag a weak one
        response = Response(status=304) if known else Response(self.body, mimetype="text/html")
        response.set_etag(self.tag)
        response.cache_control.no_cache = True
        return response


class KeptPages:
    """Rendered pages by what they are a function of."""

    def __init__(self, bytes_at_most: int = BYTES_AT_MOST) -> None:
        self._bytes_at_most = bytes_at_most
        self._pages: OrderedDict[Hashable, Page] = OrderedDict()
        self._lock = Lock()
        self.bytes = 0

    def get(self, key: Hashable) -> Page | None:
        """A page that is kept, or None."""
        with self._lock:
            page = self._pages.get(key)
            if page:
                self._pages.move_to_end(key)
            return page

    def keep(self, key: Hashable, page: Page) -> None:
        """Keep a page, and let go of others where they take too much together."""
        with self._lock:
            self._let_go(key)
            self._pages[key] = page
            self.bytes += len(page.body)
            while self.bytes > self._bytes_at_most:
                self._let_go(next(iter(self._pages)))

    def _let_go(self, key: Hashable) -> None:
        gone = self._pages.pop(key, None)
        self.bytes -= len(gone.body) if gone else 0


View = Callable[..., str]


def page(view: View) -> Callable[..., Response]:
    """Answer with a page of a partnership that a view renders from a reading, unless it is kept."""

    @wraps(view)
    def answer(slug: str, **named: Any) -> Response:
        try:
            return _page(view, slug, named).answer()
        except NotWorkedOut as day:
            tracker().past.work_out(day.key, PATIENCE)
        return _page(view, slug, named).answer()

    return answer


def _page(view: View, slug: str, named: dict[str, Any]) -> Page:
    pages: KeptPages = current_app.extensions["kept_pages"]
    with tracker().moment(slug, as_at()) as moment:
        key = (moment.stands, request.full_path)
        found = pages.get(key)
        if found is None:
            with tracker().reading(moment) as reading:
                found = Page.of(view(reading, **named))
            pages.keep(key, found)
        return found


def tracker() -> Tracker:
    """The tracker whose pages are served."""
    served: Tracker = current_app.extensions["tracker"]
    return served


def as_at() -> date | None:
    """The past day that is asked for, if one is. Raises `UnreadableDate`."""
    asked = request.args.get("as-at", "")
    if not asked:
        return None
    try:
        return datetime.strptime(asked, "%Y-%m-%d").date()  # noqa: DTZ007  a day has no time zone
    except ValueError:
        raise UnreadableDate() from None
