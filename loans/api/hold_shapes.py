"""What the API of holds gives, as the schema tells it, with examples."""

from typing import Any

from rest_framework import serializers

from core.api.serializers import Answer
from loans.api.shapes import LOAN, DeedShape


class HoldShape(Answer):
    id = serializers.UUIDField()
    book_id = serializers.UUIDField()
    title = serializers.CharField()
    copy_barcode = serializers.CharField(
        allow_null=True, help_text="The one copy that is waited for; null when any will do."
    )
    member_id = serializers.UUIDField(
        allow_null=True, help_text="Null when the member has been forgotten."
    )
    pickup_branch = serializers.CharField()
    state = serializers.CharField(
        help_text="queued, in_transit, waiting, filled, cancelled or expired"
    )
    position = serializers.IntegerField(
        allow_null=True, help_text="The place in the queue, 1 being the first."
    )
    estimated_wait_days = serializers.IntegerField(
        allow_null=True, help_text="A guess from what is due when; null where there is none."
    )
    is_suspended = serializers.BooleanField()
    suspended_until = serializers.DateField(allow_null=True)
    placed_at = serializers.DateTimeField()
    set_aside_barcode = serializers.CharField(
        allow_null=True, help_text="The copy that is set aside for it."
    )
    pick_up_by = serializers.DateField(
        allow_null=True, help_text="While it waits on the hold shelf: the last day."
    )
    ended_at = serializers.DateTimeField(allow_null=True)
    loan_id = serializers.UUIDField(allow_null=True)


class PlacedShape(HoldShape, DeedShape):
    """A hold that was placed, and the deed that takes it back."""


class HoldPageShape(Answer):
    results = HoldShape(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


HOLD: dict[str, Any] = {
    "id": "0197a3c2-9f11-7b2c-8c0d-1d2e3f4a5b6c",
    "book_id": LOAN["book_id"],
    "title": LOAN["title"],
    "copy_barcode": None,
    "member_id": LOAN["member_id"],
    "pickup_branch": "harbour",
    "state": "queued",
    "position": 2,
    "estimated_wait_days": 16,
    "is_suspended": False,
    "suspended_until": None,
    "placed_at": "2026-05-06T08:00:00Z",
    "set_aside_barcode": None,
    "pick_up_by": None,
    "ended_at": None,
    "loan_id": None,
}
PLACED = HOLD | {"deed_id": "0197a3c2-a014-7d2e-9a41-6c5b4a392817"}
SUSPENDED = HOLD | {
    "is_suspended": True,
    "suspended_until": "2026-06-01",
    "estimated_wait_days": None,
}
PLACE = {
    "book_id": LOAN["book_id"],
    "member_id": LOAN["member_id"],
    "pickup_branch": "harbour",
}
