from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.ids import new_id
from core.staged import AT_WORK, OVER, Stage
from members.models.category import Category
from members.models.guardianship import Guardianship
from members.models.member import Member

__all__ = [
    "AT_WORK",
    "OVER",
    "MemberImport",
    "MemberImportProfile",
    "MemberImportRow",
    "Stage",
    "Verdict",
]


class Verdict(models.TextChoices):
    """What becomes, or became, of one row of a file."""

    NEW = "new", _("new")
    UPDATE = "update", _("update")
    UNCHANGED = "unchanged", _("unchanged")
    REFUSED = "refused", _("refused")


class MemberImportQuerySet(models.QuerySet["MemberImport"]):
    def at_work(self) -> Self:
        """Imports that the worker has something to do for, the oldest first."""
        return self.filter(stage__in=AT_WORK).order_by("started_at", "id")


class MemberImport(models.Model):
    """A list of people, and what is or was done with it.

    ``columns`` says what each column is; ``keeps`` names the fields in which the library's word
    stands where it has one. ``category`` is for new members whose row names none; ``expires_on``
    for all whose row names no day. ``sends_links`` asks people with a new address to confirm it.
    ``position`` is the last row that the present stage has dealt with, written in the transaction
    that deals with it. ``claimed_at`` is when the process that works on it last said so.
    ``worked_for`` is who has asked for what it is at: not always who has uploaded it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("file"), max_length=200)
    file = models.CharField(max_length=100, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64, editable=False)
    format = models.CharField(_("format"), max_length=4)
    columns = models.JSONField(_("what the columns are"), default=list, blank=True)
    keeps = models.JSONField(_("what stays as the library has it"), default=list, blank=True)
    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("category"),
    )  # fmt: skip
    expires_on = models.DateField(_("member until"), null=True, blank=True)
    sends_links = models.BooleanField(_("asks to confirm new addresses"), default=False)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, default=Stage.UPLOADED)
    position = models.PositiveIntegerField(default=0, editable=False)
    total = models.PositiveIntegerField(_("rows"), null=True, blank=True)
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

    objects = MemberImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of members")
        verbose_name_plural = _("imports of members")
        ordering: ClassVar = ["-created_at", "-id"]
        default_permissions = ("view",)
        indexes: ClassVar = [
            models.Index(fields=["-created_at", "-id"], name="member_import_newest")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(stage__in=Stage.values), name="member_import_stage_known"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=OVER, finished_at__isnull=False)
                | (~Q(stage__in=OVER) & Q(finished_at=None)),
                name="member_import_is_over_when_finished",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=AT_WORK) | Q(started_at__isnull=False),
                name="member_import_at_work_has_begun",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_at_work(self) -> bool:
        """Whether the worker has something to do for it."""
        return self.stage in AT_WORK


class MemberImportRow(models.Model):
    """What becomes, or became, of one row of a file.

    ``code`` and ``params`` say why it is refused, ``notes`` hold further pairs of them. ``before``
    holds what an update has replaced, by field, ``revision`` the member's afterwards.
    ``guardianship`` is the one that was made for it, as long as it lasts.
    ``opened_account`` is whether the account was made with the member. ``was_used`` is whether the
    member has used the library since, and it was forgotten. ``outcome`` is what taking
    the import back came to: ``undone``, or why not. Of members who leave, nothing stays here but
    the verdict.
    """

    batch = models.ForeignKey(
        MemberImport, on_delete=models.CASCADE, related_name="rows", db_index=False
    )
    number = models.PositiveIntegerField(_("row"))
    place = models.PositiveIntegerField(_("line"))
    verdict = models.CharField(_("verdict"), max_length=9, choices=Verdict)
    name = models.CharField(_("name"), max_length=200, blank=True)
    member = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="import_rows",
        verbose_name=_("member"),
    )  # fmt: skip
    code = models.CharField(max_length=40, blank=True)
    params = models.JSONField(default=dict, blank=True)
    notes = models.JSONField(default=list, blank=True)
    before = models.JSONField(null=True, blank=True)
    opened_account = models.BooleanField(default=False)
    was_used = models.BooleanField(default=False, db_default=False)
    revision = models.PositiveIntegerField(default=0)
    guardianship = models.ForeignKey(
        Guardianship, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    outcome = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = _("row of an import of members")
        verbose_name_plural = _("rows of imports of members")
        ordering: ClassVar = ["batch", "number"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "number"], name="member_import_row_once"),
            models.UniqueConstraint(
                fields=["batch", "member"],
                condition=~Q(verdict="refused"),
                name="member_import_row_one_of_a_member",
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=Verdict.values), name="member_import_verdict_known"
            ),
            models.CheckConstraint(
                condition=~Q(verdict="refused") | ~Q(code=""),
                name="member_import_refusal_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.name}"


class MemberImportProfile(models.Model):
    """How lists of one source are read, kept under a name for the next one: the columns by the
    names in the header, and the fields that stay.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=100, unique=True)
    columns = models.JSONField(_("what the columns are"), default=dict)
    keeps = models.JSONField(_("what stays as the library has it"), default=list, blank=True)
    created_at = models.DateTimeField(_("kept at"))

    class Meta:
        verbose_name = _("profile for imports of members")
        verbose_name_plural = _("profiles for imports of members")
        ordering: ClassVar = ["name"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.name
