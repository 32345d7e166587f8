"""`make bench` on a short log: every figure is there, on both databases. What they say is no matter of a test."""

import json
from dataclasses import replace

import pytest

from benchmarks import growth, report
from benchmarks.__main__ import main, measured
from benchmarks.figure import Figure, most, share, times

FACTS = 1000

OF_A_LOG = {
    "append, durable: the recorder",
    "a whole command, seen on board and timeline",
    "the same on a new stream with a new key",
    "see what you just did, p50",
    "read the log in order",
    "project board and timeline, 1000 a transaction",
    "rebuild all projections",
    "verify a log",
    "Merkle leaf added to an append",
    "inclusion proof",
    "consistency proof",
    "board as 50 lines, not kept",
    "board as 12 cards, not kept",
    "board that is kept",
    "board that has not changed (304)",
}
OF_LENGTH = {"a theme’s page", "a command’s own work"}
OF_MEMORY = {"memory at most, to verify", "memory at most, to rebuild"}


@pytest.fixture(scope="module")
def found():
    return measured([FACTS], ("sqlite", "postgresql"), commits=1)


def test_every_figure_of_the_log_is_measured_on_both_databases(found):
    for database in ("sqlite", "postgresql"):
        assert {each.name for each in found if each.database == database} >= OF_A_LOG | OF_LENGTH
    assert {each.name for each in found} >= OF_MEMORY


def test_all_that_is_compared_between_logs_is_measured(found):
    longer = [replace(each, facts=2 * FACTS, ours=2 * each.ours) for each in found if each.facts]
    grown = growth.compared([*found, *longer])
    assert {(each.name, each.database) for each in grown} == {
        (f"{name}, as the log grows", database)
        for name in growth.COMPARED
        for database in ("sqlite", "postgresql")
        if database == "sqlite" or name not in OF_MEMORY
    }
    assert {(each.ratio, each.met, each.facts) for each in growth.compared([*found, *longer])} == {
        (2.0, False, 2 * FACTS)
    }


def test_a_figure_with_a_target_says_whether_it_is_met(found):
    assert {each.met for each in found if each.target} <= {True, False}
    assert all(each.ours > 0 for each in found)


def test_the_table_and_the_file_say_the_same(found, tmp_path):
    report.write_json(tmp_path / "out" / "bench.json", found)
    written = json.loads((tmp_path / "out" / "bench.json").read_text())["figures"]
    assert [each["name"] for each in written] == [each.name for each in found]
    lines = report.as_table(found).splitlines()[1:]
    assert [line.split("  ")[0] for line in lines] == [each.name for each in found]


def test_a_document_keeps_what_stands_around_its_table(tmp_path):
    path = tmp_path / "performance.md"
    path.write_text(f"before\n\n{report.BEGIN}\nold\n{report.END}\n\nafter\n")
    report.write_into(path, [Figure("read", 2.0, 4.0, "µs", share(0.75)), Figure("prove", None, 0.5, "ms", most(1))])
    text = path.read_text()
    assert text.startswith("before")
    assert text.endswith("after\n")
    assert "old" not in text
    assert "| read | – | – | 2 | 4 | µs | 0.50 | ≥ 0.75 | no |" in text
    assert "| prove | – | – | – | 0.5 | ms | – | ≤ 1 | yes |" in text


@pytest.mark.parametrize(("target", "floor", "ours", "met"), [
    (share(0.75), 3.0, 4.0, True),
    (share(0.75), 2.9, 4.0, False),
    (times(3.0), 2.0, 6.0, True),
    (times(3.0), 2.0, 6.1, False),
    (most(5), None, 5.0, True),
    (most(5), None, 5.1, False),
])  # fmt: skip
def test_a_target_is_met_at_its_boundary(target, floor, ours, met):
    assert Figure("x", floor, ours, "µs", target).met is met


def test_a_document_without_a_place_for_the_table_is_left_alone(tmp_path):
    path = tmp_path / "performance.md"
    path.write_text("no marks\n")
    with pytest.raises(ValueError, match="no place for the table"):
        report.write_into(path, [])
    assert path.read_text() == "no marks\n"


def test_the_command_says_how_to_measure_a_million():
    assert "1000000" in str(main.help)
