"""Public holidays as suggestions for the calendar of a branch."""

from functools import cached_property
from typing import Any

from babel import Locale
from babel.core import get_global
from django.urls import reverse
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from core import clock
from loans.domain import public_holidays
from loans.domain.public_holidays import Holiday
from loans.services import calendars, wording
from loans.services.calendars import Changed
from loans.web import calendar_forms
from loans.web.views.calendar import CalendarPage
from loans.web.views.policies import by_of


def countries() -> list[tuple[str, str]]:
    """The countries that are known, by their names in the reader's language."""
    names = Locale.parse(to_locale(get_language() or "en")).territories
    found = ((code, str(names.get(code, code))) for code in public_holidays.countries())
    return sorted(found, key=lambda each: each[1])


def country_of(time_zone: str) -> str:
    """The country that a time zone lies in; nothing where it is not known."""
    return str(get_global("zone_territories").get(time_zone, ""))


class Holidays(CalendarPage):
    """The holidays of a country or region in a year; the chosen ones become closures."""

    template_name = "loans/calendar_holidays.html"
    form_class = calendar_forms.HolidaysChosen

    @cached_property
    def asked(self) -> dict[str, Any]:
        """Country, region and year, as far as they make sense together."""
        today = clock.day(clock.now(), self.branch.zone)
        query = self.request.GET
        known = public_holidays.countries()
        wanted = (query.get("country", ""), country_of(self.branch.time_zone))
        country = next((each for each in wanted if each in known), "")
        regions = public_holidays.regions(country) if country else []
        region = query.get("region", "")
        return {
            "country": country,
            "regions": regions,
            "region": region if region in dict(regions) else "",
            "year": calendar_forms.year_of(query) or today.year,
            "today": today,
        }

    @cached_property
    def found(self) -> list[Holiday]:
        """The holidays that are still to come."""
        said = self.asked
        if not said["country"]:
            return []
        days = public_holidays.suggestions(
            said["country"], said["region"], said["year"], get_language() or "en"
        )
        return [each for each in days if each.on >= said["today"]]

    def get_form_kwargs(self) -> dict[str, Any]:
        suggested = [(each.on, each.name) for each in self.found]
        return super().get_form_kwargs() | {"suggested": suggested}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        said, context = self.asked, super().get_context_data(**kwargs)
        asked = {name: said[name] for name in ("country", "region", "year")}
        form = calendar_forms.HolidaysAsked(
            initial=asked,
            countries=[("", _("Choose a country")), *countries()],
            regions=said["regions"],
        )
        here = reverse("loans:calendar_holidays", args=[self.branch.code])
        said = {"title": _("Public holidays"), "branch": self.branch, "asked": form, "here": here}
        return context | said | {"rows": self.rows(context["form"]), "back_url": self.home}

    def rows(self, form: Any) -> list[dict[str, Any]]:
        """The suggestions: a box where the day is still open, and a word where it is not."""
        chosen = set(form["days"].value() or [])
        return [
            {
                "on": each.on.isoformat(),
                "words": wording.day(each.on),
                "name": each.name,
                "is_closed": not self.plan.calendar.is_open(each.on),
                "is_chosen": each.on.isoformat() in chosen,
            }
            for each in self.found
        ]

    def perform(self, data: dict[str, Any]) -> Changed:
        return calendars.add_days(self.branch.pk, data["days"], by=by_of(self.request))
