from django.db import models

from catalog.models.book import Book


class SearchEntry(models.Model):
    """What a book is found by: folded words, each with a space before it, so that " war" finds a
    word's start, and a bar behind each title, name or heading, so that nothing is found across two.

    Written with the book, in its transaction, by ``catalog.search.index`` only.
    """

    book = models.OneToOneField(
        Book, on_delete=models.CASCADE, primary_key=True, related_name="search_entry"
    )
    title = models.TextField()
    contributors = models.TextField(blank=True)
    subjects = models.TextField(blank=True)
    isbns = models.TextField(blank=True)
    everything = models.TextField()

    class Meta:
        verbose_name = "search entry"
        verbose_name_plural = "search entries"

    def __str__(self) -> str:
        return self.title.strip()
