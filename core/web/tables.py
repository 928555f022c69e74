"""One way to give any list as a file: the address of the list with ``format=csv`` or
``format=xlsx``.

The filters stay in the address, and whoever may see the list may have the file: it is the same
view.
"""

from typing import Final

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from core import clock, tables
from core.tables import Table

CSV: Final = "csv"
XLSX: Final = "xlsx"
_XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def wanted(request: HttpRequest) -> str:
    """The kind of file that is asked for; nothing when it is the page."""
    kind = request.GET.get("format", "")
    return kind if kind in {CSV, XLSX} else ""


def sent(request: HttpRequest, table: Table) -> HttpResponseBase:
    """The table as the file that is asked for, named with the day."""
    name = f"{table.name}-{clock.day(clock.now()).isoformat()}.{wanted(request) or CSV}"
    if wanted(request) == XLSX:
        return FileResponse(
            tables.xlsx_file(table), as_attachment=True, filename=name, content_type=_XLSX_TYPE
        )
    return StreamingHttpResponse(
        tables.csv_parts(table),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": str(content_disposition_header(True, name))},
    )
