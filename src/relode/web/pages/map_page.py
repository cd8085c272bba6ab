"""The first page: search, and all places as a map of dots, bubbles and a table, by quantity and year."""

import json
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any, Literal
from urllib.parse import urlencode

import pandas as pd
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from relode.charts import Picture
from relode.charts.drawn_files import themed
from relode.charts.indicator_map import COLUMNS, NAMED_FROM, NAMES, bubbles, colour_ends, indicator_map
from relode.charts.what_if_fans import axis_unit, specification
from relode.diagnosis import Number
from relode.diagnosis.statistics.place_standing import ends_and_middle, figures, mining_places_beside_others
from relode.errors import RelodeError
from relode.language import Language, Sentence, number_text, plain_cell, say
from relode.places import Place, all_places, official
from relode.places.lookup import short_province
from relode.story.columns import IN_TEXT
from relode.vocabulary import Label, quantity
from relode.web.pages import page_cache
from relode.web.pages.choices import examples
from relode.web.pages.stories import numbers_by_place
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
AROUND_ZERO = frozenset({"population_change", "gdp_real_growth_rate"})
FEWEST = 200
"""A year is offered if so many places have a figure."""
BUBBLED = ("gdp_per_person", "mining_employment_share", "population")
"""Across, upwards, and the area of a bubble."""
View = Literal["map", "bubbles"]
Among = Literal["listed", "all"]
"""Places of a map: those of the national list of 2013, which the rest is about, or all."""


@dataclass(frozen=True)
class MapRequest:
    """What the reader chose of the map; without a year the newest."""

    quantity: str = MAPPED[0]
    year: int | None = None
    view: View = "map"
    among: Among = "listed"

    @property
    def query(self) -> str:
        """The same as an address has it, with the year that is shown. Raises RelodeError for what there is not."""
        name, when = chosen(self.quantity, self.year, self.view)
        return urlencode({"quantity": name, "year": when, "view": self.view, "among": self.among})


@page_cache.kept(64)
def years_of(asked: str) -> tuple[int, ...]:
    """The years of a quantity of the map."""
    known = page_cache.panel()["value"].sel(quantity=asked).notnull().sum("place")
    return tuple(int(year) for year in known["year"].to_numpy()[known.to_numpy() >= FEWEST])


def bubble_years() -> tuple[int, ...]:
    """The years in which all that a bubble shows is known."""
    return tuple(sorted(set.intersection(*(set(years_of(name)) for name in BUBBLED))))


@page_cache.kept(128)
def numbers_of(asked: str, year: int, among: Among = "all") -> tuple[tuple[Place, Number | None], ...]:
    """Every place below provinces, or of the list, with its figure, the highest first, those without one last."""
    pairs = figures(page_cache.panel(), asked, year)
    return tuple(pair for pair in pairs if among == "all" or pair[0].code in official())


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


def home_page(request: Request, language: Language, asked: MapRequest) -> Response:
    """The first page."""
    view, among = asked.view, asked.among
    name, when = chosen(asked.quantity, asked.year, view)
    pairs = numbers_of(name, when, among)
    finding, table = found_on(name, when, view, among)
    shown = BUBBLED if view == "bubbles" else (name,)
    content = {
        "asked": name,
        "query": asked.query,
        "examples": examples(),
        "year": when,
        "view": view,
        "among": among,
        "years": bubble_years() if view == "bubbles" else years_of(name),
        "mapped": MAPPED,
        "numbers": numbers_by_place(table, [plain_cell(Label(each)) for each in shown], IN_TEXT),
        "without": sum(each is None for _, each in pairs),
        "finding": finding,
        "description": described(name, when, view, language),
    }
    return render(request, "home.html.j2", language, content)


def _bubble_numbers(year: int) -> list[tuple[Place, list[Number]]]:
    """The places that have all three figures of a bubble, the highest output first."""
    by_place = [dict(numbers_of(name, year)) for name in BUBBLED]
    pairs = [(place, [numbers[place] for numbers in by_place]) for place in by_place[0]]
    return [(place, [each for each in three if each]) for place, three in pairs if all(three)]


def map_file(language: Language, request: MapRequest, width: int, theme: str) -> Response:
    """The picture as a specification with its numbers."""
    name, when = chosen(request.quantity, request.year, request.view)
    drawn = _specification(name, when, request.view, request.among, language, width)
    return JSONResponse(json.loads(themed(json.dumps(drawn), theme)))


def map_picture(language: Language, request: MapRequest) -> Picture:
    """The picture with its finding and its sources, to be kept or to stand elsewhere."""
    view, among = request.view, request.among
    name, when = chosen(request.quantity, request.year, view)
    finding, table = found_on(name, when, view, among)
    if view == "bubbles":
        labels = {f"label_{i}": Label(each) for i, each in enumerate(BUBBLED)}
        subtitle = Sentence("web.home.bubbles_text", {"year": when, **labels})
    else:
        without = sum(each is None for _, each in numbers_of(name, when, among))
        colours = Sentence("web.home.colours", {"without": without})
        subtitle = Sentence("web.home.kept_map", {"quantity": Label(name), "year": when, "colours": colours})
    sources = dict.fromkeys(key for _, numbers in table for each in numbers for key in each.sources)
    rows = pd.DataFrame([(place.name(language), *(each.value for each in numbers)) for place, numbers in table])
    draw = partial(_drawing, name, when, view, among, language)
    return Picture("map", finding, subtitle, rows, draw, tuple(sources), (), language)


def found_on(asked: str, year: int, view: str, among: Among) -> tuple[Sentence, list[tuple[Place, list[Number]]]]:
    """What the picture says, and the places that it shows with their figures, the highest first."""
    if view == "bubbles":
        table = _bubble_numbers(year)
        pairs = [(output, mining) for _, (output, mining, _people) in table]
        return mining_places_beside_others(year, pairs), table
    known = [(place, each) for place, each in numbers_of(asked, year, among) if each is not None]
    return ends_and_middle(asked, year, known), [(place, [one]) for place, one in known]


def described(asked: str, year: int, view: str, language: Language) -> str:
    """The picture in words."""
    labels = {name: quantity(name).label(language) for name in (asked, *BUBBLED)}
    if view == "bubbles":
        return say(
            "web.home.bubbles_text", language, year=year, **{f"label_{i}": labels[n] for i, n in enumerate(BUBBLED)}
        )
    return say("web.home.map_text", language, year=year, quantity=labels[asked])


@page_cache.kept(64)
def _specification(asked: str, year: int, view: str, among: Among, language: Language, width: int) -> dict[str, Any]:
    return specification(_drawing(asked, year, view, among, language, width), described(asked, year, view, language))


def _drawing(asked: str, year: int, view: str, among: Among, language: Language, width: int) -> Any:
    if view == "bubbles":
        rows = [_bubble(place, three, language) for place, three in _bubble_numbers(year)]
        across, upwards = (_axis(name, language) for name in BUBBLED[:2])
        return bubbles(pd.DataFrame(rows), (across, upwards), width, language)
    pairs = [(place, one) for place, one in numbers_of(asked, year, among) if place.longitude is not None]
    # Of all years, so that a colour is the same figure in each of them.
    values = [one.value for each in years_of(asked) for _, one in numbers_of(asked, each, among) if one is not None]
    people = {place.code: each.value for place, each in numbers_of("population", _census(year)) if each is not None}
    is_share = quantity(asked).unit in ("share", "share change")
    cells = [
        (
            place.slug,
            place.name(language),
            place.longitude,
            place.latitude,
            each.value if each else None,
            people.get(place.code, 0.0),
            _text(place, each, language),
        )
        for place, each in pairs
    ]
    table = pd.DataFrame(cells, columns=list(COLUMNS))
    ends = colour_ends(values, asked in AROUND_ZERO)
    regions = _province_names(language) if width > NAMED_FROM else None
    style = ".0%" if is_share else ",.3~s"
    return indicator_map(table, ends, asked in AROUND_ZERO, style, width, language, regions)


def _census(year: int) -> int:
    """The newest census that is no later than a year, else the first."""
    known = years_of("population")
    return max((each for each in known if each <= year), default=known[0])


@page_cache.kept(2)
def _province_names(language: Language) -> pd.DataFrame:
    """Short names of provinces in the middle of their places: a row each, in the columns NAMES."""
    by_province: dict[str, list[tuple[float, float]]] = {}
    for place in all_places():
        if place.level != "province" and place.longitude is not None and place.latitude is not None:
            by_province.setdefault(place.province, []).append((place.longitude, place.latitude))
    rows = []
    for province in page_cache.provinces():
        if places := by_province.get(province.province, []):
            short = {"zh": short_province(province.name_zh), "en": province.province_en}
            rows.append((short[language], *(median(axis) for axis in zip(*places, strict=True))))
    return pd.DataFrame(rows, columns=list(NAMES))


def _axis(name: str, language: Language) -> str:
    known = quantity(name)
    return say(
        "web.home.axis",
        language,
        label=known.label(language),
        unit="%" if known.unit == "share" else axis_unit(known.unit, language),
    )


def _text(place: Place, figure: Number | None, language: Language) -> str:
    value = number_text(figure.value, figure.unit, language) if figure else say("web.home.no_figure", language)
    return say("report.labelled", language, label=place.name(language), text=value)


def _bubble(place: Place, numbers: list[Number], language: Language) -> dict[str, Any]:
    output, mining, people = numbers
    said = "; ".join(number_text(each.value, each.unit, language) for each in (output, mining, people))
    text = say("report.labelled", language, label=place.name(language), text=said)
    values = {"output": output.value, "mining": mining.value, "people": people.value}
    return {"slug": place.slug, "place": place.name(language), **values, "text": text}
