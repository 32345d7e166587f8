"""Our promises, kept and broken: the bad first and plainly, the same numbers as the figures, and nobody picked out."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from projections.shared.counting.numbers import day_of
from projections.shared.counting.promises import Term, term_on, terms
from tests.conftest import OTHER_SLUG, SLUG, another_partnership
from tests.databases import KINDS
from tests.projections.made_up import lines_of, page_of, tracker_of
from tests.tellings import (
    another_said,
    answered,
    approved,
    decide,
    decided,
    decided_again,
    looking,
    partnership_created,
    passed_on,
    planned,
    project_opened,
    promised,
    replied,
    review_moved,
    somebody_said,
    withdrawn,
)

SEVEN_DAYS = ("2025-02-18", "2025-05-01", "2025-08-01", "2025-11-05", "2026-01-20", "2026-02-11", "2026-06-30")
K = 5


@pytest.fixture(scope="module")
def example(two_examples):
    return two_examples


@pytest.fixture(scope="module")
def promises(example):
    return lambda day, slug=SLUG: page_of(example, "promises", slug, day)


@pytest.fixture
def made_up(place, tmp_path):
    """The page of a made-up journey."""
    running = []

    def page(*tellings, day="2025-06-01"):
        running.append(tracker_of(place, tmp_path, lines_of(*tellings), lines_of(partnership_created)))
        return page_of(running[-1], "promises", SLUG, day)

    yield page
    running[-1].close()


def figures(tracker, day, slug=SLUG):
    with tracker.read(slug, date.fromisoformat(day)) as moment:
        return tracker.pages.figures.document(moment.tables, moment.address.log_id, slug, moment.on)


def section(page, ref):
    return next(each for each in page.sections if each.ref == ref)


def numbers(page, ref):
    """What a section counts, by its words."""
    return {line.words: line.shown for line in section(page, ref).lines.every}


def test_a_promise_that_was_mostly_broken_is_said_first(promises):
    page = promises("2026-06-30")
    assert page.verdict.words == "We broke our promise of a first answer in time more often than we kept it."
    assert page.verdict.tone == "bad"
    assert page.lede == "Here is each promise, since when it holds, and how we kept it."
    assert section(page, "answer").verdict.words == "We broke this promise more often than we kept it."


def test_a_first_answer_has_always_four_counts(promises):
    answer = section(promises("2025-08-01"), "answer")
    assert numbers(promises("2025-08-01"), "answer") == {
        "had a first answer in time": "15", "wait, and their day has not come: too soon to say": "64"
    }  # fmt: skip
    assert answer.lines.nought == "Nobody had it late. Nobody waits past their day."
    assert answer.notes == (
        "The middle one took 69 days: half came sooner, half later.",
        "64 people still wait for a first answer.",
        "Where we could not reach somebody, the answer lies ready under their code.",
    )


def test_where_a_few_could_be_worked_out_the_counts_are_not_shown(promises):
    answer = section(promises("2026-06-30"), "answer")  # 18 in time: 9 of a, 6 of b, and so 3 of all others
    assert numbers(promises("2026-06-30"), "answer") == {}
    assert answer.notes == (
        "Some numbers are not shown: one of them is so small that somebody could be picked out.",
        "The middle one took 93 days: half came sooner, half later.",
        "Nobody waits for a first answer.",
        "We could not reach 6 of them. Their answer lies ready under their code.",
    )


@pytest.mark.parametrize(
    ("day", "verdict", "lede"),
    [
        ("2024-11-05", "Nobody has told us anything yet, so there was nothing to keep.", "What we promise stands here"),
        ("2025-02-18", "We have kept every promise whose day has come.", "Here is each promise"),
        (
            "2025-05-01",
            "We have kept every promise whose day has come.",
            "9 of 9 first answers came within the 84 days that we promised.",
        ),
    ],
)
def test_what_is_said_first_goes_with_the_day(promises, day, verdict, lede):
    page = promises(day)
    assert page.verdict.words == verdict
    assert page.lede.startswith(lede)


@pytest.mark.parametrize("day", SEVEN_DAYS)
def test_the_numbers_are_those_of_the_figures(example, promises, day):
    page, known = promises(day), figures(example, day)
    first, acknowledged = known["contributions"]["first_answer"], known["contributions"]["acknowledged_in_promise"]
    told = numbers(page, "answer")
    if not HIDDEN_NOTE.intersection(section(page, "answer").notes):
        assert {name: int(told.get(words, 0)) for name, words in ANSWERED.items()} == {
            name: first[name] for name in ANSWERED
        }
    middle = [note for note in section(page, "answer").notes if note.startswith("The middle")]
    assert middle == (
        [f"The middle one took {first['days_median']} days: half came sooner, half later."]
        if first["days_median"]
        else []
    )
    assert numbers(page, "acknowledge") == {"were told in time that we have their words": str(acknowledged["n"])}
    assert acknowledged["of"] == acknowledged["n"]
    _are_those_of_the_themes(page, known, date.fromisoformat(day))


HIDDEN_NOTE = {"Some numbers are not shown: one of them is so small that somebody could be picked out."}

ANSWERED = {
    "in_promise": "had a first answer in time",
    "late": "had it late",
    "overdue": "still wait, and their day has passed",
    "not_yet_due": "wait, and their day has not come: too soon to say",
}


def _are_those_of_the_themes(page, known, on):
    """What is owed on themes, their work and their disagreements, against the figures."""
    owed = {each.ref: each for each in page.sections}
    waiting = [each for theme in known["themes"].values() for each in theme.get("waiting_on", ())]
    late = {kind: sum(w["kind"] == kind and w["days_past_due"] > 0 for w in waiting) for kind in ("reply", "review")}
    for ref, kind, words in (
        ("replies", "reply", "have not replied, and the day has passed"),
        ("look", "review", "not looked at again, and the day has passed"),
    ):
        assert int(numbers(page, ref).get(words, 0)) == late[kind] if ref in owed else not late[kind]
    actions = known["actions"]
    if "work" in owed:
        work = numbers(page, "work")
        assert int(work.get("done by the first day that we named", 0)) == actions["done_by_first_due_date"]
        by_first, later = actions["done_by_first_due_date"], int(work.get("done later than that", 0))
        assert by_first + later == actions["done"]
        assert len(owed["work"].owed) == len(actions["late"])
    else:
        assert not actions["planned"]
    days = known["disputes"]["days_to_answer"]
    assert ("disagree" in owed) is bool(days)
    assert not days or f"after {' and '.join(map(str, sorted(days)))}" in owed["disagree"].notes[0].replace(",", " and")
    again = sum(theme.get("told_something_since_changed", 0) for theme in known["themes"].values())
    told = " ".join(each.text for each in owed["again"].owed) if "again" in owed else ""
    assert told == (f"{again} people were told something that has changed since" if again else "")


def test_what_is_late_is_named_with_the_way_to_it(promises):
    page = promises("2026-06-30")
    assert [(each.name, each.text) for each in section(page, "update").owed] == [
        ("c4", "last news 236 days ago"),
        ("a", "last news 216 days ago"),
        ("c5", "last news 203 days ago"),
        ("c3", "last news 95 days ago"),
        ("b", "last news 68 days ago"),
    ]
    assert [(each.name, each.text) for each in section(page, "look").owed] == [
        ("c4", "we said 2 April 2026: we are 89 days late"),
        ("b", "moved from 16 April 2026 to 10 September 2026"),
    ]
    (silent,) = section(page, "replies").owed
    assert silent.text == "A parliamentary group on homelessness, due by 1 December 2025, 211 days late"
    looked, missed = "looked at again by the day", "not looked at again, and the day has passed"
    assert numbers(page, "look") == {looked: "2", missed: "1", "moved to a later day": "2"}
    assert section(page, "again").verdict.words == "We have not told everybody."


def test_people_were_asked_in_time_whether_it_changed(promises):
    assert numbers(promises("2026-06-30"), "check") == {"asked in time": "5"}
    assert section(promises("2025-05-01"), "check").verdict.words == "It is too soon to say."


def test_by_project_no_small_number_is_shown_and_none_can_be_worked_out(promises):
    last = promises("2026-06-30")  # 9 of 9, 6 of 6 and 3 of 64
    assert not last.projects_are_counted
    assert last.projects == (
        "A front door that feels safe: the middle first answer took about 14 weeks.",
        "Keeping your place: 9 of 9 first answers came in time. The middle first answer took about 10 weeks.",
        "Somewhere to go: 6 of 6 first answers came in time. The middle first answer took about 11 weeks.",
    )
    may = promises("2025-05-01")
    assert may.projects_are_counted
    assert may.projects[0].startswith("Keeping your place: 9 of 9 first answers came in time.")
    assert may.projects[1] == "Somewhere to go: 6 people wait, and it is too soon to say."


@pytest.mark.parametrize("offset", range(0, 320, 16))
def test_on_no_day_can_a_small_number_be_worked_out(example, promises, offset):
    day = (date(2025, 2, 4) + timedelta(days=offset)).isoformat()
    page, received = promises(day), figures(example, day)["contributions"]["received"]
    for ref in ("acknowledge", "answer"):
        lines = section(page, ref).lines.every
        shown = [int(line.shown) for line in lines if line.shown.isdigit()]
        assert all(n >= K for n in shown)
        assert not 0 < received - sum(shown) < K or not shown
        assert len(shown) != len(lines) - 1 or len(lines) == 1
    assert not re.search(r"\b[1-4] people", repr(page))


def test_what_is_not_due_is_not_called_broken(promises):
    assert section(promises("2025-02-18"), "answer").lines.nought == "Nobody’s day has come yet."
    work = section(promises("2025-04-14"), "work")
    assert (work.verdict.words, work.lines.nought) == ("It is too soon to say.", "")


def test_one_partnership_sees_nothing_of_another(promises):
    assert promises("2026-06-30", OTHER_SLUG).lede.startswith("9 of 9 first answers came")
    assert promises("2026-06-30", OTHER_SLUG).projects == ()


def test_a_promise_that_changed_holds_whoever_spoke_before_it_to_the_one_before(made_up):
    shorter = promised(days=30, from_on="2025-03-10")
    told = (somebody_said, another_said.but(on=date(2025, 3, 12)))
    page = made_up(partnership_created, promised, project_opened, *told, shorter.but(on=date(2025, 3, 12)))
    answer = section(page, "answer")
    assert answer.promised.said == "You have a first answer within 30 days."
    assert answer.promised.since == "Since 10 March 2025."
    assert answer.promised.others == (
        "From 1 January 2025 to 9 March 2025 it was 84 days. What began then is held to that.",
    )
    assert (answer.lines.every, answer.notes[0][:27]) == ((), "Some numbers are not shown:")
    assert page.verdict.words == "We broke our promise of a first answer in time every time."
    assert page.lede == "Here is each promise, since when it holds, and how we kept it."


def test_what_is_promised_for_later_is_said(made_up):
    later = promised(days=30, from_on="2026-01-01")
    answer = section(made_up(partnership_created, later, project_opened), "answer")
    assert answer.promised.since == "No time is agreed yet. Until one is, we go by this."
    assert answer.promised.others == ("From 1 January 2026 it is 30 days.",)


def test_terms_in_a_row_with_the_same_words_are_one():
    facts = [
        each.proposal.fact
        for each in (promised, promised(from_on="2025-06-01"), promised(days=1, from_on="2026-01-01"))
    ]
    assert [term.days for term in terms(facts, "answer")] == [84, 1]
    assert term_on(facts, "answer", date(2025, 7, 1)) == Term(84, "calendar", date(2025, 1, 1))
    assert term_on(facts, "answer", date(2024, 7, 1)) == Term(84, "calendar", None)


@pytest.mark.parametrize(
    ("day", "words"),
    [("2025-05-26", "It is too soon to say."), ("2025-05-27", "We broke this promise every time.")],
)
def test_the_last_day_is_in_time_and_the_next_is_not(made_up, day, words):
    assert section(made_up(*approved, day=day), "answer").verdict.words == words


def test_an_answer_in_time_keeps_the_promise(made_up):
    assert section(made_up(*decided, answered), "answer").verdict.words != "We broke this promise every time."


def test_a_look_again_day_that_moved_after_it_was_named_is_moved(made_up):
    refused = (*approved, looking, decide("not_now", "not_now"), review_moved)
    page = made_up(*refused, day="2025-06-01")
    assert numbers(page, "look") == {"moved to a later day": "1", "to come": "1"}
    assert section(page, "look").verdict.words == "It is too soon to say."


def test_a_day_that_passed_is_broken_though_it_was_moved(made_up):
    refused = (*approved, looking, decide("not_now", "not_now"), review_moved)
    page = made_up(*refused, day="2026-04-01")
    assert section(page, "look").verdict.words == "We broke this promise every time."


def test_a_thing_decided_again_was_looked_at_again(made_up):
    again = [decide("not_now", "agreed"), *decided_again[-2:]]
    page = made_up(*approved, looking, *again)
    assert numbers(page, "look") == {"looked at again by the day": "1"}


def test_work_that_is_late_names_its_owner(made_up):
    page = made_up(*decided, planned, day="2025-06-25")
    (late,) = section(page, "work").owed
    assert late.text == "Two Rivers Recovery: Write the policy, due by 20 June 2025, 5 days late"
    assert section(page, "work").verdict.words == "We broke this promise every time."


def test_a_reply_is_others_to_give(made_up):
    passed = (*approved, looking, decide("passed_on", "agreed"), passed_on)
    waiting = made_up(*passed, day="2025-05-01")
    assert section(waiting, "replies").verdict.words == "It is too soon to say."


def test_a_reply_in_time_is_said_to_be(made_up):
    passed = (*approved, looking, decide("passed_on", "agreed"), passed_on, replied)
    assert section(made_up(*passed), "replies").verdict.words == "Every reply came in time."


def test_who_took_their_words_back_first_is_not_counted_and_cannot_be_worked_out(place, tmp_path):
    told = [somebody_said(contributor=f"P-{n}").but(stream=f"contribution/c{n}") for n in range(1, 12)]
    lines = lines_of(partnership_created, project_opened, *told, withdrawn)
    tracker = tracker_of(place, tmp_path, lines, lines_of(partnership_created))
    with tracker.read(SLUG, date(2025, 6, 1)) as moment:
        found = day_of(moment.tables, moment.address.log_id, tracker.pages.journeys, moment.on).kept("answer")
    page = page_of(tracker, "promises", SLUG, "2025-06-01")
    tracker.close()
    assert (found.overdue, found.gone) == (10, 1)
    assert numbers(page, "answer") == {}  # ten beside the eleven that the board counts would tell of the one


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("called", ["promises", "waiting", "agreement"])
def test_how_many_queries_it_takes_does_not_grow(recorded, kind, called):
    counts = []
    for size in (20, 900):
        told = [somebody_said(contributor=None).but(stream=f"contribution/c{n}") for n in range(size)]
        lines = lines_of(partnership_created, project_opened, *told)
        counts.append(queries_of(recorded(kind, lines, another_partnership(lines)), called))
    assert counts[0] == counts[1] <= 14


def queries_of(tracker, called):
    """How many queries a page asks, once the day is folded."""
    asked = []
    with tracker.read(SLUG) as moment:
        event.listen(moment.tables, "before_cursor_execute", lambda *_: asked.append(1))
        getattr(tracker.pages, called).page(moment.tables, moment.address.log_id, moment.on)
    return len(asked)
