"""Two records of one person are merged while someone lends on the one that goes."""

import pytest

from tests.races.clients import Ask
from tests.races.conftest import Library

pytestmark = pytest.mark.race

ROUNDS = 6
BRANCH = "main"
DEEDS = ("renew", "claim", "lost", "renew")


def test_a_loan_on_the_record_that_goes_is_the_kept_one_s_or_is_refused(library: Library) -> None:
    for _ in range(ROUNDS):
        kept, gone = library.readers(2)
        barcodes = library.book(4).barcodes
        scans = [
            Ask(
                "POST",
                "/desk/checkout",
                {"member_id": gone.id, "copy_barcode": barcode, "branch": BRANCH},
                library.librarian,
            )
            for barcode in barcodes
        ]
        merge = Ask("POST", f"/members/{kept.id}/merge", {"member_id": gone.id}, library.librarian)
        answers = library.at_once([*scans[:2], merge, *scans[2:]])
        lent = [each for each in answers if each.status == 201]
        assert [each.status for each in answers].count(200) == 1, answers
        refused = {(each.status, each.code) for each in answers if each.status not in (200, 201)}
        assert refused <= {
            (404, "unknown_member"),
            (409, "same_book_on_loan"),
            (412, "confirmation_needed"),
        }
        out = library.ask(Ask("GET", f"/loans?member={kept.id}&open=true", None, library.librarian))
        assert len(out.body["results"]) == len(lent) == library.loans(list(barcodes))


def test_what_is_done_to_loans_of_the_record_that_goes_is_done_though_they_move(
    library: Library,
) -> None:
    for _ in range(ROUNDS):
        kept, gone = library.readers(2)
        barcodes = [library.book(1).barcodes[0] for _ in DEEDS]
        loans = [library.lent(gone, barcode) for barcode in barcodes]
        for barcode in barcodes:
            library.begun_earlier(barcode)
        asks = [
            Ask("POST", f"/loans/{loan}/{deed}", None, library.librarian)
            for loan, deed in zip(loans, DEEDS, strict=True)
        ]
        merge = Ask("POST", f"/members/{kept.id}/merge", {"member_id": gone.id}, library.librarian)
        answers = library.at_once([*asks[:2], merge, *asks[2:]])
        assert [each.status for each in answers] == [200] * 5, answers
