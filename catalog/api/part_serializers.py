"""What the API takes and gives of a record's parts: neighbours, citations, history, merges,
headings, saved searches, look-ups.
"""

from typing import Any, ClassVar

from rest_framework import serializers

from catalog.api.serializers import NAME_LENGTH, BookShape, ContributorShape
from catalog.services import apart, merges
from core.api.serializers import Answer, Command, Line


class RelatedShape(Answer):
    editions = BookShape(many=True, help_text="Of the same title and first name; newest first.")
    shelf = BookShape(many=True, help_text="Left and right of the book by its class.")


class CitationsShape(Answer):
    apa = serializers.CharField()
    mla = serializers.CharField()
    chicago = serializers.CharField()
    bibtex = serializers.CharField()
    ris = serializers.CharField()


class SubfieldShape(Answer):
    code = serializers.CharField()
    value = serializers.CharField()


class FieldShape(Answer):
    tag = serializers.CharField()
    indicators = serializers.CharField(help_text="# for a blank; empty for control fields.")
    value = serializers.CharField(help_text="Of control fields.")
    subfields = SubfieldShape(many=True)


class MarcShape(Answer):
    leader = serializers.CharField()
    fields = FieldShape(many=True)  # type: ignore[assignment]
    is_source = serializers.BooleanField(help_text="Built upon the record that came.")


class FactChangeShape(Answer):
    name = serializers.CharField()
    before = serializers.JSONField()
    after = serializers.JSONField()


class RecordEventShape(Answer):
    at = serializers.DateTimeField()
    action = serializers.CharField()
    by = serializers.CharField()
    interface = serializers.CharField()
    changes = FactChangeShape(many=True)


class RecordHistoryShape(Answer):
    results = RecordEventShape(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class MergeBook(Command):
    """The body of ``POST /books/{id}/merge``: the other record goes."""

    other_id = serializers.UUIDField(help_text="The record that goes.")
    take = serializers.ListField(
        child=serializers.ChoiceField(list(merges.CHOICES)),
        required=False,
        default=list,
        help_text="What is taken from the record that goes. ISBNs and subjects always are.",
    )


class PartBook(Command):
    """The body of ``POST /books/{id}/part``."""

    other_id = serializers.UUIDField(help_text="The record that was merged into this one.")


class KeepApart(Command):
    """The body of ``POST /books/{id}/apart``."""

    other_ids = serializers.ListField(
        child=serializers.UUIDField(),
        allow_empty=False,
        max_length=apart.MOST - 1,
        help_text="Records that are not of this book, nor of one among themselves.",
    )


class MergedShape(Answer):
    """An entry that was merged into another."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    merged_at = serializers.DateTimeField()
    merged_by = serializers.CharField(allow_blank=True)


class MergedPageShape(Answer):
    results = MergedShape(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class DuplicatesShape(Answer):
    results = serializers.ListField(child=BookShape(many=True))
    next = serializers.URLField(allow_null=True)


class HeadingShape(Answer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    aliases = serializers.ListField(child=serializers.CharField())
    books = serializers.IntegerField()


class HeadingPageShape(Answer):
    results = HeadingShape(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class EditHeading(Command):
    """The body of ``PUT /contributors/{id}`` and ``PUT /subjects/{id}``."""

    name = Line(max_length=NAME_LENGTH)
    aliases = serializers.ListField(child=Line(max_length=NAME_LENGTH), max_length=200)
    keep_old = serializers.BooleanField(
        required=False, default=False, help_text="The former name stays as another name."
    )


class MergeHeading(Command):
    """The body of ``POST /contributors/{id}/merge``: the other name goes."""

    other_id = serializers.UUIDField(help_text="The one that goes.")


class PartHeading(Command):
    """The body of ``POST /contributors/{id}/part``."""

    other_id = serializers.UUIDField(help_text="The one that was merged into this one.")


class HeadingQuery(serializers.Serializer[Any]):
    """The query of ``GET /contributors`` and ``GET /subjects``."""

    q = Line(required=False, default="", max_length=NAME_LENGTH, allow_blank=True)
    NOT_FILTERS: ClassVar = {"cursor", "page_size"}


class SearchShape(Answer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    query = serializers.CharField(help_text="What stands behind the ? of a search.")
    created_at = serializers.DateTimeField()


class SearchListShape(Answer):
    results = SearchShape(many=True)


class RenameSearch(Command):
    name = Line(max_length=100)


class SaveSearch(RenameSearch):
    query = serializers.CharField(max_length=2000, allow_blank=True, trim_whitespace=False)


class DraftShape(Answer):
    """What is known of a book elsewhere, to be looked at before it is added."""

    title = serializers.CharField()
    subtitle = serializers.CharField()
    alternative_title = serializers.CharField()
    contributors = ContributorShape(many=True)
    edition = serializers.CharField()
    publisher = serializers.CharField()
    year = serializers.IntegerField(allow_null=True)
    language = serializers.CharField()
    classification = serializers.CharField()
    description = serializers.CharField()
    subjects = serializers.ListField(child=serializers.CharField())
    isbns = serializers.ListField(child=serializers.CharField())


class LookedShape(Answer):
    outcome = serializers.ChoiceField(
        ["catalogue", "in_file", "elsewhere", "unknown", "no_answer", "nobody_asked"]
    )
    where = serializers.CharField(help_text="The host of the catalogue that knew it.")
    book_id = serializers.UUIDField(allow_null=True, help_text="The book, where we have it.")
    draft = DraftShape(allow_null=True)
