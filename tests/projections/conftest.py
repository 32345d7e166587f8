"""Read pages as they stood on a day."""

from contextlib import contextmanager
from datetime import date

import pytest

from tests.conftest import OTHER_SLUG, SLUG


@pytest.fixture
def moment(two_partnerships):
    """A moment of the example (or of the other partnership), to read pages from."""

    @contextmanager
    def at(day=None, slug=SLUG):
        with two_partnerships.read(slug, date.fromisoformat(day) if day else None) as reading:
            yield reading

    return at


@pytest.fixture
def pages(two_partnerships):
    return two_partnerships.pages


__all__ = ["OTHER_SLUG", "SLUG"]
