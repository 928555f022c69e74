from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Branch
from core.ids import new_id


class Weekday(models.IntegerChoices):
    """As Python counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class WeeklyHours(models.Model):
    """When a branch is open on a weekday; without hours it is closed on it.

    A weekday that has no row has not been settled yet, and counts as open.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, related_name="+")
    weekday = models.SmallIntegerField(_("weekday"), choices=Weekday)
    opens_at = models.TimeField(_("opens at"), null=True, blank=True)
    closes_at = models.TimeField(_("closes at"), null=True, blank=True)

    class Meta:
        verbose_name = _("weekly hours")
        verbose_name_plural = _("weekly hours")
        ordering: ClassVar = ["branch", "weekday"]
        permissions: ClassVar = [("keep_calendar", _("Can say when a branch is open"))]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["branch", "weekday"], name="weekly_hours_once_per_weekday"
            ),
            models.CheckConstraint(
                condition=Q(opens_at=None, closes_at=None) | Q(opens_at__lt=models.F("closes_at")),
                name="weekly_hours_open_before_they_close",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.branch}: {self.get_weekday_display()}"


class DatedDay(models.Model):
    """One day that is unlike others of its kind: closed, or open by way of exception."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, related_name="+")
    on = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=100)
    is_open = models.BooleanField(_("open all the same"), default=False)

    class Meta:
        verbose_name = _("closure or special opening")
        verbose_name_plural = _("closures and special openings")
        ordering: ClassVar = ["branch", "on"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["branch", "on"], name="dated_day_once_per_branch")
        ]

    def __str__(self) -> str:
        return f"{self.on}: {self.name}"


class YearlyDay(models.Model):
    """A day of the year on which a branch is closed every year."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, related_name="+")
    month = models.PositiveSmallIntegerField(
        _("month"), validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    day = models.PositiveSmallIntegerField(
        _("day"), validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        verbose_name = _("yearly closure")
        verbose_name_plural = _("yearly closures")
        ordering: ClassVar = ["branch", "month", "day"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["branch", "month", "day"], name="yearly_day_once_per_branch"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}.{self.month}.: {self.name}"
