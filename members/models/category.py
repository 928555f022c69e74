from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import new_id


class CategoryQuerySet(models.QuerySet["Category"]):
    def self_registering(self) -> Self:
        """The category that people who register by themselves come into."""
        return self.filter(self_registration=True)


class Category(models.Model):
    """A kind of member, as lending policies tell them apart: adult, child, teacher."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=100)
    enrolment_months = models.PositiveSmallIntegerField(
        _("months of membership"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
    )
    self_registration = models.BooleanField(
        _("for people who register by themselves"), default=False
    )

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("category of members")
        verbose_name_plural = _("categories of members")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["self_registration"],
                condition=models.Q(self_registration=True),
                name="category_one_for_self_registration",
            )
        ]

    def __str__(self) -> str:
        return self.name
