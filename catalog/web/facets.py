"""The sides by which a search can be narrowed, as links."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.search.found import Choice, Facet
from catalog.web import shown

NAMES: Final[dict[str, Promise]] = {
    "available": _("Availability"),
    "branch": _("Branch"),
    "type": _("Kind"),
    "language": _("Language"),
    "decade": _("Year"),
    "heading": _("Subject"),
    "contributor": _("Person or body"),
}
_NAMED: Final = {"heading", "contributor"}
_AVAILABLE: Final = _("Available now")
Link = dict[str, Any]


def of(path: str, query: Mapping[str, str], found: Sequence[Facet]) -> list[Link]:
    """The facets with a link for each choice: it narrows the search, or undoes that."""
    return [
        {
            "name": facet.name,
            "label": NAMES[facet.name],
            "choices": [
                {
                    "label": _label(facet.name, choice),
                    "count": choice.count,
                    "is_chosen": choice.is_chosen,
                    "url": _url(path, query, facet.name, "" if choice.is_chosen else choice.value),
                }
                for choice in facet.choices
            ],
        }
        for facet in found
        if facet.name in NAMES and facet.choices
    ]


def chosen(
    path: str, query: Mapping[str, str], form: forms.Form, found: Sequence[Facet]
) -> list[Link]:
    """What a valid ``form`` is narrowed to, each with the address of the search without it. A name
    is shown as it reads now, which is what was ``found`` by.
    """
    now = {
        facet.name: choice.label
        for facet in found
        for choice in facet.choices
        if choice.is_chosen and facet.name in _NAMED
    }
    return [
        {"label": now.get(name) or _said(form, name), "url": _url(path, query, name, "")}
        for name in NAMES
        if form.cleaned_data.get(name) not in (None, "", False)
    ]


def _label(name: str, choice: Choice) -> str:
    if name == "language":
        return shown.language_name(choice.value)
    return str(_AVAILABLE) if name == "available" else choice.label


def _said(form: forms.Form, name: str) -> str:
    """What a filter is set to, in words."""
    value, field = form.cleaned_data[name], form.fields[name]
    if name == "available":
        return str(_AVAILABLE)
    if name == "decade":
        return f"{value}–{value + 9}"
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
    return str(value)


def _url(path: str, query: Mapping[str, str], name: str, value: str) -> str:
    """The same search with one side set otherwise; nothing takes it away."""
    said = {key: each for key, each in query.items() if key != name}
    return f"{path}?{urlencode(said | ({name: value} if value else {}))}"
