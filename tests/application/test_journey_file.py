"""A journey file as a whole: its order, its days and its partnership. All of it is recorded, or nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.application.conftest import Desk, somebody_said, with_data, without
from tests.conftest import NOW, SLUG
from tracker.application.importing import NotAPartnership, PartnershipExists, UnknownTimeZone, slug_of
from tracker.domain.refusals import (
    AlreadyBegun,
    HappensAfterItIsRecorded,
    IdTaken,
    InTheFuture,
    NoLivedExperienceApproved,
    NotBegun,
    NotKnown,
    NotReopened,
    WrongStream,
)
from tracker.wiring import Tracker

TODAY = datetime.fromtimestamp(NOW, UTC).date()
TOMORROW = TODAY + timedelta(days=1)


def on(line, occurred, recorded=None):
    return {**line, "occurred_on": str(occurred), "recorded_on": str(recorded or occurred)}


def real(begun):
    return [with_data(begun[0], fictional=False), *begun[1:]]


@pytest.fixture(params=["fictional", "real"])
def partnership(request, begun):
    return begun if request.param == "fictional" else real(begun)


@pytest.mark.parametrize(
    "wrong", ["2025-02-30", "2025-13-01", "20250204", "2025-2-4", "4 February 2025", 20250204, None]
)
@pytest.mark.parametrize("key", ["occurred_on", "recorded_on"])
def test_a_day_is_written_year_month_day(closed_desk, begun, key, wrong):
    closed_desk.when([*begun, {**somebody_said(), key: wrong}]).then_refused(3, f"“{key}”")


def test_lines_stand_in_the_order_in_which_they_were_recorded(desk, partnership):
    earlier, later = on(somebody_said("c1"), "2025-02-04"), on(somebody_said("c2"), "2025-02-05")
    desk.when([*partnership, later, earlier]).then_refused(4, "goes back from 2025-02-05 to 2025-02-04")
    desk.when([*partnership, earlier, {**earlier, "stream": "contribution/c3"}, later]).then_recorded(5)


def test_what_happened_may_go_back_while_what_was_recorded_does_not(desk, begun):
    late = on(somebody_said("c2"), "2024-12-24", recorded="2025-02-04")
    desk.when([*begun, somebody_said("c1"), late]).then_recorded(4)


def test_nothing_is_written_down_before_it_happened(desk, partnership):
    early = on(somebody_said(), "2025-02-05", recorded="2025-02-04")
    desk.when([*partnership, early]).then_refused(3, HappensAfterItIsRecorded)
    desk.when([*partnership, on(somebody_said(), "2025-02-05")]).then_recorded(3)


def test_nothing_is_recorded_for_a_day_that_has_not_come(desk, partnership):
    desk.when([*partnership, on(somebody_said(), TOMORROW)]).then_refused(3, InTheFuture)
    desk.when([*partnership, on(somebody_said(), TODAY, recorded=TOMORROW)]).then_refused(3, InTheFuture)
    desk.when([*partnership, on(somebody_said(), "9999-12-31")]).then_refused(3, InTheFuture)
    desk.when([*partnership, on(somebody_said(), TODAY)]).then_recorded(3)


def test_a_day_that_is_due_may_be_far_away(desk, example):
    desk.when([*example[:22], with_data(example[22], next_news_by="9999-12-31")]).then_recorded(23)


@pytest.mark.parametrize(("zone", "tomorrow_has_come"), [("Pacific/Kiritimati", True), ("America/Los_Angeles", False)])
def test_the_day_is_the_partnerships_own(desk, begun, zone, tomorrow_has_come):
    lines = [with_data(begun[0], time_zone=zone), begun[1], on(somebody_said(), TOMORROW)]
    if tomorrow_has_come:
        desk.when(lines).then_recorded(3)
    else:
        desk.when(lines).then_refused(3, InTheFuture)


@pytest.mark.parametrize("zone", ["Europe/Nowhere", "../../etc/passwd", "Marcus", "GMT+1 or so"])
def test_a_time_zone_is_one_that_the_world_knows(desk, begun, zone):
    desk.when([with_data(begun[0], time_zone=zone)]).then_refused(1, UnknownTimeZone)
    desk.when([with_data(begun[0], time_zone="Europe/Paris")]).then_recorded(1)


@pytest.mark.parametrize("first", [1, 14, 20], ids=["organisation", "project", "contribution"])
def test_a_log_begins_with_its_partnership(desk, example, first):
    alone = without(example[first], "seq", "version")
    desk.when([alone]).then_refused(1, NotAPartnership)
    desk.when([example[0]]).then_recorded(1)


@pytest.mark.parametrize("stream", ["partnership/nvt", "partnership/other"])
def test_a_file_holds_one_partnership(desk, begun, stream):
    desk.when([*begun, {**begun[0], "stream": stream, "recorded_on": "2025-02-04"}]).then_refused(3, AlreadyBegun)
    desk.when([*begun, somebody_said()]).then_recorded(3)


def test_a_partnership_cannot_begin_on_another_kind_of_stream(closed_desk, begun):
    closed_desk.when([{**begun[0], "stream": "theme/nvt"}]).then_refused(1, WrongStream)


def test_a_partnership_is_recorded_once(desk, begun, example):
    desk.when(begun).then_recorded(2)
    there_already = str(PartnershipExists(slug=SLUG))
    desk.when(begun).then_refused(1, there_already)
    desk.when(example).then_refused(1, there_already)
    desk.when([with_data(begun[0], name="NORRICK  vale, together!")]).then_refused(1, there_already)
    desk.when([with_data(begun[0], name="Little Haven Together")]).then_recorded(1)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Norrick Vale Together", "norrick-vale-together"),
        ("  Café  Ünïted! ", "cafe-united"),
        ("A&E / Out-of-Hours", "a-e-out-of-hours"),
        ("Вместе", "partnership-65180caa1c7e"),
        ("a" * 79 + " b", "a" * 79),
        ("a" * 200, "a" * 80),
    ],
)
def test_a_partnership_is_found_by_its_name(name, slug):
    assert slug_of(name) == slug


def broken(example, number, **changes):
    return [*example[: number - 1], with_data(example[number - 1], **changes), *example[number:]]


def test_a_file_with_one_broken_line_leaves_nothing_at_all(desk, example):
    nobody = broken(example, 60, approved_by={"staff": 3})
    desk.when(nobody).then_refused(60, NoLivedExperienceApproved)
    filled = {table for table, rows in desk.kept()["tracker.db"].items() if rows}
    assert filled == {"alembic_version", "generations"}
    assert not any(desk.kept()["keys.db"].values())
    desk.when(example).then_recorded(len(example))


def test_a_broken_file_changes_nothing_of_a_partnership_that_is_there(desk, example):
    other = [with_data(example[0], name="Little Haven Together"), *example[1:]]
    desk.when(other[:90]).then_recorded(90)
    desk.when(broken(example, 60, approved_by={"staff": 3})).then_refused(60, NoLivedExperienceApproved)
    desk.when(broken(example, 117, kind="king")).then_refused(117, "“kind”")


@pytest.mark.parametrize(
    ("number", "changes", "why"),
    [
        (21, {"workstream": "workstream/somewhere-to-go"}, NotKnown),
        (65, {"covers": ["decision/b-1"]}, NotKnown),
        (90, {"outcome": "decision/a-1", "level": "great"}, "“level”"),
        (98, {"yes": 4}, "8 people were asked, but"),
        (111, {"outcomes": ["outcome/a-2"]}, NotKnown),
    ],
)
def test_every_line_goes_through_the_rules(closed_desk, example, number, changes, why):
    closed_desk.when(broken(example, number, **changes)).then_refused(number, why)


def test_a_second_decision_in_a_file_needs_the_theme_reopened(closed_desk, example):
    again = with_data(without(example[63], "seq", "version"), decision="decision/a-2")
    rest = [without(line, "seq", "version") for line in example[64:]]
    closed_desk.when([*example[:64], again, *rest]).then_refused(65, NotReopened)
    twice = without(example[63], "seq", "version")
    closed_desk.when([*example[:64], twice, *rest]).then_refused(65, IdTaken)


def test_a_missing_line_is_missed(closed_desk, example):
    numbers_off = [without(line, "seq", "version") for line in example]
    closed_desk.when([*example[:20], *example[21:]]).then_refused(21, "“seq”")
    closed_desk.when([*numbers_off[:20], *numbers_off[21:]]).then_refused(22, NotBegun)
    closed_desk.when([*numbers_off[:14], *numbers_off[15:]]).then_refused(15, NotBegun)


def test_a_refusal_is_said_the_same_on_every_day(tmp_path, place, settings, begun):
    much_later = Tracker(settings, clock=lambda: NOW + 400 * 86_400)
    try:
        Desk(much_later, place, tmp_path).when([*begun, on(somebody_said(), TOMORROW)]).then_recorded(3)
    finally:
        much_later.close()
