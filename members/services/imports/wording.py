"""Every verdict and problem of an import in words, in one place."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Words = Mapping[str, str | Promise]

FIELDS: Final[Words] = {
    "name": gettext_lazy("Name"),
    "given_name": gettext_lazy("Given name"),
    "family_name": gettext_lazy("Family name"),
    "card_number": gettext_lazy("Card number"),
    "email": gettext_lazy("E-mail address"),
    "category": gettext_lazy("Category"),
    "group": gettext_lazy("Class or group"),
    "expires_on": gettext_lazy("Member until"),
    "born_on": gettext_lazy("Born on"),
    "phone": gettext_lazy("Telephone"),
    "address": gettext_lazy("Address"),
    "note": gettext_lazy("Note for staff"),
    "guardian_card": gettext_lazy("Card of the guardian"),
}
REFUSALS: Final[Words] = {
    "address_in_name": gettext_lazy("The address of a page is no name."),
    "bad_card": gettext_lazy(
        "“%(said)s” cannot be a card number. Please compare it with the card."
    ),
    "bad_day": gettext_lazy("“%(said)s” under “%(field)s” is not a day that can be read."),
    "bad_email": gettext_lazy("“%(said)s” is not an e-mail address."),
    "born_when": gettext_lazy("“%(said)s” cannot be a day of birth."),
    "card_of_another": gettext_lazy(
        "The card %(card)s belongs to %(name)s, who is somebody else. Nobody was renamed."
    ),
    "card_of_copy": gettext_lazy("The number %(card)s is the barcode of a copy."),
    "card_rounded": gettext_lazy(
        "The card number “%(said)s” was rounded by a spreadsheet. Please have it written out."
    ),
    "card_taken": gettext_lazy("This card was another member's and is used no more."),
    "cell_too_long": gettext_lazy("It could not be read."),
    "email_taken": gettext_lazy("Another member already has this address."),
    "ends_too_late": gettext_lazy("“%(said)s” is too far ahead for the end of a membership."),
    "guardian_too_young": gettext_lazy(
        "The guardian with the card %(card)s is not yet %(age)s years old."
    ),
    "guardians_in_circle": gettext_lazy(
        "The guardian with the card %(card)s is looked after by this person, directly or through "
        "others."
    ),
    "no_guardians": gettext_lazy("Members of the category %(category)s have no guardians."),
    "no_name": gettext_lazy("It has no name."),
    "old_card_of_another": gettext_lazy(
        "The card %(card)s was that of %(name)s and is used no more. Nobody was renamed."
    ),
    "own_guardian": gettext_lazy("Nobody can be their own guardian."),
    "same_name": gettext_lazy(
        "There is a member of this name. Without card, address and birthday nobody can tell "
        "whether it is them."
    ),
    "same_name_row": gettext_lazy(
        "Row %(row)s of this file has the same name. Without card, address and birthday nobody can "
        "tell whether it is the same person."
    ),
    "several": gettext_lazy("Several members have this name and day of birth."),
    "too_long": gettext_lazy("“%(field)s” is longer than the %(most)s letters that are kept."),
    "twice": gettext_lazy("It is the person of row %(row)s of this file again."),
    "two_members": gettext_lazy("The card belongs to one member, the address to another."),
    "unclosed_quote": gettext_lazy("A quotation mark in this row is never closed."),
    "unknown_category": gettext_lazy("There is no category “%(category)s”."),
    "unknown_guardian": gettext_lazy(
        "Nobody in the library or in this file has the guardian's card %(card)s."
    ),
    "unprintable": gettext_lazy("“%(field)s” holds characters that cannot be printed."),
    "unreadable": gettext_lazy("It could not be read."),
}
NOTES: Final[Words] = {
    "alike": gettext_lazy(
        "There is a member of the same name and day of birth, with another card."
    ),
    "bad_bytes": gettext_lazy("Characters that could not be read are marked by �."),
    "changes": gettext_lazy("It would change: %(fields)s."),
    "cut": gettext_lazy("“%(field)s” was cut to the %(most)s letters that are kept."),
    "email_kept": gettext_lazy(
        "The address stays: it was confirmed by its owner, or is that of somebody on the staff."
    ),
    "old_card": gettext_lazy(
        "The card %(card)s was replaced; the member keeps the one they have now."
    ),
}
FILES: Final[Words] = {
    "dtd": gettext_lazy(
        "It declares a document type of its own, which is not read: it could be a trap."
    ),
    "empty": gettext_lazy("It is empty."),
    "fault": gettext_lazy("Something went wrong on our side. It has been noted; please try again."),
    "no_columns": gettext_lazy("It has no columns: it is not a table."),
    "no_header": gettext_lazy("It has no row with the names of its columns."),
    "sheet_damaged": gettext_lazy("The workbook is damaged and cannot be opened."),
    "sheet_too_big": gettext_lazy(
        "The workbook is larger inside than any we open. Save it as CSV."
    ),
    "stopped": gettext_lazy("It was stopped by hand. What had been done by then stays as it is."),
    "too_many_columns": gettext_lazy("It has more than %(most)s columns."),
    "unreadable_file": gettext_lazy("The file could not be read to its end."),
}
KEPT: Final[Words] = {
    "borrowed": gettext_lazy("It stays: the member has used the library since."),
    "changed": gettext_lazy("It stays: the member has been changed since."),
    "protected": gettext_lazy("It stays: the member is protected."),
    "taken": gettext_lazy("It stays: what it said before belongs to somebody else by now."),
    "gone": gettext_lazy("The member has left since."),
    "undone": gettext_lazy("It was taken back."),
}
_ALL: Final[Words] = {**REFUSALS, **NOTES, **FILES}


def reason(code: str, params: Mapping[str, Any]) -> str:
    """The sentence of a problem. What it told of somebody who has left since is an ellipsis."""
    words = _ALL.get(code)
    if words is None:
        return _("It could not be read (%(code)s).") % {"code": code}
    field = params.get("field")
    fields = ", ".join(str(FIELDS.get(each, each)) for each in params.get("fields", ()))
    told = {**params, "field": FIELDS.get(str(field), field), "fields": fields}
    known = {name: value for name, value in told.items() if value or value == 0}
    return str(words) % defaultdict(lambda: "…", known)


def kept(outcome: str) -> str:
    """What taking an import back came to for one row, in a sentence; nothing before that."""
    return str(KEPT[outcome]) if outcome in KEPT else ""
