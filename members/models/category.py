from typing import Any, ClassVar, Final, Self
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from core.ids import new_id
from members.domain import terms

OLDEST: Final = 150
"""Years that nobody gets older than."""


class CategoryQuerySet(models.QuerySet["Category"]):
    def with_oldest(self) -> Self:
        """Categories that members grow out of."""
        return self.exclude(max_age=None)

    def self_registering(self) -> Self:
        """The category that people who register by themselves come into."""
        return self.filter(self_registration=True)


def _age(name: StrPromise, help_text: StrPromise | str = "") -> Any:
    return models.PositiveSmallIntegerField(
        name,
        null=True,
        blank=True,
        validators=[MaxValueValidator(OLDEST)],
        help_text=help_text,
    )


class Category(models.Model):
    """A kind of member, as lending policies tell them apart: adult, child, teacher."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=100)
    enrolment_months = models.PositiveSmallIntegerField(
        _("months of membership"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(terms.MOST_MONTHS)],
    )
    self_registration = models.BooleanField(
        _("for people who register by themselves"), default=False
    )
    desk_checks = models.BooleanField(
        _("the desk checks who registers"),
        default=False,
        help_text=_("Until then they may place holds, but borrow and renew nothing."),
    )
    min_age = _age(_("youngest age"))
    max_age = _age(_("oldest age"))
    moves_up_to = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("then moves up to"),
    )
    has_guardians = models.BooleanField(
        _("guardians see and renew"),
        default=False,
        help_text=_("Guardians see what members of this category have, renew it, and place holds."),
    )
    own_titles_from_age = _age(
        _("may hide titles from guardians, from age"),
        help_text=_("Leave it empty when guardians always see the titles."),
    )
    keeps_history_by_default = models.BooleanField(
        _("past loans are kept unless the member says no"), default=False
    )

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("category of members")
        verbose_name_plural = _("categories of members")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["self_registration"],
                condition=Q(self_registration=True),
                name="category_one_for_self_registration",
            ),
            models.CheckConstraint(
                condition=Q(min_age=None) | Q(max_age=None) | Q(max_age__gte=F("min_age")),
                name="category_ages_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Raises ``ValidationError`` where members would move up in a circle."""
        if self.moves_in_circle():
            raise ValidationError({"moves_up_to": _("Members would move up in a circle.")})

    def moves_in_circle(self) -> bool:
        """Whether those who move up from here come back here."""
        after = dict(Category.objects.order_by().values_list("pk", "moves_up_to_id"))
        passed: set[UUID] = set()
        following = self.moves_up_to_id
        while following and following not in passed and following != self.pk:
            passed.add(following)
            following = after.get(following)
        return following is not None and following == self.pk
