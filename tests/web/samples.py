"""Pages that the example cannot show, from made-up view models: every status and knot, many pages, a dispute."""

from dataclasses import replace
from datetime import date

from flask import request

from projections.board import BoardPage
from projections.celebration import CelebrationPage, ChangeCard, Measured, Quote
from projections.shared.card import Card, Step
from projections.shared.cards import Line
from projections.shared.coverage import Asks, Coverage, HowFar
from projections.shared.lateness import Late
from projections.shared.seeking import Filter, Sought
from projections.shared.wording import HEADLINES, Status
from projections.timeline import Claim, TimelineEntry, TimelinePage, WhatChanged
from tests.conftest import SLUG
from tracker.web import public
from tracker.web.doors import door

TODAY = date(2026, 6, 30)
LONG = "Supercalifragilisticexpialidocious.example.org/an-address-that-nobody-can-break"
HOSTILE = "<script>alert(1)</script> & “quotes” 'and' \"others\""

STEPS = (
    Step("We decided", "25 September 2025", "Two asks agreed, one not possible, by the Head of Housing.", "part"),
    Step("Why not: Do not count a letter", "", f"The law or a national rule stops us. {HOSTILE}", "done"),
    Step("What can still be done", "", "Staff will ring, or ask the Hub to say that a letter is waiting.", "next"),
    Step("We did", "by 24 April 2026", "Copies go by text or email.", "part"),
    Step("Stuck – and why", "", f"Nobody answers. {LONG}", "bad"),
    Step("What changed, says Housing Options", "1 May 2026", "34 people use the Hub.", "part", about_change=True),
    Step("Checked with you", "10 June 2026", "10 people replied. Most said no.", "bad", about_change=True),
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
        how_far=HowFar(asked_for_change=1200, reported=66, confirmed=3, in_place=0),
        asks=Asks(yes=11, no=4),
        late=Late(("A small number of people still wait for one, and the day that we promised has passed.",), now=True),
        filters=(Filter("status", "Where it stands", (("stuck", "Stuck – and why"), ("x", LONG)), sought.status),),
        sought=sought,
        lines=tuple(lines()) if listed else (),
        found=100,
        cards=() if listed else tuple(list(cards())[:12]),
        themes=100,
        page=request.args.get("page", 1, int),
        pages=9,
    )


def timeline(card, changed, claims):
    entries = (
        TimelineEntry(None, "June and July 2025", "29 people told us.", (), "said", "You said"),
        TimelineEntry(1, "25 September 2025", f"The panel decided: agreed. {LONG}", (HOSTILE,), act="We decided"),
        TimelineEntry(2, "22 January 2026", "We disagreed.", ("It is locked.",), "said", "Did it change?", "bad"),
        TimelineEntry(3, "10 February 2026", "The people who said it answered: in part.", (), "said", "", "part"),
        TimelineEntry(4, "12 February 2026", "Too few people replied to say.", (), mark="next"),
    )
    dissent = (("Worried about caseload", "managers"),)
    return TimelinePage(TODAY, card, "Three people wrote this together.", claims, changed, dissent, entries)


def disputed():
    card = next(each for each in cards() if each.status.code == "disputed")
    changed = WhatChanged(
        who="Housing Options",
        on="13 January 2026",
        claim="Room 2 is ready.",
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
    return timeline(replace(card, asks=("One", "Two", LONG), steps=STEPS), changed, claims)


def refused():
    card = next(each for each in cards() if each.status.code == "not_possible")
    not_yet = (Claim(f"Not {each} yet", "", "next") for each in ("done", "reported", "confirmed"))
    claims = (Claim("Decided", "25 September 2025", "done"), *not_yet)
    return timeline(replace(card, told_us="", asks=(), steps=STEPS[:3]), None, claims)


def celebration():
    measured = {
        "a": Measured("7 of 9 people", "900 of 1234 people", ""),
        "b": Measured("half", "all", "in May"),
        "c": None,
    }
    changes = (
        ChangeCard(
            theme=f"theme/{name}",
            name=name,
            title=f"Title of {name}",
            status=Status("confirmed", *HEADLINES["confirmed"]),
            claim=f"What changed in {name}",
            who="Housing Options",
            measured=figures,
            more=(),
            sources="A note.",
            limits="",
            confirmed_on="",
            replies="",
            link="It may be a coincidence.",
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


SAMPLES = {
    "board": ("board/page.html", "board", board),
    "disputed": ("timeline/page.html", "timeline", disputed),
    "refused": ("timeline/page.html", "timeline", refused),
    "celebration": ("celebration/page.html", "celebration", celebration),
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

    app.add_url_rule("/samples/<any(board, disputed, refused, celebration):name>", view_func=sample)
    app.add_url_rule("/samples/shut", endpoint="shut", view_func=lambda: "nobody may read this")
    app.add_url_rule("/samples/fault", view_func=fault)
