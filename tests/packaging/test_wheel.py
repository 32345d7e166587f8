"""The wheel works away from the checkout, with all that is not Python inside it."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from urllib.request import urlopen
from zipfile import ZipFile

import pytest

CHECKOUT = Path(__file__).parents[2]
PARTNERSHIP = "norrick-vale-together"
SECONDS_TO_START = 60


@dataclass(frozen=True)
class Installed:
    """The tracker in a virtual environment of its own, used from a folder that holds nothing else."""

    bin: Path
    folder: Path

    def run(self, command: str, *args: str | Path) -> str:
        """What a command that ended well printed."""
        return run(self.bin / command, *args, cwd=self.folder)


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def environment() -> dict[str, str]:
    """Ours, without what would lead back to the checkout or to another database."""
    leading_back = ("PYTHONPATH", "VIRTUAL_ENV", "TRACKER_")
    return {name: value for name, value in os.environ.items() if not name.startswith(leading_back)}


def build(kind: str, source: Path, into: Path) -> Path:
    """Build with the locked backend, which the tests' environment has."""
    run(sys.executable, "-m", "build", f"--{kind}", "--no-isolation", "--outdir", into, source, cwd=into)
    (built,) = into.glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", CHECKOUT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    venv = tmp_path_factory.mktemp("environment")
    folder = tmp_path_factory.mktemp("elsewhere")
    run(sys.executable, "-m", "venv", venv, cwd=folder)
    locked = ("--quiet", "--constraint", CHECKOUT / "constraints.txt")
    run(venv / "bin" / "python", "-m", "pip", "install", *locked, wheel, cwd=folder)
    return Installed(venv / "bin", folder)


@pytest.fixture(scope="module")
def address(installed: Installed) -> Iterator[str]:
    """Where `tracker demo` serves, on a port that was free."""
    command = (str(installed.bin / "tracker"), "demo", "--port", "0")
    with subprocess.Popen(
        command, cwd=installed.folder, env=environment(), stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            yield where_it_says_it_is(server)
        finally:
            server.terminate()


def where_it_says_it_is(server: subprocess.Popen[str]) -> str:
    assert server.stdout is not None
    patience = Timer(SECONDS_TO_START, server.kill)
    patience.start()
    said = ""
    try:
        for line in server.stdout:
            said += line
            if found := re.search(r"http://127\.0\.0\.1:[1-9]\d*", line):
                return found[0]
    finally:
        patience.cancel()
    pytest.fail(f"the demo ended, or took longer than {SECONDS_TO_START} seconds; it said: {said}")


def test_what_is_not_python_is_inside(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())
    sources = {
        f"tracker/{path.relative_to(CHECKOUT)}"
        for folder in ("templates", "migrations")
        for path in (CHECKOUT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {"tracker/templates/look.css", "tracker/migrations/env.py"} <= sources
    assert sources <= names
    assert "tracker/demo/keeping-your-place.jsonl" in names


def test_nothing_else_is_inside(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"tracker", "projections"}


def test_the_source_archive_makes_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    archive = build("sdist", CHECKOUT, tmp_path)
    run(sys.executable, "-m", "tarfile", "-e", archive, tmp_path, cwd=tmp_path)
    again = build("wheel", tmp_path / archive.name.removesuffix(".tar.gz"), tmp_path)
    assert sorted(ZipFile(again).namelist()) == sorted(ZipFile(wheel).namelist())


def test_it_runs_from_the_wheel_and_not_from_the_checkout(installed: Installed) -> None:
    paths = installed.run("python", "-c", "import projections, tracker; print(projections.__file__, tracker.__file__)")
    assert all(Path(path).is_relative_to(installed.bin.parent) for path in paths.split())


def test_a_journey_goes_in_and_figures_come_out(installed: Installed, tmp_path: Path) -> None:
    journey = installed.run("python", "-c", "from tracker.files import ONE_JOURNEY; print(ONE_JOURNEY)").strip()
    there = Installed(installed.bin, tmp_path)
    assert "facts" in there.run("tracker", "import", journey)
    assert json.loads(there.run("tracker", "figures", PARTNERSHIP, "--json"))
    assert (tmp_path / "instance").is_dir()


def test_the_demo_shows_its_pages(address: str) -> None:
    home, at = fetch(f"{address}/")
    assert at == f"{address}/{PARTNERSHIP}/"
    board, _ = fetch(f"{address}/{PARTNERSHIP}/board")
    assert "<h1" in home
    assert "<h1" in board
    linked = re.search(r'href="(/[^"]+\.css)"', home)
    assert linked, "the home page links no style sheet"
    look, _ = fetch(f"{address}{linked[1]}")
    assert look == (CHECKOUT / "templates" / "look.css").read_text("utf-8")


def fetch(url: str) -> tuple[str, str]:
    """A page, and where it was found."""
    with urlopen(url, timeout=30) as page:
        assert page.status == 200
        return page.read().decode("utf-8"), page.url
