"""Leaving, and choosing no history, at the very moment of something else."""

import os
import subprocess
import sys

import pytest

from tests import servers
from tests.races.clients import Ask
from tests.races.conftest import Library, Person, borrow

pytestmark = pytest.mark.race
ROUNDS = 10


def leave(person: Person) -> Ask:
    return Ask("POST", "/me/leaving", {}, person.token)


def members(library: Library, person: Person) -> int:
    pk = person.id if library.database.is_postgres else person.id.replace("-", "")
    return library.database.number(f"SELECT count(*) FROM members_member WHERE id = '{pk}'")


def nameless_open_loans(library: Library) -> int:
    return library.database.number(
        "SELECT count(*) FROM loans_loan WHERE returned_at IS NULL AND member_id IS NULL"
    )


def test_whoever_leaves_while_they_borrow_is_gone_or_has_the_book_never_both(
    library: Library,
) -> None:
    book = library.book(ROUNDS)
    stayed = 0
    for person, barcode in zip(library.readers(ROUNDS), book.barcodes, strict=True):
        asks = [leave(person), borrow(person, copy_barcode=barcode)]
        left, lent = library.at_once(asks)
        gone = members(library, person) == 0
        assert left.status == (204 if gone else 202), left
        assert (lent.status == 201) != gone, (left, lent)
        assert lent.status in {201, 401, 403, 404}, lent
        stayed += not gone
    assert library.loans(book.barcodes) == library.out(book.barcodes) == stayed
    assert nameless_open_loans(library) == 0


def test_whoever_asks_to_leave_many_times_at_once_waits_once(library: Library) -> None:
    person = library.reader()
    library.lent(person, library.book(1).barcodes[0])
    answers = library.at_once([leave(person)] * 6)
    assert {answer.status for answer in answers} == {202}
    assert library.database.number("SELECT count(*) FROM members_leaverequest") >= 1


def test_a_history_turned_on_and_off_while_the_night_runs_comes_to_one_end(
    library: Library,
) -> None:
    person, barcodes = library.reader(), library.book(4).barcodes
    for barcode in barcodes:
        loan = library.lent(person, barcode)
        library.ask(Ask("POST", f"/loans/{loan}/return", {}, library.librarian))
    day = "'2020-01-01 00:00:00+00:00'"
    library.database.change(
        f"UPDATE loans_loan SET loaned_at = {day}, due_at = {day}, returned_at = {day}, "
        f"recorded_at = {day} WHERE returned_at IS NOT NULL AND member_id IS NOT NULL"
    )
    chosen = {"keeps_history": False, "months": None}
    night = night_of(library)
    answers = library.at_once([Ask("PUT", "/me/privacy", chosen, person.token)] * 4)
    assert {answer.status for answer in answers} == {200}
    assert night.wait(120) == 0
    assert sum(answer.body["forgotten"] for answer in answers) <= len(barcodes)
    assert library.loans(barcodes, only_open=False) == len(barcodes)
    assert named(library, barcodes) == 0


def night_of(library: Library) -> "subprocess.Popen[bytes]":
    """The night's work on the history, in a process of its own."""
    env = servers.environment(library.database, os.environ["REDIS_URL"], LOG_LEVEL="WARNING")
    command = [sys.executable, "manage.py", "nightly", "--step", "history"]
    return subprocess.Popen(command, env=env, cwd=servers.ROOT, stdout=subprocess.DEVNULL)


def named(library: Library, barcodes: list[str]) -> int:
    copies = ", ".join(f"'{barcode}'" for barcode in barcodes)
    return library.database.number(
        "SELECT count(*) FROM loans_loan JOIN catalog_copy ON catalog_copy.id = copy_id "
        f"WHERE barcode IN ({copies}) AND member_id IS NOT NULL"
    )
