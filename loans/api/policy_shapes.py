"""What the API gives about policies and calendars, as the schema tells it, with examples."""

from typing import Any

from rest_framework import serializers

from core.api.serializers import Answer


class PolicyShape(Answer):
    """A policy: what it is for (codes; null for any), when it holds, its terms, and the terms as
    sentences.
    """

    id = serializers.UUIDField()
    name = serializers.CharField()
    is_default = serializers.BooleanField()
    branch = serializers.CharField(allow_null=True)
    member_category = serializers.CharField(allow_null=True)
    copy_type = serializers.CharField(allow_null=True)
    valid_from = serializers.DateField(allow_null=True)
    valid_until = serializers.DateField(allow_null=True)
    loan_days = serializers.IntegerField()
    renewal_days = serializers.IntegerField(allow_null=True)
    renewal_limit = serializers.IntegerField()
    loan_limit = serializers.IntegerField()
    self_checkout = serializers.BooleanField()
    min_age = serializers.IntegerField(allow_null=True)
    ask_borrowed_before = serializers.BooleanField(
        help_text="The desk is asked when the member has had the book before."
    )
    overdue_limit = serializers.IntegerField(allow_null=True)
    debt_limit = serializers.IntegerField(allow_null=True, help_text="All amounts: minor units.")
    closed_days = serializers.CharField()
    term_bound = serializers.CharField(allow_blank=True)
    term_on = serializers.DateField(allow_null=True)
    renew_from = serializers.CharField()
    renew_within_days = serializers.IntegerField(allow_null=True)
    auto_renew = serializers.BooleanField()
    hold_limit = serializers.IntegerField()
    hold_pickup_days = serializers.IntegerField()
    fine_per_day = serializers.IntegerField()
    grace_days = serializers.IntegerField()
    beyond_grace_only = serializers.BooleanField()
    fine_cap = serializers.IntegerField(allow_null=True)
    fine_up_to_copy_value = serializers.BooleanField()
    fine_open_days_only = serializers.BooleanField()
    lost_after_days = serializers.IntegerField(allow_null=True)
    replacement_price = serializers.IntegerField()
    processing_fee = serializers.IntegerField()
    found_refund = serializers.CharField()
    found_within_days = serializers.IntegerField()
    sentences = serializers.ListField(child=serializers.CharField())
    warnings = serializers.ListField(child=serializers.CharField())


class PolicyPageShape(Answer):
    results = PolicyShape(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class WeakerShape(Answer):
    policy = PolicyShape()
    code = serializers.CharField(help_text="wider or older")
    message = serializers.CharField()


class WinnerShape(Answer):
    """Which policy decides, and why not another."""

    on = serializers.DateField()
    policy = PolicyShape()
    won_by = serializers.ListField(
        child=serializers.CharField(), help_text="Of branch, member_category and copy_type."
    )
    message = serializers.CharField()
    weaker = WeakerShape(many=True)
    to_come = PolicyShape(many=True, help_text="Drafts that will decide it from their days on.")


class WeekdayShape(Answer):
    weekday = serializers.IntegerField(help_text="0 is Monday.")
    is_open = serializers.BooleanField()
    opens_at = serializers.TimeField(allow_null=True)
    closes_at = serializers.TimeField(allow_null=True)


class DayShape(Answer):
    on = serializers.DateField()
    name = serializers.CharField()
    is_open = serializers.BooleanField()


class YearlyShape(Answer):
    month = serializers.IntegerField()
    day = serializers.IntegerField()
    name = serializers.CharField()


class DueOnClosedShape(Answer):
    on = serializers.DateField()
    loans = serializers.IntegerField()


class CalendarShape(Answer):
    branch = serializers.CharField()
    weekly = WeekdayShape(many=True)
    days = DayShape(many=True)
    yearly = YearlyShape(many=True)
    due_on_closed_days = DueOnClosedShape(
        many=True, help_text="Days on which open loans are due though it is closed."
    )


class MovedShape(Answer):
    moved = serializers.IntegerField(help_text="Loans that have a later due date now.")
    left = serializers.IntegerField(help_text="Loans that end with the membership before that.")


SAID: dict[str, Any] = {
    "name": "Films for children",
    "branch": None,
    "member_category": "child",
    "copy_type": "dvd",
    "loan_days": 7,
    "renewal_limit": 1,
    "loan_limit": 2,
}
POLICY: dict[str, Any] = {
    "id": "0197a3c2-8e11-7b02-9c55-1d2f0f5b7a01",
    "is_default": False,
    "valid_from": None,
    "valid_until": None,
    "renewal_days": None,
    "self_checkout": True,
    "min_age": None,
    "ask_borrowed_before": False,
    "overdue_limit": None,
    "debt_limit": None,
    "closed_days": "next_open",
    "term_bound": "",
    "term_on": None,
    "renew_from": "today",
    "renew_within_days": None,
    "auto_renew": False,
    "hold_limit": 5,
    "hold_pickup_days": 5,
    "fine_per_day": 0,
    "grace_days": 0,
    "beyond_grace_only": True,
    "fine_cap": None,
    "fine_up_to_copy_value": False,
    "fine_open_days_only": True,
    "lost_after_days": None,
    "replacement_price": 0,
    "processing_fee": 0,
    "found_refund": "unpaid",
    "found_within_days": 90,
    "sentences": ["Lent for 7 days, on the next open day when that one is closed."],
    "warnings": [],
    **SAID,
}
WINNER = {
    "on": "2026-05-06",
    "policy": POLICY,
    "won_by": ["member_category", "copy_type"],
    "message": "It names the category of members and the type of copy; "
    "no policy in force is drawn closer.",
    "weaker": [
        {
            "policy": POLICY | {"name": "Default", "member_category": None, "copy_type": None},
            "code": "wider",
            "message": "It names less, or what weighs less.",
        }
    ],
    "to_come": [],
}
WEEK = [
    {"weekday": 5, "is_open": True, "opens_at": "10:00:00", "closes_at": "14:00:00"},
    {"weekday": 6, "is_open": False, "opens_at": None, "closes_at": None},
]
CALENDAR_SAID: dict[str, Any] = {
    "weekly": WEEK,
    "days": [{"on": "2026-05-13", "name": "Inventory", "is_open": False}],
    "yearly": [{"month": 12, "day": 25, "name": "Christmas"}],
}
CALENDAR = {
    "branch": "harbour",
    **CALENDAR_SAID,
    "due_on_closed_days": [{"on": "2026-05-13", "loans": 4}],
}
