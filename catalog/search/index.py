"""Search entries: written in the same transaction as the book, so that a saved book is found at
once.
"""

from collections.abc import Iterable

from catalog.domain import isbn
from catalog.models import Book, SearchEntry
from catalog.search import words


def put(book: Book) -> None:
    """Write what ``book`` is found by, from its rows as they stand now."""
    write(
        book,
        contributors=book.contributions.values_list("contributor__name", flat=True),
        subjects=book.subjects.values_list("heading", flat=True),
        isbns=book.isbns.values_list("isbn13", flat=True),
    )


def write(
    book: Book, *, contributors: Iterable[str], subjects: Iterable[str], isbns: Iterable[str]
) -> None:
    """Write what ``book`` is found by, where the caller knows what hangs on it."""
    numbers = list(isbns)
    columns = {
        "title": [book.title, book.subtitle, book.alternative_title],
        "contributors": list(contributors),
        "subjects": list(subjects),
        "isbns": [*numbers, *(isbn.short(number) for number in numbers)],
    }
    year = "" if book.year is None else str(book.year)
    rest = [book.edition, book.publisher, book.classification, year, book.description]
    everything = [part for parts in columns.values() for part in parts] + rest
    entry = {name: words.entry(*parts) for name, parts in columns.items()}
    entry["everything"] = words.entry(*everything)
    SearchEntry.objects.bulk_create(
        [SearchEntry(book=book, **entry)],
        update_conflicts=True,
        unique_fields=["book"],
        update_fields=list(entry),
    )
