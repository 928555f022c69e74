from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.book import Book


class BooksApart(models.Model):
    """That somebody looked at two records and said: these are two books.

    They are not offered as duplicates again. ``first`` has the smaller id, so that a pair is one
    row whichever way it was named.
    """

    first = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="+")
    said_at = models.DateTimeField(_("said at"))
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("two books, not one")
        verbose_name_plural = _("two books, not one")
        ordering: ClassVar = ["-said_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="books_apart_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="books_apart_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"
