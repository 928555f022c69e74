"""A deed that is asked for twice is done once."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import errors
from accounts.models import IdempotentAnswer, User
from accounts.services.retention import Term
from core import jsons

KEPT: Final = Term(
    "accounts.answers",
    _("Answers to requests that carried a key"),
    2,
    _("Nobody tries a request again after a day."),
)
MAX_KEY_LENGTH: Final = 200


@dataclass(frozen=True)
class Answer:
    """The body of an answer as JSON, and whether it had been given before."""

    body: bytes
    replayed: bool = False


def run(key: str, *, actor: User, request: Any, now: datetime, deed: Callable[[], Any]) -> Answer:
    """Do ``deed`` and answer with what it returns; with a ``key`` known for ``actor``, answer as
    then.

    ``request`` is what was asked, as JSON-able data. The key is claimed in the deed's transaction:
    of two at once the second waits and gets the first one's answer; a deed that is refused leaves
    no trace, so it can be tried again. Raises ``BadKey``, ``KeyReused`` (the key came with another
    request before), and whatever ``deed`` raises.
    """
    if not key:
        return Answer(jsons.dumps(deed()))
    if len(key) > MAX_KEY_LENGTH or not (key.isascii() and key.isprintable()):
        raise errors.BadKey
    fingerprint = hashlib.sha256(jsons.dumps(request)).hexdigest()
    with transaction.atomic():
        kept, is_new = IdempotentAnswer.objects.get_or_create(
            actor=actor, key=key, defaults={"fingerprint": fingerprint, "created_at": now}
        )
        if not is_new:
            if kept.fingerprint != fingerprint:
                raise errors.KeyReused
            return Answer(kept.body.encode(), replayed=True)
        body = jsons.dumps(deed())
        IdempotentAnswer.objects.filter(pk=kept.pk).update(body=body.decode())
        return Answer(body)


def clear(*, now: datetime) -> int:
    """Forget answers older than anyone retries; how many there were."""
    return IdempotentAnswer.objects.before(KEPT.before(now)).delete()[0]
