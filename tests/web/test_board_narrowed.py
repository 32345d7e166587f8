"""Finding something on the board without JavaScript: the form, what is said of it, and links that keep it."""

import gzip
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.web.addresses import BOARD
from tests.web.test_answers import KB, Reader, words
from tests.web.test_keyboard import STOPS, follow
from tracker.web.public import look

STUCK = f"{BOARD}?status=stuck&words=text&as-at=2026-01-20&view=list"


def asks_of(link):
    return {name: values[-1] for name, values in parse_qs(urlsplit(link).query).items()}


def links(answer, part):
    return [asks_of(link) for link in Reader(answer.text).links if part in link and "/board" in link]


def test_what_is_sought_is_said_before_what_is_found(client):
    said = words(client.get(STUCK))
    assert "1 of 7 things fit You chose: Where it stands: Stuck – and why Words: “text” Clear this" in said
    assert said.index("You chose:") < said.index("Letters that never reach us")
    assert "How far it got" not in said


def test_the_title_says_what_is_sought_and_which_page(client):
    def title(path):
        return re.search("<title>(.*?)</title>", client.get(path).text)[1]

    assert title(STUCK).startswith("You said, we did – Where it stands: Stuck – and why; Words: “text” – ")
    assert "Stuck – and why, page 1 of 9 – " in title("/samples/board?status=stuck")
    assert title("/samples/board?page=3").startswith("You said, we did, page 3 of 9 – ")
    assert title(BOARD).startswith("You said, we did – ")


def test_the_form_holds_what_is_sought_and_keeps_the_day_and_the_view(client):
    page = client.get(STUCK).text
    assert '<details class="find" open>' in page
    assert '<input type="hidden" name="as-at" value="2026-01-20">' in page
    assert '<input type="hidden" name="view" value="list">' in page
    assert 'name="words" value="text"' in page
    assert '<option value="stuck" selected>' in page
    whole = client.get(BOARD).text
    assert '<details class="find">' in whole
    assert "hidden" not in whole.replace('aria-hidden="true"', "")


def test_links_keep_what_they_should(client):
    narrowed = client.get(STUCK)
    assert {"as-at": "2026-01-20", "view": "list"} in links(narrowed, "view=list")
    assert {"as-at": "2026-01-20", "status": "stuck", "words": "text"} not in links(narrowed, "view=list")
    many = client.get(f"{BOARD}?words=the&view=list&as-at=2026-01-20")
    assert {"as-at": "2026-01-20", "words": "the"} in links(many, "words=the")
    pages = links(client.get("/samples/board?status=x&view=list&page=5"), "page=")
    assert {each["page"] for each in pages} == {"4", "6", "9"}
    assert all((each["status"], each["view"]) == ("x", "list") for each in pages)


def test_nothing_found_has_a_way_out(client):
    answer = client.get(f"{BOARD}?words=zebra&as-at=2026-01-20")
    assert "0 of 7 things fit" in words(answer)
    assert "Nothing that we show fits all of that." in words(answer)
    assert {"as-at": "2026-01-20"} in links(answer, "/board")


@pytest.mark.parametrize(
    "query",
    ["words=%00%ff%27%22%3C%2Fscript%3E", "status=%3Cb%3E&year=9&reach=%22", "words=" + "x+" * 4000, "view=%22list"],
)
def test_anything_may_stand_in_the_address(client, query):
    answer = client.get(f"{BOARD}?{query}")
    assert answer.status_code == 200
    assert Reader(answer.text).wrong == []
    assert "<b>" not in answer.text.partition("What we answered")[0].partition("<main")[2]
    assert len(answer.data) < 40 * KB


def test_a_choice_that_we_do_not_know_is_not_repeated(client):
    said = words(client.get(f"{BOARD}?status=Ring+this+number"))
    assert "Where it stands: something that is not on this board" in said
    assert "Ring this number" not in said


def test_every_view_of_the_board_is_light(client):
    sheet = len(gzip.compress(look()[1]))
    for path in (STUCK, f"{BOARD}?view=list", f"{BOARD}?words=the", "/samples/board?view=list&status=x"):
        assert sheet + len(gzip.compress(client.get(path).data)) <= 20 * KB


def test_somebody_finds_a_theme_by_keyboard_alone(visiting):
    with visiting(java_script_enabled=False) as visit:
        page = visit.page
        visit.to(f"{BOARD}?as-at=2026-01-20")
        for name, key in (("SUMMARY", "Enter"), ("INPUT", "")):
            for _ in range(page.locator(STOPS).count()):
                page.keyboard.press("Tab")
                if page.evaluate("document.activeElement.tagName") == name:
                    break
            if key:
                page.keyboard.press(key)
        page.keyboard.type("LETTER text")
        follow(page, "Show these")
        assert asks_of(page.url)["words"] == "LETTER text"
        assert page.locator("h2").first.inner_text() == "1 of 7 things fit"
        follow(page, "Letters that never reach us")
        assert page.url.endswith("/themes/c2?as-at=2026-01-20")
