"""The commands that keep pages up to date: what they say, and their exit status."""

import json
from dataclasses import replace

import pytest

from projections.figures import Figures
from tests.conftest import NOW, OTHER_SLUG, SLUG, another_partnership
from tracker.wiring import Tracker

SECRET = "words that somebody said"


@pytest.fixture
def loaded(run):
    return run


def test_a_rebuild_says_what_it_rebuilt(loaded):
    before = loaded("figures", SLUG, "--json").stdout
    assert loaded("rebuild").output == "Rebuilt party-names, public, figures.\n"
    assert loaded("rebuild", "figures", "public").output == "Rebuilt public, figures.\n"
    assert loaded("rebuild", "--back", "figures").output == "Went back to the earlier tables of figures.\n"
    assert loaded("figures", SLUG, "--json").stdout == before


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (["board"], "there is no projection called board: there are party-names, public, figures.\n"),
        (["--back"], "there are no tables of party-names from before that this version can read"),
    ],
)
def test_what_cannot_be_rebuilt_is_refused(loaded, asked, why):
    refused = loaded("rebuild", *asked)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr.startswith(why)


def test_a_setting_that_is_none_is_refused(run, monkeypatch):
    monkeypatch.setenv("TRACKER_PROJECTING", "sometimes")
    refused = run("health")
    assert (refused.exit_code, refused.stderr) == (2, "TRACKER_PROJECTING is “request” or “workers”, or not set.\n")


def test_all_is_well(loaded):
    well = loaded("health")
    assert well.exit_code == 0
    assert well.stdout.splitlines() == [
        f"{OTHER_SLUG} party-names: at position 89, the log's end",
        f"{OTHER_SLUG} public: at position 89, the log's end",
        f"{OTHER_SLUG} figures: at position 89, the log's end",
        f"{SLUG} party-names: at position 116, the log's end",
        f"{SLUG} public: at position 116, the log's end",
        f"{SLUG} figures: at position 116, the log's end",
        "All is well.",
    ]
    document = json.loads(loaded("health", "--json").stdout)
    assert (document["well"], [each["partnership"] for each in document["partnerships"]]) == (True, [OTHER_SLUG, SLUG])


def test_lag_is_said_in_facts_and_seconds_until_it_is_taken_in(run, settings, tmp_path, journey_lines):
    path = tmp_path / "journey.jsonl"
    web = Tracker(replace(settings, projecting="workers"), clock=lambda: NOW)
    for lines in (journey_lines, another_partnership(journey_lines)[:50]):
        path.write_text("\n".join(lines) + "\n")
        web.import_file(path)
    web.close()
    late = run("health")
    assert late.exit_code == 1
    assert f"{SLUG} public: at position -1, behind by 117 facts, for " in late.stdout
    assert "is “tracker project --follow” running?" in late.stdout
    document = json.loads(run("health", "--json").stdout)
    assert document["well"] is False
    behind = [each["projections"][0]["behind_facts"] for each in document["partnerships"]]
    assert behind == [50, 117]
    assert all(each["projections"][0]["behind_seconds"] > 60 for each in document["partnerships"])
    assert run("project").output == "The pages of 2 partnerships are up to date.\n"
    assert run("health").exit_code == 0


def test_what_was_set_aside_is_named_without_a_word_of_it(run, tmp_path, journey_lines, monkeypatch):
    project = Figures.project

    def fails(self, conn, batch):
        if any(type(entry.envelope.fact).__name__ == "ActionStalled" for entry in batch.entries):
            raise LookupError(SECRET)
        project(self, conn, batch)

    path = tmp_path / "journey.jsonl"
    path.write_text("\n".join(journey_lines) + "\n")
    with monkeypatch.context() as broken:
        broken.setattr(Figures, "project", fails)
        run("import", path)
        unwell = run("health")
        assert unwell.exit_code == 1
        assert "(action-stalled/1 of action/a4: LookupError)" in unwell.stdout
        assert "waits for an earlier fact" in unwell.stdout
        assert unwell.stdout.endswith("Not all is well.\n")
        found = json.loads(run("health", "--json").stdout)["partnerships"][0]["projections"]
        assert [len(each["set_aside"]) > 0 for each in found] == [False, False, True]
        assert found[2]["set_aside"][0]["error"] == "LookupError"
        assert SECRET not in unwell.stdout + str(found)
    assert run("rebuild").exit_code == 0
    assert run("health").output.endswith("All is well.\n")
