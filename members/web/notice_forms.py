"""What people choose and type about notices."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.web.fields import Line, Lines
from members.domain.notices import EVENTS, OPTIONAL
from members.models import Letter, NoticeState, Reason
from members.models.notice_rules import MOST_DAYS
from members.services.notice_rules import Book, Rule
from members.services.notice_words import NAMES, Words

NOTHING = ("", _("All"))


class Filter(forms.Form):
    """Which notices are shown."""

    q = Line(label=_("Member"), max_length=200, required=False)
    state = forms.ChoiceField(
        label=_("State"), choices=[NOTHING, *NoticeState.choices], required=False
    )
    event = forms.ChoiceField(
        label=_("Event"),
        choices=[NOTHING, *((code, NAMES[code]) for code in EVENTS)],
        required=False,
    )
    reason = forms.ChoiceField(
        label=_("Not sent because"), choices=[NOTHING, *Reason.choices], required=False
    )


class Letters(forms.Form):
    """Which letters were printed."""

    letter = forms.ModelMultipleChoiceField(label=_("Letters"), queryset=Letter.objects.all())


class Quiet(forms.Form):
    """The hours in which nobody is written to."""

    quiet_from = forms.TimeField(
        label=_("Quiet from"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    quiet_until = forms.TimeField(
        label=_("Quiet until"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )

    def clean(self) -> dict[str, Any]:
        """Both hours, or neither."""
        said: dict[str, Any] = super().clean() or {}
        if (said.get("quiet_from") is None) != (said.get("quiet_until") is None):
            self.add_error("quiet_until", _("Give both hours, or leave both empty."))
        return said


class RuleForm(forms.Form):
    """How one event is told of."""

    is_on = forms.BooleanField(label=_("Tell members of this"), required=False)
    days = forms.IntegerField(label=_("Days"), min_value=0, max_value=MOST_DAYS)
    by_letter = forms.BooleanField(label=_("Write a letter where no mail arrives"), required=False)

    def __init__(self, *args: Any, rule: Rule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if rule.event.days is None:
            del self.fields["days"]
        else:
            late = rule.event.code.startswith("overdue")
            self.fields["days"].label = _("Days after") if late else _("Days before")


class TextForm(forms.Form):
    """The words for one event, and whom to look at them with."""

    subject = Line(label=_("Subject"), max_length=200)
    opening = Lines(label=_("Opening"), max_length=1000, required=False)
    line = Lines(label=_("About each"), max_length=1000, required=False)
    member = Line(
        label=_("Show it with this member"),
        max_length=200,
        required=False,
        help_text=_("Name, card, e-mail address or telephone. Without one, anybody."),
    )

    def __init__(self, *args: Any, is_frame: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("opening", "line"):
            self.fields[name].widget.attrs["rows"] = 3
        if is_frame:
            self.fields["opening"].label = _("Greeting")
            self.fields["line"].label = _("Last line")


def words(data: dict[str, Any]) -> Words:
    """What was typed, as words."""
    return Words(data["subject"], data["opening"], data["line"])


class Preferences(forms.Form):
    """Which optional notices a member wants."""

    wanted = forms.MultipleChoiceField(
        label=_("Write to me"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, book: Book, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(code, NAMES[code]) for code in OPTIONAL if book.rules[code].is_on]
        self.fields["wanted"].choices = offered  # type: ignore[attr-defined]


class Token(forms.Form):
    """The link of a mail."""

    token = forms.CharField(max_length=1000, widget=forms.HiddenInput)


def languages() -> list[tuple[str, Any]]:
    """The languages that notices are written in."""
    return list(settings.LANGUAGES)
