"""All that the library knows of a member, over REST."""

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request

from core.api.schema import operation
from loans.api.endpoint import LoanEndpoint
from loans.selectors import records
from loans.services.own_data import files
from members.errors import NoMembership
from members.models import Member


class OwnData(LoanEndpoint):
    @operation(
        "getMyData",
        "All that the library knows of oneself: a ZIP of JSON and CSV files",
        answers={(200, "application/zip"): OpenApiTypes.BINARY},
        refusals=[NoMembership],
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        member_id = records.member_of(self.actor)
        if member_id is None:
            raise NoMembership
        member = Member.objects.select_related("user").get(pk=member_id)
        return StreamingHttpResponse(files.archive(member), content_type="application/zip")
