"""What the API of holds takes."""

from typing import Any, ClassVar

from django.http import QueryDict
from rest_framework import serializers

from core.api.serializers import Command, Line, Whole
from loans.api.serializers import Barcode, Id, Query, one_of
from loans.models import HoldState
from loans.selectors.holds_shown import Wanted


class Branch(Line):
    """The code of a branch."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 20, **kwargs})


class PlaceHold(Command):
    """The body of ``POST /holds``: a book of which any copy will do, or one certain copy."""

    book_id = Id(required=False)
    copy_barcode = Barcode(required=False)
    member_id = Id(required=False, help_text="Whose hold; one's own when not said.")
    pickup_branch = Branch(help_text="The code of the branch where it is to be picked up.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Either the book or the copy."""
        return one_of(attrs, "book_id", "copy_barcode")


class Suspend(Command):
    """The body of ``POST /holds/{id}/suspend``."""

    until = serializers.DateField(
        required=False,
        allow_null=True,
        default=None,
        help_text="On this day it is served again; without it, when it is resumed.",
    )


class MoveHold(Command):
    """The body of ``POST /holds/{id}/move``."""

    position = Whole(min_value=1, max_value=2**31 - 1, help_text="1 is the first.")


class ChangePickup(Command):
    """The body of ``POST /holds/{id}/pickup``."""

    pickup_branch = Branch()


class HoldQuery(Query):
    """The query of ``GET /holds``."""

    active = serializers.BooleanField(required=False, help_text="Not ended, or (false) ended.")
    state = serializers.ChoiceField(required=False, choices=HoldState.values)
    member = Id(required=False, help_text="Of this member; members see only their own.")
    book = Id(required=False)
    branch = Branch(required=False, help_text="To be picked up at this branch.")
    PAGING: ClassVar = {"cursor", "page_size"}

    @classmethod
    def wanted(cls, query: QueryDict) -> Wanted:
        """The holds that ``query`` asks for. Raises DRF's ``ValidationError``."""
        said = cls.of(query)
        said["is_active"] = said.pop("active", None)
        return Wanted(**said)
