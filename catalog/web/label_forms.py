"""Forms for labels: of which copies, on which sheet."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.domain.copies import MOST_AT_ONCE
from catalog.models import LabelSheet
from catalog.services import label_art
from catalog.web import fields
from catalog.web.copies_forms import IdsField
from catalog.web.forms import DAY
from catalog.web.label_choice import MOST

KINDS = [
    (label_art.BARCODE, _("Barcode labels")),
    (label_art.SPINE, _("Spine labels")),
    (label_art.BOTH, _("Both, beside each other")),
]
FILE, PAGE = "pdf", "page"


class Labels(forms.Form):
    """Which labels, and where they begin."""

    copy = IdsField(most=MOST, required=False)
    barcodes = fields.ListField(
        label=_("Scan copies"),
        required=False,
        most=MOST_AT_ONCE,
        line_length=60,
        max_length=60 * MOST_AT_ONCE,
        help_text=_("One barcode on each line."),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
    )
    first_barcode = fields.BarcodeField(label=_("From barcode"), required=False, max_length=60)
    last_barcode = fields.BarcodeField(label=_("To barcode"), required=False, max_length=60)
    since = forms.DateField(label=_("All added since"), required=False, widget=DAY)
    sheet = forms.ModelChoiceField(
        LabelSheet.objects.all(), label=_("Sheet"), to_field_name="code", empty_label=None
    )
    kind = forms.ChoiceField(
        label=_("What to print"),
        choices=KINDS,
        initial=label_art.BARCODE,
        widget=forms.RadioSelect,
    )
    start = forms.IntegerField(
        label=_("Begin at label number"),
        min_value=1,
        max_value=1600,
        initial=1,
        help_text=_("Counted row by row; for a sheet of which some labels are used already."),
    )
    qr = forms.BooleanField(
        label=_("With a QR code of the number, where there is room"), required=False
    )

    def clean_start(self) -> int:
        """The place on the sheet, from 0. Raises ``ValidationError``."""
        start: int = self.cleaned_data["start"]
        sheet = self.cleaned_data.get("sheet")
        if sheet and start > sheet.measures.labels:
            raise forms.ValidationError(
                _("This sheet has %(labels)s labels."), params={"labels": sheet.measures.labels}
            )
        return start - 1

    def clean(self) -> dict[str, Any]:
        """A run of barcodes has two ends. Raises ``ValidationError``."""
        said = super().clean() or self.cleaned_data
        ends = said.get("first_barcode"), said.get("last_barcode")
        if not self.errors and any(ends) and not all(ends):
            raise forms.ValidationError(_("A run of labels needs its first and its last."))
        return said

    def order(self) -> label_art.Order:
        """What a valid form asks for."""
        said: dict[str, Any] = self.cleaned_data
        sheet: LabelSheet = said["sheet"]
        return label_art.Order(sheet.measures, said["kind"], said["start"], said["qr"])
