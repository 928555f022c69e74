"""A source record brought up to date: what was edited is replaced, all else stays as it was."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final

from catalog.domain import prices
from catalog.domain.copies import State
from catalog.domain.records import holdings, kinds, marc_fields, marc_names, roles
from catalog.domain.records.draft import BookDraft, CopyDraft, Options
from catalog.domain.records.marc import Record, data_field, first

Field = tuple[str, str]
Which = Callable[[str, str], bool]

LEADER: Final = "     nam a22     3i 4500"
BLANK_008: Final = f"{'':6}nuuuu{'':4}xx {'':17}und{'':2}"
MOST_BYTES: Final = 9_000
"""Of a line of a description in one field: ISO 2709 has four digits for the length of a field."""
_REFERENCE: Final = 9
"""Bytes that a character may need which MARC-8 does not have."""
_LOST: Final = {State.LOST: "1", State.MISSING: "4"}
_DEWEY = re.compile(r"\d{3}(?:\.\d+)?")
_CLASS_TAGS: Final = frozenset(marc_fields.CLASSES)
_SUBJECT_TAGS: Final = frozenset(marc_fields.SUBJECTS)
_NAME_TAGS: Final = frozenset(marc_names.PARTS)


def made(draft: BookDraft, key: str, currency: str) -> Record:
    """A new record of what ``draft`` says. ``key`` is its control number."""
    record = Record(LEADER, [("001", key)] if key else [])
    record.fields.append(("008", BLANK_008))
    _change(record, BookDraft(title=""), draft, currency)
    return record


def edited(record: Record, draft: BookDraft, currency: str) -> Record:
    """``record`` so that it says what ``draft`` does.

    Fields whose facts were not edited stay the same objects in the same order. A record that is no
    book stays as it is; one of UNIMARC is made anew in MARC 21, for the two cannot be mixed.
    """
    said = marc_fields.draft(record, [], Options(currency=currency))
    copy = Record(record.leader, list(record.fields))
    if said is not None and replace(said, copies=_kept(said.copies)) != draft:
        if kinds.of(record, record.by_tag()) == kinds.UNIMARC:
            return made(draft, "", currency)
        _change(copy, said, draft, currency)
    return copy


def _change(record: Record, said: BookDraft, draft: BookDraft, currency: str) -> None:
    for facts, change in _CHANGES.items():
        if any(getattr(said, fact) != getattr(draft, fact) for fact in facts):
            change(record, draft)
    if _kept(said.copies) != draft.copies:
        fields = [("952", _copy(copy, currency)) for copy in draft.copies]
        _replace(record, holdings.tells, fields)


def _kept(copies: Iterable[CopyDraft]) -> tuple[CopyDraft, ...]:
    """The copies of a record that the catalogue has: those that were withdrawn elsewhere are none
    of its own, and stay in their record.
    """
    return tuple(copy for copy in copies if State.WITHDRAWN not in copy.marks)


def _title(record: Record, draft: BookDraft) -> None:
    alternative = draft.alternative_title
    is_script = alternative != "" and not _is_latin(alternative)
    parts = [("6", "880-01")] if is_script else []
    parts.append(("a", f"{draft.title} :" if draft.subtitle else draft.title))
    parts += [("b", draft.subtitle)] if draft.subtitle else []
    fields = [("245", data_field("00", parts))]
    if is_script:
        fields.append(("880", data_field("00", [("6", "245-01"), ("a", alternative)])))
    elif alternative:
        fields.append(("246", data_field("31", [("a", alternative)])))
    _replace(
        record,
        lambda tag, text: (
            tag == "245" or (tag == "246" and text[1:2] == "1") or _is_script(tag, text, {"245"})
        ),
        fields,
    )


def _contributors(record: Record, draft: BookDraft) -> None:
    """The author who stands first is the main entry."""
    fields = []
    for place, (name, role) in enumerate(draft.contributors):
        tag = "100" if place == 0 and role == roles.AUTHOR else "700"
        indicators = "1 " if "," in name else "0 "
        fields.append((tag, data_field(indicators, [("a", name), ("4", role)])))
    _replace(
        record,
        lambda tag, text: tag in _NAME_TAGS or _is_script(tag, text, _NAME_TAGS),
        fields,
    )


def _edition(record: Record, draft: BookDraft) -> None:
    text = [("250", data_field("  ", [("a", draft.edition)]))] if draft.edition else []
    _replace(record, lambda tag, _text: tag == "250", text)


def _imprint(record: Record, draft: BookDraft) -> None:
    parts = [("b", draft.publisher)] if draft.publisher else []
    parts += [("c", _era(draft.year))] if draft.year is not None else []
    fields = [("264", data_field(" 1", parts))] if parts else []
    _replace(record, lambda tag, _text: tag in {"260", "264"}, fields)
    whole = draft.year is not None and 1000 <= draft.year <= 9999
    _in_008(record, 6, f"s{draft.year}    " if whole else "nuuuu    ")


def _era(year: int) -> str:
    """A year so that it is read as one: with its era where four digits do not say it."""
    if year < 0:
        return f"{-year} B.C."
    return str(year) if year >= 1000 else f"{year} A.D."


def _language(record: Record, draft: BookDraft) -> None:
    _in_008(record, 35, draft.language or "und")
    if draft.language in {"", "mul"}:
        _replace(record, lambda tag, _text: tag == "041", [])


def _classification(record: Record, draft: BookDraft) -> None:
    tag = "082" if _DEWEY.fullmatch(draft.classification) else "084"
    indicators = "04" if tag == "082" else "  "
    new = [(tag, data_field(indicators, [("a", draft.classification)]))]
    used = _CLASS_TAGS
    _replace(record, lambda tag, _text: tag in used, new if draft.classification else [])


def _description(record: Record, draft: BookDraft) -> None:
    is_utf8 = record.leader[9:10] == "a"
    lines = filter(None, draft.description.split("\n"))
    parts = (part for line in lines for part in _parted(line, utf8=is_utf8))
    fields = [("520", data_field("  ", [("a", part)])) for part in parts]
    _replace(record, lambda tag, _text: tag in {"505", "520"}, fields)


def _parted(line: str, *, utf8: bool) -> Iterator[str]:
    """``line`` in parts that a field can hold, parted between words where there are any."""
    begun, size = 0, 0
    for at, char in enumerate(line):
        more = 1 if char.isascii() else len(char.encode("utf-8", "replace")) if utf8 else _REFERENCE
        if size + more > MOST_BYTES:
            space = line.rfind(" ", begun + 1, at + 1)
            end = at if space < 0 else space
            yield line[begun:end]
            begun = end if space < 0 else end + 1
            rest = line[begun:at]
            size = len(rest.encode("utf-8", "replace")) if utf8 else _REFERENCE * len(rest)
        size += more
    if begun < len(line):
        yield line[begun:]


def _subjects(record: Record, draft: BookDraft) -> None:
    fields = []
    for heading in draft.subjects:
        main, *divisions = heading.split(" -- ")
        parts = [("a", main), *(("x", division) for division in divisions)]
        fields.append(("650", data_field(" 4", parts)))
    _replace(record, lambda tag, _text: tag in _SUBJECT_TAGS, fields)


def _isbns(record: Record, draft: BookDraft) -> None:
    fields = [("020", data_field("  ", [("a", number)])) for number in draft.isbns]
    _replace(record, lambda tag, text: tag == "020" and first(text, "a") != "", fields)


_CHANGES: Final[dict[tuple[str, ...], Callable[[Record, BookDraft], None]]] = {
    ("title", "subtitle", "alternative_title"): _title,
    ("contributors",): _contributors,
    ("edition",): _edition,
    ("publisher", "year"): _imprint,
    ("language",): _language,
    ("classification",): _classification,
    ("description",): _description,
    ("subjects",): _subjects,
    ("isbns",): _isbns,
}


def _copy(copy: CopyDraft, currency: str) -> str:
    """A copy as Koha writes one."""
    told = {
        "a": copy.branch,
        "c": copy.shelf_location,
        "d": copy.acquired_on.isoformat() if copy.acquired_on else "",
        "g": "" if copy.price_minor is None else str(prices.major(copy.price_minor, currency)),
        "o": copy.call_number,
        "p": copy.barcode,
        "x": copy.note,
        "y": copy.copy_type,
        "3": copy.parts,
        "4": "1" if State.DAMAGED in copy.marks else "",
        "k": "1" if copy.alerts_at_desk else "",
    }
    parts = [(code, value) for code, value in told.items() if value]
    parts += [("1", code) for mark, code in _LOST.items() if mark in copy.marks]
    parts += [("7", "1")] if copy.reference_only else []
    parts += [("7", "-1")] if State.ON_ORDER in copy.marks else []
    return data_field("  ", parts)


def _replace(record: Record, old: Which, new: Iterable[Field]) -> None:
    """Put ``new`` in the place of the fields that are ``old``, each behind the last of its tag or
    a lower one.
    """
    record.fields[:] = [field for field in record.fields if not old(*field)]
    for field in new:
        place = len(record.fields)
        while place and record.fields[place - 1][0] > field[0]:
            place -= 1
        record.fields.insert(place, field)


def _in_008(record: Record, at: int, said: str) -> None:
    """Write ``said`` into the fixed field, at its place; a field is made where there is none."""
    for place, (tag, text) in enumerate(record.fields):
        if tag == "008":
            fixed = f"{text:40}"
            record.fields[place] = (tag, fixed[:at] + said + fixed[at + len(said) :])
            return
    blank = BLANK_008
    _replace(
        record, lambda _tag, _text: False, [("008", blank[:at] + said + blank[at + len(said) :])]
    )


def _is_script(tag: str, text: str, of: Iterable[str]) -> bool:
    """Whether a field gives the other script of one of these."""
    return tag == "880" and first(text, "6")[:3] in of


def _is_latin(words: str) -> bool:
    letter = next(filter(str.isalpha, words), "a")
    return unicodedata.name(letter, "").startswith("LATIN")
