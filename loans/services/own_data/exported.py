"""The tables that a member gets their own rows of."""

from collections.abc import Callable
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEntry, BrowserSession, RefreshFamily, User
from accounts.services import browsers, tokens
from catalog.models import SavedSearch
from loans.models import AccountLine, Hold, Loan
from loans.services import forgetting
from loans.services.own_data import told
from loans.services.own_data.places import Export, Place, Rows, columns, owned
from members.models import Block, LeaveRequest, Member, MemberView, OldCard, OutboxMessage
from members.services import looks, outbox

_AS_MEMBER: Final = _("until they leave")
_SERVED: Final = _("The library has to know whom it lends to.")
_BOOK: Final = {"title": "copy__book__title", "barcode": "copy__barcode"}


def _of_user(model: Any) -> Callable[[Member], Rows]:
    return lambda member: model.objects.filter(user=member.user_id, user__isnull=False)


def _trail(member: Member) -> Rows:
    """What is told of the member, and what they did that was about nobody else."""
    own = Q(actor=member.user_id, actor__isnull=False, member_id=None)
    return AuditEntry.objects.filter(Q(member_id=member.pk) | own)


def _letters(member: Member) -> Rows:
    return OutboxMessage.objects.filter(recipient__iexact=member.email or "-")


PLACES: Final = (
    Place(
        "members.Member",
        _("Members: name, card, address, telephone, day of birth, note of the staff"),
        _AS_MEMBER,
        _SERVED,
        "created_at",
        Export(
            "profile",
            lambda member: Member.objects.filter(pk=member.pk),
            columns(
                *("name", "card_number", "phone", "address", "born_on", "note", "expires_on"),
                *("group", "created_at", "keeps_history", "history_months"),
                category="category__name",
            ),
            "id",
        ),
    ),
    Place(
        "accounts.User",
        _("Accounts: name, e-mail address, and a password that cannot be read"),
        _AS_MEMBER,
        _("Members sign in, and letters reach them. Of the staff: while they work here."),
        "date_joined",
        Export(
            "account",
            lambda member: User.objects.filter(pk=member.user_id),
            columns(
                *("email", "name", "language", "email_verified_at", "date_joined", "last_login")
            ),
            "id",
        ),
    ),
    Place(
        "members.OldCard",
        _("Cards that were replaced"),
        _AS_MEMBER,
        _("Whoever finds a lost card must not borrow with it."),
        "replaced_at",
        Export("cards", owned(OldCard), columns("number", "why", "replaced_at"), "id"),
    ),
    Place(
        "members.Block",
        _("Blocks, with their reasons"),
        _AS_MEMBER,
        _("They are taken into account when there is another."),
        "blocked_at",
        Export(
            "blocks",
            owned(Block),
            columns(
                *("kind", "reason", "stops_borrowing", "stops_renewing", "stops_holds"),
                *("from_on", "until_on", "blocked_at", "lifted_at"),
            ),
            "id",
        ),
    ),
    Place(
        "members.LeaveRequest",
        _("Requests to leave that wait"),
        _("until they leave or withdraw it"),
        _("It is carried out when nothing stands against it."),
        "asked_at",
        Export("leaving", owned(LeaveRequest), columns("asked_at"), "member_id"),
    ),
    Place(
        "members.MemberView",
        _("Which of the staff looked at a member's record"),
        looks.KEPT,
        since="at",
        export=Export(
            "views", owned(MemberView), columns("at", "interface", by="actor__name"), "id"
        ),
    ),
    Place(
        "loans.Loan",
        _("Loans, with the member while they have it; past ones if they keep a history"),
        forgetting.ENDED,
        since="loaned_at",
        named_by="member",
        export=Export(
            "loans",
            owned(Loan),
            columns(
                *("loaned_at", "due_at", "renewals", "returned_at", "lost_at"),
                "claimed_returned_at",
                branch="branch__name",
                **_BOOK,
            ),
            "id",
        ),
    ),
    Place(
        "loans.Hold",
        _("Holds, with the member while they wait"),
        forgetting.ENDED,
        since="placed_at",
        named_by="member",
        export=Export(
            "holds",
            owned(Hold),
            columns(
                *("state", "placed_at", "position", "waiting_since", "expires_on", "ended_at"),
                title="book__title",
                pickup="pickup_branch__name",
            ),
            "id",
        ),
    ),
    Place(
        "loans.AccountLine",
        _("Charges and payments, with the member until they are settled"),
        forgetting.ENDED,
        since="at",
        named_by="member",
        export=Export(
            "account_lines",
            owned(AccountLine),
            columns(
                *("at", "kind", "amount", "covered", "method", "receipt", "note"),
                title="loan__copy__book__title",
            ),
            "id",
        ),
    ),
    Place(
        "members.OutboxMessage",
        _("Letters: address and subject; the text until it has left"),
        outbox.KEPT,
        since="created_at",
        export=Export(
            "notices",
            _letters,
            columns("subject", "created_at", "sent_at", "failed_at", "last_error"),
            "id",
        ),
    ),
    Place(
        "accounts.BrowserSession",
        _("Browsers that are signed in"),
        browsers.KEPT,
        since="signed_in_at",
        export=Export(
            "browsers",
            _of_user(BrowserSession),
            columns("agent", "signed_in_at", "expires_at"),
            "id",
        ),
    ),
    Place(
        "accounts.RefreshFamily",
        _("Apps that are signed in"),
        tokens.KEPT,
        since="created_at",
        export=Export(
            "devices",
            _of_user(RefreshFamily),
            columns("agent", "created_at", "expires_at", "revoked_at"),
            "id",
        ),
    ),
    Place(
        "accounts.AuditEntry",
        _("The trail of deeds: ids, codes, days and numbers"),
        _("for good; of books only until the loan is forgotten, then without an id"),
        _("It proves what was done. Ids leave it with the member."),
        "at",
        Export(
            "trail",
            _trail,
            columns("at", "action", "interface", "book_id", "copy_id", "loan_id", "data"),
            "id",
        ),
    ),
    Place(
        "catalog.SavedSearch",
        _("Searches that somebody keeps"),
        _("until they delete it or leave"),
        _("They want to make them again."),
        "created_at",
        Export("searches", _of_user(SavedSearch), columns("name", "query", "created_at"), "id"),
    ),
    *told.PLACES,
)
