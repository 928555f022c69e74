import ast
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from accounts.models import AuditEntry, AuditSeal, User
from catalog.models import (
    Book,
    Contributor,
    ContributorAlias,
    Copy,
    ImportProfile,
    Isbn,
    SavedSearch,
    Subject,
    SubjectAlias,
)
from catalog.models.headings import CONTRIBUTORS, SUBJECTS
from core import db
from core.errors import LibraryError
from loans.models import Loan, NightlyRun
from members.models import Category, Member
from tests.architecture import project
from tests.conftest import NOW
from tests.factories.accounts import UserFactory
from tests.factories.catalog import BookFactory, CopyFactory
from tests.factories.loans import LoanFactory, PolicyFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db


def same_address() -> None:
    UserFactory(email="ada@example.org")
    User.objects.create(email="ada@example.org", name="Ada", date_joined=NOW)


def same_barcode() -> None:
    first, second = CopyFactory.create_batch(2)
    Copy.objects.filter(pk=second.pk).update(barcode=first.barcode)


def same_isbn() -> None:
    first, second = BookFactory.create_batch(2)
    for book in (first, second):
        Isbn.objects.create(book=book, isbn13="9780547773742")


def same_card() -> None:
    first, second = MemberFactory.create_batch(2)
    Member.objects.filter(pk=second.pk).update(card_number=first.card_number)


def same_category() -> None:
    for _ in range(2):
        Category.objects.create(code="pupil", name="Pupil")


def same_contributor() -> None:
    for _ in range(2):
        Contributor.objects.create(name="Le Guin, Ursula K.", sort_name="le guin ursula k")


def same_subject() -> None:
    for _ in range(2):
        Subject.objects.create(heading="Wizards", sort_heading="wizards")


def same_other_name() -> None:
    who = Contributor.objects.create(name="Twain, Mark", sort_name="twain mark")
    for _ in range(2):
        ContributorAlias.objects.create(contributor=who, name="Clemens, S.", sort_name="clemens s")


def same_other_heading() -> None:
    topic = Subject.objects.create(heading="Sea", sort_heading="sea")
    for _ in range(2):
        SubjectAlias.objects.create(subject=topic, heading="Ocean", sort_heading="ocean")


def second_membership() -> None:
    first, second = MemberFactory.create_batch(2)
    Member.objects.filter(pk=second.pk).update(user=first.user)


def second_open_loan() -> None:
    first, second = LoanFactory.create_batch(2)
    Loan.objects.filter(pk=second.pk).update(copy=first.copy)


def second_policy_for_everything() -> None:
    PolicyFactory()


def second_night_at_once() -> None:
    for _ in range(2):
        NightlyRun.objects.create(as_of=NOW, interface="job", started_at=NOW, alive_at=NOW)


def same_name_for_a_search() -> None:
    user = UserFactory()
    for _ in range(2):
        SavedSearch.objects.create(user=user, name="Crime", query="q=crime", created_at=NOW)


def same_way_of_reading() -> None:
    for form in ("csv", "marc"):
        ImportProfile.objects.create(name="Our boxes", format=form, created_at=NOW)


def second_sealer_at_once() -> None:
    for _ in range(2):
        AuditSeal(number=1, entries=1, salt="s", digest="d", sealed_at=NOW).save(force_insert=True)


# What the services ask about, as they ask it, and what makes the database say it.
RELIED_UPON: dict[tuple[str, ...], Callable[[], None]] = {
    ("accounts_user_email_key", "accounts_user.email"): same_address,
    ("accounts_auditseal_pkey", "accounts_auditseal.number"): second_sealer_at_once,
    (
        "saved_search_name_once",
        "catalog_savedsearch.user_id",
        "catalog_savedsearch.name",
    ): same_name_for_a_search,
    ("catalog_copy_barcode_key", "catalog_copy.barcode"): same_barcode,
    ("catalog_importprofile_name_key", "catalog_importprofile.name"): same_way_of_reading,
    ("isbn_of_one_current_book", "catalog_isbn.isbn13"): same_isbn,
    ("members_member_card_number_key", "members_member.card_number"): same_card,
    ("members_category_code_key", "members_category.code"): same_category,
    ("members_member_user_id_key", "members_member.user_id"): second_membership,
    ("contributor_name_unique", "catalog_contributor.name"): same_contributor,
    ("contributor_alias_unique", "catalog_contributoralias.name"): same_other_name,
    ("subject_heading_unique", "catalog_subject.heading"): same_subject,
    ("subject_alias_unique", "catalog_subjectalias.heading"): same_other_heading,
    ("loan_one_open_per_copy", "loans_loan.copy_id"): second_open_loan,
    ("policy_one_per_scope",): second_policy_for_everything,
    ("night_one_at_a_time", "loans_nightlyrun.is_running"): second_night_at_once,
}


def raised_by(law_breaker: Callable[[], None]) -> IntegrityError:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        law_breaker()
    return caught.value


@pytest.mark.parametrize("names", RELIED_UPON)
def test_the_database_s_no_is_known_by_its_law_and_by_no_other(names: tuple[str, ...]) -> None:
    error = raised_by(RELIED_UPON[names])
    known = {law for law, *columns in RELIED_UPON if db.breaks(error, law, *columns)}
    assert known == {names[0]}


def asked_in_the_code() -> set[str]:
    """The laws, as they are written there."""
    asked = {"db.breaks": 1, "db.refusing": 0}  # where the law stands among the arguments
    return {
        ast.unparse(call.args[asked[ast.unparse(call.func)]])
        for file in project.sources()
        if file.relative_to(project.ROOT).parts[0] in project.CONTEXTS
        for call in ast.walk(project.parsed(file))
        if isinstance(call, ast.Call) and ast.unparse(call.func) in asked
    }


def test_every_law_the_services_ask_about_is_tried_here() -> None:
    kinds = (CONTRIBUTORS, SUBJECTS)
    of_headings = {kind.law_of(model) for kind in kinds for model in (kind.model, kind.alias)}
    others = {law for law, *_columns in RELIED_UPON} - of_headings
    assert len(of_headings) == 4
    assert asked_in_the_code() == {*map(repr, others), "kind.law_of(model)"}


def test_a_law_of_another_kind_is_not_mistaken_for_one_of_these() -> None:
    user = UserFactory()
    error = raised_by(lambda: User.objects.filter(pk=user.pk).update(email="UPPER@example.org"))
    assert [names for names in RELIED_UPON if db.breaks(error, *names)] == []
    assert db.breaks(error, "user_email_lower_case")


def test_a_law_that_only_a_value_speaks_of_is_not_meant() -> None:
    """PostgreSQL says of a double which one it is, in words that somebody has typed."""

    def same_odd_name() -> None:
        for _ in range(2):
            Contributor.objects.create(name='breaks "subject_heading_unique"', sort_name="breaks")

    error = raised_by(same_odd_name)
    assert not db.breaks(error, "subject_heading_unique", "catalog_subject.heading")
    assert db.breaks(error, "contributor_name_unique", "catalog_contributor.name")


def test_a_part_of_a_law_s_name_is_no_name() -> None:
    error = raised_by(same_contributor)
    assert not db.breaks(error, "_unique")
    assert not db.breaks(error, "contributor_name_unique_too", "name")


def test_columns_must_be_all_of_them() -> None:
    said = IntegrityError("UNIQUE constraint failed: a.b, a.c")
    assert db.breaks(said, "law", "a.b", "a.c")
    assert not db.breaks(said, "law", "a.b")
    assert not db.breaks(said, "law", "a.c")
    assert not db.breaks(IntegrityError("FOREIGN KEY constraint failed"), "law")


def rows_of(*users: User) -> list[Any]:
    beneath = AuditEntry.objects.filter(actor=OuterRef("pk")).order_by("id")
    rows = db.JsonRows(beneath.values(json=JSONObject(action="action", at="at")))
    return list(
        User.objects.filter(pk__in=[user.pk for user in users])
        .order_by("email")
        .annotate(deeds=rows)
        .values_list("deeds", flat=True)
    )


def test_rows_beneath_a_record_come_with_it_in_order(
    django_assert_num_queries: Any,
) -> None:
    busy, idle = UserFactory(email="a@example.org"), UserFactory(email="b@example.org")
    for action in ("2 \"quoted\" 'n' \\ é 東京", "1"):
        AuditEntry.objects.create(actor=busy, action=action, at=NOW)
    assert connection.features.supports_json_field  # asks SQLite the first time
    with django_assert_num_queries(1):
        of_busy, of_idle = rows_of(busy, idle)
    assert [row["action"] for row in of_busy] == ["2 \"quoted\" 'n' \\ é 東京", "1"]
    assert of_idle == []


def test_a_lock_is_taken_where_the_database_has_locks(django_assert_num_queries: Any) -> None:
    UserFactory()
    with transaction.atomic(), django_assert_num_queries(1) as captured:
        assert db.locked(User.objects.all()).get()
    statement = captured.captured_queries[0]["sql"]
    assert ("FOR NO KEY UPDATE" in statement) == (connection.vendor == "postgresql")


def test_rows_that_are_there_are_pinned_whatever_else_is_asked_for(
    django_assert_num_queries: Any,
) -> None:
    here, there, other = (BookFactory().pk for _each in range(3))
    with django_assert_num_queries(1) as asked:
        assert db.pinned(Book, [there, uuid4(), here]) == {here, there}
    assert ("FOR KEY SHARE" in asked[0]["sql"]) == (connection.vendor == "postgresql")
    assert db.pinned(Book, []) == set()
    assert db.pinned(Book, {other}) == {other}


def test_a_refusal_stands_for_one_law_and_what_else_is_wrong_goes_on_as_a_fault() -> None:
    class Taken(LibraryError):
        code = "taken"

    law = ("accounts_user_email_key", "accounts_user.email")
    with pytest.raises(Taken), db.refusing(*law, refusal=Taken):
        raise raised_by(RELIED_UPON[law])
    with pytest.raises(IntegrityError), db.refusing("some_law", refusal=Taken):
        raise raised_by(RELIED_UPON[law])
