"""Forms for many copies: which ones, and what is to be done with them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.web.once import OnceForm
from catalog.domain.copies import MOST_AT_ONCE, State
from catalog.models import Branch, CopyType
from catalog.models.copy import CopyQuerySet
from catalog.selectors import copies, imports
from catalog.services import copies_many
from catalog.services.copies_many import Change
from catalog.web import fields
from catalog.web.forms import PARTS_HELP, CopyForm
from catalog.web.shown import mark_of
from core.templatetags.ui import mark
from core.web import filters

_AS_IT_IS = ("", _("As it is"))
_YES_NO = [_AS_IT_IS, ("yes", _("Yes")), ("no", _("No"))]
_ID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_FLAGS = ("alerts_at_desk", "reference_only", "on_order", "is_missing", "is_damaged", "is_lost")


class CopiesFilter(forms.Form):
    """Which copies a list shows."""

    branch = forms.ChoiceField(required=False, label=_("Branch"))
    type = forms.ChoiceField(required=False, label=_("Kind"))
    state = forms.ChoiceField(required=False, label=_("State"))
    shelf = fields.LineField(required=False, max_length=100, label=_("Shelf or room"))
    first = fields.LineField(required=False, max_length=100, label=_("Call number from"))
    last = fields.LineField(required=False, max_length=100, label=_("Call number to"))
    only = forms.ChoiceField(required=False, label=_("Only"))
    batch = forms.ChoiceField(required=False, label=_("Import"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        states = [(state.value, mark(mark_of(state)).label) for state in State]
        choices: dict[str, Sequence[tuple[str, Any]]] = {
            "branch": [("", _("All branches")), *Branch.objects.values_list("code", "name")],
            "type": [("", _("All kinds")), *CopyType.objects.values_list("code", "name")],
            "state": [("", _("All but withdrawn")), ("all", _("All")), *states],
            "only": [("", _("All")), *((key, label) for key, (label, _how) in copies.MORE.items())],
            "batch": [("", _("All")), *imports.with_copies(self._batch())],
        }
        for name, said in choices.items():
            _choice(self, name).choices = said

    def _batch(self) -> str:
        """The import that was asked for, where it is one at all."""
        said = str(self.data.get("batch", ""))
        return said if _is_id(said) else ""

    @property
    def wanted(self) -> copies.Wanted:
        """What was asked for. Raises ``FilterUnreadable``."""
        said = filters.said(self)
        return copies.Wanted(
            branch=said["branch"],
            copy_type=said["type"],
            state=said["state"],
            shelf_location=said["shelf"],
            first=said["first"],
            last=said["last"],
            more=said["only"],
            batch=said["batch"],
        )


class IdsWidget(forms.HiddenInput):
    """Ids in one field, joined by commas: a form may not have as many fields as there are copies.
    Those that were ticked in a list come as fields of their own.
    """

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """What was sent as ids."""
        return _parted(data.getlist(name))

    def format_value(self, value: Any) -> str:
        """The ids as they are carried along."""
        return ",".join(map(str, value or []))


class IdsField(forms.Field):
    """Ids that a page carries along unseen: of the first one more than ``most``, as ``ids_sent``.
    Whoever gets them says that they are too many.
    """

    widget = IdsWidget

    def __init__(self, *, most: int, **options: Any) -> None:
        self.most = most
        super().__init__(**options)

    def clean(self, value: Any) -> list[UUID]:
        """The ids. Raises ``ValidationError``."""
        try:
            return [UUID(each) for each in value[: self.most + 1]]
        except ValueError as error:
            raise ValidationError(_("This list of copies cannot be read.")) from error


class Chosen(OnceForm):
    """The copies: those chosen in a list, and more by their barcodes."""

    copy = IdsField(most=MOST_AT_ONCE, required=False)
    barcodes = fields.ListField(
        label=_("Scan copies"),
        required=False,
        most=MOST_AT_ONCE,
        line_length=60,
        max_length=60 * MOST_AT_ONCE,
        help_text=_("One barcode on each line; a scanner does that by itself."),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
    )


class ChangeMany(Chosen):
    """What is to be the same for all of them; what is left empty stays as it is."""

    branch = forms.ModelChoiceField(
        Branch.objects.open(), label=_("Branch"), required=False, empty_label=_AS_IT_IS[1]
    )
    copy_type = forms.ModelChoiceField(
        CopyType.objects.all(), label=_("Kind"), required=False, empty_label=_AS_IT_IS[1]
    )
    shelf_location = fields.LineField(label=_("Shelf or room"), max_length=100, required=False)
    call_number = fields.LineField(label=_("Call number"), max_length=100, required=False)
    note = fields.LineField(label=_("Note for staff"), max_length=500, required=False)
    alerts_at_desk = forms.ChoiceField(
        label=_("Show the note at the desk"), required=False, choices=_YES_NO
    )
    parts = fields.LineField(
        label=_("Parts to count"), max_length=200, required=False, help_text=PARTS_HELP
    )
    reference_only = forms.ChoiceField(
        label=_("For use in the library only"), required=False, choices=_YES_NO
    )
    on_order = forms.ChoiceField(label=_("On order"), required=False, choices=_YES_NO)
    is_missing = forms.ChoiceField(label=_("Missing"), required=False, choices=_YES_NO)
    is_damaged = forms.ChoiceField(label=_("Damaged"), required=False, choices=_YES_NO)
    is_lost = forms.ChoiceField(label=_("Lost"), required=False, choices=_YES_NO)


class WithdrawMany(Chosen):
    """Why they leave."""

    reason = fields.LineField(
        label=_("Reason"),
        max_length=200,
        help_text=_("As in: worn out, replaced, given away."),
    )


class AddMany(CopyForm):
    """Several copies of a book, alike but for their barcodes."""

    barcode = None  # type: ignore[assignment]
    count = forms.IntegerField(
        label=_("How many"),
        required=False,
        min_value=1,
        max_value=MOST_AT_ONCE,
        help_text=_("They get the next numbers of ours."),
        widget=forms.NumberInput(attrs={"autofocus": True}),
    )
    first_barcode = fields.BarcodeField(label=_("First label"), required=False, max_length=60)
    last_barcode = fields.BarcodeField(label=_("Last label"), required=False, max_length=60)
    barcodes = fields.ListField(
        label=_("Barcodes"),
        required=False,
        most=MOST_AT_ONCE,
        line_length=60,
        max_length=60 * MOST_AT_ONCE,
        help_text=_("Scan each label: one on each line."),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        """One way to give barcodes, and only one. Raises ``ValidationError``."""
        said = super().clean() or self.cleaned_data
        ends = said.get("first_barcode"), said.get("last_barcode")
        ways = [said.get("count"), any(ends), said.get("barcodes")]
        if not self.errors and sum(map(bool, ways)) != 1:
            raise ValidationError(
                _("Say how many, or the first and the last label, or scan each: one of the three.")
            )
        if any(ends) and not all(ends):
            raise ValidationError(_("A run of labels needs its first and its last."))
        return said


def listed(request: HttpRequest) -> CopyQuerySet:
    """All copies of the list that an address asks for. Raises ``FilterUnreadable``."""
    return copies.find(CopiesFilter(request.GET).wanted).order_by(*copies.ORDER)


def ids_along(request: HttpRequest, most: int) -> list[UUID]:
    """The copies that come along with an address or a form: those ticked in the list, or with
    ``all`` every one that it holds, up to one more than ``most``. What cannot be read is left out.
    Raises ``FilterUnreadable``.
    """
    if "all" in request.GET:
        return list(listed(request).values_list("pk", flat=True)[: most + 1])
    sent = request.POST if request.method == "POST" else request.GET
    return ids_sent(sent.getlist("copy"), most)


def ids_sent(said: Sequence[str], most: int) -> list[UUID]:
    """What can be read as ids of ``said``, one or several in each, of the first one more than
    ``most``.
    """
    return [UUID(each) for each in _parted(said)[: most + 1] if _is_id(each)]


def _parted(said: Sequence[str]) -> list[str]:
    return [each for some in said for each in some.split(",") if each]


def _is_id(said: str) -> bool:
    return bool(_ID.fullmatch(said))


def wanted_barcodes(data: Mapping[str, Any]) -> list[str]:
    """The barcodes that a valid ``AddMany`` asks for. Raises ``NoBarcodeRange``."""
    if data["first_barcode"]:
        return copies_many.between(data["first_barcode"], data["last_barcode"])
    return list(data["barcodes"]) or [""] * data["count"]


def change_of(data: Mapping[str, Any]) -> Change:
    """What a valid ``ChangeMany`` asks for."""
    names = ("branch", "copy_type", "shelf_location", "call_number", "note", "parts")
    said: dict[str, Any] = {name: data[name] or None for name in names}
    flags = {name: {"": None, "yes": True, "no": False}[data[name]] for name in _FLAGS}
    return Change(**said | flags)


def _choice(form: forms.Form, name: str) -> forms.ChoiceField:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
    return field
