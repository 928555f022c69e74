"""When two records are of the same book.

First by ISBN. Then, since many books have none, by normalised title, first contributor and year, as
the record matching of union catalogues does (cf. OCLC's and Koha's matching points). Two records
that both have ISBNs and share none are two editions, however alike they are.
"""

from collections.abc import Iterable
from typing import NamedTuple

from core import text


class Likeness(NamedTuple):
    """What records are compared by. ``title`` is the title as it is filed; as it stands where it
    has no letters and digits to file it by.
    """

    title: str
    subtitle: str
    maker: str
    year: int | None
    isbns: frozenset[str]

    @property
    def key(self) -> tuple[str, str, int | None]:
        """Records of one book without ISBNs in common have the same."""
        return self.title, self.maker, self.year


def likeness(
    sort_title: str,
    title: str,
    subtitle: str,
    first_name: str,
    year: int | None,
    isbns: Iterable[str],
) -> Likeness:
    """What a record with these facts is compared by."""
    filed = sort_title or title
    return Likeness(filed, text.folded(subtitle), maker(first_name), year, frozenset(isbns))


def maker(name: str) -> str:
    """A name for comparing: "Tolkien, J. R. R., 1892-1973" and "J. R. R. Tolkien" are alike."""
    words = text.folded(name).split()
    return " ".join(sorted(word for word in words if not word.isdigit()))


def are_alike(mine: Likeness, other: Likeness) -> bool:
    """Whether two records are of the same book."""
    if mine.isbns & other.isbns:
        return True
    if mine.isbns and other.isbns:
        return False
    is_same_subtitle = mine.subtitle == other.subtitle or not (mine.subtitle and other.subtitle)
    return bool(mine.title) and mine.key == other.key and is_same_subtitle
