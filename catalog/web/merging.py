"""Two records side by side, to be merged."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog import errors
from catalog.models import Book, BookMerge
from catalog.selectors import lookup, merged, neighbours, records
from catalog.services import books, merges
from catalog.web import shown
from catalog.web.conflicts import words
from catalog.web.labels import FACTS

Shown = dict[str, Any]
_COVER: Final = "cover"


class MergeForm(forms.Form):
    """The other record, the revisions of both, and what is taken of the other."""

    other = forms.UUIDField(widget=forms.HiddenInput)
    other_revision = forms.IntegerField(widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput)
    take = forms.MultipleChoiceField(
        required=False, choices=[(name, name) for name in merges.CHOICES]
    )


def url(kept: UUID | str, other: UUID | str) -> str:
    """Where two records are compared, ``kept`` being the one that stays."""
    return f"{reverse('catalog:book_merge', args=[kept])}?{urlencode({'other': other})}"


def group(rows: Sequence[Mapping[str, Any]]) -> list[Shown]:
    """Rows of one book as a list: the oldest record, and the others with the way to merge them into
    it.
    """
    first = rows[0]["key"]
    return [
        {**row, "merge_url": url(first, row["key"]) if row["key"] != first else ""} for row in rows
    ]


def other_of(request: HttpRequest) -> UUID | None:
    """The other record: by its id, or as an ISBN or a barcode that was typed."""
    said = (request.POST.get("other") or request.GET.get("other", "")).strip()[:100]
    try:
        return UUID(said)
    except ValueError:
        return lookup.book_scanned(said)


def compared(kept_id: UUID, other_id: UUID | None, request: HttpRequest) -> dict[str, Any]:
    """The context of the page. Raises ``UnknownBook``."""
    record = records.one(kept_id)
    if record is None:
        raise errors.UnknownBook
    kept = _book(kept_id)
    other = _book(other_id) if other_id and other_id != kept_id else None
    said: dict[str, Any] = {"book": shown.row(record), "typed": request.GET.get("other", "")}
    said["merges"] = [merge_row(each) for each in merged.into(kept_id)]
    if other is None or kept is None:
        near = neighbours.same_work(record).values_list("pk", flat=True)[:20]
        candidates = [shown.row(row) for row in records.these(list(near))]
        links = [{**row, "merge_url": url(kept_id, row["key"])} for row in candidates]
        return said | {"candidates": links, "other": None}
    return said | {
        "other": other,
        "rows": _rows(kept, other, request),
        "revision": kept.revision,
        "other_revision": other.revision,
        "copies": other.copies.current().count(),
        "swap_url": url(other.pk, kept.pk),
    }


def merge_row(merge: BookMerge) -> Shown:
    """A record that was merged into another, with the way to undo that."""
    return {
        "name": merge.gone.title,
        "at": merge.merged_at,
        "by": merge.merged_by,
        "url": reverse("catalog:book_part", args=[merge.kept_id, merge.gone_id]),
    }


def _book(book_id: UUID) -> Book | None:
    return Book.objects.current().with_details().filter(pk=book_id).first()


def _rows(kept: Book, other: Book, request: HttpRequest) -> list[Shown]:
    """The facts in which the two differ. What only the other record says is taken unless somebody
    says no; ISBNs and subjects are always brought together.
    """
    mine, theirs = books.facts_of(kept), books.facts_of(other)
    chosen = request.POST.getlist("take") if request.method == "POST" else None
    rows = []
    for name, label in FACTS.items():
        here, there = words(getattr(mine, name)), words(getattr(theirs, name))
        if here == there:
            continue
        is_taken = name in chosen if chosen is not None else not here
        rows.append(
            {
                "name": name if name in merges.CHOICES else "",
                "label": label,
                "kept": here,
                "other": there,
                "is_taken": is_taken,
            }
        )
    if kept.cover and other.cover and kept.cover != other.cover:
        both = {"label": _("Cover"), "kept": _("has one"), "other": _("has another")}
        rows.append({**both, "name": _COVER, "is_taken": _COVER in (chosen or [])})
    return rows
