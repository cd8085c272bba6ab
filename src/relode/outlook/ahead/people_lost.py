"""Why a place won or lost people between the last two censuses: births, ageing and deaths, and moves."""

from dataclasses import dataclass

from relode.language import Amount, Sentence
from relode.outlook.people_by_age.moves import DECADE, decade
from relode.places import Place

BEFORE = 2010
SOURCES = ("census2010_age", "census2020_age", "wpp2024")
"""Censuses by age, and births by age of mothers and deaths of the nation."""


@dataclass(frozen=True)
class PeopleLost:
    """Residents of two censuses, and what would have become of the first if nobody had come or gone. [persons]

    `nation` is what the nation as a whole was counted for each one so expected (1): who was not counted before, and
    deaths that became fewer, are no moves.
    """

    start: float
    alone: float
    counted: float
    nation: float

    @property
    def natural(self) -> float:
        """Change by births, ageing and deaths, with what the whole nation's ages missed by. [persons]"""
        return self.alone * self.nation - self.start

    @property
    def moves(self) -> float:
        """The rest: more who came than left, below 0 more who left. [persons]

        Limits: alone as counted, in the place and in the nation: 0.
        """
        return self.counted - self.alone * self.nation


def people_lost(place: Place) -> PeopleLost | None:
    """The last decade between two censuses of a place, None where one of them has no ages of it."""
    of = decade(BEFORE)
    if place.code not in of.places:
        return None
    at = of.places.index(place.code)
    alone, counted = float(of.alone[at].sum()), float(of.counted[at].sum())
    return PeopleLost(float(of.opening[at].sum()), alone, counted, float(of.counted.sum() / of.alone.sum()))


def people_lost_words(place: Place) -> Sentence | None:
    """The same in words, None where ages are not known."""
    lost = people_lost(place)
    if lost is None:
        return None
    whole, natural, moves = (
        Amount(value, "persons", None, SOURCES) for value in (lost.counted - lost.start, lost.natural, lost.moves)
    )
    values = {"place": place, "since": BEFORE, "until": BEFORE + DECADE, "whole": whole, "natural": natural}
    return Sentence("outlook.city.people_lost", {**values, "moves": moves})
