"""Who is it?"""

from collections.abc import Sequence
from datetime import datetime

import structlog
from django.contrib.auth.hashers import make_password

from accounts import errors
from accounts.domain import addresses, attempts
from accounts.models import User
from accounts.services import limits
from core.errors import Unavailable

log = structlog.get_logger("library.accounts")


def check(email: str, password: str, *, network: str, now: datetime) -> User:
    """The active account that ``email`` and ``password`` belong to.

    ``network`` is the address of the asking machine, for the limits. Neither the answer nor the
    time it takes tells whether an account exists. Raises ``WrongCredentials``, ``TooMany``, and
    ``Unavailable`` when too many wait already.
    """
    counted = _counted(addresses.normal(email), network)
    for rule, who in counted:
        limits.hit(rule, who, now=now)
    try:
        user = _fitting(User.objects.by_email(email).active().first(), password)
    except Unavailable:  # nothing was tried
        _take_back(counted, now)
        raise
    if user is None:
        log.warning("sign_in.refused", network=network)
        raise errors.WrongCredentials
    _take_back(counted, now)
    return user


def _take_back(counted: Sequence[tuple[attempts.Rule, str]], now: datetime) -> None:
    for rule, who in counted:
        limits.take_back(rule, who, now=now)


def _counted(address: str, network: str) -> list[tuple[attempts.Rule, str]]:
    """What an attempt counts against, always in this order."""
    return [
        (attempts.SIGN_IN_BY_NETWORK, network),
        (attempts.SIGN_IN_BY_ADDRESS, f"{attempts.network_of(network)} {address}"),
        (attempts.SIGN_IN_BY_ADDRESS_ANYWHERE, address),
    ]


def _fitting(user: User | None, password: str) -> User | None:
    """``user``, if ``password`` is theirs. One hash is made, whoever there is or is not."""
    if user is None or not user.has_usable_password():
        make_password(password)
        return None
    return user if user.check_password(password) else None
