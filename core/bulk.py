"""Many rows at once: COPY on PostgreSQL, one prepared statement on SQLite.

What is written here passes by the ORM: no defaults, no signals, no ``save``. The caller gives every
column that has no default in the database, in the form in which a model instance would hold it.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, Final

from django.db import connection, models
from psycopg.types.json import Jsonb

from core import db, jsons

Row = Sequence[Any]
_TYPES: Final = {
    "bigint": "int8",
    "integer": "int4",
    "smallint": "int2",
    "boolean": "bool",
    "timestamp with time zone": "timestamptz",
}


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert ``rows``, which hold values for ``columns`` (``book_id``, not ``book``), in order.

    Call it in a transaction. Raises ``IntegrityError`` as any insert does.
    """
    fields = [_field(model, column) for column in columns]
    if connection.vendor == "postgresql":
        _copy(model, fields, rows)
    else:
        _execute_many(model, fields, rows)


def insert_missing(model: type[models.Model], columns: Sequence[str], rows: Sequence[Row]) -> int:
    """Insert those of ``rows`` that no unique constraint stands against, in order; how many they
    were.
    """
    fields = [_field(model, column) for column in columns]
    if connection.vendor != "postgresql":
        return _execute_many(model, fields, rows, " ON CONFLICT DO NOTHING")
    # The names are the model's own.
    statement = f"INSERT INTO {_named(model, fields)} SELECT * FROM {_unnested(fields)}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} ON CONFLICT DO NOTHING", _arrays(fields, rows))
        return int(cursor.rowcount)


def update(model: type[models.Model], columns: Sequence[str], rows: Sequence[Row]) -> int:
    """Give many rows other values: each of ``rows`` has the primary key, then values for
    ``columns``. How many rows there were.
    """
    quote = connection.ops.quote_name
    key, *fields = [_field(model, column) for column in (model._meta.pk.attname, *columns)]
    table, names = quote(model._meta.db_table), [quote(field.column) for field in fields]
    # The names are the model's own.
    if connection.vendor != "postgresql":
        set_to = ", ".join(f"{name} = %s" for name in names)
        statement = f"UPDATE {table} SET {set_to} WHERE {quote(key.column)} = %s"  # noqa: S608
        turned = [(*values, pk) for pk, *values in rows]
        return _run_many(statement, [*fields, key], turned)
    set_to = ", ".join(f"{name} = new.{name}" for name in names)
    new = f"{_unnested([key, *fields])} AS new ({quote(key.column)}, {', '.join(names)})"
    found = f"{table}.{quote(key.column)} = new.{quote(key.column)}"
    with connection.cursor() as cursor:
        statement = f"UPDATE {table} SET {set_to} FROM {new} WHERE {found}"  # noqa: S608
        cursor.execute(statement, _arrays([key, *fields], rows))
        return int(cursor.rowcount)


def _unnested(fields: Sequence[Any]) -> str:
    """As many rows as ``_arrays`` has of these fields."""
    return f"unnest({', '.join(f'%s::{_type(field)}[]' for field in fields)})"


def _arrays(fields: Sequence[Any], rows: Sequence[Row]) -> list[str]:
    """An array for each field, as PostgreSQL takes them."""
    columns: list[Iterable[Any]] = list(zip(*rows, strict=True)) or [()] * len(fields)
    for at, field in enumerate(fields):
        if isinstance(field, models.JSONField):
            columns[at] = [
                None if value is None else jsons.dumps(value).decode() for value in columns[at]
            ]
    return list(map(db.array, columns))


def _field(model: type[models.Model], column: str) -> Any:
    found = [field for field in model._meta.concrete_fields if field.attname == column]
    return found[0]


def _type(field: Any) -> str:
    """The type of a column without its length."""
    return (field.db_type(connection) or "").split("(")[0]


def _copy(model: type[models.Model], fields: Sequence[Any], rows: Iterable[Row]) -> None:
    types = [_type(field) for field in fields]
    json = [at for at, field in enumerate(fields) if isinstance(field, models.JSONField)]
    statement = f"COPY {_named(model, fields)} FROM STDIN (FORMAT BINARY)"
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(statement) as copy,
    ):
        copy.set_types([_TYPES.get(name, name) for name in types])
        write = copy.write_row
        for row in rows:
            write(_with(row, json, _jsonb) if json else row)


def _jsonb(value: Any) -> Jsonb:
    return Jsonb(value, dumps=jsons.dumps)


def _with(row: Row, places: Sequence[int], turned: Callable[[Any], Any]) -> Row:
    made = list(row)
    for at in places:
        made[at] = None if made[at] is None else turned(made[at])
    return made


def _execute_many(
    model: type[models.Model], fields: Sequence[Any], rows: Iterable[Row], ending: str = ""
) -> int:
    """Returns how many rows were inserted."""
    places = ", ".join(["%s"] * len(fields))
    # The names are the model's own.
    statement = f"INSERT INTO {_named(model, fields)} VALUES ({places}){ending}"  # noqa: S608
    return _run_many(statement, fields, rows)


def _run_many(statement: str, fields: Sequence[Any], rows: Iterable[Row]) -> int:
    """Run ``statement`` on SQLite with each of ``rows``; how many rows it inserted or changed."""
    columns = list(zip(*rows, strict=True))
    for at, field in enumerate(fields):
        if columns and (turn := _turn(field)):
            columns[at] = turn(columns[at])
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(zip(*columns, strict=True)))
        return int(cursor.rowcount)


def _turn(field: Any) -> Callable[[Iterable[Any]], tuple[Any, ...]] | None:
    """How SQLite keeps what it has no type for, as Django reads it again: a column at a time."""
    if isinstance(field, models.ForeignKey):
        return _turn(field.target_field)
    if isinstance(field, models.UUIDField):
        return lambda column: tuple([each and f"{each.int:032x}" for each in column])
    if isinstance(field, models.DateTimeField):
        # Most of a column is one and the same moment.
        return _each(cache(connection.ops.adapt_datetimefield_value))
    if isinstance(field, models.DateField):
        return _each(connection.ops.adapt_datefield_value)
    if isinstance(field, models.JSONField):
        return _each(lambda value: jsons.dumps(value).decode())
    return None


def _each(turned: Callable[[Any], Any]) -> Callable[[Iterable[Any]], tuple[Any, ...]]:
    return lambda column: tuple([None if each is None else turned(each) for each in column])


def _named(model: type[models.Model], fields: Sequence[Any]) -> str:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    return f"{quote(model._meta.db_table)} ({columns})"
