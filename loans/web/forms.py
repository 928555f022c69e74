"""What the pages of this context send."""

from typing import Any

from django import forms

from core import text
from core.web.fields import Line
from loans.domain.returns import Resolution
from loans.web.counter import LEND, MODES, Scan

FINISH, WHOLE = "finish", "whole"


class DeskState(forms.Form):
    """How the desk stands: in the address of the page, and sent along with each scan."""

    member = forms.UUIDField(required=False)
    mode = forms.ChoiceField(required=False, choices=[(mode, mode) for mode in MODES])


class ScanForm(DeskState):
    """One scan."""

    scan = forms.CharField(required=False, max_length=100, validators=[text.no_control_characters])
    key = forms.CharField(required=False, max_length=200)
    confirmation = forms.CharField(required=False, max_length=1000)
    deed = forms.ChoiceField(required=False, choices=[(FINISH, FINISH), (WHOLE, WHOLE)])
    damage = Line(required=False, max_length=200)
    resolution = forms.ChoiceField(
        required=False, choices=[(each.value, each.value) for each in Resolution]
    )

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
            damage="" if sent["deed"] == WHOLE else sent["damage"],
            resolution=sent["resolution"],
        )


class DeskBranch(forms.Form):
    """The choice of the desk's branch, by whoever stands there."""

    branch = forms.UUIDField()
    member = forms.UUIDField(required=False)
