"""Tables that people bring: comma-separated text in all its dialects, and workbooks, row by row.

Plain Python. What the columns mean is for whoever reads; here they have names and cells. The tables
that we hand out are made by ``core.tables``.
"""

from core.grids.cells import read
from core.grids.grid import (
    MOST_COLUMNS,
    FindHeader,
    Grid,
    Problem,
    Row,
    Unreadable,
    header_row,
    sniff,
)

__all__ = [
    "MOST_COLUMNS",
    "FindHeader",
    "Grid",
    "Problem",
    "Row",
    "Unreadable",
    "header_row",
    "read",
    "sniff",
]
