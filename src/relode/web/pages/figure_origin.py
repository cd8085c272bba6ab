"""Where a computed figure of a page comes from: what it stands in, what computed it, its sources down to their rows."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isclose
from typing import Any

import numpy as np
from starlette.requests import Request
from starlette.responses import Response

from relode.diagnosis import Number, number
from relode.errors import RelodeError
from relode.language import LANGUAGES, Language, Sentence, figure_text
from relode.needs.needs_records import Needs
from relode.places import Place
from relode.plan.making.plan_text import effect_sources
from relode.report import pieces
from relode.story.words import TracedFigure
from relode.vocabulary import Label
from relode.web.pages import page_cache
from relode.web.server.rendering import render, words_of
from relode.web.server.speaking import language_of

ROWS = 12
"""Published figures of a place that are named of one source; the others are counted."""
PATHS = 4
"""Places of a record that hold the same value and are named."""
DECISION = re.compile(r"decisions\.decisions\[(\d+)\]\.amount")


@dataclass(frozen=True)
class Computed:
    """What computed the figures of a page: said in a sentence, the command that repeats it, the record it wrote."""

    said: Sentence
    command: str
    back: str
    title: Sentence
    place: Place | None = None
    record: Mapping[str, Any] | None = None
    needs: Needs | None = None


def origin_page(
    request: Request, at: int, figures: Callable[[Language], Sequence[TracedFigure]], of: Computed
) -> Response:
    """The origin of the figure numbered `at` of a page in the language that the address says with `in`.

    `figures` gives those of the page in a language. Raises RelodeError where the page has none of that number.
    """
    language = language_of(request)
    stood_in = next((each for each in LANGUAGES if each == request.query_params.get("in")), language)
    there = figures(stood_in)
    if not 0 <= at < len(there):
        raise RelodeError("web.unknown_figure", figure=at)
    traced = there[at] if stood_in == language else _same(there, at, figures(language))
    shown = traced or there[at]
    keys = [key for key in effect_sources(shown.sources) if key != "user"]
    paths = list(_paths(of.record, shown.figure.value))[:PATHS] if of.record is not None else []
    content = {
        "traced": shown,
        "is_translated": traced is not None,
        "other": stood_in,
        "text": figure_text(shown.figure, language, "") if traced is None else shown.text,
        "of": of,
        "paths": paths,
        "sources": [pieces.source_entry(key, i, language) for i, key in enumerate(keys, 1)],
        "rows": {key: _rows(of.place, key) for key in keys} if of.place is not None else {},
        "most": ROWS,
    }
    return render(request, "origin.html.j2", language, content, words=words_of(language, of.place))


def _same(there: Sequence[TracedFigure], at: int, here: Sequence[TracedFigure]) -> TracedFigure | None:
    """The same figure of the page in another language, where sentences may have another order; None without."""
    before = sum(each.figure == there[at].figure for each in there[:at])
    alike = [each for each in here if each.figure == there[at].figure]
    return alike[before] if before < len(alike) else None


def _paths(record: object, value: float, path: str = "") -> Iterator[str]:
    """Where a record holds the value, as paths of names and positions."""
    if isinstance(record, Mapping):
        for key, each in record.items():
            yield from _paths(each, value, f"{path}.{key}" if path else str(key))
    elif isinstance(record, list):
        for at, each in enumerate(record):
            yield from _paths(each, value, f"{path}[{at}]")
    elif isinstance(record, int | float) and not isinstance(record, bool) and value and isclose(record, value):
        yield path


def _rows(place: Place, key: str) -> list[tuple[Label, Number]]:
    """The published figures of a place that a source holds, the newest first."""
    held = page_cache.panel()["source"].sel(place=place.code).to_numpy()
    names, years = (page_cache.panel()[name].to_numpy() for name in ("quantity", "year"))
    is_its = np.vectorize(lambda cell: key in str(cell).split(";"), otypes=[bool])(held)
    cells = sorted(zip(*np.nonzero(is_its), strict=True), key=lambda cell: (-cell[1], cell[0]))
    numbers = (
        (str(names[at]), number(page_cache.panel(), place, str(names[at]), int(years[year]))) for at, year in cells
    )
    return [(Label(name), one) for name, one in numbers if one is not None]
