"""Probes: is the process alive, and can the library serve?"""

from http import HTTPStatus

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import clock, health


@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponseBase:
    """The process answers. Nothing else is asked, so that a slow database does not get it
    killed.
    """
    return JsonResponse("OK", safe=False)


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponseBase:
    """Every part is well (200), or which one is not (503)."""
    parts = health.report(clock.now())
    is_well = all(state == "ok" for state in parts.values())
    status = HTTPStatus.OK if is_well else HTTPStatus.SERVICE_UNAVAILABLE
    return JsonResponse({"status": "ok" if is_well else "failing", **parts}, status=status)
