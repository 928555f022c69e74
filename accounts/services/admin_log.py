"""The administration's own log of changes, which keeps what a row was called."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from django.contrib.admin.models import LogEntry
from django.utils.translation import gettext_lazy as _

from accounts.services.retention import Term

KEPT: Final = Term(
    "accounts.admin_log",
    _("What administrators changed, as the administration remembers it"),
    90,
    _("It helps to find a mistake. The trail of deeds keeps what was done, without names."),
)


def forget(ids: Collection[UUID]) -> int:
    """Delete what was noted of rows with these ids; how many entries there were."""
    keys = [str(each) for each in ids] + [each.hex for each in ids]
    return LogEntry.objects.filter(object_id__in=keys).delete()[0]


def clear(now: datetime) -> int:
    """Delete what is too old; how many entries there were."""
    return LogEntry.objects.filter(action_time__lt=KEPT.before(now)).delete()[0]
