"""Queries that are asked so often that they are compiled once in a process."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet, UUIDField


@dataclass(frozen=True)
class _Compiled:
    """A statement, the place of its one parameter, and how its columns become values."""

    sql: str
    params: Sequence[Any]
    place: int
    names: Sequence[str]
    converters: Sequence[tuple[int, Sequence[Callable[..., Any]], Any]]


class OneRow:
    """A ``values()`` query for the row with an id, compiled at its first use and then only
    executed.

    Django spends more time on building and compiling such a query than the database on answering
    it. ``build`` makes the query from an id, which must go into it exactly once and change nothing
    else of it.
    """

    _STAND_IN: Final = UUID("00000000-0000-4000-8000-00000000dead")

    def __init__(self, build: Callable[[UUID], QuerySet[Any, Any]]) -> None:
        self._build = build
        self._compiled: dict[str, _Compiled] = {}

    def __call__(self, row_id: UUID) -> dict[str, Any] | None:
        """The row as a dictionary, or nothing."""
        query = self._compiled.get(connection.vendor) or self._compile()
        params = list(query.params)
        params[query.place] = _adapted(row_id)
        with connection.cursor() as cursor:
            cursor.execute(query.sql, params)
            found = cursor.fetchone()
        if found is None:
            return None
        values = list(found)
        for place, functions, expression in query.converters:
            for function in functions:
                values[place] = function(values[place], expression, connection)
        return dict(zip(query.names, values, strict=True))

    def _compile(self) -> _Compiled:
        query = self._build(self._STAND_IN).query
        compiler = query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        (place,) = [at for at, value in enumerate(params) if value == _adapted(self._STAND_IN)]
        converters = compiler.get_converters([column[0] for column in compiler.select])
        made = _Compiled(
            sql,
            params,
            place,
            list(query.selected or ()),
            [(at, functions, expression) for at, (functions, expression) in converters.items()],
        )
        self._compiled[connection.vendor] = made
        return made


def _adapted(row_id: UUID) -> Any:
    return UUIDField().get_db_prep_value(row_id, connection)
