"""Text as the library keeps it and text as the library compares it. Pure functions."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_SPACES = re.compile(r"\s+")
_NOT_WORDS = re.compile(r"[^\w]+")
_LINE_BREAKS = {"\n", "\r", "\t"}


def one_line(text: str) -> str:
    """``text`` in NFC on one line: outer space gone, inner runs of space made one."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def folded(text: str) -> str:
    """``text`` for comparing: compatibility forms unified, case and diacritics gone, words one
    space apart.

    "Übung  MACHT" and "ubung macht" fold alike; scripts without case or marks are left as they are.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _NOT_WORDS.sub(" ", unicodedata.normalize("NFC", bare)).replace("_", " ").strip()


def no_control_characters(text: str) -> None:
    """Refuse NUL and other control characters, which databases and printers choke on.

    Line breaks and tabs pass: descriptions hold them. Raises ``ValidationError``.
    """
    if any(
        unicodedata.category(char) in {"Cc", "Cs"} and char not in _LINE_BREAKS for char in text
    ):
        raise ValidationError(
            _("Control characters are not allowed here."), code="control_characters"
        )
