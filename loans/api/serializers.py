"""What the API of this context takes."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.api.serializers import Command, Line
from loans.domain.overrides import MAX_COMMENT, OVERRIDES, Given
from loans.domain.returns import Resolution
from loans.selectors import records


class Id(serializers.UUIDField):
    """The id of a thing, given as text."""

    def to_internal_value(self, data: Any) -> UUID:
        """A number is nobody's id."""
        if not isinstance(data, str):
            raise serializers.ValidationError(_("This must be text."))
        return UUID(str(super().to_internal_value(data)))


class Barcode(Line):
    """A barcode or a card number, as scanned."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 100, **kwargs})


class Confirmation(Line):
    """The ``confirmation_token`` of an answer that asked."""

    def __init__(self, **kwargs: Any) -> None:
        given = {"required": False, "default": "", "allow_blank": True, "max_length": 1000}
        super().__init__(**{**given, **kwargs})


class Overrides(serializers.DictField):
    """A comment for the code of each blocker that is overridden."""

    child = Line(max_length=MAX_COMMENT, allow_blank=True)

    def __init__(self, **kwargs: Any) -> None:
        told = _("For each code, why. Needs the permission that the finding names. Name nobody.")
        super().__init__(**{"required": False, "default": dict, "help_text": told, **kwargs})

    def to_internal_value(self, data: Any) -> dict[str, str]:
        """Only what can be overridden at all."""
        said: dict[str, str] = super().to_internal_value(data)
        if unknown := sorted(set(said) - set(OVERRIDES)):
            words = _("These cannot be overridden: %(codes)s.")
            codes = ", ".join(str(code)[:80] for code in unknown)
            raise serializers.ValidationError([words % {"codes": codes}])
        return said


class DueOn(serializers.DateField):
    """The day until which something is lent that has no loan period."""

    def __init__(self, **kwargs: Any) -> None:
        told = _("Only with an override that needs it.")
        given = {"required": False, "default": None, "allow_null": True, "help_text": told}
        super().__init__(**{**given, **kwargs})


def given(said: dict[str, Any]) -> Given:
    """What ``said`` overrides."""
    return Given(said["overrides"], said["due_on"])


def one_of(said: dict[str, Any], first: str, second: str) -> dict[str, Any]:
    """``said``, when it holds exactly one of two fields. Raises ``ValidationError``."""
    if (first in said) == (second in said):
        words = _("Give either %(first)s or %(second)s.") % {"first": first, "second": second}
        raise serializers.ValidationError({first: [words]})
    return said


class CheckOut(Command):
    """The body of ``POST /loans``: one book of which any free copy will do, or one certain copy."""

    book_id = Id(required=False)
    copy_barcode = Barcode(required=False)
    member_id = Id()
    confirmation = Confirmation()
    overrides = Overrides()
    due_on = DueOn()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Either the book or the copy."""
        return one_of(attrs, "book_id", "copy_barcode")


class Nothing(Command):
    """The body of a deed that needs no more words: empty, or an empty object."""


class RenewAll(Command):
    """The body of ``POST /loans/renew-all``: whose loans, one's own when not said."""

    member_id = Id(required=False)


class DeskCheckOut(Command):
    """The body of ``POST /desk/checkout``."""

    card = Barcode(required=False)
    member_id = Id(required=False)
    copy_barcode = Barcode()
    branch = Line(max_length=20)
    confirmation = Confirmation()
    overrides = Overrides()
    due_on = DueOn()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Either the card or the id of the member."""
        return one_of(attrs, "card", "member_id")


class DeskReturn(Command):
    """The body of ``POST /desk/return``."""

    copy_barcode = Barcode()
    branch = Line(max_length=20)
    resolution = serializers.ChoiceField(
        required=False,
        default="",
        allow_blank=True,
        choices=[(each.value, each.value) for each in Resolution],
        help_text="Ends the claim that it had been returned. Empty: nothing is said.",
    )
    damage = Line(required=False, default="", allow_blank=True, max_length=200)
    from_book_drop = serializers.BooleanField(
        required=False, default=False, help_text="It counts as returned on the last open day."
    )


class Query(Command):
    """A query string: a parameter we do not know is refused, since a filter that is silently passed
    over shows too much.
    """

    PAGING: ClassVar[set[str]] = set()

    @classmethod
    def of(cls, query: QueryDict) -> dict[str, Any]:
        """The checked values of ``query``. Raises DRF's ``ValidationError``."""
        return cls.read({key: said for key, said in query.dict().items() if key not in cls.PAGING})


class LoanQuery(Query):
    """The query of ``GET /loans``."""

    open = serializers.BooleanField(required=False, help_text="Still out, or (false) returned.")
    overdue = serializers.BooleanField(required=False, help_text="Out and past the due date.")
    member = Id(required=False, help_text="Of this member; members see only their own.")
    book = Id(required=False, help_text="Of any copy of this book.")
    PAGING: ClassVar = {"cursor", "page_size"}

    @classmethod
    def wanted(cls, query: QueryDict) -> records.Wanted:
        """The loans that ``query`` asks for. Raises DRF's ``ValidationError``."""
        said = cls.of(query)
        return records.Wanted(
            is_open=said.get("open"),
            overdue=said.get("overdue"),
            member=said.get("member"),
            book=said.get("book"),
        )


class AvailabilityQuery(Query):
    """The query of ``GET /loans/availability``."""

    member_id = Id()
    copy_barcode = Barcode()


class DeskMemberQuery(Query):
    """The query of ``GET /desk/member``."""

    card = Barcode(required=False)
    member_id = Id(required=False)
    branch = Line(max_length=20)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Either the card or the id of the member."""
        return one_of(attrs, "card", "member_id")
