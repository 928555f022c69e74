"""Refusals about searches, kept and done."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, NotFound, Unavailable


class UnknownSearch(NotFound):
    code = "unknown_search"
    message = _("You have no such saved search.")


class SearchNameTaken(Conflict):
    code = "search_name_taken"
    message = _("You have already saved a search called “%(name)s”.")
    field = "name"


class TooManySearches(Conflict):
    code = "too_many_searches"
    message = _("You have saved %(most)s searches, which is the most. Delete one first.")


class SearchTooLong(Unavailable):
    code = "search_too_long"
    message = _("This search takes too long. Please add a word to it, or take a filter away.")
