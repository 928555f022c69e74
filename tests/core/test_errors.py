import pytest
from django.utils.translation import gettext_lazy as _

from core import errors


class ShelfFull(errors.Conflict):
    code = "shelf_full"
    message = _("The shelf %(shelf)s holds %(count)s books.")


def test_its_sentence_is_filled_with_what_it_was_given() -> None:
    assert str(ShelfFull(shelf="A 7", count=40)) == "The shelf A 7 holds 40 books."


def test_a_percent_sign_in_a_value_or_a_plain_sentence_does_no_harm() -> None:
    class HalfFull(errors.Conflict):
        code = "half_full"
        message = _("The shelf is 50% full.")

    assert str(HalfFull()) == "The shelf is 50% full."
    assert str(ShelfFull(shelf="100%(count)s", count=1)) == "The shelf 100%(count)s holds 1 books."


def test_it_carries_findings_and_more_without_changing_its_sentence() -> None:
    refusal = errors.Conflict().having([{"code": "overdue"}], token="abc")
    assert refusal.findings == [{"code": "overdue"}]
    assert refusal.extra == {"token": "abc"}
    assert str(refusal) == "This cannot be done as things stand."


def test_too_many_says_when_to_come_back() -> None:
    assert errors.TooMany(30).retry_after == 30
    with pytest.raises(TypeError):
        errors.TooMany()  # type: ignore[call-arg]
