"""Rows that wait to be written many at once."""

from collections.abc import Iterable, Sequence
from typing import Any, Final, Protocol

from django.db import connection, transaction
from django.db.models import AutoField, BigAutoField, Model

from core import bulk

_AT_ONCE: Final = 20_000


class Waiting(Protocol):
    """Rows that wait to be written."""

    @property
    def is_full(self) -> bool:
        """Whether it is time to write."""

    def write(self) -> None:
        """Write them."""


class Table:
    """A table to fill: its rows tell the ``varying`` columns (by the names of their attributes),
    all others hold their defaults.
    """

    def __init__(self, model: type[Model], varying: Sequence[str]) -> None:
        others = [
            field
            for field in model._meta.concrete_fields
            if field.attname not in varying and not isinstance(field, AutoField | BigAutoField)
        ]
        self.model = model
        self._columns = [*varying, *(field.attname for field in others)]
        self._rest = tuple(field.get_default() for field in others)
        self._waiting: list[tuple[Any, ...]] = []

    def add(self, *values: Any) -> None:
        """A row, to be written with the others that wait."""
        self._waiting.append(values + self._rest)

    @property
    def is_full(self) -> bool:
        """Whether it is time to write."""
        return len(self._waiting) >= _AT_ONCE

    def write(self) -> None:
        """Write the rows that wait."""
        rows, self._waiting = self._waiting, []
        bulk.insert(self.model, self._columns, rows)


def make_room() -> None:
    """Let SQLite keep more of the file in memory, and not wait for the disk, as long as this
    connection lasts: for loading what can be loaded again.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA cache_size=-262144")  # KiB


def write(tables: Iterable[Waiting]) -> None:
    """Write the rows that wait in ``tables``, all of them or none. What others point at comes
    first.
    """
    with transaction.atomic():
        for table in tables:
            table.write()
