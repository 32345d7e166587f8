"""The knots of a thread: on a card, in a timeline, beside a claim."""

from functools import cache

from markupsafe import Markup

MARKS = {"next": "n", "part": "p", "bad": "x"}
"""Not yet, in part, and people say no or it stopped."""


@cache
def knot(mark: str, then: str = "", more: str = "") -> Markup:
    """The class of a knot by its mark, dotted on to something that is not yet; nothing for one that is done."""
    names = " ".join(filter(None, (more, MARKS.get(mark, ""), "d" if then == "next" else "")))
    return Markup(f' class="{names}"') if names else Markup()  # noqa: S704  names of our own
