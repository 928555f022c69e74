"""What a spreadsheet does to a cell, undone."""

import re
from typing import Final

_GUARDED: Final = re.compile(r"'+[=+\-@\t\r]")
_FORMULA_TEXT: Final = re.compile(r'="(.*)"', re.DOTALL)


def read(cell: str) -> str:
    """What a cell says, its line ends kept, without what guards it from spreadsheets: the
    ``="..."`` round a number, the apostrophe before what looks like a formula.
    """
    bare = cell.strip(" \t\r")
    formula = _FORMULA_TEXT.fullmatch(bare)
    if formula:
        return formula[1].replace('""', '"').strip()
    return bare[1:] if _GUARDED.match(bare) else bare
