"""Numbers of people side by side: those are hidden from which a small one could be worked out (`domain.md` 6)."""

from collections.abc import Mapping

from tracker.domain.small_numbers import breakdown


def side_by_side(cells: Mapping[str, int], k: int) -> dict[str, int | None]:
    """The numbers as the public may read them beside their total: None where one is hidden.

    Where all are of one kind, their number is the total and is shown: that everybody was told in time picks nobody out.
    """
    occurring = {code for code, n in cells.items() if n}
    if len(occurring) == 1 and sum(cells.values()) >= k:
        return dict(cells)
    published = breakdown(cells, k)
    hidden = published.hidden if published else occurring
    return {code: None if code in hidden else n for code, n in cells.items()}


def part_of(n: int, whole: int, k: int) -> int | None:
    """A number of people among those whose number is known: None where it, or the rest of them, is small."""
    return side_by_side({"these": n, "the rest": whole - n}, k)["these"]
