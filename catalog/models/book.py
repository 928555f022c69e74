from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import validators
from catalog.models.subject import Subject
from core import text
from core.ids import new_id


class BookQuerySet(models.QuerySet["Book"]):
    def current(self) -> Self:
        """Books the library has, and not those it has withdrawn."""
        return self.filter(withdrawn_at=None)

    def with_details(self) -> Self:
        """With all that a page shows of a book, in a fixed number of queries."""
        return self.prefetch_related("contributions__contributor", "isbns", "subjects")


class Book(models.Model):
    """An edition the library owns copies of: the bibliographic record.

    ``revision`` counts edits of the record: an edit must name the one it began from. ``version``
    counts every change a reader could see, loans included: it is the book's ETag.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(_("title"), max_length=500, validators=[text.no_control_characters])
    subtitle = models.CharField(_("subtitle"), max_length=500, blank=True)
    alternative_title = models.CharField(
        _("title in another script or language"), max_length=500, blank=True
    )
    sort_title = models.CharField(max_length=300, editable=False)
    edition = models.CharField(_("edition"), max_length=100, blank=True)
    publisher = models.CharField(_("publisher"), max_length=300, blank=True)
    year = models.SmallIntegerField(
        _("year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-3000), MaxValueValidator(2200)],
    )
    language = models.CharField(
        _("language"), max_length=3, blank=True, validators=[validators.check_language]
    )
    classification = models.CharField(_("classification"), max_length=60, blank=True)
    description = models.TextField(_("description"), blank=True)
    cover = models.CharField(_("cover"), max_length=100, blank=True, editable=False)
    subjects = models.ManyToManyField(
        Subject, through="BookSubject", related_name="books", verbose_name=_("subjects")
    )
    revision = models.PositiveIntegerField(default=1, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("added at"))
    updated_at = models.DateTimeField(_("edited at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = BookQuerySet.as_manager()

    class Meta:
        verbose_name = _("book")
        verbose_name_plural = _("books")
        ordering: ClassVar = ["sort_title", "id"]
        indexes: ClassVar = [
            models.Index(fields=["sort_title", "id"], name="book_by_title"),
            models.Index(fields=["-created_at", "id"], name="book_by_arrival"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def etag(self) -> str:
        """The entity tag of this state; its first half alone decides whether an edit is stale."""
        return f'"{self.revision}-{self.version}"'

    @property
    def author(self) -> str:
        """The authors as one line, or whoever comes first where there is no author."""
        made = list(self.contributions.all())
        authors = [each for each in made if each.role == "aut"] or made[:1]
        return "; ".join(each.contributor.name for each in authors)

    @property
    def isbn(self) -> str:
        """The first ISBN, 13 digits, or nothing."""
        return next((each.isbn13 for each in self.isbns.all()), "")


class Isbn(models.Model):
    """An ISBN printed in a book. While the book is current, no other current book has it."""

    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="isbns")
    isbn13 = models.CharField(_("ISBN"), max_length=13, validators=[validators.check_isbn13])
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_current = models.BooleanField(default=True, editable=False)

    class Meta:
        verbose_name = _("ISBN")
        verbose_name_plural = _("ISBNs")
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["isbn13"],
                condition=models.Q(is_current=True),
                name="isbn_of_one_current_book",
            )
        ]

    def __str__(self) -> str:
        return self.isbn13


class BookSubject(models.Model):
    """That a book is about a subject."""

    # Without an index of its own: the law below has one that begins with the book.
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="+", db_index=False)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("subject of a book")
        verbose_name_plural = _("subjects of books")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["book", "subject"], name="book_subject_once")
        ]

    def __str__(self) -> str:
        return str(self.subject)
