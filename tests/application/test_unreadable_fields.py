"""A line whose keys, kinds, codes or dates are not those of its fact is refused by its number; nothing is written."""

import json

import pytest

from tests.application.conftest import PRIVATE, somebody_said, with_data, without, written
from tracker.application.reading import LARGEST_NUMBER

LINE_KEYS = ("stream", "type", "occurred_on", "recorded_on", "by", "visibility", "data")


def raw(line, **texts):
    """The line's bytes with each text “@name” replaced by JSON of our own writing."""
    said = json.dumps(line)
    for name, text in texts.items():
        said = said.replace(f'"@{name}"', text)
    return said.encode() + b"\n"


@pytest.mark.parametrize("key", LINE_KEYS)
def test_a_line_has_every_key(closed_desk, begun, key):
    closed_desk.when([*begun, without(somebody_said(), key)]).then_refused(3, f"“{key}”")


@pytest.mark.parametrize("key", ["role", "capacity", "org"])
def test_whoever_did_it_is_said_whole(closed_desk, begun, key):
    line = somebody_said()
    closed_desk.when([*begun, {**line, "by": without(line["by"], key)}]).then_refused(3, f"“{key}”")


@pytest.mark.parametrize("key", ["route", "words", "contributor"])
def test_a_fact_has_every_field_that_it_requires(closed_desk, begun, key):
    line = somebody_said()
    closed_desk.when([*begun, {**line, "data": without(line["data"], key)}]).then_refused(3, f"“{key}”")


@pytest.mark.parametrize(
    "change",
    [
        {"position": 1},
        {"by": {"role": "r", "capacity": "staff", "org": None, "name": PRIVATE}},
        {"data": {**somebody_said()["data"], "postcode": PRIVATE}},
        {"data": {**somebody_said()["data"], PRIVATE: 1}},
        {PRIVATE: "x"},
        {"": "x"},
    ],
    ids=["line", "by", "data", "words as a key", "words as a line's key", "no name"],
)
def test_a_key_that_nobody_knows_is_refused_by_name_where_it_looks_like_one(closed_desk, begun, change):
    closed_desk.when([*begun, {**somebody_said(), **change}]).then_refused(3, "not known")


@pytest.mark.parametrize("key", ["position", "postcode"])
def test_the_unknown_keys_name_is_said(closed_desk, begun, key):
    changed = {**somebody_said(), key: 1} if key == "position" else with_data(somebody_said(), **{key: 1})
    closed_desk.when([*begun, changed]).then_refused(3, f"“{key}”")


@pytest.mark.parametrize("name", ["ThemeClosed", "themeopened", "Actor", "", 3, None, ["ThemeOpened"], PRIVATE])
def test_a_type_is_the_name_of_a_fact(closed_desk, begun, name):
    closed_desk.when([*begun, {**somebody_said(), "type": name}]).then_refused(3, "“type”")


@pytest.mark.parametrize(
    "stream",
    ["contribution", "contribution/", "/c1", "contribution/c_1", "contribution/-c", "Contribution/c1", 7, None,
     "contribution/" + "c" * 41, "contribution/c1\n", "contribution/c1/2", f"contribution/{PRIVATE}", "contribution/é",
     "c" * 600 + "/c1"],
)  # fmt: skip
def test_a_stream_is_a_kind_and_a_name(closed_desk, begun, stream):
    closed_desk.when([*begun, {**somebody_said(), "stream": stream}]).then_refused(3, "“stream”")


def test_a_streams_name_may_have_forty_characters(desk, begun):
    desk.when([*begun, somebody_said("c" * 40), somebody_said("1-A-b")]).then_recorded(4)


@pytest.mark.parametrize("stream", ["theme/a", "person/P-1", "contributions/c1"])
def test_a_fact_stands_on_a_stream_of_its_kind(closed_desk, begun, stream):
    closed_desk.when([*begun, {**somebody_said(), "stream": stream}]).then_refused(3, "belongs to a contribution")


@pytest.mark.parametrize(
    ("line", "field", "wrong"),
    [
        *((None, "visibility", value) for value in ("secret", "Public", "", None, 1, ["public"], PRIVATE)),
        *((None, "by.capacity", value) for value in ("boss", None, PRIVATE)),
        *((20, "data.route", value) for value in ("letter", None, 1, True, [], {}, "Survey", PRIVATE)),
        *((20, "data.words", value) for value in (1, True, None, [], {}, "", "  \t", "\u00a0", "a\0b", "\0")),
        *((20, "data.words", value) for value in ("\ud800", "a\udfffb")),
        *((1, "data.name", value) for value in (1, None, "", " ", ["Lantern Street Hub"], "\ud83d", "\0")),
        *((20, "by.role", value) for value in (1, None, "", {})),
        *((20, "by.org", value) for value in (1, "", {}, False)),
        *((20, "by.ref", value) for value in (1, "", "P 1", None, PRIVATE)),
        *((20, "data.workstream", value) for value in (1, None, "", "work stream/x", "a/b/c", PRIVATE)),
        *((20, "data.contributor", value) for value in (1, "", "P_1", PRIVATE, "k" * 100 + "/P-1", "P" * 41)),
        *((21, "data.wording_version", value) for value in (2, "", "version two", "v" * 41, PRIVATE)),
        *((22, "data.next_news_by", value) for value in (20250304, None, True, [], PRIVATE)),
        *((22, "data.next_news_by", value) for value in ("2025-02-30", "20250102", "2025-1-2", "2025-00-10")),
        *((22, "data.next_news_by", value) for value in ("2025-01-02T00:00", " 2025-01-02", "02/01/2025")),
        *((22, "data.next_news_by", value) for value in ("٢٠٢٥-٠١-٠٢", "२०२५-०१-०२")),
        *((22, "data.next_news_by", value) for value in ("0000-01-01", "2025-W01-1", "2025-001", "2025-02-29")),
        *((9, "data.days", value) for value in ("5", None, True, 5.0, 1.5, -1, [], LARGEST_NUMBER + 1, 10**4000)),
        *((20, "data.asks_change", value) for value in ("true", 1, 0, [], PRIVATE)),
        *((20, "data.entered_for_person", value) for value in ("yes", None, 0)),
        *((6, "data.agreed_by", value) for value in ([], None, 3, "manager", {"boss": 1}, {"manager": -1})),
        *((6, "data.agreed_by", value) for value in ({"manager": "2"}, {"manager": None}, {PRIVATE: 2})),
        *((6, "data.values", value) for value in ([], None, "Truth", {"0": "Truth"}, [1], ["Truth", ""], [["Truth"]])),
        *((7, "data.choice", value) for value in ([], ["cash", "gold"], "cash", [None])),
        *((18, "data.translators", value) for value in ("yes", None, [], {}, {"answer": "maybe"})),
        *((18, "data.translators", value) for value in ({"answer": "yes", "who": PRIVATE}, {"note": PRIVATE})),
        *((48, "data.asks", value) for value in ({}, [{"id": "a-1"}], [{"id": "a 1", "text": PRIVATE}], ["a-1"])),
        *((49, "data.points", value) for value in ([], [{}], [{"theme": None}], [{"theme": "theme/a", "gist": ""}])),
    ],
)  # fmt: skip
def test_a_field_of_the_wrong_kind_is_refused_by_its_name(closed_desk, example, line, field, wrong):
    at = 20 if line is None else line
    *path, last = field.split(".")
    lines, group = example[: at + 1], example[at]
    for key in path:
        group = group[key]
    group[last] = wrong
    broken = json.dumps(example[at]).encode() + b"\n"
    closed_desk.when([*lines[:-1], broken]).then_refused(at + 1, last.replace("data.", ""))


@pytest.mark.parametrize(("number", "json_text"), [("n", "1e400"), ("n", "-1e400"), ("n", "1E2"), ("n", "-0.0")])
def test_a_number_is_whole_however_it_is_written(closed_desk, example, number, json_text):
    line = with_data(example[9], days="@n")
    closed_desk.when([*example[:9], raw(line, n=json_text)]).then_refused(10, "“days” must be a whole number")


@pytest.mark.parametrize("days", [0, 1, LARGEST_NUMBER])
def test_a_whole_number_from_nought_is_accepted(desk, example, days):
    desk.when([*example[:9], with_data(example[9], days=days)]).then_recorded(10)


@pytest.mark.parametrize("code", ["money", "private_reason"])
def test_a_reason_in_plain_words_is_no_code(closed_desk, example, code):
    part = {"ask": "a-1", "verdict": "not_now", "reasons": ["money"], "reason_text": code, "still": []}
    broken = with_data(example[63], parts=[part, *example[63]["data"]["parts"][1:]])
    closed_desk.when([*example[:63], broken]).then_refused(64, "(R7)")


def test_what_is_optional_may_be_left_out_or_null(desk, begun):
    left_out = somebody_said("c1")
    null = somebody_said("c2", medium=None, kind=None, language=None, read_back=None, asks_change=None)
    desk.when([*begun, left_out, null]).then_recorded(4)


def test_an_empty_list_is_missing_where_the_field_is_required_but_for_dissent(desk, example):
    no_dissent = with_data(example[63], dissent=[])
    no_parts = with_data(example[63], parts=[])
    desk.when([*example[:63], no_parts]).then_refused(64, "“parts” must hold at least one")
    desk.when([*example[:63], no_dissent]).then_recorded(64)


@pytest.mark.parametrize("seq", [0, 2, 4, -3, "3", None, True, 3.0, [3], PRIVATE])
def test_seq_is_the_running_number_of_its_line(closed_desk, begun, seq):
    closed_desk.when([*begun, {**somebody_said(), "seq": seq}]).then_refused(3, "“seq”")


def test_true_is_no_number_one(closed_desk, begun):
    closed_desk.when([{**begun[0], "seq": True}]).then_refused(1, "“seq”")
    closed_desk.when([{**begun[0], "version": True}]).then_refused(1, "“version”")


@pytest.mark.parametrize("version", [0, 2, -1, "1", None, True, 1.0, [1], PRIVATE])
def test_version_is_the_running_number_of_the_fact_in_its_stream(closed_desk, begun, version):
    closed_desk.when([*begun, {**somebody_said(), "version": version}]).then_refused(3, "“version”")


def test_numbers_may_stand_on_some_lines_and_be_absent_on_others(desk, begun):
    lines = [begun[0], {**begun[1], "seq": 2}, {**somebody_said("c1"), "version": 1}, somebody_said("c2")]
    desk.when([*lines, {**somebody_said("c3"), "seq": 5, "version": 1}]).then_recorded(5)


def test_the_order_of_keys_does_not_matter(desk, begun):
    backwards = [dict(reversed(line.items())) for line in (*begun, somebody_said())]
    desk.when([written(line) for line in backwards]).then_recorded(3)
