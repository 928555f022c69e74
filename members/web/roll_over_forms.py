"""The form of a roll-over."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.web.fields import Line
from members.domain import classes
from members.models import MemberImport
from members.selectors import roll_overs
from members.services import roll_over


class Terms(forms.Form):
    """Which classes take part, what becomes of each, until when who stays is a member, and the
    list that they are compared with. What was shown comes back as ``seen``.
    """

    compared_with = forms.ModelChoiceField(
        MemberImport.objects.none(),
        label=_("Compare with a list that was imported"),
        required=False,
        empty_label=_("No: move the classes up as said below"),
        help_text=_(
            "Who is in the list stays in the class that it names; who is not in it leaves. Import "
            "the list of the new year first."
        ),
    )
    expires_on = forms.DateField(
        label=_("Member until"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("For those who stay. Empty: as it is."),
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, groups: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = groups
        compared = self.fields["compared_with"]
        assert isinstance(compared, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        compared.queryset = roll_overs.lists()
        for at, (group, to) in enumerate(classes.moves(list(groups)).items()):
            is_class = classes.number(group) is not None
            self.fields[f"in_{at}"] = forms.BooleanField(
                label=_("%(group)s takes part") % {"group": group}, required=False, initial=is_class
            )
            self.fields[f"to_{at}"] = Line(
                label=_("%(group)s becomes") % {"group": group},
                required=False,
                max_length=60,
                initial=to,
            )
            self.fields[f"was_{at}"] = forms.CharField(initial=group, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """The form is about the classes that there were when it was shown."""
        said = super().clean() or {}
        was = [said.get(f"was_{at}") for at in range(len(self.groups))]
        if was != list(self.groups):
            raise forms.ValidationError(_("The classes have changed meanwhile. Please look again."))
        return said

    def terms(self) -> roll_over.Terms:
        """What was chosen, as the service takes it."""
        said = self.cleaned_data
        chosen = {
            group: said[f"to_{at}"] for at, group in enumerate(self.groups) if said[f"in_{at}"]
        }
        ends: date | None = said["expires_on"]
        return roll_over.Terms(chosen, ends, said["compared_with"])

    def rows(self) -> list[dict[str, Any]]:
        """The classes to draw."""
        return [
            {
                "group": group,
                "count": count,
                "takes_part": self[f"in_{at}"],
                "to": self[f"to_{at}"],
                "was": self[f"was_{at}"],
            }
            for at, (group, count) in enumerate(self.groups.items())
        ]
