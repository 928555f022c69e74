"""Accounts and what belongs to them, in the administration."""

from accounts.admin import accounts, privacy
from accounts.admin.accounts import ReadOnlyAdmin

__all__ = ["ReadOnlyAdmin", "accounts", "privacy"]
