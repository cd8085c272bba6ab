"""The first page: search, and all places as a map of dots, bubbles and a table, by quantity and year."""

import json
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import urlencode

import pandas as pd
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from relode.charts.indicator_map import COLUMNS, bubbles, colour_ends, indicator_map
from relode.charts.style import svg_file, themed
from relode.charts.what_if_fans import specification
from relode.diagnosis import Number, number
from relode.errors import RelodeError
from relode.language import Language, number_text, say
from relode.places import Place, all_places, find
from relode.places.lookup import matching
from relode.vocabulary import quantity
from relode.web.pages import page_cache
from relode.web.server.rendering import render

MAPPED = (
    "population_change",
    "mining_employment_share",
    "age_60_plus_share",
    "college_share",
    "gdp_per_person",
    "gdp_real_growth_rate",
    "house_price",
    "budget_self_sufficiency_ratio",
    "debt_revenue_ratio",
)
"""Quantities of the map."""
AROUND_ZERO = ("population_change", "gdp_real_growth_rate")
FEWEST = 200
"""A year is offered if so many places have a figure."""
BUBBLED = ("gdp_per_person", "mining_employment_share", "population")
"""Across, upwards, and the area of a bubble."""
View = Literal["map", "bubbles"]


@lru_cache(maxsize=64)
def years_of(asked: str) -> tuple[int, ...]:
    """The years of a quantity of the map."""
    known = page_cache.panel()["value"].sel(quantity=asked).notnull().sum("place")
    return tuple(int(year) for year in known["year"].to_numpy()[known.to_numpy() >= FEWEST])


def bubble_years() -> tuple[int, ...]:
    """The years in which all that a bubble shows is known."""
    return tuple(sorted(set.intersection(*(set(years_of(name)) for name in BUBBLED))))


@lru_cache(maxsize=128)
def numbers_of(asked: str, year: int) -> tuple[tuple[Place, Number | None], ...]:
    """Every place below provinces with its figure, the highest first, those without one last."""
    panel = page_cache.panel()
    found = [(p, number(panel, p.code, asked, year)) for p in all_places() if p.level != "province"]
    return tuple(sorted(found, key=lambda pair: (pair[1] is None, -pair[1].value if pair[1] else 0.0, pair[0].code)))


def chosen(asked: str, year: int | None, view: str) -> tuple[str, int]:
    """The quantity and the year of a page. Raises RelodeError for one that the map does not have."""
    if asked not in MAPPED:
        raise RelodeError("web.unknown_choice", part="quantity", value=asked, choices=", ".join(MAPPED))
    offered = bubble_years() if view == "bubbles" else years_of(asked)
    if year is None:
        return asked, offered[-1]
    if year not in offered:
        raise RelodeError("web.unknown_choice", part="year", value=year, choices=", ".join(map(str, offered)))
    return asked, year


def home_page(request: Request, language: Language, asked: str, year: int | None, view: View) -> Response:
    """The first page."""
    name, when = chosen(asked, year, view)
    pairs = numbers_of(name, when)
    known = [(place, found) for place, found in pairs if found is not None]
    content = {
        "asked": name,
        "year": when,
        "view": view,
        "years": bubble_years() if view == "bubbles" else years_of(name),
        "mapped": MAPPED,
        "known": known,
        "without": len(pairs) - len(known),
        "median": known[len(known) // 2][1],
        "names": sorted({name for p in all_places() if p.level != "province" for name in (p.name(language),)}),
        "description": described(name, when, view, language),
    }
    return render(request, "home.html.j2", language, content)


def map_file(language: Language, asked: str, year: int | None, view: View, width: int, theme: str) -> Response:
    """The picture as a specification with its numbers."""
    name, when = chosen(asked, year, view)
    return JSONResponse(json.loads(themed(json.dumps(_specification(name, when, view, language, width)), theme)))


def map_svg(language: Language, asked: str, year: int | None, view: View) -> str:
    """The picture drawn, for a page without scripts."""
    name, when = chosen(asked, year, view)
    return svg_file(
        _drawing(name, when, view, language, page_cache.WIDTHS["wide"]), described(name, when, view, language), "light"
    )


def described(asked: str, year: int, view: str, language: Language) -> str:
    """The picture in words."""
    labels = {name: quantity(name).label(language) for name in (asked, *BUBBLED)}
    if view == "bubbles":
        return say(
            "web.home.bubbles_text", language, year=year, **{f"label_{i}": labels[n] for i, n in enumerate(BUBBLED)}
        )
    return say("web.home.map_text", language, year=year, quantity=labels[asked])


@lru_cache(maxsize=64)
def _specification(asked: str, year: int, view: str, language: Language, width: int) -> dict[str, Any]:
    return specification(_drawing(asked, year, view, language, width), described(asked, year, view, language))


def _drawing(asked: str, year: int, view: str, language: Language, width: int) -> Any:
    if view == "bubbles":
        by_place = {name: dict(numbers_of(name, year)) for name in BUBBLED}
        rows = [_bubble(place, [by_place[name][place] for name in BUBBLED], language) for place in by_place[BUBBLED[0]]]
        labels = tuple(quantity(name).label(language) for name in BUBBLED[:2])
        return bubbles(pd.DataFrame([row for row in rows if row]), (labels[0], labels[1]), width, language)
    pairs = [(place, found) for place, found in numbers_of(asked, year) if place.longitude is not None]
    values = [found.value for _, found in pairs if found is not None]
    is_share = quantity(asked).unit in ("share", "share change")
    cells = [
        (
            place.slug,
            place.name(language),
            place.longitude,
            place.latitude,
            found.value if found else None,
            _text(place, found, language),
        )
        for place, found in pairs
    ]
    table = pd.DataFrame(cells, columns=list(COLUMNS))
    ends = colour_ends(values, asked in AROUND_ZERO)
    return indicator_map(table, ends, asked in AROUND_ZERO, ".0%" if is_share else ",.3~s", width, language)


def _text(place: Place, found: Number | None, language: Language) -> str:
    value = number_text(found.value, found.unit, language) if found else say("web.home.no_figure", language)
    return say("report.labelled", language, label=place.name(language), text=value)


def _bubble(place: Place, found: list[Number | None], language: Language) -> dict[str, Any] | None:
    output, mining, people = found
    if output is None or mining is None or people is None:
        return None
    said = "; ".join(number_text(each.value, each.unit, language) for each in (output, mining, people))
    text = say("report.labelled", language, label=place.name(language), text=said)
    values = {"output": output.value, "mining": 100 * mining.value, "people": people.value}
    return {"slug": place.slug, "place": place.name(language), **values, "text": text}


def find_page(q: str) -> Response:
    """From what a person types to a place, or to the list of what fits. Raises RelodeError where nothing does."""
    fitting = [place for place in matching(q) if place.level != "province"]
    try:
        place = find(q)
    except RelodeError:
        if len(fitting) == 1:
            return RedirectResponse(f"/city/{fitting[0].slug}", 303)
        if fitting:
            return RedirectResponse(f"/cities?{urlencode({'q': q})}", 303)
        raise
    return RedirectResponse(f"/city/{place.slug}", 303)
