"""What was rendered once is at hand for every page that shows it, as long as its log stands where it stands."""

from collections.abc import Hashable, Iterable
from typing import Any

from flask import current_app
from markupsafe import Markup

from projections.shared.projecting.at_hand import put_on

MACROS = "macros/once.html"
"""Where the macros stand whose every rendering is kept."""


class Rendered:
    """Parts of a day's pages, by the macro that renders them and what they show: a card, a line, the foot.

    Whatever else a macro is told must be the same for every page that shares the shelf.
    """

    def __init__(self, shelf: dict[Any, Markup]) -> None:
        self._shelf = shelf

    def one(self, macro: str, shown: Hashable, *known: Any) -> Markup:
        """One thing as that macro renders it."""
        return self.each(macro, [shown], *known)

    def each(self, macro: str, several: Iterable[Hashable], *known: Any) -> Markup:
        """Several things as that macro renders them, one after another."""
        parts: list[Markup] = []
        anew: dict[Any, Markup] = {}
        for shown in several:
            part = self._shelf.get((macro, shown))
            if part is None:
                part = anew[macro, shown] = _render(macro, shown, *known)
            parts.append(part)
        put_on(self._shelf, anew)
        return Markup("".join(parts))  # noqa: S704  each was rendered by a macro


def _render(macro: str, shown: Hashable, *known: Any) -> Markup:
    macros = current_app.jinja_env.get_template(MACROS).module
    rendered: Markup = getattr(macros, macro)(shown, *known)
    return rendered
