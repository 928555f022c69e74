"""Copies as rows of a page and of a file: words and addresses that a template must not make."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from catalog.models import Copy
from catalog.web import fields
from catalog.web.shown import Shown, mark_of
from core.tables import Cell
from core.templatetags.ui import mark


def row(copy: Copy) -> Shown:
    """A copy (with book, branch and type) as a line of a list."""
    return {
        "id": copy.pk,
        "barcode": copy.barcode,
        "title": copy.book.title,
        "url": reverse("catalog:book", args=[copy.book_id]),
        "branch": copy.branch.name,
        "shelf": copy.shelf_location,
        "call_number": copy.call_number,
        "type": copy.copy_type.name,
        "state": mark_of(copy.state),
        "note": copy.note,
        "bring_back_url": (
            reverse("catalog:copy_bring_back", args=[copy.pk]) if copy.withdrawn_at else ""
        ),
    }


def columns() -> list[str]:
    """What the columns of a file of copies are called."""
    return [
        _("Barcode"), _("Title"), _("Branch"), _("Shelf"), _("Call number"), _("Kind"),
        _("State"), _("Acquired on"), _("Price"), _("Note"), _("Parts"), _("Last seen"),
        _("Withdrawn at"), _("Reason of the withdrawal"),
    ]  # fmt: skip


def cells(copy: Copy) -> Sequence[Cell]:
    """A copy (with book, branch and type) as a row of a file."""
    return [
        copy.barcode,
        copy.book.title,
        copy.branch.name,
        copy.shelf_location,
        copy.call_number,
        copy.copy_type.name,
        str(mark(mark_of(copy.state)).label),
        copy.acquired_on,
        fields.price_words(copy.price_minor),
        copy.note,
        copy.parts,
        copy.last_seen_at,
        copy.withdrawn_at,
        copy.withdrawn_for,
    ]


def deeds(user: User | AnonymousUser) -> list[dict[str, Any]]:
    """What this person may do with the copies they choose, as buttons."""
    known = [
        (_("Labels"), "tag", "catalog:labels", "catalog.view_copy"),
        (_("Move or change"), "edit", "catalog:copies_change", "catalog.change_copy"),
        (_("Withdraw"), "archive", "catalog:copies_withdraw", "catalog.delete_copy"),
        (_("Bring back"), "undo", "catalog:copies_bring_back", "catalog.delete_copy"),
        (_("Delete"), "trash", "catalog:copies_delete", "catalog.delete_copy"),
    ]
    return [
        {"label": label, "icon": icon, "url": reverse(name)}
        for label, icon, name, permission in known
        if user.has_perm(permission)
    ]
