"""Who is it?"""

from datetime import datetime

from django.contrib.auth.hashers import make_password

from accounts import errors
from accounts.domain import addresses, attempts
from accounts.models import User
from accounts.services import limits


def check(email: str, password: str, *, network: str, now: datetime) -> User:
    """The active account that ``email`` and ``password`` belong to.

    ``network`` is the address of the asking machine, for the limits. Neither the answer nor the
    time it takes tells whether an account exists. Raises ``WrongCredentials`` or ``TooMany``.
    """
    address = addresses.normal(email)
    limits.hit(attempts.SIGN_IN_BY_NETWORK, network, now=now)
    limits.hit(attempts.SIGN_IN_BY_ADDRESS, address, now=now)
    user: User | None = User.objects.by_email(email).active().first()
    if user is None or not user.has_usable_password():
        make_password(password)  # the same work as a real comparison
        raise errors.WrongCredentials
    if not user.check_password(password):
        raise errors.WrongCredentials
    limits.forgive(attempts.SIGN_IN_BY_ADDRESS, address)
    return user
