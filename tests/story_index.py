"""Which facts the given/when/then stories tell: every fact's sixth thing."""

import re
from functools import cache
from pathlib import Path


@cache
def facts_told_in_stories() -> frozenset[str]:
    """The names of facts that a test of the rules speaks of."""
    stories = (Path(__file__).parent / "domain").glob("test_*.py")
    return frozenset(re.findall(r"\b[A-Z][A-Za-z]+\b", " ".join(path.read_text() for path in stories)))
