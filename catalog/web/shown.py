"""Books and copies as the templates show them: words and addresses ready, nothing left to ask."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.audit import Interface
from catalog.domain import availability, covers, isbn, languages
from catalog.domain.copies import State
from catalog.models import SavedSearch
from catalog.models.contributor import Role
from catalog.selectors import history, records
from catalog.web.conflicts import words
from catalog.web.forms import SearchForm
from catalog.web.labels import DEEDS, FACTS

Shown = dict[str, Any]


def mark_of(state: str) -> str:
    """The mark (see ``MARKS`` of the design system) of a copy's state."""
    return "reference_only" if state == State.REFERENCE else state


def row(record: Mapping[str, Any]) -> Shown:
    """A record as one line of a list, or one book on a shelf."""
    book = records.shown(record, with_copies=True)
    there = availability.of(book["holdings"])
    return {
        "url": reverse("catalog:book", args=[book["id"]]),
        "key": book["id"],
        "title": book["title"],
        "subtitle": book["subtitle"],
        "by": book["author"],
        "imprint": imprint(book),
        "cover_url": small_cover(record),
        "state": mark_of(there.state) if there.state else "no_copies",
        "state_label": availability_words(there),
        "call_number": place(there.holding) if there.holding else "",
    }


def small_cover(record: Mapping[str, Any]) -> str:
    """The address of a record's small picture, or nothing."""
    return covers.url(record["id"], covers.small(record["cover"])) if record["cover"] else ""


def imprint(book: Mapping[str, Any]) -> str:
    """Who published it and when: "Faber, 1954"."""
    year = "" if book["year"] is None else year_words(book["year"])
    return ", ".join(filter(None, (book["publisher"], year)))


def year_words(year: int) -> str:
    """A year as people write it; those before the common era say so."""
    return str(year) if year > 0 else _("%(year)d BCE") % {"year": 1 - year}


def availability_words(there: availability.Availability) -> str:
    """How many copies are free, and where; empty where the state's own word says it all."""
    counts = {"free": there.free, "total": there.total, "branch": there.branch}
    if there.total == 1 and there.free:
        return _("Available at %(branch)s") % counts
    if there.free and there.branch:
        return _("%(free)d of %(total)d available at %(branch)s") % counts
    if there.free:
        return _("%(free)d of %(total)d available") % counts
    if there.total > 1:
        return _("None of %(total)d available") % counts
    return ""


def place(holding: Mapping[str, Any]) -> str:
    """Where to look for a copy: "Fiction · FIC KIP"."""
    return " · ".join(filter(None, (holding["shelf_location"], holding["call_number"])))


def search(kept: SavedSearch) -> Shown:
    """A saved search as a line of the list."""
    return {
        "id": kept.pk,
        "name": kept.name,
        "url": f"{reverse('catalog:search')}?{kept.query}",
        "atom_url": f"{reverse('catalog:search_atom')}?{kept.query}",
        "saved_at": kept.created_at,
    }


def kept_query(query: str) -> str:
    """What stands behind the question mark of a search, put in one form: known names only."""
    said = QueryDict(query).items()
    return urlencode({name: value for name, value in said if name in SearchForm.base_fields})


def search_url(query: str) -> str:
    """The address of a search."""
    return f"{reverse('catalog:search')}?{urlencode({'q': query})}"


def contributors(book: Mapping[str, Any], ids: Mapping[str, UUID]) -> list[Shown]:
    """Who made a book, with what they did where it is not the writing of it, and a link to their
    page.
    """
    roles = dict(Role.choices)
    return [
        {
            "name": each["name"],
            "role": "" if each["role"] == Role.AUTHOR else roles.get(each["role"], each["role"]),
            "url": reverse("catalog:contributor", args=[ids[each["name"]]]),
        }
        for each in book["contributors"]
        if each["name"] in ids
    ]


def subjects(book: Mapping[str, Any], ids: Mapping[str, UUID]) -> list[Shown]:
    """What a book is about, with links to the pages of the subjects."""
    return [
        {"heading": heading, "url": reverse("catalog:subject", args=[ids[heading]])}
        for heading in book["subjects"]
        if heading in ids
    ]


def language_name(code: str) -> str:
    """The name of a book's language for whoever reads the page; nothing when it is not known."""
    return languages.name(code, get_language() or "en") if code else ""


def facts(book: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the record says, as terms and descriptions."""
    return [
        (_("Published"), imprint(book)),
        (pgettext("of a book", "Edition"), book["edition"]),
        (_("Language"), language_name(book["language"])),
        (_("ISBN"), ", ".join(isbn.hyphenated(number) for number in book["isbns"])),
        (_("Class"), book["classification"]),
    ]


def copy_rows(book: Mapping[str, Any], user: User | AnonymousUser) -> list[Shown]:
    """The copies of a book as lines of the table, with what this person may do to each."""
    holdings: Sequence[Mapping[str, Any]] = book["holdings"]
    deeds = [
        (_("Edit"), "catalog:copy_edit", user.has_perm("catalog.change_copy")),
        (_("Withdraw"), "catalog:copy_withdraw", user.has_perm("catalog.delete_copy")),
    ]
    return [
        {
            "id": each["id"],
            "barcode": each["barcode"],
            "branch": each["branch_name"],
            "place": each["shelf_location"],
            "call_number": each["call_number"],
            "type": each["type_name"],
            "state": mark_of(each["state"]),
            "actions": [
                {"label": label, "url": reverse(name, args=[each["id"]])}
                for label, name, allowed in deeds
                if allowed
            ],
        }
        for each in holdings
    ]


def event(told: history.Event) -> Shown:
    """A deed on a record as a line of its history."""
    return {
        "at": told.at,
        "words": DEEDS.get(told.action, told.action),
        "by": told.by,
        "through": dict(Interface.choices).get(told.interface, told.interface),
        "changes": [
            {
                "label": FACTS.get(change.name, change.name),
                "before": words(change.before),
                "after": words(change.after),
            }
            for change in told.changes
        ],
    }
