"""Rows that several people may edit: nobody overwrites what they have not seen."""

from typing import Any, TypeVar

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

Row = TypeVar("Row", bound=Model)


class RevisedForm(forms.ModelForm[Row]):
    """Carries along the revision that the row was when the page was opened."""

    seen_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.instance._state.adding:
            self.fields["seen_revision"].initial = self.instance.revision  # type: ignore[attr-defined]


class RevisedAdmin(admin.ModelAdmin[Row]):
    """Hands it to the service, which refuses an edit of what has changed since."""

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What is only looked at carries nothing along."""
        names = super().get_fields(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return names
        return [name for name in names if name != "seen_revision"]
