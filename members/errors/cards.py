"""Refusals about cards, and about printing them."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Invalid, NotFound


class UnknownCard(NotFound):
    code = "unknown_card"
    message = _("No member has the card %(card)s.")


class CardReplaced(Conflict):
    code = "card_replaced"
    message = _("The card %(card)s was replaced on %(day)s (%(why)s): %(name)s has another now.")


class SameCard(Conflict):
    code = "same_card"
    message = _("%(card)s is the card that is to be replaced. Please scan the new one.")
    field = "card_number"


class NotTheCard(Conflict):
    code = "not_the_card"
    message = _("The member has another card by now: %(card)s. Please look again.")


class CardTaken(Conflict):
    code = "card_taken"
    message = _("Another member already has the card %(card)s.")
    field = "card_number"


class CardOfCopy(Conflict):
    code = "card_of_copy"
    message = _("%(card)s is the barcode of a copy. A member cannot have it.")
    field = "card_number"


class InvalidCard(Invalid):
    code = "invalid_card"
    message = _("%(card)s cannot be a card number. Please compare it with the card.")
    field = "card_number"


class CardTooLong(Conflict):
    code = "card_too_long"
    message = _("%(card)s is too long for a barcode on a card. Please give a shorter number.")


class CardNeedsBrowser(Conflict):
    code = "card_needs_browser"
    message = _(
        "The PDF has no letters for: %(names)s. Print from the browser instead, which has letters "
        "for every script."
    )
