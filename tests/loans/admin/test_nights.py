from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from loans.services import nightly

pytestmark = pytest.mark.django_db
LISTS = ("admin:loans_nightlyrun_changelist", "admin:loans_nightlystep_changelist")


def test_nights_are_looked_at_and_not_changed(
    signed_in: Callable[[User], Client], alma: User, now: datetime
) -> None:
    night = nightly.run(now, clock=lambda: now, interface="job")
    page = signed_in(alma).get(reverse("admin:loans_nightlyrun_change", args=[night.pk]))
    assert page.status_code == 200
    assert "automatic renewals" in page.content.decode()
    assert 'type="submit"' not in page.content.decode().split('id="content"')[1]


@pytest.mark.parametrize("nights", LISTS)
def test_a_list_costs_the_same_for_one_night_and_for_twenty(
    signed_in: Callable[[User], Client], alma: User, now: datetime, nights: str
) -> None:
    browser, counts = signed_in(alma), []
    for several in (1, 19):
        for number in range(several):
            nightly.run(now + timedelta(days=number), clock=lambda: now, interface="job")
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(reverse(nights)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
