"""Django's mail API, at both ends of the outbox: what is sent goes in; where there is no mail
server, what comes out goes into a folder.
"""

from collections.abc import Sequence
from pathlib import Path

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from core import clock, ids
from members.services import outbox

log = structlog.get_logger("library.mail")


class OutboxBackend(BaseEmailBackend):
    """Stores messages in the caller's transaction: rolled back means never sent."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Put each message into the outbox; how many have a recipient."""
        return sum(outbox.store(message, now=clock.now()) for message in email_messages)


class FolderBackend(BaseEmailBackend):
    """Writes each message to a file of its own in ``EMAIL_FILE_PATH``, as mail programs open it.

    The log says where it is, and nothing that stands in it.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write them; how many there were."""
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            file = folder / f"{clock.now():%Y%m%d-%H%M%S}-{ids.new_id().hex[-8:]}.eml"
            file.write_bytes(message.message().as_bytes())
            log.info("mail.written", file=str(file))
        return len(email_messages)
