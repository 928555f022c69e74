"""A list of members comes in: told apart by card, address, or name and birthday."""

import io
from datetime import date
from typing import Any

import pytest
from django.db.models import F
from openpyxl import Workbook

from accounts.models import AuditEntry, User
from members import errors
from members.models import (
    CardSeries,
    Member,
    MemberImport,
    MemberImportProfile,
    OldCard,
    OutboxMessage,
)
from members.models.imports import Stage
from members.services import numbers
from members.services.imports import batches, running
from tests.conftest import NOW
from tests.factories.members import CategoryFactory, MemberFactory
from tests.members.services.imports.conftest import Import, verdicts

pytestmark = pytest.mark.django_db
LIST = (
    "Nachname;Vorname;Ausweisnummer;E-Mail;Klasse;Geburtsdatum;Gültig bis\r\n"
    "Müller;Jürgen;S1;juergen@example.org;5a;01.02.2015;31.07.2027\r\n"
    "Groß;Änne;S2;;5b;2014-12-24;31.07.2027\r\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_list_of_any_encoding_makes_members(imported: Import, encoding: str) -> None:
    batch = imported(LIST.encode(encoding))
    assert (batch.stage, batch.counts) == (Stage.DONE, {"new": 2})
    first = Member.objects.get(card_number="S1")
    assert (first.name, first.email, first.group) == ("Jürgen Müller", "juergen@example.org", "5a")
    assert (first.born_on, first.expires_on) == (date(2015, 2, 1), date(2027, 7, 31))
    assert Member.objects.matching("mul jurg").get() == first
    assert Member.objects.get(card_number="S2").user is None
    assert AuditEntry.objects.filter(action="member.registered").count() == 2


def test_an_accent_far_down_tells_the_encoding(imported: Import) -> None:
    member = MemberFactory(name="José", card_number="J1")
    filler = "".join(f"Plain {n},P{n},{'x' * 400}\n" for n in range(200))
    batch = imported(f"name,card,note\n{filler}José,J1,\n".encode("cp1252"))
    assert batch.rows.get(number=201).verdict == "unchanged"
    member.refresh_from_db()
    assert member.name == "José"


def test_a_name_that_cannot_be_read_is_no_name(imported: Import) -> None:
    table = b"\xef\xbb\xbfname,card,note\nJos\xc3\xa9,J1,\nM\xfcller,M1,\nBo,B1,sch\xf6n\n"
    batch = imported(table)
    assert verdicts(batch) == [("new", ""), ("refused", "bad_bytes"), ("new", "")]
    assert batch.rows.get(number=3).notes == [["bad_bytes", {}]]


def test_a_workbook_makes_members(imported: Import) -> None:
    book = Workbook()
    assert book.active
    book.active.append(["Name", "Card number", "Date of birth"])
    book.active.append(["Ada Lovelace", 4711, date(2010, 12, 10)])
    out = io.BytesIO()
    book.save(out)
    assert imported(out.getvalue()).counts == {"new": 1}
    made = Member.objects.get(card_number="4711")
    assert (made.name, made.born_on) == ("Ada Lovelace", date(2010, 12, 10))


def test_nobody_is_written_to_unless_it_is_asked_for(imported: Import) -> None:
    imported(LIST)
    assert not OutboxMessage.objects.exists()
    imported("name,email\nBo,bo@example.org\n", sends_links=True)
    assert [each.recipient for each in OutboxMessage.objects.all()] == ["bo@example.org"]


def test_a_dry_run_says_the_same_and_changes_nothing(imported: Import) -> None:
    MemberFactory(card_number="S1", name="Jürgen Müller")
    dry = imported(LIST, dry=True)
    assert (dry.stage, dry.counts) == (Stage.CHECKED, {"new": 1, "update": 1})
    assert Member.objects.count() == 1
    assert Member.objects.get().group == ""
    said = verdicts(dry)
    assert said == verdicts(imported(LIST))
    assert imported(LIST).counts == {"unchanged": 2}


def test_what_is_wrong_with_a_row_costs_no_other_row_anything(imported: Import) -> None:
    MemberFactory(card_number="C1", name="Card Owner", user=None)
    MemberFactory(name="Mail Owner", user__email="mail@example.org")
    gone = MemberFactory(name="Had Lost")
    OldCard.objects.create(number="LOST", member=gone, why="lost", replaced_at=NOW)
    batch = imported(
        "name,card number,email,category,born on\n"
        "Good One,G1,,,\n"
        ",G2,,,\n"
        "Bad Day,G3,,,31.02.2010\n"
        "Unborn,G4,,,2030-01-01\n"
        "Odd Kind,G5,,wizards,\n"
        "Two People,C1,mail@example.org,,\n"
        "Good One,G1,,,\n"
        "Not An Address,G6,nobody at home,,\n"
        "Not A Card,Ü?,,,\n"
        "Mail Owner,,,,\n"
        "Good Two,G7,,ADULT,2001-02-03\n"
    )
    assert verdicts(batch) == [
        ("new", ""), ("refused", "no_name"), ("refused", "bad_day"), ("refused", "born_when"),
        ("refused", "unknown_category"), ("refused", "two_members"), ("refused", "twice"),
        ("refused", "bad_email"), ("refused", "bad_card"), ("refused", "same_name"), ("new", ""),
    ]  # fmt: skip
    assert batch.rows.get(number=7).params == {"row": 1}
    assert Member.objects.filter(card_number__startswith="G").count() == 2


def test_a_member_is_known_by_card_by_address_and_by_name_with_birthday(imported: Import) -> None:
    card = MemberFactory(name="One More", card_number="C1", user=None)
    mail = MemberFactory(name="Two Words", user__email="mail@example.org")
    born = MemberFactory(name="Bo Born", born_on=date(2001, 1, 1), user=None)
    batch = imported(
        "name,card,email,born on,class\n"
        "One,c1,,,1a\n"
        "Two,,MAIL@example.org,,1b\n"
        "bo born,,,2001-01-01,1c\n"
        "Bo Born,,,2002-02-02,1d\n"
    )
    assert batch.counts == {"update": 3, "new": 1}
    for member, group in ((card, "1a"), (mail, "1b"), (born, "1c")):
        member.refresh_from_db()
        assert member.group == group
    assert card.name == "One"


def test_who_only_shares_an_address_is_another(imported: Import) -> None:
    mum = MemberFactory(name="Mia Meyer", card_number="C1", user__email="mum@example.org")
    dad = MemberFactory(
        name="Tom Tall", born_on=date(1980, 1, 1), user__email="dad@example.org", user__name="Tom"
    )
    batch = imported(
        "name,card,email,born on\n"
        "Ada Meyer,C2,mum@example.org,\n"
        "Tom Tall,,dad@example.org,2010-01-01\n"
    )
    assert verdicts(batch) == [("refused", "email_taken")] * 2
    mum.refresh_from_db()
    assert (mum.name, mum.card_number) == ("Mia Meyer", "C1")
    batch = imported(
        "name,email,born on,class\n"
        "Meyer,mum@example.org,,1a\n"
        "Tom Short,dad@example.org,1980-01-01,1b\n"
    )
    assert batch.counts == {"update": 2}
    dad.refresh_from_db()
    assert (dad.name, dad.group) == ("Tom Short", "1b")


def test_what_is_kept_is_only_filled_where_nothing_stood(imported: Import) -> None:
    CategoryFactory(code="pupil", name="Pupil")
    member = MemberFactory(card_number="C1", name="As Noted", phone="", address="Old street 1")
    table = "name,card,phone,address,category\nAs Listed,C1,030 1,New street 2,pupil\n"
    imported(table, keeps=["name", "phone", "address"])
    member.refresh_from_db()
    assert (member.name, member.phone, member.address) == ("As Noted", "030 1", "Old street 1")
    assert member.category.code == "pupil"


def test_an_address_that_its_owner_has_confirmed_stays(imported: Import) -> None:
    ours = MemberFactory(name="A", card_number="C1", user__email="own@example.org")
    fresh = MemberFactory(name="B", card_number="C2", user__email="typo@example.org")
    User.objects.filter(pk=ours.user.pk).update(email_verified_at=NOW)
    User.objects.filter(pk=fresh.user.pk).update(email_verified_at=None)
    batch = imported("name,card,email\nA,C1,a@example.org\nB,C2,b@example.org\n")
    assert batch.rows.get(number=1).notes == [["email_kept", {}]]
    emails = User.objects.filter(member__isnull=False).order_by("email")
    assert [user.email for user in emails] == ["b@example.org", "own@example.org"]


def test_another_card_by_address_retires_the_old_one(imported: Import) -> None:
    member = MemberFactory(card_number="C1", name="A", user__email="a@example.org")
    imported("name,card,email\nA,C2,a@example.org\n")
    member.refresh_from_db()
    assert member.card_number == "C2"
    assert OldCard.objects.get().number == "C1"
    batch = imported("name,card\nA,C1\n")
    assert batch.rows.get().notes == [["old_card", {"card": "C1"}]]
    member.refresh_from_db()
    assert member.card_number == "C2"


def test_a_profile_reads_the_next_list_the_same_way(imported: Import, deed: dict[str, Any]) -> None:
    table = "Wer,Nr\nAda,A1\n"
    imported(table, columns=["name", "card_number"], keeps=["name"], keep_as="School office")
    assert MemberImportProfile.objects.get().columns == {"wer": "name", "nr": "card_number"}
    other = batches.upload([b"Nr,Wer,Mehr\nB1,Bo,x\n"], "next.csv", **deed)
    said = batches.profile("School office", other)
    assert said == {"columns": ["card_number", "name", ""], "keeps": ["name"]}
    with pytest.raises(errors.UnknownProfile):
        batches.profile("Nobody", other)


def test_whoever_goes_on_after_a_kill_does_nothing_twice(
    imported: Import, deed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "CHUNK", 2)
    table = "name,card\n" + "".join(f"P {n},K{n}\n" for n in range(5)) + "P 0,K0\n"
    batch = batches.upload([table.encode()], "list.csv", **deed)
    batches.arrange(batch.pk, batches.Terms(batch.columns), **deed)
    batches.commit(batch.pk, in_background=False, **deed)
    assert running.go_on(batch.pk, clock=lambda: NOW, seconds=0)
    assert MemberImport.objects.get().position == 2
    assert not running.go_on(batch.pk, clock=lambda: NOW)
    batch.refresh_from_db()
    assert (batch.stage, batch.counts) == (Stage.DONE, {"new": 5, "refused": 1})
    assert verdicts(batch)[-1] == ("refused", "twice")
    assert Member.objects.count() == 5


@pytest.mark.parametrize("chunk", [1, 200])
def test_the_same_person_twice_is_refused_however_far_apart(
    imported: Import, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(running, "CHUNK", chunk)
    table = (
        "name,card,born on\n"
        "Ada Lovelace,A1,2010-12-10\nBo,B1,\nCy,C1,2011-01-01\n"
        "ada lovelace,,2010-12-10\nBo,,\nCy,,2012-02-02\nCy,C9,2011-01-01\n"
    )
    dry, batch = imported(table, dry=True), imported(table)
    assert verdicts(dry) == verdicts(batch)
    assert (batch.stage, verdicts(batch)) == (
        Stage.DONE,
        [("new", "")] * 3
        + [("refused", "twice"), ("refused", "same_name_row"), ("new", ""), ("new", "")],
    )
    assert batch.rows.get(number=4).params == {"row": 1}


def test_a_number_that_the_list_names_is_given_to_nobody_else(imported: Import) -> None:
    card = numbers.next_card()
    CardSeries.objects.update(last=F("last") - 1)  # it would be the next one again
    batch = imported(f"name,card\nAda,\nBo,{card}\n")
    assert (batch.stage, batch.counts) == (Stage.DONE, {"new": 2})
    assert Member.objects.get(card_number=card).name == "Bo"


def test_a_list_without_names_is_refused(deed: dict[str, Any]) -> None:
    batch = batches.upload([b"Card\nC1\n"], "list.csv", **deed)
    with pytest.raises(errors.NoNameColumn):
        batches.arrange(batch.pk, batches.Terms(batch.columns), **deed)


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "empty"), (b"%PDF-1.4", "table"), (b"\n\n", "empty")]
)
def test_what_is_no_table_is_refused_and_not_kept(
    deed: dict[str, Any], content: bytes, said: str
) -> None:
    with pytest.raises(errors.ImportUnreadable, match=said):
        batches.upload([content], "x", **deed)
    assert not MemberImport.objects.exists()


def test_a_quotation_mark_that_is_never_closed_costs_its_row_and_no_other(
    imported: Import,
) -> None:
    rows = [f"M{number};Anna;C{number}" for number in range(30)]
    rows[3] = f'"{rows[3]}'
    batch = imported("\n".join(["Nachname;Vorname;Ausweisnummer", *rows]))
    assert batch.counts == {"new": 29, "refused": 1}
    assert verdicts(batch)[3] == ("refused", "unclosed_quote")


def test_a_membership_that_never_ends_is_refused_in_a_row_and_for_all(imported: Import) -> None:
    batch = imported("name,card,expires on\nBo,B1,9999-12-31\nCy,C1,2176-05-06\n")
    assert verdicts(batch) == [("refused", "ends_too_late"), ("new", "")]
    with pytest.raises(errors.EndsTooLate):
        imported("name,card\nBo,B1\n", expires_on=date(9999, 12, 31))
