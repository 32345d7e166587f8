"""What is sent: the right status and headers, sound HTML, no script, no dead link, little weight, and plain words."""

import gzip
import re
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

import pytest

from tests.conftest import OTHER_SLUG, SLUG
from tests.databases import KINDS
from tests.made_up_journeys import MANY_SLUG
from tests.web.addresses import BAD, BOARD, EVERY, GOOD, THEME
from tracker.web import public
from tracker.web.headers import HEADERS
from tracker.web.public import look

KB = 1024
VOID = {"meta", "link", "br", "img", "input", "hr", "path", "rect"}
NEVER_SAID = re.compile(
    r"\b(closed|resolved|actioned|noted|hard to reach|complex needs|service users?|non-engaging|challenging"
    r"|unfortunately|going forward)\b",
    re.IGNORECASE,
)


class Reader(HTMLParser):
    """What a page is made of, and what is wrong with how."""

    def __init__(self, text):
        super().__init__()
        self.open, self.wrong, self.ids, self.names, self.links, self.headings, self.text = [], [], [], [], [], [], []
        self.feed(text)
        self.wrong += [f"{tag} never ends" for tag in self.open]
        self.wrong += [f"two ids {each}" for each in {each for each in self.ids if self.ids.count(each) > 1}]
        self.wrong += [f"nothing is called {each}" for each in self.names if each not in self.ids]

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if len(given) != len(attrs):
            self.wrong.append(f"{tag} has an attribute twice")
        self.wrong += [f"{tag} has {name}" for name in given if name == "style" or name.startswith("on")]
        if tag == "script":
            self.wrong.append("a script")
        if tag == "p" and "p" in self.open:
            self.wrong.append("a paragraph in a paragraph")
        if "id" in given:
            self.ids.append(given["id"])
        self.names += given.get("aria-labelledby", "").split()
        if tag == "a":
            self.links.append(given["href"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"{tag} ends out of turn")

    def handle_data(self, data):
        self.text.append(data)


A_VALUE_OF_OURS = re.compile(r"[A-Za-z]\w*\(\w+=|<\w+ object at")
"""How Python writes a value that nobody put into words."""


def words(answer):
    return re.sub(r"\s+", " ", " ".join(Reader(answer.text).text))


@pytest.mark.parametrize("path", EVERY.values(), ids=EVERY)
def test_the_html_is_sound(client, path):
    answer = client.get(path)
    read = Reader(answer.text)
    assert read.wrong == []
    assert answer.text.startswith('<!doctype html>\n<html lang="en-GB" dir="ltr">')
    assert read.headings.count(1) == 1
    assert [b for a, b in zip([0, *read.headings], read.headings, strict=False) if b > a + 1] == []
    assert "<script" not in answer.text
    assert not re.search(r"\son\w+=|\sstyle=|[{}]", answer.text)


@pytest.mark.parametrize("path", EVERY.values(), ids=EVERY)
def test_both_databases_send_the_same_bytes(apps, path):
    one, other = (apps(kind).test_client().get(path) for kind in KINDS)
    assert one.data == other.data
    assert one.headers == other.headers


@pytest.mark.parametrize("path", EVERY.values(), ids=EVERY)
def test_nothing_is_said_that_is_never_said(client, path):
    assert NEVER_SAID.findall(words(client.get(path))) == []


@pytest.mark.parametrize("path", [*EVERY.values(), look()[0], "/favicon.ico"])
def test_every_answer_carries_the_security_headers(client, path):
    answer = client.get(path)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("path", GOOD.values(), ids=GOOD)
def test_a_page_is_there(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert not A_VALUE_OF_OURS.search(words(answer))


def test_the_first_page_says_what_changed(client):
    said = words(client.get(f"/{SLUG}/"))
    claim = "Far fewer people lose their place for missing appointments, and people get back in within days"
    assert f"What changed because people spoke up {claim} Four different things" in said


@pytest.mark.parametrize(("path", "status"), BAD.values(), ids=BAD)
def test_what_cannot_be_shown_is_refused_in_a_sentence(client, path, status):
    answer = client.get(path)
    assert answer.status_code == status
    said = words(answer)
    assert re.search(r"[a-z]\. ", said)
    assert "R25" not in said
    assert "nobody may read this" not in said


def test_a_day_that_cannot_be_shown_says_why(client):
    assert "A day is written as in 2025-04-30." in words(client.get(BAD["not a day"][0]))
    assert "has not come yet" in words(client.get(BAD["a day to come"][0]))
    assert "1 January 2099 has not come yet: use a date up to today, 22 November 2026." in words(
        client.get(BAD["a day to come"][0])
    )
    assert "Nothing had been recorded yet on 4 November 2024." in words(client.get(BAD["before the first fact"][0]))


@pytest.mark.parametrize("path", [BOARD, f"/{SLUG}/promises", "/"])
def test_a_page_that_can_only_be_read_says_so(client, path):
    answer = client.post(path)
    assert answer.status_code == 405
    assert {each.strip() for each in answer.headers["Allow"].split(",")} == {"GET", "HEAD", "OPTIONS"}
    assert "Pages here can only be read." in words(answer)


@pytest.mark.parametrize("path", ["/favicon.ico", "/icon.svg"])
def test_the_icon_is_there_at_once(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert "max-age" in answer.headers["Cache-Control"]
    assert len(answer.data) < KB


def test_the_foot_leads_to_every_page_and_keeps_the_day(client):
    foot = client.get(f"{BOARD}?as-at=2025-08-01").text.partition("<footer")[2]
    for name in (
        "not",
        "decided",
        "heard",
        "waiting",
        "promises",
        "agreement",
        "how-this-works",
        "record",
        "privacy",
        "accessibility",
    ):
        assert f'href="/{SLUG}/{name}?as-at=2025-08-01"' in foot, name


def test_the_foot_leaves_out_a_page_that_nobody_serves(client, monkeypatch):
    monkeypatch.setattr(public, "FOOTER", (("What comes", (("not_built_yet", "Later"), ("board", "Board"))),))
    foot = client.get(BOARD).text.partition("<footer")[2]
    assert "Later" not in foot
    assert ">Board</a>" in foot


def test_no_link_is_dead(client):
    seen, todo = set(), ["/", f"{BOARD}?as-at=2025-08-01", "/nowhere", "/samples/celebration"]
    while todo:
        path = todo.pop()
        page, fragment = urldefrag(path)
        answer = client.get(page, follow_redirects=True)
        assert answer.status_code == (404 if page == "/nowhere" else 200) or "/samples/" in page, path
        read = Reader(answer.text)
        assert not fragment or fragment in read.ids, path
        for link in read.links:
            there = urljoin(page, link)
            if there not in seen and "/samples/" not in page:
                seen.add(there)
                todo.append(there)
    assert {f"/{SLUG}/", BOARD, THEME, f"/{SLUG}/how-this-works", f"{THEME}?as-at=2025-08-01"} <= seen
    assert f"/{OTHER_SLUG}/themes/a" in seen


def test_the_first_view_of_the_board_is_light(client):
    sheet = len(gzip.compress(look()[1]))
    assert sheet < 6 * KB
    for path in (BOARD, "/samples/board"):
        assert sheet + len(gzip.compress(client.get(path).data)) <= 20 * KB


def test_the_style_sheet_is_kept_by_the_browser(client):
    answer = client.get(look()[0])
    assert answer.mimetype == "text/css"
    assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("path", [path for path in GOOD.values() if "/samples/" not in path and MANY_SLUG not in path])
def test_an_invented_partnership_says_so(client, path):
    assert "Norrick Vale Together is invented, and nobody" in words(client.get(path))


def test_a_past_page_says_so_and_leads_to_today(client):
    said = words(client.get(f"{BOARD}?as-at=2025-11-05"))
    assert "This is how the page stood on 5 November 2025. See it today" in said
    assert "This is how the page stood" not in words(client.get(BOARD))


def test_an_empty_board_says_what_it_waits_for(client):
    before = words(client.get(f"{BOARD}?as-at=2025-01-15"))
    assert "Nobody has told us anything yet." in before
    assert "Nothing stands here until somebody has told us something." in before
    early = words(client.get(f"{BOARD}?as-at=2025-02-18"))
    assert "9 people told us something. 9 are waiting. The longest wait is 14 days." in early
    assert "There is nothing to show here yet." in early


def test_the_board_counts_without_picking_anyone_out(client):
    page = client.get("/samples/board").text
    assert "A small number of people are waiting." in page
    assert re.search(
        r'<b class="said few">Some</b> <span class="said">asked for [^<]*changed[^<]*</span></li>',
        page,
    )
    assert "We have not, and why" in page
    assert "We said yes" in page


def test_the_board_leads_to_its_pages(client):
    pages = [link for link in Reader(client.get("/samples/board?page=5").text).links if "page=" in link]
    assert [link.partition("page=")[2] for link in pages] == ["4", "4", "6", "9", "6"]
    assert "page 5 of 9" in words(client.get("/samples/board?page=5"))


def test_names_on_a_celebration_follow_the_consent_of_today(client):
    today, then = (words(client.get(f"/{SLUG}/celebrations/a-1{when}")) for when in ("", "?as-at=2025-12-05"))
    assert "Dee, Marcus and Jo. Two members of the Kettle Group." in today
    assert "Ali" not in today
    assert "Ali" not in then
    assert "Not finished yet Caseloads need a second look." in today


def test_a_timeline_keeps_the_claim_and_the_verdict_apart(client):
    page = client.get(THEME).text
    owner, people = re.search(r'<div class="pair">(.*?)<h3 class="vh">', page, re.DOTALL)[1].split(
        "The people who asked say"
    )
    assert "Two Rivers Recovery reported" in owner
    assert "Most said yes." not in owner
    assert "Most said yes." in people
    for claim in ("Decided", "Done", "Reported", "Confirmed"):
        assert f">{claim}<span" in page
