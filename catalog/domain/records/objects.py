"""Books as JSON objects: our own export, LibraryThing's, and whatever else names things plainly."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from catalog.domain import prices
from catalog.domain.records import isbns, jsontext, limits, marks, roles, rows, table_columns
from catalog.domain.records.draft import BookDraft, CopyDraft, Options, Piece, Problem

FORMAT: Final = "library-book"
"""What an object of our own export calls itself, as ``format``."""
_LINES: Final = (
    "title", "subtitle", "alternative_title", "edition", "publisher", "language", "classification",
)  # fmt: skip
_COPY_LINES: Final = tuple(limits.COPY_LENGTHS)
_PRICES: Final = (0, prices.MOST_MINOR)


def draft(piece: Piece, options: Options, problems: list[Problem]) -> BookDraft | None:
    """The book in a piece, or nothing: then the last of ``problems`` is fatal."""
    told = jsontext.parsed(piece.raw)
    if told.get("format") == FORMAT:
        return _own(told, problems)
    names = [str(name) for name in told]
    values = [_cell(value) for value in told.values()]
    mapping = options.columns or table_columns.guess(names, [values])
    facts = rows.facts(values, mapping)
    held = told.get("copies")
    if isinstance(held, list):
        copies = [
            copy
            for each in held
            if isinstance(each, dict)
            for copy in _copy(each, problems, options)
        ]
    else:
        copies = rows.copies(facts, problems, options.currency)
    return rows.book(facts, copies, problems)


def _copy(told: Mapping[str, Any], problems: list[Problem], options: Options) -> list[CopyDraft]:
    names, values = [str(name) for name in told], [_cell(value) for value in told.values()]
    facts = rows.facts(values, table_columns.guess(names, [values]))
    return rows.copies(facts, problems, options.currency)


def _cell(value: Any) -> str:
    """A value as the cell of a table: lists with semicolons, subdivided headings with dashes."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return "yes" if value else ""
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, Mapping):
        value = [value["code"]] if "code" in value else list(value.values())
    return "".join(f"{said}\n" for said in map(_part, value) if said)


def _part(value: Any) -> str:
    """One of several: a name in its filing form, a heading of parts, a plain word."""
    if isinstance(value, Mapping):
        named = next((value[key] for key in ("lf", "name", "value") if value.get(key)), "")
        return limits.line(str(named))
    if isinstance(value, list):
        return " -- ".join(limits.line(str(part)) for part in value)
    return "" if value is None else limits.line(str(value))


def _own(told: Mapping[str, Any], problems: list[Problem]) -> BookDraft | None:
    """A book of our own export, every fact under its own name."""
    lines = {name: limits.line(_text(told.get(name))) for name in _LINES}
    if not lines["title"]:
        problems.append(Problem("no_title", fatal=True))
        return None
    return limits.book(
        problems,
        **lines,
        year=_whole("year", told.get("year"), limits.YEARS, problems),
        description=limits.paragraph(_text(told.get("description"))),
        contributors=[
            (name, role)
            for each in _objects(told.get("contributors"))
            if (name := limits.line(_text(each.get("name"))))
            and (role := _text(each.get("role"))) in roles.ROLES
        ],
        subjects=[said for each in _strings(told.get("subjects")) if (said := limits.line(each))],
        isbns=tuple(
            dict.fromkeys(
                number
                for each in _strings(told.get("isbns"))
                for number in isbns.of_cell(each, problems)
            )
        ),
        copies=tuple(_own_copy(each, problems) for each in _objects(told.get("copies"))),
    )


def _own_copy(told: Mapping[str, Any], problems: list[Problem]) -> CopyDraft:
    return limits.copy(
        problems,
        **{name: limits.line(_text(told.get(name))) for name in _COPY_LINES},
        price_minor=_whole("price", told.get("price_minor"), _PRICES, problems),
        acquired_on=_day(told.get("acquired_on"), problems),
        reference_only=told.get("reference_only") is True,
        alerts_at_desk=told.get("alerts_at_desk") is True,
        marks=marks.in_order(set(_strings(told.get("marks")))),
    )


def _whole(code: str, said: Any, among: tuple[int, int], problems: list[Problem]) -> int | None:
    """A whole number between these two, both of them too; else nothing, and a problem."""
    if type(said) is int and among[0] <= said <= among[1]:
        return said
    if said is not None:
        problems.append(Problem(code, {"said": str(said)[:40]}))
    return None


def _day(said: Any, problems: list[Problem]) -> date | None:
    try:
        return date.fromisoformat(said)
    except (TypeError, ValueError):
        if said is not None:
            problems.append(Problem("date", {"said": str(said)[:40]}))
        return None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _strings(value: Any) -> Iterable[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else ()


def _objects(value: Any) -> Sequence[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else ()
