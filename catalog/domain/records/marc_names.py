"""Who made a book, by the name fields of MARC 21."""

from functools import lru_cache
from typing import Final

from catalog.domain.records import isbd, limits, roles
from catalog.domain.records.marc import subfields

ByTag = dict[str, list[str]]

# Of a name, what belongs to it: dates and fuller forms do not, which other sources never have.
_PERSON: Final = {"100": "abc", "700": "abc", "720": "a"}
_BODY: Final = {"110": "ab", "710": "ab"}
_MEETING: Final = {"111": "andce", "711": "andce"}
PARTS: Final = _PERSON | _BODY | _MEETING
_TERMS: Final = {"111": "j", "711": "j"}


def of(by: ByTag, other: ByTag) -> list[tuple[str, str]]:
    """Contributors with their roles, the main entry first, each followed by its other script.

    Who stands in the main entry is the author where nothing else is said, who is added a
    contributor.
    """
    found: list[tuple[str, str]] = []
    for tag in PARTS:
        if tag in by or tag in other:
            for text in (*by.get(tag, ()), *other.get(tag, ())):
                found += named(tag, text)
    if len(found) < 2:
        return found
    known = {name for name, role in found if role != roles.OTHER}
    return [each for each in found if each[1] != roles.OTHER or each[0] not in known]


@lru_cache(maxsize=20_000)
def named(tag: str, text: str) -> tuple[tuple[str, str], ...]:
    """The name in one field with each of its roles; none when it had no hand in the book."""
    wanted, terms = PARTS[tag], _TERMS.get(tag, "e")
    name: list[str] = []
    said: list[str] = []
    for code, value in subfields(text):
        if code in wanted:
            name.append(value)
        elif code == "4":
            role = roles.of_code(value)
            said += [] if role is None else [role]
        elif code in terms:
            said += roles.of_term(isbd.trimmed(value))
    written = limits.line(_written(tag, name))
    if not said:
        said = [roles.AUTHOR if tag[0] == "1" else roles.OTHER]
    return tuple((written, role) for role in dict.fromkeys(said) if role != roles.NONE and written)


def _written(tag: str, parts: list[str]) -> str:
    if tag in _BODY:
        return ". ".join(isbd.trimmed(part) for part in parts)
    return isbd.trimmed(" ".join(parts))
