"""Stocktakes over REST, for scanners that are clients of their own."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.deeds import Deeds
from catalog import errors
from catalog.api import answers
from catalog.api import many_serializers as shapes
from catalog.domain.stocktakes import Finding
from catalog.models import Branch, Copy, Stocktake, StocktakeLine
from catalog.selectors import stocktakes as found
from catalog.services import stocktake_words, stocktakes
from core import barcodes, keyset
from core.api.schema import PAGING, operation
from core.api.views import Endpoint, envelope, page_size
from core.errors import NotAllowed

FINDING = OpenApiParameter(
    "finding",
    {"type": "string", "enum": [each.value for each in Finding]},
    description="Left out: all that somebody has to look after, and that was scanned.",
)
_NOTED = (
    "id", "shelf_location", "first_call_number", "last_call_number", "opened_at", "closed_at",
)  # fmt: skip


class Stocktakes(Deeds):
    @operation(
        "listStocktakes",
        "Stocktakes, the newest first",
        answers={200: shapes.StocktakePageShape},
        parameters=PAGING,
        refusals=[NotAllowed],
    )
    def get(self, request: Request) -> HttpResponse:
        self.need("catalog.count_shelves")
        rows = Stocktake.objects.select_related("branch")
        cursor, size = request.query_params.get("cursor", ""), page_size(request)
        page = keyset.page(rows, order=("-opened_at", "-id"), cursor=cursor, size=size)
        return answers.listed(request, envelope(request, page, list(map(noted, page.rows))))

    @operation(
        "openStocktake",
        "Begin to count some shelves",
        request=shapes.OpenStocktake,
        answers={201: shapes.StocktakeShape},
        example=shapes.STOCKTAKE_EXAMPLE,
        answer_example=shapes.OPENED_EXAMPLE,
        refusals=[errors.UnknownBranch, NotAllowed],
    )
    def post(self, request: Request) -> Response:
        self.need("catalog.add_stocktake")
        said = shapes.OpenStocktake.read(request.data)
        branch = Branch.objects.open().filter(code=said["branch"]).first()
        if branch is None:
            raise errors.UnknownBranch(branch=said["branch"])
        shelves = stocktakes.Shelves(**said | {"branch": branch})
        made = stocktakes.open_new(shelves, **self.deed_of)
        return Response(shown(made), status=HTTPStatus.CREATED)


class OneStocktake(Endpoint):
    @operation(
        "getStocktake",
        "A stocktake, and how far it is",
        answers={200: shapes.StocktakeShape},
        refusals=[errors.UnknownStocktake, NotAllowed],
    )
    def get(self, request: Request, stocktake_id: UUID) -> Response:
        self.need("catalog.count_shelves")
        return Response(shown(one(stocktake_id)))


class Scans(Deeds):
    @operation(
        "scanAtStocktake",
        "Count the copy that is in somebody's hand",
        request=shapes.Scan,
        answers={200: shapes.ScannedShape},
        example=shapes.SCAN_EXAMPLE,
        answer_example=shapes.SCANNED_EXAMPLE,
        refusals=[
            errors.UnknownStocktake, errors.StocktakeClosed, errors.UnreadableScan, NotAllowed,
        ],
    )  # fmt: skip
    def post(self, request: Request, stocktake_id: UUID) -> Response:
        """Sent again, it changes nothing and says `again`."""
        self.need("catalog.count_shelves")
        said = shapes.Scan.read(request.data)
        done = stocktakes.scan(stocktake_id, said["barcode"], **self.deed_of)
        line, copy = stocktake_words.answer(done), done.line.copy
        answer: dict[str, Any] = {"id": done.line.pk, "barcode": done.line.barcode}
        answer["finding"] = done.line.finding
        answer |= {"again": done.again, "sound": line.sound}
        answer["message"] = line.spoken
        return Response(answer | {"book_title": copy.book.title if copy else ""})


class OneScan(Deeds):
    @operation(
        "undoStocktakeScan",
        "Take a scan back",
        answers={204: None},
        refusals=[
            errors.UnknownStocktake, errors.StocktakeClosed, errors.UnknownScan,
            errors.ScanOfOther, NotAllowed,
        ],
    )  # fmt: skip
    def delete(self, request: Request, stocktake_id: UUID, scan_id: UUID) -> Response:
        """What others scanned is taken back by librarians. The copy is as it was before."""
        self.need("catalog.count_shelves")
        stocktakes.undo(stocktake_id, scan_id, **self.deed_of)
        return Response(status=HTTPStatus.NO_CONTENT)


class Report(Endpoint):
    @operation(
        "getStocktakeReport",
        "What a stocktake found, and what it did not",
        answers={200: shapes.ReportPageShape},
        parameters=[FINDING, *PAGING],
        refusals=[errors.UnknownStocktake, NotAllowed],
    )
    def get(self, request: Request, stocktake_id: UUID) -> HttpResponse:
        self.need("catalog.count_shelves")
        finding = request.query_params.get("finding", "")
        if finding and finding not in set(Finding):
            raise ValidationError({"finding": ["There is no such finding."]})
        rows, order = found.report(one(stocktake_id), finding)
        cursor = request.query_params.get("cursor", "")
        page = keyset.page(rows, order=order, cursor=cursor, size=page_size(request))
        return answers.listed(request, envelope(request, page, list(map(row, page.rows))))


class CloseStocktake(Deeds):
    @operation(
        "closeStocktake",
        "End a stocktake",
        request=shapes.CloseStocktake,
        answers={200: shapes.StocktakeShape},
        example=shapes.CLOSE_EXAMPLE,
        answer_example=shapes.CLOSED_EXAMPLE,
        refusals=[
            errors.UnknownStocktake, errors.StocktakeClosed, errors.UnknownBarcode, NotAllowed,
        ],
    )  # fmt: skip
    def post(self, request: Request, stocktake_id: UUID) -> Response:
        self.need("catalog.change_stocktake")
        said = shapes.CloseStocktake.read(request.data)
        closed = stocktakes.close(
            stocktake_id,
            mark_missing=said["mark_missing"],
            spared=ids_of(said["spared"]),
            **self.deed_of,
        )
        return Response(shown(closed.stocktake))


def one(stocktake_id: UUID) -> Stocktake:
    """The stocktake. Raises ``UnknownStocktake``."""
    stocktake = Stocktake.objects.select_related("branch").filter(pk=stocktake_id).first()
    if stocktake is None:
        raise errors.UnknownStocktake
    return stocktake


def noted(stocktake: Stocktake) -> dict[str, Any]:
    """What is noted of a stocktake."""
    said = {name: getattr(stocktake, name) for name in _NOTED}
    return said | {"branch": stocktake.branch.code}


def shown(stocktake: Stocktake) -> dict[str, Any]:
    """A stocktake, and how far it is."""
    return noted(stocktake) | vars(found.progress(stocktake)) | {"counts": found.counts(stocktake)}


def row(each: StocktakeLine | Copy) -> dict[str, Any]:
    """A line of the report; a copy is one that nobody has seen."""
    line, copy = (None, each) if isinstance(each, Copy) else (each, each.copy)
    return {
        "finding": getattr(each, "told", Finding.MISSING),
        "barcode": each.barcode,
        "book_title": copy.book.title if copy else "",
        "branch": copy.branch.code if copy else "",
        "shelf_location": copy.shelf_location if copy else "",
        "call_number": copy.call_number if copy else "",
        "scan_id": line.pk if line and line.scanned_at else None,
        "scanned_at": line.scanned_at if line else None,
        "marked_missing": line is not None and line.marked_missing,
    }


def ids_of(scanned: list[str]) -> list[UUID]:
    """The copies with these barcodes. Raises ``UnknownBarcode``."""
    codes = [barcodes.normal(each) for each in scanned]
    known = dict(Copy.objects.filter(barcode__in=codes).values_list("barcode", "pk"))
    unknown = next((code for code in codes if code not in known), None)
    if unknown:
        raise errors.UnknownBarcode(barcode=unknown)
    return list(known.values())
