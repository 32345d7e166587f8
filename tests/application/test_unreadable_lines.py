"""What cannot be read as a line at all is refused by its number, and nothing is written."""

import json
import time
import tracemalloc

import pytest

from tests.application.conftest import PRIVATE, Brought, as_bytes, somebody_said, with_data, written
from tracker.application.journey_file import LONGEST_LINE

MEGABYTE = 10**6
A_LINE = written(somebody_said())


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\n", "empty"),
        (b" \t\r\n", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "UTF-8"),
        (A_LINE.decode().encode("utf-16"), "UTF-8"),
        (A_LINE.decode().encode("utf-16-le"), "not whole JSON"),
        (A_LINE.decode().encode("utf-16-be"), "not whole JSON"),
        (b"\0" * 50, "not whole JSON"),
        (b"PK\x03\x04" + bytes(range(256)), "not whole JSON"),
        (b"<html><body>\n", "not whole JSON"),
    ],
    ids=["empty", "mark alone", "empty line", "blanks", "png", "utf-16", "le", "be", "nulls", "zip", "html"],
)
def test_what_is_no_journey_file_is_refused_by_its_first_line(closed_desk, content, why):
    closed_desk.when(content).then_refused(1, why)


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (b"hello\n", "not whole JSON"),
        (A_LINE[:-20] + b"\n", "not whole JSON"),
        (A_LINE[:-20], "not whole JSON"),
        (b"\n", "empty"),
        (b"  \r\n", "empty"),
        (A_LINE.rstrip() + A_LINE, "not whole JSON"),
        (A_LINE.rstrip() + b",\n", "not whole JSON"),
        (A_LINE.replace(b"Marcus", b"M\xe9lanie"), "UTF-8"),
        (A_LINE.replace(b"Marcus", b"\xed\xa0\x80"), "UTF-8"),
        (A_LINE.replace(b"Marcus", b"Mar\0cus"), "not whole JSON"),
        (A_LINE.replace(b"Marcus", b"Mar\tcus"), "not whole JSON"),
        (b"\xef\xbb\xbf" + A_LINE, "not whole JSON"),
        (b"[1, 2]\n", "one JSON object"),
        (b"null\n", "one JSON object"),
        (b'"theme/a"\n', "one JSON object"),
        (b"7\n", "one JSON object"),
        (A_LINE.replace(b"null", b"NaN", 1), "NaN"),
        (A_LINE.replace(b"null", b"Infinity", 1), "Infinity"),
        (A_LINE.replace(b"null", b"-Infinity", 1), "-Infinity"),
        (A_LINE.replace(b"true", b"9" * 5_000, 1), "far too long"),
        (A_LINE.replace(b"true", b"-" + b"9" * 5_000, 1), "far too long"),
        (b"[" * 100_000 + b"\n", "too deeply"),
        (b'{"data":' * 100_000 + b"\n", "too deeply"),
        (A_LINE.replace(b"true", b"[" * 100_000 + b"]" * 100_000, 1), "too deeply"),
    ],
    ids=lambda value: value[:24].decode("latin-1") if isinstance(value, bytes) else None,
)
def test_a_line_that_cannot_be_read_is_refused_by_its_number(closed_desk, begun, broken, why):
    closed_desk.when(as_bytes([*begun, somebody_said("c0"), broken])).then_refused(4, why)


def test_an_empty_line_after_the_last_is_refused_too(desk, begun):
    desk.when([*begun, somebody_said(), b"\n"]).then_refused(4, "empty")
    desk.when([*begun, somebody_said()]).then_recorded(3)


@pytest.mark.parametrize(
    ("once", "twice"),
    [
        ('"type":', '"type": "ThemeOpened", "type":'),
        ('"route":', '"route": "survey", "route":'),
        ('"role":', '"role": "x", "role":'),
        ('"type":', '"\\u0074ype": "ThemeOpened", "type":'),
    ],
)
def test_a_key_stands_once(closed_desk, begun, once, twice):
    line = json.dumps(somebody_said()).replace(once, twice, 1)
    closed_desk.when([*begun, line + "\n"]).then_refused(3, "twice")


def test_a_key_stands_once_in_counts_and_lists_too(closed_desk, example):
    line = json.dumps(example[6]).replace('"lived_experience": 9', '"lived_experience": 9, "lived_experience": 8')
    closed_desk.when([*example[:6], line]).then_refused(7, "twice")
    inside = json.dumps(example[48]).replace('{"id": "a-1"', '{"id": "a-1", "id": "a-2"')
    closed_desk.when([*example[:48], inside]).then_refused(49, "twice")


@pytest.mark.parametrize("key", [PRIVATE, "\\ud800", "\\n\\n", "\\u001b[2J"])
def test_a_key_that_stands_twice_is_named_only_where_it_looks_like_a_key(closed_desk, begun, key):
    line = json.dumps(somebody_said()).replace('"route":', f'"{key}": 1, "{key}": 2, "route":', 1)
    closed_desk.when([*begun, line]).then_refused(3, "twice")


def test_many_keys_in_a_line_are_refused_without_a_wait(closed_desk, begun):
    keys = ", ".join(f'"k{n}": 1' for n in range(20_000))
    line = json.dumps(somebody_said()).replace('"route":', f'{keys}, "k19999": 2, "route":', 1)
    before = time.process_time()
    closed_desk.when([*begun, line]).then_refused(3, "twice")
    assert time.process_time() - before < 1


def padded(line, size, end=b"\n"):
    text = written(line, b"")
    filled = text.replace(PRIVATE.encode(), b"a" * (size - len(text) + len(PRIVATE)))
    assert len(filled) == size
    return filled + end


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b""], ids=["lf", "crlf", "nothing"])
def test_a_line_may_be_one_mebibyte_long_and_not_a_byte_longer(desk, begun, end):
    desk.when([*begun, padded(somebody_said(), LONGEST_LINE + 1, end)]).then_refused(3, "longer than 1 MiB")
    desk.when([*begun, padded(somebody_said(), LONGEST_LINE, end)]).then_recorded(3)


@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["lf", "crlf"])
def test_a_byte_order_mark_is_no_part_of_the_first_line(desk, begun, end):
    first = with_data(begun[0], purpose=PRIVATE)
    long = padded(first, LONGEST_LINE + 1, end)
    desk.when([b"\xef\xbb\xbf", long]).then_refused(1, "longer than 1 MiB")
    desk.when([b"\xef\xbb\xbf", padded(first, LONGEST_LINE, end)]).then_recorded(1)


def test_a_line_ends_at_lf_alone_however_long_it_is(desk, begun):
    one = written(somebody_said("c1"), b"").ljust(LONGEST_LINE) + b"\r\r\r"
    desk.when([*begun, one + written(somebody_said("c2"))]).then_refused(3, "longer than 1 MiB")
    desk.when([*begun, written(somebody_said("c1")), written(somebody_said("c2"))]).then_recorded(4)


def test_a_line_of_fifty_megabytes_is_refused_in_little_memory(closed_desk, begun, tmp_path):
    path = tmp_path / "long.jsonl"
    with path.open("wb") as file:
        file.write(as_bytes(begun))
        for _ in range(50):
            file.write(b"a" * MEGABYTE)
    tracemalloc.start()
    try:
        brought = Brought(closed_desk, path)
        brought.then_refused(3, "longer than 1 MiB")
        assert tracemalloc.get_traced_memory()[1] < 20 * MEGABYTE
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["no mark", "mark"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("last", [b"", None], ids=["unended", "ended"])
def test_marks_and_line_ends_of_any_editor_are_accepted(desk, begun, mark, end, last):
    lines = [written(line, end) for line in (*begun, somebody_said())]
    desk.when(mark + b"".join(lines)[: -len(end) if last == b"" else None]).then_recorded(3)


@pytest.mark.parametrize("character", ["\u2028", "\u2029", "\u0085", "\t", "\u00e9", "\U0001fad6", "e\u0301"])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_any_character_that_can_be_shown_is_text(desk, begun, character, ascii_only):
    line = json.dumps(somebody_said(words=f"before{character}after"), ensure_ascii=ascii_only or character < " ")
    desk.when([*begun, line.encode() + b"\n"]).then_recorded(3)
