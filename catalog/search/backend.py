"""Which of the two databases holds the index."""

from types import ModuleType

from django.db import connection


def index() -> ModuleType:
    """The module that speaks to the database in use: ``postgres`` or ``sqlite``. Both have the same
    functions.
    """
    # Each needs its own database's driver, and only one of them is there for sure.
    from catalog.search import postgres, sqlite

    return postgres if connection.vendor == "postgresql" else sqlite
