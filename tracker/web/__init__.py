"""The web side: Flask, one module for each audience, every door shut unless it says whom it lets in."""

from flask import Flask

from tracker.files import folder
from tracker.web import doors, headers, public, sorry
from tracker.web.kept import KeptInFront, KeptPages
from tracker.wiring import Tracker


def create_app(tracker: Tracker) -> Flask:
    """The application that serves a tracker's pages."""
    app = Flask("tracker", template_folder=str(folder("templates")), static_folder=None)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["tracker"] = tracker
    app.extensions["kept_pages"] = pages = KeptPages()
    app.wsgi_app = KeptInFront(app.wsgi_app, pages, tracker)  # type: ignore[method-assign]  # as Flask documents it
    doors.guard(app)
    headers.secure(app)
    sorry.say_sorry(app)
    public.open_to_all(app)
    return app
