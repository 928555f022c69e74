from typing import ClassVar, Self
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import new_id


def check_zone(name: str) -> None:
    """Refuse a time zone that the IANA database does not have."""
    if name not in available_timezones():
        raise ValidationError(_("There is no time zone %(name)s."), params={"name": name})


class BranchQuerySet(models.QuerySet["Branch"]):
    def open(self) -> Self:
        """Branches that are in use."""
        return self.filter(is_active=True)


class Branch(models.Model):
    """A house with shelves and a desk. Its time zone decides when a day there ends."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=100)
    time_zone = models.CharField(_("time zone"), max_length=60, validators=[check_zone])
    is_active = models.BooleanField(_("in use"), default=True)

    objects = BranchQuerySet.as_manager()

    class Meta:
        verbose_name = _("branch")
        verbose_name_plural = _("branches")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The branch's time zone."""
        return ZoneInfo(self.time_zone)
