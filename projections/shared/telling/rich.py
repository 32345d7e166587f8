"""A line of text that shows what was put right in it, and leads to the entries it speaks of."""

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a line: `was` is what it said before it was put right, `to` the entry that it leads to.

    `said` is for what people said: the other voice.
    """

    text: str
    was: str = ""
    to: str = ""
    said: bool = False


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Fix:
    """A text that was put right: what it said, what it is, and the entry that tells of it."""

    old: str
    new: str
    to: str


def line(*pieces: str | Piece) -> Line:
    """A line of pieces; one that says nothing is left out."""
    made = (Piece(each) if isinstance(each, str) else each for each in pieces)
    return tuple(each for each in made if each.text or each.was)


def read(shown: Line) -> str:
    """A line as it is read aloud, what was put right beside what it said."""
    return "".join(f"[{each.was}] {each.text}" if each.was else each.text for each in shown)


def leading_nowhere(shown: Line) -> Line:
    """A line without its links, with what was put right in it."""
    return tuple(replace(each, to="") for each in shown)


def put_right(text: str, fixes: Iterable[Fix]) -> Line:
    """A text with what was put right in it, what it said first beside what it says now (R28)."""
    pieces = [Piece(text)]
    for fix in fixes:
        at = next((n for n, each in enumerate(pieces) if fix.old in each.text), None)
        if at is not None:
            pieces[at : at + 1] = _put_right(pieces[at], fix)
    return tuple(each for each in pieces if each.text or each.was)


def _put_right(piece: Piece, fix: Fix) -> list[Piece]:
    if piece.was:
        return [Piece(piece.text.replace(fix.old, fix.new, 1), was=f"{piece.was} – {piece.text}", to=fix.to)]
    before, _, after = piece.text.partition(fix.old)
    return [Piece(before), Piece(fix.new, was=fix.old, to=fix.to), Piece(after)]


def as_sentence(shown: Line) -> Line:
    """A line with a capital and a full stop, where it has none of its own."""
    if not shown:
        return ()
    first = replace(shown[0], text=shown[0].text[:1].upper() + shown[0].text[1:])
    pieces = [first, *shown[1:]]
    ended = pieces[-1].text.rstrip()[-1:] in ".!?…:”’" and bool(pieces[-1].text.strip())
    return tuple(pieces) if ended else (*pieces, Piece("."))
