"""The README's commands do what it says: they are run here."""

import os
import re
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
README = (CHECKOUT / "README.md").read_text("utf-8")
FIRST_SCREEN = 40
SERVING = ("tracker serve", "tracker demo")
"""These never end; the wheel's test runs one."""

BLOCKS = re.findall(r"^```sh\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)
INLINE = re.findall(r"`(make [^`\n]+)`", README)


def environment(**settings: str) -> dict[str, str]:
    """Ours with these settings, the command first in the path, and nothing of a `make` that runs this test."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "TRACKER_"))}
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    return {**ours, "PATH": path, **settings}


def test_the_first_screen_names_the_two_commands() -> None:
    first_screen = "\n".join(README.splitlines()[:FIRST_SCREEN])
    assert [command for command in ("make demo", "make test") if command not in first_screen] == []


def test_every_block_is_one_that_is_run_here() -> None:
    first_words = [block.split(maxsplit=1)[0] for block in BLOCKS]
    unknown = set(first_words) - {"git", "make", "tracker"}
    assert not unknown, f"sh blocks begin with git, make or tracker, so that a test knows what to do; not {unknown}"


def test_every_make_target_exists() -> None:
    lines = [line for block in BLOCKS for line in block.splitlines() if line.startswith("make ")]
    commands = sorted({line.partition("#")[0].strip() for line in lines + INLINE})
    assert commands, "README.md names no make target"
    for command in commands:
        done = subprocess.run(
            ["make", "--dry-run", *command.split()[1:]],
            cwd=CHECKOUT,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}: {done.stderr}"


def test_the_tracker_commands_run_in_their_order(tmp_path: Path) -> None:
    blocks = [block for block in BLOCKS if block.startswith("tracker ")]
    assert blocks, "README.md has no ```sh block that begins with a tracker command"
    lines = [line for block in blocks for line in block.splitlines() if not line.startswith(SERVING)]
    done = subprocess.run(
        ["sh", "-exc", "\n".join(lines)],
        stdin=subprocess.DEVNULL,
        cwd=a_place_like_the_checkout(tmp_path),
        env=environment(TRACKER_HOME=str(tmp_path / "home")),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"the last line is what failed:\n{done.stderr}"


def a_place_like_the_checkout(folder: Path) -> Path:
    """A folder from which the checkout's files are found by the same names, but where new files are nobody's."""
    place = folder / "place"
    place.mkdir()
    for path in CHECKOUT.iterdir():
        if not path.name.startswith(".") and path.name != "instance":
            (place / path.name).symlink_to(path)
    return place
