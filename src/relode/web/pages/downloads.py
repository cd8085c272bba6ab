"""Files to keep: drawings, tables, the workbook and the report. All are made in memory."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from relode.charts import Picture
from relode.language import Language, say
from relode.places import Place
from relode.report import report_parts
from relode.story.figures import safe
from relode.web.pages import page_cache

KEPT = "private, max-age=3600"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_file(name: str, header: Sequence[str], table: Iterable[Sequence[Any]]) -> Response:
    """A table as CSV in UTF-8 with a byte order mark, so that spreadsheets read Chinese."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow([escaped(cell) for cell in header])
    writer.writerows([escaped(cell) for cell in row] for row in table)
    return kept(("\ufeff" + text.getvalue()).encode(), "text/csv; charset=utf-8", name)


def escaped(cell: object) -> object:
    """A cell that a spreadsheet cannot take for a formula: such a text gets an apostrophe in front."""
    return safe(cell) if isinstance(cell, str) else cell


def picture_csv(place: Place, key: str, language: Language) -> Response:
    """The numbers of a picture, exact. KeyError if the place has no such picture."""
    return table_csv(f"{place.slug}-{key}.csv", page_cache.drawn(place.code, language)[key], language)


def table_csv(name: str, picture: Picture, language: Language) -> Response:
    """The numbers of a picture, exact."""
    table = picture.table
    header = [say(f"charts.columns.{column}", language) for column in table.columns]
    cells = [["" if cell != cell else cell for cell in row] for row in table.itertuples(index=False, name=None)]
    return csv_file(name, header, cells)


def workbook(place: Place, language: Language) -> Response:
    """All tables of a place as XLSX."""
    from relode.report.workbook import write_workbook  # its library is for who keeps one

    content = BytesIO()
    write_workbook(page_cache.result(place.code), content, language)
    return kept(content.getvalue(), XLSX, f"{place.slug}.{language}.xlsx")


def report(place: Place, language: Language) -> Response:
    """The report of a place as one file: sent while its pictures are drawn, so that a browser sees it come."""
    parts = report_parts(page_cache.result(place.code), language)
    return StreamingResponse(parts, headers=attached(f"{place.slug}.{language}.html"), media_type="text/html")


def svg(request: Request, content: str, version: str = "") -> Response:
    """A drawing to show."""
    return Response(content, media_type="image/svg+xml", headers=keeping(request, version))


def specification(request: Request, text: str, version: str = "") -> Response:
    """A drawing for a browser to draw."""
    return Response(text, media_type="application/json", headers=keeping(request, version))


def keeping(request: Request, version: str = "") -> dict[str, str]:
    """How long a browser keeps an answer: an hour if its address names the version of the figures that it shows.

    `version` is that of what is shown, else of the figures that are loaded. An address without it, or of figures that
    are loaded no more, is asked for again each time.
    """
    is_of_now = request.query_params.get("v") == (version or page_cache.version())
    return {"cache-control": KEPT if is_of_now else "no-store", "vary": "cookie"}


def kept(content: bytes, kind: str, name: str) -> Response:
    """A file to keep under a name of letters, digits, dashes and dots."""
    return Response(content, media_type=kind, headers=attached(name))


def attached(name: str) -> dict[str, str]:
    """The header of a file to keep."""
    return {"content-disposition": f'attachment; filename="{name}"'}
