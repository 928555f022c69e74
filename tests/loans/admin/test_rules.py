from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry, User
from catalog.models import Branch
from loans.models import DatedDay, Policy, WeeklyHours, YearlyDay
from tests.factories.catalog import BranchFactory
from tests.factories.loans import PolicyFactory

pytestmark = pytest.mark.django_db
KINDS = ("weeklyhours", "datedday", "yearlyday")


@pytest.fixture
def alma_in(signed_in: Callable[[User], Client], alma: User) -> Client:
    return signed_in(alma)


def sent(client: Client, url: str) -> dict[str, object]:
    """What the form of a page sends as it stands."""
    form = client.get(url).context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, "")}


def test_a_change_is_recorded_as_what_it_was_and_is(alma_in: Client, harbour: Branch) -> None:
    policy = PolicyFactory(branch=harbour)
    url = reverse("admin:loans_policy_change", args=[policy.pk])
    answer = alma_in.post(url, sent(alma_in, url) | {"loan_days": 21})
    assert answer.status_code == 302
    entry = AuditEntry.objects.get(action="policy.changed")
    assert (entry.interface, entry.data["changed"]) == ("admin", {"loan_days": [14, 21]})


def test_what_could_never_lend_is_refused_here_too(alma_in: Client, harbour: Branch) -> None:
    policy = PolicyFactory(branch=harbour)
    url = reverse("admin:loans_policy_change", args=[policy.pk])
    said = {"term_bound": "not_after", "term_on": "2026-05-05"}
    assert alma_in.post(url, sent(alma_in, url) | said).status_code == 422
    policy.refresh_from_db()
    assert policy.term_on is None


def test_several_are_deleted_all_or_none(alma_in: Client, harbour: Branch) -> None:
    PolicyFactory(branch=harbour)
    said = {"action": "delete_selected", "post": "yes"}
    url = reverse("admin:loans_policy_changelist")
    chosen = {"_selected_action": [str(pk) for pk in Policy.objects.values_list("pk", flat=True)]}
    assert alma_in.post(url, said | chosen).status_code == 403
    assert Policy.objects.count() == 2
    chosen["_selected_action"] = [str(Policy.objects.get(branch=harbour).pk)]
    assert alma_in.post(url, said | chosen).status_code == 302
    assert Policy.objects.get().is_default
    assert AuditEntry.objects.filter(action="policy.deleted").count() == 1


def test_calendars_are_only_looked_at(alma_in: Client, harbour: Branch) -> None:
    rows = [
        WeeklyHours.objects.create(branch=harbour, weekday=6),
        DatedDay.objects.create(branch=harbour, on=date(2026, 5, 13), name="Inventory"),
        YearlyDay.objects.create(branch=harbour, month=12, day=25, name="Christmas"),
    ]
    for kind, row in zip(KINDS, rows, strict=True):
        page = alma_in.get(reverse(f"admin:loans_{kind}_change", args=[row.pk]))
        assert page.status_code == 200
        assert b'name="_save"' not in page.content
        assert alma_in.get(reverse(f"admin:loans_{kind}_add")).status_code == 403


def test_lists_of_calendars_cost_the_same_for_one_row_and_for_twenty(alma_in: Client) -> None:
    def add(number: int) -> None:
        branch = BranchFactory(code=f"b{number}")
        WeeklyHours.objects.create(branch=branch, weekday=6)
        DatedDay.objects.create(branch=branch, on=date(2026, 5, 13), name="Inventory")
        YearlyDay.objects.create(branch=branch, month=12, day=25, name="Christmas")

    def queries() -> list[int]:
        found = []
        for kind in KINDS:
            with CaptureQueriesContext(connection) as asked:
                alma_in.get(reverse(f"admin:loans_{kind}_changelist"))
            found.append(len(asked))
        return found

    add(0)
    queries()
    few = queries()
    for number in range(1, 20):
        add(number)
    assert queries() == few
