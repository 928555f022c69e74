"""From what a command says of a book to the facts that a service takes."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from catalog.models import Book
from catalog.services import books

_NOT_AS_IT_IS = {"author", "isbn", "copies"}


def to_add(said: Mapping[str, Any]) -> books.Facts:
    """The facts of a new book."""
    contributors = books.with_author((), said["author"])
    return books.Facts(contributors=contributors, isbns=[said["isbn"]], **_as_it_is(said))


def to_edit(book: Book, said: Mapping[str, Any]) -> books.Facts:
    """The facts of ``book`` with those that are named put in their place."""
    kept = books.facts_of(book)
    contributors = books.with_author(kept.contributors, said["author"])
    return replace(kept, contributors=contributors, **_as_it_is(said))


def _as_it_is(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if name not in _NOT_AS_IT_IS}
