"""The command that scripts rely on: its documents, its one-sentence refusals and its exit status."""

import json
import os
import subprocess
import sys

import pytest

from tests.conftest import OTHER_SLUG, SLUG
from tests.databases import rows_of
from tracker.files import EXAMPLE, ONE_JOURNEY


@pytest.fixture
def loaded(run):
    return run


def test_a_file_is_recorded_once(run):
    assert run("import", ONE_JOURNEY).output == f"Recorded 117 facts of {SLUG}.\n"
    again = run("import", ONE_JOURNEY)
    assert again.exit_code == 2
    assert again.stdout == ""
    assert again.stderr == (
        f"line 1: {SLUG} is recorded already, so nothing was added:"
        " another partnership needs another name in its first line.\n"
    )


def test_a_refused_line_is_named_and_nothing_is_written(run, place, tmp_path, journey_lines):
    broken = tmp_path / "broken.jsonl"
    line = json.loads(journey_lines[63])
    line["data"]["parts"][0] |= {"verdict": "not_now", "reasons": ["money"], "reason_text": "No budget"}
    line["data"]["parts"][0]["still"] = [{"kind": "smaller_step", "text": "Start with one day"}]
    broken.write_text("\n".join([*journey_lines[:63], json.dumps(line), *journey_lines[64:]]))
    refused = run("import", broken)
    assert refused.exit_code == 2
    assert refused.stderr == ("line 64: a decision “not now” needs the date when it will be looked at again (R8).\n")
    assert {name for name, rows in place.rows().items() if rows} == {"alembic_version", "generations"}
    assert not any(rows_of(tmp_path / "keys" / "keys.db").values())
    assert run("import", ONE_JOURNEY).exit_code == 0


def test_figures_are_one_json_document(loaded):
    shown = loaded("figures", SLUG, "--as-at", "2025-02-18", "--json")
    document = json.loads(shown.stdout)
    assert (document["partnership"], document["as_at"]) == (SLUG, "2025-02-18")
    assert document["contributions"]["waiting"] == 9
    assert shown.stderr == ""
    assert "contributions.waiting: 9" in loaded("figures", SLUG, "--as-at", "2025-02-18").stdout


def test_the_board_is_what_the_public_sees(loaded):
    document = json.loads(loaded("board", SLUG, "--as-at", "2026-06-30", "--json").stdout)
    assert [card["status"]["code"] for card in document["cards"]] == ["confirmed"]
    assert document["lines"][0] == "9 people told us something."
    assert "9 are waiting." in loaded("board", SLUG, "--as-at", "2025-02-18").stdout


@pytest.mark.parametrize("theme", ["theme/a", "a"])
def test_a_timeline_is_one_sentence_a_fact(loaded, theme):
    document = json.loads(loaded("timeline", SLUG, theme, "--json").stdout)
    assert len(document["entries"]) == 26
    assert "10 April 2025: Two Rivers Service Improvement Group decided" in loaded("timeline", SLUG, theme).stdout


def test_a_celebration_is_shown_with_todays_consent(loaded):
    assert "Dee, Marcus and Jo. Two members of the Kettle Group." in loaded("celebration", SLUG).stdout
    document = json.loads(loaded("celebration", SLUG, "a-1", "--as-at", "2025-12-31", "--json").stdout)
    assert "Ali" not in document["thanks"]


def test_the_log_is_json_lines_with_its_words_sealed(loaded, journey_lines):
    lines = [json.loads(line) for line in loaded("log", SLUG, "--json").stdout.splitlines()]
    assert [line["position"] for line in lines] == list(range(117))
    told = [json.loads(line) for line in journey_lines]
    assert [line["type"] for line in lines] == [line["type"] for line in told]
    assert [line["occurred_on"] for line in lines] == [line["occurred_on"] for line in told]
    assert [line["recorded_at"][:10] for line in lines] == [line["recorded_on"] for line in told]
    written = json.dumps(lines, ensure_ascii=False)
    for words in ("Stop taking people off", "Norrick Vale Together", "A text the day before"):
        assert words not in written
    some = loaded("log", SLUG, "--from", "3", "--to", "5").stdout.splitlines()
    assert [line.split("\t")[0] for line in some] == ["3", "4", "5"]


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("figures", "nowhere"), "there is no partnership called nowhere here.\n"),
        (("board", SLUG, "--as-at", "2024-11-04"), "nothing had been recorded yet on 2024-11-04.\n"),
        (("timeline", SLUG, "theme/z"), "there is nothing of theme/z to show on that day.\n"),
        (("timeline", SLUG, "a", "--as-at", "2025-02-21"), "there is nothing of theme/a to show on that day.\n"),
        (("celebration", SLUG, "z"), "there is nothing of celebration/z to show on that day.\n"),
        (("celebration", SLUG, "--as-at", "2025-01-01"), "there is nothing of a celebration to show on that day.\n"),
        (("log", "nowhere"), "there is no partnership called nowhere here.\n"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_one_sentence(loaded, args, sentence):
    refused = loaded(*args)
    assert (refused.exit_code, refused.stdout, refused.stderr) == (2, "", sentence)


def test_a_day_that_has_not_come_is_refused(loaded):
    refused = loaded("figures", SLUG, "--as-at", "2999-01-01")
    assert refused.exit_code == 2
    assert "has not come yet" in refused.stderr


@pytest.mark.parametrize(
    "args", [("import", "nowhere.jsonl"), ("figures",), ("board", SLUG, "--as-at", "last week"), ("dance",)]
)
def test_words_that_are_not_understood_are_refused_in_one_line(run, args):
    refused = run(*args)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr.count("\n") == 1
    assert refused.stderr.endswith(".\n")


def test_two_partnerships_keep_apart(loaded):
    assert json.loads(loaded("figures", OTHER_SLUG, "--json").stdout)["partnership"] == OTHER_SLUG
    assert "Little Haven" not in loaded("board", SLUG).stdout


def test_a_home_that_cannot_be_used_is_said_in_a_sentence(run, tmp_path, monkeypatch):
    (tmp_path / "home").write_text("not a folder")
    monkeypatch.setenv("TRACKER_HOME", str(tmp_path / "home"))
    refused = run("figures", SLUG)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr.startswith("what is kept in ")
    assert refused.stderr.count("\n") == 1


def test_a_database_is_made_ready_as_often_as_asked(run, place):
    for _ in range(2):
        ready = run("migrate")
        assert (ready.exit_code, ready.stderr) == (0, "")
        assert ready.stdout.startswith("The database at ")
        assert ready.stdout.endswith(" is ready for this version.\n")
    assert run("import", ONE_JOURNEY).exit_code == 0


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("role", "sentence"),
    [
        ("tracker_owner", "the database’s user tracker_owner could change facts, so the tracker does not run as it: "),
        ("nobody", "what is kept in /t"),
    ],
)
def test_a_wrong_user_is_refused_in_one_sentence(run, place, monkeypatch, role, sentence):
    monkeypatch.setenv("TRACKER_DATABASE_URL", place.server.url(role, place.name))
    refused = run("figures", SLUG)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr.startswith(sentence)
    assert refused.stderr.count("\n") == 1


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_no_password_is_printed(run, monkeypatch):
    monkeypatch.setenv("TRACKER_DATABASE_URL", "postgresql+psycopg://tracker:s3cret@127.0.0.1:1/tracker")
    refused = run("figures", SLUG)
    assert refused.exit_code == 2
    assert refused.stderr.startswith("what is kept in 127.0.0.1/tracker cannot be used: ")
    assert "s3cret" not in refused.stderr


def test_lines_that_may_say_nothing_look_alike(run, tmp_path):
    flag = {
        "stream": "safeguarding/s1", "type": "SafeguardingConcernFlagged", "visibility": "safeguarding",
        "by": {"role": "coordinator", "capacity": "staff", "org": "Norrick Vale Together"},
        "occurred_on": "2026-06-30", "recorded_on": "2026-06-30",
        "data": {"about": "contribution/a04", "passed_to": "a lead", "on": "2026-06-30", "person_told": True},
    }  # fmt: skip
    path = tmp_path / "flagged.jsonl"
    path.write_text(EXAMPLE.read_text() + json.dumps(flag) + "\n")
    assert run("import", path).exit_code == 0
    lines = [json.loads(line) for line in run("log", SLUG, "--json").stdout.splitlines()]
    assert [line["position"] for line in lines] == list(range(702))
    bare = [line for line in lines if line.keys() == {"position", "leaf_hash"}]
    assert len(bare) == 64 + len([line for line in EXAMPLE.read_text().splitlines() if '"safeguarding"' in line]) + 1


def test_whoever_has_read_enough_of_a_log_is_told_nothing(loaded, settings):
    env = os.environ | {"TRACKER_HOME": str(settings.home), "TRACKER_DATABASE_URL": settings.database_url}
    log = [sys.executable, "-c", "from tracker.cli import main; main()", "log", SLUG, "--json"]
    with subprocess.Popen(log, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert json.loads(running.stdout.readline())["position"] == 0
        running.stdout.close()
        assert running.stderr.read() == ""
