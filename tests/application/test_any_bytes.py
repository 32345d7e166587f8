"""Whatever bytes are brought, the reader gives readable lines or one sentence with a number, and nothing else."""

import json
from io import BytesIO

from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from tests.story import assert_reads_plainly
from tracker.application.journey_file import LineRefused, read_lines
from tracker.files import ONE_JOURNEY

LINES = ONE_JOURNEY.read_bytes().splitlines(keepends=True)

anything = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.sampled_from(["2025-02-04"])
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=8,
)


def read(content):
    """The number of lines that can be read before the end or the first refusal."""
    lines, count = read_lines(BytesIO(content)), 0
    while True:
        try:
            next(lines)
        except StopIteration:
            return count
        except LineRefused as refused:
            return refused_after(count, str(refused))
        count += 1


def refused_after(count, said):
    number, _, sentence = said.partition(": ")
    assert number == f"line {count + 1}"
    assert_reads_plainly(sentence.partition(", not ")[0])
    assert said.isprintable()
    return count


def paths_in(value, path=()):
    yield path
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from paths_in(inner, (*path, key))


def replaced(value, path, new):
    if not path:
        return new
    key, *rest = path
    copy = value.copy()
    copy[key] = replaced(value[key], rest, new)
    return copy


@settings(max_examples=300)
@for_all(st.binary(max_size=200))
def test_any_bytes(content):
    read(content)


@settings(max_examples=300)
@for_all(data=st.data(), n=st.integers(0, len(LINES) - 1))
def test_a_line_in_which_any_bytes_were_changed(data, n):
    line = LINES[n]
    start = data.draw(st.integers(0, len(line)))
    end = data.draw(st.integers(start, min(len(line), start + 5)))
    changed = line[:start] + data.draw(st.binary(max_size=6)) + line[end:]
    read(LINES[0] + changed)


@settings(max_examples=400)
@for_all(data=st.data(), n=st.integers(0, len(LINES) - 1), new=anything)
def test_a_line_in_which_anything_stands_in_a_values_place(data, n, new):
    said = json.loads(LINES[n])
    path = data.draw(st.sampled_from(list(paths_in(said))))
    assert read(json.dumps(replaced(said, path, new)).encode()) in (0, 1)


@settings(max_examples=200)
@for_all(st.integers(0, sum(map(len, LINES)) - 1))
def test_a_file_cut_short_anywhere(length):
    content = b"".join(LINES)[:length]
    assert read(content) in (content.count(b"\n"), content.count(b"\n") + 1)
