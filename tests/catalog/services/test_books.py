from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, User
from catalog import errors
from catalog.models import Book, Contributor, Copy, Isbn, SearchEntry, Subject
from catalog.models.headings import CONTRIBUTORS, SUBJECTS
from catalog.services import books, heading_deeds
from tests.factories.catalog import BookFactory, CopyFactory
from tests.factories.loans import LoanFactory

pytestmark = pytest.mark.django_db
EARTHSEA = books.Facts(
    title="A wizard of Earthsea",
    contributors=[("Le Guin, Ursula K.", "aut"), ("Robbins, Ruth", "ill")],
    isbns=["9780547773742", "9783161484100"],
    subjects=["Wizards", "Islands"],
    language="eng",
)


@pytest.fixture
def deed(leo: User, now: Any) -> dict[str, Any]:
    return {"actor": leo, "now": now, "interface": "page"}


def test_a_book_is_added_with_all_that_hangs_on_it(deed: dict[str, Any]) -> None:
    added = books.add(EARTHSEA, copy_count=2, **deed)
    book = Book.objects.with_details().get()
    assert books.facts_of(book) == books.Facts(
        **vars(EARTHSEA) | {"subjects": ["Islands", "Wizards"]}
    )
    assert book.sort_title == "wizard of earthsea"
    assert (book.author, book.isbn) == ("Le Guin, Ursula K.", "9780547773742")
    assert sorted(added.barcodes) == list(Copy.objects.values_list("barcode", flat=True))
    assert [each.action for each in AuditEntry.objects.order_by("id")] == [
        "book.added",
        "copy.added",
        "copy.added",
    ]


def test_what_is_named_twice_is_kept_once(deed: dict[str, Any]) -> None:
    doubled = books.Facts(
        title="T",
        contributors=[("A", "aut"), ("A", "aut"), ("A", "ill")],
        isbns=["9780547773742"] * 2,
        subjects=["S", "S"],
    )
    book = books.add(doubled, **deed).book
    assert [each.role for each in book.contributions.all()] == ["aut", "ill"]
    assert (book.isbns.count(), book.subjects.count()) == (1, 1)


def test_names_and_headings_are_shared(deed: dict[str, Any]) -> None:
    books.add(EARTHSEA, **deed)
    books.add(books.Facts(**vars(EARTHSEA) | {"title": "The tombs", "isbns": []}), **deed)
    assert (Contributor.objects.count(), Subject.objects.count()) == (2, 2)


def test_many_names_are_as_many_statements_as_one(deed: dict[str, Any]) -> None:
    names, headings = [f"Writer {each}" for each in "abcde"], [f"Topic {each}" for each in "abcde"]

    def statements(title: str, count: int) -> int:
        said = [(name, "aut") for name in names[:count]]
        facts = books.Facts(title=title, contributors=said, subjects=headings[:count])
        with CaptureQueriesContext(connection) as asked:
            books.add(facts, copy_count=count, **deed)
        return len(asked)

    statements("What the catalogue knows from now on", 5)
    assert statements("From now on", 5) == statements("From now on", 1)


def test_an_isbn_is_of_one_current_book(deed: dict[str, Any]) -> None:
    first = books.add(EARTHSEA, **deed).book
    with pytest.raises(errors.IsbnTaken, match="9783161484100"):
        books.add(books.Facts(title="Other", isbns=["9780804429573", "9783161484100"]), **deed)
    assert (Book.objects.count(), SearchEntry.objects.count()) == (1, 1)
    books.withdraw(first.pk, **deed)
    assert books.add(EARTHSEA, **deed).book.isbn == "9780547773742"


def test_an_edit_may_not_take_the_isbn_of_another(deed: dict[str, Any]) -> None:
    books.add(EARTHSEA, **deed)
    other = books.add(books.Facts(title="Other", subjects=["Kept"]), **deed).book
    with pytest.raises(errors.IsbnTaken):
        books.edit(other.pk, books.Facts(title="X", isbns=EARTHSEA.isbns), revision=1, **deed)
    other.refresh_from_db()
    assert (other.title, other.revision, other.version) == ("Other", 1, 1)
    assert list(other.subjects.values_list("heading", flat=True)) == ["Kept"]


def test_an_edit_is_told_the_isbn_of_another_and_not_its_own(deed: dict[str, Any]) -> None:
    other = books.add(books.Facts(title="Other", isbns=["9780804429573"]), **deed).book
    books.add(EARTHSEA, **deed)
    both = books.Facts(title="Other", isbns=["9780804429573", "9783161484100"])
    with pytest.raises(errors.IsbnTaken, match="9783161484100"):
        books.edit(other.pk, both, revision=1, **deed)


def test_an_edit_that_says_nothing_new_leaves_no_trace(deed: dict[str, Any]) -> None:
    book = books.add(EARTHSEA, **deed).book
    later = deed | {"now": deed["now"] + timedelta(hours=1)}
    shuffled = books.Facts(**vars(EARTHSEA) | {"subjects": ["Islands", "Wizards", "Islands"]})
    books.edit(book.pk, shuffled, revision=1, **later)
    book.refresh_from_db()
    assert (book.revision, book.version, book.updated_at) == (1, 1, deed["now"])
    assert not AuditEntry.objects.filter(action="book.edited").exists()


def test_an_edit_says_what_it_changed(deed: dict[str, Any]) -> None:
    book = books.add(EARTHSEA, **deed).book
    turned = list(reversed(EARTHSEA.contributors))
    books.edit(
        book.pk,
        books.Facts(**vars(EARTHSEA) | {"contributors": turned, "year": 1968, "isbns": []}),
        revision=1,
        **deed,
    )
    entry = AuditEntry.objects.get(action="book.edited")
    assert entry.data["changed"] == ["contributors", "isbns", "year"]
    assert entry.data["after"]["year"] == 1968
    assert entry.data["before"]["isbns"] == EARTHSEA.isbns
    book.refresh_from_db()
    assert (book.revision, book.version) == (2, 2)
    assert [each.contributor.name for each in book.contributions.all()] == [
        "Robbins, Ruth",
        "Le Guin, Ursula K.",
    ]


def test_an_edit_tells_what_is_kept_where_another_name_was_given(deed: dict[str, Any]) -> None:
    made = [("Tolstoi, Lev", "aut"), ("Garnett, C.", "trl")]
    book = books.add(books.Facts(title="War", contributors=made, subjects=["War"]), **deed).book
    for kind, own, other in (
        (CONTRIBUTORS, "Tolstoi, Lev", "Tolstoy, Leo"), (SUBJECTS, "War", "Wars")
    ):  # fmt: skip
        row = kind.rows.get(**{kind.column: own})
        heading_deeds.set_aliases(kind, row.pk, [other], **deed)
    typed = [("Tolstoy, Leo", "aut"), ("Tolstoi, Lev", "aut"), ("Garnett, C.", "trl")]
    same = books.Facts(title="War", contributors=typed, subjects=["Wars", "War"])
    books.edit(book.pk, same, revision=1, **deed)
    book.refresh_from_db()
    assert book.revision == 1
    alone = books.Facts(title="War", contributors=[("Tolstoy, Leo", "aut")], subjects=["Wars"])
    books.edit(book.pk, alone, revision=1, **deed)
    entry = AuditEntry.objects.get(action="book.edited")
    assert entry.data["changed"] == ["contributors"]
    assert entry.data["after"] == {"contributors": [["Tolstoi, Lev", "aut"]]}


def test_a_stale_edit_is_refused(deed: dict[str, Any]) -> None:
    book = books.add(EARTHSEA, **deed).book
    books.edit(book.pk, books.Facts(title="One"), revision=1, **deed)
    with pytest.raises(errors.BookChanged):
        books.edit(book.pk, books.Facts(title="Two"), revision=1, **deed)
    books.edit(book.pk, books.Facts(title="Three"), revision=None, **deed)
    assert Book.objects.get().title == "Three"


def test_a_book_goes_with_its_copies_unless_one_is_out(deed: dict[str, Any], now: Any) -> None:
    book = CopyFactory(book__isbn="9780547773742").book
    books.withdraw(book.pk, **deed)
    assert not Copy.objects.current().exists()
    assert not Isbn.objects.filter(is_current=True).exists()
    lent = LoanFactory().copy.book
    with pytest.raises(errors.BookInUse):
        books.withdraw(lent.pk, **deed)
    assert Book.objects.current().get() == lent


@pytest.mark.parametrize("is_withdrawn", [True, False])
def test_a_book_that_is_not_there_cannot_be_changed(
    deed: dict[str, Any], now: Any, is_withdrawn: bool
) -> None:
    gone = BookFactory(withdrawn_at=now).pk if is_withdrawn else uuid4()
    with pytest.raises(errors.UnknownBook):
        books.edit(gone, EARTHSEA, revision=None, **deed)
    with pytest.raises(errors.UnknownBook):
        books.withdraw(gone, **deed)


@pytest.mark.parametrize(
    ("author", "made"),
    [
        ("B", [("B", "aut"), ("T", "trl")]),
        ("B; C ;; B", [("B", "aut"), ("C", "aut"), ("T", "trl")]),
    ],
)
def test_one_author_field_keeps_the_others(author: str, made: list[tuple[str, str]]) -> None:
    assert books.with_author([("A", "aut"), ("T", "trl")], author) == made
