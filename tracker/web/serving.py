"""Serve with gunicorn: one process with threads, as SQLite wants it."""

import gc
import socket
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication

from tracker.config import Settings
from tracker.domain.refusals import Refusal
from tracker.past.apart import FoldingApart
from tracker.web import create_app
from tracker.web.unreadable import Worker
from tracker.wiring import Tracker

THREADS = 8


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn with our settings instead of its command line."""

    def __init__(self, bind: str) -> None:
        self._bind = bind
        super().__init__()

    def load_config(self) -> None:
        """One worker; nobody's address or browser in any log."""
        for name, value in self._settings().items():
            self.cfg.set(name, value)

    def _settings(self) -> dict[str, Any]:
        return {
            "bind": [self._bind],
            "workers": 1,
            "threads": THREADS,
            "worker_class": Worker,
            "accesslog": None,
            "loglevel": "error",
            "when_ready": _say_where,
        }

    def load(self) -> Flask:
        """Make the application in the worker, where its database is opened.

        What is loaded by then stays: the garbage collector need not look through it again and again.
        """
        app = create_app(Tracker(Settings.read(), past=FoldingApart()))
        gc.collect()
        gc.freeze()
        return app


def _say_where(server: Any) -> None:
    for listener in server.LISTENERS:
        host, port = listener.sock.getsockname()[:2]
        click.echo(f"Said & Done is at http://{host}:{port}/ (press Ctrl+C to stop)")


class PortTaken(Refusal):
    """Two servers cannot listen at one address."""

    WORDS = "something else listens at {host}:{port} already, or you may not: choose another with --port"


def serve(host: str, port: int) -> None:
    """Serve until told to stop. Raises `PortTaken`."""
    try:
        socket.create_server((host, port)).close()
    except OSError:
        raise PortTaken(host=host, port=port) from None
    Server(f"{host}:{port}").run()
