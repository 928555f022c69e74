"""Days as people read them: one way everywhere."""

from datetime import date

from django.utils.formats import date_format


def words(on: date) -> str:
    """A day with its weekday, by which people plan: “Wed, 20 May 2026”."""
    return date_format(on, "WEEKDAY_FORMAT")
