"""The head of a city as tiles: a figure, all its published years as a line, and how the peers stand."""

from typing import Any

from relode.charts.sparkline import sparkline
from relode.diagnosis import Profile
from relode.diagnosis.profiles import findings
from relode.diagnosis.profiles.findings import HeadFigure, head_figures
from relode.language import Amount, Sentence
from relode.story.words import Words
from relode.vocabulary import Label

CHAPTERS = {
    "population": "people",
    "mining_employment_share": "jobs",
    "gdp_nominal": "resilience",
    "budget_revenue": "money",
    "house_price": "housing",
}
"""Quantity at the head -> the chapter on where the city stands that goes on from it."""


def head_tiles(profile: Profile, words: Words) -> list[dict[str, Any]]:
    """What the template shows of each figure at the head."""
    return [_tile(each, words) for each in head_figures(profile)]


def _tile(each: HeadFigure, words: Words) -> dict[str, Any]:
    quantity = each.newest.quantity
    beside = _beside(each)
    return {
        "quantity": quantity,
        "label": Label(quantity),
        "chapter": CHAPTERS[quantity],
        "number": each.newest,
        "since": each.path[0].year,
        "beside": beside,
        "drawing": sparkline(each, words.text(_spoken(each, beside))),
    }


def _beside(each: HeadFigure) -> Sentence | None:
    """The median of the peers, with the figure of the place where another quantity is compared."""
    if each.peers is None or each.compared is None:
        return None
    values = {"median": findings.median(each.peers, each.compared), "count": each.peers.count, "year": each.peers.year}
    if each.compared.quantity == each.newest.quantity:
        return Sentence("web.tile.same", values)
    return Sentence("web.tile.other", {**values, "what": Label(each.compared.quantity), "own": each.compared})


def _spoken(each: HeadFigure, beside: Sentence | None) -> Sentence:
    first, last = (Amount(n.value, n.unit, None, n.sources) for n in (each.path[0], each.newest))
    years = {"count": len(each.path), "since": each.path[0].year, "until": each.newest.year}
    said = {"what": Label(each.newest.quantity), "first": first, "last": last, "beside": beside or "", **years}
    return Sentence("web.tile.text", said)


def tile_sources(profile: Profile) -> list[str]:
    """Keys of the sources of all that the tiles print."""
    numbers = [number for each in head_figures(profile) for number in (each.newest, each.compared) if number]
    return [key for number in numbers for key in number.sources]
