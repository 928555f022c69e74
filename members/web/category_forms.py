"""What administrators say of a category of members."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.web.fields import Line
from members.models import Category
from members.services import categories

FIELDS = tuple(categories.Facts.__dataclass_fields__)
_NUMBERS = ("enrolment_months", "min_age", "max_age", "own_titles_from_age")


class CategoryForm(forms.ModelForm[Category]):
    """The fields of a category; what stands against them is said by the service."""

    name = Line(label=_("Name"), max_length=100)

    class Meta:
        model = Category
        fields = ("name", *(each for each in FIELDS if each != "name"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in _NUMBERS:
            kept: Any = Category._meta.get_field(name)
            self.fields[name].validators.extend(kept.validators)

    def _post_clean(self) -> None:
        """The model is the service's to write and to check."""

    def facts(self) -> categories.Facts:
        """What the service is given."""
        return categories.Facts(**{name: self.cleaned_data[name] for name in FIELDS})


def initial(category: Category) -> dict[str, Any]:
    """What is said of a category now."""
    return {name: getattr(category, name) for name in FIELDS}
