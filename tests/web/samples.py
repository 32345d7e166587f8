"""Pages that the example cannot show, from made-up view models: every status and knot, many pages, a dispute."""

from datetime import date

from flask import request

from projections.board.cards import Line
from projections.board.coverage import Asks, Coverage, HowFar
from projections.board.lateness import Late
from projections.board.page import BoardPage
from projections.board.seeking import Filter, Sought
from projections.celebration import CelebrationPage, ChangeCard, Measured, PutRight, Quote
from projections.record import Known, record_page
from projections.shared.telling.card import Card, Step
from projections.shared.telling.rich import Piece, line
from projections.shared.telling.wording import HEADLINES, Status
from projections.timeline.acts import Act, TimelineEntry
from projections.timeline.claims import Claim
from projections.timeline.decisions import Block, Spoken
from projections.timeline.disputes import Disagreement
from projections.timeline.owed import Owed
from projections.timeline.page import TimelinePage
from projections.timeline.sections import Section, WhatChanged
from tests.conftest import SLUG
from tracker.web import public
from tracker.web.doors import door

TODAY = date(2026, 6, 30)
LONG = "Supercalifragilisticexpialidocious.example.org/an-address-that-nobody-can-break"
HOSTILE = "<script>alert(1)</script> & “quotes” 'and' \"others\""

STEPS = (
    Step("We decided", "25 September 2025", "Two asks agreed, one not possible.", "part", "decided"),
    Step("Why not: Do not count a letter", "", f"The law or a national rule stops us. {HOSTILE}", "done"),
    Step("What can still be done", "", "Staff will ring, or ask the Hub to say that a letter is waiting.", "next"),
    Step("We did", "by 24 April 2026", "Copies go by text or email.", "part"),
    Step("Stuck – and why", "", f"Nobody answers. {LONG}", "bad"),
    Step("What changed, says Housing Options", "1 May 2026", "34 people use the Hub.", "part", "changed"),
    Step("Checked with you", "10 June 2026", "10 people replied. Most said no.", "bad", "checked"),
    Step("What happens next", "", "We said we would look again on 2 April 2026. We are 89 days late.", "next"),
)


def cards():
    for number, (code, (words, tone)) in enumerate(HEADLINES.items()):
        yield Card(
            theme=f"theme/s{number}",
            name=f"s{number}",
            status=Status(code, words, tone),
            title=f"{LONG if number == 3 else HOSTILE} ({number})",
            you_said="Some staff act as if we are lying." if number % 2 else f"{HOSTILE} " * 4,
            told_us="A small number of people told us, June to July 2025" if number % 3 else "",
            asks=("One thing",) * (number % 3),
            steps=STEPS[: 1 + number % len(STEPS)],
            days_since_news=number,
        )


def lines():
    for each in cards():
        yield Line(each.name, each.status, each.title, each.told_us, each.days_since_news)


def board():
    listed, sought = request.args.get("view") == "list", Sought(status=request.args.get("status", ""))
    return BoardPage(
        as_at=TODAY,
        coverage=Coverage(1234, 3, 49, 12, 100, 2, {"identifiable": 1, "unheard_of": 2}, k=5),
        how_far=HowFar(asked=1200, reported=66, confirmed=None, in_place=0),
        asks=Asks(yes=11, no=4),
        late=Late(("Some people still wait for one, and the day that we promised has passed.",), now=True),
        filters=(Filter("status", "Where it stands", (("stuck", "Stuck – and why"), ("x", LONG)), sought.status),),
        sought=sought,
        lines=tuple(lines()) if listed else (),
        found=100,
        cards=() if listed else tuple(list(cards())[:12]),
        themes=100,
        page=request.args.get("page", 1, int),
        pages=9,
    )


def told():
    """Entries with all that may belong to one, some of it hostile."""
    fixed = line(
        "We said ", Piece("£36,400", was="£57,200", to="e1"), ". Put right on ", Piece("10 July", to="e1"), "."
    )
    not_yet = (Claim(f"Not {each} yet", "", "next") for each in ("done", "reported", "confirmed"))
    claims = (Claim("Decided", "25 September 2025", "done"), *not_yet)
    return (
        TimelineEntry("e", "June and July 2025", "29 people told us.", said=True, beat="said"),
        TimelineEntry(
            "e1",
            "25 September 2025",
            f"The panel decided: agreed. {LONG}",
            beat="decided",
            lines=(fixed, line(HOSTILE)),
            spoken=(Spoken(line(HOSTILE), "From managers who did not agree."),),
            blocks=(Block(f"{LONG}: not now", (line(LONG),)), Block("", (line("Agreed: One; Two."),))),
            claims=claims,
        ),
        TimelineEntry(
            "e2", "25 September 2025", "We did two things.", same_day=True, items=(line(LONG), line(HOSTILE))
        ),
        TimelineEntry(
            "e3", "22 January 2026", "Tea Group disagreed.", mark="bad", beat="denied", spoken=(Spoken(line(LONG), ""),)
        ),
        TimelineEntry("e4", "10 February 2026", "The people who said it answered: in part.", mark="part"),
        TimelineEntry("e5", "12 February 2026", "Too few people replied to say.", mark="next"),
    )


ACTS = (Act("You said", "said", 1), Act("The first try", "decided", 2), Act("You said it had not changed", "denied", 4))


def timeline(card, sections, claims):
    said = line(f"{HOSTILE} ", Piece("now", was="before", to="e1"))
    return TimelinePage(TODAY, card, said, "Three people wrote this together.", sections, claims, told(), ACTS)


def disputed():
    card = next(each for each in cards() if each.status.code == "disputed")
    changed = WhatChanged(
        who="Housing Options",
        on="13 January 2026",
        claim=line("Room 2 is ready."),
        put_right=(line(Piece("Put right", to="e1"), ": ", Piece(LONG, was=LONG)),),
        evidence=("Before: 212. After: 81.",),
        limits="Two weeks only.",
        asked="Asked 22 January 2026 to 4 February 2026",
        verdict="More of them said no than yes.",
        replies="11 people replied.",
    )
    claims = (
        Claim("Decided", "25 September 2025", "done"),
        Claim("Done in part", "2 of 3 so far", "part"),
        Claim("Reported", "13 January 2026", "done"),
        Claim("People say no", "4 February 2026", "bad"),
    )
    answer = (line("Not answered yet: it has waited 51 days."), line(HOSTILE))
    against = (
        Disagreement(
            LONG, "Somebody who told us", line("About ", Piece("what we decided", to="e1"), "."), answer, True
        ),
        Disagreement(HOSTILE, "Tea Group", (), answer, False),
    )
    sections = (
        Section("changed", "What changed", "bad", changed=changed, claims=claims),
        Section("disagreed", "You disagreed", "bad", disagreements=against),
        Section("next", "What happens next", "next", owed=(Owed(f"{LONG} will decide.", 89), Owed(HOSTILE))),
    )
    return timeline(card._replace(asks=("One", "Two", LONG), steps=STEPS), sections, claims)


def refused():
    card = next(each for each in cards() if each.status.code == "not_possible")
    blocks = (Block(f"{LONG}: not possible", (line(f"Why: {HOSTILE}"), line(LONG))), Block("", (line("Agreed: One."),)))
    spoken = (Spoken(line(LONG), "From managers who did not agree."),)
    lines = (line("Tea Group recommended: ", Piece(LONG, said=True), " That was not followed."),)
    sections = (
        Section("decided", "We decided", "part", "25 September 2025", lines, blocks=blocks, spoken=spoken),
        Section("passed_on", "We passed it on", "next", "6 October 2025", items=(line(LONG), line(HOSTILE))),
        Section("stuck", "Stuck – and why", "part", lines=(line(LONG),)),
        Section("dropped", "We said we would and we did not", "bad", "1 May 2026", lines=(line(HOSTILE),)),
        Section("next", "What happens next", "next", owed=(Owed("No next step is planned."),)),
    )
    return timeline(card._replace(told_us="", asks=(), steps=STEPS[:3]), sections, ())


def celebration():
    measured = {
        "a": Measured("7 of 9 people", "900 of 1234 people", ""),
        "b": Measured("half", "all", "in May"),
        "c": None,
    }
    put_right = PutRight("1 February 2026", (line(Piece("81 days", was=LONG)),), (HOSTILE,), "e12")
    changes = (
        ChangeCard(
            theme=f"theme/{name}",
            name=name,
            title=f"Title of {name}",
            status=Status("confirmed", *HEADLINES["confirmed"]),
            claim=line("What changed in ", Piece(name, was=LONG)) if name == "a" else line(f"What changed in {name}"),
            who="Housing Options",
            measured=figures,
            more=(),
            sources="A note.",
            limits=(),
            confirmed_on="",
            replies="",
            link="It may be a coincidence.",
            put_right=put_right if name == "a" else None,
        )
        for name, figures in measured.items()
    )
    quotes = (Quote(HOSTILE, "A sister"), Quote("They came and found me.", "A man"))
    return CelebrationPage(
        as_at=TODAY,
        name="many",
        changes=tuple(changes),
        quotes=quotes,
        thanks="Two members of the Kettle Group.",
        without_names="Everyone else.",
        still_to_do="Much.",
        held="",
    )


def record():
    known = Known(
        facts=1_204_117, newest_on=TODAY, signed=1_203_900, behind=3, waited=7_200, set_aside=(*range(40, 1_040, 43),)
    )
    return record_page(known, TODAY)


SAMPLES = {
    "board": ("board/page.html", "board", board),
    "disputed": ("timeline/page.html", "timeline", disputed),
    "refused": ("timeline/page.html", "timeline", refused),
    "celebration": ("celebration/page.html", "celebration", celebration),
    "record": ("record/page.html", "record", record),
}


def add_samples(app, tracker):
    """Serve them beside the real pages, with a door that names nobody and a page that fails."""

    @door("public")
    def sample(name):
        template, called, make = SAMPLES[name]
        with tracker.read(SLUG) as moment:
            kept = {name: request.args[name] for name in ("status", "view") if name in request.args}
            return public._render(template, moment, **{called: make(), "celebrated": ["a-1"], "kept": kept})

    @door("public")
    def fault():
        raise RuntimeError

    app.add_url_rule("/samples/<any(board, disputed, refused, celebration, record):name>", view_func=sample)
    app.add_url_rule("/samples/shut", endpoint="shut", view_func=lambda: "nobody may read this")
    app.add_url_rule("/samples/fault", view_func=fault)
