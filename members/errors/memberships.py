"""Refusals about blocks, categories and how long a membership runs."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Invalid, NotFound


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


class CategoryCodeTaken(Conflict):
    code = "category_code_taken"
    message = _("Another category already has the code %(category)s.")
    field = "code"


class UnknownCategory(NotFound):
    code = "unknown_member_category"
    message = _("There is no such category of members.")


class AgesOutOfOrder(Invalid):
    code = "ages_out_of_order"
    message = _("The oldest age is below the youngest.")
    field = "max_age"


class MovesInCircle(Invalid):
    code = "moves_up_in_circle"
    message = _("Members would move up in a circle.")
    field = "moves_up_to"


class EndsTooLate(Invalid):
    code = "membership_ends_too_late"
    message = _("A membership can end on %(day)s at the latest.")
    field = "expires_on"


class MembershipChanged(Conflict):
    code = "membership_changed"
    message = _("The membership of %(name)s was changed meanwhile. Please look again.")


class RenewedAlready(Conflict):
    code = "membership_renewed_already"
    message = _("The membership runs until %(day)s already.")


class CheckedAlready(Conflict):
    code = "registration_checked_already"
    message = _("This registration has been checked already.")
