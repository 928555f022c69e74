"""Forms for books that are just being added, for merging, and for saved searches."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.web.once import OnceForm
from catalog.models import Branch, CopyType, validators
from catalog.web import fields


class IsbnField(fields.LineField):
    """One ISBN in any form; its 13 digits come out."""

    def to_python(self, value: Any) -> str:
        """The number, or nothing. Raises ``ValidationError`` with the reason."""
        said = super().to_python(value)
        return validators.isbn13(said) if said else ""


class QuickForm(OnceForm):
    """The little that is enough to lend a book. A scanner writes into the first field."""

    isbn = IsbnField(
        label=_("ISBN"),
        required=False,
        max_length=40,
        help_text=_("If it has one."),
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )
    title = fields.LineField(label=_("Title"), max_length=500)
    author = fields.LineField(
        label=_("Author"),
        max_length=1000,
        required=False,
        help_text=_("Surname first. Several: with a semicolon between them."),
    )
    barcode = fields.BarcodeField(
        label=_("Barcode"),
        required=False,
        max_length=60,
        help_text=_("Scan the label. Left empty, the copy gets the next number of ours."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    call_number = fields.LineField(label=_("Call number"), max_length=100, required=False)
    branch = forms.ModelChoiceField(Branch.objects.open(), label=_("Branch"), empty_label=None)
    copy_type = forms.ModelChoiceField(CopyType.objects.all(), label=_("Kind"), empty_label=None)

    def clean_author(self) -> str:
        """Each name fits. Raises ``ValidationError``."""
        said: str = self.cleaned_data["author"]
        if any(
            len(name.strip()) > fields.ContributorsField.NAME_LENGTH for name in said.split(";")
        ):
            raise ValidationError(_("A name has at most 300 letters."))
        return said


class HeadingForm(forms.Form):
    """How a contributor or a subject is called, and what else they are called."""

    name = fields.LineField(label=_("Name"), max_length=300)
    keep_old = forms.BooleanField(
        label=_("Keep the former name as another name"), required=False, initial=False
    )
    aliases = fields.ListField(
        label=_("Other names"),
        required=False,
        most=200,
        line_length=300,
        max_length=60_000,
        help_text=_("One on each line. Books are found by them, and who enters one means this."),
    )


class MergeHeadingForm(forms.Form):
    """Which other heading is kept."""

    other = fields.LineField(
        label=_("Merge it into"),
        max_length=300,
        help_text=_("The name as it stands in the catalogue. All books get that one instead."),
    )


class SearchNameForm(forms.Form):
    """What a saved search is called."""

    name = fields.LineField(label=_("Name"), max_length=100)


class SaveSearchForm(SearchNameForm):
    """A search to be saved: its name, and what stands behind the question mark."""

    query = forms.CharField(widget=forms.HiddenInput, max_length=2000)
