"""What is no request never reaches Flask: the server refuses it by itself, and as every other answer does it."""

from contextlib import suppress
from typing import Any

from gunicorn.http.errors import (
    InvalidResponseHeader,
    InvalidResponseHeaderName,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
)
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

from tracker.web.headers import HEADERS

WORDS = "We could not read what was sent to us. Go back to the first page and try again."

TOO_LONG = {LimitRequestLine: "414 URI Too Long", LimitRequestHeaders: "431 Request Header Fields Too Large"}


OURS = "Something went wrong with us, and it is not your fault. Try again in a while."

OUR_FAULT = (InvalidResponseHeader, InvalidResponseHeaderName)
"""What gunicorn counts among requests that it cannot read, and is an answer of ours that it cannot send."""


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn's worker with threads, in whose log no address stands, neither whose nor of what."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:  # noqa: ARG002  gunicorn's own
        """Refuse what cannot be read, without a word; of what else went wrong the log has its class."""
        answer = refusal(TOO_LONG.get(type(exc), "400 Bad Request"))
        if not isinstance(exc, ParseException) or isinstance(exc, OUR_FAULT):
            self.log.error("a request was not answered: %s", type(exc).__name__)
            answer = refusal("500 Internal Server Error", OURS)
        with suppress(OSError):  # whoever sent it may have gone
            write_nonblock(client, answer)


def refusal(status: str, words: str = WORDS) -> bytes:
    """The whole answer where Flask is not asked (RFC 9112)."""
    about = {"Connection": "close", "Content-Type": "text/plain; charset=utf-8", "Content-Length": str(len(words))}
    lines = (f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in (about | HEADERS).items()), "", words)
    return "\r\n".join(lines).encode()
