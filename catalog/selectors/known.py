"""What the catalogue has of a pile of records, asked for all of them at once."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from catalog.domain import duplicates
from catalog.domain.duplicates import Likeness
from catalog.models import Book, Contribution, ContributorAlias, Copy, Isbn
from core import text

Key = tuple[str, str, int | None]


def by_isbn(numbers: Collection[str]) -> dict[str, UUID]:
    """The current books that have one of these ISBNs, by the ISBN."""
    if not numbers:
        return {}
    found = Isbn.objects.filter(is_current=True, isbn13__among=set(numbers))
    return dict(found.order_by().values_list("isbn13", "book_id"))


def by_likeness(likenesses: Collection[Likeness]) -> dict[Key, list[tuple[Likeness, UUID]]]:
    """The current books that may be the same as one of these, by what records are compared by. A
    book may be known by any name of its first contributor.
    """
    asked = {each.title for each in likenesses if each.title}
    if not asked:
        return {}
    rows = Book.objects.current().filter(sort_title__among=asked)
    if bare := {title for title in asked if not text.folded(title)}:
        rows |= Book.objects.current().filter(sort_title="", title__among=bare)
    books = list(rows.order_by().values_list("id", "sort_title", "title", "subtitle", "year"))
    names, numbers = _around([book_id for book_id, *_ in books])
    found: dict[Key, list[tuple[Likeness, UUID]]] = defaultdict(list)
    for book_id, sort_title, title, subtitle, year in books:
        isbns = numbers.get(book_id, ())
        for name in names.get(book_id, [""]):
            like = duplicates.likeness(sort_title, title, subtitle, name, year, isbns)
            found[like.key].append((like, book_id))
    return found


def _around(
    book_ids: Collection[UUID],
) -> tuple[Mapping[UUID, list[str]], Mapping[UUID, list[str]]]:
    """All names of the first contributor, and the ISBNs, of each of these books."""
    if not book_ids:
        return {}, {}
    wanted = {"book__id__among": list(book_ids)}
    first = Contribution.objects.filter(**wanted).order_by("book_id", "-position")
    numbers: dict[UUID, list[str]] = defaultdict(list)
    for book_id, number in Isbn.objects.filter(**wanted).order_by().values_list("book", "isbn13"):
        numbers[book_id].append(number)
    makers = {book: (maker, name) for book, maker, name in first.values_list(
        "book_id", "contributor", "contributor__name"
    )}  # fmt: skip
    others: dict[UUID, list[str]] = defaultdict(list)
    aliases = ContributorAlias.objects.filter(
        contributor__id__among={maker for maker, _name in makers.values()}
    )
    for maker, name in aliases.order_by().values_list("contributor", "name"):
        others[maker].append(name)
    names = {book: [name, *others.get(maker, ())] for book, (maker, name) in makers.items()}
    return names, numbers


def holders(barcodes: Collection[str]) -> dict[str, UUID]:
    """The books whose copies have these barcodes, copies that were withdrawn included."""
    if not barcodes:
        return {}
    found = Copy.objects.filter(barcode__among=set(barcodes)).order_by()
    return dict(found.values_list("barcode", "book_id"))
