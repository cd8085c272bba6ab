"""What may happen to a place of the user's own country: its tables ahead, scored on their own past, and nothing else.

Nothing here rests on another country, but for how often bands from two counts held where there is no third: that is
told of Chinese places, whose censuses are the only ones that ship.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np
from scipy.special import ndtri

from relode.arrays import Grid, Values
from relode.country.accounts import CountryQuantity
from relode.country.facts import Country, all_series
from relode.errors import NoVerdict, RelodeError
from relode.language import LANGUAGES, Bilingual, say
from relode.needs import Needs, OwnCells, Service
from relode.needs.own_cells import Count
from relode.needs.reckoning import TOLD, reckoned
from relode.outlook.forecasters.table_ahead import CensusScore, PastScore, from_counts, from_years
from relode.outlook.people_by_age.age_futures import FUTURES, AgeFutures
from relode.outlook.people_by_age.counted_cohorts import CountedAges, carried_on, missed
from relode.outlook.people_by_age.single_years import AGES
from relode.places import Place
from relode.record import Doc, Record
from relode.shipped_tables import rows
from relode.streams import stream
from relode.usual import SEED

FEWEST_YEARS, FEWEST_PLACES = 5, 10
NORMAL_90 = float(ndtri(0.95))
WIDEST = 100.0
"""An end of a band whose logarithm is beyond this says nothing; figures above 1e30, of which it is 69, are refused."""
PEOPLE = {"of": "population", "gap": "10"}
"""The row of `census_bands` whose figures are of censuses; the others are yearly series seen every so many years."""


@dataclass(frozen=True)
class CountryForecast(Record):
    """One quantity ahead. Years after `scored_until` lie beyond what any past origin could score."""

    quantity: Annotated[str, Doc("name of the quantity")]
    label: Annotated[Bilingual, Doc("its label")]
    origin: Annotated[int, Doc("year of the newest figure", "year")]
    opening: Annotated[float, Doc("that figure, in the unit of the user's table times its scale")]
    method: Annotated[str, Doc("the rule that missed by least in the past, pooled with that it stays")]
    still: Annotated[float, Doc("weight of that it stays in the last scored year", "share")]
    past_years: Annotated[tuple[int, ...], Doc("years without a gap up to the origin, or counts", "year", shape="year")]
    past: Annotated[tuple[float, ...], Doc("figures of these years, unit of the opening", shape="year")]
    years: Annotated[tuple[int, ...], Doc("years ahead", "year", shape="year")]
    p05: Annotated[tuple[float, ...], Doc("lower end of the 90 % band, unit of the opening", shape="year")]
    median: Annotated[tuple[float, ...], Doc("median, unit of the opening", shape="year")]
    p95: Annotated[tuple[float, ...], Doc("upper end of the 90 % band, unit of the opening", shape="year")]
    scored_until: Annotated[int, Doc("last year whose horizon was scored", "year")]
    chance_of_fall: Annotated[float, Doc("chance that the last scored year lies below the opening", "share")]
    places: Annotated[int, Doc("places with all years, from which the rules learn", "count")]
    score: Annotated[PastScore | None, Doc("how such forecasts did, null where they rest on two counts")]
    census: Annotated[CensusScore | None, Doc("how bands from two counts did, null where there are yearly figures")] = (
        None
    )

    def at(self, year: int, score: Values) -> Values:
        """What a year may bring at normal scores, (future,), whose 5 and 95 % are the ends of the band.

        In the unit of the opening.
        """
        at = self.years.index(year)
        share, middle = score / NORMAL_90, self.median[at]
        end = np.where(share < 0, self.p05[at], self.p95[at])
        return np.asarray(middle * (end / middle) ** np.abs(share))


@dataclass(frozen=True)
class NoForecast(Record):
    """A quantity that cannot be forecast."""

    quantity: Annotated[str, Doc("name of the quantity")]
    label: Annotated[Bilingual, Doc("its label")]
    reason: Annotated[str, Doc("few_years, few_places, one_census, no_figure or too_wide")]


@dataclass(frozen=True)
class CountryOutlook(Record):
    """What may happen, quantity by quantity."""

    forecasts: Annotated[tuple[CountryForecast, ...], Doc("what can be forecast", shape="quantity")]
    missing: Annotated[tuple[NoForecast, ...], Doc("what cannot", shape="quantity")]


def country_outlook(country: Country, place: Place, seed: int = SEED) -> CountryOutlook:
    """Every quantity of the accounts, and what the counts add up to, ahead for a place of the country."""
    forecasts: list[CountryForecast] = []
    missing: list[NoForecast] = []
    for meant, years, grid in all_series(country):
        made = _forecast(country, meant, years, grid, country.row(place), seed)
        if isinstance(made, CountryForecast):
            forecasts.append(made)
        else:
            missing.append(made)
    return CountryOutlook(tuple(forecasts), tuple(missing))


def _forecast(
    country: Country, meant: CountryQuantity, years: tuple[int, ...], grid: Grid, row: int, seed: int
) -> CountryForecast | NoForecast:
    levels = meant.levels(grid)
    at = np.flatnonzero(np.isfinite(levels[row]))
    if not len(at):
        return NoForecast(meant.name, meant.label, "no_figure")
    if not meant.census:  # the years without a gap up to the newest figure
        gaps = np.flatnonzero(np.diff([years[column] for column in at]) != 1)
        at = at[gaps[-1] + 1 :] if len(gaps) else at
    if len(at) < (2 if meant.census else FEWEST_YEARS):
        return NoForecast(meant.name, meant.label, "one_census" if meant.census else "few_years")
    kept = np.flatnonzero(np.isfinite(levels[:, at]).all(axis=1))
    if len(kept) < FEWEST_PLACES:
        return NoForecast(meant.name, meant.label, "few_places")
    table, known = levels[np.ix_(kept, at)], tuple(years[column] for column in at)
    if meant.census:
        ahead = from_counts(table, known)
    else:
        regions = np.array([place.province or place.code for place in country.places])[kept]
        ahead = from_years(table, regions, int(np.searchsorted(kept, row)), known, seed)
    ends = levels[row, at[-1]] + ahead.ends
    if not np.abs(ends[[0, -1]]).max() < (WIDEST if meant.logarithm else np.exp(WIDEST)):
        return NoForecast(meant.name, meant.label, "too_wide")
    low, median, high = (tuple(each.tolist()) for each in (np.exp(ends) if meant.logarithm else ends))
    return CountryForecast(
        quantity=meant.name,
        label=meant.label,
        origin=known[-1],
        opening=float(grid[row, at[-1]]),
        method=ahead.method,
        still=ahead.still,
        past_years=known,
        past=tuple(grid[row, at].tolist()),
        years=tuple(range(known[-1] + 1, known[-1] + ends.shape[1] + 1)),
        p05=low,
        median=median,
        p95=high,
        scored_until=known[-1] + ahead.scored,
        chance_of_fall=ahead.fall,
        places=len(kept),
        score=ahead.score,
        census=ahead.census or (_score_of_china(known) if meant.census else None),
    )


def _score_of_china(counted: tuple[int, ...]) -> CensusScore:
    """How bands from the censuses of 2000 and 2010 held people of Chinese places in 2020."""
    table = rows("relode.country", "census_bands")
    (people,) = (row for row in table if PEOPLE.items() <= row.items())
    held, low, high = (float(people[name]) for name in ("held", "held_p05", "held_p95"))
    least = min(float(row["held"]) for row in table)
    return CensusScore(counted, False, held, (low, high), int(people["places"]), least)


RESIDENTS = "population"
SOURCES = ("own_table",)


def country_needs(country: Country, place: Place, seed: int = SEED) -> Needs:
    """What the services of the country's norms need at a place, beside what is there.

    Raises RelodeError where ages or norms are not given, NoVerdict where people of the place cannot be forecast.
    """
    if country.ages is None or not country.services:
        raise RelodeError("country.no_needs")
    forecasts = country_outlook(country, place, seed).forecasts
    people = next((each for each in forecasts if each.quantity == RESIDENTS), None)
    if people is None:
        raise NoVerdict("country.no_people_ahead", place=place.name_en)
    ahead = age_futures(country.ages, place, people, country.figures(place, RESIDENTS), seed)
    there = country.capacity.get(place.code, {})
    services = tuple(_with_note(service, there.get(service.key), ahead.years[0]) for service in country.services)
    found = reckoned(place, ahead, services, OwnCells(there=there), min(TOLD, people.scored_until, ahead.years[-1]))
    return replace(found, tags=(*found.tags, "own_norms"))


def _with_note(service: Service, count: Count | None, since: int) -> Service:
    """The service, saying where its count is older than the ages: what is used of it today is not known then."""
    if count is None or count.year >= since:
        return service
    texts = (say("country.old_count", language, year=count.year, since=since) for language in LANGUAGES)
    return replace(service, note=Bilingual(*texts))


def age_futures(
    ages: CountedAges, place: Place, people: CountryForecast, counted: Mapping[int, float], seed: int
) -> AgeFutures:
    """Ages of a place in FUTURES equally likely futures, from its last count to the last year of `people`.

    `counted`: people of years that are counted. What ages miss is what another place's cohorts, and its births, missed
    the nation's change by between the last two counts, growing with the root of the years. Raises NoVerdict where the
    outlook of people ends before the count of ages.
    """
    first, last = ages.years[-1], people.years[-1]
    if place.code not in ages.places or last <= first:
        raise NoVerdict("country.no_ages_here", place=place.name_en, first=first, last=last)
    years, at = tuple(range(first, last + 1)), ages.places.index(place.code)
    expected = carried_on(ages, last - first)[:, at]
    gap, (apart, births) = ages.years[-1] - ages.years[-2], missed(ages)
    rng = stream("country_ages", seed)
    drawn = rng.integers(0, len(ages.places), FUTURES)
    score = rng.permutation(ndtri((np.arange(FUTURES) + 0.5) / FUTURES))
    result = np.empty((FUTURES, len(years), 1, AGES))
    for t, year in enumerate(years):
        grown = np.sqrt(t / gap)
        noise = apart[drawn] * grown
        noise[:, : min(t, AGES)] = (births[drawn] * grown)[:, None]
        future = expected[t] * np.exp(noise)
        known = np.full(FUTURES, counted.get(year, expected[t].sum()))
        total = people.at(year, score) if year in people.years else known
        result[:, t, 0] = future * (total / future.sum(axis=1))[:, None]
    return AgeFutures(place, years, result, expected[:, None], result.sum(axis=(2, 3)), SOURCES, first)
