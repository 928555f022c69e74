"""Where in the navigation a page is."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(signed_in: Callable[[User], Client], leo: User) -> Client:
    """A librarian's browser."""
    return signed_in(leo)


def marked(client: Client, path: str) -> list[str]:
    """The labels that the navigation of the page ``path`` marks as the place where one is."""
    answer = client.get(path)
    assert answer.status_code == 200
    return [str(item["label"]) for item in answer.context["nav"] if item["current"]]


def test_a_page_and_all_below_it_are_in_one_section(client: Client) -> None:
    assert marked(client, "/members") == ["Members"]
    assert marked(client, f"/members/{MemberFactory().pk}") == ["Members"]
    assert marked(client, "/members/imports") == ["Members"]
    assert marked(client, "/imports/add") == ["Imports"]
    assert marked(client, "/books/new") == ["New books"]


def test_the_front_page_stands_for_itself_only(client: Client) -> None:
    assert marked(client, "/") == ["Catalogue"]
    assert marked(client, "/search") == []


def test_the_page_itself_and_what_lies_below_are_told_apart(client: Client) -> None:
    assert 'href="/members" aria-current="page"' in client.get("/members").content.decode()
    below = client.get(f"/members/{MemberFactory().pk}").content.decode()
    assert 'href="/members" aria-current="true"' in below
