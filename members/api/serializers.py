"""What the API of this context takes and gives."""

from typing import Any, ClassVar

from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.domain import addresses
from core import barcodes
from core.api.serializers import Answer, Command, Line, Lines
from members.models import OldCard
from members.models.validators import check_name


class Address(Line):
    """An e-mail address, as it is kept."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 254)
        super().__init__(**kwargs)
        self.validators.append(EmailValidator(_("Write it like name@example.org.")))

    def to_internal_value(self, data: Any) -> str:
        """Lower case, NFKC: what the validators then see is what the database gets."""
        return addresses.normal(super().to_internal_value(data))


class Password(serializers.CharField):
    """A password, exactly as typed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(trim_whitespace=False, max_length=200, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """Text only."""
        if not isinstance(data, str):
            raise serializers.ValidationError(_("This must be text."))
        return data


class Register(Command):
    """The body of ``POST /members``."""

    name = Line(max_length=200, validators=[check_name])
    email = Address()
    password = Password(help_text="At least 10 characters, and not a common one.")


class Verify(Command):
    """The body of ``POST /members/verify``."""

    token = Line(max_length=2000)


class AskForLink(Command):
    """The body of ``POST /members/verify/resend``."""

    email = Address()


class ReplaceCard(Command):
    """The body of ``POST /members/{id}/card``."""

    why = serializers.ChoiceField(choices=OldCard.REASONS)
    card_number = Line(
        max_length=barcodes.MAX_LENGTH,
        required=False,
        default="",
        allow_blank=True,
        help_text="The number of the new card; the next free one when left out.",
    )


class EditMe(Command):
    """The body of ``PUT /me``: name, address and telephone are replaced."""

    name = Line(max_length=200, validators=[check_name])
    email = Address()
    password = Password(
        required=False,
        default="",
        allow_blank=True,
        help_text="The present password: needed for another e-mail address only.",
    )
    phone = Line(max_length=40, allow_blank=True)
    address = Lines(max_length=500, allow_blank=True)


class MemberQuery(serializers.Serializer[Any]):
    """The query of ``GET /members``."""

    q = Line(
        required=False,
        default="",
        max_length=200,
        allow_blank=True,
        help_text="Words of the name in any order, a card number, an e-mail address, or the last "
        "digits of a telephone number.",
    )
    OTHERS: ClassVar = {"cursor", "page_size"}


class BlockShape(Answer):
    """Why this member cannot borrow just now."""

    reason = serializers.CharField()
    until_on = serializers.DateField(allow_null=True, help_text="The last day; null: until lifted.")
    blocked_at = serializers.DateTimeField()


class MemberShape(Answer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    email = serializers.CharField(help_text="Empty for a member without an address.")
    is_verified = serializers.BooleanField(
        help_text="Whether the e-mail address is shown to be the member's."
    )
    card_number = serializers.CharField()
    category = serializers.CharField(help_text="A code.")
    category_name = serializers.CharField()
    expires_on = serializers.DateField(help_text="The last day of the membership.")
    phone = serializers.CharField()
    address = serializers.CharField()
    blocks = BlockShape(many=True)
    created_at = serializers.DateTimeField()


class VerifiedShape(Answer):
    """Whom a link has verified. It says no more: the link may have reached someone else."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    email = serializers.CharField()
    is_verified = serializers.BooleanField()


class MemberPageShape(Answer):
    results = MemberShape(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class AskedShape(Answer):
    """The same for every address."""

    message = serializers.CharField()


VERIFIED_EXAMPLE: dict[str, Any] = {
    "id": "0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a10",
    "name": "Ada Nowak",
    "email": "ada@example.org",
    "is_verified": True,
}
MEMBER_EXAMPLE: dict[str, Any] = VERIFIED_EXAMPLE | {
    "card_number": "20001000000426",
    "category": "adult",
    "category_name": "Adult",
    "expires_on": "2027-05-06",
    "phone": "+49 30 901820",
    "address": "Hafenstraße 7\n20457 Hamburg",
    "blocks": [],
    "created_at": "2026-05-06T08:00:00Z",
}
REGISTER_EXAMPLE: dict[str, Any] = {
    "name": "Ada Nowak",
    "email": "ada@example.org",
    "password": "quiet harbour, tall ships",
}
ME_EXAMPLE: dict[str, Any] = {
    "name": "Ada Nowak",
    "email": "ada@example.org",
    "phone": "+49 30 901820",
    "address": "Hafenstraße 7\n20457 Hamburg",
}
