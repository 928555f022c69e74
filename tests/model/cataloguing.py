"""What is noted of copies in the catalogue, in any order with what the desk does."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.model.machine import COPIES, AtTheDesk

PRICES = st.sampled_from([None, 60, 120, 1500])


class AtTheCatalogue(AtTheDesk):
    """Prices, and copies that somebody marks as lost or missing, or as found."""

    @rule(copy=COPIES, what=st.sampled_from(["price_minor", "is_lost", "is_missing"]), price=PRICES)
    def note(self, copy: str, what: str, price: int | None) -> None:
        self.minute()
        found = self.model.find(copy)
        facts: dict[str, Any] = {
            "price_minor": price,
            "is_lost": not found.is_lost,
            "is_missing": not found.is_missing,
        }
        self.both.door.edit(copy, {what: facts[what]})
        self.both.do(lambda: self.model.note(found, what, facts[what]))
