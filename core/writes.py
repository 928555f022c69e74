"""Writes that are made so often that their statement is put together once in a process.

For single rows whose model has neither parents nor columns that the database fills.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import AutoField, BigAutoField, Field, Model

Row = TypeVar("Row", bound=Model)


class Insert(Generic[Row]):
    """New rows of ``model``. A number that the database gives to a row is not told to it."""

    def __init__(self, model: type[Row]) -> None:
        self._model = model

    def __call__(self, *rows: Row) -> None:
        """Write ``rows``, all in one statement, if there are any."""
        if not rows:
            return
        start, places = self._statement
        connection = connections[DEFAULT_DB_ALIAS]  # asked often, and each time looked up
        params = [
            field.get_db_prep_save(field.pre_save(row, add=True), connection)
            for row in rows
            for field in self._fields
        ]
        with connection.cursor() as cursor:
            cursor.execute(start + ", ".join([places] * len(rows)), params)
        for row in rows:
            row._state.adding = False
            row._state.db = connection.alias

    @cached_property
    def _fields(self) -> Sequence["Field[Any, Any]"]:
        fields: Any = self._model._meta.concrete_fields
        return [field for field in fields if not isinstance(field, AutoField | BigAutoField)]

    @cached_property
    def _statement(self) -> tuple[str, str]:
        name = connection.ops.quote_name
        columns = ", ".join(name(str(field.column)) for field in self._fields)
        into = f"{name(self._model._meta.db_table)} ({columns})"
        return f"INSERT INTO {into} VALUES ", f"({', '.join(['%s'] * len(self._fields))})"  # noqa: S608


class Update:
    """Columns of the row of ``model`` with an id: ``names`` are told, ``grow`` go up by one."""

    def __init__(self, model: type[Model], *names: str, grow: Sequence[str] = ()) -> None:
        self._model, self._names, self._grow = model, names, grow

    def __call__(self, pk: Any, *values: Any) -> None:
        """Write ``values``, one for each name."""
        connection = connections[DEFAULT_DB_ALIAS]
        key: Any = self._model._meta.pk
        params = [
            field.get_db_prep_save(value, connection)
            for field, value in zip([*self._fields, key], [*values, pk], strict=True)
        ]
        with connection.cursor() as cursor:
            cursor.execute(self._statement, params)

    @cached_property
    def _fields(self) -> Sequence["Field[Any, Any]"]:
        meta: Any = self._model._meta
        return [meta.get_field(name) for name in self._names]

    @cached_property
    def _statement(self) -> str:
        name, meta = connection.ops.quote_name, self._model._meta
        told = [f"{name(str(field.column))} = %s" for field in self._fields]
        grown = [f"{name(column)} = {name(column)} + 1" for column in self._grow]
        key: Any = meta.pk
        return (
            f"UPDATE {name(meta.db_table)} SET {', '.join([*told, *grown])} "  # noqa: S608
            f"WHERE {name(key.column)} = %s"
        )
