from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class OutboxQuerySet(models.QuerySet["OutboxMessage"]):
    def waiting(self) -> Self:
        """Messages that have not left and have not been given up."""
        return self.filter(sent_at=None, failed_at=None)

    def due(self, now: datetime) -> Self:
        """Waiting messages whose next try has come and that no sender has in hand."""
        free = Q(claimed_until=None) | Q(claimed_until__lt=now)
        return self.waiting().filter(free, next_try_at__lte=now).order_by("next_try_at", "id")


class OutboxMessage(models.Model):
    """One e-mail to one recipient: stored whole in the transaction that wrote it, delivered by a
    sender afterwards.

    A letter to several people is a row for each, so that a bad address holds up nobody else.
    ``raw`` is the message as it will be sent, with its Message-ID, so that a repeat after a crash
    is recognised as one. It may hold a link that opens an account: it is emptied once the message
    has left or is given up, and is shown nowhere.
    """

    message_id = models.CharField(_("Message-ID"), max_length=200)
    sender = models.CharField(_("from"), max_length=500)
    recipient = models.CharField(_("to"), max_length=500)
    subject = models.CharField(_("subject"), max_length=400)
    raw = models.BinaryField(editable=False)
    created_at = models.DateTimeField(_("written at"))
    next_try_at = models.DateTimeField(_("next try at"))
    claimed_until = models.DateTimeField(_("in hand until"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    failed_at = models.DateTimeField(_("given up at"), null=True, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing messages")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["message_id", "recipient"], name="outbox_one_copy_for_each_recipient"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at", "id"],
                name="outbox_waiting",
                condition=Q(sent_at=None, failed_at=None),
            )
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def state(self) -> str:
        """``waiting``, ``sent`` or ``failed``."""
        if self.sent_at:
            return "sent"
        return "failed" if self.failed_at else "waiting"
