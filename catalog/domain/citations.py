"""How a book is cited in someone's own writing.

Styles: APA (7th edition, 10.2), MLA (9th edition, 5.1 and following), Chicago (17th edition, 14.100
and following, bibliography). Names are kept as they are filed, surname first: "Le Guin, Ursula K.";
a name without a comma is that of a body and is taken as it stands.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

_APA_MOST: Final = 20
_MLA_MOST: Final = 2
_CHICAGO_MOST: Final = 10
_CHICAGO_SHOWN: Final = 7


@dataclass(frozen=True)
class Cited:
    """What a citation is made of. Names are filed forms, in the order of the title page."""

    title: str
    subtitle: str = ""
    authors: Sequence[str] = ()
    editors: Sequence[str] = ()
    translators: Sequence[str] = ()
    edition: str = ""
    publisher: str = ""
    year: int | None = None
    language: str = ""
    isbn: str = ""
    url: str = ""

    @property
    def full_title(self) -> str:
        """Title and subtitle, as they are cited."""
        return ": ".join(filter(None, (self.title.rstrip(" ./:"), self.subtitle.rstrip(" ./"))))


@dataclass(frozen=True)
class Citation:
    """A citation in three pieces, since the title in the middle is set in italics."""

    before: str
    title: str
    after: str

    def __str__(self) -> str:
        return f"{self.before}{self.title}{self.after}"


def apa(book: Cited) -> Citation:
    """Le Guin, U. K. (1968). *A wizard of Earthsea*. Parnassus Press."""
    names = book.authors or book.editors
    by = _apa_names(names)
    if names and not book.authors:
        by = f"{by} ({'Ed.' if len(names) == 1 else 'Eds.'})"
    when = f"({_year(book)})"
    details = [f"{_first_as_is(name)}, Trans." for name in book.translators]
    details += [book.edition.rstrip(".")] if book.edition else []
    note = f" ({'; '.join(details)})" if details else ""
    after = _sentence(f"{note}.", book.publisher)
    if not by:
        return Citation("", book.full_title, f"{note}. {when}.{_sentence('', book.publisher)}")
    return Citation(f"{_stop(by)} {when}. ", book.full_title, after)


def mla(book: Cited) -> Citation:
    """Le Guin, Ursula K. *A Wizard of Earthsea*. Parnassus Press, 1968."""
    names = book.authors or book.editors
    by = _mla_names(names)
    if names and not book.authors:
        by = f"{by}, {'editor' if len(names) == 1 else 'editors'}"
    parts = []
    if book.translators:
        parts.append(f"Translated by {_and(list(map(_direct, book.translators)))}")
    parts += [each for each in (book.edition.rstrip("."), book.publisher) if each]
    parts += [_year(book)] if book.year is not None else []
    after = _stop(f". {', '.join(parts)}") if parts else "."
    return Citation(f"{_stop(by)} " if by else "", book.full_title, after)


def chicago(book: Cited) -> Citation:
    """Le Guin, Ursula K. *A Wizard of Earthsea*. Parnassus Press, 1968."""
    names = book.authors or book.editors
    by = _chicago_names(names)
    if names and not book.authors:
        by = f"{by}, {'ed' if len(names) == 1 else 'eds'}"
    parts = []
    if book.translators:
        parts.append(f"Translated by {_and(list(map(_direct, book.translators)))}")
    parts += [book.edition.rstrip(".")] if book.edition else []
    imprint = ", ".join(filter(None, (book.publisher, _year(book))))
    after = ". " + " ".join(_stop(part) for part in (*parts, imprint) if part)
    return Citation(f"{_stop(by)} " if by else "", book.full_title, after)


STYLES: Final[dict[str, Callable[[Cited], Citation]]] = {
    "APA": apa,
    "MLA": mla,
    "Chicago": chicago,
}


def _apa_names(names: Sequence[str]) -> str:
    shown = [_initials(name) for name in names]
    if len(shown) > _APA_MOST:
        return f"{', '.join(shown[: _APA_MOST - 1])}, … {shown[-1]}"
    if len(shown) > 1:
        return f"{', '.join(shown[:-1])}, & {shown[-1]}"
    return "".join(shown)


def _mla_names(names: Sequence[str]) -> str:
    if len(names) > _MLA_MOST:
        return f"{names[0]}, et al."
    return ", and ".join([*names[:1], *map(_direct, names[1:])])


def _chicago_names(names: Sequence[str]) -> str:
    if len(names) > _CHICAGO_MOST:
        shown = [names[0], *map(_direct, names[1:_CHICAGO_SHOWN])]
        return f"{', '.join(shown)}, et al."
    shown = [*names[:1], *map(_direct, names[1:])]
    if len(shown) > 1:
        return f"{', '.join(shown[:-1])}, and {shown[-1]}"
    return "".join(shown)


def _initials(name: str) -> str:
    """ "Le Guin, Ursula K." as "Le Guin, U. K."; hyphens stay: "Sartre, J.-P." """
    family, comma, given = name.partition(",")
    if not comma:
        return name
    words = [
        "-".join(f"{part[0]}." for part in word.split("-") if part)
        for word in given.split()
        if word
    ]
    return f"{family.strip()}, {' '.join(words)}".rstrip(", ")


def _first_as_is(name: str) -> str:
    """A name in direct order with its initials: "U. K. Le Guin"."""
    family, comma, given = _initials(name).partition(", ")
    return f"{given} {family}" if comma else family


def _direct(name: str) -> str:
    """A filed name in the order in which it is spoken."""
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}" if comma else name


def _and(names: Sequence[str]) -> str:
    if len(names) > _MLA_MOST:
        return f"{', '.join(names[:-1])}, and {names[-1]}"
    return " and ".join(names)


def _year(book: Cited) -> str:
    if book.year is None:
        return "n.d."
    return str(book.year) if book.year > 0 else f"{1 - book.year} BCE"


def _stop(words: str) -> str:
    """``words`` as a sentence that ends once."""
    return words if words.endswith((".", "?", "!")) else f"{words}."


def _sentence(before: str, words: str) -> str:
    return f"{before} {_stop(words)}" if words else before
