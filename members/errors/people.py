"""Refusals about members themselves: who they are, who is responsible for them, and leaving."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Invalid, NotAllowed, NotAuthenticated, NotFound


class UnknownMember(NotFound):
    code = "unknown_member"
    message = _("There is no such member.")


class VerificationFailed(NotAuthenticated):
    code = "verification_failed"
    message = _("This link is not valid, or no longer. You can ask for a new one.")


class NoSelfRegistration(Conflict):
    code = "no_self_registration"
    message = _("Nobody can register here by themselves. Please ask at the desk.")


class NoMembership(NotFound):
    code = "no_membership"
    message = _("You have no library card. The desk will be glad to give you one.")


class StaffAddress(NotAllowed):
    code = "staff_address"
    message = _("Only an administrator can change the e-mail address of someone on the staff.")
    field = "email"


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


class GuardianTooYoung(Conflict):
    code = "guardian_too_young"
    message = _("%(guardian)s is not yet %(age)s years old and cannot be anybody's guardian.")
    field = "card_number"


class GuardiansInCircle(Conflict):
    code = "guardians_in_circle"
    message = _("%(child)s looks after %(guardian)s, directly or through others.")
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


class NobodyChosen(Invalid):
    code = "nobody_chosen"
    message = _("Nobody was chosen.")


class TooManyMembers(Invalid):
    code = "too_many_members"
    message = _("That is too many at once: at most %(most)s.")
