"""Forms of the catalogue's pages."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.web.once import OnceForm
from catalog.domain import languages
from catalog.models import Branch, Copy, CopyType
from catalog.models.contributor import Role
from catalog.selectors.choices import Choices
from catalog.services import books, copies
from catalog.web import fields

EMPTY_ROWS = 3
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


_NOT_FACTS = {"key", "revision"}


def book_facts(data: Mapping[str, Any]) -> books.Facts:
    """What a valid ``BookForm`` holds, as the services take it."""
    return books.Facts(**{name: data[name] for name in data if name not in _NOT_FACTS})


def copy_facts(data: Mapping[str, Any]) -> copies.Facts:
    """What a valid ``CopyForm`` holds, as the services take it."""
    return copies.Facts(**{name: data[name] for name in data if name not in _NOT_FACTS})


def _by_name(codes: Sequence[str]) -> list[tuple[str, str]]:
    reader = get_language() or "en"
    return sorted(
        ((code, languages.name(code, reader)) for code in codes), key=lambda each: each[1]
    )


class SearchForm(forms.Form):
    """What to look for, and what to narrow it to."""

    q = fields.LineField(required=False, max_length=1000, label=_("Search the catalogue"))
    branch = forms.ChoiceField(required=False, label=_("Branch"))
    type = forms.ChoiceField(required=False, label=_("Kind"))
    language = forms.ChoiceField(required=False, label=_("Language"))
    ordering = forms.ChoiceField(
        required=False,
        label=_("Order"),
        choices=[
            ("", _("Best first")),
            ("title", _("By title")),
            ("-title", _("By title, Z to A")),
            ("newest", _("Newest first")),
            ("-year", _("Latest year first")),
            ("year", _("Earliest year first")),
            ("author", _("By author")),
        ],
    )
    available = forms.BooleanField(required=False, label=_("Only what is available now"))
    # Chosen among the facets.
    decade = forms.IntegerField(
        required=False, min_value=-3000, max_value=2200, widget=forms.HiddenInput
    )
    heading = fields.LineField(required=False, max_length=300, widget=forms.HiddenInput)
    contributor = fields.LineField(required=False, max_length=300, widget=forms.HiddenInput)

    def __init__(self, *args: Any, choices: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        any_of = {
            "branch": [("", _("All branches")), *choices.branches],
            "type": [("", _("All kinds")), *choices.types],
            "language": [("", _("All languages")), *_by_name(choices.languages)],
        }
        for name, options_of in any_of.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
            field.choices = options_of

    def kept(self) -> list[tuple[str, str]]:
        """What the search is narrowed to, as it was sent: to be sent again with other words."""
        names = ("branch", "type", "language", "available", "decade", "heading", "contributor")
        return [(name, self.data[name]) for name in names if self.data.get(name)]


class BookForm(OnceForm):
    """The record of a book. A scanner writes into the first field."""

    isbns = fields.IsbnsField(
        label=_("ISBN"),
        required=False,
        most=50,
        line_length=40,
        max_length=3000,
        help_text=_("Scan it or type it, with or without hyphens. Several: one on each line."),
        widget=forms.Textarea(attrs={"rows": 2, "autofocus": True, "inputmode": "text"}),
    )
    title = fields.LineField(label=_("Title"), max_length=500)
    subtitle = fields.LineField(label=_("Subtitle"), max_length=500, required=False)
    alternative_title = fields.LineField(
        label=_("Title in another script or language"),
        max_length=500,
        required=False,
        help_text=_("A title in another script is put in order by its romanised form."),
    )
    contributors = fields.ContributorsField(label=_("People and bodies"), required=False)
    publisher = fields.LineField(label=_("Publisher"), max_length=300, required=False)
    year = forms.IntegerField(label=_("Year"), required=False, min_value=-3000, max_value=2200)
    edition = fields.LineField(label=_("Edition"), max_length=100, required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    classification = fields.LineField(label=_("Class"), max_length=60, required=False)
    subjects = fields.ListField(
        label=_("Subjects"),
        required=False,
        most=100,
        line_length=300,
        max_length=20_000,
        help_text=_("One on each line."),
    )
    description = fields.TextField(label=_("Description"), max_length=20_000, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)  # noqa: S101 - for the type checker
        kept = self.initial.get("language", "")
        codes = {*languages.COMMON, *([kept] if kept else [])}
        language.choices = [("", _("Not known")), *_by_name(sorted(codes))]

    def contributor_rows(self) -> list[dict[str, Any]]:
        """The rows of contributors to draw: those there are, and some to fill in."""
        said = [row for row in self["contributors"].value() or [] if row[0].strip()]
        rows = [*said, *[("", Role.AUTHOR)] * EMPTY_ROWS]
        return [
            {"number": number, "name": name, "role": role}
            for number, (name, role) in enumerate(rows, start=1)
        ]

    @property
    def roles(self) -> list[tuple[str, Any]]:
        """What a contributor can have done."""
        return list(Role.choices)


class EditBookForm(BookForm):
    """The record, and the revision it was when the page was opened."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


PARTS_HELP: Final = _("Counted when it is lent and when it comes back: 2 discs, 1 booklet.")


class CopyForm(OnceForm):
    """What is noted of a copy."""

    barcode = fields.BarcodeField(
        label=_("Barcode"),
        required=False,
        max_length=60,
        help_text=_("Scan the label. Left empty, the copy gets the next number of ours."),
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )
    branch = forms.ModelChoiceField(Branch.objects.none(), label=_("Branch"), empty_label=None)
    copy_type = forms.ModelChoiceField(CopyType.objects.all(), label=_("Kind"), empty_label=None)
    shelf_location = fields.LineField(label=_("Shelf or room"), max_length=100, required=False)
    call_number = fields.LineField(label=_("Call number"), max_length=100, required=False)
    price_minor = fields.PriceField(label=_("Price"), required=False)
    acquired_on = forms.DateField(label=_("Acquired on"), required=False, widget=DAY)
    note = fields.LineField(label=_("Note for staff"), max_length=500, required=False)
    alerts_at_desk = forms.BooleanField(
        label=_("Show the note at the desk, when the copy is lent or comes back"), required=False
    )
    parts = fields.LineField(
        label=_("Parts to count"), max_length=200, required=False, help_text=PARTS_HELP
    )
    reference_only = forms.BooleanField(label=_("For use in the library only"), required=False)
    on_order = forms.BooleanField(label=_("On order, not here yet"), required=False)

    def __init__(self, *args: Any, copy: Copy | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        branches = Branch.objects.open()
        if copy:
            branches = branches | Branch.objects.filter(pk=copy.branch_id)
        branch = self.fields["branch"]
        assert isinstance(branch, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        branch.queryset = branches
        self.fields["price_minor"].help_text = _("In %(currency)s, as in %(example)s.") % {
            "currency": settings.CURRENCY,
            "example": fields.price_words(1250),
        }


class EditCopyForm(CopyForm):
    """What is noted of a copy, what became of it, and the revision it was when the page was
    opened.
    """

    barcode = fields.BarcodeField(
        label=_("Barcode"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    is_lost = forms.BooleanField(label=_("Lost"), required=False)
    is_missing = forms.BooleanField(label=_("Missing: not at its place"), required=False)
    is_damaged = forms.BooleanField(label=_("Damaged: not to be lent"), required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class CoverForm(forms.Form):
    """A picture of the cover."""

    cover = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG, PNG or WebP, up to 8 MB."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )


class ConfirmForm(forms.Form):
    """Nothing to fill in: yes, do it."""


class WithdrawCopyForm(forms.Form):
    """Why a copy leaves the library."""

    reason = fields.LineField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("As in: worn out, replaced, given away."),
    )
