"""Forms of imports of members."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.web.fields import Line
from members.domain.column_names import FIELDS
from members.models import Category, MemberImport
from members.services.imports import batches, deciding, wording


class Upload(forms.Form):
    """A list of members."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or Excel (.xlsx), with a row that names the columns."),
        error_messages={"empty": _("This file is empty.")},
    )


class Read(forms.Form):
    """What each column is, and what becomes of the rows."""

    profile = forms.ChoiceField(
        label=_("Read it as before"),
        required=False,
        help_text=_("A way of reading that was kept. It takes the place of what is said below."),
    )
    keeps = forms.MultipleChoiceField(
        label=_("What stays as the library has it"),
        required=False,
        choices=[(name, wording.FIELDS[name]) for name in deciding.FIELDS],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("All else is taken from the list. What is empty here is filled in any case."),
    )
    category = forms.ModelChoiceField(
        Category.objects.all(),
        label=_("Category"),
        empty_label=None,
        help_text=_("For new members whose row names none."),
    )
    expires_on = forms.DateField(
        label=_("Member until"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("For all whose row names no day, those who are members already as well."),
    )
    sends_links = forms.BooleanField(
        label=_("Write to new addresses, so that they are confirmed"),
        required=False,
        help_text=_("Otherwise nobody is written to."),
    )
    keep_as = Line(
        label=_("Keep this way of reading as"),
        required=False,
        max_length=100,
        help_text=_("A name for the next file from the same source."),
    )

    def __init__(
        self,
        *args: Any,
        batch: MemberImport,
        profiles: Sequence[str],
        table: tuple[Sequence[str], Sequence[Sequence[str]]],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.batch = batch
        self.header, self.samples = table
        profile = self.fields["profile"]
        assert isinstance(profile, forms.ChoiceField)  # noqa: S101 - for the type checker
        profile.choices = [("", _("No, as said below")), *((name, name) for name in profiles)]
        if not profiles:
            del self.fields["profile"]
        choices = [("", _("leave out")), *((name, wording.FIELDS[name]) for name in FIELDS)]
        for at, name in enumerate(self.header):
            label = name or _("Column %(number)d") % {"number": at + 1}
            self.fields[f"column_{at}"] = forms.ChoiceField(
                label=label, required=False, choices=choices
            )

    def terms(self) -> batches.Terms:
        """All that was filled in, as the service takes it. Raises ``UnknownProfile``."""
        said = self.cleaned_data
        chosen = {
            "columns": [said.get(f"column_{at}", "") for at in range(len(self.header))],
            "keeps": said["keeps"],
        }
        if said.get("profile"):
            chosen = dict(batches.profile(said["profile"], self.batch))
        others = ("category", "expires_on", "sends_links", "keep_as")
        return batches.Terms(**chosen, **{name: said[name] for name in others})

    def rows(self) -> list[dict[str, Any]]:
        """The columns to draw: the field, and what stands in the first rows."""
        return [
            {
                "field": self[f"column_{at}"],
                "samples": [row[at] for row in self.samples[:3] if at < len(row)],
            }
            for at in range(len(self.header))
        ]


def initial(batch: MemberImport) -> dict[str, Any]:
    """What the form begins with."""
    said = {f"column_{at}": name for at, name in enumerate(batch.columns)}
    names = ("keeps", "category", "expires_on", "sends_links")
    return said | {name: getattr(batch, name) for name in names}
