"""A public fact may rest on one that is kept from the public: every page still reads, and figures count all."""

from datetime import date

import pytest

from tests.journeys.journey import (
    asked,
    decision,
    looked_at,
    on,
    outcome,
    plan,
    replies,
    spoke,
    theme,
    told,
    under,
    work,
)
from tests.story import Telling
from tests.tellings import done, extended, review_moved
from tracker.events.safeguarding import SafeguardingConcernFlagged

STORY = (
    *spoke("2025-02-03", 1, 2),
    *(theme("a", asks=2), theme("b"), under(1, "a"), under(2, "b"), *looked_at("a", "2025-04-11"), *looked_at("b")),
    *("2025-02-17", on("a", extended)),
    *("2025-03-03", decision("a", "partly", "agreed"), told(1, "decision/a-1")),
    *("2025-03-10", on("a", review_moved), plan(1, "a")),
    *("2025-05-01", work(1, done), outcome("a")),
    *("2025-06-02", asked("a", asked=3)),
    *("2025-07-01", replies("a", "confirmed", yes=3)),
)
HIDDEN = [each.fact.__name__ for each in STORY if isinstance(each, Telling) and each.stream in ("theme/a", "action/1")]

NEVER_SHOWN = [(name, "safeguarding") for name in ("ThemeOpened", "PublicWordingApproved")]
"""What else is kept within the partnership is told once the wording is agreed."""


def but_kept(name, visibility):
    """The story with every fact of that name kept from the public."""
    return [
        each.but(visibility=visibility) if isinstance(each, Telling) and each.fact.__name__ == name else each
        for each in STORY
    ]


@pytest.mark.parametrize("visibility", ["partnership", "safeguarding"])
@pytest.mark.parametrize("name", sorted({*HIDDEN}))
def test_every_page_reads_whatever_was_kept_from_it(journey, desk, name, visibility):
    heard = journey(*but_kept(name, visibility))
    pages = desk.tracker.pages
    for day in ("2025-03-10", "2025-07-01"):
        assert heard(day)["contributions"]["received"] == 2
        with desk.tracker.read(heard.slug, date.fromisoformat(day)) as moment:
            page = pages.board.page(moment.tables, moment.address.log_id, moment.on)
            shown = [card.theme for card in page.cards]
            assert ("theme/b" in shown) is not ((name, visibility) in NEVER_SHOWN)
            pages.timeline.page(moment.tables, moment.address.log_id, "theme/a", moment.on)


@pytest.mark.parametrize("name", sorted({*HIDDEN}))
def test_figures_count_what_is_kept_within_the_partnership(journey, name):
    counted = ("contributions", "outcomes", "decisions", "actions", "checks")
    every, kept = journey(*STORY)("2025-07-01"), journey(*but_kept(name, "partnership"))("2025-07-01")
    assert {part: kept[part] for part in counted} == {part: every[part] for part in counted}
    assert kept["themes"]["theme/a"]["state"] == "confirmed"
    assert kept["outcomes"]["confirmed"] == {"n": 1, "of": 2}


def test_only_public_facts_are_news(journey):
    heard = journey(*but_kept("ContributorCheckClosed", "partnership"))
    assert heard.theme("a", "2025-07-01")["days_since_news"] == 29  # people were asked on 2 June
    assert journey(*STORY).theme("a", "2025-07-01")["days_since_news"] == 0


FLAG = {"about": "contribution/1", "passed_to": "safeguarding lead", "on": "2025-02-10", "person_told": True}
flagged = Telling("safeguarding/x1", SafeguardingConcernFlagged, FLAG, visibility="safeguarding")


def test_a_safeguarding_flag_is_in_no_figure_and_on_no_page(journey, desk):
    parts = ("contributions", "outcomes", "themes", "decisions", "actions", "disputes", "checks")
    quiet = journey(*STORY)
    at = STORY.index("2025-02-17")
    heard = journey(*STORY[:at], "2025-02-10", flagged, flagged.but(stream="safeguarding/x2"), *STORY[at:])
    for day in ("2025-07-01", "2026-06-30"):
        assert {part: heard(day)[part] for part in parts} == {part: quiet(day)[part] for part in parts}
        assert "safeguard" not in repr(heard(day))
        assert heard.timeline("a", day) == quiet.timeline("a", day)


def test_a_safeguarding_flag_that_others_could_read_is_refused(refused):
    assert "(R26)" in refused(*STORY, flagged.but(visibility="restricted"))
