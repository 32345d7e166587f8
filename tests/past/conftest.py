"""Past days of two partnerships on each kind of database, and whoever folds them."""

from contextlib import closing

import pytest
from sqlalchemy import select

from tests.conftest import OTHER_SLUG, SLUG
from tracker.pages import Pages, projections_of
from tracker.past.file import PrivateFile
from tracker.past.folding import Folding, Prefix
from tracker.past.source import LogSource

GENERATIONS = tuple(sorted(Pages().generations.items()))
"""Those of the tables that are folded here."""

END = 116
"""The position of the example’s last fact."""


@pytest.fixture
def source(two_partnerships):
    return LogSource(two_partnerships.database, two_partnerships.keys)


@pytest.fixture
def prefix(two_partnerships):
    """A log up to a position."""

    def prefix(position, slug=SLUG, erasure=-1):
        return Prefix(two_partnerships.find(slug).log_id, position, erasure, GENERATIONS)

    return prefix


@pytest.fixture
def folding():
    with closing(Folding(projections_of)) as folding:
        yield folding


@pytest.fixture
def alone(source):
    """Every row of a day that is folded from the start by itself."""

    def alone(prefix):
        with closing(Folding(projections_of)) as folding:
            return rows_in(folding.fold(prefix, source))

    return alone


def rows_in(path):
    with closing(PrivateFile(path)) as file, file.working() as conn:
        return {
            table.name: sorted((tuple(row) for row in conn.execute(select(table))), key=repr)
            for projection in projections_of(dict(GENERATIONS))
            for table in projection.metadata.sorted_tables
        }


def held_back(theme, on="2026-06-30"):
    by = {"role": "theme team", "capacity": "together", "org": "Norrick Vale Together"}
    said = {"stream": theme, "type": "PublicItemHeldBack", "visibility": "public", "by": by}
    return said | {"occurred_on": on, "recorded_on": on, "data": {"reason": "identifiable", "until": "2027-01-01"}}


def erased(*streams):
    by = {"role": "coordinator", "capacity": "staff", "org": "Norrick Vale Together"}
    said = {"stream": streams[0], "type": "PersonalDataErased", "visibility": "restricted", "by": by}
    data = {"scope": ["words", "contact"], "asked_on": "2026-06-29", "done_on": "2026-06-30", "streams": [*streams]}
    return said | {"occurred_on": "2026-06-30", "recorded_on": "2026-06-30", "data": data}


SLUGS = (SLUG, OTHER_SLUG)
