from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from accounts.models import AuditEntry, User
from catalog.services import merges
from loans.models import Loan
from members.models import Member
from tests.conftest import NOW
from tests.factories.catalog import CopyFactory
from tests.factories.loans import LoanFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
Api = Callable[..., APIClient]
URL = "/api/v1/loans"
SOON = "2026-05-08T21:59:59Z"
LATE: dict[str, Any] = {"loaned_at": "2026-04-01T08:00Z", "due_at": "2026-05-01T21:59:59Z"}


def ids(answer: Any) -> list[str]:
    return [each["id"] for each in answer.json()["results"]]


# --- Return --------------------------------------------------------------------------------------


def test_the_borrower_returns(api: Api, ada: Member) -> None:
    loan = LoanFactory(member=ada)
    answer = api(ada.user).post(f"{URL}/{loan.pk}/return")
    said = answer.json()
    assert (answer.status_code, said["id"]) == (200, str(loan.pk))
    assert said["returned_at"] == "2026-05-06T08:00:00+00:00"
    assert said["next"] == {
        "code": "reshelve",
        "message": "Put it back on the shelf.",
        "to_branch": None,
        "hold_id": None,
    }
    assert (said["days_late"], said["findings"]) == (0, [])


def test_a_return_is_refused_by_who_asks_and_by_how_things_stand(
    api: Api, ada: Member, ben: Member, vera: User
) -> None:
    loan = LoanFactory(member=ada)
    url = f"{URL}/{loan.pk}/return"
    assert api().post(url).status_code == 401
    other = api(ben.user).post(url)
    assert (other.status_code, other.json()["code"]) == (403, "not_your_account")
    assert api(ada.user).post(f"{URL}/{uuid4()}/return").status_code == 404
    assert api(vera).post(url).status_code == 200
    again = api(ada.user).post(url)
    assert (again.status_code, again.json()["code"]) == (409, "already_returned")


def test_a_return_that_is_sent_again_is_answered_as_before(api: Api, ada: Member) -> None:
    loan, client = LoanFactory(member=ada), api(ada.user)
    key = {"Idempotency-Key": "one"}
    first = client.post(f"{URL}/{loan.pk}/return", headers=key)
    again = client.post(f"{URL}/{loan.pk}/return", headers=key)
    assert (again.status_code, again.content) == (200, first.content)
    assert again["Idempotency-Replayed"] == "true"
    assert AuditEntry.objects.filter(action="loan.returned").count() == 1


def test_a_return_takes_no_words(api: Api, ada: Member) -> None:
    loan = LoanFactory(member=ada)
    answer = api(ada.user).post(f"{URL}/{loan.pk}/return", {"when": "now"}, format="json")
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["when"])
    assert Loan.objects.get().is_open


# --- Renewal -------------------------------------------------------------------------------------


def test_the_borrower_renews(api: Api, ada: Member) -> None:
    loan = LoanFactory(member=ada, due_at=SOON)
    answer = api(ada.user).post(f"{URL}/{loan.pk}/renew", {}, format="json")
    said = answer.json()
    assert (answer.status_code, said["due_on"], said["renewals"]) == (200, "2026-05-20", 1)
    assert said["steps"][0]["code"] == "loan_days"


def test_a_renewal_is_refused_by_who_asks_and_by_how_things_stand(
    api: Api, ada: Member, ben: Member
) -> None:
    loan = LoanFactory(member=ada, due_at=SOON, renewals=2)
    url = f"{URL}/{loan.pk}/renew"
    assert api().post(url).status_code == 401
    other, nothing = api(ben.user).post(url), api(ben.user).post(f"{URL}/{uuid4()}/renew")
    assert (other.status_code, other.json()["code"]) == (404, "unknown_loan")
    assert {**other.json(), "request_id": ""} == {**nothing.json(), "request_id": ""}
    own = api(ada.user).post(url)
    assert (own.status_code, own.json()["code"]) == (409, "renewal_limit_reached")
    assert own.json()["findings"][0]["kind"] == "blocker"


def test_a_renewal_that_is_sent_again_renews_once(api: Api, ada: Member) -> None:
    loan, client = LoanFactory(member=ada, due_at=SOON), api(ada.user)
    for _ in range(2):
        answer = client.post(f"{URL}/{loan.pk}/renew", headers={"Idempotency-Key": "one"})
        assert (answer.status_code, answer.json()["renewals"]) == (200, 1)


def test_all_are_renewed_each_with_its_answer(api: Api, ada: Member, vera: User) -> None:
    fine = LoanFactory(member=ada, due_at=SOON)
    worn = LoanFactory(member=ada, due_at="2026-05-09T21:59:59Z", renewals=2)
    answer = api(ada.user).post(f"{URL}/renew-all", {}, format="json")
    first, second = answer.json()["results"]
    assert (answer.status_code, first["loan"]["id"]) == (200, str(fine.pk))
    assert (first["renewed"], first["refusal"]) == (True, None)
    assert (second["loan"]["id"], second["renewed"]) == (str(worn.pk), False)
    assert second["refusal"]["code"] == "renewal_limit_reached"
    body = {"member_id": str(ada.pk)}
    assert api(vera).post(f"{URL}/renew-all", body, format="json").status_code == 200


def test_nobody_renews_all_of_another(api: Api, ada: Member, ben: Member, vera: User) -> None:
    for whose in (ben.pk, uuid4()):
        answer = api(ada.user).post(f"{URL}/renew-all", {"member_id": str(whose)}, format="json")
        assert (answer.status_code, answer.json()["code"]) == (403, "not_your_account")
    own = api(vera).post(f"{URL}/renew-all", {}, format="json")
    assert (own.status_code, own.json()["code"]) == (404, "unknown_member")
    assert api().post(f"{URL}/renew-all").status_code == 401


# --- Reading -------------------------------------------------------------------------------------


def test_members_see_their_own_loans_newest_first(api: Api, ada: Member, ben: Member) -> None:
    old = LoanFactory(member=ada, loaned_at="2026-05-01T08:00Z", returned_at=NOW)
    new = LoanFactory(member=ada)
    LoanFactory(member=ben)
    assert ids(api(ada.user).get(URL)) == [str(new.pk), str(old.pk)]
    assert ids(api(ada.user).get(URL, {"member": str(ben.pk)})) == []
    assert api().get(URL).status_code == 401


def test_the_staff_see_any_and_choose(api: Api, ada: Member, ben: Member, vera: User) -> None:
    late = LoanFactory(member=ada, **LATE)
    back = LoanFactory(member=ben, returned_at=NOW)
    fresh = LoanFactory(member=ben)
    client = api(vera)

    def chosen(**query: str) -> set[str]:
        return set(ids(client.get(URL, query)))

    assert chosen() == {str(each.pk) for each in (late, back, fresh)}
    assert chosen(open="true") == {str(late.pk), str(fresh.pk)}
    assert chosen(open="false") == {str(back.pk)}
    assert chosen(overdue="true") == {str(late.pk)}
    assert chosen(overdue="false") == {str(back.pk), str(fresh.pk)}
    assert chosen(member=str(ben.pk), open="true") == {str(fresh.pk)}
    assert chosen(book=str(late.copy.book_id)) == {str(late.pk)}


def test_loans_of_a_merged_book_are_those_of_the_kept_one(
    api: Api, leo: User, ada: Member, vera: User
) -> None:
    loan, kept = LoanFactory(member=ada), CopyFactory().book
    gone = loan.copy.book_id
    merges.merge(gone, kept.pk, actor=leo, now=NOW, interface="page")
    for book in (gone, kept.pk):
        assert ids(api(vera).get(URL, {"book": str(book)})) == [str(loan.pk)]


@pytest.mark.parametrize(
    "query", ["open=maybe", "member=x", "book=%00", "colour=red", "page_size=0", "cursor=x"]
)
def test_a_wrong_query_is_refused(api: Api, vera: User, query: str) -> None:
    assert api(vera).get(f"{URL}?{query}").status_code == 422


def test_the_list_is_paged_by_key(api: Api, vera: User) -> None:
    for hour in range(5):
        LoanFactory(loaned_at=f"2026-05-06T0{hour}:00Z")
    client = api(vera)
    first = client.get(f"{URL}?page_size=2&open=true").json()
    second = client.get(first["next"]).json()
    assert [each["loaned_at"][11:13] for each in first["results"] + second["results"]] == [
        "04",
        "03",
        "02",
        "01",
    ]
    assert client.get(second["previous"]).json()["results"] == first["results"]


def test_a_list_costs_the_same_for_one_loan_and_for_twenty(
    api: Api, vera: User, django_assert_num_queries: Any
) -> None:
    client = api(vera)
    LoanFactory()
    with django_assert_num_queries(3):
        client.get(URL)
    LoanFactory.create_batch(20)
    with django_assert_num_queries(3):
        client.get(URL)


def test_a_loan_is_read_by_its_borrower_and_the_staff(
    api: Api, ada: Member, ben: Member, vera: User
) -> None:
    loan = LoanFactory(member=ada, **LATE)
    url = f"{URL}/{loan.pk}"
    for reader in (ada.user, vera):
        answer = api(reader).get(url)
        assert (answer.status_code, answer.json()["is_overdue"]) == (200, True)
    other, nothing = api(ben.user).get(url), api(ben.user).get(f"{URL}/{uuid4()}")
    assert (other.status_code, other.json()["code"]) == (404, "unknown_loan")
    assert {**other.json(), "request_id": ""} == {**nothing.json(), "request_id": ""}
    assert api().get(url).status_code == 401


# --- Availability --------------------------------------------------------------------------------


def test_one_can_look_before_one_asks(api: Api, ada: Member, vera: User) -> None:
    copy, client = CopyFactory(damaged_at=NOW), api(vera)
    query = {"member_id": str(ada.pk), "copy_barcode": copy.barcode}
    answer = client.get(f"{URL}/availability", query)
    said = answer.json()
    assert answer.status_code == 200
    assert said["findings"] == [
        {
            "code": "copy_damaged",
            "kind": "confirm",
            "message": "This copy is marked as damaged. Lend it all the same?",
            "overridable": False,
            "permission": None,
            "needs": [],
        }
    ]
    assert (said["due_on"], said["policy"]["name"]) == ("2026-05-20", "Default")
    body = query | {"confirmation": said["confirmation_token"]}
    assert client.post(URL, body, format="json").status_code == 201


def test_looking_is_refused_as_borrowing_is(api: Api, ada: Member, ben: Member) -> None:
    copy, client = CopyFactory(), api(ada.user)
    url = f"{URL}/availability"
    query = {"member_id": str(ada.pk), "copy_barcode": copy.barcode}
    assert client.get(url, query).json()["confirmation_token"] is None
    assert client.get(url, query | {"member_id": str(ben.pk)}).status_code == 403
    assert client.get(url, query | {"copy_barcode": "NOPE"}).status_code == 404
    assert client.get(url, {"member_id": str(ada.pk)}).status_code == 422
    assert api().get(url, query).status_code == 401


def test_members_without_a_loan_of_a_copy_learn_nothing_of_who_has_it(
    api: Api, ada: Member
) -> None:
    other = MemberFactory(name="Zora")
    copy = LoanFactory(member=other).copy
    query = {"member_id": str(ada.pk), "copy_barcode": copy.barcode}
    assert "Zora" not in api(ada.user).get(f"{URL}/availability", query).content.decode()
