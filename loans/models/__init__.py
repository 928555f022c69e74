from loans.models.loan import Loan
from loans.models.policy import Policy

__all__ = ["Loan", "Policy"]
