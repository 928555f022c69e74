from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, User
from catalog import errors
from catalog.models import Branch, Copy
from catalog.search import engine, index
from catalog.services import copies, copies_many
from catalog.services.copies_many import Change
from tests.factories.catalog import BookFactory, BranchFactory, CopyFactory, CopyTypeFactory
from tests.factories.holds import HoldFactory
from tests.factories.loans import LoanFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def deed(leo: User, now: Any) -> dict[str, Any]:
    return {"actor": leo, "now": now, "interface": "page"}


@pytest.fixture
def facts(harbour: Branch) -> copies.Facts:
    return copies.Facts(branch=harbour, copy_type=CopyTypeFactory(), call_number="813.54 LEG")


def test_copies_get_the_barcodes_that_were_given(facts: Any, deed: Any) -> None:
    book = BookFactory()
    made = copies_many.add(book, facts, ["b-2", "B-1"], **deed)
    assert [copy.barcode for copy in made] == ["B-2", "B-1"]
    kept = Copy.objects.get(barcode="B-1")
    assert (kept.book_id, kept.call_number, kept.shelf_key) == (
        book.pk,
        "813.54 LEG",
        "813.54 leg",
    )
    assert AuditEntry.objects.filter(action="copy.added", book_id=book.pk).count() == 2


def test_copies_without_barcodes_get_the_next_of_ours(facts: Any, deed: Any) -> None:
    made = copies_many.add(BookFactory(), facts, [""] * 3, **deed)
    assert len({copy.barcode for copy in made}) == 3
    assert all(len(copy.barcode) == 14 for copy in made)


def test_our_own_numbers_step_over_those_that_are_given_with_them(facts: Any, deed: Any) -> None:
    said = ["", "30001000000010", ""]
    made = [copy.barcode for copy in copies_many.add(BookFactory(), facts, said, **deed)]
    assert made == ["30001000000028", "30001000000010", "30001000000036"]


def test_a_book_that_gets_copies_is_seen_anew(facts: Any, deed: Any) -> None:
    book = BookFactory()
    copies_many.add(book, facts, ["B-1", "B-2"], **deed)
    version = book.version
    book.refresh_from_db()
    assert book.version > version


def test_one_wrong_barcode_adds_nothing_and_each_is_told_why(facts: Any, deed: Any) -> None:
    CopyFactory(barcode="TAKEN")
    with pytest.raises(errors.BarcodesRefused) as refused:
        copies_many.add(BookFactory(), facts, ["B-1", "taken", "<b>", "b-1"], **deed)
    assert Copy.objects.count() == 1
    assert {each["barcode"]: each["message"] for each in refused.value.findings} == {
        "TAKEN": "Another copy already has the barcode TAKEN.",
        "<B>": "<B> cannot be a barcode.",
        "B-1": "B-1 is there twice.",
    }
    assert "TAKEN" in str(refused.value)


def test_many_reasons_are_counted(facts: Any, deed: Any) -> None:
    with pytest.raises(errors.BarcodesRefused) as refused:
        copies_many.add(BookFactory(), facts, [f"<{n}>" for n in range(14)], **deed)
    assert str(refused.value).endswith("And 4 more.")
    assert len(refused.value.findings) == 14


@pytest.mark.parametrize(
    ("count", "refusal"), [(0, errors.NothingChosen), (501, errors.TooManyChosen)]
)
def test_so_many_at_once_are_refused(
    facts: Any, deed: Any, count: int, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        copies_many.add(BookFactory(), facts, [""] * count, **deed)


def test_a_withdrawn_book_gets_no_copies(facts: Any, deed: Any, now: Any) -> None:
    with pytest.raises(errors.UnknownBook):
        copies_many.add(BookFactory(withdrawn_at=now), facts, ["B-1"], **deed)


def test_a_roll_of_labels_is_read_from_its_ends() -> None:
    assert copies_many.between(" b-08 ", "B-10") == ["B-08", "B-09", "B-10"]
    with pytest.raises(errors.NoBarcodeRange):
        copies_many.between("B-10", "B-08")


def test_nothing_to_change_is_refused(deed: Any) -> None:
    copy = CopyFactory()
    with pytest.raises(errors.NothingToChange):
        copies_many.change([copy.pk], Change(), **deed)


def test_copies_of_which_it_is_noted_already_are_done_without_a_trace(deed: Any) -> None:
    there, here = CopyFactory(shelf_location="Attic"), CopyFactory()
    seen = there.book.version
    outcome = copies_many.change([there.pk, here.pk], Change(shelf_location="Attic"), **deed)
    assert sorted(outcome.done) == sorted([there.barcode, here.barcode])
    there.refresh_from_db()
    here.refresh_from_db()
    assert (there.revision, here.revision) == (1, 2)
    assert there.book.version == seen
    assert [entry.copy_id for entry in AuditEntry.objects.filter(action="copy.edited")] == [here.pk]


def test_copies_are_moved_and_keep_the_rest(deed: Any) -> None:
    hill = BranchFactory(code="hill", name="Hill")
    one, two = CopyFactory.create_batch(2, note="Torn", call_number="FIC A")
    change = Change(branch=hill, shelf_location="Attic")
    outcome = copies_many.change([one.pk, two.pk], change, **deed)
    assert sorted(outcome.done) == sorted([one.barcode, two.barcode])
    for copy in Copy.objects.all():
        assert (copy.branch, copy.shelf_location) == (hill, "Attic")
        assert (copy.note, copy.call_number, copy.revision) == ("Torn", "FIC A", 2)
    assert AuditEntry.objects.filter(action="copy.edited").count() == 2


def test_states_are_set_and_cleared(deed: Any, now: Any) -> None:
    copy = CopyFactory(damaged_at=now)
    copies_many.change([copy.pk], Change(is_missing=True, is_damaged=False), **deed)
    copy.refresh_from_db()
    assert (copy.missing_at, copy.damaged_at, copy.lost_at) == (now, None, None)


def test_a_new_call_number_is_a_new_place(deed: Any) -> None:
    copy = CopyFactory(call_number="FIC A")
    copies_many.change([copy.pk], Change(call_number="QA76 .C3"), **deed)
    copy.refresh_from_db()
    assert copy.shelf_key == "qa 0076 c3"


def test_what_cannot_be_changed_is_told_and_the_rest_is_done(deed: Any, now: Any) -> None:
    gone, here = CopyFactory(withdrawn_at=now), CopyFactory()
    outcome = copies_many.change([gone.pk, here.pk, uuid4()], Change(note="x"), **deed)
    assert outcome.done == [here.barcode]
    assert outcome.refused == [(gone.barcode, str(errors.CopyWithdrawn(barcode=gone.barcode)))]


def test_copies_are_withdrawn_with_a_reason_but_not_from_a_member(deed: Any, now: Any) -> None:
    lent, here = LoanFactory().copy, CopyFactory()
    held = HoldFactory().book
    last = CopyFactory(book=held)
    outcome = copies_many.withdraw([lent.pk, here.pk, last.pk], reason="Worn out", **deed)
    assert outcome.done == [here.barcode]
    assert dict(outcome.refused) == {
        lent.barcode: str(errors.CopyInUse()),
        last.barcode: str(errors.CopyIsHeld()),
    }
    here.refresh_from_db()
    assert (here.withdrawn_at, here.withdrawn_for) == (now, "Worn out")


def test_books_that_become_less_popular_at_once_are_all_still_found(deed: Any) -> None:
    """Their entries are numbered by popularity, and one takes the place that another has left."""
    many = CopyFactory.create_batch(8, book=BookFactory(title="Tides"))
    few = CopyFactory.create_batch(3, book=BookFactory(title="Harbours"))
    index.put_many([many[0].book_id])
    index.put_many([few[0].book_id])
    chosen = [copy.pk for copy in (*many[:6], few[0])]
    assert len(copies_many.withdraw(chosen, reason="Worn out", **deed).done) == 7
    for copy in (many[0], few[0]):
        found = engine.search(engine.Wanted(typed=copy.book.title))
        assert list(found.book_ids) == [copy.book_id]


def test_a_withdrawn_copy_comes_back(deed: Any, now: Any) -> None:
    copy = CopyFactory(withdrawn_at=now, withdrawn_for="Worn out")
    version = copy.book.version
    assert copies_many.bring_back([copy.pk], **deed).done == [copy.barcode]
    back = Copy.objects.get()
    assert (back.withdrawn_at, back.withdrawn_for) == (None, "")
    assert back.book.version > version
    assert AuditEntry.objects.get().action == "copy.brought_back"


def test_what_never_left_cannot_come_back(deed: Any) -> None:
    copy = CopyFactory()
    outcome = copies_many.bring_back([copy.pk, uuid4()], **deed)
    assert outcome.done == []
    assert dict(outcome.refused) == {
        copy.barcode: str(errors.CopyNotWithdrawn(barcode=copy.barcode))
    }


def test_a_copy_does_not_come_back_without_its_book(deed: Any, now: Any) -> None:
    copy = CopyFactory(withdrawn_at=now, book__withdrawn_at=now)
    outcome = copies_many.bring_back([copy.pk], **deed)
    assert outcome.refused == [(copy.barcode, str(errors.BookWithdrawn()))]


def test_a_copy_added_by_mistake_is_deleted(deed: Any) -> None:
    copy = CopyFactory()
    copies_many.erase([copy.pk], **deed)
    assert not Copy.objects.exists()
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.data) == ("copy.deleted", {"barcode": copy.barcode})


def test_a_copy_with_a_history_stays(deed: Any, now: Any) -> None:
    lent_before = LoanFactory(returned_at=now).copy
    on_loan = LoanFactory().copy
    fresh = CopyFactory()
    outcome = copies_many.erase([lent_before.pk, on_loan.pk, fresh.pk], **deed)
    assert outcome.done == [fresh.barcode]
    assert dict(outcome.refused) == {
        lent_before.barcode: str(errors.CopyHasHistory(barcode=lent_before.barcode)),
        on_loan.barcode: str(errors.CopyInUse()),
    }
    assert Copy.objects.count() == 2
    assert AuditEntry.objects.filter(action="copy.deleted").count() == 1


def test_the_number_of_statements_does_not_grow_for_barcodes(facts: Any, deed: Any) -> None:
    costs = []
    for count in (10, 30):
        codes = [f"B-{count}-{number}" for number in range(count)]
        with CaptureQueriesContext(connection) as asked:
            copies_many.add(BookFactory(), facts, codes, **deed)
        costs.append(len([each for each in asked if "accounts_auditentry" not in each["sql"]]))
    assert costs[1] <= costs[0]
