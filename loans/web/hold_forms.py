"""What the pages about holds send."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.web.once import OnceForm
from catalog.models import Branch
from core.web.fields import Line

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _branches() -> "forms.ModelChoiceField[Branch]":
    return forms.ModelChoiceField(Branch.objects.open(), label=_("Pick it up at"), empty_label=None)


class Sure(OnceForm):
    """A deed without more words."""


class Place(OnceForm):
    """A member waits for a book."""

    pickup = _branches()


class PlaceFor(Place):
    """The staff place a hold for a member, whose card is scanned."""

    card = Line(
        label=_("Card"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    field_order = ("card", "pickup")


class Suspend(Sure):
    """A hold rests."""

    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=DAY,
        help_text=_("From this day on you are in the queue again. Left empty, until you say so."),
    )


class Pickup(Sure):
    """A hold is picked up elsewhere."""

    pickup = _branches()


class Move(OnceForm):
    """A hold gets another place in the queue."""

    position = forms.IntegerField(min_value=1, max_value=2**31 - 1)
