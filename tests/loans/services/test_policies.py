from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry, User
from accounts.models.audit import Interface
from catalog.models import Branch
from loans import errors
from loans.models import Loan, Policy
from loans.services import checkout, policies, terms
from loans.services.by import By
from loans.services.policies import Facts
from loans.services.situation import Desk
from members.models import Member
from tests.conftest import NOW
from tests.factories.catalog import CopyFactory
from tests.factories.members import CategoryFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 6)


@pytest.fixture
def by(alma: User) -> By:
    return By(alma, NOW, Interface.PAGE)


def default() -> Policy:
    return Policy.objects.get(branch=None, member_category=None, copy_type=None, valid_from=None)


def test_a_policy_decides_as_soon_as_it_is_added(
    ada: Member, at_desk: Desk, harbour: Branch, by: By
) -> None:
    added = policies.add(Facts("Harbour", branch=harbour, loan_days=7), by=by)
    lent = checkout.lend_copy(CopyFactory().barcode, ada.pk, desk=at_desk)
    assert lent.loan.policy == added
    assert lent.loan.policy_terms["scope"] == ["branch"]
    entry = AuditEntry.objects.get(action="policy.added")
    assert (entry.actor, entry.data["branch"]) == (by.actor, "harbour")


def test_a_draft_takes_effect_on_its_day(ada: Member, at_desk: Desk, by: By) -> None:
    tomorrow = TODAY + timedelta(days=1)
    draft = policies.add(Facts("New rules", valid_from=tomorrow, loan_days=21), by=by)
    today = checkout.look(CopyFactory().barcode, ada.pk, desk=at_desk).situation
    later = replace(at_desk, now=NOW + timedelta(days=1))
    after = checkout.look(CopyFactory().barcode, ada.pk, desk=later).situation
    assert (today.policy, after.policy) == (default(), draft)
    assert terms.warnings(draft, TODAY) == ["It is a draft: it takes effect on Thu, 7 May 2026."]


def test_a_change_is_recorded_as_what_it_was_and_is(by: By) -> None:
    facts = policies.facts_of(default())
    policies.change(default().pk, replace(facts, loan_days=21, loan_limit=5), by=by)
    assert (default().loan_days, default().loan_limit) == (21, 5)
    entry = AuditEntry.objects.get(action="policy.changed")
    assert entry.data["changed"] == {"loan_days": [14, 21], "loan_limit": [10, 5]}


def test_a_loan_keeps_the_terms_it_was_made_under(ada: Member, at_desk: Desk, by: By) -> None:
    made = policies.add(Facts("For a week", copy_type=CopyFactory().copy_type, loan_days=7), by=by)
    loan = checkout.lend_copy(CopyFactory().barcode, ada.pk, desk=at_desk).loan
    policies.remove(made.pk, by=by)
    kept = Loan.objects.get(pk=loan.pk)
    assert kept.policy is None
    assert kept.policy_terms["loan_days"] == 7
    assert AuditEntry.objects.get(action="policy.deleted").data["name"] == "For a week"


def test_the_default_can_be_neither_deleted_nor_narrowed_nor_dated(harbour: Branch, by: By) -> None:
    facts = policies.facts_of(default())
    for wrong in (
        replace(facts, branch=harbour),
        replace(facts, valid_from=TODAY),
        replace(facts, valid_until=TODAY),
    ):
        with pytest.raises(errors.PolicyIsDefault):
            policies.change(default().pk, wrong, by=by)
    with pytest.raises(errors.PolicyIsDefault):
        policies.remove(default().pk, by=by)
    assert policies.facts_of(default()) == facts


def test_the_database_holds_the_default_too() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Policy.objects.filter(pk=default().pk).update(valid_until=TODAY)


def test_a_second_policy_for_the_same_is_refused_by_the_name_of_the_first(
    harbour: Branch, by: By
) -> None:
    policies.add(Facts("First", branch=harbour), by=by)
    with pytest.raises(errors.PolicyThere, match="First"):
        policies.add(Facts("Second", branch=harbour), by=by)
    other = policies.add(Facts("Third", branch=harbour, valid_from=TODAY), by=by)
    with pytest.raises(errors.PolicyThere, match="First"):
        policies.change(other.pk, Facts("Third", branch=harbour), by=by)


def test_a_change_of_something_that_was_changed_since_is_refused(by: By) -> None:
    seen = policies.stamp(default())
    facts = policies.facts_of(default())
    policies.change(default().pk, replace(facts, loan_days=21), by=by, seen=seen)
    with pytest.raises(errors.PolicyChanged):
        policies.change(default().pk, replace(facts, loan_days=28), by=by, seen=seen)
    assert default().loan_days == 21


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"term_bound": "not_after"}, errors.FixedDateMissing),
        ({"term_on": TODAY}, errors.FixedDateMissing),
        ({"term_bound": "not_after", "term_on": date(2026, 5, 5)}, errors.FixedDateIsPast),
        ({"term_bound": "exact", "term_on": date(2026, 5, 5)}, errors.FixedDateIsPast),
        (
            {"term_bound": "exact", "term_on": TODAY, "valid_from": date(2026, 5, 7)},
            errors.FixedDateIsPast,
        ),
        ({"valid_from": TODAY, "valid_until": date(2026, 5, 5)}, errors.EndsBeforeItBegins),
    ],
)
def test_a_policy_that_could_never_lend_is_refused(
    harbour: Branch, by: By, said: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        policies.add(Facts("Never", branch=harbour, **said), by=by)  # type: ignore[arg-type]
    assert Policy.objects.count() == 1


@pytest.mark.parametrize(
    "said",
    [
        {"term_bound": "not_before", "term_on": date(2026, 5, 5)},
        {"term_bound": "not_after", "term_on": TODAY},
        {
            "term_bound": "not_after",
            "term_on": date(2026, 1, 5),
            "valid_until": date(2026, 1, 5),
        },
    ],
)
def test_a_fixed_date_that_leaves_something_to_lend_is_kept(
    harbour: Branch, by: By, said: dict[str, object]
) -> None:
    policies.add(Facts("Term", branch=harbour, **said), by=by)  # type: ignore[arg-type]
    assert Policy.objects.count() == 2


def test_what_hardly_lends_is_kept_with_a_warning(harbour: Branch, by: By) -> None:
    nothing = policies.add(Facts("Nothing", branch=harbour, loan_limit=0), by=by)
    assert terms.warnings(nothing, TODAY) == ["It allows no loan at a time, so it lends nothing."]
    term = policies.add(
        Facts("Term", valid_from=TODAY, term_bound="not_after", term_on=date(2026, 7, 31)), by=by
    )
    assert terms.warnings(term, TODAY) == [
        "After Fri, 31 Jul 2026 nothing can be lent under it, since by then its fixed date is past."
    ]
    ended = policies.add(
        Facts("Last year", branch=harbour, valid_from=date(2025, 1, 1), valid_until=TODAY), by=by
    )
    assert terms.warnings(ended, date(2026, 5, 7)) == ["It has ended and decides nothing any more."]


def test_a_policy_that_lends_nothing_says_so_at_the_desk(ada: Member, at_desk: Desk) -> None:
    Policy.objects.update(loan_limit=0)
    with pytest.raises(errors.LoanLimitReached, match="“Default” lends nothing"):
        checkout.lend_copy(CopyFactory().barcode, ada.pk, desk=at_desk)


def test_a_policy_whose_term_is_over_says_so_at_the_desk(ada: Member, at_desk: Desk) -> None:
    Policy.objects.update(term_bound="not_after", term_on=date(2026, 5, 5))
    with pytest.raises(errors.TermIsOver, match=r"until Tue, 5 May 2026, which is past"):
        checkout.lend_copy(CopyFactory().barcode, ada.pk, desk=at_desk)


def test_terms_are_told_as_sentences() -> None:
    policy = Policy(
        name="Full",
        member_category=CategoryFactory(),
        renewal_limit=1,
        renew_from="due_date",
        renew_within_days=3,
        min_age=16,
        overdue_limit=0,
        debt_limit=1000,
        term_bound="not_after",
        term_on=date(2026, 7, 31),
        fine_per_day=20,
        grace_days=2,
        fine_cap=500,
        lost_after_days=60,
        self_checkout=False,
        auto_renew=True,
    )
    assert terms.sentences(policy) == [
        "Lent for 14 days, on the next open day when that one is closed.",
        "Due on Fri, 31 Jul 2026 at the latest.",
        "1 renewal of 14 days, counted from the old due date.",
        "Renewable from 3 days before the due date.",
        "Renewed by itself while nothing stands in the way.",
        "10 loans at a time.",
        "Lent at the desk only.",
        "From the age of 16.",
        "1 overdue loan stops borrowing.",
        "More than €10.00 of debt stops borrowing.",
        "5 holds at a time; 5 open days to pick one up.",
        "€0.20 for each open day late, 2 days of grace, €5.00 at most.",
        "Counts as lost 60 days after the due date.",
    ]
    assert terms.scope(policy) == "all branches · Adult · all types"
    assert terms.scope(default()) == "everything"


@pytest.mark.parametrize(
    ("begins", "ends", "words"),
    [
        (None, None, "always"),
        (TODAY, None, "from Wed, 6 May 2026"),
        (None, TODAY, "until Wed, 6 May 2026"),
        (TODAY, date(2026, 5, 7), "from Wed, 6 May 2026 until Thu, 7 May 2026"),
    ],
)
def test_when_a_policy_holds_is_told(begins: date | None, ends: date | None, words: str) -> None:
    assert terms.validity(Policy(valid_from=begins, valid_until=ends)) == words


def test_a_policy_that_grants_little_says_so() -> None:
    policy = Policy(name="Little", renewal_limit=0, hold_limit=0, fine_open_days_only=False)
    assert {"No renewals.", "No holds.", "No fines."} <= set(terms.sentences(policy))
    policy.fine_per_day = 20
    assert "€0.20 for each day late." in terms.sentences(policy)
