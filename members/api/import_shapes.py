"""What the API takes and gives about imports of members."""

from typing import Any, Final

from rest_framework import serializers

from core.api.serializers import Answer, Command, Line
from members.domain.column_names import FIELDS
from members.models.imports import Stage, Verdict
from members.services.imports import deciding


class ArrangeMemberImport(Command):
    """How a list is read and what becomes of its rows; what is not named stays as it is."""

    columns = serializers.ListField(
        child=serializers.ChoiceField(choices=FIELDS, allow_blank=True),
        required=False,
        max_length=500,
        help_text="What each column holds; empty leaves it out.",
    )
    keeps = serializers.ListField(
        child=serializers.ChoiceField(choices=deciding.FIELDS),
        required=False,
        help_text="What stays as the library has it; what is empty there is filled in any case.",
    )
    category = Line(
        required=False, max_length=20, help_text="A code: for new members whose row names none."
    )
    expires_on = serializers.DateField(
        required=False, allow_null=True, help_text="For all whose row names no day."
    )
    sends_links = serializers.BooleanField(
        required=False, help_text="Whether new addresses are written to, to be confirmed."
    )
    profile = Line(required=False, max_length=100, help_text="Read it as kept under this name.")
    keep_as = Line(required=False, max_length=100, help_text="Keep this way of reading.")


class MemberImportProgressShape(Answer):
    done = serializers.IntegerField()
    total = serializers.IntegerField(allow_null=True, help_text="Where it can be told.")


class MemberImportShape(Answer):
    """An import of members. ``counts`` holds the number of rows by verdict."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    format = serializers.CharField()
    stage = serializers.ChoiceField(choices=Stage.values)
    columns = serializers.ListField(child=serializers.CharField(allow_blank=True))
    keeps = serializers.ListField(child=serializers.CharField())
    category = serializers.CharField(allow_null=True, help_text="A code.")
    expires_on = serializers.DateField(allow_null=True)
    sends_links = serializers.BooleanField()
    counts = serializers.DictField(child=serializers.IntegerField())
    progress = MemberImportProgressShape()
    failure = serializers.CharField(allow_blank=True, help_text="A sentence, when it stopped.")
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class MemberImportNoteShape(Answer):
    code = serializers.CharField()
    message = serializers.CharField()


class MemberImportRowShape(Answer):
    """A row of the list: its number, the line it stands in, and what becomes of it."""

    number = serializers.IntegerField()
    place = serializers.IntegerField()
    verdict = serializers.ChoiceField(choices=Verdict.values)
    name = serializers.CharField(allow_blank=True)
    member_id = serializers.UUIDField(allow_null=True)
    reason = MemberImportNoteShape(allow_null=True)
    notes = MemberImportNoteShape(many=True)
    outcome = serializers.CharField(
        allow_blank=True, help_text="undone, or why it stayed when the import was taken back."
    )


class RowQuery(serializers.Serializer[Any]):
    verdict = serializers.ChoiceField(choices=Verdict.values, required=False)


EXAMPLE: Final[dict[str, Any]] = {
    "id": "01a1fc4a-ae56-727c-ad10-5fb8fc3c0c46",
    "name": "pupils.csv",
    "size": 48_213,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "format": "csv",
    "stage": "running",
    "columns": ["family_name", "given_name", "card_number", "group"],
    "keeps": ["phone"],
    "category": "pupil",
    "expires_on": "2027-07-31",
    "sends_links": False,
    "counts": {"new": 61, "update": 512, "unchanged": 20, "refused": 7},
    "progress": {"done": 600, "total": 840},
    "failure": "",
    "created_at": "2026-05-06T08:00:00Z",
    "finished_at": None,
}
