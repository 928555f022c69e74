"""What an ISBN that was scanned for a new book leads to."""

from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from catalog.domain import isbn, records
from catalog.selectors import lookup
from catalog.services import lookups
from catalog.services.lookups import Outcome


@dataclass(frozen=True)
class Scanned:
    """The book that the library has, or what the form begins with; ``said`` is told above the
    form, as a notice of the kind ``kind``.
    """

    book_id: UUID | None = None
    initial: dict[str, Any] = field(default_factory=dict)
    said: str = ""
    kind: str = "info"


NOTHING: Final = Scanned()


def look(typed: str) -> Scanned:
    """Look for what was scanned: in the catalogue, then in record files, then elsewhere."""
    typed = typed.strip()[:40]
    if not typed:
        return NOTHING
    number = isbn.looks_like(typed)
    if not number:
        sorry = _("“%(typed)s” is not an ISBN. Fill in the form by hand.") % {"typed": typed}
        return Scanned(said=sorry, kind="warning")
    book_id = lookup.book_scanned(number)
    if book_id:
        return Scanned(book_id=book_id)
    looked = lookups.isbn(number)
    return Scanned(
        initial=_initial(looked.draft, number),
        said=_words(looked),
        kind="success" if looked.draft else "info",
    )


def _initial(draft: records.BookDraft | None, number: str) -> dict[str, Any]:
    """What the form begins with: at least the number that was scanned."""
    if draft is None:
        return {"isbns": number}
    names = (
        "title", "subtitle", "alternative_title", "edition", "publisher", "year", "language",
        "classification", "description",
    )  # fmt: skip
    numbers = dict.fromkeys([number, *draft.isbns])
    return {
        **{name: getattr(draft, name) for name in names},
        "contributors": list(draft.contributors),
        "isbns": "\n".join(numbers),
        "subjects": "\n".join(draft.subjects),
    }


def _words(looked: lookups.Looked) -> str:
    words = {
        Outcome.IN_FILE: _("Filled in from a record file that was sent to the library."),
        Outcome.ELSEWHERE: _("Filled in from the catalogue of %(where)s."),
        Outcome.UNKNOWN: _("Nobody who was asked knows this ISBN. Fill in the form by hand."),
        Outcome.NO_ANSWER: _("No other catalogue has answered in time. Fill in the form by hand."),
        Outcome.NOBODY_ASKED: _("This ISBN is new here. Fill in the form by hand."),
    }
    said = words[looked.outcome]
    return said % {"where": looked.where} if looked.outcome == Outcome.ELSEWHERE else said
