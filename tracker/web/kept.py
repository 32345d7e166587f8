"""Pages that were rendered are kept for a while, and answered with 304 to whoever has them already.

A page is a function of its address and of where its log and the day stand; whatever may be shown of anybody is a fact
of the log. So one row of the database tells whether a page still is what it was. Browsers are told to ask each time: a
name that was taken back is gone with the next reading (R21).
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial, wraps
from hashlib import sha256
from threading import Lock
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Response, current_app, request
from werkzeug.http import parse_etags

from tracker.domain.refusals import Refusal
from tracker.past.days import NotWorkedOut
from tracker.web.headers import HEADERS
from tracker.wiring import Moment, Stands, Tracker

BYTES_AT_MOST = 4 * 1024 * 1024
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
        if request.if_none_match.contains_weak(self.tag):
            return Response(status=304, headers=self.headers)
        return Response(self.body, headers=self.headers, mimetype="text/html")

    @property
    def headers(self) -> list[tuple[str, str]]:
        """What is said of it whether it is sent or not."""
        return [("ETag", f'"{self.tag}"'), ("Cache-Control", "no-cache")]


@dataclass(frozen=True, slots=True)
class Kept:
    """A page that was rendered, for which day it was asked, and what it was a function of."""

    slug: str
    as_at: date | None
    stands: Stands
    page: Page


Address = tuple[str, str]
"""A path and a query string."""


class KeptPages:
    """Rendered pages by their address, each as it was last rendered."""

    def __init__(self, bytes_at_most: int = BYTES_AT_MOST) -> None:
        self._bytes_at_most = bytes_at_most
        self._pages: OrderedDict[Address, Kept] = OrderedDict()
        self._stood: dict[str, object] = {}
        self._lock = Lock()
        self.bytes = 0

    def get(self, address: Address) -> Kept | None:
        """A page that is kept, or None."""
        with self._lock:
            kept = self._pages.get(address)
            if kept:
                self._pages.move_to_end(address)
            return kept

    def keep(self, address: Address, kept: Kept) -> None:
        """Keep a page; let go of its log's others where it has moved on, and of the oldest where all take too much."""
        with self._lock:
            if self._stood.get(kept.slug) != kept.stands[:2]:
                for old in [each for each, page in self._pages.items() if page.slug == kept.slug]:
                    self._let_go(old)
                self._stood[kept.slug] = kept.stands[:2]
            self._let_go(address)
            self._pages[address] = kept
            self.bytes += len(kept.page.body)
            while self.bytes > self._bytes_at_most:
                self._let_go(next(iter(self._pages)))

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._pages.clear()
            self.bytes = 0

    def _let_go(self, address: Address) -> None:
        gone = self._pages.pop(address, None)
        self.bytes -= len(gone.page.body) if gone else 0


class KeptInFront:
    """Answers with a page that is kept, and has not changed, before Flask is asked: every page here is anyone’s."""

    def __init__(self, app: WSGIApplication, pages: KeptPages, tracker: Tracker) -> None:
        self._app = app
        self._pages = pages
        self._tracker = tracker

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as WSGI has it (PEP 3333)."""
        page = self._unchanged(environ) if environ["REQUEST_METHOD"] in ("GET", "HEAD") else None
        if page is None:
            return self._app(environ, start_response)
        known = environ.get("HTTP_IF_NONE_MATCH")
        # A proxy that packs a page makes its tag a weak one.
        if known and parse_etags(known).contains_weak(page.tag):
            start_response("304 NOT MODIFIED", [*page.headers, *HEADERS.items()])
            return ()
        about_the_body = (("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(page.body))))
        start_response("200 OK", [*page.headers, *about_the_body, *HEADERS.items()])
        return (page.body,) if environ["REQUEST_METHOD"] == "GET" else ()

    def _unchanged(self, environ: WSGIEnvironment) -> Page | None:
        kept = self._pages.get((environ["PATH_INFO"], environ.get("QUERY_STRING", "")))
        with suppress(Exception):  # whatever it is, Flask has a page that says sorry for it
            if kept and self._tracker.stands(kept.slug, kept.as_at) == kept.stands:
                return kept.page
        return None


View = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A page that somebody asks for: what renders it, of which partnership and day, what in it, whether to keep it."""

    view: View
    slug: str
    as_at: date | None
    named: Mapping[str, str]
    keep: bool

    def present(self) -> Page | None:
        """A page of the present; None for one of a past day, which is asked for by then."""
        with tracker().moment(self.slug, self.as_at) as moment:
            if moment.on == moment.today:
                return self._rendered(moment)
            tracker().want(moment)
        return None

    def past(self) -> Page:
        """A page of a past day. Raises `StillWorking` where it cannot be had soon."""
        days = tracker().past
        with days.places.place():
            try:
                return self._in_turn()
            except NotWorkedOut as day:
                days.work_out(day.key, PATIENCE)
            return self._in_turn()

    def _in_turn(self) -> Page:
        with tracker().past.places.turn(), tracker().moment(self.slug, self.as_at) as moment:
            return self._rendered(moment)

    def _rendered(self, moment: Moment) -> Page:
        with tracker().reading(moment) as reading:
            page = Page.of(self.view(reading, **self.named))
        if self.keep:
            pages: KeptPages = current_app.extensions["kept_pages"]
            address = (request.environ["PATH_INFO"], request.environ["QUERY_STRING"])
            pages.keep(address, Kept(self.slug, self.as_at, moment.stands, page))
        return page


def page(view: View, *, keep: bool = True) -> Callable[..., Response]:
    """Answer with a page of a partnership that a view renders from a reading, unless it is kept."""

    @wraps(view)
    def answer(slug: str, **named: str) -> Response:
        asked = Asked(view, slug, as_at(), named, keep)
        return (asked.present() or asked.past()).answer()

    return answer


fresh_page = partial(page, keep=False)
"""The same for a page that tells more than facts do, and so is rendered each time."""


def tracker() -> Tracker:
    """The tracker whose pages are served."""
    served: Tracker = current_app.extensions["tracker"]
    return served


def past_day() -> str:
    """The past day that is asked for, as it stands in the address; nothing where none is."""
    return request.args.get("as-at", "")


def as_at() -> date | None:
    """The past day that is asked for, if one is. Raises `UnreadableDate`."""
    asked = past_day()
    if not asked:
        return None
    try:
        return datetime.strptime(asked, "%Y-%m-%d").date()  # noqa: DTZ007  a day has no time zone
    except ValueError:
        raise UnreadableDate() from None
