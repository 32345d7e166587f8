"""What somebody said in public, or in the answer to a check, goes when they ask for it (R2, R16, R21)."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.application.conftest import told
from tests.application.test_erasing import figures, held_keys, log_id_of, private
from tests.conftest import NOW, SLUG
from tests.databases import settings_for
from tracker.application.ports import Written
from tracker.application.reading import read_fact
from tracker.application.recording import Recording, Stamp, carry_out
from tracker.domain.refusals import NotKnown, WordsOfAnother
from tracker.domain.rulebook import Proposal, words_of
from tracker.events import BY_NAME, Actor, PartyName
from tracker.events.shape import leaves
from tracker.eventstore.reading import all_entries
from tracker.keeping.verifying import Asked
from tracker.wiring import verify

A04, A06 = "person/P-A04", "person/P-A06"
GONE = "these words were removed at the person’s request"
CONTRIBUTOR = {"role": "contributor", "capacity": "lived_experience", "org": None}


def said(n, text, who=None, about="decision/a-1"):
    evidence = [{"type": "note", "summary": f"What {n} wrote down"}]
    line = told("theme/a", "DisputeRaised", dispute=f"dispute/{n}", about=about, text=text, evidence=evidence)
    return line | {"by": CONTRIBUTOR | ({"ref": who} if who else {})}


def checked(words, who=None):
    line = told("theme/a", "ContributorCheckAnswered", visibility="partnership", outcome="outcome/a-1", answer="no")
    return line | {"by": CONTRIBUTOR | ({"ref": who} if who else {}), "data": line["data"] | {"words": words}}


def erased(*streams, scope=("words",), stream=A04):
    days = {"asked_on": "2026-06-29", "done_on": "2026-06-30"}
    return private(stream, "PersonalDataErased", scope=[*scope], **days, streams=[*streams])


DISPUTES = (
    said("one", "Nobody answers on Mondays", "P-A04"),
    said("two", "The letters still come late", "person/P-A06"),
    said("three", "It is shut at four"),
)
CHECKS = (checked("My sister waited again", "P-A04"), checked("I rang for a week", "P-A06"), checked("I was not asked"))
ASKED = told("theme/a", "ContributorCheckOpened", outcome="outcome/a-1", asked=8, closes="2026-07-30")
TOLD = (*DISPUTES, ASKED, *CHECKS)
TEXTS = ("Nobody answers on Mondays", "The letters still come late", "It is shut at four")


def words_in(desk, topic):
    """What each fact of a topic says, or None where nobody can open it."""
    with desk.tracker.read(SLUG) as moment:
        found = [
            leaf.value
            for entry in all_entries(moment.tables, moment.address.log_id, topics=[topic])
            for leaf in leaves(entry.envelope.fact)
            if leaf.answer.words
        ]
        opened = moment.open_words(found)
    return [opened.get(each.ref) for each in found]


def disputes_on_the_page(desk, day=None):
    """Every dispute of the theme as its timeline tells it, in order."""
    with desk.tracker.read(SLUG, date.fromisoformat(day) if day else None) as moment:
        page = desk.tracker.pages.timeline.page(moment.tables, moment.address.log_id, "theme/a", moment.on)
        rows = moment.tables.execute(select(desk.tracker.pages.journeys.words.table.c.text)).scalars().all()
    told_of = [str(each) for entry in page.entries if "disagreed" in entry.sentence for each in entry.spoken]
    return told_of, rows


def is_whole(desk):
    return verify(settings_for(desk.place, desk.folder), SLUG, Asked())


def proposed(line):
    by, on = line["by"], date.fromisoformat(line["recorded_on"])
    org = PartyName(by["org"]) if by["org"] else None
    return Proposal(
        stream=line["stream"],
        fact=read_fact(BY_NAME[line["type"]], line["data"]),
        by=Actor(role=PartyName(by["role"]), capacity=by["capacity"], org=org, ref=by.get("ref")),
        occurred_on=on,
        recorded_on=on,
        visibility=line["visibility"],
    )


def record(desk, line):
    """Record one thing on its own, as a form does."""
    log_id = log_id_of(desk)
    with desk.tracker.logs.work_on(log_id) as unit:
        carry_out(unit, uuid4().hex, [proposed(line)], lambda: NOW)
    desk.tracker.catch_up(log_id)


@pytest.fixture
def spoken(desk, example):
    desk.when([*example, *TOLD]).then_recorded(124)
    return desk


def test_words_are_sealed_as_those_of_whoever_said_them(spoken):
    keys = held_keys(spoken, log_id_of(spoken))
    assert {(A04, "own_words"), (A06, "own_words"), ("dispute/three", "own_words"), ("theme/a", "own_words")} <= keys
    assert ("dispute/one", "own_words") not in keys
    assert is_whole(spoken).findings == []


def test_erasing_a_person_erases_what_they_said_and_nobody_elses(spoken):
    before = figures(spoken)
    record(spoken, erased(A04))
    assert words_in(spoken, "dispute-raised/1") == [
        None, None, TEXTS[1], "What two wrote down", TEXTS[2], "What three wrote down"
    ]  # fmt: skip
    assert words_in(spoken, "contributor-check-answered/1") == [None, "I rang for a week", "I was not asked"]
    assert (A04, "own_words") not in held_keys(spoken, log_id_of(spoken))
    assert figures(spoken) == before
    verdict = is_whole(spoken)
    assert (verdict.findings, verdict.words_erased) == ([], 3)


def test_the_page_says_that_the_words_were_removed_at_the_next_look_and_on_past_days(spoken):
    record(spoken, private("contribution/a05", "SignpostGiven", to=["The ombudsman"]))
    for day in (None, "2026-06-30"):
        shown, rows = disputes_on_the_page(spoken, day)
        assert [text for text in TEXTS if any(text in each for each in shown)] == [*TEXTS]
        assert {*TEXTS} <= {*rows}
    record(spoken, erased(A04))
    for day in (None, "2026-06-30"):
        shown, rows = disputes_on_the_page(spoken, day)
        assert [text for text in TEXTS if any(text in each for each in shown)] == [*TEXTS[1:]]
        assert sum(GONE in each for each in shown) == 1
        assert TEXTS[0] not in rows
        assert "What one wrote down" not in rows


def test_what_was_said_and_erased_stands_in_no_file(spoken):
    disputes_on_the_page(spoken)
    record(spoken, erased(A04))
    (spoken.folder / "brought.jsonl").unlink()
    files = [path.read_bytes() for path in spoken.folder.rglob("*") if path.is_file()]
    for text in (TEXTS[0], "What one wrote down", "My sister waited again"):
        assert not any(text.encode() in held or text.encode("utf-16-le") in held for held in files)


def test_somebody_of_whom_nothing_else_is_known_can_have_their_words_erased(spoken):
    assert spoken.tracker.find(SLUG)
    record(spoken, erased(A06, stream=A06))
    assert words_in(spoken, "contributor-check-answered/1")[1] is None
    with pytest.raises(NotKnown, match="person/P-A99"):
        record(spoken, erased("person/P-A99", stream="person/P-A99"))


def test_a_dispute_that_nobody_is_known_to_have_raised_is_erased_by_its_own_name(spoken):
    record(spoken, erased("dispute/three"))
    assert words_in(spoken, "dispute-raised/1")[4:] == [None, None]
    assert words_in(spoken, "dispute-raised/1")[0] == TEXTS[0]
    assert is_whole(spoken).findings == []
    with pytest.raises(WordsOfAnother, match="the words of dispute/one are kept with those of person/P-A04"):
        record(spoken, erased("dispute/one"))


def test_erasing_how_to_reach_somebody_leaves_what_they_said(spoken):
    record(spoken, erased(A04, scope=("contact",)))
    assert None not in words_in(spoken, "dispute-raised/1")
    assert TEXTS[0] in disputes_on_the_page(spoken)[1]


def test_what_is_said_after_an_erasure_stands_there(spoken):
    record(spoken, erased(A04))
    record(spoken, said("four", "Now it is the phone", "P-A04"))
    assert words_in(spoken, "dispute-raised/1")[-2:] == ["Now it is the phone", "What four wrote down"]
    assert "Now it is the phone" in disputes_on_the_page(spoken)[1]
    assert TEXTS[0] not in disputes_on_the_page(spoken)[1]
    assert is_whole(spoken).findings == []


@pytest.mark.parametrize(
    "no",
    [
        private(A04, "ConsentWithdrawn", scope=["quote"], effect="My words go"),
        private(A04, "ConsentWithdrawn", scope=["keep", "theme"], effect="All of it"),
        private(A04, "ConsentChanged", theme=False, wording_version="v1"),
        private("contribution/a04", "ContributionWithdrawn", scope=["words"]),
    ],
    ids=["quote", "keep", "changed", "contribution"],
)
def test_what_somebody_takes_back_is_on_no_page_and_no_past_day(spoken, no):
    record(spoken, private("contribution/a05", "SignpostGiven", to=["The ombudsman"]))
    record(spoken, no)
    for day in (None, "2026-06-29"):
        shown, rows = disputes_on_the_page(spoken, day)
        assert TEXTS[0] not in rows
    shown, rows = disputes_on_the_page(spoken)
    assert sum(GONE in each for each in shown) == 1
    assert {*TEXTS[1:]} <= {*rows}
    assert words_in(spoken, "dispute-raised/1")[0] == TEXTS[0]  # nobody asked to have it erased


@pytest.mark.parametrize(
    "other",
    [
        private(A04, "ConsentWithdrawn", scope=["recontact"], effect="Do not ring"),
        private(A04, "ConsentChanged", quote=False, only_for="celebration/1", wording_version="v1"),
        private("contribution/a04", "ContributionWithdrawn", scope=["name"]),
        private("contribution/a05", "ContributionWithdrawn", scope=["all"]),
    ],
    ids=["recontact", "one page", "name", "somebody else"],
)
def test_whatever_else_they_take_back_leaves_it(desk, example, other):
    desk.when([*example, *TOLD, other]).then_recorded(125)
    assert TEXTS[0] in disputes_on_the_page(desk)[1]


def test_a_no_from_before_does_not_silence_what_is_said_in_public_after_it(desk, example):
    no = private(A04, "ConsentWithdrawn", scope=["quote"], effect="My words go")
    desk.when([*example, no, *TOLD]).then_recorded(125)
    assert {*TEXTS} <= {*disputes_on_the_page(desk)[1]}


def test_a_page_made_again_has_forgotten_the_same(spoken):
    record(spoken, erased(A04))
    record(spoken, private(A06, "ConsentWithdrawn", scope=["quote"], effect="My words go"))
    before = tables_now(spoken)
    assert len(before["public_words_gone"]) == 2
    spoken.tracker.rebuilding.rebuild()
    assert tables_now(spoken) == before


def tables_now(desk):
    """The rows of the public's pages, whichever generation of their tables is live."""
    generation = desk.tracker.pages.generations["public"]
    rows = desk.place.rows()
    return {name.removesuffix(f"_g{generation}"): rows[name] for name in rows if name.endswith(f"_g{generation}")}


def test_words_that_are_taken_back_go_from_tables_that_are_kept_as_well(spoken):
    spoken.tracker.rebuilding.rebuild()
    kept = spoken.place.rows()
    said = [text for name, rows in kept.items() if name.startswith("public_words_g") for row in rows for text in row]
    assert sum(text in TEXTS for text in said) > len({*TEXTS} & {*said})  # each stands in two generations
    record(spoken, erased(A04))
    gone = {*TEXTS} - {*disputes_on_the_page(spoken)[1]}
    left = {text for rows in spoken.place.rows().values() for row in rows for text in row if isinstance(text, str)}
    assert gone
    assert gone.isdisjoint(left)


def test_a_log_from_before_is_read_and_verified_as_it_was(spoken):
    """A dispute was sealed with its theme's published words once, and its fact says nothing of a record."""
    log_id, proposal = log_id_of(spoken), proposed(said("old", "It was so before", "P-A04"))
    with spoken.tracker.logs.work_on(log_id) as unit:
        old = next(unit.facts("dispute-raised/1"))
        sealed = unit.seal("theme/a", "dispute-raised/1:text", "published", "It was so before")
        fact = replace(proposal.fact, text=sealed, evidence=())
        before = replace(old, event_id="0" * 32, fact=fact, words_of=None)
        Recording(unit).tell_again(before, Stamp(NOW, "old"))
        position = unit.log.recorder.max_notification_id() - 1
        unit.answer("old", Written(position, position))
    spoken.tracker.catch_up(log_id)
    assert words_in(spoken, "dispute-raised/1")[-1] == "It was so before"
    assert "It was so before" in disputes_on_the_page(spoken)[1]
    assert is_whole(spoken).findings == []
    record(spoken, erased(A04))
    assert is_whole(spoken).findings == []
    with pytest.raises(WordsOfAnother, match="kept with those of theme/a"):
        record(spoken, erased("dispute/old"))


@pytest.mark.parametrize(
    ("who", "record_of_words"),
    [("P-A04", A04), (A04, A04), (None, "dispute/x"), ("staff/17", "dispute/x")],
)
def test_whose_words_they_are(who, record_of_words):
    assert words_of(proposed(said("x", "It is so", who))) == record_of_words
