"""What is kept about people is known place by place, and its owner gets all of it."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.core.management import call_command
from django.db.models import EmailField

from accounts.models import User
from accounts.models.audit import Interface
from accounts.services import browsers, retention, tokens
from catalog.models import Branch, SavedSearch
from loans.models import Policy
from loans.services import checkout, holds, payments, returns
from loans.services.own_data import exported, files, report, withheld
from loans.services.situation import Desk
from members.models import (
    Block,
    Bounce,
    DeskNote,
    Guardianship,
    Letter,
    Member,
    MemberImport,
    MemberImportRow,
    MemberMerge,
    MemberPhoto,
    MemberView,
    Notice,
    OldCard,
    OutboxMessage,
    RollOver,
    RollOverMember,
    UnwantedNotice,
)
from members.services import leaving
from tests.conftest import NOW
from tests.factories.catalog import BookFactory, CopyFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
PLACES = (*exported.PLACES, *withheld.PLACES)


def tables_about_people() -> set[str]:
    """Every table that points at a member or an account, or holds an address."""
    return {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        for each in model._meta.get_fields()
        if getattr(each, "concrete", False)
        and not each.many_to_many
        and (each.related_model in (User, Member) or isinstance(each, EmailField))
    }


def test_no_table_about_people_is_missing() -> None:
    assert tables_about_people() - {place.table for place in PLACES} == set()


def test_no_table_is_told_twice_and_every_one_is_there() -> None:
    names = [place.table for place in PLACES]
    assert len(names) == len(set(names))
    known = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert set(names) - known == set()


def test_what_is_not_exported_has_a_reason_and_every_place_says_how_long_and_why() -> None:
    assert all(place.export or place.not_exported for place in PLACES)
    assert all(place.until and place.reason for place in PLACES)


def test_every_term_has_a_place_or_is_about_nobody() -> None:
    told = {place.kept for place in PLACES if isinstance(place.kept, retention.Term)}
    about_nobody = {"accounts.attempts"}  # digests, which lead back to no address
    assert {term.code for term in set(retention.RULES) - told} == about_nobody


def test_every_column_that_is_exported_is_there() -> None:
    for place in exported.PLACES:
        assert place.export
        model = apps.get_model(place.table)
        for path in place.export.columns.values():
            try:
                model._default_manager.values_list(path)
            except FieldDoesNotExist as error:
                raise AssertionError(place.table) from error


@pytest.fixture
def life(ada: Member, ben: Member, at_desk: Desk, harbour: Branch, leo: User) -> None:
    """Ada has something in every place, and Ben too."""
    Policy.objects.update(fine_per_day=20)
    for who in (ada, ben):
        assert who.user
        copy = CopyFactory(branch=harbour)
        checkout.lend_copy(copy.barcode, who.pk, desk=at_desk)
        book = BookFactory(title="=1+1")
        CopyFactory(book=book, branch=harbour, is_on_loan=False)
        holds.on_book(book.pk, who.pk, pickup=harbour, desk=at_desk)
        payments.charge(who.pk, 100, "@A torn page", desk=replace(at_desk, actor=leo))
        Block.objects.create(member=who, reason="=A reason", blocked_at=NOW, blocked_by=leo)
        OldCard.objects.create(
            number=f"2{who.card_number[1:]}X", member=who, why="lost", replaced_at=NOW
        )
        MemberView.objects.create(member=who, actor=leo, at=NOW, interface=Interface.PAGE)
        SavedSearch.objects.create(user=who.user, name="Tides", query="q=tides", created_at=NOW)
        tokens.issue(who.user, now=NOW, agent="LibraryApp/3")
        browsers.note(
            who.user,
            f"key-{who.name}",
            agent="Mozilla/5.0 (X11; Linux) Firefox/140.0",
            now=NOW,
            expires_at=NOW + timedelta(days=14),
        )
        leaving.ask(who.pk, actor=who.user, now=NOW, interface=Interface.PAGE)
        OutboxMessage.objects.create(
            message_id=f"<{who.pk}>",
            sender="library",
            recipient=who.email,
            subject=f"For {who.name}",
            raw=b"",
            created_at=NOW,
            next_try_at=NOW,
        )
        be_told(who)


def be_told(who: Member) -> None:
    """The member has been written to, has a guardian, and was once noted twice."""
    about: dict[str, Any] = {"event": "due_soon", "subject": uuid4(), "on": NOW.date()}
    Notice.objects.create(member=who, told_at=NOW, send_at=NOW, **about)
    Letter.objects.create(member=who, subject="=Books", text="+1", language="en", written_at=NOW)
    UnwantedNotice.objects.create(member=who, event="renewed")
    Bounce.objects.create(member=who, address=who.email, said="=550", at=NOW)
    DeskNote.objects.create(member=who, text="@A note", made_at=NOW)
    MemberPhoto.objects.create(member=who, jpeg=f"JPEG of {who.name}".encode(), put_at=NOW)
    Guardianship.objects.create(guardian=MemberFactory(), child=who, since=NOW)
    batch = MemberImport.objects.create(name="list", size=1, format="csv", created_at=NOW)
    said = {"number": 1, "place": 2, "name": "=A name", "verdict": "unchanged"}
    MemberImportRow.objects.create(batch=batch, member=who, **said)
    done = RollOver.objects.create(done_at=NOW)
    RollOverMember.objects.create(
        roll_over=done, member=who, was_group="=5a", was_expires_on=NOW.date(), revision=1
    )
    MemberMerge.objects.create(gone_id=uuid4(), kept=who, merged_at=NOW)


def unpacked(member: Member) -> dict[str, bytes]:
    archive = zipfile.ZipFile(io.BytesIO(b"".join(files.archive(member))))
    assert archive.testzip() is None
    return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.usefixtures("life")
def test_a_member_gets_all_of_their_own_and_nothing_of_another_s(ada: Member, ben: Member) -> None:
    found = unpacked(ada)
    assert len(found) == 2 * len(exported.PLACES) + 1
    assert found["photo.jpg"] == b"JPEG of Ada Nowak"
    for place in exported.PLACES:
        assert place.export
        rows = json.loads(found[f"{place.export.name}.json"])
        assert rows, f"{place.export.name} is empty"
        assert list(rows[0]) == list(place.export.columns)
    everything = b"".join(found.values()).decode()
    assert all(own in everything for own in ("Ada Nowak", ada.email, ada.card_number))
    for of_ben in ("Okafor", ben.email, ben.card_number, str(ben.pk)):
        assert of_ben not in everything


@pytest.mark.usefixtures("life")
def test_no_cell_of_a_table_is_a_formula(ada: Member) -> None:
    for name, content in unpacked(ada).items():
        if name.endswith(".csv"):
            rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
            assert len(rows) > 1, name
            assert not [cell for row in rows for cell in row if cell.startswith(("=", "@", "+"))]


def test_the_archive_comes_in_parts_as_the_rows_are_read(ada: Member, now: Any) -> None:
    SavedSearch.objects.bulk_create(
        SavedSearch(user=ada.user, name=f"{n}", query=f"q={n * 7919}" * 30, created_at=now)
        for n in range(3000)
    )
    parts = list(files.archive(ada))
    assert len(parts) > 50
    assert max(map(len, parts)) < 2**18


def test_a_member_without_an_account_gets_their_own_too(ada: Member, ben: Member) -> None:
    Member.objects.filter(pk=ada.pk).update(user=None)
    ada.refresh_from_db()
    found = unpacked(ada)
    assert json.loads(found["profile.json"])[0]["name"] == "Ada Nowak"
    assert json.loads(found["account.json"]) == json.loads(found["browsers.json"]) == []
    assert b"Okafor" not in b"".join(found.values())


@pytest.mark.usefixtures("life")
def test_the_report_tells_of_every_place(capsys: Any) -> None:
    call_command("privacy_report")
    said = capsys.readouterr().out
    assert all(place.table in said for place in PLACES)
    call_command("privacy_report", "--json")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["table"]: line["rows"] for line in lines}["members.Member"] == 4
    assert all(line["kept"] and line["why"] for line in lines)


def test_what_nobody_is_named_in_any_more_does_not_count(ada: Member, at_desk: Desk) -> None:
    copy = CopyFactory(branch=at_desk.branch)
    checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk)
    returns.take_back(copy.barcode, desk=at_desk)
    leaving.remove(ada.pk, actor=None, now=NOW, interface="job")
    rows = {kept.place.table: kept.rows for kept in report.kept()}
    assert rows["loans.Loan"] == rows["members.Member"] == 0
