"""The catalogue as a file, over REST."""

from typing import Any

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers
from rest_framework.request import Request

from accounts.api.deeds import Deeds
from catalog.domain.records import Format
from catalog.search import engine
from catalog.services import exports
from core.api.schema import operation
from core.errors import NotAllowed


class ExportQuery(serializers.Serializer[Any]):
    format = serializers.ChoiceField(
        choices=[form.value for form in exports.ENDINGS], default=Format.MARC.value
    )
    q = serializers.CharField(
        required=False, default="", max_length=1000, help_text="As in the search box; else all."
    )


class Exports(Deeds):
    @operation(
        "exportBooks",
        "The books of the catalogue as a file",
        answers={(200, "application/octet-stream"): OpenApiTypes.BINARY},
        parameters=[ExportQuery],
        refusals=[NotAllowed],
    )
    def get(self, request: Request) -> HttpResponseBase:
        self.need("catalog.export_books")
        asked = ExportQuery(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        wanted = engine.Wanted(said["q"]) if said["q"] else None
        parts = exports.export(Format(said["format"]), wanted, **self.deed_of)
        _ending, media_type = exports.ENDINGS[Format(said["format"])]
        return StreamingHttpResponse(parts, content_type=media_type)
