"""Searches that someone keeps, to make them again."""

from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.models import User
from catalog import errors
from catalog.models import SavedSearch
from core import db

MOST: Final = 100


def keep(name: str, query: str, *, actor: User, now: datetime) -> SavedSearch:
    """Keep a search under ``name``; the same search under the same name stays the one it is.

    Raises ``SearchNameTaken``, ``TooManySearches``.
    """
    own = SavedSearch.objects.filter(user=actor)
    if there := own.filter(name=name, query=query).first():
        return there
    if own.count() >= MOST:
        raise errors.TooManySearches(most=MOST)
    search = SavedSearch(user=actor, name=name, query=query, created_at=now)
    _write(search)
    return search


def rename(search_id: UUID, name: str, *, actor: User) -> SavedSearch:
    """Call a search otherwise. Raises ``UnknownSearch``, ``SearchNameTaken``."""
    search = SavedSearch.objects.filter(pk=search_id, user=actor).first()
    if search is None:
        raise errors.UnknownSearch
    search.name = name
    _write(search)
    return search


def drop(search_id: UUID, *, actor: User) -> None:
    """Keep a search no longer. Raises ``UnknownSearch``."""
    deleted, _by_model = SavedSearch.objects.filter(pk=search_id, user=actor).delete()
    if not deleted:
        raise errors.UnknownSearch


def _write(search: SavedSearch) -> None:
    taken = partial(errors.SearchNameTaken, name=search.name)
    columns = ("catalog_savedsearch.user_id", "catalog_savedsearch.name")
    with db.refusing("saved_search_name_once", *columns, refusal=taken), transaction.atomic():
        search.save()
