"""The few places where the two databases differ, so that nothing above has to know which one it is
on.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db import IntegrityError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Field, JSONField, Lookup, Model, QuerySet, Subquery
from django.db.models.sql.compiler import SQLCompiler

from core import jsons
from core.errors import LibraryError

Rows = TypeVar("Rows", bound=QuerySet[Any, Any])
_AMONG: Final = {"postgresql": "= ANY(%s)", "sqlite": "IN (SELECT value FROM json_each(%s))"}


class _FastJson(JSONField):
    """JSON that a statement of our own has made, read by the faster parser."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """The value in it."""
        return jsons.loads(value)


class BytewiseField(CharField[str, str]):
    """Text that is compared letter by letter on both databases, whatever language the database is
    set up for. For keys that are made to be sorted by.
    """

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        """On PostgreSQL the collation ``C``; SQLite compares so anyway."""
        said = super().db_parameters(connection)
        return {**said, "collation": "C"} if connection.vendor == "postgresql" else said


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


class IdsIn(Subquery):
    """The ids that stand in JSON, for ``pk__in``.

    The subquery must yield a single column of JSON arrays of ids, or of nothing.
    """

    template = "(SELECT jsonb_array_elements_text(_rows.ids)::uuid FROM (%(subquery)s) _rows)"

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        template = (
            "(SELECT replace(_ids.value, '-', '') "
            "FROM (%(subquery)s) _rows, json_each(_rows.ids) _ids)"
        )
        sql, params = self.as_sql(compiler, connection, template=template, **context)
        return sql, tuple(params)


@Field.register_lookup
class Among(Lookup[Any]):
    """``column__among=[...]``: one of many values. Unlike ``__in`` it is one parameter, so that a
    thousand values are the same statement as ten, and no database has too many of them.

    Many are best given as a set: of a list, Django asks each value whether it is an expression.
    """

    lookup_name = "among"

    def get_prep_lookup(self) -> list[Any]:
        """The values as the column holds them."""
        target: Any = getattr(self.lhs.output_field, "target_field", self.lhs.output_field)
        return list(map(target.get_prep_value, self.rhs))

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        lhs, params = self.process_lhs(compiler, connection)
        return f"{lhs} {_AMONG[connection.vendor]}", (*params, many(self.rhs, connection))


def many(values: Collection[Any], connection: BaseDatabaseWrapper) -> Any:
    """``values``, ids or plain ones, as the one parameter of ``among``."""
    if connection.vendor == "postgresql":
        return array(values)
    plain = [value.hex if isinstance(value, UUID) else value for value in values]
    return jsons.dumps(plain).decode()


def array(values: Iterable[Any]) -> str:
    """``values`` as PostgreSQL writes an array of them.

    It takes the type from where it stands. psycopg looks at each value of a list to find one that
    all have in common, which takes longer than the database needs to find a thousand rows.
    """
    return "{" + ",".join(["NULL" if each is None else _quoted(str(each)) for each in values]) + "}"


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def breaks(error: IntegrityError, constraint: str, *columns: str) -> bool:
    """Whether ``error`` was raised by ``constraint``, which is given by its whole name: PostgreSQL
    calls the one of a unique column ``table_column_key``.

    PostgreSQL names the constraint beside its words, which quote what somebody has typed. SQLite
    names it for checks and for indexes on expressions, and otherwise the columns, as
    ``table.column``: so these are given too.
    """
    details = getattr(error.__cause__, "diag", None)
    if details is not None:
        return bool(details.constraint_name == constraint)
    _words, failed, said = str(error).partition(" failed: ")
    return bool(failed) and said in {constraint, f"index '{constraint}'", ", ".join(columns)}


@contextmanager
def refusing(law: str, *columns: str, refusal: Callable[[], LibraryError]) -> Iterator[None]:
    """Raise ``refusal`` where the database says no for the sake of ``law`` (see ``breaks``).

    The database has the last word on what two people may not have at once; this gives it our words.
    What it refuses for another reason is a fault and goes on as one.
    """
    try:
        yield
    except IntegrityError as error:
        if not breaks(error, law, *columns):
            raise
        raise refusal() from error


def locked(queryset: Rows, *, of: tuple[str, ...] = ("self",)) -> Rows:
    """``queryset`` with its rows locked to the end of the transaction against other writers.

    Readers and foreign keys that point at the rows are not held up. On SQLite the transaction
    itself is the lock: it begins IMMEDIATE, so there is one writer at a time.
    """
    return queryset.select_for_update(of=of, no_key=True)


def pinned(model: type[Model], ids: Collection[UUID]) -> set[UUID]:
    """Which of the rows with these ids are there, and stay to the end of the transaction.

    Many may pin a row at once, and it may be changed meanwhile, but not deleted. On SQLite the
    transaction itself does that.
    """
    key: Any = model._meta.pk
    column, table = map(connection.ops.quote_name, (key.column, model._meta.db_table))
    sql = f"SELECT {column} FROM {table} WHERE {column} {_AMONG[connection.vendor]}"  # noqa: S608
    if connection.vendor == "postgresql":
        sql += f" ORDER BY {column} FOR KEY SHARE"
    with connection.cursor() as cursor:
        cursor.execute(sql, [many(ids, connection)])
        return {key.to_python(pk) for (pk,) in cursor.fetchall()}
