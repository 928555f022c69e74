import pytest

from core import barcodes
from loans.domain import scans
from loans.domain.scans import Command, Order


@pytest.mark.parametrize(
    ("scan", "order"),
    [
        ("done", Order(Command.FINISH)),
        (" FINISH ", Order(Command.FINISH)),
        ("lend", Order(Command.LEND)),
        ("Return", Order(Command.RETURN)),
        ("renew", Order(Command.RENEW)),
        ("renew 30009000000017", Order(Command.RENEW, "30009000000017")),
        ("30009000000017", None),
        ("return 30009000000017", Order(Command.RETURN, "30009000000017")),
        ("drop", Order(Command.DROP)),
        ("damaged", Order(Command.DAMAGED)),
        ("Damaged  torn cover ", Order(Command.DAMAGED, "torn cover")),
        ("Lend Amelia", None),
        ("Return Amelia", None),
        ("Drop 30009000000017", None),
        ("", None),
    ],
)
def test_a_command_is_a_word_and_some_take_what_they_are_about(
    scan: str, order: Order | None
) -> None:
    assert scans.order(scan) == order


@pytest.mark.parametrize(
    ("scan", "number"),
    [("30009000000017", True), ("C-12", True), ("Ada", False), ("ada7@example.org", False)],
)
def test_a_number_is_told_from_a_name_and_an_address(scan: str, number: bool) -> None:
    assert scans.is_number(scan) is number


def test_every_word_of_the_desk_is_kept_from_being_a_barcode() -> None:
    assert all(scans.order(word.lower()) for word in barcodes.WORDS)
    assert {command.value.upper() for command in Command} <= barcodes.WORDS
