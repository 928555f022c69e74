"""Fields of forms that keep text as the library keeps it; the API's twins are in
``core.api.serializers``.
"""

from typing import Any

from django import forms

from core import text


class Line(forms.CharField):
    """One line of text, trimmed and in NFC, without control characters."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 500)
        super().__init__(**kwargs)
        self.validators.append(text.no_control_characters)

    def to_python(self, value: Any) -> str:
        """The line as it is kept."""
        return text.one_line(super().to_python(value) or "")


class Lines(Line):
    """Text that may run over several lines."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """As it came, but for outer space and with one kind of line end."""
        return (forms.CharField.to_python(self, value) or "").replace("\r\n", "\n")
