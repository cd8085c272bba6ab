"""Pictures that answer to pointer, touch and keys: the chart of the report, each mark with its row of the table."""

import json
from typing import Any

from relode.charts import Picture
from relode.charts.drawn_files import PAGE_FONT
from relode.charts.style import COLOURS, FONTS
from relode.charts.what_if_fans import specification
from relode.language import Language, say
from relode.report import pieces, spoken_of
from relode.web.pages import page_cache

TOLD = "told"
"""The field of a row of a chart that holds its row of the table in words."""
VARIABLES = {**COLOURS, "#0072b2": "var(--plan)"}
"""Colours that follow the theme of the page, and are the light ones in print."""


@page_cache.kept(96)
def live_picture(code: str, key: str, language: Language, width: int) -> str:
    """A picture of a place as JSON for a browser. KeyError if the place has no such picture."""
    return live(page_cache.drawn(code, language)[key], width)


def live(picture: Picture, width: int) -> str:
    """A picture as a specification in JSON, `width` pixels wide, each row of its data with what is told of it."""
    spec = specification(picture.draw(width), spoken_of(picture))
    for rows in spec["datasets"].values():
        _tell(rows, picture)
    return in_page_colours(json.dumps(spec), picture.language)


def in_page_colours(specification: str, language: Language) -> str:
    """A specification, as JSON, in the colours and the font of the page."""
    for colour, variable in VARIABLES.items():
        specification = specification.replace(f'"{colour}"', f'"{variable}"')
    return specification.replace(f'"font": "{FONTS[language]}"', f'"font": {json.dumps(PAGE_FONT)}')


def _tell(rows: list[dict[str, Any]], picture: Picture) -> None:
    """Give rows of a chart their words. A row that stands for none of the table, or for several, gets none.

    Rows are known by what both have in common beside measured values; a chart may hold keys where the table has words.
    """
    table, answer = picture.table, _told(picture)
    columns = {name: [_plain(v) for v in table[name]] for name in table.columns if table[name].dtype.kind != "f"}
    asked = {name: [_plain(row[name]) for row in rows] for name in columns if rows and name in rows[0]}
    names = [name for name, values in asked.items() if set(values) & set(columns[name])]
    known = list(zip(*(columns[name] for name in names), strict=True))
    for at, key in enumerate(zip(*(asked[name] for name in names), strict=True)):
        is_in_order = len(rows) == len(known) and known[at] == key
        result = [at] if is_in_order else [i for i, each in enumerate(known) if each == key]
        if len(result) == 1:
            rows[at][TOLD] = answer[result[0]]


def _told(picture: Picture) -> list[str]:
    """The rows of the table in words: what each column holds; what is missing is left out."""
    labels = [say(f"charts.columns.{name}", picture.language) for name in picture.table.columns]
    between = say("web.picture.between", picture.language)
    return [
        between.join(
            say("report.labelled", picture.language, label=label, text=cell)
            for label, cell in zip(labels, row, strict=True)
            if cell not in ("–", "")
        )
        for row in pieces.table_rows(picture)
    ]


def _plain(value: object) -> str:
    """A value as two tables may share it: labels of an axis are broken into lines, a year may be a float."""
    return f"{value:g}" if isinstance(value, float) else "".join(str(value).split())
