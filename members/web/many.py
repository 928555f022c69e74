"""Deeds on many members at once: who was chosen, and what whoever chose was shown."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

MOST = 500
"""How many at once: one transaction that nobody waits long for."""


def ids(query: QueryDict) -> list[UUID]:
    """Who was chosen in a list; what is no id is passed over."""
    return [found for said in query.getlist("m")[:MOST] if (found := _id(said))]


class Ids(forms.Field):
    """Members who were ticked in a list, carried along unseen; what is no id is passed over."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[UUID]:
        """The ids."""
        return [found for said in (value or [])[: MOST + 1] if (found := _id(said))]


class Seen(forms.Field):
    """Members, each with what was shown of them: ``id=word``, many times."""

    widget = forms.MultipleHiddenInput
    default_error_messages = {"invalid": _("This list cannot be read. Please choose again.")}

    def to_python(self, value: Any) -> dict[UUID, str]:
        """What was shown, by id. Raises ``ValidationError``."""
        seen = {}
        for said in (value or [])[:MOST]:
            member_id, _sign, word = said.partition("=")
            if (found := _id(member_id)) is None or not word:
                raise ValidationError(self.error_messages["invalid"], "invalid")
            seen[found] = word
        return seen


class Days(forms.Form):
    """Members, each with the last day of the membership."""

    seen = Seen()

    def clean_seen(self) -> dict[UUID, date]:
        """The days. Raises ``ValidationError``."""
        try:
            shown = self.cleaned_data["seen"].items()
            return {member_id: date.fromisoformat(day) for member_id, day in shown}
        except ValueError as error:
            raise ValidationError(Seen.default_error_messages["invalid"]) from error


class Categories(forms.Form):
    """Members, each with the id of a category."""

    seen = Seen()

    def clean_seen(self) -> dict[UUID, UUID]:
        """The ids. Raises ``ValidationError``."""
        shown = {each: _id(word) for each, word in self.cleaned_data["seen"].items()}
        found = {each: category for each, category in shown.items() if category}
        if len(found) != len(shown):
            raise ValidationError(Seen.default_error_messages["invalid"])
        return found


class Within(forms.Form):
    """How far a list of memberships looks, back and ahead."""

    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=400, initial=30)


def _id(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None
