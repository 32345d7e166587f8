"""Imports point one way: the table of rooms, held. Adding a room or a door between two means editing it here."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

ROOMS: dict[str, set[str]] = {
    "tracker.events": set(),
    "tracker.domain": {"tracker.events"},
    "tracker.application": {"tracker.domain", "tracker.events", "eventsourcing"},
    "tracker.ledger": set(),
    "tracker.vault": {"cryptography"},
    "tracker.eventstore": {
        "tracker.application.ports", "tracker.events", "tracker.files", "tracker.ledger", "tracker.vault",
        "alembic", "eventsourcing", "msgspec", "orjson", "sqlalchemy",
    },
    "tracker.keeping": {
        "tracker.application", "tracker.config", "tracker.domain", "tracker.events", "tracker.eventstore",
        "tracker.ledger", "tracker.vault", "msgspec", "sqlalchemy",
    },
    "tracker.past": {
        "projections.shared", "tracker.events", "tracker.eventstore", "tracker.vault", "tracker.pages", "msgspec",
        "sqlalchemy",
    },
    "projections.shared": {
        "tracker.domain", "tracker.events", "tracker.eventstore.driving", "tracker.eventstore.mapper",
        "tracker.eventstore.reading", "tracker.eventstore.statement", "tracker.vault.keys", "msgspec", "orjson",
        "sqlalchemy",
    },
    "projections": {"projections.shared", "tracker.domain", "tracker.events", "sqlalchemy"},
    "tracker.projecting": {
        "projections.shared", "tracker.application.ports", "tracker.domain.refusals", "tracker.events",
        "tracker.eventstore", "sqlalchemy",
    },
    "tracker.pages": {"projections", "sqlalchemy"},
    "tracker.web": {
        "projections", "tracker.application", "tracker.config", "tracker.domain.refusals", "tracker.events",
        "tracker.files", "tracker.past", "tracker.wiring", "click", "flask", "gunicorn", "markupsafe",
        "werkzeug",
    },
    "tracker.config": set(),
    "tracker.files": set(),
    "tracker.wiring": {"projections", "tracker", "sqlalchemy"},
    "tracker.cli": {"projections", "tracker", "click", "sqlalchemy.exc"},
}  # fmt: skip
"""What each room may import beside the standard library and itself; `docs/architecture.md` says why."""

NOBODY_IMPORTS = {"tracker.web": {"tracker.cli"}, "tracker.cli": set()}
"""The outermost rooms, and who may import them all the same."""

FILES = sorted((*(ROOT / "tracker").rglob("*.py"), *(ROOT / "projections").rglob("*.py")))


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str | None:
    return max((room for room in ROOMS if within(module, room)), key=len, default=None)


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: imports name the whole way"
            assert node.module
            found.update({f"{node.module}.{alias.name}" for alias in node.names} | {node.module})
    return {name for name in found if name.split(".")[0] not in sys.stdlib_module_names}


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_every_import_is_in_the_table(path: Path) -> None:
    module = module_of(path)
    room = room_of(module)
    if room is None:
        assert not imports_of(path), f"{module} is in no room, so it may import nothing"
        return
    allowed = ROOMS[room] | {room}
    astray = {name for name in imports_of(path) if not any(within(name, ok) or within(ok, name) for ok in allowed)}
    assert not astray, f"{module} imports {sorted(astray)}"


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_nothing_imports_the_outermost_rooms(path: Path) -> None:
    module = module_of(path)
    for outermost, friends in NOBODY_IMPORTS.items():
        if not within(module, outermost) and module not in friends:
            assert not any(within(name, outermost) for name in imports_of(path)), f"{module} imports {outermost}"


def test_pages_never_import_one_another() -> None:
    shared = ROOT / "projections" / "shared"
    parts = [path for path in (ROOT / "projections").rglob("*.py") if shared not in path.parents]
    pages = {path: ".".join(module_of(path).split(".")[:2]) for path in parts}
    for path, page in pages.items():
        others = {other for other in pages.values() if other not in (page, "projections")}
        astray = {name for name in imports_of(path) for other in others if within(name, other)}
        assert not astray, f"{path} imports another page: {sorted(astray)}"


def test_what_pages_share_knows_no_page() -> None:
    for path in (ROOT / "projections" / "shared").rglob("*.py"):
        assert all(within(name, "projections.shared") for name in imports_of(path) if within(name, "projections"))


def test_no_file_is_longer_than_400_lines() -> None:
    everything = [*FILES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "migrations").rglob("*.py")]
    assert [path.name for path in everything if len(path.read_text().splitlines()) > 400] == []
