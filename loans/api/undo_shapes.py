"""Deeds of a desk and the timeline, as the schema tells them."""

from rest_framework import serializers

from core.api.serializers import Answer
from loans.api import shapes
from loans.models import DeedKind


class DeedShape(Answer):
    deed_id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=[(kind.value, kind.value) for kind in DeedKind])
    sentence = serializers.CharField(help_text="What was done, without the member's name.")
    at = serializers.DateTimeField()
    member_id = serializers.UUIDField(allow_null=True)
    undone_at = serializers.DateTimeField(allow_null=True)


class DeedsShape(Answer):
    results = DeedShape(many=True)


class EventShape(Answer):
    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    action = serializers.CharField(help_text="For programs, as in loan.checked_out.")
    sentence = serializers.CharField()
    by = serializers.CharField(help_text="Who did it; empty when they have been forgotten.")
    interface = serializers.CharField()
    where = serializers.CharField(help_text="The branch, where the entry names one.")
    book_id = serializers.UUIDField(allow_null=True)
    copy_id = serializers.UUIDField(allow_null=True)
    member_id = serializers.UUIDField(allow_null=True)
    loan_id = serializers.UUIDField(allow_null=True)
    data = serializers.DictField()  # type: ignore[assignment]


class TimelineShape(Answer):
    results = EventShape(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


DEED = {
    "deed_id": shapes.DEED_ID,
    "kind": "check_out",
    "sentence": "“A wizard of Earthsea” (30009000000017) lent until 20 May 2026.",
    "at": shapes.LOAN["loaned_at"],
    "member_id": shapes.LOAN["member_id"],
    "undone_at": None,
}
EVENT = {
    "id": 8123,
    "at": shapes.LOAN["loaned_at"],
    "action": "loan.checked_out",
    "sentence": "Lent, due 20 May 2026.",
    "by": "Vera",
    "interface": "desk",
    "where": "Harbour branch",
    "book_id": shapes.LOAN["book_id"],
    "copy_id": shapes.LOAN["copy_id"],
    "member_id": shapes.LOAN["member_id"],
    "loan_id": shapes.LOAN["id"],
    "data": {"due_at": shapes.LOAN["due_at"]},
}
