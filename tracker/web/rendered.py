"""What was rendered once is at hand for every page that shows it, as long as its log stands where it stands."""

from collections.abc import Hashable, Iterable
from typing import Any

from flask import current_app
from markupsafe import Markup

from projections.shared.projecting.at_hand import Place

MACROS = "macros/shared.html"
"""Where the macros stand whose every rendering is kept."""


class Rendered:
    """Parts of a day's pages, by the macro that renders them and what they show: a card, a line, the foot.

    What else a macro is told, links above all, is the same for every page that shares the shelf.
    """

    def __init__(self, shelf: Place) -> None:
        self._shelf, self._kept = shelf, shelf.get

    def one(self, macro: str, shown: Hashable, *known: Any) -> Markup:
        """One thing as that macro renders it."""
        return self._kept((macro, shown)) or self._anew(macro, shown, known)

    def each(self, macro: str, several: Iterable[Hashable], *known: Any) -> Markup:
        """Several things as that macro renders them, one after another."""
        kept = self._kept
        parts = [kept((macro, shown)) or self._anew(macro, shown, known) for shown in several]
        return Markup("".join(parts))  # noqa: S704  each was rendered by a macro

    def _anew(self, macro: str, shown: Hashable, known: tuple[Any, ...]) -> Markup:
        part = _render(macro, shown, *known)
        self._shelf.put((macro, shown), part)
        return part


def _render(macro: str, shown: Hashable, *known: Any) -> Markup:
    macros = current_app.jinja_env.get_template(MACROS).module
    rendered: Markup = getattr(macros, macro)(shown, *known)
    return rendered
