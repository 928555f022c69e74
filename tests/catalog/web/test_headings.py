from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from catalog.models import Contributor, ContributorAlias, Subject
from tests.factories.catalog import BookFactory
from tests.html import assert_valid

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]


def named(name: str) -> Contributor:
    return Contributor.objects.get(name=name)


def test_a_name_has_a_page_with_its_other_names_and_its_books(client: Client) -> None:
    book = BookFactory(author="Twain, Mark")
    row = named("Twain, Mark")
    ContributorAlias.objects.create(contributor=row, name="Clemens, S.", sort_name="clemens s")
    answer = client.get(f"/contributors/{row.pk}")
    assert_valid(answer)
    assert [each["key"] for each in answer.context["books"]] == [book.pk]
    assert "Clemens, S." in answer.content.decode()
    assert "1 book" in answer.content.decode()
    assert f"/contributors/{row.pk}/edit" not in answer.content.decode()
    assert client.get(f"/contributors/{uuid4()}").status_code == 404


@pytest.mark.parametrize("typed", ["twa", "TWAIN", "Clémens"])
def test_names_are_listed_by_how_any_of_them_begins(client: Client, typed: str) -> None:
    BookFactory(author="Twain, Mark")
    BookFactory(author="Verne, Jules")
    row = named("Twain, Mark")
    ContributorAlias.objects.create(contributor=row, name="Clemens, S.", sort_name="clemens s")
    answer = client.get("/contributors", {"q": typed})
    assert_valid(answer)
    assert [each["id"] for each in answer.context["headings"]] == [row.pk]


def test_lists_of_names_lead_on_and_back(client: Client) -> None:
    for number in range(60):
        Subject.objects.create(heading=f"Sea {number:02}", sort_heading=f"sea {number:02}")
    first = client.get("/subjects")
    second = client.get(first.context["next_url"])
    assert [len(page.context["headings"]) for page in (first, second)] == [50, 10]
    back = client.get(second.context["previous_url"])
    assert back.context["headings"] == first.context["headings"]


def test_a_librarian_gives_a_name_and_other_names(signed_in: Browser, leo: User) -> None:
    BookFactory(author="Twain, Marc")
    row = named("Twain, Marc")
    browser, url = signed_in(leo), f"/contributors/{row.pk}/edit"
    assert_valid(browser.get(url))
    sent = {"name": "Twain, Mark", "keep_old": "on", "aliases": "Clemens, S.\n"}
    assert browser.post(url, sent)["Location"] == f"/contributors/{row.pk}"
    row.refresh_from_db()
    assert row.name == "Twain, Mark"
    assert {each.name for each in row.aliases.all()} == {"Twain, Marc", "Clemens, S."}


def test_a_name_that_is_taken_is_told_in_the_form(signed_in: Browser, leo: User) -> None:
    BookFactory(author="Twain, Mark")
    BookFactory(author="Verne, Jules")
    url = f"/contributors/{named('Twain, Mark').pk}/edit"
    answer = signed_in(leo).post(url, {"name": "Verne, Jules", "aliases": ""})
    assert answer.status_code == 409
    assert_valid(answer)
    assert named("Twain, Mark").aliases.count() == 0


def test_a_name_is_merged_into_the_one_that_is_typed(signed_in: Browser, leo: User) -> None:
    BookFactory(author="Twain, M.")
    BookFactory(author="Twain, Mark")
    gone, kept = named("Twain, M."), named("Twain, Mark")
    browser, url = signed_in(leo), f"/contributors/{gone.pk}/merge"
    assert_valid(browser.get(url))
    unknown = browser.post(url, {"other": "Nobody"})
    assert unknown.status_code == 404
    assert_valid(unknown)
    assert browser.post(url, {"other": "Twain, Mark"})["Location"] == f"/contributors/{kept.pk}"
    assert not Contributor.objects.filter(pk=gone.pk).exists()
