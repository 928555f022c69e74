"""What the pages about policies send."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.web.once import OnceForm
from catalog.models import Branch, CopyType
from catalog.web.fields import PriceField
from core.web.fields import Line
from loans.models import Policy
from loans.models.policy import Bound, ClosedDays, FoundRefund, RenewFrom
from loans.services import policies
from members.models import Category

MOST_SMALL: Final = 32_767
DAY: Final = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
OF_DEFAULT_FIXED: Final = ("branch", "member_category", "copy_type", "valid_from", "valid_until")

GROUPS: Final = (
    (_("What it is for"), ("branch", "member_category", "copy_type")),
    (_("When it holds"), ("valid_from", "valid_until")),
    (
        _("Loans"),
        (
            "loan_days",
            "loan_limit",
            "self_checkout",
            "min_age",
            "ask_borrowed_before",
            "overdue_limit",
            "debt_limit",
        ),
    ),
    (_("Due dates"), ("closed_days", "term_bound", "term_on")),
    (
        _("Renewals"),
        ("renewal_limit", "renewal_days", "renew_from", "renew_within_days", "auto_renew"),
    ),
    (_("Holds"), ("hold_limit", "hold_pickup_days")),
    (
        _("Fines"),
        (
            "fine_per_day",
            "fine_open_days_only",
            "grace_days",
            "beyond_grace_only",
            "fine_cap",
            "fine_up_to_copy_value",
        ),
    ),
    (
        _("Lost copies"),
        (
            "lost_after_days",
            "replacement_price",
            "processing_fee",
            "found_refund",
            "found_within_days",
        ),
    ),
)


def _count(label: Any, least: int = 0, most: int = MOST_SMALL, **options: Any) -> Any:
    return forms.IntegerField(label=label, min_value=least, max_value=most, **options)


def _maybe(label: Any, said: Any, **limits: int) -> Any:
    return _count(label, **limits, required=False, help_text=said)


def _yes(label: Any) -> Any:
    return forms.BooleanField(label=label, required=False)


def _any(model: Any, label: Any) -> Any:
    return forms.ModelChoiceField(
        model.objects.all(), label=label, required=False, empty_label=_("Any")
    )


class PolicyForm(OnceForm):
    """All that a policy says."""

    name = Line(
        label=_("Name"),
        max_length=100,
        help_text=_("As people read it: it stands in refusals and on every loan."),
    )
    branch = _any(Branch, _("Branch"))
    member_category = _any(Category, _("Category of members"))
    copy_type = _any(CopyType, _("Type of copy"))
    valid_from = forms.DateField(
        label=_("Takes effect on"),
        required=False,
        widget=DAY,
        help_text=_("With a day to come it is a draft until then. Empty: at once."),
    )
    valid_until = forms.DateField(label=_("Holds until"), required=False, widget=DAY)
    loan_days = _count(_("Days of a loan"), 1, 3650)
    loan_limit = _count(_("Loans at a time"), help_text=_("0: nothing is lent."))
    self_checkout = _yes(_("Members may borrow by themselves"))
    min_age = _maybe(_("From the age of"), _("Empty: any age."), most=99)
    ask_borrowed_before = _yes(_("The desk is asked when the member has had the book before"))
    overdue_limit = _maybe(_("Overdue loans that stop borrowing"), _("Empty: none do."))
    debt_limit = PriceField(
        label=_("Debt up to which a member may borrow"),
        required=False,
        help_text=_("Empty: debt stops nobody."),
    )
    closed_days = forms.ChoiceField(label=_("When the due day is closed"), choices=ClosedDays)
    term_bound = forms.ChoiceField(
        label=_("Fixed date"), required=False, choices=[("", _("None")), *Bound.choices]
    )
    term_on = forms.DateField(label=_("The date"), required=False, widget=DAY)
    renewal_limit = _count(_("Renewals of a loan"), help_text=_("0: none."))
    renewal_days = _maybe(_("Days of a renewal"), _("Empty: as the loan."), least=1, most=3650)
    renew_from = forms.ChoiceField(label=_("A renewal counts from"), choices=RenewFrom)
    renew_within_days = _maybe(
        _("Renewable so many days before the due date"), _("Empty: at any time.")
    )
    auto_renew = _yes(_("Renewed by itself while nothing stands in the way"))
    hold_limit = _count(_("Holds at a time"))
    hold_pickup_days = _count(_("Open days to pick a hold up"), 1)
    fine_per_day = PriceField(label=_("Fine a day"), required=False)
    fine_open_days_only = _yes(_("Closed days cost nothing"))
    grace_days = _count(_("Days of grace"), help_text=_("So many days late cost nothing."))
    beyond_grace_only = _yes(_("Beyond the grace, only the days after it cost"))
    fine_cap = PriceField(
        label=_("Most that one loan can cost"), required=False, help_text=_("Empty: no end.")
    )
    fine_up_to_copy_value = _yes(_("No more than the copy's price"))
    lost_after_days = _maybe(_("Days overdue until it counts as lost"), _("Empty: never."))
    replacement_price = PriceField(
        label=_("Price of a lost copy that has none of its own"), required=False
    )
    processing_fee = PriceField(label=_("Fee for a lost copy"), required=False)
    found_refund = forms.ChoiceField(label=_("Given back when it is found"), choices=FoundRefund)
    found_within_days = _count(_("When it is found within days"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, is_default: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if is_default:
            for name in OF_DEFAULT_FIXED:
                del self.fields[name]

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields under their headings; headings without fields are left out."""
        found = [
            (head, [self[each] for each in names if each in self.fields]) for head, names in GROUPS
        ]
        return [(head, fields) for head, fields in found if fields]


def facts(data: Mapping[str, Any]) -> policies.Facts:
    """What a valid ``PolicyForm`` says. An amount that is left empty where there must be one is
    nothing.
    """
    said = {name: data[name] for name in policies.NAMES if name in data}
    none = dict.fromkeys(("fine_per_day", "replacement_price", "processing_fee"), 0)
    return policies.Facts(**{**said, **{name: said[name] or zero for name, zero in none.items()}})


def initial(policy: Policy) -> dict[str, Any]:
    """What a form about ``policy`` shows first."""
    return {**vars(policies.facts_of(policy)), "seen": policies.stamp(policy)}


class Asked(forms.Form):
    """Which part of the matrix is asked for: in the address of the page."""

    branch = forms.ModelChoiceField(
        Branch.objects.open(),
        to_field_name="code",
        required=False,
        empty_label=None,
        label=_("Branch"),
    )
    on = forms.DateField(label=_("On"), required=False, widget=DAY)
    category = forms.SlugField(required=False, widget=forms.HiddenInput)
    type = forms.SlugField(required=False, widget=forms.HiddenInput)


class Like(forms.Form):
    """The policy whose terms a new one begins with."""

    like = forms.ModelChoiceField(Policy.objects.all())


def like(policy: Policy | None, today: date) -> dict[str, Any]:
    """What a form about a new policy shows first: the terms of a new library, or those of another
    policy as a draft for tomorrow.
    """
    if policy is None:
        return vars(policies.Facts(name=""))
    dated = {"valid_from": today + timedelta(days=1), "valid_until": None}
    return {**vars(policies.facts_of(policy)), **dated}
