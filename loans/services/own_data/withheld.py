"""The tables that nobody gets rows of, each with its reason."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from accounts.services import admin_log, browsers, once, resets
from loans.services import deeds
from loans.services.own_data.places import Place
from members.services import verification

_WORK: Final = _("It says who of the staff did it, not whom it was for.")
PLACES: Final = (
    Place(
        "loans.Deed",
        _("What was before a deed of a desk"),
        deeds.KEPT,
        since="at",
        not_exported=_("The same loans, holds and payments, as they were: they are exported."),
    ),
    Place(
        "accounts.IdempotentAnswer",
        _("Answers that a program may ask for again"),
        once.KEPT,
        since="created_at",
        not_exported=_("A copy of what was answered; what it is about is exported."),
    ),
    Place(
        "accounts.ResetRequest",
        _("Requests for a new password"),
        resets.KEPT,
        since="asked_at",
        not_exported=_("Gone within minutes, and not known to be whose it says."),
    ),
    Place(
        "members.LinkRequest",
        _("Requests for a verification link"),
        verification.KEPT,
        since="asked_at",
        not_exported=_("Gone within minutes, and not known to be whose it says."),
    ),
    Place(
        "admin.LogEntry",
        _("What administrators changed in the administration"),
        admin_log.KEPT,
        since="action_time",
        not_exported=_WORK,
    ),
    Place(
        "sessions.Session",
        _("What a browser is remembered by"),
        browsers.KEPT,
        since="expire_date",
        not_exported=_("It holds a key; browsers are exported."),
    ),
    *(
        Place(
            table,
            what,
            _("while the account is there"),
            _("It is looked up who did it, while they work here."),
            since,
            not_exported=_WORK,
        )
        for table, what, since in (
            ("catalog.ImportBatch", _("Who brought in a file"), "created_at"),
            ("members.MemberImport", _("Who brought in a list of members"), "created_at"),
            ("members.RollOver", _("Who rolled classes over"), "done_at"),
            ("catalog.BookMerge", _("Who merged two books"), "merged_at"),
            ("catalog.HeadingMerge", _("Who merged two names or subjects"), "merged_at"),
            ("catalog.BooksApart", _("Who said that two records are two books"), "said_at"),
            ("catalog.Stocktake", _("Who opened and closed a stocktake"), "opened_at"),
            ("catalog.StocktakeLine", _("Who scanned a copy at a stocktake"), "scanned_at"),
            ("accounts.User_groups", _("Who has which role"), ""),
            ("accounts.User_user_permissions", _("Who has a right of their own"), ""),
        )
    ),
)
