"""The catalogues of translations, as translators have written them."""

from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from config.languages import CODES
from scripts import messages

OTHERS: Final = [code for code in CODES if code != "en"]


def path_of(code: str) -> Path:
    return messages.LOCALE / code / "LC_MESSAGES" / "django.po"


def read(code: str) -> Catalog:
    with path_of(code).open("rb") as source:
        return read_po(source)


def forms(message: Message) -> tuple[list[str], list[str]]:
    """What is to be translated, and its translations."""
    texts, given = message.id, message.string
    return (
        list(texts) if isinstance(texts, (list, tuple)) else [str(texts)],
        list(given) if isinstance(given, (list, tuple)) else [str(given)],
    )
