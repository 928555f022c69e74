"""Endpoints and pages that exist only in tests: each does one thing that real ones may do."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.urls import handler400, handler403, handler404, handler500
from config.urls import urlpatterns as every_day
from core.api.serializers import Command, Line, Lines, Whole
from core.api.views import Endpoint, PublicReads, page_size
from core.web.fragments import page_or_fragment
from core.web.views import ServiceFormView
from tests.core.trouble import deed

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


class Inner(serializers.Serializer[Any]):
    number = Whole(min_value=0, max_value=9)


class Wish(Command):
    title = Line(max_length=20)
    note = Lines(required=False, default="", allow_blank=True)
    copies = Whole(required=False, default=1, min_value=0, max_value=100)
    inner = Inner(required=False)


class Wishes(PublicReads):
    def get(self, request: Request) -> Response:
        deed(page_size(request))
        return Response({"user": str(request.user)})

    def post(self, request: Request) -> Response:
        said = Wish.read(request.data)
        deed(said)
        return Response(said, status=201)


class OpenWishes(Endpoint):
    authentication_classes = ()
    permission_classes = ()

    def post(self, request: Request) -> Response:
        said = Wish.read(request.data)
        deed(said)
        return Response(said, status=201)


class WishForm(forms.Form):
    title = forms.CharField(max_length=20)


class WishPage(ServiceFormView):
    form_class = WishForm
    template_name = "registration/never.html"
    success_url = "/test/thanks"

    def perform(self, data: dict[str, Any]) -> None:
        deed(data)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """The form alone: what stands around it is not tested here."""
        return HttpResponse(str(context["form"]), status=kwargs.get("status", 200))


def page(request: HttpRequest, **_: str) -> HttpResponse:
    deed(request)
    return HttpResponse("well")


def two_sizes(request: HttpRequest) -> HttpResponse:
    return page_or_fragment(request, "edges/page.html", "piece", {"said": "hello"}, status=202)


urlpatterns = [
    *every_day,
    path("api/v1/test/wishes", Wishes.as_view()),
    path("api/v1/test/open", OpenWishes.as_view()),
    path("test/page", page),
    path("test/wish", WishPage.as_view()),
    path("test/sizes", two_sizes),
    path("password/reset/<str:who>/<str:token>/test", page),
]
