"""The one way in: any format, piece by piece."""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import BinaryIO, Final

from catalog.domain.records import (
    iso2709,
    jsontext,
    limits,
    marc_fields,
    marcjson,
    marcxml,
    objects,
    rows,
    tables,
)  # fmt: skip
from catalog.domain.records.draft import (
    BookDraft,
    Columns,
    Format,
    Options,
    Piece,
    Problem,
    Reading,
    Unreadable,
)  # fmt: skip
from catalog.domain.records.iso2709 import Damaged

PLAIN: Final = Options()


def _marc(piece: Piece, options: Options, problems: list[Problem]) -> BookDraft | None:
    record, noted = iso2709.parse(piece.raw, options.encoding)
    problems += noted
    return marc_fields.draft(record, problems, options)


def _marcxml(piece: Piece, options: Options, problems: list[Problem]) -> BookDraft | None:
    record, noted = marcxml.parse(piece.raw)
    problems += noted
    return marc_fields.draft(record, problems, options)


def _marc_json(piece: Piece, options: Options, problems: list[Problem]) -> BookDraft | None:
    return marc_fields.draft(marcjson.parse(piece.raw), problems, options)


Cut = Callable[[BinaryIO, Options], Iterator[Piece]]
Understand = Callable[[Piece, Options, list[Problem]], BookDraft | None]
_CUT: Final[Mapping[Format, Cut]] = {
    Format.MARC: lambda file, _options: iso2709.cut(file),
    Format.MARCXML: lambda file, _options: marcxml.cut(file),
    Format.MARC_JSON: lambda file, _options: jsontext.cut(file),
    Format.TABLE: tables.cut,
    Format.SHEET: tables.cut_sheet,
    Format.JSON: lambda file, _options: jsontext.cut(file),
}
_UNDERSTAND: Final[Mapping[Format, Understand]] = {
    Format.MARC: _marc,
    Format.MARCXML: _marcxml,
    Format.MARC_JSON: _marc_json,
    Format.TABLE: rows.draft,
    Format.SHEET: rows.draft,
    Format.JSON: objects.draft,
}


def cut(
    file: BinaryIO, form: Format, options: Options = PLAIN, *, skip: int = 0
) -> Iterator[Piece]:
    """The records of ``file`` one by one, without the first ``skip``. Memory stays flat."""
    return islice(_CUT[form](file, options), skip, None)


def understand(piece: Piece, form: Format, options: Options = PLAIN) -> Reading:
    """The draft of one piece, with what was wrong. It needs nothing but ``raw`` of the piece."""
    problems = list(piece.problems)
    draft = None
    if not any(problem.fatal for problem in problems):
        try:
            draft = _UNDERSTAND[form](piece, options, problems)
            draft = draft and limits.dated(draft, options.today, problems)
        except Damaged as error:
            problems.append(error.problem)
    return Reading(piece.number, piece.offset, piece.raw, draft, tuple(problems))


def read(
    file: BinaryIO, form: Format, options: Options = PLAIN, *, skip: int = 0
) -> Iterator[Reading]:
    """Every record of ``file`` as a draft, or as the reason why there is none."""
    for piece in cut(file, form, options, skip=skip):
        yield understand(piece, form, options)


def columns(file: BinaryIO, form: Format, options: Options = PLAIN) -> Columns:
    """The columns of a table or sheet, and what they seem to be. The file is read from its start.

    Raises ``Unreadable`` when there is no header row to be found.
    """
    file.seek(0)
    if form == Format.TABLE:
        return tables.look(file, options)
    if form == Format.SHEET:
        return tables.look_at_sheet(file, options)
    raise Unreadable("no_columns")
