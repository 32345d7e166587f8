"""Who may come in. A route that names no audience lets nobody in."""

from collections.abc import Callable
from typing import Literal, TypeVar

from flask import Flask, abort, request

Audience = Literal["public"]
"""Whom a route is for. Another audience comes with the module that serves it."""

View = TypeVar("View", bound=Callable[..., object])

_AUDIENCE = "audience_of_this_door"


def door(audience: Audience) -> Callable[[View], View]:
    """Say whom a view lets in."""

    def mark(view: View) -> View:
        setattr(view, _AUDIENCE, audience)
        return view

    return mark


def audience_of(view: object) -> Audience | None:
    """Whom a view lets in; None for nobody."""
    return getattr(view, _AUDIENCE, None)


def guard(app: Flask) -> None:
    """Shut every door that names no audience, and let in nothing that no name of ours can hold."""

    @app.before_request
    def shut_unless_opened() -> None:
        if "\0" in request.path:
            abort(404)
        view = app.view_functions.get(request.endpoint or "")
        if view is not None and audience_of(view) is None:
            abort(403)
