"""The words of imports on pages."""

from typing import Any, Final

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from catalog.domain.records import Format
from catalog.models.imports import Stage, Verdict

FORMATS: Final = {
    Format.MARC: _("MARC 21"),
    Format.MARCXML: _("MARCXML"),
    Format.MARC_JSON: _("MARC-in-JSON"),
    Format.TABLE: _("CSV"),
    Format.SHEET: _("Excel (.xlsx)"),
    Format.JSON: _("JSON"),
}
COLUMNS: Final[dict[str, Any]] = {
    "title": _("Title"),
    "subtitle": _("Subtitle"),
    "alternative_title": _("Title in another script or language"),
    "edition": _("Edition"),
    "publisher": _("Publisher"),
    "year": _("Year"),
    "language": _("Language"),
    "classification": _("Class"),
    "description": _("Description"),
    "subjects": _("Subjects"),
    "isbn": _("ISBN"),
    "record": _("Number of the record"),
    "contributors": _("People and bodies"),
    "author": _("Author"),
    "authors": _("Authors"),
    "editor": _("Editor"),
    "translator": _("Translator"),
    "illustrator": _("Illustrator"),
    "compiler": _("Compiler"),
    "photographer": _("Photographer"),
    "composer": _("Composer"),
    "narrator": _("Narrator"),
    "introduction": _("Author of the introduction"),
    "artist": _("Artist"),
    "barcode": _("Barcode"),
    "branch": _("Branch"),
    "copy_type": _("Kind of copy"),
    "shelf_location": _("Shelf or room"),
    "call_number": _("Call number"),
    "note": _("Note for staff"),
    "price": _("Price"),
    "acquired_on": _("Acquired on"),
    "reference_only": _("For use in the library only"),
    "parts": _("Parts"),
    "alerts_at_desk": _("Show the note at the desk"),
    "state": _("Lost, missing, damaged, on order, withdrawn"),
    "copy_count": _("Number of copies"),
}
_BEFORE: Final = {
    Verdict.NEW: _("New"),
    Verdict.UPDATE: _("To be updated"),
    Verdict.ADD_COPIES: _("To get copies"),
    Verdict.DUPLICATE: _("There already"),
    Verdict.REFUSED: _("Refused"),
}
_AFTER: Final = {
    Verdict.NEW: _("Added"),
    Verdict.UPDATE: _("Updated"),
    Verdict.ADD_COPIES: _("Got copies"),
    Verdict.DUPLICATE: _("There already"),
    Verdict.REFUSED: _("Refused"),
}


def verdict(value: str, stage: str) -> str:
    """What becomes, or became, of a record."""
    words = _BEFORE if stage in {Stage.CHECKING, Stage.CHECKED} else _AFTER
    return str(words[Verdict(value)])


def left(seconds: int | None) -> str:
    """How long something will take on; nothing where it cannot be told."""
    if seconds is None:
        return ""
    if seconds < 60:
        return gettext("less than a minute left")
    minutes = round(seconds / 60)
    return ngettext(
        "about %(minutes)d minute left", "about %(minutes)d minutes left", minutes
    ) % {"minutes": minutes}  # fmt: skip


def size(count: int) -> str:
    """A number of bytes, as people write it."""
    if count < 1024 * 1024:
        return gettext("%(size)d kB") % {"size": max(1, count // 1024)}
    return gettext("%(size)d MB") % {"size": count // (1024 * 1024)}
