from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LoansConfig(AppConfig):
    name = "loans"
    verbose_name = _("Loans")

    def ready(self) -> None:
        from accounts.services import retention
        from catalog.selectors import copies as lists
        from catalog.services import books, copies, merges, partings
        from catalog.services.imports import undoing
        from loans.selectors import unlent, whose
        from loans.services import (
            deeds,
            forgetting,
            merged_books,
            merged_members,
            objections,
            parted_books,
        )
        from loans.services import notices as ours
        from members.services import leaving, looks, merging, notice_previews, notices, privacy
        from members.services.imports import undoing as member_imports

        leaving.OBJECTIONS.extend(
            [objections.open_loans, objections.open_account, objections.holds_on_shelf]
        )
        leaving.FAREWELLS.extend([objections.end_holds, objections.blank_remarks])
        leaving.FAREWELLS.extend([objections.forget_deeds, forgetting.let_go])
        privacy.FORGETTERS.append(forgetting.forget)
        privacy.COUNTERS.append(forgetting.count)
        retention.RULES.update({deeds.KEPT: None, forgetting.ENDED: None})
        books.OBJECTIONS.append(objections.holds_of_book)
        copies.OBJECTIONS.append(objections.holds_of_copy)
        merges.FOLLOWERS.append(merged_books.follow)
        partings.PARTERS.append(parted_books.give_back)
        merging.FOLLOWERS.append(merged_members.follow)
        undoing.USES.append(objections.in_use)
        undoing.WAITED_FOR.append(objections.waited_for)
        member_imports.USES.append(objections.have_used)
        looks.OWNERS.update({"loan_id": whose.loan, "hold_id": whose.hold})
        notices.SETTLED.append(ours.settled)
        notice_previews.EXAMPLES.append(ours.example)
        lists.MORE["never_lent"] = (_("Never lent"), unlent.never)
        _keep_numbers_apart()


def _keep_numbers_apart() -> None:
    """What is scanned at one desk is a card's number or a copy's."""
    from catalog.services import copy_barcodes
    from loans.selectors import numbers
    from members.services import cards

    copy_barcodes.OTHERS.append(numbers.of_cards)
    cards.OTHERS.append(numbers.of_copies)
