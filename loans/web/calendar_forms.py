"""What the pages about calendars send."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from core.web.fields import Line
from loans.domain.calendars import Day, Hours, Plan, is_day_of_year
from loans.models import Weekday
from loans.services import calendars

DAY: Final = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
TIME: Final = {"type": "time"}
CLOSED, OPEN = "closed", "open"


class WeekForm(forms.Form):
    """The seven weekdays: open or not, and from when until when."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for weekday, label in Weekday.choices:
            self.fields[f"open_{weekday}"] = forms.BooleanField(required=False, label=label)
            for name, said in (("from", _("from")), ("until", _("until"))):
                widget = forms.TimeInput(
                    attrs=TIME | {"aria-label": f"{label}, {said}"}, format="%H:%M"
                )
                self.fields[f"{name}_{weekday}"] = forms.TimeField(
                    required=False, label=said, widget=widget
                )

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """The three fields of each weekday."""
        return [
            (self[f"open_{day}"], self[f"from_{day}"], self[f"until_{day}"])
            for day in Weekday.values
        ]

    def clean(self) -> dict[str, Any]:
        """Both hours or none, in their order."""
        said: dict[str, Any] = super().clean() or {}
        for day in Weekday.values:
            opens, closes = said.get(f"from_{day}"), said.get(f"until_{day}")
            is_open = said.get(f"open_{day}")
            if is_open and (bool(opens) != bool(closes) or _is_wrong(opens, closes)):
                self.add_error(f"until_{day}", _("It must close after it opens."))
        return said


def _is_wrong(opens: time | None, closes: time | None) -> bool:
    return opens is not None and closes is not None and opens >= closes


def week(data: Mapping[str, Any]) -> dict[int, Hours | None]:
    """What a valid ``WeekForm`` says; an open weekday without hours is left out."""
    found: dict[int, Hours | None] = {}
    for day in Weekday.values:
        if not data[f"open_{day}"]:
            found[day] = None
        elif data[f"from_{day}"] is not None:
            found[day] = Hours(data[f"from_{day}"], data[f"until_{day}"])
    return found


def week_of(plan: Plan) -> dict[str, Any]:
    """What a ``WeekForm`` shows of a calendar."""
    shown: dict[str, Any] = {}
    for day in Weekday.values:
        hours = plan.weekly.get(day)
        shown[f"open_{day}"] = day not in plan.weekly or hours is not None
        shown[f"from_{day}"] = hours.opens_at if hours else None
        shown[f"until_{day}"] = hours.closes_at if hours else None
    return shown


class DaysForm(forms.Form):
    """A closure or a special opening of one day or several."""

    first = forms.DateField(label=_("From"), widget=DAY)
    last = forms.DateField(
        label=_("To"), widget=DAY, required=False, help_text=_("Empty: that one day.")
    )
    name = Line(label=_("Name"), max_length=100)
    kind = forms.ChoiceField(
        label=_("The branch is"),
        choices=[(CLOSED, _("closed")), (OPEN, _("open all the same"))],
        initial=CLOSED,
        widget=forms.RadioSelect,
    )


def days(data: Mapping[str, Any]) -> dict[date, Day]:
    """The days that a valid ``DaysForm`` says. Raises as ``calendars.span``."""
    noted = Day(data["name"], is_open=data["kind"] == OPEN)
    return dict.fromkeys(calendars.span(data["first"], data["last"] or data["first"]), noted)


class YearlyForm(forms.Form):
    """A day of the year on which the branch is closed every year."""

    day = forms.IntegerField(label=_("Day"), min_value=1, max_value=31)
    month = forms.TypedChoiceField(label=_("Month"), coerce=int, choices=list(MONTHS.items()))
    name = Line(label=_("Name"), max_length=100)

    def clean(self) -> dict[str, Any]:
        """A day that some year has."""
        said: dict[str, Any] = super().clean() or {}
        if "day" in said and "month" in said and not is_day_of_year(said["month"], said["day"]):
            self.add_error("day", _("No year has this day."))
        return said


class DaysGone(forms.Form):
    """The days to take out of the calendar."""

    first = forms.DateField(widget=forms.HiddenInput)
    last = forms.DateField(widget=forms.HiddenInput)


class YearlyGone(forms.Form):
    """The day of the year to take out of the calendar."""

    month = forms.IntegerField(widget=forms.HiddenInput)
    day = forms.IntegerField(widget=forms.HiddenInput)


class Year(forms.Form):
    """The year that is shown: in the address of the page."""

    year = forms.IntegerField(min_value=1950, max_value=2150, required=False)


def year_of(query: QueryDict) -> int | None:
    """The year that an address names, if it is one."""
    form = Year(query)
    return form.cleaned_data["year"] if form.is_valid() else None


class HolidaysAsked(forms.Form):
    """Whose public holidays are looked for: in the address of the page."""

    country = forms.ChoiceField(label=_("Country"))
    region = forms.ChoiceField(label=_("Region"), required=False)
    year = forms.IntegerField(label=_("Year"), min_value=1950, max_value=2150)

    def __init__(
        self,
        *args: Any,
        countries: Sequence[tuple[str, str]],
        regions: Sequence[tuple[str, str]],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self._choices("country", countries)
        self._choices("region", [("", str(_("The whole country"))), *regions])

    def _choices(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = choices


class HolidaysChosen(forms.Form):
    """Which of the suggestions are taken over."""

    days = forms.MultipleChoiceField(
        label=_("Closed on"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one day.")},
    )

    def __init__(self, *args: Any, suggested: Sequence[tuple[date, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["days"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - for the type checker
        field.choices = [(on.isoformat(), f"{on:%a}") for on, _name in suggested]
        self._names = {on.isoformat(): name for on, name in suggested}

    def clean_days(self) -> dict[date, Day]:
        """The chosen days with their names."""
        chosen = self.cleaned_data["days"]
        return {date.fromisoformat(each): Day(self._names[each][:100]) for each in chosen}
