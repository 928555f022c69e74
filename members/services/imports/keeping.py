"""How long the lists of members are kept, and what was made of them."""

from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.services.retention import Term
from core import filing
from members.models import MemberImport
from members.models.imports import OVER, Stage
from members.services.imports.batches import BEFORE

KEPT: Final = Term(
    "members.imports",
    _("Lists of members that were imported: who was in them, and what they changed"),
    400,
    _("The next list of the year is compared with it, and a mistake can be taken back."),
)
LEFT_DAYS: Final = 30
"""How many days a file is kept that is not imported."""


def clear(now: datetime) -> int:
    """Forget lists that nobody came back for, and imports that are too old; how many. Of imports
    that stopped half-way the file goes as early, and the report stays.
    """
    never = Q(stage__in=BEFORE) | Q(stage=Stage.FAILED, failure__stage=Stage.CHECKING)
    touched = MemberImport.objects.annotate(
        touched_at=Coalesce("finished_at", "started_at", "created_at")
    )
    old = touched.filter(never, touched_at__lt=now - timedelta(days=LEFT_DAYS))
    done = touched.filter(stage__in=OVER, touched_at__lt=KEPT.before(now))
    gone = list((old | done).order_by().values_list("pk", "file"))
    left = touched.filter(stage=Stage.FAILED, touched_at__lt=now - timedelta(days=LEFT_DAYS))
    with transaction.atomic():
        for pk, file in list(left.exclude(file="").order_by().values_list("pk", "file")):
            if MemberImport.objects.filter(pk=pk, stage=Stage.FAILED).update(file=""):
                transaction.on_commit(partial(filing.remove, file))
        MemberImport.objects.filter(pk__in=[pk for pk, _file in gone]).delete()
        for _pk, file in gone:
            transaction.on_commit(partial(filing.remove, file))
    return len(gone)
