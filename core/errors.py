"""Refusals: what the library answers when it will not do a thing.

A context's refusal is a class of three lines: a family, a code, a sentence. The code is for
programs and never changes; the sentence is for the person who meets it and may be translated. How a
family is shown (status, page, problem document) is decided once, in ``core.http``, ``core.web`` and
``core.api``.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class LibraryError(Exception):
    """Any refusal. Keyword arguments fill the ``%(name)s`` places of its sentence."""

    code: ClassVar[str]
    message: ClassVar[Text]
    field: ClassVar[str | None] = None
    """The form field or payload key the sentence is about, when there is one."""

    def __init__(self, **data: Any) -> None:
        super().__init__(self.code)
        self.data = data
        self.findings: Sequence[Mapping[str, Any]] = ()
        self.extra: Mapping[str, Any] = {}

    def __str__(self) -> str:
        return str(self.message) % self.data if self.data else str(self.message)

    def having(self, findings: Sequence[Mapping[str, Any]] = (), **extra: Any) -> Self:
        """The same refusal, carrying everything else that was found and any extra answer fields."""
        self.findings = findings
        self.extra = extra
        return self


class NotFound(LibraryError):
    """What was asked for is not here, or not for the one who asks."""

    code = "not_found"
    message = _("There is nothing here by that name.")


class NotAuthenticated(LibraryError):
    """We do not know who asks."""

    code = "not_authenticated"
    message = _("Please sign in first.")


class NotAllowed(LibraryError):
    """We know who asks, and they may not."""

    code = "not_allowed"
    message = _("You are not allowed to do this.")


class Conflict(LibraryError):
    """The request is well formed, but the state of the library stands against it."""

    code = "conflict"
    message = _("This cannot be done as things stand.")


class Invalid(LibraryError):
    """A value is of the wrong shape or against a rule that no change of state would lift."""

    code = "invalid"
    message = _("This value is not valid.")


class FilterUnreadable(Invalid):
    """A list is asked for with a filter that says nothing: it must not pass for one of everything.
    ``reason`` says which filter and why.
    """

    code = "filter_unreadable"
    message = _("The filters of this list cannot be read. %(reason)s")


class TooLarge(LibraryError):
    """What was sent is heavier than what is taken there. ``most`` is in megabytes."""

    code = "body_too_large"
    message = _("That is too large: at most %(most)s MB can be sent here.")


class Malformed(LibraryError):
    """The request itself cannot be read."""

    code = "malformed"
    message = _("The request could not be read.")


class StalePrecondition(LibraryError):
    """The one who asks has seen an older state, or has not confirmed what must be confirmed."""

    code = "stale"
    message = _("This was changed by someone else in the meantime. Please look again.")


class TooMany(LibraryError):
    """A limit of attempts is reached; ``retry_after`` says in how many seconds it lifts."""

    code = "too_many_attempts"
    message = _("Too many attempts. Please wait a little and try again.")

    def __init__(self, retry_after: int, **data: Any) -> None:
        super().__init__(**data)
        self.retry_after = retry_after


class Unavailable(LibraryError):
    """The library cannot answer just now. ``retry_after`` is in how many seconds it may."""

    code = "unavailable"
    message = _("The library cannot answer just now. Please try again in a moment.")

    def __init__(self, retry_after: int = 0, **data: Any) -> None:
        super().__init__(**data)
        self.retry_after = retry_after
