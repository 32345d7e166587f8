"""Rows that projections write, on both databases: over those that were there, of several with one key the last."""

from datetime import date

import pytest
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    select,
)
from sqlalchemy.exc import DataError

from projections.shared.projecting.tables import upsert

metadata = MetaData()
kinds = Table(
    "kinds_of_values",
    metadata,
    Column("log_id", String(16), nullable=False),
    Column("name", String(8), nullable=False),
    Column("n", Integer, nullable=False),
    Column("position", BigInteger),
    Column("on", Date),
    Column("shown", Boolean),
    Column("told", Text),
    Column("state", LargeBinary),
    PrimaryKeyConstraint("log_id", "name"),
)
keys = Table(
    "keys_alone",
    metadata,
    Column("log_id", String(16), nullable=False),
    Column("name", String(80), nullable=False),
    PrimaryKeyConstraint("log_id", "name"),
)

NOTHING = {"position": None, "on": None, "shown": None, "told": None, "state": None}
SOMETHING = {
    "position": 2**40,
    "on": date(2024, 2, 29),
    "shown": False,
    "told": "“it’s”, {said} %s\n",
    "state": b"\x00\xff",
}


def row(name, n, values):
    return {"log_id": "a" * 16, "name": name, "n": n, **values}


@pytest.fixture
def conn(database):
    with database.writing() as conn:
        metadata.create_all(conn)
        yield conn


def kept(conn, table):
    return [dict(each._mapping) for each in conn.execute(select(table).order_by(table.c.name))]


def test_every_kind_of_value_comes_back_as_it_was_written(conn):
    rows = [row("a", 1, SOMETHING), row("b", 2, NOTHING)]
    upsert(conn, kinds, rows)
    assert kept(conn, kinds) == rows


def test_a_row_is_written_over_the_one_of_its_key_and_no_other(conn):
    upsert(conn, kinds, [row("a", 1, SOMETHING), row("b", 2, SOMETHING)])
    upsert(conn, kinds, [row("b", 3, NOTHING), row("c", 4, SOMETHING)])
    assert kept(conn, kinds) == [row("a", 1, SOMETHING), row("b", 3, NOTHING), row("c", 4, SOMETHING)]


def test_of_several_rows_with_one_key_the_last_is_kept(conn):
    upsert(conn, kinds, [row("a", 1, SOMETHING), row("b", 2, NOTHING), row("a", 3, NOTHING)])
    assert kept(conn, kinds) == [row("a", 3, NOTHING), row("b", 2, NOTHING)]


def test_a_table_of_keys_alone_keeps_each_once(conn):
    rows = [{"log_id": "a" * 16, "name": name} for name in ("x", "y")]
    upsert(conn, keys, rows)
    upsert(conn, keys, [rows[1], rows[1]])
    assert kept(conn, keys) == rows


def test_a_name_that_is_too_long_is_not_cut(conn, place):
    name = "nine char"
    if place.kind == "sqlite":
        upsert(conn, kinds, [row(name, 1, NOTHING)])  # it knows no lengths
        assert kept(conn, kinds) == [row(name, 1, NOTHING)]
    else:
        with pytest.raises(DataError, match="too long"):
            upsert(conn, kinds, [row(name, 1, NOTHING)])


def test_no_rows_are_no_work(conn):
    upsert(conn, kinds, [])
    assert kept(conn, kinds) == []
