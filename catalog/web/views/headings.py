"""Contributors and subjects: listed, with their books, renamed, merged."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from catalog.models import HeadingMerge
from catalog.selectors import heading_pages, merged
from catalog.services import heading_deeds, heading_partings
from catalog.web import heading_words, results
from catalog.web.deeds import StaffDeed
from catalog.web.heading_words import Words
from catalog.web.new_forms import HeadingForm, MergeHeadingForm
from core import keyset
from core.web.views import ServiceFormView

LIST_SIZE = 50


class Headings(TemplateView):
    """The headings of a kind, those that begin as typed; by their other names too."""

    template_name = "catalog/headings.html"
    words: Words

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """One page of them."""
        kind, typed = self.words.kind, self.request.GET.get("q", "")[:300]
        page = keyset.page(
            heading_pages.listed(kind, typed),
            order=heading_pages.order(kind),
            cursor=self.request.GET.get("cursor", ""),
            size=LIST_SIZE,
        )
        rows = [self.words.row(row) for row in heading_pages.counted(kind, page.rows)]
        ways = results.ways(self.request, page)
        return super().get_context_data(
            **context, **ways, words=self.words, typed=typed, headings=rows
        )


class OneHeading(TemplateView):
    """A heading, its other names and its books."""

    template_name = "catalog/heading.html"
    words: Words

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The heading and one page of its books."""
        row_id: UUID = self.kwargs[f"{self.words.kind.word}_id"]
        heading = heading_pages.one(self.words.kind, row_id)
        listed = results.listed(self.request, heading_pages.books(self.words.kind, row_id))
        return super().get_context_data(
            **context,
            **listed,
            edit_url=self.words.deed_url("edit", row_id),
            merge_url=self.words.deed_url("merge", row_id),
            heading=heading,
            words=self.words,
            merges=[self.words.merge(each) for each in self.merges(row_id)],
        )

    def merges(self, row_id: UUID) -> Iterable[HeadingMerge]:
        """What was merged into it, for those who may undo that."""
        may = self.request.user.has_perm("catalog.change_book")
        return merged.into_heading(self.words.kind, row_id) if may else ()


class HeadingDeed(StaffDeed, ServiceFormView):
    """A page of librarians that changes a heading."""

    permission_required = "catalog.change_book"
    words: Words

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Note which heading."""
        super().setup(request, *args, **kwargs)
        self.row_id: UUID = kwargs[f"{self.words.kind.word}_id"]

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The heading as it is."""
        heading = heading_pages.one(self.words.kind, self.row_id)
        said = {"heading": heading, "words": self.words, "back_url": self.words.url(self.row_id)}
        return super().get_context_data(**context, **said)

    def get_success_url(self) -> str:
        """The heading's page."""
        return self.words.url(self.row_id)


class EditHeading(HeadingDeed):
    """Call a heading otherwise, and say what else it is called."""

    template_name = "catalog/heading_form.html"
    form_class = HeadingForm

    def get_initial(self) -> dict[str, Any]:
        """As it is now."""
        heading = heading_pages.one(self.words.kind, self.row_id)
        return {"name": heading.name, "aliases": "\n".join(heading.aliases)}

    def perform(self, data: dict[str, Any]) -> None:
        heading_deeds.describe(
            self.words.kind,
            self.row_id,
            name=data["name"],
            aliases=data["aliases"],
            keep_old=data["keep_old"],
            **self.deed_of,
        )

    def done(self, outcome: None) -> HttpResponse:
        messages.success(self.request, _("Saved; every book of it follows."))
        return super().done(outcome)


class MergeHeading(HeadingDeed):
    """Merge a heading into another."""

    template_name = "catalog/heading_merge.html"
    form_class = MergeHeadingForm

    def perform(self, data: dict[str, Any]) -> UUID:
        kept = heading_pages.named(self.words.kind, data["other"])
        heading_deeds.merge(self.words.kind, self.row_id, kept, **self.deed_of)
        return kept

    def done(self, outcome: UUID) -> HttpResponse:
        messages.success(self.request, str(self.words.merged))
        return HttpResponseRedirect(self.words.url(outcome))


class PartHeading(StaffDeed, View):
    """Undo the merge of a heading into another."""

    permission_required = "catalog.change_book"
    words: Words

    def post(self, request: HttpRequest, gone_id: UUID, **which: UUID) -> HttpResponse:
        """Undo it, and show the heading that is there again."""
        (kept_id,) = which.values()
        heading_partings.part(self.words.kind, kept_id, gone_id, **self.deed_of)
        messages.success(request, _("The merge was undone. This is the entry that had gone."))
        return HttpResponseRedirect(self.words.url(gone_id))


class Contributors(Headings):
    words = heading_words.PEOPLE


class OneContributor(OneHeading):
    words = heading_words.PEOPLE


class EditContributor(EditHeading):
    words = heading_words.PEOPLE


class MergeContributor(MergeHeading):
    words = heading_words.PEOPLE


class PartContributor(PartHeading):
    words = heading_words.PEOPLE


class Subjects(Headings):
    words = heading_words.TOPICS


class OneSubject(OneHeading):
    words = heading_words.TOPICS


class EditSubject(EditHeading):
    words = heading_words.TOPICS


class MergeSubject(MergeHeading):
    words = heading_words.TOPICS


class PartSubject(PartHeading):
    words = heading_words.TOPICS
