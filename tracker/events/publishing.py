"""A board is published as it stood on a day, and what is not shown is counted with its reason (R29)."""

from dataclasses import dataclass
from datetime import date

from tracker.events.codes import Dimension, HeardAs
from tracker.events.fact import Code, Ref, cites, fact, public, reckoned


@fact
class PublicItemHeldBack:
    """A theme is not shown to the public yet: why, and until when at the latest (R29)."""

    TOPIC = "public-item-held-back/1"
    STREAM = "theme"
    SENTENCE = "We stopped showing this for a time."
    DETAIL = ("Why: {why_held_back}.",)

    reason: Code = public()
    until: date = public()


@fact
class PublicItemReleased:
    """A theme that was held back is shown again."""

    TOPIC = "public-item-released/1"
    STREAM = "theme"
    SENTENCE = "We began to show this again."
    DETAIL = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardCell:
    """How many of those who told us something are of one code; no number where it is hidden (R23)."""

    code: HeardAs = public()
    n: int | None = public(default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardTable:
    """Who told us something in one project, by one thing they said of themselves, as counted on a day."""

    workstream: Ref = cites("workstream")
    dimension: Dimension = public()
    as_at: date = public()
    total: int = public()
    cells: tuple[HeardCell, ...] = public()


@fact
class BoardPublished:
    """The board was published as it stood on a day: how many things there were, how many shown and held back."""

    TOPIC = "board-published/1"
    STREAM = "board"
    SENTENCE = "We published the board as it stood on {as_at}."
    DETAIL = ("{shown} of {themes_total} things were shown.",)

    as_at: date = public()
    themes_total: int = public()
    shown: int = public()
    held_back: int = public()
    heard: tuple[HeardTable, ...] = reckoned(default=())
