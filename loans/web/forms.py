"""What the pages of this context send."""

from typing import Any

from django import forms

from core import text
from loans.web.counter import LEND, RETURN, Scan

FINISH = "finish"


class DeskState(forms.Form):
    """How the desk stands: in the address of the page, and sent along with each scan."""

    member = forms.UUIDField(required=False)
    mode = forms.ChoiceField(required=False, choices=[(LEND, LEND), (RETURN, RETURN)])


class ScanForm(DeskState):
    """One scan."""

    scan = forms.CharField(required=False, max_length=100, validators=[text.no_control_characters])
    key = forms.CharField(required=False, max_length=200)
    confirmation = forms.CharField(required=False, max_length=1000)
    deed = forms.ChoiceField(required=False, choices=[(FINISH, FINISH)])

    @property
    def said(self) -> Scan:
        """What was sent, once it has been checked."""
        sent: dict[str, Any] = self.cleaned_data
        return Scan(
            text=sent["scan"],
            mode=sent["mode"] or LEND,
            member=sent["member"],
            key=sent["key"],
            confirmation=sent["confirmation"],
            is_finish=sent["deed"] == FINISH,
        )


class DeskBranch(forms.Form):
    """The choice of the desk's branch, by whoever stands there."""

    branch = forms.UUIDField()
    member = forms.UUIDField(required=False)
