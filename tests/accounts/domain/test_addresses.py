import sys

import pytest

from accounts.domain import addresses


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Ada@Example.ORG", "ada@example.org"),
        ("  ada@example.org\t", "ada@example.org"),
        ("ａｄａ@example.org", "ada@example.org"),
        ("ada@exämple.org", "ada@exämple.org"),
        ("", ""),
    ],
)
def test_an_address_is_compared_in_one_form(written: str, kept: str) -> None:
    assert addresses.normal(written) == kept


def test_the_form_of_every_character_is_its_own_form() -> None:
    """Else an address would be refused, or not found, when what was kept is written again."""
    forms = {addresses.normal(f"x{chr(code)}x") for code in range(sys.maxunicode + 1)}
    assert [form for form in forms if addresses.normal(form) != form] == []
