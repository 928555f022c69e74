from accounts.models.attempt import AttemptCount
from accounts.models.audit import AuditEntry
from accounts.models.idempotency import IdempotentAnswer
from accounts.models.refresh import RefreshFamily, RefreshToken
from accounts.models.reset import ResetRequest
from accounts.models.retention import KeptFor
from accounts.models.seal import AuditSeal
from accounts.models.session import BrowserSession
from accounts.models.user import User

__all__ = [
    "AttemptCount",
    "AuditEntry",
    "AuditSeal",
    "BrowserSession",
    "IdempotentAnswer",
    "KeptFor",
    "RefreshFamily",
    "RefreshToken",
    "ResetRequest",
    "User",
]
