from datetime import UTC, datetime
from typing import Any

import factory

from catalog.domain import titles
from catalog.models import (
    Book,
    Branch,
    Contribution,
    Contributor,
    Copy,
    CopyType,
    ImportBatch,
    Isbn,
    Subject,
)
from catalog.search import index
from core import barcodes

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


class BranchFactory(factory.django.DjangoModelFactory[Branch]):
    class Meta:
        model = Branch
        django_get_or_create = ("code",)

    code = "harbour"
    name = "Harbour branch"
    time_zone = "Europe/Berlin"


class CopyTypeFactory(factory.django.DjangoModelFactory[CopyType]):
    class Meta:
        model = CopyType
        django_get_or_create = ("code",)

    code = "book"
    name = "Book"


class BookFactory(factory.django.DjangoModelFactory[Book]):
    """A book that can be found: with ``author=``, ``isbn=`` and ``subject=`` as one name, number or
    heading.
    """

    class Meta:
        model = Book
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Book number {n}")
    sort_title = factory.LazyAttribute(lambda o: titles.sort_key(o.title, "eng"))
    language = "eng"
    created_at = updated_at = LONG_AGO

    @factory.post_generation
    def author(self: Any, create: bool, given: str | None, **_: Any) -> None:
        if given:
            person, _created = Contributor.objects.get_or_create(
                name=given, defaults={"sort_name": titles.name_key(given)}
            )
            Contribution.objects.create(book=self, contributor=person)

    @factory.post_generation
    def isbn(self: Any, create: bool, given: str | None, **_: Any) -> None:
        if given:
            Isbn.objects.create(book=self, isbn13=given)

    @factory.post_generation
    def subject(self: Any, create: bool, given: str | None, **_: Any) -> None:
        if given:
            topic, _created = Subject.objects.get_or_create(
                heading=given, defaults={"sort_heading": titles.name_key(given)}
            )
            self.subjects.add(topic)

    @factory.post_generation
    def searchable(self: Any, create: bool, given: bool | None, **_: Any) -> None:
        index.put(self)


class CopyFactory(factory.django.DjangoModelFactory[Copy]):
    class Meta:
        model = Copy
        skip_postgeneration_save = True

    book = factory.SubFactory(BookFactory)
    barcode = factory.Sequence(lambda n: barcodes.numbered(barcodes.COPY, 9, n + 1))
    branch = factory.SubFactory(BranchFactory)
    copy_type = factory.SubFactory(CopyTypeFactory)

    @factory.post_generation
    def searchable(self: Any, create: bool, given: bool | None, **_: Any) -> None:
        index.put(self.book)


class ImportBatchFactory(factory.django.DjangoModelFactory[ImportBatch]):
    """An import of a file that was uploaded; the file itself is not there."""

    class Meta:
        model = ImportBatch

    name = "box.mrc"
    file = factory.Sequence(lambda n: f"imports/{n}")
    size = 1000
    format = "marc"
    branch = factory.SubFactory(BranchFactory)
    copy_type = factory.SubFactory(CopyTypeFactory)
    created_at = LONG_AGO
