from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry, User
from catalog.models import Branch
from loans.models import Policy
from members.models import Member
from tests.factories.catalog import CopyTypeFactory
from tests.factories.loans import PolicyFactory
from tests.factories.members import CategoryFactory
from tests.html import assert_valid, words

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]


@pytest.fixture
def world(harbour: Branch) -> None:
    CategoryFactory(code="child", name="Child")
    CopyTypeFactory(code="dvd", name="DVD")


def filled(client: Client, url: str, **said: Any) -> dict[str, Any]:
    """What the form of a page sends when ``said`` is changed in it."""
    form = client.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: "on" if value is True else value for name, value in (sent | said).items()}
    return {name: value for name, value in sent.items() if value is not None and value is not False}


def test_the_matrix_shows_who_decides_and_a_cell_says_why(
    signed_in: SignedIn, alma: User, harbour: Branch, world: None
) -> None:
    PolicyFactory(name="Films", copy_type=CopyTypeFactory(code="dvd"), loan_days=7)
    PolicyFactory(name="Summer", branch=harbour, valid_from="2026-07-01")
    client = signed_in(alma)
    page = client.get(reverse("loans:policies"))
    assert "Harbour branch on Wed, 6 May 2026" in words(page)
    cells = {
        (category, cell.type): cell for category, row in page.context["matrix"] for cell in row
    }
    assert cells["Child", "DVD"].policy == "Films"
    why = client.get(cells["Child", "DVD"].url)
    told = words(why)
    assert "“Films” decides" in told
    assert "It names the type of copy; no policy in force is drawn closer." in told
    assert "Lent for 7 days" in told
    assert "Default (everything): It names less" in told
    assert "Summer (Harbour branch · all members · all types): from Wed, 1 Jul 2026" in told


def test_the_matrix_can_be_seen_as_of_another_day(
    signed_in: SignedIn, alma: User, harbour: Branch, world: None
) -> None:
    PolicyFactory(name="Summer", branch=harbour, valid_from="2026-07-01")
    asked = {"branch": "harbour", "on": "2026-07-01", "category": "child", "type": "dvd"}
    page = signed_in(alma).get(reverse("loans:policies"), asked)
    assert "“Summer” decides" in words(page)


def test_under_htmx_only_the_matrix_comes(signed_in: SignedIn, alma: User, world: None) -> None:
    page = signed_in(alma).get(reverse("loans:policies"), headers={"HX-Request": "true"})
    assert page.content.decode().lstrip().startswith('<div id="matrix"')
    assert "HX-Request" in page.headers["Vary"]
    assert_valid(page)


@pytest.mark.parametrize(
    "asked", [{"branch": "x"}, {"on": "never"}, {"category": "x", "type": "y"}]
)
def test_an_address_that_makes_no_sense_shows_the_plain_matrix(
    signed_in: SignedIn, alma: User, world: None, asked: dict[str, str]
) -> None:
    page = signed_in(alma).get(reverse("loans:policies"), asked)
    assert page.status_code == 200
    assert "decides" not in words(page).split("All policies")[0].split("Harbour branch on")[1]


def test_a_library_without_branches_is_told_what_to_do(signed_in: SignedIn, alma: User) -> None:
    Branch.objects.all().delete()
    assert "There is no branch yet" in words(signed_in(alma).get(reverse("loans:policies")))


def test_a_policy_is_added_with_a_form(
    signed_in: SignedIn, alma: User, harbour: Branch, world: None
) -> None:
    client, url = signed_in(alma), reverse("loans:policy_add")
    assert_valid(client.get(url))
    said = filled(client, url, name="Term", branch=harbour.pk, loan_days=7, fine_per_day="0,20")
    said |= {"term_bound": "not_after", "term_on": "2026-07-31"}
    page = client.post(url, said, follow=True)
    assert "The policy “Term” was saved." in words(page)
    assert "Term: After Fri, 31 Jul 2026 nothing can be lent under it" in words(page)
    made = Policy.objects.get(name="Term")
    assert (made.branch, made.loan_days, made.fine_per_day) == (harbour, 7, 20)
    assert (made.self_checkout, made.auto_renew, made.debt_limit) == (True, False, None)
    assert AuditEntry.objects.get(action="policy.added").interface == "page"


def test_sent_twice_it_is_added_once(
    signed_in: SignedIn, alma: User, harbour: Branch, world: None
) -> None:
    client, url = signed_in(alma), reverse("loans:policy_add")
    said = filled(client, url, name="Term", branch=harbour.pk)
    assert client.post(url, said).status_code == client.post(url, said).status_code == 302
    assert Policy.objects.count() == 2


@pytest.mark.parametrize(
    ("said", "status", "told"),
    [
        ({"loan_days": 0}, 422, "greater than or equal to 1"),
        ({"term_bound": "exact"}, 422, "go together"),
        ({"term_bound": "exact", "term_on": "2026-05-05"}, 422, "could never lend anything"),
        ({"valid_from": "2026-06-02", "valid_until": "2026-06-01"}, 422, "cannot end before"),
        ({"name": ""}, 422, "This field is required"),
        ({}, 409, "“Default”"),
    ],
)
def test_what_makes_no_sense_is_said_in_the_form(
    signed_in: SignedIn, alma: User, world: None, said: dict[str, Any], status: int, told: str
) -> None:
    client, url = signed_in(alma), reverse("loans:policy_add")
    page = client.post(url, filled(client, url, **{"name": "X", **said}))
    assert page.status_code == status
    assert told in words(page)
    assert Policy.objects.count() == 1


def test_a_successor_begins_with_the_terms_of_what_it_follows(
    signed_in: SignedIn, alma: User, harbour: Branch, world: None
) -> None:
    old = PolicyFactory(name="Harbour", branch=harbour, loan_days=28, debt_limit=1000)
    client = signed_in(alma)
    url = f"{reverse('loans:policy_add')}?like={old.pk}"
    said = filled(client, url, name="Harbour, new")
    assert (said["loan_days"], str(said["valid_from"])) == (28, "2026-05-07")
    client.post(reverse("loans:policy_add"), said)
    new = Policy.objects.get(name="Harbour, new")
    assert (new.branch, new.debt_limit, new.loan_days) == (harbour, 1000, 28)
    assert client.get(f"{reverse('loans:policy_add')}?like=nonsense").status_code == 200


def test_the_default_keeps_its_scope_and_its_days(signed_in: SignedIn, alma: User) -> None:
    default = Policy.objects.get()
    client, url = signed_in(alma), reverse("loans:policy_edit", args=[default.pk])
    page = client.get(url)
    assert_valid(page)
    assert "branch" not in page.context["form"].fields
    client.post(url, filled(client, url, loan_days=21, valid_until="2026-12-31"))
    default.refresh_from_db()
    assert (default.loan_days, default.valid_until) == (21, None)
    gone = client.post(reverse("loans:policy_delete", args=[default.pk]))
    assert gone.status_code == 409
    assert "The default policy is for everything" in words(gone)


def test_a_page_that_has_gone_stale_overwrites_nothing(signed_in: SignedIn, alma: User) -> None:
    default = Policy.objects.get()
    client, url = signed_in(alma), reverse("loans:policy_edit", args=[default.pk])
    first, second = filled(client, url, loan_days=21), filled(client, url, loan_days=28)
    assert client.post(url, first).status_code == 302
    late = client.post(url, second)
    assert late.status_code == 412
    assert "Someone else has changed this policy" in words(late)
    assert Policy.objects.get().loan_days == 21


def test_a_policy_is_deleted_after_asking(signed_in: SignedIn, alma: User, harbour: Branch) -> None:
    policy = PolicyFactory(name="Harbour", branch=harbour)
    client, url = signed_in(alma), reverse("loans:policy_delete", args=[policy.pk])
    assert "Delete the policy “Harbour”?" in words(client.get(url))
    assert "was deleted" in words(client.post(url, follow=True))
    assert not Policy.objects.filter(pk=policy.pk).exists()
    assert client.get(url).status_code == 404


def test_only_administrators_keep_policies(
    signed_in: SignedIn, ada: Member, vera: User, leo: User, alma: User
) -> None:
    default = Policy.objects.get()
    urls = [
        reverse("loans:policies"),
        reverse("loans:policy_add"),
        reverse("loans:policy_edit", args=[default.pk]),
        reverse("loans:policy_delete", args=[default.pk]),
    ]
    assert ada.user
    for user, status in ((ada.user, 403), (vera, 403), (leo, 403), (alma, 200)):
        client = signed_in(user)
        assert {client.get(url).status_code for url in urls} == {status}
    assert {Client().get(url).status_code for url in urls} == {302}


def test_the_page_asks_as_often_for_many_policies_as_for_one(
    signed_in: SignedIn, alma: User, harbour: Branch, world: None
) -> None:
    client = signed_in(alma)
    asked = {"branch": "harbour", "category": "child", "type": "dvd"}

    def questions() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse("loans:policies"), asked).status_code == 200
        return len(found)

    questions()
    one = questions()
    for day in range(1, 20):
        PolicyFactory(branch=harbour, valid_from=f"2026-04-{day:02}")
    assert questions() == one
