"""A catalogue made several times as large by the database alone, without the indexes meanwhile."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

_INDEXES_ON_POSTGRES: Final = """
SELECT i.indexname, i.indexdef FROM pg_indexes i
WHERE i.schemaname = current_schema() AND i.tablename LIKE 'catalog\\_%'
    AND i.tablename NOT IN ('catalog_branch', 'catalog_copytype')
    AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)"""
_INDEXES_ON_SQLITE: Final = """
SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL
    AND tbl_name GLOB 'catalog_*' AND tbl_name NOT IN ('catalog_branch', 'catalog_copytype')"""


@contextmanager
def unindexed() -> Iterator[None]:
    """Without the indexes of the catalogue's tables meanwhile: made at the end, they are made in a
    tenth of the time. Those that a constraint rests on stay.
    """
    from django.db import connection

    on_postgres = connection.vendor == "postgresql"
    find = _INDEXES_ON_POSTGRES if on_postgres else _INDEXES_ON_SQLITE
    with connection.cursor() as cursor:
        if on_postgres:
            cursor.execute("SET session_replication_role = replica; SET work_mem = '256MB'")
            cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute(find)
        indexes = cursor.fetchall()
        for name, _sql in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _name, sql in indexes:
            cursor.execute(sql)


def repeat(times: int) -> None:
    """Put every book there ``times`` times, by the database alone: with its words, its people, its
    subjects and its copies, and under the ISBN that its first one has.
    """
    from django.db import connection

    from catalog.models import Book, BookSubject, Contribution, Copy, SearchEntry

    with connection.cursor() as cursor:
        cursor.execute("SELECT max(number & 1099511627775) FROM catalog_searchentry")
        (serials,) = cursor.fetchone()
        texts = Repeated(serials, ["title", "contributors", "subjects", "rest", "marks"])
        for at in range(1, times):
            for model in (Book, BookSubject, Contribution, Copy, SearchEntry):
                names = [str(f.column) for f in model._meta.concrete_fields]
                if model in (BookSubject, Contribution):
                    names.remove("id")
                if model is SearchEntry and connection.vendor == "postgresql":
                    names.append("words")
                cursor.execute(Repeated(serials, names).sql(model._meta.db_table, at))
            if connection.vendor != "postgresql":
                cursor.execute(texts.sql_of_texts(at))
            print(f"{at + 1} times", file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Repeated:
    """The statements that put rows there once more: ids begin with another digit, numbers follow
    the ``serials`` that are there.
    """

    serials: int
    names: Sequence[str]

    def sql(self, table: str, at: int) -> str:
        """Once more what the first ids are of."""
        from django.db import connection

        on_postgres = connection.vendor == "postgresql"
        said = "(overlay({0}::text placing '{1}' from 1 for 1))::uuid"
        new_id = said if on_postgres else "'{1}' || substr({0}, 2)"
        others = {
            "id": new_id.format("id", at),
            "book_id": new_id.format("book_id", at),
            "barcode": f"barcode || '-{at}'",
            "number": f"number + {self.serials * at}",
        }
        key = "id" if table == "catalog_book" else "book_id"
        first = f"{key} < '1{'0' * 31}' ORDER BY {key}"
        values = ", ".join(others.get(name, name) for name in self.names)
        names = ", ".join(self.names)
        return f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE {first}"  # noqa: S608

    def sql_of_texts(self, at: int) -> str:
        """Once more the texts of SQLite."""
        columns = ", ".join(f"t.{name}" for name in self.names)
        return (
            f"INSERT INTO catalog_searchtext (rowid, {', '.join(self.names)}) "  # noqa: S608
            f"SELECT e.number + {self.serials * at}, {columns} FROM catalog_searchentry e "
            f"JOIN catalog_searchtext t ON t.rowid = e.number "
            f"WHERE e.book_id < '1{'0' * 31}' ORDER BY e.number"
        )
