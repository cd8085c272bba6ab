"""Who tried the same: the industry of a word, places that went that way or named it in vain, the first check."""

import difflib
from dataclasses import dataclass
from functools import cache
from typing import Annotated

from relode.errors import RelodeError
from relode.pathways.industries.city_candidates import unit_of
from relode.pathways.industries.city_model import Precedent, city_model, did_not, went
from relode.pathways.industries.city_words import first_check
from relode.pathways.industries.concordance import Unit, read, shipped_table, units
from relode.places import Place
from relode.record import Blank, Doc, Record

NEAREST = 3


@dataclass(frozen=True)
class Precedents(Record):
    """What is known of an industry from places like this one."""

    industry: Annotated[Unit, Doc("the industry")]
    went: Annotated[tuple[Precedent, ...], Doc("places like it that have a listed firm of it", shape="place")]
    did_not: Annotated[tuple[Precedent, ...], Doc("places like it that named it in vain", shape="place")]
    rivals: Annotated[int, Doc("prefectures whose zones name it", "count")]
    check: Annotated[Blank, Doc("the first check on the ground")]


def industry_of(word: str) -> Unit:
    """The industry that a word means: a code, a name in either language, or a word of zones.

    Raises RelodeError for an unknown word, with the nearest three.
    """
    wanted = word.strip().casefold()
    for one in units().values():
        if wanted in (one.industry, one.name_en.casefold(), one.name_zh):
            return one
    codes = read("zones", word.strip())
    if codes:
        return units()[codes[0]]
    inside = [one for one in units().values() if wanted in one.name_en.casefold() or wanted in one.name_zh]
    if len(inside) == 1:
        return inside[0]
    near = [each for one in inside[:NEAREST] for each in (one.name_zh if wanted in one.name_zh else one.name_en,)]
    near = near or difflib.get_close_matches(word.strip(), _words(), NEAREST, 0.0)
    raise RelodeError("deals.unknown_industry", word=word, near=near)


@cache
def _words() -> list[str]:
    """Every word that means an industry."""
    published = [
        row["published"] for row in shipped_table("concordance") if row["table"] == "zones" and row["industries"]
    ]
    return [*published, *(name for one in units().values() for name in (one.name_en, one.name_zh))]


def precedents(place: Place | None, industry: Unit) -> Precedents:
    """What became of the industry elsewhere; no likeness for a place whose zones and firms are not published."""
    model = city_model()
    column = {code: at for at, code in enumerate(model.table.industries)}.get(industry.industry)
    line = _line_of(place)
    checks = {code for row in shipped_table("first_checks") for code in row["industries"].split(";")}
    check = first_check(industry.industry) if industry.industry in checks else ""
    if column is None:
        return Precedents(industry, (), (), 0, check)
    rivals = int((model.zones[:, column] > 0).sum())
    if line is None:
        return Precedents(industry, (), (), rivals, check)
    return Precedents(industry, went(model, line, column), did_not(model, line, column), rivals, check)


def _line_of(place: Place | None) -> int | None:
    """Where the unit of a place stands in the tables of zones and listings; None for none."""
    if place is None:
        return None
    try:
        return city_model().table.position[unit_of(place).code]
    except RelodeError:  # it has no unit: nothing is known to be like it
        return None
