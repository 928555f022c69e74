from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.book import Book
from core.ids import new_id


class BookMerge(models.Model):
    """That a record was another record of the same book, and which of the two was kept.

    The record that went stays as a row, withdrawn, so that its id still leads to the book; ``kept``
    is always the last of a chain. ``before`` holds what both records said, what moved, by id, and
    which record it went into: all that is needed to part them again.
    """

    gone = models.OneToOneField(
        Book, on_delete=models.PROTECT, primary_key=True, related_name="merge"
    )
    kept = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="merged")
    merged_at = models.DateTimeField(_("merged at"))
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    before = models.JSONField(_("before"), encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("merged record")
        verbose_name_plural = _("merged records")
        ordering: ClassVar = ["-merged_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(gone=models.F("kept")), name="book_merge_of_two"
            )
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} → {self.kept_id}"


class HeadingMerge(models.Model):
    """That a contributor or a subject was merged into another, and what was so before.

    ``word`` says which of the two kinds; the headings are held by their ids, since the one that
    went has no row any more. ``before`` holds its other names, and the books it stood in.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    word = models.CharField(_("kind"), max_length=20)
    gone_id = models.UUIDField(unique=True)
    gone_name = models.CharField(_("name"), max_length=300)
    kept_id = models.UUIDField(db_index=True)
    merged_at = models.DateTimeField(_("merged at"))
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    before = models.JSONField(_("before"), encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("merged name or subject")
        verbose_name_plural = _("merged names and subjects")
        ordering: ClassVar = ["-merged_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(gone_id=models.F("kept_id")), name="heading_merge_of_two"
            )
        ]

    def __str__(self) -> str:
        return self.gone_name
