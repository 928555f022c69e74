"""Every refusal of the library, hung beside the status it must have and a sample of its facts."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any, Final

from core.errors import LibraryError

PACKAGES: Final = ("core", "accounts", "catalog", "members", "loans")
Sample = tuple[int, dict[str, Any]]

CORE: Final[dict[str, Sample]] = {
    "core.Conflict": (409, {}),
    "core.Invalid": (422, {}),
    "core.Malformed": (400, {}),
    "core.NotAllowed": (403, {}),
    "core.NotAuthenticated": (401, {}),
    "core.NotFound": (404, {}),
    "core.StalePrecondition": (412, {}),
    "core.TooMany": (429, {"retry_after": 42}),
    "core.Unavailable": (503, {}),
    "core.BadCursor": (422, {}),
}
ACCOUNTS: Final[dict[str, Sample]] = {
    "accounts.BadKey": (422, {}),
    "accounts.EmailTaken": (409, {}),
    "accounts.InvalidEmail": (422, {"email": "ada@"}),
    "accounts.InvalidToken": (401, {}),
    "accounts.KeyReused": (422, {}),
    "accounts.NotYourOwnAccount": (403, {}),
    "accounts.ResetLinkSpent": (422, {}),
    "accounts.UnknownRole": (422, {"role": "king", "roles": "volunteer, librarian"}),
    "accounts.WeakPassword": (422, {"reasons": "This password is too common."}),
    "accounts.WrongCredentials": (401, {}),
    "accounts.WrongPassword": (422, {}),
}
CATALOG: Final[dict[str, Sample]] = {
    "catalog.BarcodeTaken": (409, {"barcode": "30001000000010"}),
    "catalog.BookChanged": (412, {}),
    "catalog.BookInUse": (409, {}),
    "catalog.BookIsHeld": (409, {"count": 2}),
    "catalog.CopyIsHeld": (409, {}),
    "catalog.CopyChanged": (412, {}),
    "catalog.CopyInUse": (409, {}),
    "catalog.CopyWithdrawn": (409, {"barcode": "30001000000010"}),
    "catalog.HeadingTaken": (409, {"heading": "Wizards"}),
    "catalog.InvalidCover": (422, {}),
    "catalog.InvalidSearch": (422, {"reason": "A quotation mark is missing."}),
    "catalog.IsbnTaken": (409, {"isbn": "9780547773742"}),
    "catalog.UnknownBarcode": (404, {"barcode": "30001000000010"}),
    "catalog.UnknownBook": (404, {}),
    "catalog.UnknownBranch": (422, {"branch": "moon"}),
    "catalog.UnknownCopy": (404, {}),
    "catalog.UnknownCopyType": (422, {"copy_type": "scroll"}),
}
MEMBERS: Final[dict[str, Sample]] = {
    "members.AlreadyLifted": (409, {}),
    "members.BlocksNothing": (422, {}),
    "members.EndsBeforeItBegins": (422, {}),
    "members.CardTaken": (409, {"card": "20001000000012"}),
    "members.HasOpenLoans": (409, {"count": 2}),
    "members.InvalidCard": (422, {"card": "20001000000013"}),
    "members.NoMembership": (404, {}),
    "members.NoSelfRegistration": (409, {}),
    "members.StaffAddress": (403, {}),
    "members.UnknownBlock": (404, {}),
    "members.UnknownCard": (404, {"card": "20001000000012"}),
    "members.UnknownMember": (404, {}),
    "members.VerificationFailed": (401, {}),
}
LOANS: Final[dict[str, Sample]] = {
    "loans.AgeRestricted": (409, {"policy": "Films", "min_age": 16}),
    "loans.AlreadyLost": (409, {}),
    "loans.AlreadyOnHold": (409, {}),
    "loans.AlreadyOnLoanToMember": (409, {}),
    "loans.AlreadyReturned": (409, {}),
    "loans.AlreadyReversed": (409, {}),
    "loans.AlreadyUndone": (409, {}),
    "loans.AmountNotPositive": (422, {}),
    "loans.ChangedSince": (409, {}),
    "loans.ClaimNeedsResolution": (412, {}),
    "loans.ClaimedReturned": (409, {}),
    "loans.CommentNeeded": (422, {}),
    "loans.ConfirmationNeeded": (412, {}),
    "loans.CopyDamaged": (409, {}),
    "loans.CopyLost": (409, {}),
    "loans.CopyNotHere": (409, {}),
    "loans.CopyOnLoan": (409, {}),
    "loans.CopyOnOrder": (409, {}),
    "loans.DayIsPast": (422, {}),
    "loans.DayThere": (409, {"day": "Fri, 25 Dec 2026", "name": "Christmas"}),
    "loans.DayUnknown": (404, {}),
    "loans.DebtLimitReached": (
        409,
        {"debt": "€12.50", "policy": "Default", "debt_limit": "€10.00"},
    ),
    "loans.DeedOfOther": (403, {}),
    "loans.DueDateNeeded": (422, {}),
    "loans.DueDateWouldNotMove": (409, {"due_on": "20 May 2026"}),
    "loans.EmailNotVerified": (403, {}),
    "loans.EndsBeforeItBegins": (422, {}),
    "loans.FixedDateIsPast": (422, {}),
    "loans.FixedDateMissing": (422, {}),
    "loans.HasCredit": (409, {"credit": "€3.00"}),
    "loans.HasDebt": (409, {"owed": "€3.00"}),
    "loans.HeldForOther": (409, {}),
    "loans.HoldChanged": (409, {}),
    "loans.HoldEnded": (409, {}),
    "loans.HoldIsSetAside": (409, {}),
    "loans.HoldLimitReached": (409, {"holds": 5, "policy": "Default", "hold_limit": 5}),
    "loans.LaterDeed": (409, {"later": "“Silence” returned", "at": "6 May 2026, 10:00"}),
    "loans.LoanLimitReached": (409, {"count": 10, "policy": "Children", "limit": 10}),
    "loans.MemberBlocked": (409, {"reason": "unpaid charges"}),
    "loans.MemberExpired": (409, {"expires_on": "1 May 2026"}),
    "loans.MoreThanCredit": (409, {"credit": "€3.00"}),
    "loans.MoreThanOwed": (409, {"owed": "€3.00"}),
    "loans.NeverOpen": (409, {"branch": "Harbour"}),
    "loans.NightRunning": (409, {}),
    "loans.NoBranch": (409, {}),
    "loans.NoCopyFree": (409, {}),
    "loans.NoHoldableCopy": (409, {}),
    "loans.NoOpenDay": (409, {"branch": "Harbour"}),
    "loans.NoSuchDay": (422, {}),
    "loans.NotClaimed": (409, {}),
    "loans.NotLost": (409, {}),
    "loans.NotOnLoan": (409, {}),
    "loans.NotSettled": (409, {"owed": "€3.00"}),
    "loans.NotYourAccount": (403, {}),
    "loans.OverdueLoans": (409, {"overdue": 3, "policy": "Default", "overdue_limit": 3}),
    "loans.OverrideNotAllowed": (403, {"blocker": "Other members are waiting for it."}),
    "loans.PolicyChanged": (412, {}),
    "loans.PolicyIsDefault": (409, {}),
    "loans.PolicyThere": (409, {"name": "Children"}),
    "loans.RangeEndsFirst": (422, {}),
    "loans.ReferenceOnly": (409, {}),
    "loans.RenewalLimitReached": (409, {"count": 2, "policy": "Children", "limit": 2}),
    "loans.SameBookOnLoan": (409, {}),
    "loans.SelfCheckoutOff": (403, {}),
    "loans.StillGrowing": (409, {}),
    "loans.TermIsOver": (409, {"policy": "Summer", "term_on": "Fri, 31 Jul 2026"}),
    "loans.TooManyDays": (422, {"most": 366}),
    "loans.TooSoon": (409, {"soonest_on": "Mon, 18 May 2026"}),
    "loans.UnknownCategory": (422, {"member_category": "cat"}),
    "loans.UnknownDeed": (404, {}),
    "loans.UnknownHold": (404, {}),
    "loans.UnknownLine": (404, {}),
    "loans.UnknownLoan": (404, {}),
    "loans.UnknownPolicy": (404, {}),
    "loans.UnknownReceipt": (404, {}),
}
SAMPLES: Final = CORE | ACCOUNTS | CATALOG | MEMBERS | LOANS


def name_of(refusal: type[LibraryError]) -> str:
    """Its name here: that of its context and its own."""
    return f"{refusal.__module__.split('.')[0]}.{refusal.__name__}"


def everyone() -> dict[str, type[LibraryError]]:
    """Every refusal there is in the code, wherever it is defined."""
    for package in PACKAGES:
        path = importlib.import_module(package).__path__
        for module in pkgutil.walk_packages(path, f"{package}."):
            if ".migrations" not in module.name:
                importlib.import_module(module.name)
    found = {each for each in _beneath(LibraryError) if each.__module__.split(".")[0] in PACKAGES}
    return {name_of(each): each for each in found}


def _beneath(family: type[LibraryError]) -> Iterator[type[LibraryError]]:
    for child in family.__subclasses__():
        yield child
        yield from _beneath(child)
