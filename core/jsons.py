"""JSON bytes, written one way everywhere: in answers, in the cache and in remembered answers."""

from typing import Any

import orjson
from django.utils.functional import Promise


def dumps(data: Any) -> bytes:
    """``data`` as JSON: instants in RFC 3339, ids as text, translations in the language of now."""
    return orjson.dumps(data, default=_text)


def loads(data: bytes | str) -> Any:
    """The value that ``dumps`` wrote."""
    return orjson.loads(data)


def _text(value: Any) -> str:
    if isinstance(value, Promise | str):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in an answer")
