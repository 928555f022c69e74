"""What pages say of contributors and of subjects, and where their pages are."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.models import HeadingMerge
from catalog.models.headings import CONTRIBUTORS, SUBJECTS, Kind


@dataclass(frozen=True)
class Words:
    """One kind of headings as its pages have it."""

    kind: Kind
    all: Promise
    one: Promise
    find: Promise
    none: Promise
    merged: Promise

    def url(self, row_id: UUID) -> str:
        """The page of a heading."""
        return reverse(f"catalog:{self.kind.word}", args=[row_id])

    def deed_url(self, deed: str, row_id: UUID) -> str:
        """The page of a deed on a heading: edit, merge."""
        return reverse(f"catalog:{self.kind.word}_{deed}", args=[row_id])

    @property
    def list_url(self) -> str:
        """The list of all headings of this kind."""
        return reverse(f"catalog:{self.kind.word}s")

    def row(self, counted: dict[str, Any]) -> dict[str, Any]:
        """A line of the list (see ``heading_pages.counted``)."""
        return {**counted, "url": self.url(counted["id"])}

    def merge(self, each: HeadingMerge) -> dict[str, Any]:
        """A heading that was merged into another."""
        url = reverse(f"catalog:{self.kind.word}_part", args=[each.kept_id, each.gone_id])
        return {"name": each.gone_name, "at": each.merged_at, "by": each.merged_by, "url": url}


PEOPLE: Final = Words(
    CONTRIBUTORS,
    all=_("People and bodies"),
    one=_("Person or body"),
    find=_("Find a name"),
    none=_("No name begins like that"),
    merged=_("The names were merged."),
)
TOPICS: Final = Words(
    SUBJECTS,
    all=_("Subjects"),
    one=_("Subject"),
    find=_("Find a subject"),
    none=_("No subject begins like that"),
    merged=_("The subjects were merged."),
)
