"""What a public page takes in: by a fact's visibility, the partnership's privacy rules, and what each person allows."""

import json

import pytest

from tests.conftest import SLUG
from tracker.events import Ref

PAGE = Ref("celebration/a-1")


def changed(lines, kind, **changes):
    """The same journey with each fact of a kind changed: its `data` or what is said of it."""
    for line in lines:
        read = json.loads(line)
        if read["type"] == kind:
            data = read["data"] | changes.get("data", {})
            read = read | {key: value for key, value in changes.items() if key != "data"} | {"data": data}
        yield json.dumps(read, ensure_ascii=False)


@pytest.fixture
def read(tracker, record):
    """The board, the theme's timeline and the celebration of a journey."""

    def read(lines):
        record(list(lines))
        with tracker.read(SLUG) as moment:
            tables, log_id, on, pages = moment.tables, moment.address.log_id, moment.on, tracker.pages
            return (
                pages.board.page(tables, log_id, on),
                pages.timeline.page(tables, log_id, "theme/a", on),
                pages.celebrations.page(tables, log_id, PAGE, on, moment.today, moment.open_words),
            )

    return read


@pytest.mark.parametrize("visibility", ["participants", "partnership", "restricted", "safeguarding"])
def test_what_is_not_public_is_on_no_public_page(read, journey_lines, visibility):
    board, timeline, _ = read(changed(journey_lines, "OutcomeReported", visibility=visibility))
    assert "Far fewer people" not in repr((board, timeline))
    assert board.cards[0].status.code == "done_unknown"


@pytest.mark.parametrize("visibility", ["participants", "restricted", "safeguarding"])
def test_a_theme_that_was_never_for_the_public_is_not_shown(read, journey_lines, visibility):
    board, timeline, _ = read(changed(journey_lines, "ThemeOpened", visibility=visibility))
    assert board.cards == ()
    assert timeline is None


def test_work_that_was_planned_in_private_is_not_told_half(read, journey_lines):
    board, timeline, _ = read(changed(journey_lines, "ActionPlanned", visibility="partnership"))
    assert "removed" not in repr((board, timeline))
    assert not any("We started" in entry.sentence for entry in timeline.entries)


def test_where_quotes_and_names_are_never_shown_none_is(read, journey_lines):
    never = {"quotes": "never", "names": "never", "date_precision_public": "year"}
    board, timeline, celebration = read(changed(journey_lines, "PrivacyRulesSet", data=never))
    assert celebration.quotes == ()
    assert celebration.thanks == "Five members of the Kettle Group."
    assert timeline.entries[0].on == "2025"
    assert board.cards[0].told_us == "9 people told us, 2025"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ({"line": "Terry Smith: 'I was not reached'", "shows_name": True}, False),
        ({"line": "A brother: 'I was not reached'.", "shows_name": False}, True),
        ({"line": "For everyone “not reached”", "shows_name": False}, True),
    ],
)
def test_a_line_stands_only_with_consent_to_what_it_shows(tracker, record, read, journey_lines, line, shown):
    lines = [
        *(each for each in journey_lines if not ("P-A09" in each and "CreditLineAgreed" in each)),
        json.dumps(json.loads(journey_lines[108]) | {"data": json.loads(journey_lines[108])["data"] | line}),
    ]
    tidy = [json.loads(each) for each in lines]
    for each in tidy:
        each.pop("seq"), each.pop("version")
    tidy[-1] |= {"recorded_on": "2026-03-16"}
    *_, celebration = read(json.dumps(each, ensure_ascii=False) for each in tidy)
    assert ("not reached" in repr(celebration)) is shown
    assert "Terry" not in repr(celebration)


def test_a_line_goes_when_its_person_keeps_nothing_here(read, journey_lines):
    withdrawn = json.loads(journey_lines[114]) | {"stream": "person/P-A07"}
    withdrawn["data"] = {"scope": ["keep", "quote", "name"], "effect": "Nothing of theirs is shown"}
    withdrawn.pop("seq"), withdrawn.pop("version")
    lines = [json.loads(line) for line in journey_lines[:114]]
    for each in lines:
        each.pop("seq"), each.pop("version")
    *_, celebration = read(json.dumps(each, ensure_ascii=False) for each in [*lines, withdrawn])
    assert celebration.thanks == "Dee, Marcus, Jo and Ali. A member of the Kettle Group."
