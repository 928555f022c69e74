"""What administrators see and choose of what is kept about people."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from accounts import models
from accounts.admin.accounts import ReadOnlyAdmin
from accounts.models.retention import MOST_DAYS
from accounts.services import retention


class KeptForForm(forms.ModelForm[models.KeptFor]):
    """Another term than the usual one, for something that has one."""

    code = forms.ChoiceField(label=_("What"))
    days = forms.IntegerField(
        label=_("Days"), min_value=0, validators=[MaxValueValidator(MOST_DAYS)]
    )

    class Meta:
        model = models.KeptFor
        fields = ("code", "days")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "code" in self.fields:
            said = _("%(what)s (usually %(days)s days)")
            self.fields["code"].choices = [  # type: ignore[attr-defined]
                (term.code, said % {"what": term.what, "days": term.usual_days})
                for term in retention.RULES
            ]


@admin.register(models.KeptFor)
class KeptForAdmin(admin.ModelAdmin[models.KeptFor]):
    """For how long things are kept, where it is not the usual time."""

    form = KeptForForm
    list_display = ("code", "days")
    list_filter = ("code",)
    search_fields = ("code",)

    def get_readonly_fields(self, request: Any, obj: Any = None) -> tuple[str, ...]:
        return ("code",) if obj else ()


@admin.register(models.BrowserSession)
class BrowserSessionAdmin(ReadOnlyAdmin):
    """The browsers that are signed in. Their keys are shown nowhere."""

    list_display = fields = ("user", "agent", "signed_in_at", "expires_at")
    list_filter: ClassVar = ("signed_in_at",)
    list_select_related = ("user",)
    search_fields = ("user__email", "user__name")
