from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.domain import addresses
from core import barcodes, text
from core.ids import new_id
from core.series import Series
from members.domain import cards, phones, terms
from members.models import validators
from members.models.category import Category

LAST_DIGITS = 4
"""How many digits of a telephone number are enough to look for it."""


class MemberQuerySet(models.QuerySet["Member"]):
    def by_card(self, scanned: str) -> Self:
        """The member with this card, as scanned or typed."""
        return self.filter(card_number=barcodes.normal(scanned))

    def matching(self, typed: str) -> Self:
        """Members whose name has words that begin like these, in any order, or whose card,
        address or telephone (its last digits will do) this is.
        """
        words = text.folded(typed).split()
        named = Q()
        for word in words:
            named &= Q(search_name__contains=f" {word}")
        found = named if words else Q(pk=None)
        card = barcodes.normal(typed)
        if barcodes.is_wellformed(card):
            found |= Q(card_number=card)
        if "@" in typed:
            found |= Q(user__email__startswith=addresses.normal(typed))
        # 030 1234 and +49 30 1234 are one telephone: what comes before is left out at home.
        digits = phones.digits(typed).lstrip("0")
        if len(digits) >= LAST_DIGITS:
            found |= Q(phone_digits__endswith=digits)
            found |= Q(phone_digits__in=phones.at_home(typed))
        return self.filter(found)


class Member(models.Model):
    """Someone the library lends to. Signs in through ``user``, when there is one; the address is
    there too.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="member",
        verbose_name=_("account"),
    )
    name = models.CharField(
        _("name"), max_length=200, validators=[text.no_control_characters, validators.check_name]
    )
    sort_name = models.CharField(max_length=200, editable=False)
    search_name = models.CharField(max_length=202, editable=False)
    card_number = models.CharField(_("card number"), max_length=barcodes.MAX_LENGTH, unique=True)
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="members", verbose_name=_("category")
    )
    expires_on = models.DateField(_("member until"))
    born_on = models.DateField(_("born on"), null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    phone_digits = models.CharField(max_length=40, blank=True, editable=False)
    address = models.TextField(_("address"), max_length=500, blank=True)
    note = models.CharField(_("note for staff"), max_length=500, blank=True)
    group = models.CharField(
        _("class or group"), max_length=60, blank=True, validators=[text.no_control_characters]
    )
    # Off unless the member chooses it: what came back is then theirs alone to read, and theirs to
    # forget. Without months it is kept until they turn it off.
    keeps_history = models.BooleanField(_("keeps a reading history"), default=False, editable=False)
    history_months = models.PositiveSmallIntegerField(
        _("months of history"), null=True, blank=True, editable=False
    )
    # Such a record nobody deletes, merges away or erases by mistake (members.services.protection).
    is_protected = models.BooleanField(
        _("protected"), default=False, db_default=False, editable=False
    )
    hides_titles = models.BooleanField(_("guardians see no titles"), default=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("member since"))

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering: ClassVar = ["sort_name", "id"]
        indexes: ClassVar = [
            models.Index(fields=["sort_name", "id"], name="member_by_name"),
            models.Index(fields=["group"], name="member_by_group", condition=~models.Q(group="")),
        ]
        permissions: ClassVar = [
            ("block_member", _("Can block members and lift blocks")),
            ("protect_member", _("Can protect members from being deleted")),
            ("import_members", _("Can import members and roll classes over")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(history_months=None)
                | models.Q(keeps_history=True, history_months__gte=1),
                name="member_months_of_a_kept_history",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def email(self) -> str:
        """Where mail reaches this member; nothing when there is no address."""
        return self.user.email if self.user else ""

    @property
    def spaced_card(self) -> str:
        """The card number as printed for people."""
        return cards.spaced(self.card_number)

    @property
    def is_verified(self) -> bool:
        """Whether the address has been shown to be the member's."""
        return bool(self.user and self.user.is_verified)

    def is_expired(self, today: date) -> bool:
        """Whether the membership ended before ``today``."""
        return terms.is_expired(self.expires_on, today)


class CardSeries(Series):
    """How far card numbers have been given out."""

    class Meta:
        verbose_name = _("series of cards")
        verbose_name_plural = _("series of cards")
