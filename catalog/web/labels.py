"""What the facts of a record are called on pages."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FACTS: Final[dict[str, Promise]] = {
    "title": _("Title"),
    "subtitle": _("Subtitle"),
    "alternative_title": _("Title in another script or language"),
    "contributors": _("People and bodies"),
    "edition": _("Edition"),
    "publisher": _("Publisher"),
    "year": _("Year"),
    "language": _("Language"),
    "classification": _("Class"),
    "isbns": _("ISBN"),
    "subjects": _("Subjects"),
    "description": _("Description"),
}
"""By the names of ``books.Facts``, in the order of the form."""

DEEDS: Final[dict[str, Promise]] = {
    "book.added": _("Added to the catalogue"),
    "book.edited": _("Edited"),
    "book.withdrawn": _("Withdrawn"),
    "book.brought_back": _("Brought back"),
    "book.cover_put": _("Cover put in"),
    "book.cover_removed": _("Cover taken out"),
    "book.heading_changed": _("A name or subject changed in all its books"),
    "book.merged": _("Another record merged into this one"),
    "book.merged_away": _("Merged into another record"),
}
"""By the words of the trail."""
