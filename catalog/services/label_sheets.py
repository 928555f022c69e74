"""Label sheets: kept by administrators."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.services import audit
from catalog.models import LabelSheet


def save(sheet: LabelSheet, *, actor: User, now: datetime, interface: str) -> None:
    """Save the measures of a sheet."""
    with transaction.atomic():
        sheet.save()
        audit.record(
            "label_sheet.saved", actor=actor, now=now, interface=interface, code=sheet.code
        )
