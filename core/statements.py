"""Statements that are run again and again, compiled once in a process and then only filled in.

Django spends ten times as long on building and compiling a small statement as on sending it and
reading the answer. Where something is asked or done all day, its statements are built once, from
stand-ins, and each time the real values take their places. What a statement says is still written
with models and query sets; a value that finds no place in it is an error at the first use.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import DateField, DateTimeField, Model, QuerySet, UUIDField
from django.db.models.query import ModelIterable, ValuesIterable
from django.db.models.sql import InsertQuery, UpdateQuery

INSTANT: Final = datetime(1901, 2, 3, 4, 5, 6, 789, tzinfo=UTC)
"""Stands in for an instant."""
DAY: Final = date(1902, 3, 4)
"""Stands in for a day."""
TEXT: Final = "a stand-in\u2021for text"
"""Stands in for text."""

Row = Sequence[Any]
Reader = Callable[[Row], Any]


def an_id(number: int = 0) -> UUID:
    """Stands in for an id; another for each ``number``."""
    return UUID(int=0xDEAD_0000_0000_4000_8000_0000_0000_0000 + number)


@dataclass(frozen=True)
class _Statement:
    """SQL, its parameters, the places of those that change, and how an answered row is read."""

    sql: str
    params: Row
    places: Mapping[str, Sequence[int]]
    read: Reader = tuple

    def filled(self, given: Mapping[str, Any]) -> list[Any]:
        """The parameters, with ``given`` in their places."""
        params = list(self.params)
        for name, places in self.places.items():
            value = _adapted(given[name])
            for place in places:
                params[place] = value
        return params


class _Compiled:
    """Something that is compiled at its first use on each kind of database."""

    def __init__(self, build: Callable[..., Any], **stand_ins: Any) -> None:
        self._build = build
        self._stand_ins = stand_ins
        self._made: dict[str, _Statement] = {}

    def _statement(self) -> _Statement:
        made = self._made.get(connection.vendor)
        if made is None:
            made = self._made[connection.vendor] = self._compile(self._build(**self._stand_ins))
        return made

    def _compile(self, built: Any) -> _Statement:
        raise NotImplementedError

    def _places(self, params: Row) -> dict[str, list[int]]:
        found = {}
        for name, value in self._stand_ins.items():
            wanted = _adapted(value)
            found[name] = [at for at, param in enumerate(params) if param == wanted]
            if not found[name]:
                raise LookupError(f"{name} has no place in the statement")
        return found


class Query(_Compiled):
    """A query set, made by ``build`` from values that each go into it as they are.

    It gives what the query set would give: models (with what ``select_related`` joins), or the rows
    of ``values`` or ``values_list``.
    """

    def all(self, **given: Any) -> list[Any]:
        """Every row."""
        made = self._statement()
        with connection.cursor() as cursor:
            cursor.execute(made.sql, made.filled(given))
            return [made.read(row) for row in cursor.fetchall()]

    def first(self, **given: Any) -> Any:
        """The first row, or nothing."""
        rows = self.all(**given)
        return rows[0] if rows else None

    def _compile(self, built: QuerySet[Any, Any]) -> _Statement:
        compiler = built.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        return _Statement(sql, params, self._places(params), _reader(built, compiler))


class Update(_Compiled):
    """An update, made by ``build`` as a query set and the new values of its columns."""

    def __call__(self, **given: Any) -> int:
        """How many rows were changed."""
        made = self._statement()
        with connection.cursor() as cursor:
            cursor.execute(made.sql, made.filled(given))
            return int(cursor.rowcount)

    def _compile(self, built: tuple[QuerySet[Any], Mapping[str, Any]]) -> _Statement:
        rows, values = built
        query: Any = rows.query.chain(UpdateQuery)
        query.add_update_values(dict(values))
        sql, params = query.get_compiler(connection=connection).as_sql()
        return _Statement(sql, params, self._places(params))


class Insert:
    """New rows of one model. No signals are sent, and a number that the database gives as key is
    not read back.
    """

    def __init__(self, model: type[Model]) -> None:
        self._model = model
        self._made: dict[str, str] = {}

    def __call__(self, row: Any) -> None:
        """Insert ``row``."""
        fields = self._fields()
        sql = self._made.get(connection.vendor) or self._compile(fields, row)
        params = [
            field.get_db_prep_save(field.pre_save(row, add=True), connection=connection)
            for field in fields
        ]
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
        row._state.adding, row._state.db = False, connection.alias

    def _fields(self) -> list[Any]:
        about = self._model._meta
        return [field for field in about.local_concrete_fields if field is not about.auto_field]

    def _compile(self, fields: list[Any], row: Model) -> str:
        query = InsertQuery(self._model)
        query.insert_values(fields, [row])
        ((sql, _params),) = query.get_compiler(connection=connection).as_sql()
        self._made[connection.vendor] = sql
        return str(sql)


def _adapted(value: Any) -> Any:
    """``value`` as this database takes it."""
    if isinstance(value, UUID):
        return UUIDField().get_db_prep_value(value, connection)
    if isinstance(value, datetime):
        return DateTimeField().get_db_prep_value(value, connection)
    if isinstance(value, date):
        return DateField().get_db_prep_value(value, connection)
    return value


def _reader(built: QuerySet[Any, Any], compiler: Any) -> Reader:
    """How a row is read: as what ``built`` would give."""
    if issubclass(built._iterable_class, ModelIterable):
        return _model(compiler)
    read = _values(compiler)
    if not issubclass(built._iterable_class, ValuesIterable):
        return lambda row: tuple(read(row))
    names = list(built.query.selected or ())
    return lambda row: dict(zip(names, read(row), strict=True))


def _values(compiler: Any) -> Callable[[Row], Row]:
    """The columns of a row, each made a value of its field."""
    converters = list(compiler.get_converters([column[0] for column in compiler.select]).items())

    def read(row: Row) -> Row:
        values = list(row)
        for place, (functions, expression) in converters:
            for function in functions:
                values[place] = function(values[place], expression, connection)
        return values

    return read


def _model(compiler: Any) -> Reader:
    """A row as a model, with those that were joined to it."""
    read, make = _values(compiler), _maker(compiler.klass_info, compiler.select)
    return lambda row: make(read(row))


def _maker(made_of: Mapping[str, Any], select: Sequence[Any]) -> Reader:
    """From the values of a row to one model of it; nothing where an outer join found none."""
    model, columns = made_of["model"], made_of["select_fields"]
    start, end = columns[0], columns[-1] + 1
    names = [column[0].target.attname for column in select[start:end]]
    key = start + names.index(model._meta.pk.attname)
    joined = [(each, _maker(each, select)) for each in made_of.get("related_klass_infos", ())]

    def make(values: Row) -> Any:
        if values[key] is None:
            return None
        made = model.from_db(connection.alias, names, values[start:end])
        for each, make_other in joined:
            other = make_other(values)
            each["local_setter"](made, other)
            if other is not None:
                each["remote_setter"](other, made)
        return made

    return make
