from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LoansConfig(AppConfig):
    name = "loans"
    verbose_name = _("Loans")

    def ready(self) -> None:
        from catalog.services import books, copies
        from loans.services import objections
        from members.services import leaving

        leaving.OBJECTIONS.extend([objections.open_loans, objections.open_account])
        leaving.FAREWELLS.extend([objections.end_holds, objections.blank_remarks])
        books.OBJECTIONS.append(objections.holds_of_book)
        copies.OBJECTIONS.append(objections.holds_of_copy)
