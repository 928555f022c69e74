"""Who asks for a page."""

from typing import cast

from django.http import HttpRequest

from accounts.models import User


def user_of(request: HttpRequest) -> User:
    """Who has signed in, on a page that is for them only."""
    return cast(User, request.user)
