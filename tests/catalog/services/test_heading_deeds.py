from datetime import datetime
from typing import Any

import pytest

from accounts.models import AuditEntry, User
from catalog import errors
from catalog.models import Book, Contribution, Contributor, ContributorAlias, Subject
from catalog.models.headings import CONTRIBUTORS, SUBJECTS
from catalog.search import engine
from catalog.selectors import history
from catalog.services import books, heading_deeds, heading_history, heading_partings
from tests.factories.catalog import BookFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def deed(leo: User, now: datetime) -> dict[str, Any]:
    return {"actor": leo, "now": now, "interface": "page"}


def found(typed: str) -> list[Book]:
    ids = engine.search(engine.Wanted(typed=typed, ordering="title")).book_ids
    books = Book.objects.in_bulk(ids)
    return [books[pk] for pk in ids]


def named(name: str) -> Contributor:
    return Contributor.objects.get(name=name)


def test_a_merged_name_leads_to_the_kept_one(deed: dict[str, Any]) -> None:
    roughing = BookFactory(title="Roughing it", author="Twain, Mark")
    letters = BookFactory(title="Letters", author="Clemens, Samuel L.")
    gone, kept = named("Clemens, Samuel L."), named("Twain, Mark")
    heading_deeds.merge(CONTRIBUTORS, gone.pk, kept.pk, **deed)
    assert not Contributor.objects.filter(pk=gone.pk).exists()
    assert [each.name for each in kept.aliases.all()] == ["Clemens, Samuel L."]
    assert found("twain") == [letters, roughing]
    assert found("author:clemens") == [letters, roughing]
    letters.refresh_from_db()
    assert letters.author == "Twain, Mark"
    assert letters.version == 2
    entry = AuditEntry.objects.get(action="contributor.merged")
    assert entry.data["moved"] == [str(letters.pk)]
    assert entry.data["gone_name"] == "Clemens, Samuel L."


def test_a_book_that_has_both_names_has_one_after_the_merge(deed: dict[str, Any]) -> None:
    made = [("Twain, Mark", "aut"), ("Clemens, Samuel", "aut"), ("Clemens, Samuel", "ill")]
    book = books.add(books.Facts(title="Both", contributors=made), **deed).book
    heading_deeds.merge(CONTRIBUTORS, named("Clemens, Samuel").pk, named("Twain, Mark").pk, **deed)
    rows = Contribution.objects.filter(book=book).values_list("contributor__name", "role")
    assert list(rows) == [("Twain, Mark", "aut"), ("Twain, Mark", "ill")]


def test_whoever_enters_another_name_means_the_kept_one(deed: dict[str, Any]) -> None:
    BookFactory(author="Twain, Mark")
    heading_deeds.set_aliases(CONTRIBUTORS, named("Twain, Mark").pk, ["Clemens, S."], **deed)
    facts = books.Facts(title="New", contributors=[("Clemens, S.", "aut"), ("Twain, Mark", "aut")])
    book = books.add(facts, **deed).book
    assert book.author == "Twain, Mark"
    assert Contributor.objects.count() == 1
    assert book in found("clemens")


def test_subjects_are_merged_likewise(deed: dict[str, Any]) -> None:
    old, new = BookFactory(subject="Aeroplanes"), BookFactory(subject="Airplanes")
    gone, kept = (Subject.objects.get(heading=each) for each in ("Aeroplanes", "Airplanes"))
    heading_deeds.merge(SUBJECTS, gone.pk, kept.pk, **deed)
    assert set(found("subject:aeroplanes")) == set(found("subject:airplanes")) == {old, new}


def told(book: Book) -> list[tuple[Any, Any]]:
    """What its history says of names and subjects, the newest first."""
    page = history.told(list(history.of(book.pk).order_by(*history.ORDER)))
    changes = [change for event in page for change in event.changes]
    return [(change.before, change.after) for change in changes]


def test_a_renamed_heading_stands_in_the_history_of_its_books(deed: dict[str, Any]) -> None:
    made = [("Twain, M.", "aut"), ("Twain, M.", "ill"), ("Bell, B.", "aut")]
    book = books.add(books.Facts(title="A", contributors=made, subjects=["Boats"]), **deed).book
    other = BookFactory(author="Bell, B.")
    heading_deeds.rename_contributor(named("Twain, M.").pk, "Twain, Mark", **deed)
    heading_deeds.rename_subject(Subject.objects.get().pk, "Ships", **deed)
    assert told(book) == [
        (["Boats"], ["Ships"]),
        (
            [["Twain, M.", "aut"], ["Twain, M.", "ill"]],
            [["Twain, Mark", "aut"], ["Twain, Mark", "ill"]],
        ),
    ]
    assert told(other) == []


def test_a_merge_and_its_undoing_stand_in_the_history_of_the_books_they_changed(
    deed: dict[str, Any],
) -> None:
    own, others = BookFactory(author="Twain, Mark"), BookFactory(author="Clemens, S.")
    names = [("Twain, Mark", "aut"), ("Clemens, S.", "aut")]
    both = books.add(books.Facts(title="Both", contributors=names), **deed).book
    gone, kept = named("Clemens, S."), named("Twain, Mark")
    heading_deeds.merge(CONTRIBUTORS, gone.pk, kept.pk, **deed)
    clemens, twain = [["Clemens, S.", "aut"]], [["Twain, Mark", "aut"]]
    assert told(own) == []
    assert told(others) == [(clemens, twain)]
    assert told(both) == [(clemens, [])]
    heading_partings.part(CONTRIBUTORS, kept.pk, gone.pk, **deed)
    assert told(own) == []
    assert told(others)[0] == (twain, clemens)
    assert told(both)[0] == ([], clemens)


def test_a_heading_of_very_many_books_is_told_of_in_each(
    deed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heading_history, "_AT_ONCE", 3)
    made = [BookFactory(author="Twain, M.") for _ in range(7)]
    heading_deeds.rename_contributor(named("Twain, M.").pk, "Twain, Mark", **deed)
    assert [len(told(book)) for book in made] == [1] * 7


def test_a_chain_of_merges_keeps_all_names(deed: dict[str, Any]) -> None:
    for name in ("One", "Two", "Three"):
        BookFactory(author=name)
    heading_deeds.merge(CONTRIBUTORS, named("One").pk, named("Two").pk, **deed)
    heading_deeds.merge(CONTRIBUTORS, named("Two").pk, named("Three").pk, **deed)
    names = ContributorAlias.objects.filter(contributor=named("Three"))
    assert {alias.name for alias in names} == {"One", "Two"}


def test_a_heading_is_not_merged_with_itself_nor_with_what_is_not_there(
    deed: dict[str, Any],
) -> None:
    book = BookFactory(author="One")
    one = named("One").pk
    with pytest.raises(errors.MergeWithItself):
        heading_deeds.merge(CONTRIBUTORS, one, one, **deed)
    with pytest.raises(errors.UnknownHeading):
        heading_deeds.merge(CONTRIBUTORS, one, book.pk, **deed)


def test_the_former_name_stays_when_it_is_to_be_kept(deed: dict[str, Any]) -> None:
    book = BookFactory(author="Twain, Marc")
    row = named("Twain, Marc")
    heading_deeds.rename(CONTRIBUTORS, row.pk, "Twain, Mark", keep_old=True, **deed)
    assert found("author:marc") == found("author:mark") == [book]
    heading_deeds.rename(CONTRIBUTORS, row.pk, "Twain, Marc", **deed)
    assert not row.aliases.exists()
    assert found("author:mark") == []


@pytest.mark.parametrize("name", ["Verne, Jules", "Verne, J."])
def test_a_name_that_another_has_is_not_taken(deed: dict[str, Any], name: str) -> None:
    BookFactory(author="Twain, Mark")
    BookFactory(author="Verne, Jules")
    heading_deeds.set_aliases(CONTRIBUTORS, named("Verne, Jules").pk, ["Verne, J."], **deed)
    twain = named("Twain, Mark").pk
    with pytest.raises(errors.HeadingTaken):
        heading_deeds.rename(CONTRIBUTORS, twain, name, **deed)
    with pytest.raises(errors.HeadingTaken):
        heading_deeds.set_aliases(CONTRIBUTORS, twain, [name], **deed)


def test_what_changes_nothing_leaves_no_trace(deed: dict[str, Any]) -> None:
    book = BookFactory(author="Twain, Mark")
    row = named("Twain, Mark")
    heading_deeds.rename(CONTRIBUTORS, row.pk, "Twain, Mark", **deed)
    heading_deeds.set_aliases(CONTRIBUTORS, row.pk, ["Twain, Mark"], **deed)
    book.refresh_from_db()
    assert book.version == 1
    assert not AuditEntry.objects.exists()
