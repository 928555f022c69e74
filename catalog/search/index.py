"""Search entries: written in the same transaction as the book, so that a saved book is found at
once.
"""

from catalog.domain import isbn
from catalog.models import Book, SearchEntry
from core import text


def put(book: Book) -> None:
    """Write what ``book`` is found by, from its rows as they stand now."""
    contributors = " ".join(each.contributor.name for each in book.contributions.all())
    subjects = " ".join(each.heading for each in book.subjects.all())
    isbns = [each.isbn13 for each in book.isbns.all()]
    numbers = " ".join([*isbns, *(isbn.short(number) for number in isbns)])
    title = f"{book.title} {book.subtitle}"
    rest = f"{book.publisher} {book.classification} {book.year or ''} {book.description}"
    SearchEntry.objects.update_or_create(
        book=book,
        defaults={
            "title": spaced(title),
            "contributors": spaced(contributors),
            "subjects": spaced(subjects),
            "isbns": spaced(numbers),
            "everything": spaced(f"{title} {contributors} {subjects} {numbers} {rest}"),
        },
    )


def spaced(words: str) -> str:
    """Folded words with a space before each and one behind the last."""
    return f" {text.folded(words)} "
