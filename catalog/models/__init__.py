from catalog.models.alias import ContributorAlias, SubjectAlias
from catalog.models.apart import BooksApart
from catalog.models.book import Book, BookSubject, Isbn
from catalog.models.branch import Branch
from catalog.models.contributor import Contribution, Contributor
from catalog.models.copy import BarcodeSeries, Copy, CopyType
from catalog.models.imports import ImportBatch, ImportProfile, ImportRow, SourceRecord
from catalog.models.label_sheet import LabelSheet
from catalog.models.merge import BookMerge, HeadingMerge
from catalog.models.saved_search import SavedSearch
from catalog.models.search_entry import SearchEntry, SearchMistake, SearchWord
from catalog.models.stocktake import Stocktake, StocktakeLine
from catalog.models.subject import Subject

__all__ = [
    "BarcodeSeries",
    "Book",
    "BookMerge",
    "BookSubject",
    "BooksApart",
    "Branch",
    "Contribution",
    "Contributor",
    "ContributorAlias",
    "Copy",
    "CopyType",
    "HeadingMerge",
    "ImportBatch",
    "ImportProfile",
    "ImportRow",
    "Isbn",
    "LabelSheet",
    "SavedSearch",
    "SearchEntry",
    "SearchMistake",
    "SearchWord",
    "SourceRecord",
    "Stocktake",
    "StocktakeLine",
    "Subject",
    "SubjectAlias",
]
