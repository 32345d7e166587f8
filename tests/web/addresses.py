"""Every page that the public can see: each template, on days with different things to show, and the sorry pages."""

from tests.conftest import SLUG
from tests.made_up_journeys import MANY_SLUG

BOARD, THEME = f"/{SLUG}/board", f"/{SLUG}/themes/a"

STATES_SHOWN = (
    "waiting", "looking", "again", "notpossible", "sent", "thrice", "stuck", "oneofthem", "open", "corrected", "home",
    "joined", "behind", "busy",
)  # fmt: skip
"""The made-up themes that a browser looks at: those with something on their page that no other has."""

GOOD = {
    "front": "/",
    "home": f"/{SLUG}/",
    "home before anybody spoke": f"/{SLUG}/?as-at=2024-12-10",
    "board": BOARD,
    "board before anybody spoke": f"{BOARD}?as-at=2025-01-15",
    "board with nothing to show yet": f"{BOARD}?as-at=2025-02-18",
    "board while it is looked at": f"{BOARD}?as-at=2025-03-10",
    "board when it was agreed": f"{BOARD}?as-at=2025-05-01",
    "board when it was done": f"{BOARD}?as-at=2025-08-01",
    "board narrowed to what is stuck": f"{BOARD}?status=stuck&as-at=2026-01-20",
    "board searched": f"{BOARD}?words=lockers+bag&reach=own_organisation",
    "board with nothing that fits": f"{BOARD}?words=%22100%25%22+_&status=no-such&year=2019",
    "board as a short list": f"{BOARD}?view=list",
    "board as a short list of a few": f"{BOARD}?view=list&year=2025&reason=money&as-at=2026-01-20",
    "timeline": THEME,
    "timeline before it was decided": f"{THEME}?as-at=2025-03-01",
    "timeline when it was stuck": f"{THEME}?as-at=2025-06-20",
    "timeline while people are asked": f"{THEME}?as-at=2025-11-10",
    "timeline of a change that stopped": f"/{SLUG}/themes/b",
    "timeline after a first try was denied": f"/{SLUG}/themes/c1",
    "timeline when people said no": f"/{SLUG}/themes/c1?as-at=2026-02-11",
    "timeline of a reason that was put right": f"/{SLUG}/themes/b?as-at=2025-08-01",
    "timeline of a theme partly refused": f"/{SLUG}/themes/c2",
    "timeline of what nobody has said the effect of": f"/{SLUG}/themes/c3",
    "timeline of a theme that is late": f"/{SLUG}/themes/c4",
    "timeline when it was looked at again": f"/{SLUG}/themes/c4?as-at=2025-11-05",
    "timeline of what was passed on": f"/{SLUG}/themes/c5",
    **{f"timeline in a state: {name}": f"/{MANY_SLUG}/themes/{name}" for name in STATES_SHOWN},
    "celebration": f"/{SLUG}/celebrations/a-1",
    "celebration when all names stood": f"/{SLUG}/celebrations/a-1?as-at=2025-12-05",
    "who we have heard from": f"/{SLUG}/heard",
    "who we had heard from before a board": f"/{SLUG}/heard?as-at=2025-12-30",
    "we have not": f"/{SLUG}/not",
    "we have not when nothing was decided": f"/{SLUG}/not?as-at=2025-03-01",
    "we have not after a correction": f"/{SLUG}/not?as-at=2025-08-01",
    "we have not while one is looked at again": f"/{SLUG}/not?as-at=2025-11-05",
    "we have not while one is stuck": f"/{SLUG}/not?as-at=2026-01-20",
    "who decided": f"/{SLUG}/decided",
    "who decided when nothing was decided": f"/{SLUG}/decided?as-at=2025-03-01",
    "who decided, first by vote": f"/{SLUG}/decided?as-at=2025-08-01",
    "record": f"/{SLUG}/record",
    "record before it was signed": f"/{SLUG}/record?as-at=2025-03-01",
    "promises": f"/{SLUG}/promises",
    "promises before anybody spoke": f"/{SLUG}/promises?as-at=2024-11-05",
    "promises when it was too soon to say": f"/{SLUG}/promises?as-at=2025-02-18",
    "promises with numbers that are hidden": f"/{SLUG}/promises?as-at=2025-04-14",
    "promises while work is late": f"/{SLUG}/promises?as-at=2026-01-20",
    "waiting for nobody": f"/{SLUG}/waiting",
    "waiting before anybody spoke": f"/{SLUG}/waiting?as-at=2025-01-15",
    "waiting to be read": f"/{SLUG}/waiting?as-at=2025-02-18",
    "waiting with numbers that are hidden": f"/{SLUG}/waiting?as-at=2025-03-15",
    "waiting while wording is agreed": f"/{SLUG}/waiting?as-at=2025-08-01",
    "waiting longer than we promised": f"/{SLUG}/waiting?as-at=2025-09-10",
    "what was agreed": f"/{SLUG}/agreement",
    "what was agreed on the first day": f"/{SLUG}/agreement?as-at=2024-11-05",
    "privacy": f"/{SLUG}/privacy",
    "privacy on the first day": f"/{SLUG}/privacy?as-at=2024-11-05",
    "accessibility": f"/{SLUG}/accessibility",
    "accessibility on the first day": f"/{SLUG}/accessibility?as-at=2024-11-05",
    "how this works": f"/{SLUG}/how-this-works",
    "how this works on the first day": f"/{SLUG}/how-this-works?as-at=2024-11-05",
    "sample: every status on many pages": "/samples/board?page=2",
    "sample: a narrowed board on many pages": "/samples/board?page=2&status=x",
    "sample: a short list on many pages": "/samples/board?page=1&view=list",
    "sample: a disputed theme": "/samples/disputed",
    "sample: a refused theme": "/samples/refused",
    "sample: two changes celebrated": "/samples/celebration",
}

BAD = {
    "no such partnership": ("/nowhere-together/board", 404),
    "no such theme": (f"/{SLUG}/themes/z", 404),
    "theme not public yet": (f"{THEME}?as-at=2025-02-21", 404),
    "no such celebration": (f"/{SLUG}/celebrations/z", 404),
    "no such page of the board": (f"{BOARD}?page=2", 404),
    "nothing at all": ("/a/b/c/d", 404),
    "not a day": (f"{BOARD}?as-at=yesterday", 400),
    "a day to come": (f"{BOARD}?as-at=2099-01-01", 400),
    "before the first fact": (f"{BOARD}?as-at=2024-11-04", 400),
    "a door that names nobody": ("/samples/shut", 403),
    "a fault of ours": ("/samples/fault", 500),
}

SORRY = {"sorry 404": "/nowhere-together/board", "sorry 400": BAD["a day to come"][0], "sorry 403": "/samples/shut"}
EVERY = {**GOOD, **SORRY, "sorry 500": "/samples/fault"}
