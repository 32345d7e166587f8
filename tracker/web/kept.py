"""Pages that were rendered are kept for a while, and answered with 304 to whoever has them already.

A page is a function of its address and of where its log and the day stand; whatever may be shown of anybody is a fact
of the log. So one row of the database tells whether a page still is what it was. Browsers are told to ask each time: a
name that was taken back is gone with the next reading (R21).
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from hashlib import sha256
from threading import Lock

from flask import Response, current_app, request

from tracker.domain.refusals import Refusal
from tracker.past.days import NotWorkedOut
from tracker.wiring import Moment, Tracker

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
Named = Mapping[str, str]


def page(view: View) -> Callable[..., Response]:
    """Answer with a page of a partnership that a view renders from a reading, unless it is kept."""

    @wraps(view)
    def answer(slug: str, **named: str) -> Response:
        found = _present_or_kept(view, slug, named) or _past(view, slug, named)
        return found.answer()

    return answer


def _present_or_kept(view: View, slug: str, named: Named) -> Page | None:
    """A page that is kept, or of the present; None for one of a past day, which is asked for by then."""
    with tracker().moment(slug, as_at()) as moment:
        found = _pages().get(_key(moment))
        if found is None and moment.on == moment.today:
            return _rendered(view, moment, named)
        if found is None:
            _ask_for(moment)
        return found


def _ask_for(moment: Moment) -> None:
    """Have a past day worked out where it is not ready, also for those who find no place to wait."""
    try:
        with tracker().reading(moment):
            pass
    except NotWorkedOut as day:
        tracker().past.want(day.key)


def _past(view: View, slug: str, named: Named) -> Page:
    """A page of a past day. Raises `StillWorking` where it cannot be had soon."""
    past = tracker().past
    with past.places.place():
        try:
            return _in_turn(view, slug, named)
        except NotWorkedOut as day:
            past.work_out(day.key, PATIENCE)
        return _in_turn(view, slug, named)


def _in_turn(view: View, slug: str, named: Named) -> Page:
    with tracker().past.places.turn(), tracker().moment(slug, as_at()) as moment:
        return _rendered(view, moment, named)


def _rendered(view: View, moment: Moment, named: Named) -> Page:
    with tracker().reading(moment) as reading:
        page = Page.of(view(reading, **named))
    _pages().keep(_key(moment), page)
    return page


def _key(moment: Moment) -> Hashable:
    return moment.stands, request.full_path


def _pages() -> KeptPages:
    pages: KeptPages = current_app.extensions["kept_pages"]
    return pages


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
