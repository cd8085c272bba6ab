"""People by sex and single year of age: a census split by years of birth, and carried on by survival and births."""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import StringIO
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from relode.arrays import Grid, Values
from relode.facts import rows, text
from relode.outlook.people_by_age.cohorts import LETTER, SEXES, boys_of_births, fertility

People = NDArray[np.float64]
"""Persons, (place, sex, year of age): sexes as SEXES, ages 0 ... OLDEST - 1 and OLDEST and over."""

OLDEST = 100
AGES = OLDEST + 1
STARTS = (0, 1, *range(5, 90, 5))
"""First ages of the census groups: 0, 1-4, 5-9 ... 80-84, 85 and over."""
GROUP_NAMES = ("0", "1-4", *(f"{start}-{start + 4}" for start in range(5, 85, 5)), "85+")
FIVE = 5
FIRST_BIRTHS = 1950
"""The nation's births are published from this year on; earlier years take its number."""
OF_LAST_YEAR = 2 / 12
"""The census counts on the first of November: who is born in the last two months is a year younger."""
FERTILE = slice(15, 50)
KNOWN_PERIOD: Mapping[int, int] = {2000: 1995, 2010: 2005}
"""Census -> the five years whose national births and deaths a forecast of that time may use; later ones: prospects."""


@cache
def _survivors(period: int) -> NDArray[np.float64]:
    """Part of those born that is alive at each exact age in the life table of five years, (sex, age 0 ... AGES)."""
    values = np.zeros((len(SEXES), AGES + 1))
    for at, sex in enumerate(SEXES):
        table = [row for row in rows("un_life_table") if int(row["start"]) == period and row["sex"] == LETTER[sex]]
        ages = [int(row["age_start"]) for row in table]
        alive = np.array([max(float(row["survivors"]), 1e-6) for row in table])
        values[at] = np.exp(np.interp(np.arange(AGES + 1), ages, np.log(alive)))
    return values


def _first_year(period: int) -> NDArray[np.float64]:
    """Person-years that a child born lives before its first birthday, (sex,): most who die then die within weeks."""
    years = {
        row["sex"]: float(row["person_years"])
        for row in rows("un_life_table")
        if int(row["start"]) == period and row["age_start"] == "0"
    }
    return np.array([years[LETTER[sex]] for sex in SEXES])


@cache
def survival_by_year(period: int) -> NDArray[np.float64]:
    """Part that lives a year on, (sex, age), births before age 0. [0-1]

    Deaths between two ages of the life table fall at a steady rate, in the first year as the table has them. Those
    of OLDEST and over die as at the last age.
    """
    alive = _survivors(period)
    lived = (alive[:, :-1] + alive[:, 1:]) / 2
    lived[:, 0] = _first_year(period)
    return np.concatenate([lived[:, :1], lived[:, 1:] / lived[:, :-1], lived[:, -1:] / lived[:, -2:-1]], axis=1)


@cache
def _prospects(indicator: str) -> Mapping[int, float]:
    """Year -> the nation's figure: estimated, later the median of the prospects."""
    return {
        int(row["year"]): float(row["value"])
        for row in rows("un_population_prospects")
        if row["indicator"] == indicator and row["variant"] in ("estimate", "median")
    }


@cache
def _births_by_age(period: int) -> NDArray[np.float64]:
    """Births a woman and year in the nation by year of age in FERTILE, in the five years from `period`."""
    rates = {
        int(row["age"].split("-")[0]): float(row["births_per_woman_year"])
        for row in rows("un_fertility_by_age")
        if int(row["start"]) == period
    }
    return np.array([rates[age - age % 5] for age in range(FERTILE.start, FERTILE.stop)])


def _rates(origin: int, year: int) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Survival, births by age and share of boys in the year that starts with November of `year`."""
    period = KNOWN_PERIOD.get(origin, year - year % 5)
    births = _births_by_age(period)
    if origin not in KNOWN_PERIOD:
        total = _prospects("total_fertility_rate")
        births = births * (OF_LAST_YEAR * total[year] + (1 - OF_LAST_YEAR) * total[year + 1]) / births.sum()
    return survival_by_year(period), births, boys_of_births(period)


def _cohorts(year: int) -> NDArray[np.float64]:
    """Relative number of people by sex and year of age at the census: births of the nation that are still alive."""
    born = _prospects("births")

    def births(of: int) -> float:
        return born[max(of, FIRST_BIRTHS)]

    born_in = range(year, year - AGES, -1)
    sizes = np.array([(1 - OF_LAST_YEAR) * births(y) + OF_LAST_YEAR * births(y - 1) for y in born_in])
    alive = _survivors(year - 5)
    return sizes * (alive[:, :-1] + alive[:, 1:]) / 2


def split(groups: NDArray[np.float64], year: int, starts: Sequence[int] = STARTS) -> People:
    """Groups (place, sex, group) as single years of age; the totals of groups are kept.

    `starts`: first age of each group, those of GROUP_NAMES if not given; the last group is open.

    Within a group ages are as the nation's births that are still alive; what a place has more or less of them changes
    evenly from the middle of one group to that of the next.
    Limits: a place with the nation's ages has them in single years too; an empty group is empty in each year.
    """
    nation = _cohorts(year)
    sums = np.add.reduceat(nation, starts, axis=1)
    middles = [(start + end - 1) / 2 for start, end in pairwise((*starts, starts[-1] + FIVE))]
    ratio = groups / sums
    age = np.arange(AGES)
    at = np.clip(np.searchsorted(middles, age, side="right") - 1, 0, len(middles) - 2)
    part = np.clip((age - np.array(middles)[at]) / np.diff(middles)[at], 0.0, 1.0)
    shape = nation * ((1 - part) * ratio[..., at] + part * ratio[..., at + 1])
    within = np.add.reduceat(shape, starts, axis=-1)
    scale = np.divide(groups, within, out=np.zeros_like(groups), where=within > 0)
    return np.asarray(shape * np.repeat(scale, np.diff((*starts, AGES)), axis=-1))


@cache
def census_groups(year: int) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Prefectures, provinces, nation: codes, and residents by GROUP_NAMES, (place, sex, group) [persons]."""
    counted = _counted()
    counted = counted[counted["year"] == year]
    at, places = pd.factorize(counted["place"])  # in the order of the table
    sex, group = (_positions(counted[name], known) for name, known in (("sex", SEXES), ("age_group", GROUP_NAMES)))
    people = np.zeros((len(places), len(SEXES), len(GROUP_NAMES)))
    people[at, sex, group] = counted["persons"]
    return tuple(map(str, places)), people


@cache
def _counted() -> pd.DataFrame:
    """The table of ages, of which rows one by one would be a quarter of an answer's time."""
    kinds = {"place": "object", "sex": "category", "age_group": "category", "persons": "float64"}
    return pd.read_csv(StringIO(text("ages")), usecols=["year", *kinds], dtype=kinds)


def _positions(column: pd.Series, known: Sequence[str]) -> NDArray[np.int64]:
    """Where each word of a column stands among those that are known. ValueError for another: a defect of ours."""
    found = pd.Index(known).get_indexer(pd.Index(column))
    if (found < 0).any():
        raise ValueError(sorted({*column} - {*known}))
    return np.asarray(found)


@cache
def county_groups(year: int) -> Mapping[str, NDArray[np.float64]]:
    """County -> residents by sex and group of GROUP_NAMES, (sex, group), where its ages add up to its people."""
    return {
        row["place"]: np.array([[float(row[f"{group}_{sex}"] or 0) for group in GROUP_NAMES] for sex in SEXES])
        for row in rows("ages_counties")
        if int(row["year"]) == year and not row["flag"]
    }


@cache
def census_by_year(year: int) -> tuple[tuple[str, ...], People]:
    """Codes of prefectures, provinces and the nation, and their residents by single year of age. [persons]"""
    codes, groups = census_groups(year)
    return codes, split(groups, year)


@dataclass(frozen=True)
class Levels:
    """Births and deaths over those that the nation's rates by age give, (step, place); a step is a year. [ratio]"""

    births: NDArray[np.float64]
    deaths: NDArray[np.float64]


def one_year(
    now: People, origin: int, year: int, births: NDArray[np.float64] | float, deaths: NDArray[np.float64] | float
) -> tuple[People, NDArray[np.float64]]:
    """Residents (..., sex, age) a year after November of `year` if nobody moves, and children born, (...). [persons]

    `births` and `deaths` (...) as in `Levels`: deaths at all ages by the same factor of their force.
    """
    lives, rates, boys = _rates(origin, year)
    kept = lives ** np.asarray(deaths)[..., None, None]
    then = np.empty_like(now)
    then[..., 1:] = now[..., :-1] * kept[..., 1:-1]
    then[..., -1] += now[..., -1] * kept[..., -1]
    female = SEXES.index("female")
    born = births * ((now[..., female, FERTILE] + then[..., female, FERTILE]) / 2 @ rates)
    then[..., 0] = born[..., None] * np.array([boys, 1 - boys]) * kept[..., 0]
    return then, born


def alone(people: People, levels: Levels, origin: int) -> NDArray[np.float64]:
    """Residents if nobody came or went, (year, place, sex, age), from year 0 to the steps of `levels`. [persons]

    Limits: without births nobody is younger than the years gone by; who is born, ages one year a year.
    """
    path = np.empty((len(levels.births) + 1, *people.shape))
    path[0] = people
    for t, each in enumerate(zip(levels.births, levels.deaths, strict=True)):
        path[t + 1] = one_year(path[t], origin, origin + t, *each)[0]
    return path


NATION = "CN"
LATELY = 3
"""Published years that tell how later ones differ from the account: a year of the dragon and the next cancel."""


@cache
def published(indicator: str) -> Mapping[str, Mapping[int, float]]:
    """Place -> year -> `indicator` as published: births or deaths per 1,000 residents, marriages. [1/1,000, 10,000]"""
    values: dict[str, dict[int, float]] = {}
    for row in rows("vital_rates"):
        if row["indicator"] == indicator:
            values.setdefault(row["place"], {})[int(row["year"])] = float(row["value"])
    return values


def known_until() -> int:
    """The last year whose births of the nation are published."""
    return max(published("births_per_thousand")[NATION])


def _rates_by_year(name: str, homes: Sequence[str], size: Values, years: Sequence[int], known: int) -> Grid:
    """Published births or deaths per thousand, (year, home), NaN where nothing is known by `known`.

    The nation's without a figure of its own: the mean of provinces by people (`size`). Births of the year after `known`
    are as many for each marriage of the year before as in the years since the first of `years` that have both.
    """
    rates = published(f"{name}_per_thousand")
    values = np.array([[rates.get(c, {}).get(y, np.nan) if y <= known else np.nan for c in homes] for y in years])
    nation = homes.index(NATION)
    of_provinces = np.delete(values, nation, axis=1) @ np.delete(size, nation) / np.delete(size, nation).sum()
    values[:, nation] = np.where(np.isnan(values[:, nation]), of_provinces, values[:, nation])
    married = published("marriages_ten_thousand").get(NATION, {})
    both = [year for year in years if year <= known and year - 1 in married]
    if name == "births" and known in married and known + 1 in years and both:
        each = np.mean([values[years.index(year), nation] / married[year - 1] for year in both])
        values[years.index(known + 1), nation] = each * married[known]
    return values


@cache
def _over_the_account(origin: int, known: int, until: int, recount: tuple[float, ...]) -> Mapping[str, Grid]:
    """Province, or CN -> births and deaths over those by the nation's rates by age, (births and deaths, step). [ratio]

    A step starts in November and follows what is published by `known` of the next year, ten months of which it has. A
    province without a rate goes on with its newest ratio to the nation; after its own newest rates the nation stays at
    the mean of LATELY steps of births and at the last of deaths. At a past census all steps are as the rates of LATELY
    years before it, births only between provinces, since each census found more children than had been published.
    """
    codes, people = census_by_year(origin)
    homes = [code for code in codes if code.endswith("0000") or code == NATION]
    now = people[[codes.index(code) for code in homes]]
    fertile, nation = fertility_of(homes, origin), homes.index(NATION)
    years = list(range(origin - LATELY + 1, until + 1))
    size = now.sum(axis=(1, 2))
    rates = np.stack([_rates_by_year(name, homes, size, years, known) for name in ("births", "deaths")])
    here = LATELY - 1
    levels = np.ones((2, until - origin, len(homes)))
    past = origin in KNOWN_PERIOD
    for t in range(until - origin):
        then, born = one_year(now, origin, origin + t, fertile, np.ones(len(homes)))
        start, end = now.sum(axis=(1, 2)), then.sum(axis=(1, 2))
        account = 1000 * np.stack([born, start + born - end]) / ((start + end) / 2)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # a province without any rate
            seen = np.nanmean(rates[:, : here + 1], axis=1) if past else rates[:, here + t + 1]
        own = seen / account
        lately = (
            np.array([levels[0, max(t - LATELY, 0) : t, nation].mean(), levels[1, t - 1, nation]]) if t else np.ones(2)
        )
        all_of = np.where(np.isfinite(own[:, nation]), own[:, nation], lately)[:, None]
        before = levels[:, t - 1] / levels[:, t - 1, [nation]] if t else np.ones_like(own)
        levels[:, t] = np.where(np.isfinite(own), own, all_of * before)
        if past:
            levels[0, 0] /= np.delete(born * levels[0, 0], nation).sum() / np.delete(born, nation).sum()
            levels[0, 0, nation] = 1.0
            levels[:] = levels[:, [0]]
            break
        now = one_year(now, origin, origin + t, fertile * levels[0, t], levels[1, t])[0]
        now = now * np.exp(recount or 0.0)
    return {code: levels[:, :, at] for at, code in enumerate(homes)}


def levels_of(
    codes: Sequence[str], origin: int, until: int, known: int | None = None, recount: tuple[float, ...] = ()
) -> Levels:
    """Births and deaths of places from the census `origin` to `until` over those by the nation's rates by age.

    Births: as counted in children of 0 to 4 of the place (`fertility_of`), and as published of its province; deaths as
    of its province. `known`: the last year whose figures are used, all if None; at a past census none is later.
    """
    last = origin if origin in KNOWN_PERIOD else known_until() if known is None else known
    found = _over_the_account(origin, last, until, recount)
    of_home = np.stack(
        [found.get(code if code == NATION else f"{code[:2]}0000", found[NATION]) for code in codes], axis=2
    )
    return Levels(fertility_of(codes, origin) * of_home[0], of_home[1])


def fertility_of(codes: Sequence[str], year: int) -> Values:
    """Births over what the nation's rates would give, (place,), as counted in children of 0 to 4; 1 where not counted.

    [ratio]
    """
    index = fertility(year)
    return np.array([index.get(code, 1.0) for code in codes])
