"""Every page fits: no sideways scroll, no split word, room to touch, the title near the top, nothing from elsewhere."""

import pytest

from tests.web.addresses import EVERY
from tests.web.conftest import ON_ONE

SIDEWAYS = """() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    const wide = [...document.body.querySelectorAll("*")].filter(each => each.getBoundingClientRect().right > room + 1);
    return ["it scrolls", ...wide.slice(-3).map(each => each.outerHTML.slice(0, 90))];
}"""

SPLIT_WORDS = """() => {
    const split = [], walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (walker.nextNode()) {
        // What has twelve letters or more may be hyphenated; an address may break anywhere.
        for (const word of walker.currentNode.data.matchAll(/[\\p{L}\\d]{2,11}/gu)) {
            range.setStart(walker.currentNode, word.index);
            range.setEnd(walker.currentNode, word.index + word[0].length);
            const tops = new Set([...range.getClientRects()].map(each => Math.round(each.top)));
            const around = walker.currentNode.data.slice(Math.max(0, word.index - 40), word.index + 40);
            if (tops.size > 1 && !/\\S{20}/.test(around)) split.push(word[0]);
        }
    }
    return split;
}"""

TARGETS = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")]
.filter(each => each.checkVisibility()).map(each => {
    const box = each.getBoundingClientRect(), around = each.parentElement.textContent.trim();
    return {
        name: each.textContent.trim(), height: box.height, width: box.width,
        inSentence: getComputedStyle(each).display === "inline" && around !== each.textContent.trim(),
        skip: each.classList.contains("skip"),
    };
}).filter(each => !each.inSentence && !each.skip)"""

SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }"""


def at_twice_the_text_size(page):
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": 32}})
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == 36


@ON_ONE
@pytest.mark.parametrize("path", EVERY.values(), ids=EVERY)
def test_the_page_fits(visiting, path):
    with visiting(bypass_csp=True) as visit:
        page = visit.page
        visit.wide(375)
        visit.to(path)
        assert page.locator("h1").bounding_box()["y"] <= 240
        targets = page.evaluate(TARGETS)
        assert [each for each in targets if min(each["height"], each["width"]) < 24] == []
        assert [each for each in targets if each["height"] < 44] == []
        visit.wide(1280)
        assert page.evaluate(SIDEWAYS) == []
        visit.wide(320)
        assert page.evaluate(SIDEWAYS) == []
        assert page.evaluate(SPLIT_WORDS) == []
        spaced = page.add_style_tag(content=SPACING)
        assert page.evaluate(SIDEWAYS) == []
        assert page.evaluate(SPLIT_WORDS) == []
        page.evaluate("document.documentElement.dir = 'rtl'")
        assert page.evaluate(SIDEWAYS) == []
        page.evaluate("document.documentElement.dir = 'ltr'")
        spaced.evaluate("style => style.remove()")
        for media in ({"forced_colors": "active"}, {"forced_colors": "none", "media": "print"}):
            page.emulate_media(**media)
            assert page.evaluate(SIDEWAYS) == []
            assert page.locator("h1").is_visible()
        page.emulate_media(media="screen")
        at_twice_the_text_size(page)
        for width in (320, 640, 1280):
            visit.wide(width)
            assert page.evaluate(SIDEWAYS) == [], width
        visit.wide(640)
        assert page.evaluate(SPLIT_WORDS) == []
        assert (visit.went_out, visit.complaints) == ([], [])
