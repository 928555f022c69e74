"""A page and the API are given the same values: both refuse them, or both keep the same."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from rest_framework.serializers import Serializer

from accounts.api import serializers as accounts_api
from accounts.web import forms as accounts_web
from catalog.api import copy_serializers as copies_api
from catalog.api import serializers as catalog_api
from catalog.models import Branch, CopyType
from catalog.web import forms as catalog_web
from members.api import serializers as members_api
from members.web import forms as members_web
from tests.factories.catalog import CopyTypeFactory

pytestmark = pytest.mark.django_db
GOOD = "good"
Verdict = tuple[bool, Any]


@dataclass(frozen=True)
class Pair:
    """A form and a command that ask for the same, and values that both accept."""

    form: Callable[[], type[forms.Form]]
    command: type[Serializer[Any]]
    typed: dict[str, str]
    sent: dict[str, Any]
    names: dict[str, tuple[str, str]]
    """By the name used here: the form's field and the command's."""


BOOK = Pair(
    form=lambda: catalog_web.BookForm,
    command=catalog_api.AddBook,
    typed={"title": "A", "contributors_name": "B", "contributors_role": "aut"},
    sent={"title": "A", "author": "B", "isbn": "9780547773742"},
    names={
        name: (name, name)
        for name in (
            "title", "subtitle", "alternative_title", "edition", "publisher", "year",
            "classification", "description", "language",
        )
    } | {"isbn": ("isbns", "isbn")},
)  # fmt: skip
COPY = Pair(
    form=lambda: catalog_web.CopyForm,
    command=copies_api.AddCopy,
    typed={},  # the branch and the type are chosen by id: see typed_into()
    sent={"branch": "harbour", "type": "book"},
    names={
        name: (name, name)
        for name in ("barcode", "shelf_location", "call_number", "note", "acquired_on")
    },
)
REGISTER = Pair(
    form=lambda: members_web.Register,
    command=members_api.Register,
    typed={"name": "Ada", "email": "ada@example.org", "password": "hazel wind over dunes"},
    sent={"name": "Ada", "email": "ada@example.org", "password": "hazel wind over dunes"},
    names={name: (name, name) for name in ("name", "email", "password")},
)
PROFILE = Pair(
    form=lambda: members_web.Profile,
    command=members_api.EditMe,
    typed={"name": "Ada", "email": "ada@example.org", "revision": "1"},
    sent={"name": "Ada", "email": "ada@example.org", "phone": "", "address": ""},
    names={name: (name, name) for name in ("name", "email", "phone", "address")},
)
SIGN_IN = Pair(
    form=lambda: accounts_web.SignIn,
    command=accounts_api.LogIn,
    typed={"email": "ada@example.org", "password": "hazel wind over dunes"},
    sent={"email": "ada@example.org", "password": "hazel wind over dunes"},
    names={"email": ("email", "email"), "password": ("password", "password")},
)

LINE = [
    " padded  and\tspaced ",
    "e\u0301",
    "a\0b",
    "bell\a",
    "\x1b[31mred",
    "\u200fעברית",
    "👩‍👩‍👧",
    "\u202egnp\u202c Tides",
    "\u200b",
]
ISBN = [
    "9780547773742", "978-0-547-77374-2", "0547773749", "0-547-77374-9", "０５４７７７３７４９",
    "9780547773743", "0547773748", "054777374", "9790000000001", "979-0-2600-0043-8",
    "9771234567003", "ISBN 9780547773742", "080442957X", "080442957x", "X804429571", "abc",
    "9780547773742 9780547773742", "a\0b", "9" * 41,
]  # fmt: skip
BARCODE = [
    "30001000000010", " 3 0001 00000001 0", "abc-1", "a b", "Ä1", "-1", "A_B", "A'--", "a\0b",
    "X" * 40, "X" * 41, "٣٠٠", "３００",
]  # fmt: skip
EMAIL = [
    "Ada@Example.ORG", " ada@example.org ", "ada", "ada@", "@example.org", "a b@example.org",
    "ada@example", "ada@example..org", "ада@example.org", "ada@exämple.org", "a\0@example.org",
    f"{'a' * 250}@example.org", f"{'a' * 60}@example.org", "ＡＤＡ@example.org", '"a"@example.org',
]  # fmt: skip
PASSWORD = [" spaces kept around ", "", "x", "p" * 200, "p" * 201, "\t", "日本語のパスフレーズ"]
DAY = ["2026-05-06", "2026-02-30", "soon", "2026-13-01", "0000-01-01", ""]
YEAR = ["1968", "-3000", "-3001", "2201", "x", "1e3", "9" * 30, "19.5"]
LANGUAGE = ["eng", "", "e", "english", "12"]

CASES = [
    *(("BOOK", name, value) for name in ("title", "subtitle", "publisher") for value in LINE),
    *(("BOOK", "title", value) for value in ("", "  ", "x" * 500, "x" * 501)),
    *(("BOOK", "publisher", value) for value in ("x" * 300, "x" * 301)),
    *(("BOOK", "edition", value) for value in ("x" * 100, "x" * 101)),
    *(("BOOK", "classification", value) for value in ("x" * 60, "x" * 61)),
    *(("BOOK", "description", value) for value in ("x" * 20_000, "x" * 20_001, "a\nb", "a\0")),
    *(("BOOK", "isbn", value) for value in ISBN),
    *(("BOOK", "year", value) for value in YEAR),
    *(("BOOK", "language", value) for value in LANGUAGE),
    *(("COPY", "barcode", value) for value in BARCODE),
    *(("COPY", name, value) for name in ("call_number", "note") for value in LINE),
    *(("COPY", "call_number", value) for value in ("x" * 100, "x" * 101)),
    *(("COPY", "note", value) for value in ("x" * 500, "x" * 501)),
    *(("COPY", "acquired_on", value) for value in DAY if value),
    *(("REGISTER", "name", value) for value in (*LINE, "", "  ", "x" * 200, "x" * 201)),
    *(("REGISTER", "email", value) for value in (*EMAIL, "")),
    *(("REGISTER", "password", value) for value in PASSWORD),
    *(("PROFILE", "name", value) for value in (*LINE, "", "x" * 201)),
    *(("PROFILE", "email", value) for value in EMAIL),
    *(("PROFILE", "phone", value) for value in (*LINE, "x" * 40, "x" * 41, "+49 30 901820")),
    *(("PROFILE", "address", value) for value in ("a\nb", "x" * 500, "x" * 501, "a\0b")),
    *(("SIGN_IN", "email", value) for value in EMAIL),
    *(("SIGN_IN", "password", value) for value in ("", "x" * 500, "x" * 501, " a ")),
]  # fmt: skip
PAIRS = {"BOOK": BOOK, "COPY": COPY, "REGISTER": REGISTER, "PROFILE": PROFILE, "SIGN_IN": SIGN_IN}


def by_page(pair: Pair, name: str, value: str) -> Verdict:
    data = QueryDict(mutable=True)
    data.update({"key": "k", **pair.typed, pair.names[name][0]: value})
    if pair is COPY:
        data["branch"] = str(Branch.objects.get(code="harbour").pk)
        data["copy_type"] = str(CopyType.objects.get(code="book").pk)
    form = pair.form()(data)
    form.is_valid()
    at = pair.names[name][0]
    return (at not in form.errors, form.cleaned_data.get(at))


def by_api(pair: Pair, name: str, value: str) -> Verdict:
    at = pair.names[name][1]
    sent: Any = int(value) if name == "year" and value.lstrip("-").isdecimal() else value
    command = pair.command(data={**pair.sent, at: sent})
    if command.is_valid():
        return (True, command.validated_data[at])
    return (at not in command.errors, None)


@pytest.mark.usefixtures("harbour")
@pytest.mark.parametrize(("pair", "name", "value"), CASES)
def test_both_refuse_it_or_both_keep_the_same(pair: str, name: str, value: str) -> None:
    CopyTypeFactory()
    page, api = by_page(PAIRS[pair], name, value), by_api(PAIRS[pair], name, value)
    assert page[0] == api[0], f"page {page}, api {api}"
    if page[0]:
        kept = page[1][0] if name == "isbn" else page[1]
        assert kept == api[1]


@pytest.mark.usefixtures("harbour")
@pytest.mark.parametrize("name", PAIRS)
def test_the_values_beside_it_are_accepted_so_that_a_refusal_is_about_the_one(name: str) -> None:
    CopyTypeFactory()
    pair = PAIRS[name]
    command = pair.command(data=pair.sent)
    assert command.is_valid(), command.errors
    for field, value in pair.typed.items():
        if field in pair.names:
            assert by_page(pair, field, value)[0]
