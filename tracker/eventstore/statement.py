"""Statements put to the driver itself, composed once: what an ORM adds to each costs more than most of them take."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    Connection,
    Delete,
    Dialect,
    Insert,
    LargeBinary,
    SelectBase,
    Text,
    TypeDecorator,
    bindparam,
    text,
)
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from tracker.eventstore.driving import driving

Row = tuple[Any, ...]

Said = str | SelectBase | Insert | Delete
"""A statement as text that has `:name` for a value, or as SQLAlchemy composes it."""

Process = Any
"""Turns a value that a driver takes or gives into ours, or the other way round; None where both are the same."""


class Statement:
    """A statement with named values, as text or as SQLAlchemy composes it, for each database in its driver's own words.

    Whoever asks for rows gets the driver's tuples. What fails is raised as SQLAlchemy would raise it.
    """

    def __init__(self, said: Said | Mapping[str, Said]) -> None:
        """`said`: one statement for every database, or one for each by its name."""
        self._said = said
        self._composed: dict[str, _Composed] = {}

    def rows(self, conn: Connection, **values: Any) -> Sequence[Row]:
        """Every row of the answer."""
        with driving(conn, self._for(conn.dialect).sql) as cursor:
            return self.asked_with(cursor, conn.dialect, **values)

    def asked_with(self, cursor: DBAPICursor, dialect: Dialect, **values: Any) -> Sequence[Row]:
        """The same with a cursor of the driver's own, for whoever has no connection of SQLAlchemy's."""
        composed = self._for(dialect)
        cursor.execute(composed.sql, composed.bound(values))
        return composed.read(cursor.fetchall())

    def row(self, conn: Connection, **values: Any) -> Row | None:
        """The first row of the answer, if there is one."""
        return next(iter(self.rows(conn, **values)), None)

    def value(self, conn: Connection, **values: Any) -> Any:
        """The first value of the first row, or None where there is no row."""
        return next(iter(self.row(conn, **values) or ()), None)

    def run(self, conn: Connection, **values: Any) -> None:
        """Carry it out; nothing is asked for."""
        composed = self._for(conn.dialect)
        with driving(conn, composed.sql) as cursor:
            cursor.execute(composed.sql, composed.bound(values))

    def run_for_each(self, conn: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Carry it out for each set of values."""
        composed = self._for(conn.dialect)
        with driving(conn, composed.sql) as cursor:
            cursor.executemany(composed.sql, [composed.bound(row) for row in rows])

    def _for(self, dialect: Dialect) -> "_Composed":
        composed = self._composed.get(dialect.name)
        if composed is None:
            said = self._said[dialect.name] if isinstance(self._said, Mapping) else self._said
            composed = self._composed[dialect.name] = _composed(said, dialect)
        return composed


@dataclass(frozen=True, slots=True)
class _Composed:
    sql: str
    values: tuple[tuple[str, Process], ...]
    fixed: Mapping[str, Any]
    by_name: bool
    columns: tuple[tuple[int, Process], ...]

    def bound(self, given: Mapping[str, Any]) -> Any:
        known = {**self.fixed, **given} if self.fixed else given
        if self.by_name:
            return {name: process(known[name]) if process else known[name] for name, process in self.values}
        return tuple(process(known[name]) if process else known[name] for name, process in self.values)

    def read(self, rows: Sequence[Row]) -> Sequence[Row]:
        return [self._read(row) for row in rows] if self.columns else rows

    def _read(self, row: Row) -> Row:
        values = list(row)
        for at, process in self.columns:
            values[at] = process(values[at])
        return tuple(values)


def _composed(said: Said, dialect: Dialect) -> _Composed:
    compiled = (text(said) if isinstance(said, str) else said).compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)
    names = compiled.positiontup if compiled.positional else list(compiled.params)
    binds = compiled.binds
    columns = said.selected_columns if isinstance(said, SelectBase) else ()
    readers = [None if isinstance(column.type, LargeBinary) else _reader(column.type, dialect) for column in columns]
    return _Composed(
        sql=str(compiled),
        values=tuple((name, _binder(binds[name].type, dialect)) for name in names or ()),
        fixed={name: bind.value for name, bind in binds.items() if not bind.required and bind.value is not None},
        by_name=not compiled.positional,
        columns=tuple((at, reader) for at, reader in enumerate(readers) if reader),
    )


def _binder(kind: TypeEngine[Any], dialect: Dialect) -> Process:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _reader(kind: TypeEngine[Any], dialect: Dialect) -> Process:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


class _Texts(TypeDecorator[Sequence[str]]):
    """Any number of texts in one value."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else ARRAY(Text))

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return json.dumps(list(value)) if dialect.name == "sqlite" else list(value)


class _Among(ColumnElement[bool]):
    inherit_cache = False  # what SQLAlchemy would keep it under says nothing of its column

    def __init__(self, column: ColumnElement[str] | Column[str], name: str) -> None:
        self.column = column
        self.names = bindparam(name, type_=_Texts())


def among(column: ColumnElement[str] | Column[str], name: str) -> ColumnElement[bool]:
    """Whether a column holds one of the texts that are given by that name: one value, however many they are."""
    return _Among(column, name)


def past_its_index(column: ColumnElement[str] | Column[str]) -> ColumnElement[str]:
    """A column to compare and not to search by: SQLite would rather go through a whole log than look up a few names."""
    return column.concat("")


@compiles(_Among, "sqlite")
def _among_sqlite(element: _Among, compiler: SQLCompiler, **kw: Any) -> str:
    column, names = compiler.process(element.column, **kw), compiler.process(element.names, **kw)
    return f"{column} IN (SELECT value FROM json_each({names}))"  # noqa: S608  our own column, and a mark for a value


@compiles(_Among, "postgresql")
def _among_postgresql(element: _Among, compiler: SQLCompiler, **kw: Any) -> str:
    return f"{compiler.process(element.column, **kw)} = ANY({compiler.process(element.names, **kw)})"
