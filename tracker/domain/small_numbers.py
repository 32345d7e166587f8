"""Small numbers, so that nobody can be picked out (`domain.md` 6). One function; every page uses it."""

DEFAULT_K = 5
"""The smallest number shown to the public, where a partnership has set none."""


def banded(n: int, k: int = DEFAULT_K) -> str:
    """A number of people as the public may read it: nought, “fewer than k”, or the number."""
    return f"fewer than {k}" if 0 < n < k else str(n)


def replies_in_words(yes: int, partly: int, no: int, cannot_tell: int = 0) -> str:
    """What the people who were asked said, by weight and never by number; it agrees with the rule's result (R15)."""
    replies = yes + partly + no + cannot_tell
    if 2 * no > replies:
        return "Most said no."
    if 3 * no > yes + partly + no:
        return "More of them said no than yes." if no > yes else "More than one in three said no."
    if 2 * yes > replies:
        return "Most said yes."
    if 2 * (yes + partly) > replies:
        return "Most said that it changed at least in part."
    return "They did not agree."
