"""The words that notices are shipped with, for each event; and what the events are called."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from members.domain.notices import FRAME


@dataclass(frozen=True)
class Words:
    """A subject, the sentence above all things of a kind, and the line about each of them. In the
    frame the opening is the greeting and the line comes last.
    """

    subject: str | StrPromise
    opening: str | StrPromise
    line: str | StrPromise


NAMES: Final[Mapping[str, StrPromise]] = {
    FRAME: _("Greeting and last line"),
    "welcome": _("Welcome"),
    "due_soon": _("Due soon"),
    "due_today": _("Due today"),
    "overdue_1": _("Overdue, first reminder"),
    "overdue_2": _("Overdue, second reminder"),
    "overdue_3": _("Overdue, third reminder"),
    "hold_ready": _("Hold ready"),
    "hold_reminder": _("Hold about to expire"),
    "hold_expired": _("Hold expired"),
    "hold_cancelled": _("Hold cancelled"),
    "renewed": _("Renewed automatically"),
    "not_renewed": _("Not renewed automatically"),
    "receipt": _("Receipt"),
    "membership_expiring": _("Membership about to end"),
    "lost_bill": _("Lost book charged"),
}

SHIPPED: Final[Mapping[str, Words]] = {
    FRAME: Words(
        _("News about your library account"),
        _("Hello {name},"),
        _("You can see your loans and holds at {account_url}"),
    ),
    "welcome": Words(
        _("Welcome to {library_name}"),
        _("Your e-mail address is confirmed, and your membership is complete."),
        _("Your card number is {card}. You are a member until {until}."),
    ),
    "due_soon": Words(
        _("Due soon"),
        _("Please bring these back or renew them in the next days:"),
        _("“{title}” is due on {due_on}."),
    ),
    "due_today": Words(
        _("Due today"),
        _("These are due today:"),
        _("“{title}”, at {branch}."),
    ),
    "overdue_1": Words(
        _("Please bring back what is overdue"),
        _("These should have come back. Please return them soon:"),
        _("“{title}” was due on {due_on}."),
    ),
    "overdue_2": Words(
        _("Second reminder: please bring back what is overdue"),
        _("We have reminded you before. Please return these now; others may be waiting:"),
        _("“{title}” was due on {due_on}."),
    ),
    "overdue_3": Words(
        _("Last reminder: please bring back what is overdue"),
        _("This is our last reminder. What does not come back is charged as lost:"),
        _("“{title}” was due on {due_on}."),
    ),
    "hold_ready": Words(
        _("Ready to pick up"),
        _("What you have waited for is here:"),
        _("“{title}” waits for you at {branch} until {until}."),
    ),
    "hold_reminder": Words(
        _("Still waiting to be picked up"),
        _("Please pick these up before they go to the next reader:"),
        _("“{title}” waits for you at {branch} until {until}."),
    ),
    "hold_expired": Words(
        _("A hold has ended"),
        _("These were not picked up in time and went to the next reader:"),
        _("“{title}”. You are welcome to place another hold."),
    ),
    "hold_cancelled": Words(
        _("A hold was cancelled"),
        _("The library has cancelled a hold of yours:"),
        _("“{title}”. If you did not ask for this, please ask at the desk."),
    ),
    "renewed": Words(
        _("Renewed for you"),
        _("You have more time for these:"),
        _("“{title}” is now due on {due_on}."),
    ),
    "not_renewed": Words(
        _("Could not be renewed"),
        _("We could not give you more time for these:"),
        _("“{title}” is due on {due_on}. {why}"),
    ),
    "receipt": Words(
        _("Your receipt"),
        _("Thank you for your payment:"),
        _("Receipt {number}: {amount}, paid at {branch}."),
    ),
    "membership_expiring": Words(
        _("Your membership ends soon"),
        _("Please have your membership renewed at the desk:"),
        _("Your card {card} is valid until {until}."),
    ),
    "lost_bill": Words(
        _("Charged as lost"),
        _("These count as lost and were charged to your account:"),
        _("“{title}”: {amount}. If you find it, please bring it to the desk."),
    ),
}
