"""What a command may bring, checked before a service sees it."""

from copy import copy
from functools import cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core import text


class Line(serializers.CharField):
    """One line of text, trimmed and in NFC, without control characters."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 500)
        super().__init__(**kwargs)
        self.validators.append(text.no_control_characters)

    def to_internal_value(self, data: Any) -> str:
        """Text only: a number or a truth value is a client's mistake, not a title."""
        if not isinstance(data, str):
            raise serializers.ValidationError(_("This must be text."))
        line = text.one_line(super().to_internal_value(data))
        if not line and not self.allow_blank:
            self.fail("blank")
        return line


class Lines(Line):
    """Text that may run over several lines."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20_000)
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> str:
        """As it came, but for outer space."""
        if not isinstance(data, str):
            raise serializers.ValidationError(_("This must be text."))
        return serializers.CharField.to_internal_value(self, data)


class Whole(serializers.IntegerField):
    """A whole number, given as a number."""

    def to_internal_value(self, data: Any) -> int:
        """No text, no truth values, no fractions."""
        if isinstance(data, bool) or not isinstance(data, int):
            raise serializers.ValidationError(_("This must be a whole number."))
        return super().to_internal_value(data)


class Command(serializers.Serializer[Any]):
    """The body of a write. A field we do not know is refused: it is a typing error or a wrong
    hope.
    """

    def to_internal_value(self, data: Any) -> Any:
        """The checked values, or an error for each field that is wrong, unknown ones included."""
        unknown = sorted(set(data) - set(self.fields)) if isinstance(data, dict) else []
        said = {str(name)[:80]: [_("There is no such field.")] for name in unknown}
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            detail = error.detail if isinstance(error.detail, dict) else {"": error.detail}
            raise serializers.ValidationError({**detail, **said}) from error
        if said:
            raise serializers.ValidationError(said)
        return values

    @classmethod
    def read(cls, data: Any) -> dict[str, Any]:
        """The checked values of ``data``. Raises DRF's ``ValidationError``."""
        command = copy(_made(cls, get_language()))
        command.initial_data = data
        command.is_valid(raise_exception=True)
        return dict(command.validated_data)


@cache
def _made(command: type[Command], _language: str | None) -> Command:
    """A command with its fields, which take longer to make than to use. Once for each language,
    since a field keeps what it has said.
    """
    made = command()
    made.fields  # noqa: B018 - DRF makes them when they are read
    return made


class Answer(serializers.Serializer[Any]):
    """The shape of an answer. It documents; it does not run: answers are built as plain
    dictionaries.
    """


def page_of(shape: type[Answer]) -> type[Answer]:
    """The shape of a page of a list of these: ``BookPageShape`` of ``BookShape``."""
    fields = {
        "results": shape(many=True),
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
    }
    return type(shape.__name__.replace("Shape", "PageShape"), (Answer,), fields)
