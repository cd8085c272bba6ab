"""The simulator on a country of the user's own: uncalibrated, scored on that country's past, not to act upon."""

import numpy as np

from relode.arrays import Values
from relode.calibration.draws import draw_futures
from relode.country.facts import Country
from relode.country.opening import CountryWorld, country_world, world_with
from relode.country.records import CountrySimulation, SimulatorScore
from relode.country.series import over_places
from relode.errors import RelodeError
from relode.horizon import OPENING_YEAR
from relode.model.futures import Futures
from relode.model.results import system
from relode.outlook.forecasters.table_ahead import skill_of
from relode.places import Place
from relode.plan.making.own_currency import own_unit
from relode.plan.making.plan_records import Course
from relode.plan.trials.stage import BANDS
from relode.usual import SEED
from relode.vocabulary import quantity

FUTURES, YEARS = 64, 15
SCORED_FUTURES, SCORED_YEARS = 16, 5
SHOWN = ("population", "employment", "mining_employment", "unemployment_rate", "gdp_real")
SCORED = ("population", "employment")


def country_simulation(country: Country, place: Place, seed: int = SEED) -> CountrySimulation:
    """The place in FUTURES futures of its country.

    Raises RelodeError with what an opening needs and does not have, and for a place outside it.
    """
    world = world_with(country, place)
    futures = country_futures(world, FUTURES, YEARS, seed)
    table = system(futures, SHOWN, only=place.code).table.isel(place=0)
    paths = []
    for name in SHOWN:
        scale = 1 / world.money if name == "gdp_real" else 1.0
        ends = np.quantile(table[name].to_numpy() * scale, list(BANDS.values()), axis=0)
        told = {band: tuple(row.tolist()) for band, row in zip(BANDS, ends, strict=True)}
        paths.append(Course(name, own_unit(quantity(name).unit), futures.years, told))
    return CountrySimulation(
        **world.opened(place),
        futures=FUTURES,
        paths=tuple(paths),
        scores=_scores(country, world.year, seed),
    )


def country_futures(world: CountryWorld, count: int, years: int, seed: int) -> Futures:
    """Futures with China's posterior of 2020, or the priors in a build without it."""
    return draw_futures(world.world, count, years, seed, fitted=OPENING_YEAR)


def _scores(country: Country, year: int, seed: int) -> tuple[SimulatorScore, ...]:
    """Opened SCORED_YEARS before the newest year: what came is not seen by the opening."""
    try:
        earlier = country_world(country, before=SCORED_YEARS)
    except RelodeError:
        return ()
    table = system(country_futures(earlier, SCORED_FUTURES, SCORED_YEARS, seed), SCORED).table
    at = {each.code: i for i, each in enumerate(country.places)}
    rows = [at[str(code)] for code in table["place"].to_numpy()]
    regions = np.array([country.places[i].province or country.places[i].code for i in rows])
    scores = []
    for name in SCORED:
        median = np.median(table[name].to_numpy(), axis=0)
        then, now = (_observed(country, name, each)[rows] for each in (earlier.year, year))
        known = (then > 0) & (now > 0)
        change = np.log(now[known] / then[known])
        missed = np.abs(np.log(median[-1] / median[0])[known] - change)
        score, ends, _ = skill_of(missed, np.abs(change), regions[known], seed)
        sizes = float(missed.mean()), float(np.abs(change).mean())
        scores.append(SimulatorScore(name, earlier.year, SCORED_YEARS, *sizes, score, ends))
    return tuple(scores)


def _observed(country: Country, name: str, year: int) -> Values:
    """People or jobs of all places in a year, (place,). [persons]"""
    if name == "employment":
        return over_places(country, name).sel(year=year).sum("industry", skipna=False).to_numpy()
    return country.values[name][:, country.years.index(year)]
