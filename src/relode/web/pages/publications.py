"""Where stories end: a row of a shipped table as it was published, and the publication that it is taken from."""

import csv
from functools import cache
from importlib.resources import files
from io import StringIO
from itertools import islice
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from relode.errors import RelodeError
from relode.facts import rows, text
from relode.language import Language
from relode.language.names import has_name, name
from relode.language.sentences import has_sentence
from relode.places import Place, by_code
from relode.report import pieces
from relode.vocabulary import quantities
from relode.web.pages.links_out import linked
from relode.web.server.rendering import render


def row_address(table: str, line: int) -> str | None:
    """The page of a row of a shipped table, None where a figure stands in none."""
    return f"/facts/{table}/{line}" if line and table in tables() else None


@cache
def tables() -> frozenset[str]:
    """Names of the shipped tables of facts."""
    held = files("relode.facts").joinpath("tables").iterdir()
    return frozenset(entry.name.removesuffix(".csv") for entry in held if entry.name.endswith(".csv"))


def source_page(request: Request, language: Language, key: str) -> Response:
    """A publication: what it is, what was taken of it, its licence and its defects. Raises RelodeError."""
    row = next((row for row in rows("sources") if row["key"] == key), None)
    if row is None:
        raise RelodeError("web.unknown_source", key=key)
    parts = ("licence", "defects")
    said = {part: name(f"source_{part}", key, language) if _is_said(part, row) else "" for part in parts}
    content = {"source": pieces.source_entry(key, 1, language), "row": row, "said": said}
    return render(request, "source.html.j2", language, content)


def _is_said(part: str, row: dict[str, str]) -> bool:
    return bool(row[part]) and has_name(f"source_{part}", row["key"])


def row_page(request: Request, language: Language, table: str, line: int) -> Response:
    """A row of a shipped table as it stands there. Raises RelodeError where there is no such row."""
    cells = _row(table, line)
    keys = [key for key in cells.get("source", "").split(";") if key]
    listed = {row["key"] for row in rows("sources")}
    place = by_code().get(cells.get("place", ""))
    content = {
        "table_name": table,
        "line": line,
        "named_columns": [column for column in cells if has_sentence(f"web.fact_column.{column}")],
        "cells": [(column, linked(cell), _word(column, cell, place, language)) for column, cell in cells.items()],
        "sources": [pieces.source_entry(key, i, language) for i, key in enumerate(keys, 1) if key in listed],
    }
    return render(request, "row.html.j2", language, content)


def _row(table: str, line: int) -> dict[str, str]:
    if table in tables() and line > 1:
        lines = csv.reader(StringIO(text(table)))
        head = next(lines)
        cells = next(islice(lines, line - 2, None), None)
        if cells is not None:
            return dict(zip(head, cells, strict=True))
    raise RelodeError("web.unknown_row", table=table, line=line)


def _word(column: str, cell: str, place: Place | None, language: Language) -> Any:
    """What a code of a cell means, "" where it is no code."""
    if column == "place" and place is not None:
        return place.name(language)
    return quantities()[cell].label(language) if column == "quantity" and cell in quantities() else ""
