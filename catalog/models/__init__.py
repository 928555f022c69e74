from catalog.models.book import Book, BookSubject, Isbn
from catalog.models.branch import Branch
from catalog.models.contributor import Contribution, Contributor
from catalog.models.copy import BarcodeSeries, Copy, CopyType
from catalog.models.search_entry import SearchEntry
from catalog.models.subject import Subject

__all__ = [
    "BarcodeSeries",
    "Book",
    "BookSubject",
    "Branch",
    "Contribution",
    "Contributor",
    "Copy",
    "CopyType",
    "Isbn",
    "SearchEntry",
    "Subject",
]
