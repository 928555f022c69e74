"""What administrators see of lending: policies are kept here too, the rest is only looked at."""

from loans.admin import deeds, desk, rules

__all__ = ["deeds", "desk", "rules"]
