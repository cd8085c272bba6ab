"""Two cities side by side: every shown figure, newest year each, and their structure of work."""

from functools import lru_cache
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from relode.answers.journey import city
from relode.charts import svg_file
from relode.charts.compared import compared
from relode.diagnosis.profiles.place_profile import shown
from relode.errors import RelodeError
from relode.language import Language, Sentence
from relode.places import Place
from relode.report import pieces
from relode.web.pages import page_cache
from relode.web.server.rendering import render, story_address, words_of

WIDTHS = page_cache.WIDTHS


def compare_page(request: Request, language: Language, first: str, second: str) -> Response:
    """The comparison of two places; without both, a form. Raises RelodeError for an unknown name."""
    a, b = (city(name) if name.strip() else None for name in (first, second))
    content: dict[str, Any] = {"a": a, "b": b, "asked": (first, second), "themes": {}, "finding": None, "sources": []}
    order: dict[str, int] = {}
    if a and b:
        themes = _themes(a, b)
        numbers = [n for lines in themes.values() for line in lines for n, _ in line["cells"] if n]
        order = {key: i for i, key in enumerate(dict.fromkeys(key for n in numbers for key in n.sources), 1)}
        content |= {"themes": themes, "finding": _finding(a, b), "table": _table(a, b, language)}
        content["sources"] = [pieces.source_entry(key, i, language) for key, i in order.items()]
    return render(request, "compare.html.j2", language, content, words=words_of(language, None, order))


@lru_cache(maxsize=64)
def comparison_svg(first: str, second: str, language: Language, width: str, theme: str) -> str:
    """The structure of work of two places, by code, as SVG. Raises RelodeError if they have no section in common."""
    one, other = (page_cache.result(code).profile for code in (first, second))
    picture = compared(page_cache.panel(), one, other, language)
    if picture.table.empty:
        raise RelodeError("web.nothing_in_common", first=one.place.slug, second=other.place.slug)
    return svg_file(picture.draw(WIDTHS[width]), page_cache.description(picture), theme)


def _finding(a: Place, b: Place) -> Sentence | None:
    one, other = (page_cache.result(p.code).profile.at("population_change", 2020) for p in (a, b))
    if one is None or other is None:
        return None
    return Sentence("web.compare.finding", {"a": a, "b": b, "one": one, "other": other})


def _table(a: Place, b: Place, language: Language) -> dict[str, Any] | None:
    """The structure of work of both, None where no census tells it of one of them."""
    one, other = (page_cache.result(p.code).profile for p in (a, b))
    picture = compared(page_cache.panel(), one, other, language)
    if picture.table.empty:
        return None
    columns, rows = list(picture.table.columns), pieces.table_rows(picture)
    return {"columns": columns, "rows": rows, "subtitle": picture.subtitle, "text": page_cache.description(picture)}


def _themes(a: Place, b: Place) -> dict[str, list[dict[str, Any]]]:
    table: dict[str, list[dict[str, Any]]] = {}
    for item in shown():
        pair = [page_cache.result(p.code).profile.latest(item.quantity) for p in (a, b)]
        if any(pair):
            cells = [(n, story_address(p, n) if n else None) for p, n in zip((a, b), pair, strict=True)]
            table.setdefault(item.theme, []).append({"quantity": item.quantity, "cells": cells})
    return table
