"""All that the library knows of a member, for themselves."""

from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.decorators import method_decorator
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from core import clock
from loans.services.own_data import exported, files
from members.web.views.own import OwnPage


@method_decorator(never_cache, name="dispatch")
class OwnData(OwnPage, TemplateView):
    template_name = "loans/own_data.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.member  # noqa: B018 - who has no card has no data here, and is told so
        return super().get_context_data(
            places=[(place.what, place.until, place.reason) for place in exported.PLACES], **kwargs
        )


@method_decorator(never_cache, name="dispatch")
class OwnDataFile(OwnPage, View):
    def get(self, request: HttpRequest) -> StreamingHttpResponse:
        """The archive, sent while it is made."""
        name = _("my-data-%(day)s.zip") % {"day": clock.day(clock.now()).isoformat()}
        return StreamingHttpResponse(
            files.archive(self.member),
            content_type="application/zip",
            headers={"Content-Disposition": str(content_disposition_header(True, name))},
        )
