from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from catalog.models import Branch
from loans.domain.policies import Case
from loans.models import Policy
from tests.factories.catalog import BranchFactory, CopyTypeFactory
from tests.factories.loans import PolicyFactory
from tests.factories.members import CategoryFactory

pytestmark = pytest.mark.django_db


def test_the_default_is_there_from_the_beginning() -> None:
    default = Policy.objects.get()
    assert default.is_default
    assert default.terms == {
        "name": "Default",
        "loan_days": 14,
        "renewal_days": 14,
        "renewal_limit": 2,
        "loan_limit": 10,
        "scope": [],
        "closed_days": "next_open",
        "term_bound": "",
        "term_on": None,
        "renew_from": "today",
        "renew_within_days": None,
        "auto_renew": False,
        "fine_per_day": 0,
        "grace_days": 0,
        "beyond_grace_only": True,
        "fine_cap": None,
        "fine_up_to_copy_value": False,
        "fine_open_days_only": True,
        "lost_after_days": None,
        "replacement_price": 0,
        "processing_fee": 0,
        "found_refund": "unpaid",
        "found_within_days": 90,
    }


def test_a_second_policy_for_the_same_scope_is_refused(harbour: Branch) -> None:
    PolicyFactory(branch=harbour)
    for scope in ({}, {"branch": harbour}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PolicyFactory(**scope)
        with pytest.raises(ValidationError, match="There is a policy for this branch"):
            Policy(name="again", **scope).full_clean()


def test_renewals_have_their_own_days_where_the_policy_says_so() -> None:
    assert PolicyFactory.build(loan_days=21, renewal_days=7).terms["renewal_days"] == 7
    assert PolicyFactory.build(loan_days=21).terms["renewal_days"] == 21


def test_only_policies_that_could_decide_a_case_are_read(harbour: Branch) -> None:
    category, kind = CategoryFactory(), CopyTypeFactory()
    near = PolicyFactory(branch=harbour, member_category=category, copy_type=kind)
    for number in range(5):
        PolicyFactory(branch=BranchFactory(code=f"b{number}"))
    found = Policy.objects.for_case(Case(harbour.pk, category.pk, kind.pk), date(2026, 5, 6))
    assert {each.name for each in found} == {"Default", near.name}
