"""What undo and the timeline take over REST."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.api.serializers import Command
from loans.api.serializers import Id, Query


class Undo(Command):
    """The body of ``POST /desk/undo``."""

    deed_id = Id(help_text="As an answer of the desk named it.")


class TimelineQuery(Query):
    """The query of ``GET /timeline``: exactly one of these."""

    member = Id(required=False)
    copy = Id(required=False)
    book = Id(required=False)
    loan = Id(required=False)
    PAGING: ClassVar = {"cursor", "page_size"}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One subject and no more."""
        if len(attrs) != 1:
            said = _("Name one member, copy, book or loan.")
            raise serializers.ValidationError({"member": [said]})
        return attrs

    @classmethod
    def wanted(cls, query: QueryDict) -> tuple[str, UUID]:
        """Which subject, and its id. Raises DRF's ``ValidationError``."""
        [(subject, pk)] = cls.of(query).items()
        return subject, pk
