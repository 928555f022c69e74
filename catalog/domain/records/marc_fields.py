"""What a MARC 21 bibliographic record says of a book (MARC 21 format for bibliographic data)."""

from functools import lru_cache
from typing import Final

from catalog.domain.records import (
    codes,
    dates,
    holdings,
    isbd,
    isbns,
    kinds,
    limits,
    marc_names,
    marc_titles,
    unimarc,
)  # fmt: skip
from catalog.domain.records.draft import BookDraft, Options, Problem
from catalog.domain.records.marc import Record, first, subfields, values

ByTag = dict[str, list[str]]

# Subjects and, behind them, the codes of the heading itself; v, x, y and z are subdivisions.
SUBJECTS: Final = {
    "600": "abcdqtnp", "610": "abcdntp", "611": "acdenqtp", "630": "adnpt", "648": "a",
    "650": "abcd", "651": "a", "653": "a", "655": "a", "656": "a", "690": "a",
}  # fmt: skip
_SUBDIVISIONS: Final = "vxyz"
CLASSES: Final = ("082", "092", "050", "090", "055", "060", "080", "084")
_DEWEY: Final = frozenset({"082", "092"})
_WITH_ITEM: Final = frozenset({"050", "055", "060", "090"})


def draft(record: Record, problems: list[Problem], options: Options) -> BookDraft | None:
    """The book that ``record`` describes, or nothing: then the last of ``problems`` is fatal."""
    by = record.by_tag()
    kind = kinds.of(record, by)
    if kind == kinds.UNIMARC:
        # Its leader has no word on characters.
        problems[:] = [each for each in problems if each.code != "was_utf8"]
        return unimarc.draft(by, problems, options)
    if kind != kinds.BOOK:
        problems.append(Problem(kind, {"title": title_at_most(by)}, fatal=True))
        return None
    scripts = marc_titles.scripts(by)
    title, subtitle, alternative = marc_titles.of(by, scripts)
    if not title:
        problems.append(Problem("no_title", fatal=True))
        return None
    fixed = by["008"][0] if "008" in by else ""
    return limits.book(
        problems,
        title=title,
        subtitle=subtitle,
        alternative_title=alternative,
        edition=_edition(by),
        publisher=_publisher(by),
        year=dates.of_008(fixed) or _imprint_year(by),
        language=_language(fixed, by),
        classification=_classification(by),
        description=_description(by),
        contributors=marc_names.of(by, scripts),
        subjects=_subjects(by),
        isbns=isbns.of_fields(by.get("020", ()), problems),
        copies=holdings.of(by, problems, options),
    )


def title_at_most(by: ByTag) -> str:
    """Words to know a record by that is no book: of a heading or a title, 80 letters at most."""
    for tag in ("245", "200", "100", "110", "111", "130", "150", "151", "001"):
        for text in by.get(tag, ()):
            said = first(text, "a") if "\x1f" in text else text.strip()
            if said:
                return limits.line(said)[:80]
    return ""


def _edition(by: ByTag) -> str:
    for text in by.get("250", ()):
        parts = values(text, "ab")
        if parts:
            return limits.line(isbd.trimmed(" ".join(parts)))
    return ""


def _imprints(by: ByTag) -> list[str]:
    """264 of publication, then 260, then 264 of any other kind but copyright, copyright last."""
    newer = by.get("264", ())
    published = [text for text in newer if text[1:2] == "1"]
    other = [text for text in newer if text[1:2] not in "14"]
    return [*published, *by.get("260", ()), *other, *[each for each in newer if each[1:2] == "4"]]


def _publisher(by: ByTag) -> str:
    for text in _imprints(by):
        name = limits.line(isbd.trimmed(first(text, "b")))
        if name and not name.lower().startswith(("s.n", "publisher not identified")):
            return name
    return ""


def _imprint_year(by: ByTag) -> int | None:
    for text in _imprints(by):
        for said in values(text, "c"):
            year = dates.of_imprint(said)
            if year:
                return year
    return None


def _language(fixed: str, by: ByTag) -> str:
    said = codes.language(fixed[35:38])
    if said and said != "mul":
        return said
    for text in by.get("041", ()):
        if text[1:2] != "7":
            found = codes.language(first(text, "a")[:3])
            if found:
                return found
    return said


def _classification(by: ByTag) -> str:
    for tag in CLASSES:
        for text in by.get(tag, ()):
            number = first(text, "a")
            if number:
                # The prime marks of Dewey numbers say where one may stop, not what it is.
                if tag in _DEWEY:
                    number = number.replace("/", "").replace("′", "")
                item = first(text, "b") if tag in _WITH_ITEM else ""
                return limits.line(f"{number} {item}")
    return ""


def _description(by: ByTag) -> str:
    said = [" ".join(values(text, "ab")) for text in by.get("520", ())]
    said += [" ".join(values(text, "agrt")) for text in by.get("505", ())]
    return "\n".join(filter(None, map(limits.line, said)))


def _subjects(by: ByTag) -> list[str]:
    found: dict[str, None] = {}
    for tag in SUBJECTS:
        for text in by.get(tag, ()):
            for heading in _headings(tag, text):
                found[heading] = None
    return list(found)


@lru_cache(maxsize=20_000)
def _headings(tag: str, text: str) -> tuple[str, ...]:
    """ "Botany -- History" of one field; of uncontrolled terms (653) each is a heading."""
    name, divisions = [], []
    main = SUBJECTS[tag]
    for code, value in subfields(text):
        if code in main:
            name.append(value)
        elif code in _SUBDIVISIONS:
            divisions.append(value)
    if tag == "653":
        return tuple(said for each in name if (said := limits.line(isbd.trimmed(each))))
    if not any(name):
        return ()
    parts = [limits.line(isbd.trimmed(part)) for part in (" ".join(name), *divisions)]
    return (" -- ".join(filter(None, parts)),)
