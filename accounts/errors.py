"""Every refusal of this context."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Invalid, NotAllowed, NotAuthenticated, NotFound


class WrongCredentials(NotAuthenticated):
    code = "wrong_credentials"
    message = _("This e-mail address and password do not belong together.")


class InvalidToken(NotAuthenticated):
    code = "invalid_token"
    message = _("This token is not valid, or no longer. Please sign in again.")


class InvalidEmail(Invalid):
    code = "invalid_email"
    message = _("“%(email)s” is not an e-mail address.")
    field = "email"


class EmailTaken(Conflict):
    code = "email_taken"
    message = _("There is already an account with this e-mail address.")
    field = "email"


class WeakPassword(Invalid):
    code = "weak_password"
    message = _("%(reasons)s")
    field = "password"


class WrongPassword(Invalid):
    code = "wrong_password"
    message = _("This is not your present password.")
    field = "old_password"


class PasswordNeeded(Invalid):
    code = "password_needed"
    message = _("Please give your present password to change your e-mail address.")
    field = "password"


class NotThePassword(Invalid):
    code = "not_the_password"
    message = _("This is not your present password.")
    field = "password"


class ResetLinkSpent(Invalid):
    code = "reset_link_spent"
    message = _("This link was used before, or is too old. Please ask for a new one.")


class UnknownRole(Invalid):
    code = "unknown_role"
    message = _("There is no role “%(role)s”. The roles are: %(roles)s.")
    field = "role"


class NotYourOwnAccount(NotAllowed):
    code = "not_your_own_account"
    message = _("You cannot do this to your own account.")


class UnknownDevice(NotFound):
    code = "unknown_device"
    message = _("There is no such browser or device, or it has ended already.")


class KeyReused(Invalid):
    code = "idempotency_key_reused"
    message = _("This Idempotency-Key was used for a different request.")


class BadKey(Invalid):
    code = "idempotency_key_invalid"
    message = _("An Idempotency-Key is 1 to 200 visible ASCII characters.")
