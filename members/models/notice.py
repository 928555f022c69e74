from datetime import datetime
from typing import ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.ids import new_id
from members.models.member import Member
from members.models.outbox import OutboxMessage


class NoticeState(models.TextChoices):
    """The life of a notice: it waits for its mail or letter, and then goes with that."""

    WAITING = "waiting", _("waiting")
    POSTED = "posted", _("in the outbox")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    TO_PRINT = "to_print", _("to be printed")
    PRINTED = "printed", _("printed")
    DROPPED = "dropped", _("not sent")


class Reason(models.TextChoices):
    """Why a notice that might have gone was not sent."""

    EVENT_OFF = "event_off", _("such notices are turned off")
    TURNED_OFF = "turned_off", _("the member does not want these notices")
    NO_EMAIL = "no_email", _("the member has no e-mail address")
    NO_ADDRESS = "no_address", _("the member has neither an e-mail nor a postal address")
    BOUNCED = "bounced", _("mail to the member came back, and no letter is written for this")
    STALE = "stale", _("it was too late for it")
    OVERTAKEN = "overtaken", _("a later notice of the same loan says more")
    MOOT = "moot", _("it was settled before the notice went")
    BACKLOG = "backlog", _("it arose before such notices were turned on")
    LEFT = "left", _("the member left")


GONE = (
    NoticeState.POSTED,
    NoticeState.SENT,
    NoticeState.FAILED,
    NoticeState.TO_PRINT,
    NoticeState.PRINTED,
)
UNDERWAY = (NoticeState.POSTED, NoticeState.TO_PRINT)
NO_WAY = (Reason.NO_EMAIL, Reason.NO_ADDRESS, Reason.BOUNCED)


class Letter(models.Model):
    """A letter on paper, for someone whom no mail reaches. Its words are kept until a while after
    it was printed; they go with the member.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="+", verbose_name=_("member")
    )
    subject = models.CharField(_("subject"), max_length=400)
    text = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=12)
    written_at = models.DateTimeField(_("written at"))
    printed_at = models.DateTimeField(_("printed at"), null=True, blank=True)
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("printed by"),
    )

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering: ClassVar = ["written_at", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["written_at"], name="letter_to_print", condition=Q(printed_at=None)
            )
        ]

    def __str__(self) -> str:
        return self.subject


class NoticeQuerySet(models.QuerySet["Notice"]):
    def waiting(self) -> Self:
        """Notices that are still to be put into a mail or a letter."""
        return self.filter(state=NoticeState.WAITING)

    def not_sent(self, since: datetime) -> Self:
        """Those that somebody should look after: what failed, and what found no way."""
        no_way = Q(state=NoticeState.DROPPED, reason__in=NO_WAY)
        return self.filter(Q(state=NoticeState.FAILED) | no_way, told_at__gte=since)

    def of(self, member_id: UUID | None) -> Self:
        """What one member was told, or was not."""
        return self.filter(member=member_id)


class Notice(models.Model):
    """One thing to tell one member: an event, what it is about, and of which day. There is one row
    for it, ever, so that nothing is told twice; ``state`` and ``reason`` say what became of it.

    ``facts`` fill the placeholders of its text. They name what somebody reads, and are emptied as
    soon as the mail or letter is written.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("member")
    )
    event = models.CharField(_("event"), max_length=20)
    subject = models.UUIDField(_("about"))
    on = models.DateField(_("of the day"))
    facts = models.JSONField(_("facts"), default=dict, blank=True, editable=False)
    good_until = models.DateField(_("worth telling until"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=NoticeState, default=NoticeState.WAITING
    )
    reason = models.CharField(_("not sent because"), max_length=12, choices=Reason, blank=True)
    told_at = models.DateTimeField(_("noted at"))
    send_at = models.DateTimeField(_("not before"))
    handed_at = models.DateTimeField(_("written at"), null=True, blank=True)
    message = models.ForeignKey(
        OutboxMessage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    letter = models.ForeignKey(
        Letter, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering: ClassVar = ["-told_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member", "event", "subject", "on"], name="notice_told_once"
            ),
            models.CheckConstraint(
                condition=Q(state=NoticeState.DROPPED) ^ Q(reason=""),
                name="notice_dropped_has_a_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["member", "send_at"], name="notice_waiting", condition=Q(state="waiting")
            ),
            models.Index(fields=["-told_at", "-id"], name="notice_newest"),
            models.Index(fields=["subject"], name="notice_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.on}"


class Bounce(models.Model):
    """Mail to this address came back for good. It stands in the way while the member has the
    address.
    """

    member = models.OneToOneField(
        Member, on_delete=models.CASCADE, related_name="bounce", verbose_name=_("member")
    )
    address = models.CharField(_("address"), max_length=254)
    said = models.CharField(_("what the mail server said"), max_length=300)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("bounced address")
        verbose_name_plural = _("bounced addresses")
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return self.address
