"""Themes as a journey file tells them, as many as a test needs: who spoke, what was opened, agreed and decided."""

import json

BY = {"role": "theme team", "capacity": "together", "org": "Norrick Vale Together"}
SPOKEN_ON, OPENED_ON, AGREED_ON, DECIDED_ON = "2025-02-01", "2025-02-09", "2025-02-11", "2025-03-10"


def told(stream, kind, day, **data):
    visibility = {"contribution": "partnership", "person": "restricted"}.get(stream.partition("/")[0], "public")
    said = {"stream": stream, "type": kind, "occurred_on": day, "recorded_on": day, "by": BY, "visibility": visibility}
    return json.dumps({**said, "data": data})


def spoke(name, day, *themes, contributor=None):
    where = {"route": "direct", "method": "online", "workstream": "workstream/keeping-your-place"}
    who = {"contributor": contributor, "asks_change": True, "stage": "not_said", "entered_for_person": False}
    yield told(f"contribution/{name}", "ContributionReceived", day, **where, **who, words=f"Words of {name}")
    if themes:
        yield themed(name, "2025-02-10", *themes)


def themed(name, day, *themes, kind="ContributionThemed", **data):
    return told(f"contribution/{name}", kind, day, points=[{"theme": f"theme/{t}"} for t in themes], **data)


def opened(name, title=None, said=None):
    words = {"title": title or f"Title of {name}", "you_said": said or f"What {name} says", "change_reach": "own_team"}
    asks = [{"id": f"{name}-1", "text": f"Ask of {name}"}]
    return told(f"theme/{name}", "ThemeOpened", OPENED_ON, **words, asks=asks, analysed_by={"lived_experience": 1})


def agreed(name):
    checks = ["no_one_identifiable", "no_third_party", "plain_english", "fair"]
    approved = {"lived_experience": 1}
    return told(f"theme/{name}", "PublicWordingApproved", AGREED_ON, checks=checks, approved_by=approved)


def looked_at(name, day=DECIDED_ON):
    return told(f"theme/{name}", "ConsiderationStarted", day, body="Two Rivers Recovery", due="2025-04-11")


def decided(name, number=1, day=DECIDED_ON, **data):
    supersedes = {"supersedes": f"decision/{name}-{number - 1}"} if number > 1 else {}
    how = {"how": "consensus", "final_say": "All of them", "final_say_known_before": True, "level_reached": "consulted"}
    who = {"took_part": [{"capacity": "lived_experience", "n": 2, "part": "decided"}], "body": "Two Rivers Recovery"}
    parts = {
        "recommendation_followed": "none_made",
        "dissent": [],
        "parts": [{"ask": f"{name}-1", "verdict": "agreed"}],
    }
    data = {"decision": f"decision/{name}-{number}", **how, **who, **parts, **supersedes, **data}
    return told(f"theme/{name}", "DecisionMade", day, **data)


def opened_again(name, number=1, day="2025-03-20"):
    return told(f"theme/{name}", "ThemeReopened", day, trigger=["people_asked"], reopens=f"decision/{name}-{number}")


def joined(old, new, day="2025-02-12"):
    ends = {"old": f"theme/{old}", "new": f"theme/{new}", "why": "They say the same"}
    return told(f"theme/{old}", "ThemesMerged", day, **ends)


def held_back(name, reason="identifiable", day="2025-02-12"):
    return told(f"theme/{name}", "PublicItemHeldBack", day, reason=reason, until="2025-04-01")


def answered(name, *covers, day="2025-03-12"):
    return told(f"contribution/{name}", "AnswerGiven", day, channel="email", covers=list(covers))


def in_order(journey_lines, lines):
    """After the partnership's first facts: those lines, sorted by day and by what must come first."""
    order = {"ContributionReceived": 0, "ThemeOpened": 1, "ContributionThemed": 2}
    read = sorted((json.loads(line) for line in lines), key=lambda line: order.get(line["type"], 3))
    for line in read:
        line["recorded_on"] = max(line["recorded_on"], AGREED_ON)
    return [*journey_lines[:20], *map(json.dumps, read)]


def many(journey_lines, themes, people=5):
    """That many themes whose wording is agreed, each from some people."""
    names = [f"t{n:02}" for n in range(themes)]
    lines = [*map(opened, names), *map(agreed, names)]
    lines += [line for name in names for n in range(people) for line in spoke(f"{name}-{n}", SPOKEN_ON, name)]
    return in_order(journey_lines, lines)
