"""What a UNIMARC record says of a book (UNIMARC manual, bibliographic format)."""

from typing import Final

from catalog.domain.records import codes, dates, holdings, isbd, isbns, limits, roles
from catalog.domain.records.draft import BookDraft, Options, Problem
from catalog.domain.records.marc import first, subfields, values

ByTag = dict[str, list[str]]

_SUBJECTS: Final = {
    "600": "abcd", "601": "ab", "602": "a", "605": "ahi", "606": "a", "607": "a", "610": "a",
}  # fmt: skip
_SUBDIVISIONS: Final = "jxyz"
_NAMES: Final = ("700", "701", "702", "710", "711", "712", "720")
_CLASSES: Final = ("676", "675", "680", "686")
# Signs for what filing leaves out, round the article of a title.
_NON_SORTING: Final = str.maketrans("", "", "\u0088\u0089\u0098\u009c¬")


def draft(by: ByTag, problems: list[Problem], options: Options) -> BookDraft | None:
    """The book that the record describes, or nothing: then the last of ``problems`` is fatal."""
    title, subtitle, parallel = _titles(by)
    if not title:
        problems.append(Problem("no_title", fatal=True))
        return None
    return limits.book(
        problems,
        title=title,
        subtitle=subtitle,
        alternative_title=parallel,
        edition=_first_line(by, "205", "ab"),
        publisher=_first_line(by, "210", "c") or _first_line(by, "214", "c"),
        year=_year(by),
        language=next(
            filter(None, (codes.language(first(text, "a")) for text in by.get("101", ()))), ""
        ),
        classification=next(filter(None, (_first_line(by, tag, "a") for tag in _CLASSES)), ""),
        description="\n".join(
            limits.line(said)
            for tag in ("330", "327")
            for text in by.get(tag, ())
            if (said := " ".join(values(text, "a")))
        ),
        contributors=_contributors(by),
        subjects=_subjects(by),
        isbns=isbns.of_fields(by.get("010", ()), problems),
        copies=holdings.of(by, problems, options, holdings.USUAL_UNIMARC),
    )


def _titles(by: ByTag) -> tuple[str, str, str]:
    """$a with the parts in $h and $i, $e, and the parallel title in $d."""
    for text in by.get("200", ()):
        name: list[str] = []
        rest: list[str] = []
        parallel = ""
        for code, value in subfields(text.translate(_NON_SORTING)):
            if code in "ahi" and not (code == "a" and name):
                name.append(isbd.trimmed(value))
            elif code == "e":
                rest.append(isbd.trimmed(value))
            elif code == "d" and not parallel:
                parallel = isbd.trimmed(value.lstrip("= "))
        if name:
            return (
                limits.line(". ".join(name)),
                limits.line(" : ".join(rest)),
                limits.line(parallel),
            )
    return "", "", ""


def _first_line(by: ByTag, tag: str, wanted: str) -> str:
    for text in by.get(tag, ()):
        said = " ".join(values(text, wanted))
        if said:
            return limits.line(isbd.trimmed(said))
    return ""


def _year(by: ByTag) -> int | None:
    """From the imprint, which is what stands in the book; else from the coded data in 100."""
    for tag in ("210", "214"):
        for text in by.get(tag, ()):
            for said in values(text, "d"):
                year = dates.of_imprint(said)
                if year:
                    return year
    for text in by.get("100", ()):
        # 8 characters for the day of entry, one for the kind of date, then the first date.
        coded = first(text, "a")[8:13]
        if coded[1:].isdigit() and coded[:1] != "u":
            return dates.of_imprint(coded[1:])
    return None


def _contributors(by: ByTag) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for tag in _NAMES:
        for text in by.get(tag, ()):
            parts = values(text, "a")[:1] + values(text, "b")
            # A person is "surname, forename"; a body is "body. Department".
            name = (", " if tag[1] == "0" or tag == "720" else ". ").join(
                isbd.trimmed(part.lstrip(", ")) for part in parts
            )
            said = [role for code in values(text, "4") if (role := roles.of_code(code)) is not None]
            default = roles.AUTHOR if tag in {"700", "701", "710", "720"} else roles.OTHER
            written = limits.line(name)
            found += [
                (written, role)
                for role in dict.fromkeys(said or [default])
                if role != roles.NONE and written
            ]
    return found


def _subjects(by: ByTag) -> list[str]:
    found: dict[str, None] = {}
    for tag, main in _SUBJECTS.items():
        for text in by.get(tag, ()):
            if tag == "610":
                found |= dict.fromkeys(map(limits.line, values(text, "a")))
                continue
            name = ", ".join(values(text, main))
            parts = [name, *values(text, _SUBDIVISIONS)]
            heading = " -- ".join(
                said for part in parts if (said := limits.line(isbd.trimmed(part)))
            )
            if name:
                found[heading] = None
    return list(found)
