"""The public's pages: anyone may read them, on any past day (`?as-at=`), with the consent of today."""

from dataclasses import fields
from functools import cache
from hashlib import sha256
from typing import Any

from flask import Blueprint, Flask, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from projections.board.seeking import Sought
from projections.shared.projecting.at_hand import at_hand, shelf
from projections.shared.telling.rich import Line, leading_nowhere
from projections.shared.telling.wording import day, days, news, spelt
from projections.timeline.page import JoinedPage
from tracker.events import Ref
from tracker.files import folder
from tracker.web.doors import door
from tracker.web.kept import Page, fresh_page, page, past_day, tracker
from tracker.web.knots import knot
from tracker.web.links import links_of
from tracker.web.rendered import Rendered
from tracker.wiring import Reading

pages = Blueprint("public", __name__)

A_YEAR = 31_536_000
"""Seconds that a browser may keep the style sheet: its address changes with its bytes."""

A_DAY = 86_400
"""Seconds that it may keep the icon, whose address stays."""

SOUGHT = tuple(each.name for each in fields(Sought))
"""What an address names of what a reader looks for."""

LONGEST_SOUGHT = 100
"""How many letters of what is sought are read."""


FOOTER: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "What happened",
        (
            ("board", "Board"),
            ("why_not", "We have not, and why"),
            ("deciding", "Who decided"),
            ("heard", "Who we have heard from"),
        ),
    ),
    (
        "What we owe",
        (
            ("waiting", "Who is waiting"),
            ("promises", "Our promises"),
            ("agreement", "What we agreed"),
        ),
    ),
    (
        "About this",
        (
            ("how_this_works", "How this works"),
            ("record", "The record"),
            ("privacy", "Privacy"),
            ("accessibility", "Accessibility"),
        ),
    ),
)
"""The ways on at the foot of every page of a partnership, in groups."""


def open_to_all(app: Flask) -> None:
    """Add the public's pages to an application."""
    app.register_blueprint(pages)
    app.context_processor(lambda: {"look": look()[0]})
    app.add_template_global(knot)
    app.add_template_filter(day)
    app.add_template_filter(days)
    app.add_template_filter(news)
    app.add_template_filter(spelt)


@cache
def look() -> tuple[str, bytes]:
    """The style sheet’s address, which holds a hash of it, and its bytes."""
    sheet = (folder("templates") / "look.css").read_bytes()
    return f"/look-{sha256(sheet).hexdigest()[:12]}.css", sheet


@pages.get("/look-<_hash>.css")
@door("public")
def style_sheet(_hash: str) -> Response:
    address, sheet = look()
    response = Response(sheet, mimetype="text/css")
    if request.path == address:
        response.cache_control.max_age = A_YEAR
        response.cache_control.immutable = True
    else:  # a page of another version asks for a sheet that is not here
        response.cache_control.no_cache = True
    return response


ICON = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="5" fill="#faf6ee"/>'
    b'<text x="16" y="25" text-anchor="middle" font-family="Iowan Old Style,Palatino Linotype,Palatino,Noto Serif,'
    b'Georgia,serif" font-size="28" fill="#6b1f4e">&amp;</text></svg>'
)
"""The serif “&” in the accent, for a browser’s tab."""


@pages.get("/icon.svg")
@pages.get("/favicon.ico")
@door("public")
def icon() -> Response:
    response = Response(ICON, mimetype="image/svg+xml")
    response.cache_control.max_age = A_DAY
    return response


@pages.get("/")
@door("public")
def front() -> AnyResponse:
    partnerships = tracker().logs.all()
    if len(partnerships) == 1:
        return redirect(url_for("public.home", slug=partnerships[0].slug))
    named = []
    for address in partnerships:
        with tracker().read(address.slug) as moment:
            named.append(_how_this_works(moment))
    html = render_template("front/page.html", partnerships=list(zip(partnerships, named, strict=True)))
    return Page.of(html).answer()


@pages.get("/<slug>/")
@door("public")
@page
def home(moment: Reading) -> str:
    so_far = moment.pages.board.front(moment.tables, moment.address.log_id, moment.on)
    celebrated = at_hand(moment.tables, "celebrated", lambda: _celebrated(moment))
    return _render("home/page.html", moment, so_far=so_far, celebrated=celebrated)


def _celebrated(moment: Reading) -> list[tuple[str, list[Line]]]:
    """The name of each celebration’s page, and every change that it tells of: a link is to lead to that page alone."""
    pages = [_celebration(moment, Ref(ref)) for ref in _celebrations(moment)]
    return [(page.name, [leading_nowhere(change.claim) for change in page.changes]) for page in pages]


@pages.get("/<slug>/board")
@door("public")
@page
def board(moment: Reading) -> str:
    asked, number = request.args.to_dict(), request.args.get("page", default=1, type=int)
    sought = Sought(**{name: asked.get(name, "")[:LONGEST_SOUGHT] for name in SOUGHT})
    listed = asked.get("view") == "list"
    pages, log_id = moment.pages.board, moment.address.log_id
    found = pages.page(moment.tables, log_id, moment.on, max(1, number), sought, listed=listed)
    if number > found.pages:
        abort(404)
    return _render("board/page.html", moment, board=found, kept=_kept(sought, listed=listed))


def _kept(sought: Sought, *, listed: bool) -> dict[str, str]:
    """What the links of a narrowed board carry on."""
    chosen = {name: said for name in SOUGHT if (said := getattr(sought, name))}
    return chosen | ({"view": "list"} if listed else {})


@pages.get("/<slug>/themes/<name>")
@door("public")
@page
def timeline(moment: Reading, name: str) -> str:
    found = moment.pages.timeline.page(moment.tables, moment.address.log_id, f"theme/{name}", moment.on)
    if found is None:
        abort(404)
    if isinstance(found, JoinedPage):
        return _render("timeline/joined.html", moment, timeline=found)
    refs = moment.pages.celebrations.of_theme(moment.tables, moment.address.log_id, Ref(f"theme/{name}"))
    celebrated = [ref.partition("/")[2] for ref in refs]
    return _render("timeline/page.html", moment, timeline=found, celebrated=celebrated)


@pages.get("/<slug>/celebrations/<name>")
@door("public")
@page
def celebration(moment: Reading, name: str) -> str:
    found = _celebration(moment, Ref(f"celebration/{name}"))
    if found is None:
        abort(404)
    return _render("celebration/page.html", moment, celebration=found)


@pages.get("/<slug>/heard")
@door("public")
@page
def heard(moment: Reading) -> str:
    found = moment.pages.heard.page(moment.tables, moment.address.log_id, moment.on)
    return _render("heard/page.html", moment, heard=found)


@pages.get("/<slug>/not")
@door("public")
@page
def why_not(moment: Reading) -> str:
    found = moment.pages.why_not.page(moment.tables, moment.address.log_id, moment.on)
    return _render("why_not/page.html", moment, why_not=found)


@pages.get("/<slug>/decided")
@door("public")
@page
def deciding(moment: Reading) -> str:
    found = moment.pages.deciding.page(moment.tables, moment.address.log_id, moment.on)
    return _render("deciding/page.html", moment, deciding=found)


@pages.get("/<slug>/how-this-works")
@door("public")
@page
def how_this_works(moment: Reading) -> str:
    return _render("how_this_works/page.html", moment)


@pages.get("/<slug>/agreement")
@door("public")
@page
def agreement(moment: Reading) -> str:
    found = moment.pages.agreement.page(moment.tables, moment.address.log_id, moment.on)
    return _render("agreement/page.html", moment, agreement=found)


@pages.get("/<slug>/promises")
@door("public")
@page
def promises(moment: Reading) -> str:
    found = moment.pages.promises.page(moment.tables, moment.address.log_id, moment.on)
    return _render("promises/page.html", moment, promises=found)


@pages.get("/<slug>/waiting")
@door("public")
@page
def waiting(moment: Reading) -> str:
    found = moment.pages.waiting.page(moment.tables, moment.address.log_id, moment.on)
    return _render("waiting/page.html", moment, waiting=found)


@pages.get("/<slug>/privacy")
@door("public")
@page
def privacy(moment: Reading) -> str:
    found = moment.pages.privacy.page(moment.tables, moment.address.log_id, moment.on)
    return _render("privacy/page.html", moment, privacy=found)


@pages.get("/<slug>/record")
@door("public")
@fresh_page
def record(moment: Reading) -> str:
    return _render("record/page.html", moment, record=tracker().record(moment))


@pages.get("/<slug>/accessibility")
@door("public")
@page
def accessibility(moment: Reading) -> str:
    return _render("accessibility/page.html", moment)


def _celebrations(moment: Reading) -> list[str]:
    tables, log_id = moment.tables, moment.address.log_id
    return at_hand(tables, "celebrations", lambda: moment.pages.celebrations.listed(tables, log_id))


def _celebration(moment: Reading, ref: Ref) -> Any:
    pages, log_id = moment.pages.celebrations, moment.address.log_id
    return pages.page(moment.tables, log_id, ref, moment.on, moment.today, moment.open_words)


def _how_this_works(moment: Reading) -> Any:
    return moment.pages.how_this_works.page(moment.tables, moment.address.log_id, moment.on)


def _render(template: str, moment: Reading, **page: Any) -> str:
    slug, past = moment.address.slug, {"as-at": moment.on.isoformat()} if past_day() else {}
    links = at_hand(moment.tables, f"links {past}", lambda: links_of(slug, past))
    rendered = Rendered(shelf(moment.tables, f"rendered {moment.on} {past}"))
    return render_template(
        template,
        slug=slug,
        on=moment.on,
        past=past,
        links=links,
        rendered=rendered,
        here=str(request.endpoint).rpartition(".")[2],
        footer=FOOTER,
        us=_how_this_works(moment),
        celebrations=tuple(ref.partition("/")[2] for ref in _celebrations(moment)),
        **page,
    )
