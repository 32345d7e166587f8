"""A past day that is not ready says so in a page that shows the day by itself, and keeps nobody from the present."""

from contextlib import ExitStack, closing
from threading import Event, Thread

import pytest
from werkzeug.serving import make_server

from tests.conftest import SLUG
from tests.web.test_answers import Reader, words
from tracker.pages import projections_of
from tracker.past.days import PastDays
from tracker.past.folding import Folding
from tracker.past.places import PLACES
from tracker.web import create_app, kept
from tracker.web.headers import HEADERS

PAST = f"/{SLUG}/board?as-at=2025-05-01"
OTHERS = [f"/{SLUG}/board?as-at=2025-0{month}-02" for month in range(3, 9)]


class Gate(Folding):
    """Whoever folds, with a gate before each fold."""

    def __init__(self):
        super().__init__(projections_of)
        self.open = Event()

    def fold(self, prefix, source):
        assert self.open.wait(60)
        return super().fold(prefix, source)


@pytest.fixture
def gate(two_partnerships, monkeypatch):
    monkeypatch.setattr(kept, "PATIENCE", 0.01)
    gate = Gate()
    tracker = two_partnerships
    with (
        closing(PastDays(tracker.database, tracker.keys, tracker.projecting.live_in, gate)) as tracker.past,
        ExitStack() as end,
    ):
        end.callback(gate.open.set)
        yield gate


@pytest.fixture
def client(two_partnerships, gate):
    return create_app(two_partnerships).test_client()


def test_a_day_that_is_being_worked_out_says_so(client, gate):
    answer = client.get(PAST)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) == int(answer.headers["Refresh"]) in range(2, 10)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    read = Reader(answer.text)
    assert (read.wrong, read.headings) == ([], [1])
    assert PAST in read.links
    assert "We are working out how it looked on that day" in words(answer)
    gate.open.set()
    while (answer := client.get(PAST)).status_code == 503:
        pass
    assert "This is how the page stood on 1 May 2025." in words(answer)


def test_those_who_ask_are_not_told_to_come_back_at_the_same_moment(client):
    assert len({client.get(each).headers["Retry-After"] for each in OTHERS}) > 3


def test_however_many_days_are_asked_for_the_present_is_there(client, two_partnerships):
    with ExitStack() as taken:
        for _ in range(PLACES):
            taken.enter_context(two_partnerships.past.places.place())
        assert {client.get(each).status_code for each in OTHERS} == {503}
        assert client.get(f"/{SLUG}/board").status_code == 200
    assert len(two_partnerships.past._row) == len(OTHERS)


def test_a_day_that_is_kept_needs_no_place(client, gate, two_partnerships):
    gate.open.set()
    while client.get(PAST).status_code == 503:
        pass
    with ExitStack() as taken:
        for _ in range(PLACES):
            taken.enter_context(two_partnerships.past.places.place())
        assert client.get(PAST).status_code == 200
        assert client.get(f"{PAST}&view=list").status_code == 503


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_a_browser_shows_the_day_by_itself(gate, two_partnerships, browser):
    server = make_server("127.0.0.1", 0, create_app(two_partnerships), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    page = browser.new_page(viewport={"width": 375, "height": 800})
    try:
        page.goto(f"http://127.0.0.1:{server.server_port}{PAST}")
        assert "We are working out" in page.text_content("h1")
        gate.open.set()
        page.get_by_text("This is how the page stood on 1 May 2025.").wait_for()
    finally:
        page.close()
        server.shutdown()
        thread.join()
        server.server_close()
