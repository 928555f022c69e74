from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.book import Book
from catalog.models.branch import Branch
from catalog.models.copy import CopyType
from core.ids import new_id
from core.staged import AT_WORK, OVER, Stage

__all__ = [
    "AT_WORK",
    "OVER",
    "Duplicates",
    "ImportBatch",
    "ImportProfile",
    "ImportRow",
    "SourceRecord",
    "Stage",
    "Verdict",
]


class Duplicates(models.TextChoices):
    """What becomes of a record whose book the library has."""

    SKIP = "skip", _("Leave the book as it is")
    UPDATE = "update", _("Update the book from the file")
    ADD_COPIES = "add_copies", _("Add the copies of the file to the book")


class Verdict(models.TextChoices):
    """What becomes, or became, of one record of a file."""

    NEW = "new", _("new")
    UPDATE = "update", _("update")
    ADD_COPIES = "add_copies", _("copies added")
    DUPLICATE = "duplicate", _("there already")
    REFUSED = "refused", _("refused")


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    def at_work(self) -> Self:
        """Imports that the worker has something to do for, the oldest first."""
        return self.filter(stage__in=AT_WORK).order_by("started_at", "id")


class ImportBatch(models.Model):
    """A file of records, and what is or was done with it.

    ``position`` is the number of the last record of the file that the present stage has dealt with:
    it is written in the transaction that deals with it, so whoever goes on after a crash goes on
    behind it. ``claimed_at`` is when the process that works on it last said so. ``counts`` holds
    how many records had each verdict, and ``copies``. ``worked_for`` is who has asked for what it
    is at: not always who has uploaded it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("file"), max_length=200)
    file = models.CharField(max_length=100, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64, editable=False)
    format = models.CharField(_("format"), max_length=10)
    options = models.JSONField(_("how to read it"), default=dict, blank=True)
    duplicates = models.CharField(
        _("books the library has"), max_length=10, choices=Duplicates, default=Duplicates.SKIP
    )
    branch = models.ForeignKey(
        Branch, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("branch"),
    )  # fmt: skip
    copy_type = models.ForeignKey(
        CopyType, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("type"),
    )  # fmt: skip
    copies_each = models.PositiveSmallIntegerField(_("copies of a record without any"), default=0)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, default=Stage.UPLOADED)
    position = models.PositiveIntegerField(default=0, editable=False)
    bytes_read = models.PositiveBigIntegerField(default=0, editable=False)
    total = models.PositiveIntegerField(_("records"), null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    worked_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+", editable=False,
    )  # fmt: skip
    counts = models.JSONField(default=dict, blank=True)
    failure = models.JSONField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+", verbose_name=_("by"),
    )  # fmt: skip
    created_at = models.DateTimeField(_("uploaded at"))
    started_at = models.DateTimeField(_("begun at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering: ClassVar = ["-created_at", "-id"]
        default_permissions = ("view",)
        permissions: ClassVar = [
            ("import_books", "Can import books and take an import back"),
            ("export_books", "Can export the catalogue"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-created_at", "-id"], name="import_newest"),
            models.Index(
                fields=["started_at"], name="import_at_work", condition=models.Q(stage__in=AT_WORK)
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(stage__in=Stage.values), name="import_stage_known"
            ),
            models.CheckConstraint(
                condition=models.Q(duplicates__in=Duplicates.values), name="import_policy_known"
            ),
            models.CheckConstraint(
                condition=models.Q(stage__in=OVER, finished_at__isnull=False)
                | (~models.Q(stage__in=OVER) & models.Q(finished_at=None)),
                name="import_is_over_when_finished",
            ),
            models.CheckConstraint(
                condition=~models.Q(stage__in=AT_WORK) | models.Q(started_at__isnull=False),
                name="import_at_work_has_begun",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_at_work(self) -> bool:
        """Whether the worker has something to do for it."""
        return self.stage in AT_WORK


class ImportRow(models.Model):
    """What becomes, or became, of one record of a file.

    ``code`` and ``params`` say why a record is refused, ``notes`` hold further pairs of them. The
    book is held by id: the row outlives it. ``made`` holds the ids of copies and headings that were
    made for it, and of the copies once more that got a number of ours; ``before`` the facts that an
    update has replaced, ``revision`` the book's revision afterwards. ``outcome`` is what taking the
    import back came to: ``undone``, or why not.
    """

    batch = models.ForeignKey(
        ImportBatch, on_delete=models.CASCADE, related_name="rows", db_index=False
    )
    number = models.PositiveIntegerField(_("record"))
    offset = models.PositiveBigIntegerField(_("at"))
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    title = models.CharField(_("title"), max_length=500, blank=True)
    book_id = models.UUIDField(_("book"), null=True, blank=True)
    code = models.CharField(max_length=60, blank=True)
    params = models.JSONField(default=dict, blank=True)
    notes = models.JSONField(default=list, blank=True)
    made = models.JSONField(default=dict, blank=True)
    before = models.JSONField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = _("record of an import")
        verbose_name_plural = _("records of imports")
        ordering: ClassVar = ["batch", "number"]
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(
                fields=["book_id"],
                name="import_row_of_book",
                condition=models.Q(book_id__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "number"], name="import_row_once"),
            models.CheckConstraint(
                condition=models.Q(verdict__in=Verdict.values), name="import_verdict_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(verdict="refused") | ~models.Q(code=""),
                name="import_refusal_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"


class ImportProfile(models.Model):
    """How files of one source are read, kept under a name for the next one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=100, unique=True)
    format = models.CharField(_("format"), max_length=10)
    options = models.JSONField(_("how to read it"), default=dict)
    created_at = models.DateTimeField(_("kept at"))

    class Meta:
        verbose_name = _("import profile")
        verbose_name_plural = _("import profiles")
        ordering: ClassVar = ["name"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.name


class SourceRecord(models.Model):
    """The record that a book came from, verbatim. The newest of a book is what it exports."""

    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="sources")
    batch = models.ForeignKey(
        ImportBatch, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    format = models.CharField(_("format"), max_length=10)
    raw = models.BinaryField()

    class Meta:
        verbose_name = _("source record")
        verbose_name_plural = _("source records")
        ordering: ClassVar = ["-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.format} {self.pk}"
