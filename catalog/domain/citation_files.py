"""A citation as a file for programs that keep references: BibTeX, and RIS (1990s, Research
Information Systems).
"""

import re
import unicodedata
from typing import Final

from catalog.domain.citations import Cited
from core import text

_TEX: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$",
        "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    }
)  # fmt: skip
_NOT_IN_A_KEY: Final = re.compile(r"[^a-z0-9]")


def bibtex(book: Cited) -> str:
    """One ``@book`` entry in UTF-8. Braces around the title keep its capitals."""
    fields = {
        "author": " and ".join(map(_name, book.authors)),
        "editor": " and ".join(map(_name, book.editors)),
        "translator": " and ".join(map(_name, book.translators)),
        "title": f"{{{_tex(book.full_title)}}}",
        "edition": _tex(book.edition),
        "publisher": _tex(book.publisher),
        "year": "" if book.year is None else str(book.year),
        "language": _tex(book.language),
        "isbn": book.isbn,
        "url": book.url.replace("{", "%7B").replace("}", "%7D"),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@book{{{_key(book)},", *lines, "}", ""])


def ris(book: Cited) -> str:
    """One ``TY - BOOK`` record; lines end in CR LF, as the format asks."""
    said = [
        ("TY", "BOOK"),
        *(("AU", name) for name in book.authors),
        *(("ED", name) for name in book.editors),
        *(("A4", name) for name in book.translators),
        ("TI", book.full_title),
        ("ET", book.edition),
        ("PB", book.publisher),
        ("PY", "" if book.year is None else str(book.year)),
        ("LA", book.language),
        ("SN", book.isbn),
        ("UR", book.url),
    ]
    lines = [f"{tag}  - {_line(value)}" for tag, value in said if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def _key(book: Cited) -> str:
    """A key for the entry: "leguin1968wizard"."""
    names = book.authors or book.editors
    family = _plain(names[0].partition(",")[0]) if names else ""
    word = next((each for each in text.folded(book.title).split() if len(each) > 3), "")
    return f"{family}{book.year or ''}{_plain(word)}" or "book"


def _plain(words: str) -> str:
    bare = unicodedata.normalize("NFKD", text.folded(words))
    return _NOT_IN_A_KEY.sub("", bare)


def _name(name: str) -> str:
    """A filed name; one without a comma is a body, and braces keep it in one piece."""
    return _tex(name) if "," in name else f"{{{_tex(name)}}}"


def _tex(words: str) -> str:
    return _line(words).translate(_TEX)


def _line(words: str) -> str:
    """``words`` on one line, so that no line of theirs is taken for another field."""
    return " ".join(words.split())
