"""Search entries: written in the same transaction as the book, so that a saved book is found at
once.
"""

from catalog.domain import isbn
from catalog.models import Book, SearchEntry
from catalog.search import words


def put(book: Book) -> None:
    """Write what ``book`` is found by, from its rows as they stand now."""
    contributors = list(book.contributions.values_list("contributor__name", flat=True))
    subjects = list(book.subjects.values_list("heading", flat=True))
    isbns = list(book.isbns.values_list("isbn13", flat=True))
    columns = {
        "title": [book.title, book.subtitle, book.alternative_title],
        "contributors": contributors,
        "subjects": subjects,
        "isbns": [*isbns, *(isbn.short(number) for number in isbns)],
    }
    year = "" if book.year is None else str(book.year)
    rest = [book.edition, book.publisher, book.classification, year, book.description]
    everything = [part for parts in columns.values() for part in parts] + rest
    SearchEntry.objects.update_or_create(
        book=book,
        defaults={
            **{name: words.entry(*parts) for name, parts in columns.items()},
            "everything": words.entry(*everything),
        },
    )
