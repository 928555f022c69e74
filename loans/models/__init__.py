from loans.models.account import AccountLine, Allocation, LineKind, PaymentMethod, ReceiptSeries
from loans.models.calendar import DatedDay, Weekday, WeeklyHours, YearlyDay
from loans.models.deed import Deed, DeedKind, DeedSubject
from loans.models.hold import Hold, HoldState, Transfer
from loans.models.loan import Loan
from loans.models.nightly import NightlyRun, NightlyStep, NightStep
from loans.models.policy import Policy

__all__ = [
    "AccountLine",
    "Allocation",
    "DatedDay",
    "Deed",
    "DeedKind",
    "DeedSubject",
    "Hold",
    "HoldState",
    "LineKind",
    "Loan",
    "NightStep",
    "NightlyRun",
    "NightlyStep",
    "PaymentMethod",
    "Policy",
    "ReceiptSeries",
    "Transfer",
    "Weekday",
    "WeeklyHours",
    "YearlyDay",
]
