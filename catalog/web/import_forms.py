"""Forms of imports and exports."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.domain.records import Columns, Format
from catalog.domain.records.table_columns import FIELDS
from catalog.models import Branch, CopyType, ImportBatch
from catalog.models.imports import Duplicates
from catalog.services import exports
from catalog.services.imports import batches, profiles
from catalog.web import fields
from catalog.web.import_words import COLUMNS, FORMATS

IN_MARC: Final = (
    "barcode", "branch", "copy_type", "shelf_location", "call_number", "note", "price",
    "acquired_on", "parts", "state",
)  # fmt: skip
"""What a subfield of a copy can hold."""


class UploadForm(forms.Form):
    """A file of records."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("MARC 21, MARCXML, MARC-in-JSON, CSV, Excel (.xlsx) or JSON."),
        error_messages={"empty": _("This file is empty.")},
    )


class ReadForm(forms.Form):
    """How a file is read, and what becomes of its records."""

    profile = forms.ChoiceField(
        label=_("Read it as before"),
        required=False,
        help_text=_("A way of reading that was kept. It takes the place of what is said below."),
    )
    duplicates = forms.ChoiceField(
        label=_("Books the library has"), choices=Duplicates.choices, widget=forms.RadioSelect
    )
    branch = forms.ModelChoiceField(
        Branch.objects.none(),
        label=_("Branch"),
        empty_label=None,
        help_text=_("For copies that name no branch of ours."),
    )
    copy_type = forms.ModelChoiceField(
        CopyType.objects.all(),
        label=_("Kind"),
        empty_label=None,
        help_text=_("For copies that name no kind of ours."),
    )
    copies_each = forms.IntegerField(
        label=_("Copies of a book that names none"), min_value=0, max_value=99
    )
    keep_as = fields.LineField(
        label=_("Keep this way of reading as"),
        required=False,
        max_length=100,
        help_text=_("A name for the next file from the same source."),
    )

    def __init__(
        self, *args: Any, batch: ImportBatch, profiles: Sequence[str], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.batch = batch
        branch, profile = self.fields["branch"], self.fields["profile"]
        assert isinstance(branch, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        assert isinstance(profile, forms.ChoiceField)  # noqa: S101 - for the type checker
        branch.queryset = Branch.objects.open()
        profile.choices = [("", _("No, as said below")), *((name, name) for name in profiles)]
        if not profiles:
            del self.fields["profile"]

    def options(self) -> dict[str, Any]:
        """How to read the file, as filled in."""
        return dict(self.batch.options)

    def terms(self) -> batches.Terms:
        """All that was filled in, as the service takes it. Raises ``UnknownProfile``,
        ``ProfileDoesNotFit``.
        """
        said = self.cleaned_data
        kept = said.get("profile", "")
        return batches.Terms(
            options=profiles.options(kept, self.batch) if kept else self.options(),
            duplicates=Duplicates(said["duplicates"]),
            branch=said["branch"],
            copy_type=said["copy_type"],
            copies_each=said["copies_each"],
            keep_as=said["keep_as"],
        )


class TableForm(ReadForm):
    """What each column of a table is."""

    def __init__(self, *args: Any, columns: Columns, **options: Any) -> None:
        super().__init__(*args, **options)
        self.columns = columns
        choices = [("", _("leave out")), *((name, COLUMNS[name]) for name in FIELDS)]
        for at, name in enumerate(columns.header):
            label = name or _("Column %(number)d") % {"number": at + 1}
            self.fields[f"column_{at}"] = forms.ChoiceField(
                label=label, required=False, choices=choices
            )

    def clean(self) -> dict[str, Any]:
        """A table without titles, or ISBNs to tell them by, makes no books."""
        said = super().clean() or {}
        if not self.errors and not said.get("profile") and "title" not in self.options()["columns"]:
            raise forms.ValidationError(_("Say which column holds the title."))
        return said

    def options(self) -> dict[str, Any]:
        """The columns as they were chosen."""
        chosen = [
            self.cleaned_data.get(f"column_{at}", "") for at in range(len(self.columns.header))
        ]
        return {**self.batch.options, "columns": chosen}

    def rows(self) -> list[dict[str, Any]]:
        """The columns to draw: the field, and what stands in the first rows."""
        return [
            {
                "field": self[f"column_{at}"],
                "samples": [row[at] for row in self.columns.samples[:3] if at < len(row)],
            }
            for at in range(len(self.columns.header))
        ]


class MarcForm(ReadForm):
    """Which field of a MARC record holds copies."""

    tag = forms.RegexField(
        r"^\d{3}$",
        label=_("Field that holds copies"),
        required=False,
        help_text=_("Three digits, as in 949. Empty: the usual ones (952, 852, 949, 999, 945)."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in IN_MARC:
            self.fields[f"code_{name}"] = forms.RegexField(
                r"^[0-9a-z]$", label=COLUMNS[name], required=False, max_length=1
            )

    def clean(self) -> dict[str, Any]:
        """A field needs at least one subfield."""
        said = super().clean() or {}
        if said.get("tag") and not any(said.get(f"code_{name}") for name in IN_MARC):
            self.add_error("tag", _("Say which subfield holds what."))
        return said

    def options(self) -> dict[str, Any]:
        """The field of copies, where one was named."""
        said = self.cleaned_data
        if not said.get("tag"):
            return {}
        codes = {said[f"code_{name}"]: name for name in IN_MARC if said.get(f"code_{name}")}
        return {"holdings": {"tag": said["tag"], **codes}}

    def codes(self) -> list[Any]:
        """The fields for subfields."""
        return [self[f"code_{name}"] for name in IN_MARC]


def initial(batch: ImportBatch) -> dict[str, Any]:
    """What a form begins with."""
    said: dict[str, Any] = {
        "duplicates": batch.duplicates,
        "branch": batch.branch_id,
        "copy_type": batch.copy_type_id,
        "copies_each": batch.copies_each,
    }
    for at, name in enumerate(batch.options.get("columns", ())):
        said[f"column_{at}"] = name
    holdings: Mapping[str, str] = batch.options.get("holdings", {})
    said["tag"] = holdings.get("tag", "")
    return said | {f"code_{name}": code for code, name in holdings.items() if code != "tag"}


class ExportForm(forms.Form):
    """What to write, and as what."""

    format = forms.ChoiceField(
        label=_("Format"),
        choices=[(form.value, FORMATS[form]) for form in exports.ENDINGS],
        widget=forms.RadioSelect,
        initial=Format.MARC.value,
    )
    q = fields.LineField(
        label=_("Only books that answer this search"),
        required=False,
        max_length=1000,
        help_text=_("As in the search box. Empty: all books."),
    )
