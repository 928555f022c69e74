"""What the API takes about money, in minor units of the library's currency."""

from typing import Any

from rest_framework import serializers

from core.api.serializers import Command, Line, Whole
from loans.api.serializers import Id
from loans.domain.ledger import MOST
from loans.models import PaymentMethod
from loans.services.claims import Outcome


class Amount(Whole):
    """An amount of money in minor units."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 1, "max_value": MOST, **kwargs})


class Remark(Line):
    """A remark that is kept with the entry, and that the member sees."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 300, **kwargs})


class Entry(Command):
    """What every entry at a desk says."""

    amount = Amount()
    branch = Line(max_length=20)


class Pay(Entry):
    """The body of ``POST /members/{id}/payments``."""

    method = serializers.ChoiceField(choices=PaymentMethod.choices)
    charge_id = Id(required=False)
    note = Remark(required=False, default="", allow_blank=True)


class Waive(Entry):
    """The body of ``POST /members/{id}/waivers``."""

    reason = Remark()
    charge_id = Id(required=False)


class Charge(Entry):
    """The body of ``POST /members/{id}/charges``."""

    reason = Remark()


class Refund(Entry):
    """The body of ``POST /members/{id}/refunds``."""

    method = serializers.ChoiceField(choices=PaymentMethod.choices)
    note = Remark(required=False, default="", allow_blank=True)


class Reverse(Command):
    """The body of ``POST /members/{id}/reversals``."""

    line_id = Id()
    reason = Remark()
    branch = Line(max_length=20)


class Resolve(Command):
    """The body of ``POST /loans/{id}/claim/resolution``."""

    outcome = serializers.ChoiceField(choices=[(each.value, each.value) for each in Outcome])
