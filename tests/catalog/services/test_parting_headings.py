from datetime import datetime
from typing import Any

import pytest

from accounts.models import AuditEntry, User
from catalog import errors
from catalog.models import Book, Contributor, ContributorAlias, HeadingMerge, Subject
from catalog.models.headings import CONTRIBUTORS, SUBJECTS
from catalog.search import engine
from catalog.services import books, heading_deeds, heading_partings
from tests.factories.catalog import BookFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def deed(leo: User, now: datetime) -> dict[str, Any]:
    return {"actor": leo, "now": now, "interface": "page"}


def found(typed: str) -> set[Any]:
    return set(engine.search(engine.Wanted(typed=typed)).book_ids)


def person(name: str) -> Contributor:
    return Contributor.objects.get(name=name)


def made(book: Book) -> list[tuple[str, str]]:
    return list(books.facts_of(Book.objects.get(pk=book.pk)).contributors)


def test_both_names_are_there_again_each_in_its_books(deed: dict[str, Any]) -> None:
    roughing = BookFactory(title="Roughing it", author="Twain, Mark")
    letters = BookFactory(title="Letters", author="Clemens, Samuel L.")
    gone, kept = person("Clemens, Samuel L."), person("Twain, Mark")
    heading_deeds.set_aliases(CONTRIBUTORS, gone.pk, ["Clemens, S."], **deed)
    heading_deeds.merge(CONTRIBUTORS, gone.pk, kept.pk, **deed)
    heading_partings.part(CONTRIBUTORS, kept.pk, gone.pk, **deed)
    assert person("Clemens, Samuel L.").pk == gone.pk
    assert made(roughing) == [("Twain, Mark", "aut")]
    assert made(letters) == [("Clemens, Samuel L.", "aut")]
    assert list(ContributorAlias.objects.values_list("name", "contributor")) == [
        ("Clemens, S.", gone.pk)
    ]
    assert (found("twain"), found("clemens")) == ({roughing.pk}, {letters.pk})
    assert not HeadingMerge.objects.exists()
    entry = AuditEntry.objects.get(action="contributor.parted")
    assert (entry.data["other_name"], entry.data["books"]) == ("Clemens, Samuel L.", 2)


def test_a_book_that_had_both_has_both_again_in_their_places(deed: dict[str, Any]) -> None:
    both = [("Twain, Mark", "aut"), ("Clemens, S.", "aut"), ("Clemens, S.", "ill")]
    book = books.add(books.Facts(title="Both", contributors=both), **deed).book
    gone, kept = person("Clemens, S."), person("Twain, Mark")
    heading_deeds.merge(CONTRIBUTORS, gone.pk, kept.pk, **deed)
    heading_partings.part(CONTRIBUTORS, kept.pk, gone.pk, **deed)
    assert made(book) == both


def test_subjects_are_parted_too(deed: dict[str, Any]) -> None:
    one = BookFactory(subject="Sea")
    other = BookFactory(subject="Ocean")
    both = books.add(books.Facts(title="Both", subjects=["Ocean", "Sea"]), **deed).book
    sea, ocean = Subject.objects.get(heading="Sea"), Subject.objects.get(heading="Ocean")
    heading_deeds.merge(SUBJECTS, ocean.pk, sea.pk, **deed)
    heading_partings.part(SUBJECTS, sea.pk, ocean.pk, **deed)
    said = [sorted(each.subjects.values_list("heading", flat=True)) for each in (one, other, both)]
    assert said == [["Sea"], ["Ocean"], ["Ocean", "Sea"]]


def test_a_book_edited_since_stays_as_it_was_edited(deed: dict[str, Any]) -> None:
    BookFactory(author="Twain, Mark")
    letters = BookFactory(title="Letters", author="Clemens, S.")
    gone, kept = person("Clemens, S."), person("Twain, Mark")
    heading_deeds.merge(CONTRIBUTORS, gone.pk, kept.pk, **deed)
    facts = books.Facts(title="Letters", contributors=[("Other, Ann", "aut")])
    books.edit(letters.pk, facts, revision=None, **deed)
    heading_partings.part(CONTRIBUTORS, kept.pk, gone.pk, **deed)
    assert made(letters) == [("Other, Ann", "aut")]


def test_a_chain_is_undone_from_its_end(deed: dict[str, Any]) -> None:
    titles = {name: BookFactory(author=name) for name in ("A, A.", "B, B.", "C, C.")}
    a, b, c = (person(name) for name in titles)
    heading_deeds.merge(CONTRIBUTORS, a.pk, b.pk, **deed)
    heading_deeds.merge(CONTRIBUTORS, b.pk, c.pk, **deed)
    with pytest.raises(errors.UnknownHeading):
        heading_partings.part(CONTRIBUTORS, b.pk, a.pk, **deed)
    heading_partings.part(CONTRIBUTORS, c.pk, b.pk, **deed)
    heading_partings.part(CONTRIBUTORS, b.pk, a.pk, **deed)
    assert [made(book)[0][0] for book in titles.values()] == list(titles)
    assert not ContributorAlias.objects.exists()


def test_a_name_that_something_else_has_by_now_is_not_given_twice(deed: dict[str, Any]) -> None:
    for name in ("Twain, Mark", "Clemens, S.", "Other, Ann"):
        BookFactory(author=name)
    gone, kept, other = person("Clemens, S."), person("Twain, Mark"), person("Other, Ann")
    heading_deeds.merge(CONTRIBUTORS, gone.pk, kept.pk, **deed)
    heading_deeds.set_aliases(CONTRIBUTORS, kept.pk, [], **deed)
    heading_deeds.set_aliases(CONTRIBUTORS, other.pk, ["Clemens, S."], **deed)
    with pytest.raises(errors.HeadingTaken):
        heading_partings.part(CONTRIBUTORS, kept.pk, gone.pk, **deed)
    heading_deeds.set_aliases(CONTRIBUTORS, other.pk, [], **deed)
    heading_deeds.rename(CONTRIBUTORS, kept.pk, "Clemens, S.", **deed)
    with pytest.raises(errors.HeadingTaken):
        heading_partings.part(CONTRIBUTORS, kept.pk, gone.pk, **deed)
    assert Contributor.objects.count() == 2


def test_only_a_merge_that_was_made_is_undone(deed: dict[str, Any]) -> None:
    BookFactory(author="Twain, Mark")
    BookFactory(author="Other, Ann")
    with pytest.raises(errors.UnknownMerge):
        heading_partings.part(
            CONTRIBUTORS, person("Twain, Mark").pk, person("Other, Ann").pk, **deed
        )
