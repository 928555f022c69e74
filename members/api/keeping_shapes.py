"""What the API takes and gives where the staff look after members."""

from typing import Any

from rest_framework import serializers

from core import barcodes
from core.api.serializers import Answer, Command, Line
from members.services import merging


class Renew(Command):
    """The body of ``POST /members/{id}/renewal``."""

    expires_on = serializers.DateField(
        required=False,
        allow_null=True,
        default=None,
        help_text="The last day as it was shown; a renewal in between is then refused.",
    )


class Merge(Command):
    """The body of ``POST /members/{id}/merge``."""

    member_id = serializers.UUIDField(help_text="The record that goes.")
    take = serializers.ListField(
        child=serializers.ChoiceField(choices=merging.CHOICES),
        required=False,
        default=list,
        help_text="What is taken of it.",
    )


class AddGuardian(Command):
    """The body of ``POST /members/{id}/guardians``."""

    card_number = Line(max_length=barcodes.MAX_LENGTH)


class GuardianShape(Answer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    card_number = serializers.CharField()


class GuardiansShape(Answer):
    results = GuardianShape(many=True)


class CategoryShape(Answer):
    """A category of members. Ages are completed years."""

    code = serializers.CharField()
    name = serializers.CharField()
    enrolment_months = serializers.IntegerField()
    min_age = serializers.IntegerField(allow_null=True)
    max_age = serializers.IntegerField(allow_null=True)
    moves_up_to = serializers.CharField(allow_null=True, help_text="A code.")
    self_registration = serializers.BooleanField()
    desk_checks = serializers.BooleanField()
    has_guardians = serializers.BooleanField()
    own_titles_from_age = serializers.IntegerField(allow_null=True)
    keeps_history_by_default = serializers.BooleanField()


class CategoriesShape(Answer):
    results = CategoryShape(many=True)


GUARDIAN: dict[str, Any] = {
    "id": "0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a10",
    "name": "Ada Nowak",
    "card_number": "20001000000426",
}
CATEGORY: dict[str, Any] = {
    "code": "child",
    "name": "Child",
    "enrolment_months": 12,
    "min_age": None,
    "max_age": 17,
    "moves_up_to": "adult",
    "self_registration": False,
    "desk_checks": False,
    "has_guardians": True,
    "own_titles_from_age": 14,
    "keeps_history_by_default": False,
}
