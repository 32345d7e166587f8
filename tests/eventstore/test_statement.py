"""Statements put to the driver itself: the same answers as SQLAlchemy's, its errors, and nobody left unheard."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Boolean, Column, Date, Integer, LargeBinary, MetaData, String, Table, bindparam, event, select
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from tracker.eventstore.statement import Statement, among

of_its_own = MetaData()
said = Table(
    "said",
    of_its_own,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("word", String(80)),
    Column("on_day", Date),
    Column("loud", Boolean),
    Column("box", LargeBinary),
)
ROWS = [
    (1, "one", date(2026, 1, 5), True, b"\x00\xff"),
    (2, "it's 100%", None, False, None),
    (3, None, None, None, b""),
]

ADD = Statement("INSERT INTO said (number, word) VALUES (:number, :word)")
BY_NUMBER = Statement("SELECT word FROM said WHERE number = :number")
EVERYTHING = Statement(select(said).order_by(said.c.number))
OF_WORDS = Statement(select(said.c.number).where(among(said.c.word, "words")).order_by(said.c.number))


@pytest.fixture
def conn(database):
    with database.writing() as made:
        of_its_own.create_all(made)
        made.execute(said.insert(), [dict(zip(said.c.keys(), row, strict=True)) for row in ROWS])
        yield made
        of_its_own.drop_all(made)


def test_rows_come_as_the_columns_have_them(conn):
    assert list(EVERYTHING.rows(conn)) == ROWS


def test_one_row_and_one_value_or_nothing(conn):
    assert BY_NUMBER.row(conn, number=1) == ("one",)
    assert BY_NUMBER.value(conn, number=1) == "one"
    assert BY_NUMBER.row(conn, number=9) is None
    assert BY_NUMBER.value(conn, number=9) is None


def test_a_value_that_is_part_of_the_query_stays_in_it(conn):
    query = Statement(select(said.c.word).where(said.c.number < 3, said.c.loud == bindparam("loud")).limit(1))
    assert list(query.rows(conn, loud=True)) == [("one",)]
    assert list(query.rows(conn, loud=False)) == [("it's 100%",)]


def test_carried_out_once_and_for_each(conn):
    ADD.run(conn, number=10, word="ten")
    ADD.run_for_each(conn, [{"number": 11, "word": "eleven"}, {"number": 12, "word": "twelve"}])
    assert [BY_NUMBER.value(conn, number=n) for n in (10, 11, 12)] == ["ten", "eleven", "twelve"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(st.sampled_from(["one", "it's 100%", "nobody", "", 'a "b", c\\', "{x}", "\N{SNOWMAN}"]), max_size=2000))
def test_among_any_number_of_texts(conn, words):
    assert [n for (n,) in OF_WORDS.rows(conn, words=words)] == [row[0] for row in ROWS if row[1] and row[1] in words]


def test_what_fails_is_raised_as_sqlalchemy_does_and_says_no_value(conn):
    with pytest.raises(IntegrityError) as taken, conn.begin_nested():
        ADD.run(conn, number=1, word="a secret")
    with pytest.raises((OperationalError, ProgrammingError)), conn.begin_nested():
        Statement("SELECT nothing FROM nowhere").rows(conn)
    assert "a secret" not in str(taken.value)


def test_whoever_listens_hears_of_it_without_its_values(conn):
    heard = []
    event.listen(conn, "before_cursor_execute", lambda *args: heard.append((args[2], args[3])))
    BY_NUMBER.rows(conn, number=1)
    ((statement, values),) = heard
    assert statement.startswith("SELECT word FROM said")
    assert values == ()
