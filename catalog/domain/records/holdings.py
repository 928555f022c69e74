"""Copies, as library systems write them into their records.

MARC 21 has 852 for locations, and every system has its own field besides: 952 (Koha), 852
(Evergreen, school libraries), 949 and 999 (Sierra, Symphony), 945 (Millennium), 995 (UNIMARC). What
none of these tells is said with ``Options.holdings``.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from catalog.domain import prices
from catalog.domain.records import limits, marks
from catalog.domain.records.draft import CopyDraft, Options, Problem
from catalog.domain.records.marc import subfields
from core import barcodes
from core.grids import days

ByTag = dict[str, list[str]]
Codes = Mapping[str, str]

KOHA: Final = {
    "a": "branch", "c": "shelf_location", "d": "acquired_on", "g": "price", "o": "call_number",
    "p": "barcode", "x": "note", "y": "copy_type", "0": "koha_withdrawn", "1": "koha_lost",
    "3": "parts", "4": "koha_damaged", "7": "reference_only", "k": "alerts_at_desk",
}  # fmt: skip
_LOCATION: Final = {
    "b": "branch", "c": "shelf_location", "g": "copy_type", "h": "call_number",
    "i": "call_number", "j": "call_number", "k": "call_number", "m": "call_number",
    "p": "barcode", "x": "note", "y": "price", "9": "price",
}  # fmt: skip
_SYMPHONY: Final = {
    "a": "call_number", "i": "barcode", "l": "shelf_location", "m": "branch", "p": "price",
    "t": "copy_type", "u": "acquired_on", "x": "note",
}  # fmt: skip
_UNIMARC: Final = {
    "b": "branch", "f": "barcode", "k": "call_number", "r": "copy_type", "u": "note",
}  # fmt: skip
USUAL: Final[Mapping[str, Codes]] = {
    "952": KOHA, "852": _LOCATION, "949": _SYMPHONY, "999": _SYMPHONY, "945": _SYMPHONY,
}  # fmt: skip
USUAL_UNIMARC: Final[Mapping[str, Codes]] = {"995": _UNIMARC, "952": KOHA}

_JOINED: Final = {"call_number", "note", "reference_only"}
_AMOUNT = re.compile(r"\d[\d.,' ]*")
_WRITTEN = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?:[.,]\d{1,3})?|\d+(?:[.,]\d+)?")


def of(
    by: ByTag, problems: list[Problem], options: Options, usual: Mapping[str, Codes] = USUAL
) -> tuple[CopyDraft, ...]:
    """The copies in a record: those of the first kind of field that has any with a barcode.

    A record that went through several systems tells of the same copies more than once. Fields
    without a barcode count only where the library has said itself what they mean.
    """
    for tag, codes in _asked(options, usual).items():
        if tag not in by:
            continue
        told = [_facts(text, codes) for text in by.get(tag, ())]
        copies = [facts for facts in told if facts.get("barcode") or (facts and options.holdings)]
        if copies:
            kept = copies[: limits.MOST_COPIES]
            if len(copies) > len(kept):
                params = {"field": "copies", "found": len(copies), "most": limits.MOST_COPIES}
                problems.append(Problem("too_many", params))
            return tuple(copy(facts, problems, options.currency) for facts in kept)
    return ()


def tells(tag: str, text: str) -> bool:
    """Whether a field tells of a copy, by what is usual."""
    codes = USUAL.get(tag)
    return codes is not None and bool(_facts(text, codes).get("barcode"))


def copy(facts: Mapping[str, str], problems: list[Problem], currency: str) -> CopyDraft:
    """A copy of what a file says, each fact as text by its name in ``CopyDraft`` (``price`` for
    ``price_minor``). What cannot be understood is left out and said.
    """
    found: dict[str, Any] = {
        name: limits.line(facts[name]) for name in limits.COPY_LENGTHS if name in facts
    }
    if "barcode" in found:
        found["barcode"] = _barcode(found["barcode"], problems)
    if facts.get("price", "").strip():
        found["price_minor"] = price(facts["price"], currency, problems)
    if facts.get("acquired_on", "").strip():
        found["acquired_on"] = day(facts["acquired_on"], problems)
    found["reference_only"] = marks.is_yes(facts.get("reference_only", ""))
    found["alerts_at_desk"] = marks.is_yes(facts.get("alerts_at_desk", ""))
    found["marks"] = marks.of(facts, problems)
    return limits.copy(problems, **found)


def price(said: str, currency: str, problems: list[Problem]) -> int | None:
    """An amount as people write it, "$14.95", "12,50 €", "1.234,50", in the smallest unit."""
    amount = _AMOUNT.search(said)
    digits = re.sub(r"[' ]", "", amount[0]).rstrip(".,") if amount else ""
    if not _WRITTEN.fullmatch(digits):
        digits = ""
    mark = max(digits.rfind("."), digits.rfind(","))
    # Three digits behind a lone mark are thousands: "1.234".
    if mark >= 0 and (len(digits) - mark - 1 != 3 or prices.places(currency) == 3):
        digits = re.sub(r"[.,]", "", digits[:mark]) + "." + digits[mark + 1 :]
    else:
        digits = re.sub(r"[.,]", "", digits)
    try:
        minor = prices.minor(Decimal(digits).normalize(), currency)
    except (ValueError, InvalidOperation):
        problems.append(Problem("price", {"said": said.strip()[:40]}))
        return None
    if minor > prices.MOST_MINOR:
        problems.append(Problem("price", {"said": said.strip()[:40]}))
        return None
    return minor


def day(said: str, problems: list[Problem]) -> date | None:
    """A day as files write it."""
    found = days.day(said)
    if found is None:
        problems.append(Problem("date", {"said": said.strip()[:40]}))
    return found


def _barcode(said: str, problems: list[Problem]) -> str:
    code = barcodes.normal(said)
    if code and not barcodes.is_wellformed(code):
        problems.append(Problem("barcode", {"said": said[:60]}))
        return ""
    return code


def _asked(options: Options, usual: Mapping[str, Codes]) -> Mapping[str, Codes]:
    """Which fields to look at: the library's own word, or the usual ones."""
    if options.holdings:
        codes = {code: name for code, name in options.holdings.items() if code != "tag"}
        return {options.holdings.get("tag", ""): codes}
    return usual


def _facts(text: str, codes: Codes) -> dict[str, str]:
    """What a field says of a copy, by name; call numbers and notes may be in several subfields."""
    found: dict[str, str] = {}
    for code, value in subfields(text):
        name = codes.get(code)
        if name and value:
            if name not in found:
                found[name] = value
            elif name in _JOINED:
                found[name] += f" {value}"
    return found
