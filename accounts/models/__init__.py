from accounts.models.attempt import AttemptCount
from accounts.models.audit import AuditEntry
from accounts.models.idempotency import IdempotentAnswer
from accounts.models.refresh import RefreshFamily, RefreshToken
from accounts.models.reset import ResetRequest
from accounts.models.user import User

__all__ = [
    "AttemptCount",
    "AuditEntry",
    "IdempotentAnswer",
    "RefreshFamily",
    "RefreshToken",
    "ResetRequest",
    "User",
]
