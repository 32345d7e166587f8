"""The server as it runs: within its memory, with past days worked out beside it, and none of it left when it stops."""

import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from http.client import HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.conftest import SLUG
from tests.databases import KINDS, settings_for
from tests.web.addresses import GOOD
from tracker.files import EXAMPLE
from tracker.web.headers import HEADERS
from tracker.web.unreadable import OURS, WORDS
from tracker.wiring import Tracker

MIB = 1024
"""In the kilobytes that the kernel counts in."""

AT_MOST = 90 * MIB
UNAVAILABLE = 503


@pytest.fixture(scope="module", params=KINDS)
def environment(request, places, tmp_path_factory):
    """Where a server finds the example."""
    home = tmp_path_factory.mktemp("served")
    place = places.new(request.param, home)
    tracker = Tracker(settings_for(place, home))
    tracker.import_file(EXAMPLE)
    tracker.close()
    yield {"TRACKER_HOME": str(home), "TRACKER_DATABASE_URL": place.url}
    place.close()


@pytest.fixture
def served(environment):
    """The server’s address and its process."""
    command = [sys.executable, "-c", "from tracker.cli import main; main()", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        yield re.search(r"http://[0-9.:]+", server.stdout.readline())[0], server
        server.terminate()
        server.wait(60)


def children(pid):
    """A process’s children, whichever of its threads began them."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for thread in threads for child in (thread / "children").read_text().split()]


def resident(pid):
    return int(re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())[1])


def answer(url):
    """The status and the body, once a past day is worked out."""
    try:
        with urllib.request.urlopen(url) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        if error.code != UNAVAILABLE:
            raise
        time.sleep(0.2)
    return answer(url)


def test_a_worker_stays_small_and_leaves_nothing(served):
    origin, server = served
    assert answer(f"{origin}/{SLUG}/")[0] == 200
    (worker,) = children(server.pid)
    for path in GOOD.values():
        if path.startswith(f"/{SLUG}/"):
            assert answer(origin + path)[0] == 200, path
    (apart,) = children(worker)
    assert resident(worker) < AT_MOST
    assert resident(apart) < AT_MOST
    server.terminate()
    server.wait(60)
    patience = time.monotonic() + 60
    while Path(f"/proc/{apart}").exists():
        assert time.monotonic() < patience, "past days are still worked out for nobody"
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"this is no request\r\n\r\n", 400),
        (b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nA: " + b"a" * 9_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
    ],
)
def test_what_is_no_request_is_refused_as_everything_else_is(served, sent, status):
    origin, _ = served
    with socket.create_connection(("127.0.0.1", urlsplit(origin).port), timeout=60) as conn:
        conn.sendall(sent)
        answer = HTTPResponse(conn)
        answer.begin()
        assert answer.status == status
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        assert answer.read().decode() == WORDS


FAULTY = """
from tracker.web.serving import Server

class Faulty(Server):
    def load(self):
        return lambda environ, start: start("200 OK", [("X-Broken", "two\\r\\nlines")]) or [b"nothing"]

Faulty("127.0.0.1:0").run()
"""


def test_a_fault_of_ours_is_said_to_be_and_no_address_goes_into_the_log():
    command = [sys.executable, "-c", FAULTY]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        origin = re.search(r"http://[0-9.:]+", server.stdout.readline())[0]
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{origin}/what-somebody-looks-for")
        answer = refused.value
        server.terminate()
        logged = server.stderr.read()
    assert answer.status == 500
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert answer.read().decode() == OURS
    assert "a request was not answered: InvalidResponseHeader" in logged
    assert not re.search(r"what-somebody|127\.0\.0\.1|urllib", logged, re.IGNORECASE)


def test_what_is_loaded_is_left_out_of_collecting(environment):
    asked = (
        "import gc; from tracker.web.serving import Server;"
        "app = Server('127.0.0.1:0').load(); print(gc.get_freeze_count());"
        "app.extensions['tracker'].close()"
    )
    command = [sys.executable, "-c", asked]
    frozen = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert int(frozen.stdout) > 10_000
