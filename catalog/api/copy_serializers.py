"""What the API takes and gives of copies, and of the places and kinds they have."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from catalog.domain import prices
from catalog.models import validators
from core import barcodes
from core.api.serializers import Answer, Command, Line, Whole

PARTS_HELP = "What is to be counted at the desk, as in: 2 discs, 1 booklet."


class BarcodeField(Line):
    """A barcode as scanned or typed; its stored form comes out."""

    def to_internal_value(self, data: Any) -> str:
        """The barcode. Raises ``ValidationError``."""
        code = barcodes.normal(super().to_internal_value(data))
        if code:
            validators.check_barcode(code)
        return code


class Flag(serializers.BooleanField):
    """Yes or no, given as a truth value."""

    def to_internal_value(self, data: Any) -> bool:
        """No text, no numbers."""
        if not isinstance(data, bool):
            raise serializers.ValidationError(_("This must be true or false."))
        return data


def _price(**options: Any) -> Whole:
    return Whole(
        allow_null=True,
        min_value=0,
        max_value=prices.MOST_MINOR,
        help_text="In the smallest unit of the library's currency.",
        **options,
    )


class AddCopy(Command):
    """The body of ``POST /books/{id}/copies``."""

    branch = Line(max_length=20, help_text="The branch's code.")
    type = Line(max_length=20, help_text="The type's code.")
    barcode = BarcodeField(
        max_length=60, required=False, default="", allow_blank=True, help_text="Empty: the next."
    )
    shelf_location = Line(max_length=100, required=False, default="", allow_blank=True)
    call_number = Line(max_length=100, required=False, default="", allow_blank=True)
    acquired_on = serializers.DateField(required=False, default=None, allow_null=True)
    price_minor = _price(required=False, default=None)
    note = Line(max_length=500, required=False, default="", allow_blank=True)
    alerts_at_desk = Flag(required=False, default=False, help_text="Show the note at the desk.")
    parts = Line(max_length=200, required=False, default="", allow_blank=True, help_text=PARTS_HELP)
    reference_only = Flag(required=False, default=False)
    on_order = Flag(required=False, default=False)


class EditCopy(Command):
    """The body of ``PUT /copies/{barcode}``: all that is noted of a copy, so that nothing is lost
    by leaving it out.
    """

    barcode = BarcodeField(max_length=60)
    branch = Line(max_length=20, help_text="The branch's code.")
    type = Line(max_length=20, help_text="The type's code.")
    shelf_location = Line(max_length=100, allow_blank=True)
    call_number = Line(max_length=100, allow_blank=True)
    acquired_on = serializers.DateField(allow_null=True)
    price_minor = _price()
    note = Line(max_length=500, allow_blank=True)
    alerts_at_desk = Flag(required=False, help_text="Show the note at the desk. Unsaid: as it is.")
    parts = Line(
        max_length=200,
        required=False,
        allow_blank=True,
        help_text=f"{PARTS_HELP} Unsaid: as it is.",
    )
    reference_only = Flag()
    on_order = Flag()
    is_lost = Flag()
    is_missing = Flag()
    is_damaged = Flag()


class CopyShape(Answer):
    """A copy, for staff."""

    id = serializers.UUIDField()
    barcode = serializers.CharField()
    book_id = serializers.UUIDField()
    book_title = serializers.CharField()
    branch = serializers.CharField()
    branch_name = serializers.CharField()
    type = serializers.CharField()
    type_name = serializers.CharField()
    shelf_location = serializers.CharField()
    call_number = serializers.CharField()
    acquired_on = serializers.DateField(allow_null=True)
    price_minor = serializers.IntegerField(allow_null=True)
    currency = serializers.CharField(help_text="ISO 4217.")
    note = serializers.CharField()
    alerts_at_desk = serializers.BooleanField()
    parts = serializers.CharField(help_text=PARTS_HELP)
    reference_only = serializers.BooleanField()
    on_order = serializers.BooleanField()
    is_lost = serializers.BooleanField()
    is_missing = serializers.BooleanField()
    is_damaged = serializers.BooleanField()
    state = serializers.CharField()
    last_seen_at = serializers.DateTimeField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    withdrawn_for = serializers.CharField()
    revision = serializers.IntegerField(help_text="Counts the edits of what is noted.")


COPY_EXAMPLE: dict[str, Any] = {
    "id": "0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a11",
    "barcode": "30001000000017",
    "book_id": "0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a10",
    "book_title": "A wizard of Earthsea",
    "branch": "main",
    "branch_name": "Main library",
    "type": "book",
    "type_name": "Book",
    "shelf_location": "Fiction",
    "call_number": "FIC LEG",
    "acquired_on": "2026-05-06",
    "price_minor": 1250,
    "currency": "EUR",
    "note": "",
    "alerts_at_desk": False,
    "parts": "",
    "reference_only": False,
    "on_order": False,
    "is_lost": False,
    "is_missing": False,
    "is_damaged": False,
    "state": "available",
    "last_seen_at": None,
    "withdrawn_at": None,
    "withdrawn_for": "",
    "revision": 1,
}
EDIT_EXAMPLE = {name: COPY_EXAMPLE[str(name)] for name in EditCopy().fields}


class BranchShape(Answer):
    code = serializers.CharField()
    name = serializers.CharField()
    time_zone = serializers.CharField(help_text="An IANA time zone.")


class CopyTypeShape(Answer):
    code = serializers.CharField()
    name = serializers.CharField()


class BranchPageShape(Answer):
    results = BranchShape(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class CopyTypePageShape(Answer):
    results = CopyTypeShape(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
