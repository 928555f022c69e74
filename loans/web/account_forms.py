"""What the pages about money send."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.web.once import OnceForm
from catalog.models import Branch
from catalog.web.fields import PriceField
from core.web.fields import Line
from loans.domain.ledger import MOST
from loans.models import PaymentMethod
from loans.services.claims import Outcome

STILL_OUT = "still_out"


class MoneyField(PriceField):
    """An amount in the library's currency, as people write it; more than nothing."""

    def clean(self, value: Any) -> int:
        """The amount in minor units. Raises ``ValidationError``."""
        amount = super().clean(value)
        if not amount:
            raise ValidationError(_("Enter an amount of more than nothing."))
        if amount > MOST:
            raise ValidationError(_("This is more than one entry can be."))
        return amount


class Entry(OnceForm):
    """An entry in a member's account."""

    amount = MoneyField(label=_("Amount"))


class ForCharge(Entry):
    """An entry that can be meant for one charge, which the page's address named."""

    charge_id = forms.UUIDField(required=False, widget=forms.HiddenInput)


class Pay(ForCharge):
    method = forms.ChoiceField(
        label=_("Paid by"),
        choices=PaymentMethod.choices,
        initial=PaymentMethod.CASH,
        widget=forms.RadioSelect,
    )
    note = Line(label=_("Note"), required=False, max_length=300)


class Waive(ForCharge):
    reason = Line(
        label=_("Reason"), max_length=300, help_text=_("The member can read it in their account.")
    )


class Charge(Entry):
    reason = Line(
        label=_("What for"), max_length=300, help_text=_("The member can read it in their account.")
    )


class Refund(Entry):
    method = forms.ChoiceField(
        label=_("Paid out by"),
        choices=PaymentMethod.choices,
        initial=PaymentMethod.CASH,
        widget=forms.RadioSelect,
    )
    note = Line(label=_("Note"), required=False, max_length=300)


class Reverse(OnceForm):
    reason = Line(
        label=_("Reason"), max_length=300, help_text=_("The member can read it in their account.")
    )


class Resolve(OnceForm):
    """How a claim of having returned a copy ends."""

    outcome = forms.ChoiceField(
        label=_("Where is it?"),
        widget=forms.RadioSelect,
        choices=[
            (Outcome.FOUND_BY_LIBRARY.value, _("Found in the library: it costs nothing")),
            (
                Outcome.RETURNED_BY_MEMBER.value,
                _("Brought back by the member: it costs as much as on the day of the claim"),
            ),
            (Outcome.NOT_FOUND.value, _("Not found: it counts as lost")),
            (STILL_OUT, _("Found by the member at home: the loan goes on")),
        ],
    )


class CashDay(forms.Form):
    """Which day at which branch the cash report is about."""

    branch = forms.ModelChoiceField(
        Branch.objects.open(), label=_("Branch"), to_field_name="code", empty_label=None
    )
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
