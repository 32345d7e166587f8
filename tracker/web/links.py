"""Where a partnership's pages are, worked out once and not for each of the many links on a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import current_app, url_for

THEME = "public.timeline"
ANY = "ANY"


@dataclass(frozen=True, slots=True)
class Links:
    """The addresses of a partnership's pages, as they stand on one day; `pages` are those there is one of, by name."""

    pages: Mapping[str, str]
    before_theme: str
    after_theme: str

    def theme(self, name: str) -> str:
        """Where a theme can be followed through."""
        return f"{self.before_theme}{quote(name, safe='')}{self.after_theme}"


def links_of(slug: str, past: Mapping[str, str]) -> Links:
    """The links of a partnership's pages; `past` is what an address carries on of a past day."""
    known: dict[str, Any] = {"slug": slug, **past}
    of_slug = [rule.endpoint for rule in current_app.url_map.iter_rules() if rule.arguments == {"slug"}]
    pages = {endpoint.rpartition(".")[2]: url_for(endpoint, **known) for endpoint in of_slug}
    before, after = url_for(THEME, name=ANY, **known).rsplit(ANY, 1)
    return Links(pages, before, after)
