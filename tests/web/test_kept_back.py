"""Pages of logs in which something is kept from the public: all can be read, and none says what is kept."""

import json

import pytest

from tests.conftest import NOW, SLUG
from tracker.files import EXAMPLE
from tracker.web import create_app
from tracker.wiring import Tracker

PAGES = (
    "", "board", "board?view=list", "themes/a", "themes/b", "themes/c1", "not", "decided", "waiting", "promises",
    "heard", "agreement", "how-this-works", "record", "privacy", "accessibility",
)  # fmt: skip


@pytest.fixture
def reader(settings, tmp_path):
    """A way into a tracker that holds one journey."""
    trackers = []

    def reader(lines):
        path = tmp_path / "journey.jsonl"
        path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
        tracker = Tracker(settings, clock=lambda: NOW)
        trackers.append(tracker)
        tracker.import_file(path)
        return create_app(tracker).test_client()

    yield reader
    for tracker in trackers:
        tracker.close()


@pytest.fixture
def example():
    return [json.loads(line) for line in EXAMPLE.read_text().splitlines()]


@pytest.mark.parametrize("kept", ["WorkstreamOpened", "PartnershipCreated", "PublicWordingApproved", "DecisionMade"])
@pytest.mark.parametrize("visibility", ["partnership", "restricted"])
def test_every_page_can_be_read_whatever_is_kept(reader, example, kept, visibility):
    client = reader([line | {"visibility": visibility} if line["type"] == kept else line for line in example])
    answers = {page: client.get(f"/{SLUG}/{page}").status_code for page in PAGES}
    assert {page: status for page, status in answers.items() if status not in (200, 404)} == {}
    assert client.get("/").status_code in (200, 302)


def held_back(theme, on="2026-06-30"):
    by = {"role": "theme team", "capacity": "together", "org": "Norrick Vale Together"}
    said = {"stream": theme, "type": "PublicItemHeldBack", "visibility": "public", "by": by}
    return said | {"occurred_on": on, "recorded_on": on, "data": {"reason": "identifiable", "until": "2027-01-01"}}


def test_what_is_held_back_is_celebrated_no_more(reader, example):
    client = reader([*example, held_back("theme/a")])
    assert client.get(f"/{SLUG}/celebrations/a-1").status_code == 404
    for page in PAGES:
        assert "Far fewer people lose" not in client.get(f"/{SLUG}/{page}").text, page


@pytest.mark.parametrize("visibility", ["participants", "partnership", "restricted"])
def test_what_is_held_back_is_so_whoever_may_read_that_it_is(reader, example, visibility):
    client = reader([*example, held_back("theme/a") | {"visibility": visibility}])
    for page in PAGES:
        assert "Losing your place" not in client.get(f"/{SLUG}/{page}").text, page
    assert "1 thing is not shown yet: someone could be picked out." in client.get(f"/{SLUG}/board").text
    assert client.get(f"/{SLUG}/themes/a").status_code == 404


def test_what_is_held_back_today_was_on_no_past_day(reader, example):
    day, client = "2025-12-20", reader([*example, held_back("theme/a")])
    for page in PAGES:
        path = f"/{SLUG}/{page}{'&' if '?' in page else '?'}as-at={day}"
        assert "Losing your place" not in client.get(path).text, page
    assert client.get(f"/{SLUG}/themes/a?as-at={day}").status_code == 404
    assert client.get(f"/{SLUG}/themes/b?as-at={day}").status_code == 200


def test_nothing_is_said_of_what_is_owed_on_what_is_held_back(reader, example):
    client = reader([*example, held_back("theme/c5")])
    for page in PAGES:
        text = client.get(f"/{SLUG}/{page}").text
        assert "parliamentary group" not in text, page
        assert "not local" not in text, page
    assert "Something that is not shown yet" in client.get(f"/{SLUG}/promises").text
