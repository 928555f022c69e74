"""Django's mail API, as seen from the rest of the library: what is sent goes into the outbox."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from core import clock
from members.services import outbox


class OutboxBackend(BaseEmailBackend):
    """Stores messages in the caller's transaction: rolled back means never sent."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Put each message into the outbox; how many have a recipient."""
        return sum(outbox.store(message, now=clock.now()) for message in email_messages)
