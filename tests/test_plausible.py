"""The made-up journeys that speed is measured with: they obey the rules, and are the same every time."""

from benchmarks.plausible import journey_file, lines


def test_plausible_journeys_obey_every_rule(tracker, tmp_path):
    journey_file(tmp_path / "journey.jsonl", 3000)
    assert tracker.import_file(tmp_path / "journey.jsonl").facts == 3000
    with tracker.read("plausible-together") as moment:
        figures = tracker.pages.figures.document(moment.tables, moment.address.log_id, "us", moment.on)
    states = {theme["state"] for theme in figures["themes"].values()}
    assert {"confirmed", "disputed", "not_now"} <= states
    assert figures["contributions"]["received"] > 400
    assert figures["contributions"]["waiting"] < figures["contributions"]["answered"]


def test_the_same_seed_tells_the_same_journeys():
    assert list(lines(700, seed=3)) == list(lines(700, seed=3)) != list(lines(700, seed=4))


def test_any_length_is_the_beginning_of_a_log_and_in_the_order_of_recording():
    for facts in (1, 17, 1234, 10_000, 250_000):
        told = list(lines(facts))
        assert len(told) == facts
        assert [line["recorded_on"] for line in told] == sorted(line["recorded_on"] for line in told)
