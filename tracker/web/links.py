"""Where a partnership's pages are, worked out once and not for each of the many links on a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from flask import current_app, url_for

ANY = "ANY"
NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Links:
    """The addresses of a partnership's pages, as they stand on one day.

    `pages` are those that there is one of, by name; `named` those that there are several of, as what goes before a name
    and what comes after it; `past` is what an address carries on of a past day.
    """

    pages: Mapping[str, str]
    named: Mapping[str, tuple[str, str]]
    past: Mapping[str, str]

    def theme(self, name: str) -> str:
        """Where a theme can be followed through."""
        return self._named("timeline", name)

    def celebration(self, name: str) -> str:
        """Where it is celebrated what changed."""
        return self._named("celebration", name)

    @property
    def board_of_today(self) -> str:
        """The board without its day, which a form carries on by itself."""
        return self.pages["board"].partition("?")[0]

    def board(self, chosen: Mapping[str, str] = NOTHING, **more: str | None) -> str:
        """A board narrowed to what is chosen, with more that goes before it; None leaves something out."""
        asked = {name: said for name, said in {**chosen, **more, **self.past}.items() if said is not None}
        return f"{self.board_of_today}?{urlencode(asked)}" if asked else self.board_of_today

    @staticmethod
    def numbered(board: str, page: int) -> str:
        """A page of a board that has several."""
        return f"{board}{'&' if '?' in board else '?'}page={page}" if page > 1 else board

    def _named(self, page: str, name: str) -> str:
        before, after = self.named[page]
        return f"{before}{quote(name, safe='')}{after}"


def links_of(slug: str, past: Mapping[str, str]) -> Links:
    """The links of a partnership's pages; `past` is what an address carries on of a past day."""
    known: dict[str, Any] = {"slug": slug, **past}
    pages: dict[str, str] = {}
    named: dict[str, tuple[str, str]] = {}
    for rule in current_app.url_map.iter_rules():
        page = rule.endpoint.rpartition(".")[2]
        if rule.arguments == {"slug"}:
            pages[page] = url_for(rule.endpoint, **known)
        elif rule.arguments == {"slug", "name"}:
            before, after = url_for(rule.endpoint, name=ANY, **known).rsplit(ANY, 1)
            named[page] = (before, after)
    return Links(pages, named, past)
