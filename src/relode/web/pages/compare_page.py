"""Up to four cities side by side: every shown figure, newest year each, their paths, and their structure of work."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from relode.answers.journey import city
from relode.charts import Picture
from relode.charts.beside import FOLLOWED, MOST, path_of, work_of
from relode.diagnosis import Number
from relode.diagnosis.profiles.place_profile import shown
from relode.errors import RelodeError
from relode.language import Language, Sentence
from relode.places import Place, by_code
from relode.report import pieces
from relode.story import Column, Link, Table
from relode.vocabulary import Label
from relode.web.pages import page_cache
from relode.web.pages.choices import examples
from relode.web.pages.city_page import picture_entry
from relode.web.server.rendering import render, story_address, words_of

PARTS = ("a", "b", "c", "d")
"""Parts of an address that name the cities."""
OFFERED = 8
"""Peers of a city that are offered beside it."""
BETWEEN = ","
"""What stands between cities in the address of a picture."""
BESIDE = "beside"
"""The part of an address that names the cities of the comparison that a reader came from."""


def compare_page(request: Request, language: Language, asked: tuple[str, ...]) -> Response:
    """The comparison of places; with fewer than two, a form. Raises RelodeError for an unknown name."""
    places = named(asked)
    content: dict[str, Any] = {**form(asked, places, language), "themes": [], "finding": None, "sources": []}
    words = words_of(language)
    if len(places) > 1:
        themes, drawn = _themes(places), pictures(tuple(p.code for p in places), language)
        numbers = [n for lines in themes.values() for line in lines for n in line.figures if n]
        keys = [key for n in numbers for key in n.sources] + [key for p in drawn.values() for key in p.sources]
        words = words_of(language, None, keys)
        address = f"/compare/{joined(places)}"
        shown_pictures = [picture_entry(p, f"{address}/{key}", words, True) for key, p in drawn.items()]
        content |= {"themes": _tables(places, themes), "finding": _finding(places), "pictures": shown_pictures}
        content["sources"] = [pieces.source_entry(key, i, language) for key, i in words.order.items()]
    return render(request, "compare.html.j2", language, content, words=words)


def form(asked: tuple[str, ...], places: list[Place], language: Language) -> dict[str, Any]:
    """What the form of a comparison shows: the cities."""
    given = [text for text in asked if text.strip()]
    texts = [place.name(language) for place in places] or given
    return {
        "places": places,
        "texts": [*texts, *[""] * (MOST - len(texts))],
        "parts": PARTS,
        "pictures": [],
        "beside": _beside(places),
        "cities": urlencode([(part, place.slug) for part, place in zip(PARTS, places, strict=False)]),
    }


def joined(places: list[Place]) -> str:
    """The cities of a comparison in one part of an address."""
    return BETWEEN.join(place.slug for place in places)


def comparison(asked: str) -> str | None:
    """The address of the comparison of the cities `asked`, None of fewer than two. Raises RelodeError."""
    places = named(tuple(asked.split(BETWEEN)[:MOST]))
    if len(places) < 2:
        return None
    return f"/compare?{urlencode(list(zip(PARTS, (place.slug for place in places), strict=False)))}"


def _beside(places: list[Place]) -> Sequence[tuple[Place, float | None]]:
    """Cities to begin with where none is named; peers of the one that is, each with how far it is from it."""
    if len(places) > 1:
        return []
    if not places:
        return [(place, None) for place in examples()]
    return [(peer.place, peer.distance) for peer in page_cache.result(places[0].code).profile.peers][:OFFERED]


def named(asked: tuple[str, ...]) -> list[Place]:
    """The places of a comparison, each once. Raises RelodeError for an unknown name."""
    return list({place.code: place for place in (city(text) for text in asked if text.strip())}.values())


@page_cache.kept(64)
def pictures(codes: tuple[str, ...], language: Language) -> dict[str, Picture]:
    """Key -> picture of a comparison, not yet drawn; what the cities do not have in common is left out."""
    places, panel = [by_code()[code] for code in codes], page_cache.panel()
    drawn = [*(path_of(panel, places, name, language) for name in FOLLOWED), work_of(panel, places, language)]
    return {picture.key: picture for picture in drawn if picture is not None}


def picture_of(asked: str, key: str, language: Language) -> Picture:
    """A picture of a comparison by the names of its cities. Raises RelodeError for an unknown name and picture."""
    places = named(tuple(asked.split(BETWEEN)[: MOST + 1]))
    if not 1 < len(places) <= MOST:
        raise RelodeError("web.cities_compared", count=len(places), most=MOST)
    drawings = pictures(tuple(place.code for place in places), language)
    if key not in drawings:
        raise RelodeError("web.nothing_in_common", places=", ".join(place.slug for place in places))
    return drawings[key]


def _finding(places: list[Place]) -> Sentence | None:
    pairs = [(place, page_cache.figures(place.code).at("population_change", 2020)) for place in places]
    each = tuple(Sentence("web.compare.each", {"place": p, "change": n}) for p, n in pairs if n is not None)
    return Sentence("web.compare.finding", {"each": each}) if len(each) > 1 else None


@dataclass(frozen=True)
class ComparedRow:
    """A quantity with its newest figure in each of the places, None where there is none."""

    label: Label
    figures: tuple[Number | None, ...]


def _themes(places: list[Place]) -> dict[str, list[ComparedRow]]:
    """Theme -> rows of what at least one of the places has."""
    rows: dict[str, list[ComparedRow]] = {}
    for item in shown():
        result = tuple(page_cache.figures(place.code).latest(item.quantity) for place in places)
        if any(result):
            rows.setdefault(item.theme, []).append(ComparedRow(Label(item.quantity), result))
    return rows


def _tables(places: list[Place], themes: dict[str, list[ComparedRow]]) -> list[Table]:
    columns = (
        Column("report.table.quantity", "label"),
        *(
            Column(Sentence("web.compare.place", {"place": place}), partial(_cell, places, at), format="level")
            for at, place in enumerate(places)
        ),
    )
    return [Table(Sentence(f"report.theme.{theme}", {}), columns, lines) for theme, lines in themes.items()]


def _cell(places: list[Place], at: int, row: ComparedRow) -> Link | None:
    """A figure with its year, which leads to where it comes from, and from there back."""
    place, number = places[at], row.figures[at]
    if number is None:
        return None
    told = Sentence("report.with_interval", {"text": number, "span": str(number.year)})
    story = story_address(place, number)
    return Link(told, f"{story}?{BESIDE}={joined(places)}" if story else f"/city/{place.slug}")
