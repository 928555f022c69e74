"""What the API of this context takes and gives."""

from typing import Any, ClassVar, Final

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from catalog.models import validators
from core.api.serializers import Answer, Command, Line, Lines, Whole

NAME_LENGTH: Final = 300


class LanguageField(Line):
    """A language as three letters."""

    def to_internal_value(self, data: Any) -> str:
        """The code. Raises ``ValidationError``."""
        code = super().to_internal_value(data)
        validators.check_language(code)
        return code


class IsbnField(Line):
    """An ISBN in any form; its 13 digits come out."""

    def to_internal_value(self, data: Any) -> str:
        """The 13 digits. Raises ``ValidationError`` with the reason."""
        return validators.isbn13(super().to_internal_value(data))


class AuthorField(Line):
    """One name or several, apart by semicolons."""

    def to_internal_value(self, data: Any) -> str:
        """The names. Raises ``ValidationError`` when there is none, or one is too long."""
        said = super().to_internal_value(data)
        names = [name.strip() for name in said.split(";") if name.strip()]
        if not names or any(len(name) > NAME_LENGTH for name in names):
            raise serializers.ValidationError(_("Names of up to 300 letters, apart by semicolons."))
        return said


class OptionalFacts(Command):
    """What may be said of a book beside what must be; what is not named stays as it is."""

    subtitle = Line(required=False, allow_blank=True, max_length=500)
    alternative_title = Line(
        required=False,
        allow_blank=True,
        max_length=500,
        help_text="The title in another script or language.",
    )
    edition = Line(required=False, allow_blank=True, max_length=100)
    publisher = Line(required=False, allow_blank=True, max_length=300)
    year = Whole(required=False, allow_null=True, min_value=-3000, max_value=2200)
    language = LanguageField(
        required=False, allow_blank=True, max_length=3, help_text="ISO 639-2, as in eng."
    )
    classification = Line(required=False, allow_blank=True, max_length=60)
    subjects = serializers.ListField(child=Line(max_length=300), required=False, max_length=100)


class AddBook(OptionalFacts):
    """The body of ``POST /books``."""

    title = Line(max_length=500)
    author = AuthorField(max_length=1000)
    isbn = IsbnField(max_length=40)
    description = Lines(required=False, default="", allow_blank=True)
    copies = Whole(required=False, default=1, min_value=0, max_value=100)


class EditBook(OptionalFacts):
    """The body of ``PUT /books/{id}``: these three are replaced, what else is named too, and the
    rest of the record stays.
    """

    title = Line(max_length=500)
    author = AuthorField(max_length=1000)
    description = Lines(allow_blank=True)


class ContributorShape(Answer):
    name = serializers.CharField()
    role = serializers.CharField(help_text="A code of the MARC relator list.")


class HoldingShape(Answer):
    """A copy beneath its book."""

    id = serializers.UUIDField()
    barcode = serializers.CharField()
    branch = serializers.CharField()
    branch_name = serializers.CharField()
    type = serializers.CharField()
    type_name = serializers.CharField()
    shelf_location = serializers.CharField()
    call_number = serializers.CharField()
    state = serializers.CharField(
        help_text="available, on_loan, reference, on_order, damaged, lost or missing"
    )


class BookShape(Answer):
    """A book in a list."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    subtitle = serializers.CharField()
    alternative_title = serializers.CharField(help_text="The title in another script or language.")
    author = serializers.CharField(help_text="The authors, apart by semicolons.")
    contributors = ContributorShape(many=True)
    isbn = serializers.CharField(help_text="13 digits, or empty.")
    isbns = serializers.ListField(child=serializers.CharField())
    edition = serializers.CharField()
    publisher = serializers.CharField()
    year = serializers.IntegerField(allow_null=True)
    language = serializers.CharField(help_text="ISO 639-2, or empty.")
    classification = serializers.CharField()
    description = serializers.CharField()
    subjects = serializers.ListField(child=serializers.CharField())
    cover_url = serializers.CharField(allow_null=True)
    copies = serializers.IntegerField()
    copies_available = serializers.IntegerField()
    revision = serializers.IntegerField(help_text="Counts the edits of the record.")
    created_at = serializers.DateTimeField()


class BookDetailShape(BookShape):
    """A book with its copies."""

    holdings = HoldingShape(many=True)


class ChoiceShape(Answer):
    """One way to narrow a search, and what it would leave."""

    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    count = serializers.IntegerField()
    is_chosen = serializers.BooleanField()


class FacetShape(Answer):
    """One side by which a search can be narrowed: ``name`` is the parameter."""

    name = serializers.CharField()
    choices = ChoiceShape(many=True)


class BookPageShape(Answer):
    results = BookShape(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    count = serializers.IntegerField(required=False)
    count_is_exact = serializers.BooleanField(required=False)
    facets = FacetShape(many=True, required=False)
    facets_are_sampled = serializers.BooleanField(required=False)
    suggestion = serializers.CharField(
        required=False, help_text="What was probably meant, where nothing was found."
    )
    ignored = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="What was not looked for."
    )


class HoldingPageShape(Answer):
    results = HoldingShape(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


BOOK_EXAMPLE: dict[str, Any] = {
    "id": "0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a10",
    "title": "A wizard of Earthsea",
    "subtitle": "",
    "alternative_title": "",
    "author": "Le Guin, Ursula K.",
    "contributors": [{"name": "Le Guin, Ursula K.", "role": "aut"}],
    "isbn": "9780547773742",
    "isbns": ["9780547773742"],
    "edition": "",
    "publisher": "Houghton Mifflin Harcourt",
    "year": 2012,
    "language": "eng",
    "classification": "813.54",
    "description": "",
    "subjects": ["Wizards -- Fiction"],
    "cover_url": None,
    "copies": 2,
    "copies_available": 1,
    "revision": 1,
    "created_at": "2026-05-06T08:00:00Z",
}


class BookQuery(serializers.Serializer[Any]):
    """The query of ``GET /books``."""

    q = Line(required=False, default="", max_length=500, allow_blank=True)
    author = Line(required=False, default="", max_length=200, allow_blank=True)
    subject = Line(required=False, default="", max_length=200, allow_blank=True)
    language = serializers.RegexField(
        r"^[a-z]{3}$",
        required=False,
        default="",
        error_messages={"invalid": _("Three letters, as in eng.")},
    )
    year_from = serializers.IntegerField(required=False, min_value=-3000, max_value=2200)
    year_to = serializers.IntegerField(required=False, min_value=-3000, max_value=2200)
    branch = serializers.SlugField(required=False, default="", max_length=20)
    type = serializers.SlugField(required=False, default="", max_length=20)
    available = serializers.BooleanField(required=False, default=False)
    decade = serializers.IntegerField(
        required=False, min_value=-3000, max_value=2200, help_text="Its first year, as in 1990."
    )
    heading = Line(
        required=False,
        default="",
        max_length=300,
        allow_blank=True,
        help_text="A whole subject heading, as facets offer it.",
    )
    contributor = Line(
        required=False,
        default="",
        max_length=300,
        allow_blank=True,
        help_text="A whole name, as facets offer it.",
    )
    ordering = serializers.ChoiceField(
        ["title", "-title", "newest", "year", "-year", "author"],
        required=False,
        default="",
        allow_blank=True,
        help_text="Best match first where words are searched for, else by title.",
    )
    facets = serializers.BooleanField(
        required=False,
        default=False,
        help_text="Adds `facets`: how the books found divide, each choice with its count. "
        "`facets_are_sampled` says that only the most popular of them were counted.",
    )
    count = serializers.ChoiceField(
        ["exact"],
        required=False,
        default="",
        help_text="Adds `count`; above 1000 it says 1000, and `count_is_exact` says false.",
    )
    NOT_FILTERS: ClassVar = {"cursor", "page_size"}
