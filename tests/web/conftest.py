"""The pages as a browser sees them: the example in two partnerships, a third of every state, and a real Chromium.

Nothing here skips: without Chromium these tests fail, and say how to get it.
"""

import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from tests.conftest import NOW, another_partnership
from tests.databases import KINDS, settings_for
from tests.states import every_state
from tests.web.samples import add_samples
from tracker.files import EXAMPLE
from tracker.web import create_app
from tracker.wiring import Tracker

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIETLY = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


ON_ONE = pytest.mark.parametrize("app", ["sqlite"], indirect=True)
"""For what a browser does with a page: both databases send the same bytes, which `test_answers.py` sees to."""


@pytest.fixture(scope="session")
def apps(places, tmp_path_factory):
    """For each kind of database, the application on one in which all journeys are told."""
    running = {}

    def app_on(kind):
        if kind not in running:
            running[kind] = application(places, kind, tmp_path_factory.mktemp("tracker"))
        return running[kind]

    yield app_on
    for app in running.values():
        app.extensions["tracker"].close()


@pytest.fixture(scope="session", params=KINDS)
def app(request, apps):
    return apps(request.param)


def application(places, kind, home):
    tracker = Tracker(settings_for(places.new(kind, home), home), clock=lambda: NOW)
    lines = EXAMPLE.read_text().splitlines()
    for number, journey in enumerate((lines, another_partnership(lines), every_state())):
        path = home / f"journey-{number}.jsonl"
        path.write_text("\n".join(journey) + "\n")
        tracker.import_file(path)
    app = create_app(tracker)
    add_samples(app, tracker)
    return app


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture(scope="session")
def origin(app: Flask):
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def browser():
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.fail("these tests need Chromium: “apt-get install chromium”, or name it in CHROMIUM")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=QUIETLY)
        yield chromium
        chromium.close()


@dataclass
class Visit:
    """A page in the browser, and what it did that a page must not do."""

    page: object
    origin: str
    went_out: list
    complaints: list

    def to(self, path):
        return self.page.goto(self.origin + path)

    def wide(self, width):
        self.page.set_viewport_size({"width": width, "height": 800})


@pytest.fixture
def visiting(browser: Browser, origin):
    """Open a page in a context of its own."""

    @contextmanager
    def open_page(**settings):
        context = browser.new_context(viewport={"width": 1280, "height": 800}, **settings)
        page = context.new_page()
        visit = Visit(page, origin, [], [])
        page.on("request", lambda request: request.url.startswith(origin) or visit.went_out.append(request.url))
        page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        try:
            yield visit
        finally:
            context.close()

    return open_page
