"""The roles of the staff, and what each may do.

The roles are groups, made by a migration. What they may do is kept here as code, and given to the
groups after each ``migrate``, when Django has made the permissions: an upgrade that adds a deed
adds its right. A permission an administrator has added to a group by hand stays.
"""

from typing import Any, Final

VOLUNTEER: Final = "volunteer"
LIBRARIAN: Final = "librarian"
ADMINISTRATOR: Final = "administrator"

ROLES: Final = (VOLUNTEER, LIBRARIAN, ADMINISTRATOR)

_VOLUNTEER: Final = {
    "loans.work_desk",
    "loans.view_loan",
    "members.view_member",
    "catalog.view_book",
    "catalog.view_copy",
    "catalog.count_shelves",
}
_LIBRARIAN: Final = _VOLUNTEER | {
    "catalog.add_book",
    "catalog.change_book",
    "catalog.delete_book",
    "catalog.add_copy",
    "catalog.change_copy",
    "catalog.delete_copy",
    "catalog.import_books",
    "catalog.export_books",
    "catalog.add_stocktake",
    "catalog.change_stocktake",
    "members.add_member",
    "members.change_member",
    "members.delete_member",
    "members.block_member",
    "members.import_members",
    "members.view_notice",
    "members.change_letter",
    "loans.view_accountline",
    "loans.charge_member",
    "loans.waive_charge",
    "loans.refund_member",
    "loans.reverse_line",
    "loans.view_cash",
    "loans.undo_deeds_of_others",
    "loans.override_limit",
    "loans.override_debt",
    "loans.override_overdue",
    "loans.override_reference",
    "loans.override_age",
    "loans.override_held",
}
OUR_APPS: Final = ("accounts", "catalog", "members", "loans")
_OF_OTHERS: Final = {
    "auth.view_group",
    "auth.add_group",
    "auth.change_group",
    "django_q.view_schedule",
    "django_q.view_success",
    "django_q.view_failure",
    "django_q.view_ormq",
}


def grant(**signal: Any) -> None:
    """Give each role its permissions. Runs for each app after every ``migrate``; doing it again
    changes nothing.
    """
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group, Permission

    if signal:  # Django would make this app's permissions after us
        create_permissions(**signal)
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    ours = {name for name in known if name.split(".")[0] in OUR_APPS}
    granted = {VOLUNTEER: _VOLUNTEER, LIBRARIAN: _LIBRARIAN, ADMINISTRATOR: ours | _OF_OTHERS}
    for group in Group.objects.filter(name__in=ROLES):
        group.permissions.add(*(known[name] for name in granted[group.name] if name in known))
