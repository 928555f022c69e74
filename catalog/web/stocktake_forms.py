"""Forms of stocktakes."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.web.once import OnceForm
from catalog.domain.stocktakes import Finding
from catalog.models import Branch
from catalog.services.stocktakes import Shelves
from catalog.web import fields
from core import text
from core.web import filters

MARK, LEAVE = "mark", "leave"
UNDO = "undo"


class Open(OnceForm):
    """Which shelves are to be counted."""

    branch = forms.ModelChoiceField(Branch.objects.open(), label=_("Branch"), empty_label=None)
    shelf_location = fields.LineField(
        label=_("Shelf or room"),
        max_length=100,
        required=False,
        help_text=_("As it is noted of the copies. Left empty, all of the branch are counted."),
    )
    first_call_number = fields.LineField(
        label=_("From call number"), max_length=100, required=False
    )
    last_call_number = fields.LineField(
        label=_("To call number"),
        max_length=100,
        required=False,
        help_text=_("With all that begins so: up to 823 holds 823.91 too."),
    )


def vars_of_shelves() -> Sequence[str]:
    """What is said of shelves."""
    return tuple(Shelves.__dataclass_fields__)


class Scan(forms.Form):
    """One scan; or the word of the desk that takes one back: the last, or the one in ``undone``."""

    scan = forms.CharField(required=False, max_length=100, validators=[text.no_control_characters])
    key = forms.CharField(required=False, max_length=200)
    undone = forms.UUIDField(required=False)

    @property
    def is_undo(self) -> bool:
        """Whether a scan is to be taken back. No copy can have the word as its barcode."""
        return bool(self.cleaned_data["scan"].casefold() == UNDO)


class ReportFilter(forms.Form):
    """Which findings a report shows; nothing means all that somebody has to look after."""

    finding = forms.ChoiceField(
        required=False, choices=[("", ""), *((each.value, each.value) for each in Finding)]
    )

    @property
    def finding_wanted(self) -> str:
        """The finding. Raises ``FilterUnreadable``."""
        return str(filters.said(self)["finding"])


class Close(OnceForm):
    """What becomes of the copies that nobody has seen."""

    missing = forms.ChoiceField(
        label=_("Copies that nobody has seen"),
        choices=[
            (MARK, _("Mark them as missing")),
            (LEAVE, _("Only list them in the report")),
        ],
        initial=MARK,
        widget=forms.RadioSelect,
    )
    spared = forms.TypedMultipleChoiceField(
        label=_("All but these"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, unseen: Sequence[tuple[Any, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["spared"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101 - for the type checker
        field.choices = unseen
        if not unseen:
            del self.fields["spared"], self.fields["missing"]
