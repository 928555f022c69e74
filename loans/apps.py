from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LoansConfig(AppConfig):
    name = "loans"
    verbose_name = _("Loans")

    def ready(self) -> None:
        from loans.services import objections
        from members.services import leaving

        leaving.OBJECTIONS.append(objections.open_loans)
