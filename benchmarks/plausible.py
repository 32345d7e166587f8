"""Plausible journeys of any length: an invented partnership's log that obeys every rule, the same for the same seed.

Written as a journey file. Themes begin one after another over ten years and overlap; each is said, worded, looked at,
decided, worked on, reported and checked, and about one in four is refused, dropped or denied.
"""

import heapq
import json
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, islice
from pathlib import Path
from random import Random
from typing import Any

Line = dict[str, Any]

BEGIN = date(2015, 1, 5)
YEARS_OF_STARTS = 10
PEOPLE_A_THEME = 50
FACTS_A_THEME = 180
"""How many lines a theme and those who spoke of it make at least, one with another: they make 207 on average."""

US = "Plausible Together"
COORDINATOR = {"role": "coordinator", "capacity": "staff", "org": US}
GROUP = {"role": "group", "capacity": "lived_experience", "org": "Peer Group"}
TEAM = {"role": "theme team", "capacity": "together", "org": US}
BODIES = ("Housing Options", "Recovery Service", "Day Centre", "Health Board", "Probation Office")
PROJECTS = ("a-front-door", "keeping-your-place", "somewhere-to-go")
SUBJECTS = ("Letters", "Appointments", "Waiting rooms", "Sundays", "Belongings", "Phone lines", "Reception", "Forms")
SAID = (
    "I waited for weeks and nobody said what was happening, so I stopped asking and went without.",
    "When I rang they asked me the same questions again, and I could not face it a third time.",
    "It is better than it was, but only if you know who to ask for, and most people do not.",
    "Nobody should have to say it out loud in front of everyone to be helped.",
)


def journey_file(path: Path, facts: int, seed: int = 1) -> None:
    """Write a journey file of so many facts."""
    with path.open("w", encoding="utf-8") as file:
        for line in lines(facts, seed):
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def lines(facts: int, seed: int = 1) -> Iterator[Line]:
    """So many lines, in the order in which they were recorded."""
    themes = max(1, -(-facts // FACTS_A_THEME) + 1)
    gap = YEARS_OF_STARTS * 365 / themes
    begins = ((n, BEGIN + timedelta(days=30 + int(n * gap))) for n in range(themes))
    told = ((on, _theme(n, on, Random(f"{seed}:{n}"))) for n, on in begins)
    return islice(_in_order(_beginning(), told), facts)


def _in_order(beginning: Iterator[Line], themes: Iterator[tuple[date, Iterator[Line]]]) -> Iterator[Line]:
    """Merge journeys by day, with no more of them open than overlap: none has a line from before it begins."""
    yield from beginning
    number = count()
    heap: list[tuple[str, int, Line, Iterator[Line]]] = []
    for begins, theme in themes:
        first = next(theme)
        while heap and heap[0][0] < begins.isoformat():
            yield from _pop(heap)
        heapq.heappush(heap, (first["recorded_on"], next(number), first, theme))
    while heap:
        yield from _pop(heap)


def _pop(heap: list[tuple[str, int, Line, Iterator[Line]]]) -> Iterator[Line]:
    _, number, line, theme = heap[0]
    yield line
    following = next(theme, None)
    if following is None:
        heapq.heappop(heap)
    else:
        heapq.heapreplace(heap, (following["recorded_on"], number, following, theme))


def _line(stream: str, fact: str, on: date, by: Line, seen: str = "public", /, **data: Any) -> Line:
    when = on.isoformat()
    head = {"occurred_on": when, "recorded_on": when, "type": fact, "stream": stream, "by": by, "visibility": seen}
    return head | {"data": {name: _written(value) for name, value in data.items()}}


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _beginning() -> Iterator[Line]:
    us, on = "partnership/plausible", BEGIN
    yield _line(us, "PartnershipCreated", on, COORDINATOR, name=US, fictional=True, purpose="To measure how fast it is")
    for body in BODIES:
        yield _line(us, "OrganisationJoined", on, COORDINATOR, name=body, kind="other")
    days = {"acknowledge": (5, "working"), "answer": (84, "calendar"), "update": (60, "calendar")}
    for promise, (n, unit) in days.items():
        yield _line(us, "PromiseSet", on, COORDINATOR, promise=promise, days=n, unit=unit, from_on=on)
    rules = {"quotes": "with_consent", "names": "with_consent", "date_precision_public": "month"}
    yield _line(us, "PrivacyRulesSet", on, COORDINATOR, k_public=5, k_extract=10, **rules)
    for project in PROJECTS:
        yield _line(
            f"workstream/{project}", "WorkstreamOpened", on, COORDINATOR,
            title=project.replace("-", " ").capitalize(), aim="People are heard", in_scope=["what we run"],
            out_of_scope=["national rules"], limits="We can change what we run", starts=on,
            ends=date(2029, 12, 31), intended_level="co-designed",
        )  # fmt: skip


def _theme(n: int, on: date, random: Random) -> Iterator[Line]:
    """One theme and everybody who spoke of it, from what was said to what people say of it."""
    theme, people = f"theme/t{n}", random.randint(PEOPLE_A_THEME // 2, 3 * PEOPLE_A_THEME // 2)
    spoke = sorted(on + timedelta(days=random.randrange(30)) for _ in range(people))
    who = [f"contribution/t{n}-{number}" for number in range(people)]
    for contribution, day in zip(who, spoke, strict=True):
        yield from _spoken(contribution, day, PROJECTS[n % len(PROJECTS)], random)
    on = spoke[-1]
    yield from _worded(theme, n, who, on := on + timedelta(days=7), random)
    body = BODIES[n % len(BODIES)]
    decider = {"role": "service manager", "capacity": "manager", "org": body}
    yield _line(
        theme, "ConsiderationStarted", on := on + timedelta(days=3), decider, body=body, due=on + timedelta(days=40)
    )
    refused = random.random() < 0.25
    yield _decision(theme, n, on := on + timedelta(days=random.randint(10, 60)), decider, refused=refused)
    for contribution in who:
        covers = [f"decision/t{n}-1"]
        yield _line(contribution, "AnswerGiven", on, COORDINATOR, "partnership", channel="text", covers=covers)
    if not refused:
        yield from _done(theme, n, on, decider, random)


def _spoken(contribution: str, on: date, project: str, random: Random) -> Iterator[Line]:
    yield _line(
        contribution, "ContributionReceived", on, GROUP, "partnership", route="direct", method="online",
        workstream=f"workstream/{project}", contributor=None, asks_change=random.random() < 0.9, stage="using_now",
        entered_for_person=False, words=random.choice(SAID),
    )  # fmt: skip
    yield _line(
        contribution, "ContributionAcknowledged", on, COORDINATOR, "partnership", channel="receipt_card",
        next_news_by=on + timedelta(days=28),
    )  # fmt: skip


def _worded(theme: str, n: int, who: list[str], on: date, random: Random) -> Iterator[Line]:
    subject = random.choice(SUBJECTS)
    asks = [{"id": f"t{n}-{number}", "text": f"Change this about {subject.lower()}"} for number in (1, 2)]
    yield _line(
        theme, "ThemeOpened", on, TEAM, "partnership", title=f"{subject} ({n})", you_said=random.choice(SAID),
        asks=asks, change_reach=random.choice(("own_team", "own_organisation", "across_partners", "national")),
        analysed_by={"lived_experience": 3, "staff": 2},
    )  # fmt: skip
    for contribution in who:
        yield _line(contribution, "ContributionThemed", on, TEAM, "partnership", points=[{"theme": theme}])
    checks = ["no_one_identifiable", "no_third_party", "plain_english", "fair"]
    approved = {"lived_experience": 2, "staff": 1}
    yield _line(theme, "PublicWordingApproved", on, TEAM, "partnership", checks=checks, approved_by=approved)


def _decision(theme: str, n: int, on: date, decider: Line, *, refused: bool) -> Line:
    look_again = {"kind": "review_on", "on": (on + timedelta(days=180)).isoformat(), "text": "We will look again"}
    no = {"verdict": "not_now", "reasons": ["money"], "reason_text": "There is no budget line for it this year"}
    parts = [{"ask": f"t{n}-1"} | (no | {"still": [look_again]} if refused else {"verdict": "agreed"})]
    parts += [{"ask": f"t{n}-2"} | no | {"still": [look_again]}]
    return _line(
        theme, "DecisionMade", on, decider, decision=f"decision/t{n}-1", body=decider["org"], how="consensus",
        final_say="The whole group", final_say_known_before=True, recommendation_followed="none_made",
        took_part=[
            {"capacity": "lived_experience", "n": 3, "part": "decided"},
            {"capacity": "manager", "n": 3, "part": "decided"},
        ],
        level_reached="co-designed", parts=parts, dissent=[],
    )  # fmt: skip


def _done(theme: str, n: int, on: date, owner: Line, random: Random) -> Iterator[Line]:
    action, due = f"action/t{n}-1", on + timedelta(days=60)
    decision, what = f"decision/t{n}-1", "Write it down, try it, and tell everyone"
    yield _line(
        action, "ActionPlanned", on, owner, theme=theme, decision=decision, what=what, owner=owner["org"], due=due
    )
    yield _line(action, "ActionStarted", on := on + timedelta(days=7), owner)
    on += timedelta(days=random.randint(20, 90))
    if random.random() < 0.1:
        still = [{"kind": "nothing_more_for_now", "text": "Nothing more for now"}]
        by = {"decided_by": owner["org"], "still": still, "text": "Nobody was left to do it"}
        yield _line(action, "ActionDropped", on, owner, reason="people_changed", **by)
        return
    yield _line(action, "ActionDone", on, owner, what="It is in place", evidence="A note of the day it began")
    yield from _checked(theme, n, on + timedelta(days=14), owner, random)


def _checked(theme: str, n: int, on: date, owner: Line, random: Random) -> Iterator[Line]:
    evidence = [{"type": "service_records", "summary": "Fewer people had to ask twice"}]
    yield _line(
        theme, "OutcomeReported", on, owner, outcome=f"outcome/t{n}-1", level="full", what_changed="It works now",
        since=on, evidence=evidence, limits="Three months only", link_to_change="contributed",
    )  # fmt: skip
    closes, no = on + timedelta(days=21), 5 * (random.random() < 0.3)
    outcome = f"outcome/t{n}-1"
    yield _line(
        theme, "ContributorCheckOpened", on, COORDINATOR, "partnership", outcome=outcome, asked=20, closes=closes
    )
    counts = {"asked": 20, "yes": 6, "partly": 1, "no": no, "cannot_tell": 0, "no_reply": 13 - no}
    result = "disputed" if no else "confirmed"
    yield _line(theme, "ContributorCheckClosed", closes, COORDINATOR, outcome=outcome, **counts, result=result)
