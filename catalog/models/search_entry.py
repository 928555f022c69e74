from typing import ClassVar, Final

from django.db import models
from django.db.models import Q

from catalog.domain.titles import YEAR_UNKNOWN
from catalog.models.book import Book

LEVEL_BITS: Final = 40
"""A number is the level, which counts down from the most popular, and below it a serial."""


class SearchEntry(models.Model):
    """What a book that the library has is found by: one narrow row, numbered by popularity, so that
    the first hits that are met are those that most people mean.

    ``title`` and ``contributors`` hold folded words, each with a space before it, and a bar behind
    each title or name; results are ranked by them. All words are beside it: on PostgreSQL in the
    column ``words``, a ``tsvector``; on SQLite in ``catalog_searchtext``, an FTS5 table. The ORM
    knows neither. Written with the book, in its transaction, by ``catalog.search.index`` only.
    """

    number = models.BigIntegerField(primary_key=True)
    book = models.OneToOneField(Book, on_delete=models.CASCADE, related_name="search_entry")
    title = models.TextField()
    contributors = models.TextField(blank=True)
    author = models.CharField(max_length=80, blank=True)
    year = models.SmallIntegerField(default=YEAR_UNKNOWN)
    digest = models.BigIntegerField()

    class Meta:
        verbose_name = "search entry"
        verbose_name_plural = "search entries"
        indexes: ClassVar = [
            models.Index(fields=["author", "number"], name="search_by_author"),
            models.Index(fields=["year", "number"], name="search_by_year"),
        ]

    def __str__(self) -> str:
        return self.title.strip()


class SearchWord(models.Model):
    """A word of the catalogue and in how many books it stands, as last counted.

    Marks like the language of a book count as words too. The empty word counts the books.
    """

    word = models.CharField(max_length=100, primary_key=True)
    books = models.IntegerField()

    class Meta:
        verbose_name = "word of the catalogue"
        verbose_name_plural = "words of the catalogue"
        indexes: ClassVar = [
            models.Index(fields=["-books"], condition=Q(books__gte=20), name="search_word_common")
        ]

    def __str__(self) -> str:
        return self.word


class SearchMistake(models.Model):
    """A word as it is left when one letter is missing, or none, by a checksum of what is left: two
    words that differ by one slip have one of these in common.
    """

    pk = models.CompositePrimaryKey("shape", "word")
    shape = models.BigIntegerField()
    word = models.CharField(max_length=100)

    class Meta:
        verbose_name = "misspelling"
        verbose_name_plural = "misspellings"

    def __str__(self) -> str:
        return self.word
