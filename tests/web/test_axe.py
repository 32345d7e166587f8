"""Axe finds nothing on any page: WCAG 2.0 to 2.2 A and AA, best practice, and the contrast of AAA."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.web.addresses import EVERY
from tests.web.conftest import ON_ONE

RUN = """async () => (await axe.run(document, {
    runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    rules: {"color-contrast-enhanced": {enabled: true}},
    resultTypes: ["violations"],
})).violations.map(each => `${each.id}: ${each.nodes.map(node => node.html).join(" | ")}`)"""

VIEWS = (("light", 375, "ltr"), ("light", 1280, "rtl"), ("dark", 375, "rtl"), ("dark", 1280, "ltr"))
"""Each scheme, width and way of writing, with each value of the other two."""


@ON_ONE
@pytest.mark.parametrize("path", EVERY.values(), ids=EVERY)
def test_axe_finds_nothing(visiting, path):
    found = {}
    with visiting() as visit:
        visit.to(path)
        visit.page.evaluate(Axe().axe_script)
        for scheme, width, way in VIEWS:
            visit.page.emulate_media(color_scheme=scheme)
            visit.wide(width)
            visit.page.evaluate("way => { document.documentElement.dir = way }", way)
            found[scheme, width, way] = visit.page.evaluate(RUN)
    assert {view: violations for view, violations in found.items() if violations} == {}


@ON_ONE
def test_axe_would_find_something(visiting):
    with visiting() as visit:
        visit.to("/")
        visit.page.evaluate(Axe().axe_script)
        visit.page.evaluate("document.querySelector('h1').innerHTML = '<img src=x>'")
        visit.page.evaluate("document.querySelector('.lede').style.color = '#707070'")
        rules = {each.partition(":")[0] for each in visit.page.evaluate(RUN)}
    assert {"image-alt", "color-contrast-enhanced"} <= rules
