"""The cash report as CSV."""

import csv
import io
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from core import money
from core.tables import safe
from loans.selectors.accounts import CashDay
from loans.web import account_rows


def written(report: CashDay, *, at: datetime) -> str:
    """The report with a heading line, money as plain numbers, its total and what was entered."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_("Cash report"), safe(report.branch.name), report.day.isoformat()])
    writer.writerow([_("Drawn up at"), at.astimezone(report.branch.zone).isoformat()])
    writer.writerow([_("Money"), _("Entries"), settings.CURRENCY])
    for each in account_rows.taken(report):
        writer.writerow([safe(each.what), each.count, money.plain(each.amount)])
    writer.writerow([_("Total"), "", money.plain(report.total)])
    writer.writerow([_("Entered"), _("Entries"), settings.CURRENCY])
    for each in account_rows.booked(report):
        writer.writerow([safe(each.what), each.count, money.plain(each.amount)])
    writer.writerow([_("Change of all debts"), "", money.plain(report.change)])
    return "\ufeff" + out.getvalue()
