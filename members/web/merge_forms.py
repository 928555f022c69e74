"""What people say about two records of one person."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core import barcodes
from core.web.fields import Line
from members.services import merging
from members.web.forms import seen_revision


class OtherCard(forms.Form):
    """The card of the other record of a person."""

    card_number = Line(
        label=_("Card of the other record"),
        max_length=barcodes.MAX_LENGTH,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )


class Merge(forms.Form):
    """What is taken of the record that goes, and both as they were seen."""

    take = forms.MultipleChoiceField(
        choices=[(each, each) for each in merging.CHOICES], required=False
    )
    revision = seen_revision()
    other_revision = seen_revision()
