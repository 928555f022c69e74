"""What people ask for without saying who they are, answered by the worker, one request apart from
the others.
"""

from collections.abc import Callable
from typing import TypeVar

import structlog
from django.db import transaction
from django.db.models import Model, QuerySet

log = structlog.get_logger("library.accounts")
Request = TypeVar("Request", bound=Model)


def each(requests: QuerySet[Request], answer: Callable[[Request], bool], *, fault: str) -> int:
    """Delete every one of ``requests`` and have it answered; how many times ``answer`` says that
    something was sent.

    A request that fails is logged as ``fault`` and keeps nobody else waiting; it stays, and is
    tried again the next time.
    """
    sent = 0
    for request_id in list(requests.order_by("pk").values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                sent += _one(requests, request_id, answer)
        except Exception:  # one request that fails must not hold up the others
            log.exception(fault, request=request_id)
    return sent


def _one(requests: QuerySet[Request], request_id: int, answer: Callable[[Request], bool]) -> bool:
    request = requests.select_for_update().filter(pk=request_id).first()
    if request is None:  # another worker was faster
        return False
    request.delete()
    return answer(request)
