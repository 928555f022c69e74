"""What the API takes and gives of many copies, of labels and of stocktakes."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from catalog.api.copy_serializers import (
    COPY_EXAMPLE,
    PARTS_HELP,
    AddCopy,
    BarcodeField,
    CopyShape,
    Flag,
)
from catalog.domain.copies import MOST_AT_ONCE, State
from catalog.domain.stocktakes import Finding
from catalog.selectors import copies
from catalog.services import label_art
from core.api.serializers import Answer, Command, Line, Whole

CHANGE, WITHDRAW, BRING_BACK, DELETE = "change", "withdraw", "bring_back", "delete"


class Barcodes(serializers.ListField):
    """Barcodes as scanned, each once."""

    child = BarcodeField(max_length=60)

    def __init__(self, **options: Any) -> None:
        super().__init__(min_length=1, max_length=MOST_AT_ONCE, **options)


class CopiesQuery(Command):
    """What a list of copies can be narrowed to."""

    NOT_FILTERS: ClassVar = {"cursor", "page_size"}

    branch = Line(max_length=20, required=False, default="", help_text="The branch's code.")
    type = Line(max_length=20, required=False, default="", help_text="The type's code.")
    state = serializers.ChoiceField(
        [*(state.value for state in State), "all"],
        required=False,
        default="",
        help_text="Left out: everything but what has been withdrawn.",
    )
    shelf_location = Line(max_length=100, required=False, default="")
    call_number_from = Line(max_length=100, required=False, default="")
    call_number_to = Line(max_length=100, required=False, default="")
    only = Line(max_length=40, required=False, default="", help_text="`never_lent`.")
    batch = serializers.UUIDField(required=False, help_text="The import they came by.")

    def validate_only(self, said: str) -> str:
        """One of the words we know."""
        if said and said not in copies.MORE:
            raise serializers.ValidationError(_("There is no such filter."))
        return said


class CopyPageShape(Answer):
    results = CopyShape(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class AddCopies(AddCopy):
    """The body of ``POST /books/{id}/copies/batch``: how many, or which barcodes, or a run of
    labels; and what is noted of all of them.
    """

    barcode = None  # type: ignore[assignment]
    count = Whole(required=False, min_value=1, max_value=MOST_AT_ONCE)
    barcodes = Barcodes(required=False)
    first_barcode = BarcodeField(max_length=60, required=False)
    last_barcode = BarcodeField(max_length=60, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One way to give barcodes, and only one."""
        run = "first_barcode" in attrs, "last_barcode" in attrs
        if ("count" in attrs) + ("barcodes" in attrs) + any(run) != 1 or any(run) != all(run):
            raise serializers.ValidationError(
                _("Say how many, or the first and the last label, or scan each: one of the three.")
            )
        return attrs


class AddedShape(Answer):
    results = CopyShape(many=True)


class CopyDeed(Command):
    """The body of ``POST /copy-deeds``. What is left out of a change stays as it is."""

    deed = serializers.ChoiceField([CHANGE, WITHDRAW, BRING_BACK, DELETE])
    barcodes = Barcodes()
    reason = Line(max_length=200, required=False, help_text="Why they are withdrawn.")
    branch = Line(max_length=20, required=False, help_text="The branch's code.")
    type = Line(max_length=20, required=False, help_text="The type's code.")
    shelf_location = Line(max_length=100, required=False, allow_blank=True)
    call_number = Line(max_length=100, required=False, allow_blank=True)
    note = Line(max_length=500, required=False, allow_blank=True)
    alerts_at_desk = Flag(required=False)
    parts = Line(max_length=200, required=False, allow_blank=True, help_text=PARTS_HELP)
    reference_only = Flag(required=False)
    on_order = Flag(required=False)
    is_lost = Flag(required=False)
    is_missing = Flag(required=False)
    is_damaged = Flag(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A withdrawal says why."""
        if attrs["deed"] == WITHDRAW and not attrs.get("reason"):
            raise serializers.ValidationError({"reason": [_("This field is required.")]})
        return attrs


class RefusedShape(Answer):
    barcode = serializers.CharField()
    message = serializers.CharField()


class CopyOutcomeShape(Answer):
    done = serializers.ListField(child=serializers.CharField(), help_text="Barcodes.")
    refused = RefusedShape(many=True)


class SheetShape(Answer):
    code = serializers.CharField()
    name = serializers.CharField()
    labels = serializers.IntegerField(help_text="On one page.")


class SheetsShape(Answer):
    results = SheetShape(many=True)


class PrintLabels(Command):
    """The body of ``POST /labels``."""

    barcodes = Barcodes()
    sheet = Line(max_length=40, help_text="The sheet's code.")
    kind = serializers.ChoiceField(
        [label_art.BARCODE, label_art.SPINE, label_art.BOTH], required=False, default="barcode"
    )
    start = Whole(required=False, default=1, min_value=1, max_value=1600)
    qr = Flag(required=False, default=False)


class OpenStocktake(Command):
    """The body of ``POST /stocktakes``."""

    branch = Line(max_length=20, help_text="The branch's code.")
    shelf_location = Line(max_length=100, required=False, default="", allow_blank=True)
    first_call_number = Line(max_length=100, required=False, default="", allow_blank=True)
    last_call_number = Line(max_length=100, required=False, default="", allow_blank=True)


class StocktakeShape(Answer):
    """A stocktake, and how far it is."""

    id = serializers.UUIDField()
    branch = serializers.CharField()
    shelf_location = serializers.CharField()
    first_call_number = serializers.CharField()
    last_call_number = serializers.CharField()
    opened_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    expected = serializers.IntegerField()
    seen = serializers.IntegerField()
    scanned = serializers.IntegerField()
    counts = serializers.DictField(child=serializers.IntegerField(), help_text="By finding.")


class StocktakeRowShape(Answer):
    id = serializers.UUIDField()
    branch = serializers.CharField()
    shelf_location = serializers.CharField()
    first_call_number = serializers.CharField()
    last_call_number = serializers.CharField()
    opened_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)


class StocktakePageShape(Answer):
    results = StocktakeRowShape(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class Scan(Command):
    """The body of ``POST /stocktakes/{id}/scans``."""

    barcode = Line(max_length=100)


class ScannedShape(Answer):
    """What a scan found, as a sentence and a sound."""

    id = serializers.UUIDField(help_text="Of the scan, to take it back by.")
    barcode = serializers.CharField()
    finding = serializers.ChoiceField([each.value for each in Finding])
    again = serializers.BooleanField(help_text="It had been counted before.")
    sound = serializers.ChoiceField(["ok", "look", "stop"])
    message = serializers.CharField()
    book_title = serializers.CharField()


class ReportRowShape(Answer):
    finding = serializers.ChoiceField([each.value for each in Finding])
    barcode = serializers.CharField()
    book_title = serializers.CharField()
    branch = serializers.CharField()
    shelf_location = serializers.CharField()
    call_number = serializers.CharField()
    scan_id = serializers.UUIDField(allow_null=True, help_text="To take the scan back by.")
    scanned_at = serializers.DateTimeField(allow_null=True)
    marked_missing = serializers.BooleanField()


class ReportPageShape(Answer):
    results = ReportRowShape(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class CloseStocktake(Command):
    """The body of ``POST /stocktakes/{id}/close``."""

    mark_missing = Flag(help_text="Mark what nobody has seen as missing.")
    spared = serializers.ListField(
        child=BarcodeField(max_length=60),
        required=False,
        default=list,
        max_length=MOST_AT_ONCE,
        help_text="The barcodes of those that are not to be marked.",
    )


ADDED_EXAMPLE = {"results": [COPY_EXAMPLE]}
DONE_EXAMPLE = {
    "done": [COPY_EXAMPLE["barcode"]],
    "refused": [{"barcode": "B-7", "message": "This copy is on loan."}],
}
OPENED_EXAMPLE: dict[str, Any] = {
    "id": "0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a12",
    "branch": "main",
    "shelf_location": "Fiction",
    "first_call_number": "",
    "last_call_number": "",
    "opened_at": "2026-05-06T08:00:00Z",
    "closed_at": None,
    "expected": 812,
    "seen": 0,
    "scanned": 0,
    "counts": {"missing": 812},
}
CLOSED_EXAMPLE: dict[str, Any] = OPENED_EXAMPLE | {
    "closed_at": "2026-05-07T15:30:00Z",
    "seen": 809,
    "scanned": 815,
    "counts": {"in_place": 808, "out_of_order": 1, "on_loan": 1, "elsewhere": 5, "missing": 3},
}
SCANNED_EXAMPLE = {
    "id": "0197a3c2-6a40-7d02-8c1b-90e2b7a4f3d1",
    "barcode": COPY_EXAMPLE["barcode"],
    "finding": "in_place",
    "again": False,
    "sound": "ok",
    "message": "In its place: A wizard of Earthsea.",
    "book_title": "A wizard of Earthsea",
}
NEW_EXAMPLE = {"branch": "main", "type": "book", "call_number": "FIC LEG", "count": 3}
DEED_EXAMPLE = {"deed": "change", "barcodes": [COPY_EXAMPLE["barcode"]], "branch": "main"}
LABELS_EXAMPLE = {"barcodes": [COPY_EXAMPLE["barcode"]], "sheet": "a4-3x8", "start": 5}
STOCKTAKE_EXAMPLE = {"branch": "main", "shelf_location": "Fiction"}
SCAN_EXAMPLE = {"barcode": COPY_EXAMPLE["barcode"]}
CLOSE_EXAMPLE: dict[str, Any] = {"mark_missing": True, "spared": []}
