from datetime import time
from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models.member import Member

MOST_DAYS = 365


class NoticeHours(models.Model):
    """The one row of what holds for all notices: since when they are written, and the hours in
    which nobody is written to, by the library's clock.
    """

    on_since = models.DateTimeField(_("on since"))
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True, default=time(21))
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True, default=time(7))

    class Meta:
        verbose_name = _("hours of notices")
        verbose_name_plural = _("hours of notices")

    def __str__(self) -> str:
        return f"{self.on_since:%Y-%m-%d %H:%M}"


class NoticeRule(models.Model):
    """How the library tells of an event, where it is not as we ship it."""

    event = models.CharField(_("event"), max_length=20, unique=True)
    is_on = models.BooleanField(_("is sent"), default=True)
    days = models.PositiveSmallIntegerField(
        _("days"), null=True, blank=True, validators=[MaxValueValidator(MOST_DAYS)]
    )
    by_letter = models.BooleanField(_("by letter where no mail arrives"), default=False)
    on_since = models.DateTimeField(_("on since"), null=True, blank=True)

    class Meta:
        verbose_name = _("rule of notices")
        verbose_name_plural = _("rules of notices")
        ordering: ClassVar = ["event"]

    def __str__(self) -> str:
        return self.event


class Channel(models.TextChoices):
    """How a notice reaches someone."""

    MAIL = "mail", _("e-mail")
    LETTER = "letter", _("letter")


class NoticeText(models.Model):
    """The words for an event, where the library has its own: by channel and language."""

    event = models.CharField(_("event"), max_length=20)
    channel = models.CharField(_("channel"), max_length=6, choices=Channel)
    language = models.CharField(_("language"), max_length=12)
    subject = models.CharField(_("subject"), max_length=200)
    opening = models.TextField(_("opening"), max_length=1000, blank=True)
    line = models.TextField(_("line about each"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("text of notices")
        verbose_name_plural = _("texts of notices")
        ordering: ClassVar = ["event", "channel", "language"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event", "channel", "language"], name="notice_text_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.channel} {self.language}"


class UnwantedNotice(models.Model):
    """A member does not want to be told of an event."""

    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="+", verbose_name=_("member")
    )
    event = models.CharField(_("event"), max_length=20)

    class Meta:
        verbose_name = _("unwanted notice")
        verbose_name_plural = _("unwanted notices")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "event"], name="unwanted_notice_once")
        ]

    def __str__(self) -> str:
        return self.event
