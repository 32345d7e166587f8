"""A page that has not changed is not sent again; one that has changed is: a name that was taken back goes."""

from datetime import date
from hashlib import sha256

import pytest

from projections.shared.projecting.generations import Standing
from tests.conftest import NOW, OTHER_SLUG, SLUG, another_partnership
from tests.past.conftest import held_back
from tests.saying import say
from tests.web.addresses import BAD, EVERY, GOOD
from tracker.files import EXAMPLE
from tracker.web import create_app
from tracker.web.kept import Kept, KeptPages, Page
from tracker.web.public import look
from tracker.wiring import Tracker

PAGES = {name: path for name, path in GOOD.items() if "/samples/" not in path}
CELEBRATION = f"/{SLUG}/celebrations/a-1"
PAST = f"{CELEBRATION}?as-at=2025-12-05"
A_DAY = 86_400


class Clock:
    now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(scope="module")
def lines():
    return EXAMPLE.read_text().splitlines()


@pytest.fixture
def running(settings, tmp_path, clock, lines):
    """The whole example, and a beginning of it by another partnership, to which more may be said."""
    tracker = Tracker(settings, clock=clock)
    for number, journey in enumerate((lines, another_partnership(lines)[:120])):
        path = tmp_path / f"journey-{number}.jsonl"
        path.write_text("\n".join(journey) + "\n")
        tracker.import_file(path)
    yield tracker
    tracker.close()


@pytest.fixture
def reader(running):
    return create_app(running).test_client()


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_page_carries_the_hash_of_its_bytes(client, path):
    answer = client.get(path)
    assert answer.get_etag() == (sha256(answer.data).hexdigest()[:32], False)
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.content_type == "text/html; charset=utf-8"
    again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == answer.headers["ETag"]
    assert again.headers["Cache-Control"] == "no-cache"
    assert again.headers["Content-Security-Policy"] == answer.headers["Content-Security-Policy"]


def test_every_page_has_bytes_of_its_own(client):
    tags = {client.get(path).headers["ETag"] for path in PAGES.values()}
    assert len(tags) == len(PAGES)


@pytest.mark.parametrize("known", ['W/"{}"', '"other", "{}"', "*"])
def test_a_reader_may_ask_in_any_way(client, known):
    tag = client.get(f"/{SLUG}/board").get_etag()[0]
    assert client.get(f"/{SLUG}/board", headers={"If-None-Match": known.format(tag)}).status_code == 304


@pytest.mark.parametrize("known", ['"other"', 'W/"other"', "nonsense", ""])
def test_whoever_has_another_page_is_sent_this_one(client, known):
    assert client.get(f"/{SLUG}/board", headers={"If-None-Match": known}).status_code == 200


def test_the_head_alone_says_the_same(client):
    whole, head = client.get(f"/{SLUG}/board"), client.head(f"/{SLUG}/board")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == whole.headers["ETag"]
    assert head.content_length == whole.content_length


@pytest.mark.parametrize("path", [path for path, _ in BAD.values()] + [EVERY["sorry 500"]])
def test_what_cannot_be_shown_is_never_unchanged(client, path):
    client.get(path)
    answer = client.get(path, headers={"If-None-Match": "*"})
    assert answer.status_code >= 400
    assert "ETag" not in answer.headers


def test_the_style_sheet_keeps_for_good(client):
    assert "immutable" in client.get(look()[0]).headers["Cache-Control"]
    assert client.get("/look-000000000000.css").headers["Cache-Control"] == "no-cache"


def test_a_name_that_is_taken_back_is_gone_at_the_next_reading(reader, running):
    before = {path: reader.get(path) for path in (CELEBRATION, PAST)}
    assert all("Marcus" in answer.text for answer in before.values())
    by = {"role": "coordinator", "capacity": "staff", "org": "Norrick Vale Together"}
    for each in people(running):
        withdrawn = {"scope": ["name"], "effect": "Their name is gone"}
        line = {"stream": each, "type": "ConsentWithdrawn", "visibility": "restricted", "by": by, "data": withdrawn}
        say(running, SLUG, line | {"occurred_on": "2026-11-22", "recorded_on": "2026-11-22"})
    for path, old in before.items():
        answer = reader.get(path, headers={"If-None-Match": old.headers["ETag"]})
        assert answer.status_code == 200, path
        assert "Marcus" not in answer.text


def people(tracker):
    """Those who are named."""
    with tracker.read(SLUG) as moment:
        agreed = tracker.pages.celebrations.agreed(moment.tables, moment.address.log_id, "celebration/a-1")
        allowed = tracker.pages.celebrations.allowed(moment.tables, moment.address.log_id, "celebration/a-1")
    return [person for person in agreed if "name" in allowed[person]]


def test_what_is_held_back_is_gone_at_the_next_reading_and_for_nobody_else(reader, running):
    paths = [f"/{slug}/board{when}" for slug in (SLUG, OTHER_SLUG) for when in ("", "?as-at=2025-03-10")]
    before = {path: reader.get(path).headers["ETag"] for path in paths}
    say(running, SLUG, held_back("theme/a"))
    after = {path: reader.get(path, headers={"If-None-Match": tag}) for path, tag in before.items()}
    assert [answer.status_code for answer in after.values()] == [200, 200, 304, 304]
    assert all("Losing your place" not in answer.text for answer in after.values())


def test_a_new_day_is_another_page(reader, clock):
    today, past = f"/{SLUG}/board", f"/{SLUG}/board?as-at=2025-08-01"
    tags = {path: reader.get(path).headers["ETag"] for path in (today, past)}
    clock.now += A_DAY
    again = {path: reader.get(path, headers={"If-None-Match": tag}).status_code for path, tag in tags.items()}
    assert again == {today: 200, past: 304}
    assert "As at 23 November 2026." in reader.get(today).text


def kept(body, slug=SLUG, position=0):
    standing = Standing(live={"public": 1}, reached={"public": position}, end=position, waits=False)
    return Kept(slug, None, (slug, standing, date(2026, 1, 5)), Page.of(body))


def test_pages_of_a_log_that_has_moved_on_are_not_kept():
    pages = KeptPages()
    for n, name in enumerate("abc"):
        pages.keep((name, ""), kept(name, OTHER_SLUG if name == "b" else SLUG))
        assert pages.bytes == n + 1
    pages.keep(("a", ""), kept("a", position=1))
    assert {name: bool(pages.get((name, ""))) for name in "abc"} == {"a": True, "b": True, "c": False}
    assert pages.bytes == 2


def test_rendered_pages_take_no_more_than_they_may():
    pages = KeptPages(bytes_at_most=1000)

    def keep(name, body):
        pages.keep((name, ""), kept(body))

    for name in "abc":
        keep(name, "x" * 300)
    assert pages.get(("a", ""))
    keep("d", "x" * 300)
    assert [name for name in "abcd" if pages.get((name, ""))] == ["a", "c", "d"]
    keep("a", "y" * 400)
    assert (pages.bytes, pages.get(("a", "")).page.body[:1]) == (1000, b"y")
    keep("e", "z" * 1001)
    assert (pages.bytes, [name for name in "abcde" if pages.get((name, ""))]) == (0, [])


def test_a_page_that_is_kept_is_as_it_was_sent_first(app):
    client = app.test_client()
    for path in PAGES.values():
        app.extensions["kept_pages"].clear()
        first, kept = client.get(path), client.get(path)
        assert (kept.status_code, kept.data) == (first.status_code, first.data)
        assert sorted(kept.headers) == sorted(first.headers)
        assert client.post(path).status_code == 405
