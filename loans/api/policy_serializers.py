"""What the API takes about policies and calendars."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from catalog.errors import UnknownBranch, UnknownCopyType
from catalog.models import Branch, CopyType
from core.api.serializers import Command, Line, Whole
from loans import errors
from loans.api.serializers import Query
from loans.domain import policies as rules
from loans.domain.calendars import Day, Hours, Plan, is_day_of_year
from loans.models.policy import Bound, ClosedDays, FoundRefund, RenewFrom
from loans.services import policies
from members.models import Category

MOST_SMALL = 32_767
MOST_MONEY = 2_147_483_647
_DEFAULTS = policies.Facts(name="")


def _optional(kind: Any, name: str, **options: Any) -> Any:
    """A field that may be left out: it is then as in a new library's default policy."""
    default = getattr(_DEFAULTS, name)
    return kind(required=False, default=default, allow_null=default is None, **options)


def _count(name: str, least: int = 0, most: int = MOST_SMALL, **options: Any) -> Any:
    return _optional(Whole, name, min_value=least, max_value=most, **options)


def _amount(name: str) -> Any:
    return _count(name, most=MOST_MONEY, help_text="Minor units.")


def _choice(name: str, choices: Any, **options: Any) -> Any:
    values = [(value, value) for value in choices.values]
    return _optional(serializers.ChoiceField, name, choices=values, **options)


def _yes(name: str) -> Any:
    return _optional(serializers.BooleanField, name)


def _code(name: str) -> Any:
    return _optional(Line, name, max_length=20, help_text="A code; null stands for any.")


class KeepPolicy(Command):
    """The body of ``POST /policies`` and ``PUT /policies/{id}``."""

    name = Line(max_length=100)
    branch = _code("branch")
    member_category = _code("member_category")
    copy_type = _code("copy_type")
    valid_from = _optional(serializers.DateField, "valid_from")
    valid_until = _optional(serializers.DateField, "valid_until")
    loan_days = _count("loan_days", 1, 3650)
    renewal_days = _count("renewal_days", 1, 3650, help_text="Null: as the loan.")
    renewal_limit = _count("renewal_limit")
    loan_limit = _count("loan_limit")
    self_checkout = _yes("self_checkout")
    min_age = _count("min_age", 0, 99)
    ask_borrowed_before = _yes("ask_borrowed_before")
    overdue_limit = _count("overdue_limit")
    debt_limit = _amount("debt_limit")
    closed_days = _choice("closed_days", ClosedDays)
    term_bound = _choice("term_bound", Bound, allow_blank=True)
    term_on = _optional(serializers.DateField, "term_on")
    renew_from = _choice("renew_from", RenewFrom)
    renew_within_days = _count("renew_within_days", help_text="Null: at any time.")
    auto_renew = _yes("auto_renew")
    hold_limit = _count("hold_limit")
    hold_pickup_days = _count("hold_pickup_days", 1)
    fine_per_day = _amount("fine_per_day")
    grace_days = _count("grace_days")
    beyond_grace_only = _yes("beyond_grace_only")
    fine_cap = _amount("fine_cap")
    fine_up_to_copy_value = _yes("fine_up_to_copy_value")
    fine_open_days_only = _yes("fine_open_days_only")
    lost_after_days = _count("lost_after_days")
    replacement_price = _amount("replacement_price")
    processing_fee = _amount("processing_fee")
    found_refund = _choice("found_refund", FoundRefund)
    found_within_days = _count("found_within_days")

    @classmethod
    def facts(cls, data: Any) -> policies.Facts:
        """The policy that is described. Raises DRF's ``ValidationError``, ``UnknownBranch``,
        ``UnknownCategory``, ``UnknownCopyType``.
        """
        said = cls.read(data)
        return policies.Facts(**{**said, **_things(said)})


class WinnerQuery(Query):
    """The query of ``GET /policies/winner``."""

    branch = Line(max_length=20, help_text="The code of the branch.")
    category = Line(max_length=20, help_text="The code of the category of members.")
    type = Line(max_length=20, help_text="The code of the type of copy.")
    on = serializers.DateField(required=False, help_text="Today at the branch, when not said.")


def case(said: Mapping[str, Any]) -> tuple[rules.Case, Branch]:
    """The lending that is asked about, and its branch. Raises as ``KeepPolicy.facts``."""
    named = {"branch": said["branch"], "member_category": said["category"]}
    found = _things(named | {"copy_type": said["type"]})
    return rules.Case(*(found[name].pk for name in rules.SCOPE)), found["branch"]


def _things(codes: Mapping[str, Any]) -> dict[str, Any]:
    """What the codes stand for; nothing where there is none."""
    return {
        "branch": _found(Branch, UnknownBranch, branch=codes["branch"]),
        "member_category": _found(
            Category, errors.UnknownCategory, member_category=codes["member_category"]
        ),
        "copy_type": _found(CopyType, UnknownCopyType, copy_type=codes["copy_type"]),
    }


def _found(model: Any, refusal: Any, **said: Any) -> Any:
    code = next(iter(said.values()))
    if code is None:
        return None
    found = model.objects.filter(code=code).first()
    if found is None:
        raise refusal(**said)
    return found


class WeekdayHours(Command):
    """A weekday: closed, or open at hours that may be left unsaid."""

    weekday = Whole(min_value=0, max_value=6, help_text="0 is Monday.")
    is_open = serializers.BooleanField()
    opens_at = serializers.TimeField(required=False, allow_null=True, default=None)
    closes_at = serializers.TimeField(required=False, allow_null=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Both hours or none, in their order, and none on a closed day."""
        opens, closes = attrs["opens_at"], attrs["closes_at"]
        if (opens is None) != (closes is None) or (opens and opens >= closes):
            raise serializers.ValidationError({"closes_at": [_("It must close after it opens.")]})
        if opens and not attrs["is_open"]:
            raise serializers.ValidationError({"opens_at": [_("It is closed on this weekday.")]})
        return attrs


class SpecialDay(Command):
    on = serializers.DateField()
    name = Line(max_length=100)
    is_open = serializers.BooleanField(
        required=False, default=False, help_text="Open, though its weekday is closed."
    )


class DayOfYear(Command):
    month = Whole(min_value=1, max_value=12)
    day = Whole(min_value=1, max_value=31)
    name = Line(max_length=100)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A day that some year has."""
        if not is_day_of_year(attrs["month"], attrs["day"]):
            raise serializers.ValidationError({"day": [_("No year has this day.")]})
        return attrs


class KeepCalendar(Command):
    """The body of ``PUT /branches/{code}/calendar``: the whole calendar."""

    weekly = WeekdayHours(many=True, help_text="A weekday that is left out is open.")
    days = SpecialDay(many=True, required=False, default=list)
    yearly = DayOfYear(many=True, required=False, default=list)

    @classmethod
    def plan(cls, data: Any) -> Plan:
        """The calendar that is described. Raises DRF's ``ValidationError``."""
        said = cls.read(data)
        weekly = {row["weekday"]: row for row in said["weekly"]}
        dated = {row["on"]: Day(row["name"], row["is_open"]) for row in said["days"]}
        yearly = {(row["month"], row["day"]): row["name"] for row in said["yearly"]}
        for field, kept in (("weekly", weekly), ("days", dated), ("yearly", yearly)):
            if len(kept) != len(said[field]):
                raise serializers.ValidationError({field: [_("The same day is named twice.")]})
        return Plan(
            {day: _hours(row) for day, row in weekly.items() if _is_said(row)}, dated, yearly
        )


def _is_said(row: Mapping[str, Any]) -> bool:
    return not row["is_open"] or row["opens_at"] is not None


def _hours(row: Mapping[str, Any]) -> Hours | None:
    return Hours(row["opens_at"], row["closes_at"]) if row["is_open"] else None


class CalendarQuery(Query):
    """The query of ``GET /branches/{code}/calendar``."""

    since = serializers.DateField(
        required=False, help_text="Leaves out special days before this one."
    )
