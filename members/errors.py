"""Every refusal of this context."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Invalid, NotAllowed, NotAuthenticated, NotFound


class UnknownMember(NotFound):
    code = "unknown_member"
    message = _("There is no such member.")


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


class MemberProtected(Conflict):
    code = "member_protected"
    message = _(
        "%(name)s is protected: this record stays until an administrator takes the protection off."
    )


class NotLeaving(Conflict):
    code = "not_leaving"
    message = _("No request to leave is waiting.")


class BadMonths(Invalid):
    code = "bad_months"
    message = _("A history is kept for 1 to %(most)s months, or until it is turned off.")
    field = "months"


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


class MembershipChanged(Conflict):
    code = "membership_changed"
    message = _("The membership of %(name)s was changed meanwhile. Please look again.")


class RenewedAlready(Conflict):
    code = "membership_renewed_already"
    message = _("The membership runs until %(day)s already.")


class CheckedAlready(Conflict):
    code = "registration_checked_already"
    message = _("This registration has been checked already.")


class InvalidPhoto(Invalid):
    code = "invalid_photo"
    message = _("This file is not a picture we can use: JPEG, PNG or WebP, up to 8 MB.")
    field = "photo"


class UnknownPhoto(NotFound):
    code = "unknown_photo"
    message = _("There is no photo of this member.")


class UnknownNote(NotFound):
    code = "unknown_desk_note"
    message = _("There is no such note.")


class NoteEnded(Conflict):
    code = "desk_note_ended"
    message = _("This note has been ended already.")


class OwnGuardian(Invalid):
    code = "own_guardian"
    message = _("Nobody can be their own guardian.")
    field = "card_number"


class GuardianAlready(Conflict):
    code = "guardian_already"
    message = _("%(guardian)s is a guardian of %(child)s already.")
    field = "card_number"


class NoGuardiansInCategory(Conflict):
    code = "no_guardians_in_category"
    message = _("Members of the category %(category)s have no guardians.")


class UnknownGuardian(NotFound):
    code = "unknown_guardian"
    message = _("This member is no guardian of the other.")


class TooYoungToHide(Conflict):
    code = "too_young_to_hide_titles"
    message = _("Your guardians see what you read; you cannot change that yet.")


class SameMember(Invalid):
    code = "same_member"
    message = _("This is one and the same record.")
    field = "card_number"


class UnknownEvent(NotFound):
    code = "unknown_event"
    message = _("There are no notices of the kind %(event)s.")


class UnknownPlaceholder(Invalid):
    code = "unknown_placeholder"
    message = _("Nothing fills in %(place)s here. What can be filled in: %(allowed)s.")


class UnknownLanguage(Invalid):
    code = "unknown_language"
    message = _("Notices are not written in the language %(language)s.")


class NotOptional(Conflict):
    code = "notice_not_optional"
    message = _("Notices of the kind %(event)s go to everybody.")


class UnsubscribeLink(NotFound):
    code = "unsubscribe_link"
    message = _("This link is not valid. You can choose your notices on your own page.")


class CardTooLong(Conflict):
    code = "card_too_long"
    message = _("%(card)s is too long for a barcode on a card. Please give a shorter number.")


class NobodyChosen(Invalid):
    code = "nobody_chosen"
    message = _("Nobody was chosen.")


class TooManyMembers(Invalid):
    code = "too_many_members"
    message = _("That is too many at once: at most %(most)s.")


class UnknownImport(NotFound):
    code = "unknown_member_import"
    message = _("There is no such import.")


class UnknownProfile(Invalid):
    code = "unknown_member_import_profile"
    message = _("There is no profile “%(profile)s” for lists of members.")
    field = "profile"


class ImportTooLarge(Invalid):
    code = "member_import_too_large"
    message = _("This file is larger than the %(most)s MB that can be uploaded. Split it first.")
    field = "file"


class ImportUnreadable(Invalid):
    code = "member_import_unreadable"
    message = _("This file cannot be imported. %(reason)s")
    field = "file"


class ImportNotReady(Conflict):
    code = "member_import_not_ready"
    message = _("This cannot be done with an import that is %(stage)s.")


class NothingToUndo(Conflict):
    code = "member_import_nothing_to_undo"
    message = _("This import has left nothing that could be taken back.")


class NoNameColumn(Invalid):
    code = "no_name_column"
    message = _("Say which column holds the name.")


class NoCategoryYet(Conflict):
    code = "no_member_category"
    message = _("The library has no category of members yet. Add one first.")


class UnknownRollOver(NotFound):
    code = "unknown_roll_over"
    message = _("There is no such roll-over.")


class RollOverUndone(Conflict):
    code = "roll_over_undone"
    message = _("This roll-over has been undone already.")


class RollOverChanged(Conflict):
    code = "roll_over_changed"
    message = _("Somebody was changed since this was shown. Please look again.")


class NobodyToRollOver(Conflict):
    code = "nobody_to_roll_over"
    message = _("Nobody is in the classes chosen.")
