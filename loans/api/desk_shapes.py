"""What the desk is told over REST, with examples: more than members are told of themselves."""

from typing import Any

from rest_framework import serializers

from core.api.serializers import Answer
from loans.api.shapes import (
    DEED_ID,
    LENT,
    LOAN,
    RETURNED,
    DeedShape,
    FindingShape,
    LentShape,
    LoanShape,
    NextShape,
)

NOTE = "The note about the copy, where the staff want to see it at the desk; else empty."


class DeskLentShape(LentShape):
    copy_note = serializers.CharField(help_text=NOTE)


class DeskReturnedShape(DeedShape):
    copy_id = serializers.UUIDField()
    copy_barcode = serializers.CharField()
    copy_note = serializers.CharField(help_text=NOTE)
    book_id = serializers.UUIDField()
    title = serializers.CharField()
    loan = LoanShape(allow_null=True, help_text="Null when it was not on loan.")
    days_late = serializers.IntegerField()
    next = NextShape()
    findings = FindingShape(many=True)


class WarningShape(Answer):
    code = serializers.CharField(help_text="member_expired, member_blocked or note")
    message = serializers.CharField()


class ReadyShape(Answer):
    hold_id = serializers.UUIDField()
    title = serializers.CharField()
    copy_barcode = serializers.CharField()
    branch = serializers.CharField(help_text="The code of the branch on whose shelf it waits.")
    pick_up_by = serializers.DateField(allow_null=True)


class DeskMemberShape(Answer):
    """A member as the desk sees them."""

    member_id = serializers.UUIDField()
    name = serializers.CharField()
    card_number = serializers.CharField()
    category = serializers.CharField(help_text="A code.")
    expires_on = serializers.DateField(help_text="The last day of the membership.")
    warnings = WarningShape(
        many=True, help_text="What the staff should know before they lend; the note is theirs."
    )
    balance = serializers.IntegerField(
        help_text="Owed, in minor units; less than nothing is a credit."
    )
    on_loan = serializers.IntegerField()
    overdue = serializers.IntegerField(help_text="Of these, past the due date.")
    ready = ReadyShape(many=True, help_text="What waits for them on hold shelves.")


DESK_LENT: dict[str, Any] = LENT | {"copy_note": "A map lies in it."}
DESK_RETURNED: dict[str, Any] = {
    **{name: LOAN[name] for name in ("copy_id", "copy_barcode", "book_id", "title")},
    "copy_note": "",
    "loan": LOAN | {"returned_at": "2026-05-13T09:30:00Z"},
    **{name: RETURNED[name] for name in ("days_late", "next", "findings")},
    "deed_id": DEED_ID,
}
DESK_MEMBER: dict[str, Any] = {
    "member_id": LOAN["member_id"],
    "name": "Ada Nowak",
    "card_number": "20009000000018",
    "category": "adult",
    "expires_on": "2027-05-06",
    "warnings": [{"code": "note", "message": "Large print, please."}],
    "balance": 120,
    "on_loan": 3,
    "overdue": 1,
    "ready": [
        {
            "hold_id": "0197a3c2-9f02-7a11-8d3c-4f1f0a6a7d44",
            "title": "Emma",
            "copy_barcode": "30009000000024",
            "branch": "harbour",
            "pick_up_by": "2026-05-12",
        }
    ],
}
