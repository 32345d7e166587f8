"""What is said when a page cannot be shown: why, in a sentence, and where to go instead."""

from datetime import date
from itertools import cycle
from typing import Any

from flask import Flask, render_template, request
from werkzeug.exceptions import HTTPException

from projections.shared.telling.wording import day, sentence
from tracker.domain.refusals import Refusal
from tracker.past.apart import FoldingStopped
from tracker.past.days import NotWorkedOut
from tracker.past.places import StillWorking
from tracker.wiring import NoSuchPartnership

Answer = tuple[str, int, dict[str, str]]
"""A page, its status and its headers."""

BAD_REQUEST, NOT_FOUND, UNAVAILABLE = 400, 404, 503

SECONDS = cycle((4, 7, 5, 8, 6, 9))
"""After how long a browser asks again for a past day that is being worked out: not all at the same moment."""

SORRY = {
    NOT_FOUND: "There is nothing at this address, or it may not be shown yet.",
    403: "This page is not open to you.",
    405: "Pages here can only be read.",
    500: "Something went wrong on our side. Nothing you did caused it, and nothing is lost.",
}


def say_sorry(app: Flask) -> None:
    """Answer in plain words whatever goes wrong."""
    app.register_error_handler(HTTPException, _failed)
    app.register_error_handler(Refusal, _refused)
    for not_yet in (StillWorking, FoldingStopped, NotWorkedOut):
        app.register_error_handler(not_yet, _in_a_moment)


def _failed(error: HTTPException) -> Answer:
    status = error.code or 500
    page = render_template("sorry/page.html", status=status, why=SORRY.get(status, ""))
    return page, status, {name: said for name, said in error.get_headers() if name in ("Allow", "Retry-After")}


def _refused(why: Refusal) -> Answer:
    status = NOT_FOUND if isinstance(why, NoSuchPartnership) else BAD_REQUEST
    page = render_template(
        "sorry/page.html", status=status, why=sentence(_in_plain_words(why)), about_a_day=status != NOT_FOUND
    )
    return page, status, {}


def _in_a_moment(_: Exception) -> Answer:
    """A past day that is being worked out: the browser asks again by itself, without a script."""
    page = render_template("sorry/in_a_moment.html", again=request.full_path.rstrip("?"))
    seconds = str(next(SECONDS))
    return page, UNAVAILABLE, {"Retry-After": seconds, "Refresh": seconds, "Cache-Control": "no-store"}


def _in_plain_words(why: Refusal) -> str:
    """A refusal with its days as people write them, and without the number of its rule."""
    said: dict[str, Any] = {name: day(each) if isinstance(each, date) else each for name, each in why.said.items()}
    return why.WORDS.format(**said)
