from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.test import Client

from accounts.models import User
from catalog.models import Copy, LabelSheet
from catalog.web import label_choice
from core import ids
from tests.catalog.web.test_editing_books import filled
from tests.factories.catalog import CopyFactory
from tests.html import assert_valid, elements, words

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]
SAID = {"sheet": "a4-3x7", "kind": "barcode", "start": "1"}


@pytest.fixture
def browser(signed_in: Browser, vera: User) -> Client:
    return signed_in(vera)


def test_every_sheet_that_comes_with_the_library_fits_its_page() -> None:
    sheets = list(LabelSheet.objects.all())
    assert len(sheets) == 7
    assert all(sheet.measures.fits for sheet in sheets)
    for sheet in sheets:
        sheet.full_clean()


def test_labels_come_as_a_pdf(browser: Client) -> None:
    copy = CopyFactory()
    assert_valid(browser.get(f"/labels?copy={copy.pk}"))
    answer = browser.post("/labels", SAID | {"copy": str(copy.pk)})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")
    again = browser.post("/labels", SAID | {"copy": str(copy.pk)})
    assert again.content == answer.content


def test_the_browser_prints_the_same_labels(browser: Client) -> None:
    copy = CopyFactory(call_number="813.54 LEG", book__title="A <b> & c")
    answer = browser.post(
        "/labels", SAID | {"barcodes": copy.barcode, "kind": "both", "as": "page"}
    )
    root = assert_valid(answer)
    drawings = [each for each in elements(root) if each.tag.endswith("svg")]
    assert [each.get("width") for each in drawings] == ["210.0mm"]
    texts = [each.text for each in elements(root) if each.tag.endswith("text")]
    assert texts[:2] == ["813.54", "LEG"]
    assert copy.barcode in texts
    assert "A <b> & c" in texts
    bars = [each for each in elements(root) if each.tag.endswith("rect")]
    assert len(bars) == 3 * 9 + 4  # three bars for each of start, seven pairs and check; four end


def test_the_second_use_of_a_sheet_begins_where_the_first_ended(browser: Client) -> None:
    made = [CopyFactory() for _ in range(3)]
    sent = SAID | {"copy": [str(copy.pk) for copy in made], "start": "20", "as": "page"}
    root = assert_valid(browser.post("/labels", sent))
    assert len([each for each in elements(root) if each.tag.endswith("svg")]) == 2
    assert browser.session["label_sheet"] == "a4-3x7"


def test_copies_added_since_a_day_get_labels(browser: Client) -> None:
    old = UUID(int=int(datetime(2026, 5, 1, tzinfo=UTC).timestamp() * 1000) << 80)
    CopyFactory(id=old, barcode="OLD")
    CopyFactory(barcode="NEW")
    answer = browser.post("/labels", SAID | {"since": "2026-05-05", "as": "page"})
    said = answer.content.decode()
    assert "NEW" in said
    assert "OLD" not in said
    assert ids.least_at(datetime(2026, 5, 1, tzinfo=UTC)) == old


@pytest.mark.parametrize("day", ["0001-01-01", "1969-12-31"])
def test_labels_since_a_day_before_all_copies_are_for_all(browser: Client, day: str) -> None:
    CopyFactory(barcode="NEW")
    answer = browser.post("/labels", SAID | {"since": day, "as": "page"})
    assert "NEW" in answer.content.decode()
    assert browser.post("/labels", SAID | {"since": "9999-12-31"}).status_code == 422


def test_all_of_a_list_get_labels(browser: Client) -> None:
    CopyFactory(barcode="IN", shelf_location="Attic")
    CopyFactory(barcode="OUT-1")
    answer = browser.post("/labels?all=yes&shelf=Attic", SAID | {"as": "page"})
    said = answer.content.decode()
    assert (">IN<" in said, "OUT-1" in said) == (True, False)


def test_six_hundred_ticked_copies_get_labels(browser: Client) -> None:
    first = CopyFactory(barcode="B-0")
    alike = {"book": first.book, "branch": first.branch, "copy_type": first.copy_type}
    Copy.objects.bulk_create(Copy(barcode=f"B-{n}", **alike) for n in range(1, 600))
    chosen = ",".join(str(pk) for pk in Copy.objects.values_list("pk", flat=True))
    page = browser.get(f"/labels?copy={chosen}")
    assert "600 copies are chosen" in words(page)
    sent = {name: value for name, value in filled(page).items() if name == "copy"}
    said = browser.post("/labels", SAID | sent | {"as": "page"}).content.decode()
    assert [said.count(f">B-{n}<") for n in (0, 1, 599)] == [1, 1, 1]


def test_a_list_too_long_for_one_print_is_offered_in_parts(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(label_choice, "MOST", 2)
    for number in range(1, 6):
        CopyFactory(barcode=f"B-{number}", call_number=f"B{number}", shelf_location="Attic")
    CopyFactory(barcode="OUT", shelf_location="Cellar")
    page = browser.get("/labels?all=yes&shelf=Attic")
    assert_valid(page)
    assert "Copies 1 to 2 of 5 are chosen." in page.content.decode()
    parts = page.context["parts"]
    assert [(part["label"], part["is_chosen"]) for part in parts] == [
        ("1–2", True),
        ("3–4", False),
        ("5", False),
    ]
    printed = []
    for part in parts:
        assert_valid(browser.get(f"/labels{part['url']}"))
        said = browser.post(f"/labels{part['url']}", SAID | {"as": "page"}).content.decode()
        printed.append([number for number in range(1, 6) if f">B-{number}<" in said])
        assert "OUT" not in said
    assert printed == [[1, 2], [3, 4], [5]]


@pytest.mark.parametrize("part", ["0", "9", "-1", "x", "", "²"])
def test_a_part_that_is_none_is_the_nearest(browser: Client, part: str) -> None:
    CopyFactory(barcode="B-1")
    page = browser.get(f"/labels?all=yes&part={part}")
    assert "1 copy is chosen." in page.content.decode()


@pytest.mark.parametrize("end", ["first_barcode", "last_barcode"])
def test_a_run_of_labels_needs_both_ends(browser: Client, end: str) -> None:
    CopyFactory(barcode="B-1")
    answer = browser.post("/labels", SAID | {end: "B-1"})
    assert answer.status_code == 422
    assert "A run of labels needs its first and its last." in answer.content.decode()


def test_scanned_copies_are_printed_in_the_order_they_were_scanned(browser: Client) -> None:
    for code in ("B-1", "B-2", "B-3"):
        CopyFactory(barcode=code, call_number=code)
    answer = browser.post("/labels", SAID | {"barcodes": "b-3\nB-1\nB-2", "as": "page"})
    said = answer.content.decode()
    assert said.index(">B-3<") < said.index(">B-1<") < said.index(">B-2<")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 422),
        ({"barcodes": "NOBODY"}, 404),
        ({"copy": "nonsense"}, 422),
        ({"barcodes": "B-1", "start": "22"}, 422),
        ({"barcodes": "B-1", "sheet": "a9"}, 422),
        ({"barcodes": "B-1", "kind": "poster"}, 422),
        ({"first_barcode": "B-2", "last_barcode": "B-1"}, 422),
        ({"barcodes": "A" * 40}, 409),
    ],
)
def test_what_cannot_be_printed_is_told(browser: Client, sent: dict[str, str], status: int) -> None:
    CopyFactory(barcode="B-1")
    CopyFactory(barcode="A" * 40)
    answer = browser.post("/labels", SAID | sent)
    assert answer.status_code == status
    assert_valid(answer)
    assert Copy.objects.count() == 2


def test_a_sheet_whose_labels_overlap_is_refused(signed_in: Browser, alma: User) -> None:
    sheet = LabelSheet.objects.get(code="a4-3x7")
    names = ["code", "name", "page_width", "page_height", "left", "top", "columns", "rows",
             "label_width", "label_height", "across", "down"]  # fmt: skip
    sent = {name: getattr(sheet, name) for name in names}
    url = f"/admin/catalog/labelsheet/{sheet.pk}/change/"
    wrong = signed_in(alma).post(url, sent | {"across": 30})
    assert "do not fit on the page" in wrong.content.decode()
    assert signed_in(alma).post(url, sent | {"left": 7}).status_code == 302
