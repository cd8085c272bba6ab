"""What may happen to a place of the user's own country: its tables ahead, scored on their own past, and nothing else.

Nothing here rests on another country, but for how often bands from two counts held where there is no third: that is
told of Chinese places, whose censuses are the only ones that ship.
"""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from scipy.special import ndtri

from relode.arrays import Grid, Values
from relode.country.accounts import CountryQuantity
from relode.country.facts import Country
from relode.country.series import all_series
from relode.language import Bilingual
from relode.outlook.forecasters.table_ahead import CensusScore, PastScore, from_counts, from_years
from relode.places import Place
from relode.record import Doc, Record
from relode.shipped_tables import rows
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
