"""Turn one MARC 21 bibliographic record into the facts of a title: no abstracts, no contents."""

import re
from dataclasses import dataclass
from typing import Any

from pymarc import Field, Record
from stdnum import isbn as isbn_number
from stdnum.exceptions import ValidationError

from scripts import demo_text

# 008/33 of a book: 1, f, j are fiction, novel and short stories.
_FICTION_FORMS = "1fj"
# 813.54 and 891.7342 are novels; 813.5409 is a book about novels.
_FICTION_NUMBER = re.compile(r"8[1-8]3(\.[1-9]{1,2})?|89\d\.\d{0,2}3[1-9]?[1-9]?")
_ABOUT = re.compile("Biography|History and criticism|Criticism and interp|Correspondence|Diaries")
# Languages in Latin letters that say the family name first.
_FAMILY_FIRST = {"vie"}
_JUVENILE = "abcj"
_MOST_PAGES = 3000


@dataclass
class Title:
    """What the demo library keeps of a record (`facts`), and what choosing among records needs.

    `codes` is control field 008; `dewey_short` is the number cut for a shelf; `main_heading` is the
    name under which the book is filed, empty when it is filed under its title.
    """

    facts: dict[str, Any]
    dewey_short: str
    lcc_class: str
    is_fiction: bool
    is_juvenile: bool
    main_heading: str
    codes: str


def _linked(record: Record, own: Field) -> Field | None:
    """The 880 field that holds the same words in their original script."""
    link = re.match(r"880-(\d\d)", own.get("6") or "")
    if link is None or link[1] == "00":
        return None
    wanted = f"{own.tag}-{link[1]}"
    return next(
        (f for f in record.get_fields("880") if (f.get("6") or "").startswith(wanted)), None
    )


def _title_parts(own: Field) -> tuple[str, str]:
    """Title with its part number and part name, and subtitle; a parallel title is left out."""
    main = [own.get("a") or "", *own.get_subfields("n", "p")]
    title = ". ".join(demo_text.unpunctuated(part) for part in main if part)
    is_parallel = main[0].rstrip().endswith("=")
    subtitle = "" if is_parallel else demo_text.unpunctuated(own.get("b") or "")
    if not subtitle and " :" in title:
        title, subtitle = title.split(" :", 1)
    title, subtitle = title.split(" = ")[0], subtitle.split(" = ")[0]
    return demo_text.unbracketed(title), demo_text.unbracketed(subtitle)


def _titles(record: Record, own: Field) -> dict[str, Any]:
    title, subtitle = _title_parts(own)
    original = _linked(record, own)
    if original is None:
        skip = int(own.indicator2) if own.indicator2.isdigit() else 0
        article_ends = 0 < skip < len(title) and title[skip - 1] in " '’-"
        return {"title": title, "subtitle": subtitle, "skip": skip if article_ends else 0}
    native_title, native_subtitle = _title_parts(original)
    return {
        "title": native_title,
        "subtitle": native_subtitle,
        "title_latin": title,
        "subtitle_latin": subtitle,
    }


def _heading(own: Field) -> str:
    """A name as the catalogue files it: "Tolstoy, Leo". Dates and honours are left out."""
    name = demo_text.unpunctuated(re.sub(r"[\s,]*\d{4}-\d*$", "", own.get("a") or ""))
    additions = [own.get("b") or ""] if own.tag.endswith("00") else own.get_subfields("b")
    additions += [c for c in own.get_subfields("c") if re.match(r"(Jr|Sr|I+)\b", c)]
    whole = " ".join([name, *(demo_text.unpunctuated(part) for part in additions if part)])
    return demo_text.unbracketed(whole)


def _phrase_before(statement: str, surname: str) -> str | None:
    """The words of a statement of responsibility before a name; None when the name is not there."""
    for part in statement.split(";"):
        place = part.casefold().find(surname.casefold())
        if place >= 0:
            return part[:place] + (part[place:] if re.search(r"\(?\beds?\b", part[place:]) else "")
    return None


def _role(own: Field, statement: str, heading: str) -> str:
    """The relator code stated in the field, else read from the statement of responsibility."""
    stated = [part.strip(" .,") for part in own.get_subfields("4")]
    if stated and re.fullmatch("[a-z]{3}", stated[0]):
        return stated[0]
    named = demo_text.role_of(" ".join(own.get_subfields("e")))
    if named or own.tag.startswith("1"):
        return named or "aut"
    phrase = _phrase_before(statement, heading.split(",")[0])
    if phrase is None:
        return "ctb"
    return demo_text.role_of(phrase) or "aut"


def _contributors(record: Record, statement: str, language: str) -> list[dict[str, str]]:
    people: list[dict[str, str]] = []
    for own in record.get_fields("100", "110", "700"):
        heading = _heading(own)
        if not heading or own.get("t") or heading in {p.get("sort") for p in people}:
            continue
        role = _role(own, statement, heading)
        people.append({**_name(record, own, heading, language), "role": role})
    return people[:6]


def _name(record: Record, own: Field, heading: str, language: str) -> dict[str, str]:
    """A name as it is read, in its own script where the record has it, and as it is filed."""
    inverted = own.tag.endswith("00")
    original = _linked(record, own)
    if original is None or "LATIN" in demo_text.scripts(_heading(original)):
        family_first = language in _FAMILY_FIRST
        name = demo_text.direct_name(heading, family_first=family_first) if inverted else heading
        return {"name": name, "sort": heading}
    native = _heading(original)
    latin = demo_text.direct_name(heading, family_first=demo_text.is_east_asian(native))
    return {
        "name": demo_text.direct_name(native) if inverted else native,
        "latin": latin if inverted else heading,
        "sort": heading,
    }


def _isbns(record: Record) -> list[str]:
    """The valid numbers of 020$a as 13 digits; a number known to be wrong is in $z, not here."""
    found: list[str] = []
    for own in record.get_fields("020"):
        for text in own.get_subfields("a"):
            match = re.match(r"[\dXx-]{10,17}", text.strip())
            try:
                number = isbn_number.to_isbn13(isbn_number.validate(match[0] if match else ""))
            except ValidationError:
                continue
            found += [number] if number not in found else []
    return found[:2]


def _subjects(record: Record) -> list[str]:
    """Library of Congress Subject Headings, subdivisions joined by two dashes."""
    found: list[str] = []
    for own in record.get_fields("600", "610", "630", "650", "651"):
        if own.indicator2 != "0":
            continue
        head = " ".join(own.get_subfields("a", "b", "c", "q", "t", "d"))
        parts = [head, *own.get_subfields("v", "x", "y", "z")]
        heading = " -- ".join(demo_text.unpunctuated(part) for part in parts)
        found += [heading] if heading and heading not in found else []
    return found[:5]


def _imprint(record: Record) -> dict[str, Any]:
    own = next(iter(record.get_fields("260", "264")), None)
    if own is None:
        return {}
    latin = demo_text.unbracketed(re.sub(r"[;,]?\s*etc\..*$", "", own.get("b") or ""))
    if re.search(r"\bs\. ?n\b|not identified|publisher", latin, re.IGNORECASE):
        return {}
    original = _linked(record, own)
    native = demo_text.unbracketed(original.get("b") or "") if original else ""
    native = re.sub(",[a-d]$", "", native)  # A subfield code that lost its delimiter.
    return {"publisher": native, "publisher_latin": latin} if native else {"publisher": latin}


def _extent(record: Record) -> int:
    own = record.get("300")
    pages = re.findall(r"(\d{1,4}) ?\]? p", (own.get("a") or "") if own else "")
    return int(pages[-1]) if pages and int(pages[-1]) <= _MOST_PAGES else 0


def _edition(record: Record) -> str:
    own = record.get("250")
    chosen = (_linked(record, own) or own) if own else None
    return demo_text.unbracketed(chosen.get("a") or "") if chosen else ""


def _class_numbers(record: Record) -> tuple[str, str, str, str]:
    """Dewey number whole and short, Library of Congress number, and the letters of its class."""
    fields = record.get_fields("082")
    numbers = [demo_text.dewey(f.get("a") or "") for f in fields]
    whole, short = next((n for n in numbers if n[0]), ("", ""))
    own = record.get("050")
    lcc = demo_text.plain(" ".join(own.get_subfields("a", "b"))) if own else ""
    match = re.match(r"([A-Z]{1,3})\d", lcc)
    return whole, short, lcc if match else "", match[1] if match else ""


def _is_fiction(form: str, number: str, subjects: list[str]) -> bool:
    """Whether 008/33 or the Dewey number says so, and no subject says that it is about fiction."""
    if _ABOUT.search(" ".join(subjects)):
        return False
    if number and not number.startswith("8"):
        return False
    return form in _FICTION_FORMS or bool(_FICTION_NUMBER.fullmatch(number))


def read(record: Record) -> Title | None:
    """The title that a record describes, or None when it lacks what every title must have."""
    own, fixed = record.get("245"), record.get("008")
    codes = (fixed.data if fixed else None) or ""
    if own is None or len(codes) < 40 or not own.get("a"):
        return None
    number, subjects = record.get("010"), _subjects(record)
    whole, short, lcc, lcc_class = _class_numbers(record)
    facts = {
        "lccn": demo_text.plain((number.get("a") or "") if number else ""),
        **_titles(record, own),
        "by": _contributors(record, demo_text.plain(own.get("c") or ""), codes[35:38]),
        "edition": _edition(record),
        **_imprint(record),
        "year": int(codes[7:11]) if codes[7:11].isdigit() else 0,
        "lang": codes[35:38],
        "pages": _extent(record),
        "isbn": _isbns(record),
        "subjects": subjects,
        "dewey": whole,
        "lcc": lcc,
    }
    main = record.get("100") or record.get("110")
    return Title(
        facts=facts,
        dewey_short=short,
        lcc_class=lcc_class,
        is_fiction=_is_fiction(codes[33], whole, subjects),
        is_juvenile=codes[22] in _JUVENILE,
        main_heading=_heading(main) if main else "",
        codes=codes,
    )
