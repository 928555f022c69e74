"""The few places where the two databases differ, so that nothing above has to know which one it is
on.
"""

from typing import Any, TypeVar

from django.db import IntegrityError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import JSONField, QuerySet, Subquery
from django.db.models.sql.compiler import SQLCompiler

from core import jsons

Rows = TypeVar("Rows", bound=QuerySet[Any, Any])


class _FastJson(JSONField):
    """JSON that a statement of our own has made, read by the faster parser."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """The value in it."""
        return jsons.loads(value)


class JsonRows(Subquery):
    """The rows of a subquery as one JSON array, so that a record and all that hangs on it is one
    statement.

    The subquery must yield a single column of JSON objects, as ``.values(json=JSONObject(...))``
    does.
    """

    template = "(SELECT COALESCE(jsonb_agg(_rows.json), '[]'::jsonb) FROM (%(subquery)s) _rows)"
    output_field = _FastJson()

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        template = "(SELECT json_group_array(json(_rows.json)) FROM (%(subquery)s) _rows)"
        sql, params = self.as_sql(compiler, connection, template=template, **context)
        return sql, tuple(params)


def breaks(error: IntegrityError, constraint: str, *columns: str) -> bool:
    """Whether ``error`` was raised by ``constraint``.

    PostgreSQL names the constraint. SQLite names it for indexes on expressions only and otherwise
    the columns, as ``table.column``, so these are given too.
    """
    said = str(error)
    return constraint in said or (bool(columns) and said.endswith(", ".join(columns)))


def locked(queryset: Rows, *, of: tuple[str, ...] = ("self",)) -> Rows:
    """``queryset`` with its rows locked to the end of the transaction against other writers.

    Readers and foreign keys that point at the rows are not held up. On SQLite the transaction
    itself is the lock: it begins IMMEDIATE, so there is one writer at a time.
    """
    return queryset.select_for_update(of=of, no_key=True)
