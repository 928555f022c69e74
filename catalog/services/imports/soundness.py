"""Whether a draft is such as the catalogue keeps: the rules are those of the models, no others."""

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import chain
from math import inf
from operator import attrgetter, gt
from typing import Any, Final

from django.core.exceptions import ValidationError

from catalog.domain.records import BookDraft, CopyDraft, Problem
from catalog.models import Book, Contributor, Copy, Subject
from core import barcodes, text

_LINES = (
    "title", "subtitle", "alternative_title", "edition", "publisher", "classification",
    "description",
)  # fmt: skip


_COPY_LINES = ("shelf_location", "call_number", "note", "parts")
_MOST_OF_BOOK: Final = (Book, *_LINES)
_MOST_OF_COPY: Final = (Copy, *_COPY_LINES)
_of_book = attrgetter(*_LINES)
_of_copy = attrgetter(*_COPY_LINES)


@cache
def _most(model: Any, column: str) -> float:
    """How many letters a column holds."""
    most: int | None = model._meta.get_field(column).max_length
    return inf if most is None else most


@cache
def _all_most(model: Any, columns: tuple[str, ...]) -> tuple[float, ...]:
    return tuple(_most(model, column) for column in columns)


def problem(draft: BookDraft) -> Problem | None:
    """The first rule that ``draft`` is against, or nothing."""
    return None if is_plain(draft) else first_problem(draft)


def is_plain(draft: BookDraft) -> bool:
    """Whether ``draft`` is sound at a glance, as nearly all are: the same rules, asked of all its
    texts at once. What is not plain may be sound all the same.
    """
    lines, copies = _of_book(draft), [_of_copy(copy) for copy in draft.copies]
    names, headings = [name for name, _role in draft.contributors], draft.subjects
    said = "".join([*lines, *names, *headings, *chain.from_iterable(copies)])
    return (
        bool(draft.title)
        and said.replace("\n", "").isprintable()
        and _fit(lines, *_MOST_OF_BOOK)
        and len(max(names, key=len, default="")) <= _most(Contributor, "name")
        and len(max(headings, key=len, default="")) <= _most(Subject, "heading")
        and all(_fit(texts, *_MOST_OF_COPY) for texts in copies)
        and not _breaks("year", draft.year)
        and not _breaks("language", draft.language)
        and all(map(_is_plain_barcode, draft.copies))
    )


def _fit(texts: Iterable[str], model: Any, *columns: str) -> bool:
    return not any(map(gt, map(len, texts), _all_most(model, columns)))


def _is_plain_barcode(copy: CopyDraft) -> bool:
    return not copy.barcode or barcodes.is_wellformed(barcodes.normal(copy.barcode))


def first_problem(draft: BookDraft) -> Problem | None:
    """The first rule that ``draft`` is against, asked of one text after the other."""
    if not draft.title:
        return Problem("no_title")
    for name, said, most in _texts(draft):
        if len(said) > most:
            return Problem("too_long", {"field": name, "most": most})
        if not said.isprintable() and _has_control_characters(said):
            return Problem("control_characters", {"field": name})
    for field in ("year", "language"):
        if _breaks(field, getattr(draft, field)):
            return Problem("bad_value", {"field": field, "value": str(getattr(draft, field))})
    return next(
        (
            Problem("bad_barcode", {"barcode": copy.barcode})
            for copy in draft.copies
            if copy.barcode and not barcodes.is_wellformed(barcodes.normal(copy.barcode))
        ),
        None,
    )


def _texts(draft: BookDraft) -> Iterator[tuple[str, str, float]]:
    for name in _LINES:
        if said := getattr(draft, name):
            yield name, said, _most(Book, name)
    for name, _role in draft.contributors:
        yield "contributors", name, _most(Contributor, "name")
    for heading in draft.subjects:
        yield "subjects", heading, _most(Subject, "heading")
    for copy in draft.copies:
        for column in _COPY_LINES:
            yield column, getattr(copy, column), _most(Copy, column)


def _has_control_characters(said: str) -> bool:
    try:
        text.no_control_characters(said)
    except ValidationError:
        return True
    return False


@cache
def _validators(field: str) -> list[Any]:
    found: Any = Book._meta.get_field(field)
    return list(found.validators)


def _breaks(field: str, value: Any) -> bool:
    if value is None or value == "":
        return False
    return not _is_valid(field, value)


@lru_cache(maxsize=4096)
def _is_valid(field: str, value: Any) -> bool:
    """Whether the model takes ``value``: the values of years and languages are few."""
    try:
        for validate in _validators(field):
            validate(value)
    except ValidationError:
        return False
    return True
