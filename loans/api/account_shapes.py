"""What the API gives about money, as the schema tells it, with examples."""

from typing import Any

from rest_framework import serializers

from core.api.serializers import Answer
from loans.api import shapes

KINDS = (
    "Charges: overdue, replacement, processing, manual, payout. Credits: payment, waiver, found. "
    "reversal is either."
)


class AccountLineShape(Answer):
    """One entry. Amounts are minor units: charges above nothing, credits below."""

    id = serializers.UUIDField()
    kind = serializers.CharField(help_text=KINDS)
    amount = serializers.IntegerField()
    open_amount = serializers.IntegerField(
        help_text="Of a charge, what is not paid yet; of a credit, what is not used yet."
    )
    at = serializers.DateTimeField()
    note = serializers.CharField()
    loan_id = serializers.UUIDField(allow_null=True)
    book_id = serializers.UUIDField(allow_null=True)
    title = serializers.CharField()
    is_growing = serializers.BooleanField(help_text="The fine of a loan that is still out.")
    method = serializers.CharField(allow_null=True, help_text="cash or card")
    receipt = serializers.IntegerField(allow_null=True)
    branch = serializers.CharField(allow_null=True)
    reverses_id = serializers.UUIDField(allow_null=True)
    is_reversed = serializers.BooleanField()


class AccountShape(Answer):
    currency = serializers.CharField(help_text="ISO 4217")
    balance = serializers.IntegerField(help_text="What is owed; less than nothing is a credit.")
    results = AccountLineShape(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class EnteredShape(Answer):
    currency = serializers.CharField()
    balance = serializers.IntegerField()
    line = AccountLineShape()
    deed_id = serializers.UUIDField(
        allow_null=True,
        help_text="For `POST /desk/undo`; null for what is not undone but reversed.",
    )


FINE: dict[str, Any] = {
    "id": "0197a3c2-9c11-7b60-8a55-0f6f7a1c9d02",
    "kind": "overdue",
    "amount": 60,
    "open_amount": 60,
    "at": "2026-05-23T01:00:00Z",
    "note": "",
    "loan_id": shapes.LOAN["id"],
    "book_id": shapes.LOAN["book_id"],
    "title": shapes.LOAN["title"],
    "is_growing": True,
    "method": None,
    "receipt": None,
    "branch": "harbour",
    "reverses_id": None,
    "is_reversed": False,
}
PAYMENT = FINE | {
    "id": "0197a3c2-9d20-7c12-9b01-5d0f8e2a7b31",
    "kind": "payment",
    "amount": -60,
    "open_amount": 0,
    "loan_id": None,
    "book_id": None,
    "title": "",
    "is_growing": False,
    "method": "cash",
    "receipt": 1042,
}
ACCOUNT = {
    "currency": "EUR",
    "balance": 60,
    "results": [FINE],
    "next": None,
    "previous": None,
}
PAID = {
    "currency": "EUR",
    "balance": 0,
    "line": PAYMENT,
    "deed_id": "0197a3c2-9d20-7c12-9b01-5d0f8e2a7b44",
}


def entered(**said: Any) -> dict[str, Any]:
    """The answer to an entry whose line says ``said``."""
    line = PAYMENT | {"method": None, "receipt": None} | said
    deed_id = PAID["deed_id"] if line["kind"] == "waiver" else None
    state = {"currency": "EUR", "balance": max(0, line["open_amount"])}
    return state | {"line": line, "deed_id": deed_id}
