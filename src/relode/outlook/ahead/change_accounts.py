"""Where people and jobs went and go: births, ageing, deaths and moves between censuses, and if nothing is done."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from relode.horizon import OPENING_YEAR
from relode.outlook.ahead.forecasts import Forecast, Outlook
from relode.outlook.people_by_age.age_futures import decade
from relode.places import Place
from relode.record import Doc, Record

BEFORE = 2010
SOURCES = ("census2010_age", "census2020_age", "wpp2024")
"""Censuses by age, and births by age of mothers and deaths of the nation."""
CENSUSES = ("census2010", "census2020")


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


@dataclass(frozen=True)
class Counted:
    """What became of the people, or of the jobs, of one census by the next: parts that add up to the second.

    The fields are those of `Account`. The split of people is that of `people_lost`; of jobs mining alone is counted
    apart, so that fewer of working age are within `moves`. A part that no source tells is None and within `moves`.
    """

    quantity: str
    unit: str
    since: int
    start: float
    ageing: float | None
    mines: float | None
    moves: float
    until: int
    end: float
    sources: tuple[str, ...]


def counted(outlook: Outlook) -> tuple[Counted, ...]:
    """People and jobs between the last two censuses, those that both have counted."""
    people, jobs, mining = (outlook.quantities.get(n) for n in ("population", "employment", "mining_employment"))
    lost, ends = people_lost(outlook.place), _censuses(people)
    # A place whose boundaries moved, and people of the user's own, are not those whose ages were counted.
    is_same = lost is not None and ends is not None and np.allclose(ends, (lost.start, lost.counted), rtol=0, atol=0.5)
    mined = _censuses(mining)
    made = (
        _counted(people, lost.natural if lost is not None and is_same else None, None),
        _counted(jobs, None, None if mined is None else mined[1] - mined[0]),
    )
    return tuple(each for each in made if each is not None)


def _censuses(of: Forecast | None) -> tuple[float, float] | None:
    """Counts of both censuses, None where one of them has none. [unit of the forecast]"""
    history = {} if of is None else dict(of.history)
    return (history[BEFORE], history[OPENING_YEAR]) if {BEFORE, OPENING_YEAR} <= history.keys() else None


def _counted(of: Forecast | None, natural: float | None, mines: float | None) -> Counted | None:
    ends = _censuses(of)
    if of is None or ends is None:
        return None
    keys = (*CENSUSES, *(SOURCES if natural is not None else ()), *(key for key in of.sources if key == "user"))
    rest = ends[1] - ends[0] - (natural or 0.0) - (mines or 0.0)
    return Counted(of.quantity, of.unit, BEFORE, ends[0], natural, mines, rest, OPENING_YEAR, ends[1], keys)


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


def in_steps(of: Account | Counted, step: float) -> tuple[float, ...]:
    """Start, causes that are told and end to multiples of `step` that add up: the last cause takes the rest.

    Limits: a step of 0 is none. [unit of the account]
    """
    causes = (each for each in (of.ageing, of.mines, of.moves) if each is not None)
    start, end, *told = (round(value / step) * step for value in (of.start, of.end, *causes))
    return start, *told[:-1], end - start - sum(told[:-1]), end


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
