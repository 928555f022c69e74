"""What the API of this context gives, as the schema tells it, with examples."""

from typing import Any

from rest_framework import serializers

from core.api.serializers import Answer

KINDS = "blocker, confirm or warning"


class FindingShape(Answer):
    code = serializers.CharField()
    kind = serializers.CharField(help_text=KINDS)
    message = serializers.CharField()
    overridable = serializers.BooleanField(
        required=False, help_text="Whether a checkout can be done in spite of it."
    )
    permission = serializers.CharField(
        required=False, allow_null=True, help_text="What one needs to override it."
    )
    needs = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="comment, due_on"
    )


class DeedShape(Answer):
    deed_id = serializers.UUIDField(
        allow_null=True,
        help_text="For `POST /desk/undo`; null where a member acted alone.",
    )


class StepShape(Answer):
    """One reason on the way to a due date."""

    code = serializers.CharField(
        help_text="loan_days, open_days, from_due_date, closed, closed_same_weekday, term_exact, "
        "term_not_after, term_not_before, membership_ends, closed_before_end, "
        "moved_off_closed_day or set_by_hand"
    )
    days = serializers.IntegerField(help_text="How many were counted; 0 where none were.")
    on = serializers.DateField()
    message = serializers.CharField()


class TermsShape(Answer):
    """The policy that decided, as it stood then."""

    name = serializers.CharField()
    loan_days = serializers.IntegerField()
    renewal_days = serializers.IntegerField()
    renewal_limit = serializers.IntegerField()
    loan_limit = serializers.IntegerField()
    scope = serializers.ListField(
        child=serializers.CharField(),
        help_text="What it names, and so won by: of branch, member_category and copy_type.",
    )
    closed_days = serializers.CharField(
        help_text="ignore, next_open, same_weekday or open_days_only"
    )
    term_bound = serializers.CharField(
        allow_blank=True, help_text="exact, not_after, not_before, or empty"
    )
    term_on = serializers.DateField(allow_null=True)
    renew_from = serializers.CharField(help_text="today or due_date")
    renew_within_days = serializers.IntegerField(
        allow_null=True, help_text="Renewable so many days before it is due; null: at any time."
    )
    auto_renew = serializers.BooleanField()
    fine_per_day = serializers.IntegerField(help_text="All amounts are minor units.")
    grace_days = serializers.IntegerField()
    beyond_grace_only = serializers.BooleanField(help_text="The days of grace stay free.")
    fine_cap = serializers.IntegerField(allow_null=True)
    fine_up_to_copy_value = serializers.BooleanField()
    fine_open_days_only = serializers.BooleanField()
    lost_after_days = serializers.IntegerField(allow_null=True)
    replacement_price = serializers.IntegerField()
    processing_fee = serializers.IntegerField()
    found_refund = serializers.CharField(help_text="nothing, unpaid or all")
    found_within_days = serializers.IntegerField()


class LoanShape(Answer):
    id = serializers.UUIDField()
    book_id = serializers.UUIDField()
    copy_id = serializers.UUIDField()
    copy_barcode = serializers.CharField()
    title = serializers.CharField()
    member_id = serializers.UUIDField(
        allow_null=True, help_text="Null when the member has been forgotten."
    )
    branch = serializers.CharField(help_text="The code of the branch that lent it.")
    loaned_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(help_text="The end of the due day at that branch.")
    due_on = serializers.DateField()
    returned_at = serializers.DateTimeField(allow_null=True)
    lost_at = serializers.DateTimeField(
        allow_null=True, help_text="Since when it counts as lost; open until it is found."
    )
    claimed_returned_at = serializers.DateTimeField(
        allow_null=True, help_text="When the member said that it had been returned."
    )
    renewals = serializers.IntegerField()
    is_overdue = serializers.BooleanField()
    policy = TermsShape()
    steps = StepShape(many=True, help_text="How the due date came about.")


class LoanPageShape(Answer):
    results = LoanShape(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class RenewedShape(LoanShape, DeedShape):
    """A loan with its new due date."""


class LentShape(RenewedShape):
    findings = FindingShape(many=True)
    renewed = serializers.BooleanField(help_text="The member had it already: it has more time now.")
    filled_hold_id = serializers.UUIDField(
        allow_null=True, help_text="The member's hold that this was for."
    )


class RefusalShape(Answer):
    code = serializers.CharField()
    message = serializers.CharField()
    findings = FindingShape(many=True)
    soonest_on = serializers.DateField(
        required=False, help_text="From when it can be renewed, where `too_soon` was found."
    )


class OutcomeShape(Answer):
    """What became of one loan of many."""

    loan = LoanShape()
    renewed = serializers.BooleanField()
    deed_id = serializers.UUIDField(allow_null=True)
    steps = StepShape(many=True)
    refusal = RefusalShape(allow_null=True)


class OutcomesShape(Answer):
    results = OutcomeShape(many=True)


class WhyShape(Answer):
    """Why this policy decides, and what it says."""

    message = serializers.CharField()
    sentences = serializers.ListField(child=serializers.CharField())


class AvailabilityShape(Answer):
    findings = FindingShape(many=True)
    confirmation_token = serializers.CharField(
        allow_null=True, help_text="Sent back as `confirmation`, it says yes to what was asked."
    )
    due_at = serializers.DateTimeField()
    due_on = serializers.DateField()
    steps = StepShape(many=True)
    policy = TermsShape()
    why = WhyShape()


class NextShape(Answer):
    code = serializers.CharField(help_text="reshelve, hold_shelf, send_to_branch or ask_librarian")
    message = serializers.CharField()
    hold_id = serializers.UUIDField(allow_null=True, help_text="The hold that it is set aside for.")
    to_branch = serializers.CharField(allow_null=True, help_text="Where it is to be sent.")


class ReturnedShape(LoanShape, DeedShape):
    days_late = serializers.IntegerField()
    next = NextShape()
    findings = FindingShape(many=True)


TERMS: dict[str, Any] = {
    "name": "Default",
    "loan_days": 14,
    "renewal_days": 14,
    "renewal_limit": 2,
    "loan_limit": 10,
    "scope": [],
    "closed_days": "next_open",
    "term_bound": "",
    "term_on": None,
    "renew_from": "today",
    "renew_within_days": None,
    "auto_renew": False,
    "fine_per_day": 20,
    "grace_days": 0,
    "beyond_grace_only": True,
    "fine_cap": 500,
    "fine_up_to_copy_value": False,
    "fine_open_days_only": True,
    "lost_after_days": 60,
    "replacement_price": 2000,
    "processing_fee": 300,
    "found_refund": "unpaid",
    "found_within_days": 90,
}
STEPS = [
    {"code": "loan_days", "days": 14, "on": "2026-05-20", "message": "14 days → Wed, 20 May 2026"}
]
LOAN: dict[str, Any] = {
    "id": "0197a3c2-7d10-7f3a-8f0b-6f0f8a3f5d21",
    "book_id": "0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a10",
    "copy_id": "0197a3c2-5b20-7a02-b1f4-0c9a6a0b7f11",
    "copy_barcode": "30009000000017",
    "title": "A wizard of Earthsea",
    "member_id": "0197a3c2-6a01-7d55-9a77-3b8f1f1f2c01",
    "branch": "harbour",
    "loaned_at": "2026-05-06T08:00:00Z",
    "due_at": "2026-05-20T21:59:59Z",
    "due_on": "2026-05-20",
    "returned_at": None,
    "lost_at": None,
    "claimed_returned_at": None,
    "renewals": 0,
    "is_overdue": False,
    "policy": TERMS,
    "steps": STEPS,
}
DEED_ID = "0197a3c2-8e11-7b02-9c41-5b1f0f6a7d33"
RENEWED = LOAN | {"renewals": 1, "deed_id": DEED_ID}
LENT = LOAN | {"deed_id": DEED_ID} | {"findings": [], "renewed": False, "filled_hold_id": None}
RETURNED = LOAN | {
    "deed_id": DEED_ID,
    "returned_at": "2026-05-13T09:30:00Z",
    "days_late": 0,
    "next": {
        "code": "reshelve",
        "message": "Put it back on the shelf: 813.54 LEG.",
        "hold_id": None,
        "to_branch": None,
    },
    "findings": [],
}
AVAILABILITY = {
    "findings": [
        {
            "code": "same_book_on_loan",
            "kind": "confirm",
            "message": "The member has another copy of this book. Lend this one too?",
            "overridable": False,
            "permission": None,
            "needs": [],
        }
    ],
    "confirmation_token": "WyIwMTk3…",
    "due_at": LOAN["due_at"],
    "due_on": LOAN["due_on"],
    "steps": STEPS,
    "policy": TERMS,
    "why": {
        "message": "No other policy is for this, so the default decides.",
        "sentences": ["Lent for 14 days, on the next open day when that one is closed."],
    },
}
