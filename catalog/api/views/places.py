"""Branches and types of copies over REST."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.request import Request

from catalog.api import answers, copy_serializers
from catalog.models import Branch, CopyType
from core import keyset
from core.api.schema import PAGING, operation
from core.api.views import PublicReads, envelope, page_size


class Branches(PublicReads):
    @operation(
        "listBranches",
        "The branches that are in use",
        answers={200: copy_serializers.BranchPageShape},
        parameters=PAGING,
        public=True,
    )
    def get(self, request: Request) -> HttpResponse:
        return _page(request, Branch.objects.open().values("code", "name", "time_zone"))


class CopyTypes(PublicReads):
    @operation(
        "listCopyTypes",
        "The types of copies, as lending tells them apart",
        answers={200: copy_serializers.CopyTypePageShape},
        parameters=PAGING,
        public=True,
    )
    def get(self, request: Request) -> HttpResponse:
        return _page(request, CopyType.objects.values("code", "name"))


def _page(request: Request, rows: QuerySet[Any, Any]) -> HttpResponse:
    cursor = request.query_params.get("cursor", "")
    page = keyset.page(rows, order=("code",), cursor=cursor, size=page_size(request))
    return answers.listed(request, envelope(request, page, list(page.rows)))
