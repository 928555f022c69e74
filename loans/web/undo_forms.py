"""What the pages of undo and overrides send."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.web.fields import Line
from loans.domain.overrides import MAX_COMMENT, OVERRIDES, Given


class Override(forms.Form):
    """Why a rule is overridden, for all that stand in the way together."""

    comment = Line(
        label=_("Why?"),
        max_length=MAX_COMMENT,
        help_text=_("It is kept in the trail. Name nobody."),
    )
    due_on = forms.DateField(
        label=_("Lent until"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("There is no loan period for what stays in the library."),
    )
    confirmation = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, codes: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = [code for code in codes if code in OVERRIDES]
        if all("due_on" not in OVERRIDES[code].needs for code in self.codes):
            del self.fields["due_on"]


def given(codes: Sequence[str], said: dict[str, Any]) -> Given:
    """The comment for each of ``codes``."""
    return Given(dict.fromkeys(codes, said["comment"]), said.get("due_on"))
