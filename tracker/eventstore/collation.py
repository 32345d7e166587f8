"""Text is compared byte by byte on both databases, so that every page has one order wherever it is made."""

from typing import Any

from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateColumn


@compiles(CreateColumn, "postgresql")
def by_bytes(column: CreateColumn, compiler: Any, **kwargs: Any) -> str:
    """A column as PostgreSQL is told of it: text with the collation that SQLite has anyway."""
    told: str = compiler.visit_create_column(column, **kwargs)
    kind = column.element.type
    if not isinstance(kind, String):
        return told
    shape = compiler.dialect.type_compiler_instance.process(kind)
    return told.replace(f" {shape}", f' {shape} COLLATE "C"', 1)
