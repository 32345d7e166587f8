"""What is no request never reaches Flask: the server refuses it by itself, and as every other answer does it."""

from contextlib import suppress
from typing import Any

from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine, ParseException
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

from tracker.web.headers import HEADERS

WORDS = "We could not read what was sent to us. Go back to the first page and try again."

TOO_LONG = {LimitRequestLine: "414 URI Too Long", LimitRequestHeaders: "431 Request Header Fields Too Large"}


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn's worker with threads, which refuses without a word about it in any log."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """Refuse what cannot be read; what else went wrong is as gunicorn has it."""
        if not isinstance(exc, ParseException):
            super().handle_error(req, client, addr, exc)
            return
        with suppress(OSError):  # whoever sent it may have gone
            write_nonblock(client, refusal(TOO_LONG.get(type(exc), "400 Bad Request")))


def refusal(status: str) -> bytes:
    """The whole answer to what is no request (RFC 9112)."""
    about = {"Connection": "close", "Content-Type": "text/plain; charset=utf-8", "Content-Length": str(len(WORDS))}
    lines = (f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in (about | HEADERS).items()), "", WORDS)
    return "\r\n".join(lines).encode()
