"""One made-up theme for each state, and for each thing that can happen to a theme (`tests/made_up_journeys.py`)."""

from tests.made_up_journeys import (
    BY_LAW,
    GROUP,
    HALF,
    NO_MONEY,
    NOT_OURS,
    OWNER,
    PRIVATE,
    STAFF,
    THERE,
    YES,
    answered,
    asked,
    begun,
    decided,
    dispute_answered,
    disputed,
    doing,
    dropped,
    fact,
    in_order,
    looked_at,
    partnership,
    planned,
    reported,
    spoken,
    stuck,
)

TODAY = "2026-06-30"
"""The day for which the states are meant."""


def told(name, on, *covers, kind="AnswerGiven", people=6):
    """Everybody who spoke is told of something."""
    how = {"channel": "phone"} if kind == "AnswerGiven" else {"reason": "no_contact", "still_available": "receipt_code"}
    for n in range(people):
        yield fact(f"contribution/{name}{n}", kind, on, visibility="partnership", **how, covers=list(covers))


def claimed(name, **more):
    yield from doing(name, done=(1, 2))
    yield from reported(name, **more)


def checked(name, result, **counts):
    yield from claimed(name)
    yield from asked(name)
    yield from answered(name, result, **counts)


def passed_on():
    yield from begun("sent", ("passed_on", NOT_OURS), ("passed_on", NOT_OURS))
    for part, to in (("sent-1", "The council"), ("sent-2", "The MP")):
        yield fact("theme/sent", "PassedOn", "2026-03-01", part=part, to=to, reply_due="2026-04-01")
    yield fact("theme/sent", "ReplyChased", "2026-04-10", part="sent-1", to="The council")
    yield fact("theme/sent", "ReplyReceived", "2026-04-12", part="sent-2", frm="The MP", answer="We will ask")
    forum = {"forum": "the council meeting", "ask": "A reply", "reply_due": "2026-06-01"}
    yield fact("theme/sent", "RepresentationMade", "2026-05-01", GROUP, **forum)


def looked_at_again():
    yield from doing("again", done=(1, 2))
    yield from told("again", "2026-02-24", "decision/again-1")
    yield from disputed("again", "decision/again-1", on="2026-04-20")
    yield from dispute_answered("again", "upheld_in_part", on="2026-05-01", accepted="partly")
    triggers = {"trigger": ["dispute_upheld", "new_money"], "reopens": "decision/again-1"}
    yield fact("theme/again", "ThemeReopened", "2026-05-02", **triggers)
    yield from looked_at("again", on="2026-05-03", due="2026-07-30")


def three_decisions():
    yield from begun("thrice", ("not_now", NO_MONEY), ("already_in_place", THERE))
    for number, on in ((2, "2026-03-10"), (3, "2026-05-10")):
        before = f"decision/thrice-{number - 1}"
        yield fact("theme/thrice", "ThemeReopened", on, trigger=["people_asked"], reopens=before, asked_by="Tea Group")
        yield from looked_at("thrice", on=on, due="2026-06-01")
        verdicts = YES if number == 3 else (("partly", HALF), ("not_possible", BY_LAW))
        yield from decided("thrice", *verdicts, on=f"{on[:-2]}20", number=number)
    yield from told("thrice", "2026-02-25", "decision/thrice-1")
    yield from told("thrice", "2026-05-25", "decision/thrice-3", people=2)


def corrected():
    yield from claimed("corrected")
    yield from told("corrected", "2026-04-17", "decision/corrected-1", "outcome/corrected-1")
    yield from disputed("corrected", "outcome/corrected-1", by=GROUP)
    yield from dispute_answered("corrected", "upheld")
    yield fact(
        "theme/corrected",
        "OutcomeCorrected",
        "2026-05-20",
        outcome="outcome/corrected-1",
        old_level="full",
        new_level="none",
        old_summary="212 days",
        new_summary="0 days",
        why="dispute/corrected-1",
    )
    for n, (about, field, old, new) in enumerate(
        (
            ("theme/corrected", "you_said", "We said", "Many of us said"),
            ("outcome/corrected-1", "what_changed", "212 days", "0 days"),
            ("decision/corrected-1", "dissent.0.text", "the rota", "the rota and the cost"),
        )
    ):
        data = {"corrects": about, "field": field, "old": old, "new": new, "why": "It was written down wrongly"}
        yield fact("theme/corrected", "RecordCorrected", f"2026-05-2{n + 1}", **data)


def joined():
    for name in ("home", "joined", "too"):
        yield from spoken(name)
    yield from looked_at("joined")
    yield from decided("joined", *YES)
    yield from told("joined", "2026-02-24", "decision/joined-1")
    for name in ("joined", "too"):
        both = {"old": f"theme/{name}", "new": "theme/home", "why": "Both ask for the same"}
        yield fact(f"theme/{name}", "ThemesMerged", "2026-03-01", **both)
    yield from spoken("hidden")
    yield from spoken("behind")
    why = {"reason": "someone-identifiable", "until": "2026-12-01"}
    yield fact("theme/hidden", "PublicItemHeldBack", "2026-03-02", **why)
    yield fact(
        "theme/behind", "ThemesMerged", "2026-03-01", old="theme/behind", new="theme/hidden", why="One and the same"
    )


def busy():
    """What can happen on the way: news, more time, a moved date, a note, held back and shown again, celebrated."""
    yield from spoken("busy")
    checks = {"asked": 9, "replied": 7, "fair": 5, "change_it": 2, "changed": "One word"}
    yield fact("theme/busy", "ThemeWordingChecked", "2026-01-22", visibility="partnership", **checks)
    yield fact("theme/busy", "PublicItemHeldBack", "2026-01-23", reason="legal-advice", until="2026-02-01")
    yield fact("theme/busy", "PublicItemReleased", "2026-01-28")
    shared = {"info_shared": "What it costs", "info_shared_on": "2026-01-31"}
    yield fact("theme/busy", "ConsiderationStarted", "2026-02-01", OWNER, body="The board", due="2026-02-10", **shared)
    later = {"old_due": "2026-02-10", "new_due": "2026-03-01", "why": "Two are ill"}
    yield fact("theme/busy", "ConsiderationExtended", "2026-02-09", OWNER, **later)
    yield fact("theme/busy", "UpdateGiven", "2026-02-10", text="It is going slowly")
    found = {"method": "Counted on 3 days", "counts": [9, 7, 8], "average": 8, "peer_researchers": 2, "limits": "Short"}
    yield fact("theme/busy", "PeerFindingRecorded", "2026-02-11", GROUP, **found)
    yield fact("theme/busy", "RecommendationMade", "2026-02-12", GROUP, text="Open it", made_by={"lived_experience": 6})
    left_open = [{"ask": "busy-2", "why": "We do not know enough yet"}]
    yield from decided("busy", ("agreed", {"note": "From May"}), left_open=left_open, recommendation_followed="yes")
    yield from planned("busy", 1, asks=["busy-1"], done_with={"lived_experience": 2}, measure="A count in May")
    yield fact("action/busy1", "ActionStarted", "2026-03-01", OWNER)
    yield fact("action/busy1", "ActionProgressed", "2026-03-02", OWNER, note="The draft is ready")
    yield from stuck("busy", 1)
    yield fact("action/busy1", "ActionResumed", "2026-03-25", OWNER)
    yield fact(
        "action/busy1", "ActionDueDateMoved", "2026-03-26", OWNER, old="2026-05-01", new="2026-05-08", reason="people"
    )
    yield fact("action/busy1", "ActionDone", "2026-05-05", OWNER, what="It is open", evidence="a photo")
    yield from reported("busy", on="2026-05-06", evidence=[{"type": "tally", "before": "2", "after": "9"}])
    yield from asked("busy", on="2026-05-07", closes="2026-05-20")
    yield from answered("busy", "confirmed", on="2026-05-20", yes=7, no_reply=5)
    yield from disputed("busy", "theme/busy", on="2026-05-21")
    yield fact("theme/busy", "DisputeWithdrawn", "2026-05-22", dispute="dispute/busy-1")
    came = {"what": "Lunch", "attended": {"lived_experience": 3}}
    yield fact("celebration/busy", "CelebrationHeld", "2026-06-01", GROUP, **came)
    page = {"themes": ["theme/busy"], "outcomes": ["outcome/busy-1"], "still_to_do": "The evenings"}
    yield fact("celebration/busy", "CelebrationPagePublished", "2026-06-02", **page, credit_from_consent=True)
    learned = {"learning": ["Ask first"], "change_to_how_we_work": ["We ask first"]}
    scope = {"scope": "theme/busy", "answered_by": {"lived_experience": 3}}
    yield fact("review/busy", "ReviewCompleted", "2026-06-03", **scope, **learned)


def every_state():
    """A journey file: the partnership, and a theme for each state by its name."""
    no = ("not_now", NO_MONEY)
    facts = [
        *partnership(),
        *spoken("waiting"),
        *spoken("few-people", people=3),
        *spoken("looking"),
        *looked_at("looking"),
        *looked_at_again(),
        *three_decisions(),
        *begun("notnow", no, no),
        *begun("notpossible", ("not_possible", BY_LAW), ("not_possible", PRIVATE | {"reasons": ["private_reason"]})),
        *begun("unsent", ("passed_on", NOT_OURS), ("not_possible", BY_LAW)),
        *passed_on(),
        *begun("there", ("already_in_place", THERE), ("already_in_place", THERE)),
        *begun("agreed"),
        *begun("half"),
        *planned("half", 1, asks=["half-1"]),
        *begun("planned"),
        *planned("planned", 1, due="2026-12-01"),
        *doing("underway", done=(1,)),
        *doing("stuck"),
        *stuck("stuck", 1),
        *doing("done", done=(1, 2)),
        *doing("oneofthem", done=(1,)),
        *dropped("oneofthem", 2),
        *doing("dropped"),
        *dropped("dropped", 1),
        *dropped("dropped", 2),
        *claimed("reported", level="harm"),
        *claimed("asking"),
        *asked("asking"),
        *checked("confirmed", "confirmed", yes=7, no_reply=5),
        *checked("partly", "partly_confirmed", yes=2, partly=5, no=1, no_reply=4),
        *checked("denied", "disputed", yes=1, no=6, no_reply=5),
        *checked("few", "too_few_replies", yes=1, no_reply=11),
        *claimed("stopped", until="2026-05-30"),
        *asked("stopped"),
        *answered("stopped", "confirmed", yes=8, no_reply=4),
        *claimed("open"),
        *disputed("open", "outcome/open-1"),
        *begun("nothing"),
        *disputed("nothing", "decision/nothing-1"),
        *dispute_answered("nothing", "upheld", accepted="not_asked"),
        *begun("unmoved", no, no),
        *disputed("unmoved", "decision/unmoved-1"),
        *dispute_answered("unmoved", "not_upheld", accepted="no"),
        *corrected(),
        *joined(),
        *busy(),
    ]
    return in_order(facts)


STATES = {
    "waiting": "waiting",
    "few-people": "waiting",
    "looking": "looking",
    "again": "looking_again",
    "notnow": "not_now",
    "notpossible": "not_possible",
    "unsent": "not_possible",
    "sent": "passed_on",
    "there": "already_there",
    "agreed": "agreed",
    "thrice": "agreed",
    "half": "planned",
    "planned": "planned",
    "underway": "under_way",
    "stuck": "stuck",
    "done": "done_unknown",
    "oneofthem": "done_unknown",
    "dropped": "dropped",
    "reported": "reported",
    "asking": "reported",
    "confirmed": "confirmed",
    "partly": "partly_confirmed",
    "denied": "disputed",
    "few": "too_few_replies",
    "stopped": "stopped",
    "open": "reported",
    "nothing": "agreed",
    "unmoved": "not_now",
    "corrected": "reported",
    "home": "waiting",
    "busy": "confirmed",
}
"""Each theme that has a timeline of its own, and where it stands on the last day."""

__all__ = ["STAFF", "STATES", "TODAY", "every_state"]
