"""Many copies over REST, and their labels."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.deeds import Deeds
from catalog import errors
from catalog.api import answers, query
from catalog.api import many_serializers as shapes
from catalog.api.views.copies import facts_said
from catalog.models import Book, Branch, Copy, CopyType, LabelSheet
from catalog.selectors import copies, holdings
from catalog.services import copies_many, label_art
from catalog.services.copies_many import Change, Outcome
from core import keyset
from core.api.schema import PAGING, operation
from core.api.views import Endpoint, envelope, page_size
from core.errors import NotAllowed

_WAYS = {"count", "barcodes", "first_barcode", "last_barcode"}


class Copies(Endpoint):
    @operation(
        "listCopies",
        "The copies in the order of the shelves, for staff",
        answers={200: shapes.CopyPageShape},
        parameters=[shapes.CopiesQuery, *PAGING],
        refusals=[NotAllowed],
    )
    def get(self, request: Request) -> HttpResponse:
        self.need("catalog.view_copy")
        rows = copies.with_details(copies.find(query.copies_asked(request.query_params)))
        cursor = request.query_params.get("cursor", "")
        page = keyset.page(rows, order=copies.ORDER, cursor=cursor, size=page_size(request))
        shown = [holdings.to_staff(copy) for copy in page.rows]
        return answers.listed(request, envelope(request, page, shown))


class CopyBatch(Deeds):
    @operation(
        "addCopies",
        "Add several copies of a book, all of them or none",
        request=shapes.AddCopies,
        answers={201: shapes.AddedShape},
        example=shapes.NEW_EXAMPLE,
        answer_example=shapes.ADDED_EXAMPLE,
        refusals=[
            errors.UnknownBook, errors.UnknownBranch, errors.UnknownCopyType,
            errors.BarcodesRefused, errors.NoBarcodeRange, NotAllowed,
        ],
    )  # fmt: skip
    def post(self, request: Request, book_id: UUID) -> Response:
        self.need("catalog.add_copy")
        said = shapes.AddCopies.read(request.data)
        facts = facts_said({name: said[name] for name in said if name not in _WAYS})
        book = Book.objects.current().filter(pk=book_id).first()
        if book is None:
            raise errors.UnknownBook
        made = copies_many.add(book, facts, barcodes_said(said), **self.deed_of)
        shown = [holdings.to_staff(copy) for copy in made]
        return Response({"results": shown}, status=HTTPStatus.CREATED)


class CopyDeeds(Deeds):
    @operation(
        "doToCopies",
        "Move or change, withdraw, bring back or delete many copies",
        request=shapes.CopyDeed,
        answers={200: shapes.CopyOutcomeShape},
        example=shapes.DEED_EXAMPLE,
        answer_example=shapes.DONE_EXAMPLE,
        refusals=[
            errors.UnknownBarcode, errors.UnknownBranch, errors.UnknownCopyType,
            errors.NothingToChange, NotAllowed,
        ],
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """What can be done is done; of each other copy the reason is told."""
        self.need("catalog.change_copy")
        said = shapes.CopyDeed.read(request.data)
        if said["deed"] != shapes.CHANGE:
            self.need("catalog.delete_copy")
        deed = deed_said(said, self.deed_of)
        came = deed([copy.pk for copy in copies_said(said["barcodes"])])
        refused = [{"barcode": code, "message": why} for code, why in came.refused]
        return Response({"done": came.done, "refused": refused})


class LabelSheets(Endpoint):
    @operation(
        "listLabelSheets",
        "The label sheets that can be printed",
        answers={200: shapes.SheetsShape},
        refusals=[NotAllowed],
    )
    def get(self, request: Request) -> HttpResponse:
        self.need("catalog.view_copy")
        rows = [
            {"code": sheet.code, "name": sheet.name, "labels": sheet.measures.labels}
            for sheet in LabelSheet.objects.all()
        ]
        return answers.listed(request, {"results": rows})


class Labels(Endpoint):
    @operation(
        "printLabels",
        "Labels for copies as PDF",
        request=shapes.PrintLabels,
        answers={(200, "application/pdf"): bytes},
        answer_example="%PDF-1.4",
        example=shapes.LABELS_EXAMPLE,
        refusals=[
            errors.UnknownBarcode, errors.UnknownLabelSheet, errors.LabelTooSmall, NotAllowed,
        ],
    )  # fmt: skip
    def post(self, request: Request) -> HttpResponse:
        self.need("catalog.view_copy")
        said = shapes.PrintLabels.read(request.data)
        sheet = LabelSheet.objects.filter(code=said["sheet"]).first()
        if sheet is None or said["start"] > sheet.measures.labels:
            raise errors.UnknownLabelSheet(sheet=said["sheet"])
        order = label_art.Order(sheet.measures, said["kind"], said["start"] - 1, said["qr"])
        made = label_art.pdf(copies_said(said["barcodes"]), order)
        return HttpResponse(made, content_type="application/pdf")


def barcodes_said(said: dict[str, Any]) -> list[str]:
    """The barcodes that new copies are to have. Raises ``NoBarcodeRange``."""
    if "first_barcode" in said:
        return copies_many.between(said["first_barcode"], said["last_barcode"])
    return list(said.get("barcodes") or [""] * said["count"])


def copies_said(barcodes: list[str]) -> list[Copy]:
    """The copies, in the order of the shelves. Raises ``UnknownBarcode``."""
    found, unknown = copies.chosen([], barcodes)
    if unknown:
        raise errors.UnknownBarcode(barcode=unknown[0])
    return found


def deed_said(said: dict[str, Any], deed_of: dict[str, Any]) -> Callable[[list[UUID]], Outcome]:
    """The deed that is asked for. Raises ``UnknownBranch``, ``UnknownCopyType``."""
    if said["deed"] == shapes.WITHDRAW:
        return lambda ids: copies_many.withdraw(ids, reason=said["reason"], **deed_of)
    if said["deed"] == shapes.BRING_BACK:
        return lambda ids: copies_many.bring_back(ids, **deed_of)
    if said["deed"] == shapes.DELETE:
        return lambda ids: copies_many.erase(ids, **deed_of)
    change = change_said(said)
    return lambda ids: copies_many.change(ids, change, **deed_of)


def change_said(said: dict[str, Any]) -> Change:
    """What is to be noted of all. Raises ``UnknownBranch``, ``UnknownCopyType``."""
    left_out = {"deed", "barcodes", "reason", "branch", "type"}
    noted = {name: value for name, value in said.items() if name not in left_out}
    if "branch" in said:
        noted["branch"] = Branch.objects.open().filter(code=said["branch"]).first()
        if noted["branch"] is None:
            raise errors.UnknownBranch(branch=said["branch"])
    if "type" in said:
        noted["copy_type"] = CopyType.objects.filter(code=said["type"]).first()
        if noted["copy_type"] is None:
            raise errors.UnknownCopyType(copy_type=said["type"])
    return Change(**noted)
