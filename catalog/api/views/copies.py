"""Copies over REST."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.deeds import Deeds
from catalog import errors
from catalog.api import answers, copy_serializers, serializers
from catalog.models import Book, Branch, Copy, CopyType
from catalog.selectors import holdings
from catalog.services import copies, copies_gone
from core import keyset
from core.api.schema import PAGING, operation
from core.api.views import Endpoint, PublicReads, envelope, page_size
from core.errors import NotAllowed
from core.jsons import dumps


class CopiesOfBook(Deeds, PublicReads):
    @operation(
        "listCopiesOfBook",
        "The copies of a book, and how each stands",
        answers={200: serializers.HoldingPageShape, 301: None},
        parameters=PAGING,
        refusals=[errors.UnknownBook],
        public=True,
    )
    def get(self, request: Request, book_id: UUID) -> HttpResponse:
        page = keyset.page(
            holdings.rows(book_id),
            order=("barcode",),
            cursor=request.query_params.get("cursor", ""),
            size=page_size(request),
        )
        if not page.rows:
            _book(book_id)
        shown = [holdings.shown(row) for row in page.rows]
        return answers.listed(request, envelope(request, page, shown))

    @operation(
        "addCopy",
        "Add a copy of a book",
        request=copy_serializers.AddCopy,
        answers={201: copy_serializers.CopyShape},
        example={"branch": "main", "type": "book", "call_number": "FIC LEG", "price_minor": 1250},
        answer_example=copy_serializers.COPY_EXAMPLE,
        refusals=[
            errors.UnknownBook,
            errors.UnknownBranch,
            errors.UnknownCopyType,
            errors.BarcodeTaken,
            errors.BarcodeOfMember,
            NotAllowed,
        ],
    )
    def post(self, request: Request, book_id: UUID) -> HttpResponse:
        self.need("catalog.add_copy")
        facts = facts_said(copy_serializers.AddCopy.read(request.data))
        added = copies.add(_book(book_id), facts, **self.deed_of)
        return sent(request, _copy(added.barcode), status=HTTPStatus.CREATED)


class OneCopy(Deeds, Endpoint):
    @operation(
        "getCopy",
        "A copy by its barcode, for staff",
        answers={200: copy_serializers.CopyShape},
        answer_example=copy_serializers.COPY_EXAMPLE,
        refusals=[errors.UnknownBarcode, NotAllowed],
    )
    def get(self, request: Request, barcode: str) -> HttpResponse:
        self.need("catalog.view_copy")
        return sent(request, _copy(barcode))

    @operation(
        "editCopy",
        "Replace what is noted of a copy",
        request=copy_serializers.EditCopy,
        answers={200: copy_serializers.CopyShape},
        example=copy_serializers.EDIT_EXAMPLE,
        answer_example=copy_serializers.COPY_EXAMPLE,
        refusals=[
            errors.UnknownBarcode,
            errors.UnknownBranch,
            errors.UnknownCopyType,
            errors.BarcodeTaken,
            errors.BarcodeOfMember,
            errors.CopyWithdrawn,
            errors.CopyChanged,
            NotAllowed,
        ],
    )
    def put(self, request: Request, barcode: str) -> HttpResponse:
        self.need("catalog.change_copy")
        copy = _copy(barcode)
        facts = facts_said(copy_serializers.EditCopy.read(request.data), of=copy)
        revision = answers.revision_wanted(request, copy.revision, errors.CopyChanged)
        edited = copies.edit(copy.pk, facts, revision=revision, **self.deed_of)
        return sent(request, _copy(edited.barcode))

    @operation(
        "withdrawCopy",
        "Take a copy out of the library",
        answers={204: None},
        refusals=[errors.UnknownBarcode, errors.CopyInUse, errors.CopyWithdrawn, NotAllowed],
    )
    def delete(self, request: Request, barcode: str) -> Response:
        self.need("catalog.delete_copy")
        copies.withdraw(_copy(barcode).pk, **self.deed_of)
        return Response(status=HTTPStatus.NO_CONTENT)


class BringBackCopy(Deeds, Endpoint):
    @operation(
        "bringBackCopy",
        "Take a withdrawn copy into the library again",
        answers={200: copy_serializers.CopyShape},
        answer_example=copy_serializers.COPY_EXAMPLE,
        refusals=[
            errors.UnknownBarcode, errors.CopyNotWithdrawn, errors.BookWithdrawn, NotAllowed,
        ],
    )  # fmt: skip
    def post(self, request: Request, barcode: str) -> HttpResponse:
        self.need("catalog.delete_copy")
        copies_gone.bring_back(_copy(barcode).pk, **self.deed_of)
        return sent(request, _copy(barcode))


def sent(request: Request, copy: Copy, *, status: int = HTTPStatus.OK) -> HttpResponse:
    """A copy as staff see it, under its tag."""
    body = dumps(holdings.to_staff(copy))
    response = answers.tagged(request, copy.etag, body, status=status, keep=answers.FOR_ONE)
    if status == HTTPStatus.CREATED:
        response["Location"] = reverse("api_copy", args=[copy.barcode])
    return response


def facts_said(said: Mapping[str, Any], *, of: Copy | None = None) -> copies.Facts:
    """What a command says of a copy. Raises ``UnknownBranch``, ``UnknownCopyType``."""
    branches = Branch.objects.open()
    if of:
        branches = branches | Branch.objects.filter(pk=of.branch_id)
    branch = branches.filter(code=said["branch"]).first()
    if branch is None:
        raise errors.UnknownBranch(branch=said["branch"])
    kind = CopyType.objects.filter(code=said["type"]).first()
    if kind is None:
        raise errors.UnknownCopyType(copy_type=said["type"])
    rest = {name: said[name] for name in said if name not in {"branch", "type"}}
    if of:
        for name in ("alerts_at_desk", "parts"):
            rest.setdefault(name, getattr(of, name))
    return copies.Facts(branch=branch, copy_type=kind, **rest)


def _book(book_id: UUID) -> Book:
    book = Book.objects.current().filter(pk=book_id).first()
    if book is None:
        raise errors.UnknownBook
    return book


def _copy(barcode: str) -> Copy:
    rows = Copy.objects.select_related("book", "branch", "copy_type")
    copy = rows.by_barcode(barcode).first()
    if copy is None:
        raise errors.UnknownBarcode(barcode=barcode[:60])
    return copy
