"""What the API takes and gives about imports."""

from typing import Any, Final

from rest_framework import serializers

from catalog.models.imports import Duplicates, Stage, Verdict
from core.api.serializers import Answer, Command, Line, Whole


class ArrangeImport(Command):
    """How a file is read and what becomes of its records; what is not named stays as it is."""

    duplicates = serializers.ChoiceField(choices=Duplicates.values, required=False)
    branch = Line(required=False, max_length=20, help_text="For copies that name none we know.")
    copy_type = Line(required=False, max_length=20, help_text="For copies that name none we know.")
    copies_each = Whole(
        required=False, min_value=0, max_value=99, help_text="Copies of a record that names none."
    )
    columns = serializers.ListField(
        child=Line(allow_blank=True, max_length=30),
        required=False,
        max_length=500,
        help_text="What each column of a table holds; empty leaves it out.",
    )
    holdings = serializers.DictField(
        child=Line(max_length=30),
        required=False,
        help_text="The MARC field that holds copies (tag), and what its subfields hold.",
    )
    profile = Line(required=False, max_length=100, help_text="Read it as kept under this name.")
    keep_as = Line(required=False, max_length=100, help_text="Keep this way of reading.")


class ProgressShape(Answer):
    done = serializers.IntegerField()
    total = serializers.IntegerField(allow_null=True)
    share = serializers.FloatField(allow_null=True, help_text="0 to 1, where it can be told.")
    seconds_left = serializers.IntegerField(allow_null=True)


class ImportShape(Answer):
    """An import. ``counts`` holds the number of records by verdict, and of copies."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    format = serializers.CharField()
    stage = serializers.ChoiceField(choices=Stage.values)
    duplicates = serializers.ChoiceField(choices=Duplicates.values)
    branch = serializers.CharField(allow_null=True)
    copy_type = serializers.CharField(allow_null=True)
    copies_each = serializers.IntegerField()
    options = serializers.DictField()
    counts = serializers.DictField(child=serializers.IntegerField())
    progress = ProgressShape()
    failure = serializers.CharField(allow_blank=True, help_text="A sentence, when it stopped.")
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class NoteShape(Answer):
    code = serializers.CharField()
    message = serializers.CharField()


class RowShape(Answer):
    """A record of the file: its number, the byte or row it begins at, and what becomes of it."""

    number = serializers.IntegerField()
    offset = serializers.IntegerField()
    verdict = serializers.ChoiceField(choices=Verdict.values)
    title = serializers.CharField(allow_blank=True)
    book_id = serializers.UUIDField(allow_null=True)
    duplicate_of_record = serializers.IntegerField(allow_null=True)
    reason = NoteShape(allow_null=True)
    notes = NoteShape(many=True)
    outcome = serializers.CharField(
        allow_blank=True, help_text="undone, or why it stayed when the import was taken back."
    )


class RowQuery(serializers.Serializer[Any]):
    verdict = serializers.ChoiceField(choices=Verdict.values, required=False)


EXAMPLE: Final[dict[str, Any]] = {
    "id": "01a1fc4a-ae56-727c-ad10-5fb8fc3c0c46",
    "name": "box.mrc",
    "size": 961_819,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "format": "marc",
    "stage": "running",
    "duplicates": "skip",
    "branch": "harbour",
    "copy_type": "book",
    "copies_each": 0,
    "options": {},
    "counts": {"new": 480, "duplicate": 20, "copies": 512},
    "progress": {"done": 500, "total": 1000, "share": 0.5, "seconds_left": 2},
    "failure": "",
    "created_at": "2026-05-06T08:00:00Z",
    "finished_at": None,
}
