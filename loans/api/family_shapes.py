"""What guardians are given over REST."""

from typing import Any

from rest_framework import serializers

from core.api.serializers import Answer, Command


class RenewForChild(Command):
    """The body of a renewal for a child: nothing."""


class ChildShape(Answer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    card_number = serializers.CharField()
    expires_on = serializers.DateField()
    shows_titles = serializers.BooleanField(
        help_text="False for a child that keeps the titles to itself."
    )
    on_loan = serializers.IntegerField()
    overdue = serializers.IntegerField()
    holds = serializers.IntegerField()
    owes = serializers.IntegerField(help_text="Minor units; less than nothing is a credit.")


class FamilyShape(Answer):
    results = ChildShape(many=True)


class ChildLoanShape(Answer):
    id = serializers.UUIDField()
    title = serializers.CharField(allow_null=True, help_text="Null where titles are not shown.")
    due_at = serializers.DateTimeField()
    due_on = serializers.DateField()
    is_overdue = serializers.BooleanField()
    renewals = serializers.IntegerField()


class ChildHoldShape(Answer):
    id = serializers.UUIDField()
    title = serializers.CharField()
    state = serializers.CharField()


class HomeShape(Answer):
    child = ChildShape()
    loans = ChildLoanShape(many=True)
    holds = ChildHoldShape(many=True, help_text="Empty where titles are not shown.")


CHILD: dict[str, Any] = {
    "id": "0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a12",
    "name": "Mia Nowak",
    "card_number": "20001000000434",
    "expires_on": "2027-05-06",
    "shows_titles": True,
    "on_loan": 1,
    "overdue": 0,
    "holds": 0,
    "owes": 0,
}
LOAN: dict[str, Any] = {
    "id": "0197a3c2-9c11-7b60-8a55-0f6f7a1c9d03",
    "title": "A Wizard of Earthsea",
    "due_at": "2026-05-20T21:59:59Z",
    "due_on": "2026-05-20",
    "is_overdue": False,
    "renewals": 0,
}
