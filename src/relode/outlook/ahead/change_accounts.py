"""Where people and jobs went and go: births, ageing, deaths and moves between censuses, and if nothing is done."""

from dataclasses import dataclass
from typing import Annotated

from relode.horizon import OPENING_YEAR
from relode.language import Amount, Sentence
from relode.outlook.ahead.forecasts import Forecast, Outlook
from relode.outlook.people_by_age.age_futures import DECADE, decade
from relode.places import Place
from relode.records import Doc, Record

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


AGES = ("census2020_age", "wpp2024")
"""Sources of what ageing alone would do."""


@dataclass(frozen=True)
class Account(Record):
    """What becomes of the people, or of the jobs, of the census: parts that add up to the median of the last year.

    `ageing` is what births, deaths and years passing would add or take if nobody came or went, jobs in proportion to
    those of 15 to 59; `mines` what mining is expected to gain or lose beyond its part of ageing (None for people);
    `moves` the rest: those who come and go, and for jobs other work. Where ages are not published all is `moves`.
    """

    quantity: Annotated[str, Doc("population or employment")]
    unit: Annotated[str, Doc("unit of all values")]
    since: Annotated[int, Doc("year of the census")]
    start: Annotated[float, Doc("counted then", "unit")]
    ageing: Annotated[float | None, Doc("change by births, ageing and deaths, null where ages are not known", "unit")]
    mines: Annotated[float | None, Doc("change of mining beyond its part of ageing, null where not told", "unit")]
    moves: Annotated[float, Doc("the rest of the change", "unit")]
    until: Annotated[int, Doc("last year")]
    end: Annotated[float, Doc("median of the last year", "unit")]
    interval_90: Annotated[tuple[float, float], Doc("its 90 % interval", "unit")]
    change: Annotated[float, Doc("median of the last year less the census", "unit")]
    sources: Annotated[tuple[str, ...], Doc("keys of sources.csv", shape="source")]


@dataclass(frozen=True)
class Expected(Record):
    """One quantity if nothing is done: the newest figure, and the median of the last year with its 90 % interval."""

    quantity: Annotated[str, Doc("quantity of the outlook")]
    unit: Annotated[str, Doc("unit of all values")]
    price_base: Annotated[int | None, Doc("year of the prices, null where none")]
    origin: Annotated[int, Doc("year of the newest figure")]
    opening: Annotated[float, Doc("newest figure", "unit")]
    until: Annotated[int, Doc("last year")]
    end: Annotated[float, Doc("median of the last year", "unit")]
    interval_90: Annotated[tuple[float, float], Doc("its 90 % interval", "unit")]
    sources: Annotated[tuple[str, ...], Doc("keys of sources.csv", shape="source")]


def expected(outlook: Outlook) -> tuple[Expected, ...]:
    """Every quantity of an outlook that has a last year."""
    return tuple(
        Expected(of.quantity, of.unit, of.price_base, of.origin, of.opening, outlook.years[-1], *ends, of.sources)
        for of in outlook.forecasts
        if (ends := _ends(of)) is not None
    )


def _ends(of: Forecast) -> tuple[float, tuple[float, float]] | None:
    """Median of the last year and its 90 % interval, None where nothing lies ahead."""
    median, low, high = (of.quantiles[name][-1] for name in ("median", "p05", "p95"))
    return None if median is None or low is None or high is None else (median, (low, high))


def accounts(outlook: Outlook) -> tuple[Account, ...]:
    """The account of people and that of jobs, those that have a forecast and a census to start from."""
    quantities = outlook.quantities
    mining = quantities.get("mining_employment")
    made = (
        _account(quantities.get("population"), None, outlook.years[-1]),
        _account(quantities.get("employment"), mining, outlook.years[-1]),
    )
    return tuple(each for each in made if each is not None)


def _account(of: Forecast | None, mining: Forecast | None, until: int) -> Account | None:
    start = None if of is None else dict(of.history).get(OPENING_YEAR)
    ends = None if of is None else _ends(of)
    if of is None or start is None or ends is None:
        return None
    end, interval = ends
    alone = None if of.ageing_alone is None else of.ageing_alone[-1]
    kept = 1.0 if alone is None else alone / start
    mines = None if mining is None else _beyond_ageing(mining, kept)
    ageing = None if alone is None else alone - start
    return Account(
        quantity=of.quantity,
        unit=of.unit,
        since=OPENING_YEAR,
        start=start,
        ageing=ageing,
        mines=mines,
        moves=end - start - (ageing or 0.0) - (mines or 0.0),
        until=until,
        end=end,
        interval_90=interval,
        change=end - start,
        sources=tuple(dict.fromkeys((*of.sources, *(mining.sources if mines is not None and mining else ()),
                                     *(AGES if alone is not None else ())))),
    )  # fmt: skip


def _beyond_ageing(mining: Forecast, kept: float) -> float | None:
    """What mining is expected to gain or lose beyond its part of ageing, by which `kept` of all jobs would stay."""
    start, end = dict(mining.history).get(OPENING_YEAR), mining.quantiles["median"][-1]
    return None if start is None or end is None else end - start * kept
