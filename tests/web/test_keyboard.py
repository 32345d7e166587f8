"""By keyboard alone, and with JavaScript off: the skip link first, the focus always in sight, every place reached."""

import pytest

from tests.conftest import SLUG
from tests.web.addresses import EVERY
from tests.web.conftest import ON_ONE

STOPS = "a[href], button, input:not([type=hidden]), select, textarea, summary"
IN_SIGHT = "stops => [...document.querySelectorAll(stops)].filter(each => each.checkVisibility()).length"

FOCUS = """() => {
    const each = document.activeElement, style = getComputedStyle(each), box = each.getBoundingClientRect();
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return {
        tag: each.tagName, name: each.textContent.trim(), link: each.getAttribute("href"),
        seen: outlined && style.boxShadow !== "none" && box.width > 0 && box.left >= -1 && box.top >= -1
            && box.right <= innerWidth + 1 && box.bottom <= innerHeight + 1,
    };
}"""


@ON_ONE
@pytest.mark.parametrize("path", EVERY.values(), ids=EVERY)
def test_focus_is_in_sight_at_every_stop(visiting, path):
    with visiting(java_script_enabled=False, reduced_motion="reduce") as visit:
        for width in (375, 1280):
            visit.wide(width)
            visit.to(path)
            assert visit.page.locator("h1").inner_text().strip()
            stops = []
            for _ in range(visit.page.evaluate(IN_SIGHT, STOPS)):
                visit.page.keyboard.press("Tab")
                stops.append(visit.page.evaluate(FOCUS))
            assert stops[0]["link"] == "#main"
            assert [stop for stop in stops if stop["tag"] == "BODY" or not stop["seen"]] == [], width


def follow(page, name):
    """Press Tab until a link of that name has the focus, then Enter."""
    for _ in range(page.locator(STOPS).count()):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count() and focused.inner_text().strip().endswith(name):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    pytest.fail(f"no stop is called {name}")


def test_from_home_to_the_story_without_javascript(visiting):
    with visiting(java_script_enabled=False) as visit:
        page = visit.page
        visit.to(f"/{SLUG}/")
        follow(page, "See the board")
        assert page.url.endswith(f"/{SLUG}/board")
        follow(page, "Losing your place after missed appointments")
        assert page.locator("h1").inner_text() == "Losing your place after missed appointments"
        follow(page, "What changed because people spoke up")
        follow(page, "How it happened")
        assert page.url.endswith(f"/{SLUG}/themes/a")


def test_a_past_view_stays_past_until_one_asks_for_today(visiting):
    with visiting(java_script_enabled=False) as visit:
        page = visit.page
        visit.to(f"/{SLUG}/?as-at=2025-08-01")
        follow(page, "See the board")
        follow(page, "Losing your place after missed appointments")
        assert "This is how the page stood on 1 August 2025." in page.locator("header").inner_text()
        follow(page, "See it today")
        assert page.url.endswith(f"/{SLUG}/themes/a")


def test_the_skip_link_leads_past_the_masthead(visiting):
    with visiting() as visit:
        visit.to(f"/{SLUG}/board")
        visit.page.keyboard.press("Tab")
        visit.page.keyboard.press("Enter")
        assert visit.page.evaluate("document.activeElement.id") == "main"
