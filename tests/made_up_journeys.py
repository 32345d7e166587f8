"""Made-up journeys for what the example does not show: one partnership, one theme for each state a theme can be in.

Nobody here is real. Each theme is told by six people, so that its numbers are shown.
"""

import json

MANY = "Many States Together"
MANY_SLUG = "many-states-together"

STAFF = {"role": "coordinator", "capacity": "staff", "org": MANY}
OWNER = {"role": "service manager", "capacity": "manager", "org": "The Day Centre"}
GROUP = {"role": "group", "capacity": "lived_experience", "org": "Tea Group"}
SOMEBODY = {"role": "contributor", "capacity": "lived_experience", "org": None}

FOUR_CHECKS = ["no_one_identifiable", "no_third_party", "plain_english", "fair"]
LOOK_AGAIN = {"kind": "review_on", "on": "2026-09-01", "text": "When the money is set"}
NO_MONEY = {"reasons": ["money"], "reason_text": "It would cost £9,000 a year.", "still": [LOOK_AGAIN]}
BY_LAW = {
    "reasons": ["law"],
    "reason_text": "The Housing Act says so.",
    "still": [{"kind": "take_it_further", "text": "Ask the MP", "on": "2026-10-01"}],
}
NOT_OURS = {
    "reasons": ["not_ours"],
    "reason_text": "The council decides this.",
    "still": [{"kind": "waiting_for_reply", "text": "We wait for the council"}],
    "passed_to": "The council",
}
THERE = {"where": "At the front desk", "why_people_did_not_know": "There is no sign"}
HALF = {"agreed": "Mondays", "not_agreed": "The other days", **NO_MONEY}
PRIVATE = {
    "reasons": ["private_reason"],
    "reason_text": "There is a reason that we cannot share.",
    "still": [LOOK_AGAIN],
    "reason_held_by": "The chair",
    "second_approver": "The auditor",
}


def fact(stream, kind, on, by=STAFF, visibility="public", recorded_on=None, **data):
    """One line of a journey file."""
    said = {"stream": stream, "type": kind, "occurred_on": on, "recorded_on": recorded_on or on, "by": by}
    return {**said, "visibility": visibility, "data": data}


def in_order(facts):
    """The lines of a journey file, in the order in which they were written down; of one day, as they are told."""
    return [json.dumps(each, ensure_ascii=False) for each in sorted(facts, key=lambda each: each["recorded_on"])]


def partnership():
    us = "partnership/many"
    yield fact(us, "PartnershipCreated", "2025-01-01", name=MANY, fictional=True, purpose="To try every state")
    for promise, days in (("answer", 84), ("update", 60), ("check_outcome", 30)):
        yield fact(us, "PromiseSet", "2025-01-01", promise=promise, days=days, unit="calendar", from_on="2025-01-01")
    yield fact(
        "workstream/one",
        "WorkstreamOpened",
        "2025-01-02",
        title="One project",
        aim="To try every state",
        in_scope=["everything"],
        out_of_scope=["nothing"],
        limits="No more staff",
        starts="2025-01-02",
        ends="2027-01-02",
        intended_level="co-produced",
    )


def spoken(name, people=6):
    """A theme in agreed words, told by six people."""
    theme = f"theme/{name}"
    for n in range(people):
        at = f"contribution/{name}{n}"
        yield fact(
            at,
            "ContributionReceived",
            "2026-01-05",
            visibility="partnership",
            route="direct",
            method="online",
            workstream="workstream/one",
            contributor=None,
            asks_change=True,
            stage="not_said",
            entered_for_person=False,
            words=f"Words of {name}",
        )
    yield fact(
        theme,
        "ThemeOpened",
        "2026-01-20",
        visibility="partnership",
        title=f"Title of {name}",
        you_said=f"We said what {name} says",
        asks=[{"id": f"{name}-1", "text": f"The first ask of {name}"}, {"id": f"{name}-2", "text": "The second ask"}],
        change_reach="own_team",
        analysed_by={"lived_experience": 2, "staff": 1},
    )
    for n in range(people):
        at = f"contribution/{name}{n}"
        yield fact(at, "ContributionThemed", "2026-01-21", visibility="partnership", points=[{"theme": theme}])
    yield fact(theme, "PublicWordingApproved", "2026-01-22", checks=FOUR_CHECKS, approved_by={"lived_experience": 2})


def looked_at(name, on="2026-02-01", due="2026-03-01"):
    yield fact(f"theme/{name}", "ConsiderationStarted", on, OWNER, body="Day centre board", due=due)


def decided(name, *verdicts, on="2026-02-20", number=1, **more):
    """A decision on the two asks: the verdict on each, and what belongs to it."""
    parts = [{"ask": f"{name}-{n}", "verdict": verdict, **given} for n, (verdict, given) in enumerate(verdicts, 1)]
    data = {
        "decision": f"decision/{name}-{number}",
        "body": "Day centre board",
        "how": "vote",
        "votes": {"for_yes": 4, "against_yes": 3},
        "final_say": "The board",
        "final_say_known_before": True,
        "took_part": [
            {"capacity": "lived_experience", "n": 3, "part": "decided"},
            {"capacity": "manager", "n": 4, "part": "decided"},
            {"capacity": "commissioner", "n": 1, "part": "observed"},
        ],
        "recommendation_followed": "none_made",
        "level_reached": "consulted",
        "parts": parts,
        "dissent": [{"capacity": "manager", "text": "We worry about the rota"}],
    }
    if number > 1:
        data["supersedes"] = f"decision/{name}-{number - 1}"
    yield fact(f"theme/{name}", "DecisionMade", on, OWNER, **data | more)


YES = (("agreed", {}), ("agreed", {}))


def begun(name, *verdicts):
    yield from spoken(name)
    yield from looked_at(name)
    yield from decided(name, *(verdicts or YES))


def planned(name, n, due="2026-05-01", **more):
    data = {"theme": f"theme/{name}", "decision": f"decision/{name}-1", "what": f"Work {n} of {name}"}
    owner = {"owner": "The Day Centre", "due": due, **more}
    yield fact(f"action/{name}{n}", "ActionPlanned", "2026-02-25", OWNER, **data, **owner)


def doing(name, *, done=(), on="2026-04-01"):
    """Two actions begun, and some of them done."""
    yield from begun(name)
    for n in (1, 2):
        yield from planned(name, n)
    for n in (1, 2):
        yield fact(f"action/{name}{n}", "ActionStarted", "2026-03-01", OWNER)
    for n in done:
        yield fact(f"action/{name}{n}", "ActionDone", on, OWNER, what=f"Work {n} is done", evidence="a photo")


def stuck(name, n, on="2026-03-20"):
    why = {"reason": "people", "text": "Both are ill", "would_unstick": "A stand-in", "look_again_on": "2026-05-10"}
    yield fact(f"action/{name}{n}", "ActionStalled", on, OWNER, **why)


def dropped(name, n, on="2026-04-10"):
    still = [{"kind": "nothing_more_for_now", "text": "Nothing more this year", "decided_by": "The board"}]
    why = {"reason": "dropped_by_us", "text": "Nobody did it.", "still": still, "decided_by": "The board"}
    yield fact(f"action/{name}{n}", "ActionDropped", on, OWNER, **why)


def reported(name, number=1, on="2026-04-15", level="full", **more):
    yield fact(
        f"theme/{name}",
        "OutcomeReported",
        on,
        OWNER,
        **{
            "outcome": f"outcome/{name}-{number}",
            "level": level,
            "what_changed": "The room is open on 212 days",
            "since": "2026-04-02",
            "evidence": [{"type": "service_records", "summary": "Open on 212 days"}],
            "limits": "We counted ourselves",
            "link_to_change": "direct",
            **more,
        },
    )


def asked(name, number=1, on="2026-04-16", closes="2026-05-01"):
    data = {"outcome": f"outcome/{name}-{number}", "asked": 12, "closes": closes}
    yield fact(f"theme/{name}", "ContributorCheckOpened", on, visibility="partnership", **data)


def answered(name, result, number=1, on="2026-05-01", **counts):
    data = {"asked": 12, "yes": 0, "partly": 0, "no": 0, "cannot_tell": 0, "no_reply": 0, **counts}
    yield fact(f"theme/{name}", "ContributorCheckClosed", on, outcome=f"outcome/{name}-{number}", result=result, **data)


def disputed(name, about, on="2026-05-10", by=SOMEBODY, number=1):
    data = {"dispute": f"dispute/{name}-{number}", "about": about, "text": "It is shut every afternoon"}
    evidence = [{"type": "peer_visits", "n": 3}]
    yield fact(f"theme/{name}", "DisputeRaised", on, by, **data, evidence=evidence)


def dispute_answered(name, finding, on="2026-05-20", accepted="yes", number=1):
    data = {"dispute": f"dispute/{name}-{number}", "finding": finding, "explanation": "We looked: it was shut"}
    by = {"role": "chair", "capacity": "trustee", "org": "The Trust"}
    yield fact(f"theme/{name}", "DisputeAnswered", on, by, **data, accepted_by_contributor=accepted)
