"""Every refusal of this context."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Invalid, NotAllowed, NotAuthenticated, NotFound


class UnknownMember(NotFound):
    code = "unknown_member"
    message = _("There is no such member.")


class UnknownCard(NotFound):
    code = "unknown_card"
    message = _("No member has the card %(card)s.")


class NoSelfRegistration(Conflict):
    code = "no_self_registration"
    message = _("Nobody can register here by themselves. Please ask at the desk.")


class CardTaken(Conflict):
    code = "card_taken"
    message = _("Another member already has the card %(card)s.")
    field = "card_number"


class InvalidCard(Invalid):
    code = "invalid_card"
    message = _("%(card)s cannot be a card number. Please compare it with the card.")
    field = "card_number"


class VerificationFailed(NotAuthenticated):
    code = "verification_failed"
    message = _("This link is not valid, or no longer. You can ask for a new one.")


class HasOpenLoans(Conflict):
    code = "has_open_loans"
    message = _("Not everything has come back yet. Still on loan: %(count)s.")


class NoMembership(NotFound):
    code = "no_membership"
    message = _("You have no library card. The desk will be glad to give you one.")


class StaffAddress(NotAllowed):
    code = "staff_address"
    message = _("Only an administrator can change the e-mail address of someone on the staff.")
    field = "email"


class AlreadyLifted(Conflict):
    code = "block_already_lifted"
    message = _("This block has been lifted already.")


class UnknownBlock(NotFound):
    code = "unknown_block"
    message = _("There is no such block.")


class BlocksNothing(Invalid):
    code = "blocks_nothing"
    message = _("Say what the block stops: borrowing, renewing or placing holds.")
    field = "stops"


class EndsBeforeItBegins(Invalid):
    code = "block_ends_first"
    message = _("The block would end before it begins.")
    field = "until_on"
