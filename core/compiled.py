"""Queries that are asked so often that they are compiled once in a process.

Django spends more time on building and compiling a query than the database on answering it. What
is asked here is built at its first use and from then on only executed. ``build`` makes the query
from its parameters, which must change nothing else of it: no ``None``, no condition that is there
for some values only.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Generic, TypeVar, cast
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, DateField, DateTimeField, Field, Model, QuerySet, UUIDField
from django.db.transaction import TransactionManagementError

from core import db

Row = TypeVar("Row", bound=Model)


class _Many(Field[Any, Any]):
    """Many values, for a condition with ``among``."""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """The one parameter in which they all stand."""
        return db.many(value, connection)


_KINDS: Final[Mapping[type, tuple["Field[Any, Any]", Callable[[int], Any]]]] = {
    UUID: (UUIDField(), lambda at: UUID(int=0x4000800000000000DEAD0000 + at)),
    str: (CharField(), lambda at: f"the stand-in numbered {at}"),
    date: (DateField(), lambda at: date(1583, 1, 1 + at)),
    datetime: (DateTimeField(), lambda at: datetime.fromisoformat(f"1583-02-0{1 + at}T00:00Z")),
    list[UUID]: (_Many(), lambda at: [UUID(int=0x4000800000000000DEAD0000 + at)]),
    list[str]: (_Many(), lambda at: [f"the stand-in numbered {at}"]),
}
"""What a parameter can be: how the database takes it, and a value to find its places by."""


@dataclass(frozen=True)
class _Compiled:
    """A statement, whose parameter stands at each place, and how its columns become values."""

    sql: str
    params: Sequence[Any]
    places: Sequence[tuple[int, int]]
    locks: bool
    names: Sequence[str]
    converters: Sequence[tuple[int, Sequence[Callable[..., Any]], Any]]


class Query:
    """A ``values()`` query. ``kinds`` are the types of its parameters, in turn."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], *kinds: type) -> None:
        self._build = build
        self._kinds = [_KINDS[kind] for kind in kinds]
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, *given: Any) -> list[list[Any]]:
        """What is found, each row as the values of its columns."""
        connection = connections[DEFAULT_DB_ALIAS]
        query = self._compiled.get(connection.vendor) or self._compile(connection)
        if query.locks and not connection.in_atomic_block:
            raise TransactionManagementError("Rows are locked in a transaction only.")
        params = list(query.params)
        for place, which in query.places:
            params[place] = self._adapted(which, given[which], connection)
        with connection.cursor() as cursor:
            cursor.execute(query.sql, params)
            found = [list(row) for row in cursor.fetchall()]
        for place, functions, expression in query.converters:
            for function in functions:
                for row in found:
                    row[place] = function(row[place], expression, connection)
        return found

    def dicts(self, *given: Any) -> list[dict[str, Any]]:
        """What is found, each row as a dictionary."""
        found = self.rows(*given)
        names = self._compiled[connections[DEFAULT_DB_ALIAS].vendor].names
        return [dict(zip(names, row, strict=True)) for row in found]

    def _compile(self, connection: BaseDatabaseWrapper) -> _Compiled:
        stand_ins = [stand_in(at) for at, (_field, stand_in) in enumerate(self._kinds)]
        query = self._build(*stand_ins).query
        compiler = query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        places = [
            (place, which)
            for which, stand_in in enumerate(stand_ins)
            for place, value in enumerate(params)
            if value == self._adapted(which, stand_in, connection)
        ]
        if {which for _place, which in places} != set(range(len(stand_ins))):
            raise ValueError("A parameter is nowhere in the query as it was given.")
        converters = compiler.get_converters([column[0] for column in compiler.select])
        made = _Compiled(
            sql,
            params,
            places,
            bool(query.select_for_update),
            list(query.selected or ()),
            [(at, functions, expression) for at, (functions, expression) in converters.items()],
        )
        self._compiled[connection.vendor] = made
        return made

    def _adapted(self, which: int, value: Any, connection: BaseDatabaseWrapper) -> Any:
        return self._kinds[which][0].get_db_prep_value(value, connection, prepared=True)


class OneRow:
    """A ``values()`` query for the row with an id."""

    def __init__(self, build: Callable[[UUID], QuerySet[Any, Any]]) -> None:
        self._query = Query(build, UUID)

    def __call__(self, row_id: UUID) -> dict[str, Any] | None:
        """The row as a dictionary, or nothing."""
        return next(iter(self._query.dicts(row_id)), None)


class Instances(Generic[Row]):
    """A query for instances of ``model`` and of what stands in its ``related`` foreign keys."""

    def __init__(
        self,
        model: type[Row],
        build: Callable[..., QuerySet[Row]],
        *kinds: type,
        related: Sequence[str] = (),
    ) -> None:
        self._model = model
        self._parts: list[tuple[str, Any, list[str]]] = [("", model, _columns(model))]
        for name in related:
            other: Any = model._meta.get_field(name).related_model
            self._parts.append((name, other, _columns(other)))
        paths = [
            f"{name}__{column}" if name else column
            for name, _model, columns in self._parts
            for column in columns
        ]
        self._query = Query(lambda *given: build(*given).values(*paths), *kinds)

    def all(self, *given: Any) -> list[Row]:
        """What is found."""
        return [self._made(row) for row in self._query.rows(*given)]

    def first(self, *given: Any) -> Row | None:
        """The first of what is found, or nothing. The query should ask for no more."""
        return next(iter(self.all(*given)), None)

    def _made(self, row: list[Any]) -> Row:
        parts, start = [], 0
        for _name, model, columns in self._parts:
            values = row[start : start + len(columns)]
            start += len(columns)
            parts.append(model.from_db(DEFAULT_DB_ALIAS, columns, values) if any(values) else None)
        made: Any = parts[0]
        for (name, _model, _columns), part in zip(self._parts[1:], parts[1:], strict=True):
            setattr(made, name, part)
        return cast(Row, made)


def _columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]
