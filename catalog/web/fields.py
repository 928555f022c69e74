"""Form fields of the catalogue: what people type, checked and brought into its stored form."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalog.domain import prices
from catalog.models import validators
from catalog.models.contributor import Role
from core import barcodes, text

_PLAIN_NUMBER: Final = re.compile(r"-?(\d+\.?\d*|\.\d+)")


class LineField(forms.CharField):
    """One line of text, in NFC, without control characters."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.validators.append(text.no_control_characters)

    def to_python(self, value: Any) -> str:
        """The line."""
        return text.one_line(super().to_python(value) or "")


class TextField(forms.CharField):
    """Text that may run over several lines."""

    widget = forms.Textarea

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.validators.append(text.no_control_characters)


class ListField(TextField):
    """Several things, each on a line of its own; empty lines and repetitions do not count."""

    def __init__(self, *, most: int, line_length: int, **options: Any) -> None:
        self.most, self.line_length = most, line_length
        super().__init__(**options)

    def clean(self, value: Any) -> list[str]:
        """The lines. Raises ``ValidationError``."""
        said = super().clean(value)
        lines = list(dict.fromkeys(filter(None, map(text.one_line, said.splitlines()))))
        if len(lines) > self.most:
            raise ValidationError(_("At most %(most)d lines, please."), params={"most": self.most})
        long = next((line for line in lines if len(line) > self.line_length), None)
        if long:
            raise ValidationError(
                _("This line is too long: “%(line)s…”"), params={"line": long[:60]}
            )
        return lines


class IsbnsField(ListField):
    """ISBNs in any form, each on a line; their 13 digits come out."""

    def clean(self, value: Any) -> list[str]:
        """The numbers. Raises ``ValidationError`` that names the wrong one."""
        found: dict[str, None] = {}
        for line in super().clean(value):
            try:
                found[validators.isbn13(line)] = None
            except ValidationError as error:
                raise ValidationError(f"{line[:40]}: {error.messages[0]}") from error
        return list(found)


class ContributorsWidget(forms.Widget):
    """Rows of a name and a role. The page draws them (see ``catalog/_contributors.html``)."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[tuple[str, str]]:
        """The rows as they were sent."""
        names, roles = data.getlist(f"{name}_name"), data.getlist(f"{name}_role")
        return [(who, roles[at] if at < len(roles) else "") for at, who in enumerate(names)]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Whether no row was sent at all."""
        return f"{name}_name" not in data


class ContributorsField(forms.Field):
    """Names with roles, in the order of the title page; rows without a name do not count."""

    widget = ContributorsWidget
    MOST = 100
    NAME_LENGTH = 300

    def clean(self, value: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        """The contributors. Raises ``ValidationError``."""
        rows = [(text.one_line(name), role) for name, role in value]
        made = list(dict.fromkeys((name, role) for name, role in rows if name))
        if len(made) > self.MOST:
            raise ValidationError(_("At most %(most)d names, please."), params={"most": self.MOST})
        for name, role in made:
            text.no_control_characters(name)
            if len(name) > self.NAME_LENGTH:
                raise ValidationError(_("A name has at most 300 letters."))
            if role not in Role.values:
                raise ValidationError(_("Choose what %(name)s did."), params={"name": name[:60]})
        return made


class BarcodeField(LineField):
    """A barcode as scanned or typed, in its stored form."""

    def to_python(self, value: Any) -> str:
        """The barcode, or nothing. Raises ``ValidationError``."""
        code = barcodes.normal(super().to_python(value))
        if code:
            validators.check_barcode(code)
        return code


class PriceField(forms.Field):
    """A price in the library's currency: digits with at most one point or comma. Its smallest units
    come out.
    """

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def clean(self, value: Any) -> int | None:
        """The price in the smallest unit, or nothing. Raises ``ValidationError``."""
        said = text.one_line(str(value or "")).replace(",", ".")
        if not said:
            return None
        if not _PLAIN_NUMBER.fullmatch(said):
            raise ValidationError(forms.DecimalField.default_error_messages["invalid"])
        decimals = prices.places(settings.CURRENCY)
        number = forms.DecimalField(max_digits=12, decimal_places=decimals, min_value=0)
        amount = prices.minor(number.clean(said), settings.CURRENCY)
        if amount > prices.MOST_MINOR:
            raise ValidationError(_("This is more than any copy can cost."))
        return amount

    def prepare_value(self, value: Any) -> Any:
        """A stored amount as it is written."""
        return prices.major(value, settings.CURRENCY) if isinstance(value, int) else value


def price_words(amount_minor: int | None) -> Decimal | None:
    """A stored amount as it is written, or nothing."""
    return None if amount_minor is None else prices.major(amount_minor, settings.CURRENCY)
