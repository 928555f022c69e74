"""Titles of MARC 21 records: field 245, and its other script in 880."""

import re

from catalog.domain.records import isbd, limits
from catalog.domain.records.marc import first, subfields, values

ByTag = dict[str, list[str]]

_LINK = re.compile(r"(\d{3})-(\d{2})")


def scripts(by: ByTag) -> dict[str, list[str]]:
    """Fields 880 by the tag of the field whose other script they give ($6, as in "245-01/$1")."""
    found: dict[str, list[str]] = {}
    for text in by.get("880", ()):
        link = _LINK.match(first(text, "6"))
        if link:
            found.setdefault(link[1], []).append(text)
    return found


def of(by: ByTag, other: ByTag) -> tuple[str, str, str]:
    """Title, subtitle and the title in another script or language."""
    title = subtitle = parallel = ""
    for text in by.get("245", ()):
        title, subtitle, parallel = parts(text)
        if title:
            break
    for text in other.get("245", ()):
        original, more, _parallel = parts(text)
        if not title:
            title, subtitle = original, more
        elif original and original != title:
            return title, subtitle, " : ".join(filter(None, (original, more)))
    return title, subtitle, parallel or _translated(by)


def _translated(by: ByTag) -> str:
    """The title in another language that field 246 calls parallel."""
    said = (" ".join(values(text, "ab")) for text in by.get("246", ()) if text[1:2] == "1")
    return next(filter(None, map(_line, said)), "")


def parts(text: str) -> tuple[str, str, str]:
    """Title, subtitle and parallel title of one field 245.

    Number and name of a part ($n, $p) belong to the title, wherever $b stands. What $b holds is a
    parallel title where the sign before it is an equals sign (ISBD area 1).
    """
    name, rest, parallel = "", "", ""
    before = ""
    for code, value in subfields(text):
        if code in "afgknps":
            name = _joined(name, value, code)
        elif code == "b":
            if before.rstrip().endswith("="):
                parallel = parallel or value
            else:
                rest = f"{rest} {value}" if rest else value
        before = value if code in "abhnp" else before
    title, subtitle = _line(name), _line(rest)
    if " = " in rest and not parallel:
        shown, _sign, parallel = rest.partition(" = ")
        subtitle = _line(shown)
    if not title:
        title, subtitle = subtitle, ""
    return title, subtitle, _line(parallel)


def _joined(so_far: str, value: str, code: str) -> str:
    if not so_far:
        return value
    bare = isbd.trimmed(so_far)
    return (
        f"{bare}, {value}" if code == "p" and so_far.rstrip().endswith(",") else f"{bare}. {value}"
    )


def _line(said: str) -> str:
    return limits.line(isbd.trimmed(said)).lstrip(":;/=, ")
