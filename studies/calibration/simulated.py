"""A simulated past in the form of the observed one, so that one function gives a moment of both."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import jax.numpy as jnp
import numpy as np
from jax import Array

from relode.arrays import Values
from relode.calibration.prices import PRICED, log_real_kind_price
from relode.model import quantities, simulate
from relode.model.futures import Futures, blocks, lengthened
from relode.model.opening.opening_state import REST
from relode.model.opening.opening_world import World
from relode.model.opening.tables import COMMODITIES
from relode.model.quantities import PERSONS
from relode.model.quantities import YUAN_PER_M2 as YUAN
from relode.model.results import levers_of
from relode.model.sector_list import EXTRACTION, FARMING, LOCAL_SERVICES, PUBLIC, SECTORS
from relode.model.state import Flows, State
from studies.calibration.observed import GRIDS, Observed

SECONDARY = tuple(SECTORS.index(name) for name in quantities.SECONDARY)
TERTIARY = (LOCAL_SERVICES, SECTORS.index("tradable_services"), PUBLIC)
LONGEST = 12
"""Years of the longest run that stands in for a past. Every run has as many: one program serves all."""


@dataclass(frozen=True)
class Paths:
    """Yearly figures of a simulated run: field of the record -> (future, year, place), and the price change there."""

    opening_year: int
    codes: tuple[str, ...]
    fields: Mapping[str, Values]
    price_change: Values

    def record(self, past: Observed, future: int, first_year: int) -> Observed:
        """The record of one future whose opening is called `first_year`; what is older is the past's own.

        `first_year` other than the opening's lets a run stand in for a window of the same length in another decade.
        """
        known = {code: i for i, code in enumerate(past.codes)}
        at = [known[code] for code in self.codes]
        begin = past.years.index(first_year)
        years = min(self.price_change.shape[1], len(past.years) - begin)
        grids = {name: getattr(past, name)[at] for name in GRIDS}
        for name, values in {**self.fields, "price_change": self.price_change}.items():
            # A stand-in for another decade does not follow on what was there before.
            grids[name][:, begin if first_year == self.opening_year else 0 :] = np.nan
            grids[name][:, begin : begin + years] = values[future, :years].T
        national = np.full(len(past.years), np.nan)
        national[begin : begin + years] = grids["mining_jobs"][:, begin : begin + years].sum(axis=0)
        grids["secondary_share"] = grids["value_added_secondary"] / grids["gdp_nominal"]
        for name in ("mining_share", "population", "age_60_plus_share", "college_share"):
            # Exposure and controls are the past's own where the run does not reach the census of 2010.
            census = past.years.index(2010)
            if begin != census:
                grids[name][:, census] = getattr(past, name)[at, census]
        return replace(
            past,
            codes=self.codes,
            provinces=tuple(past.provinces[i] for i in at),
            types=tuple(past.types[i] for i in at),
            is_coal=past.is_coal[at],
            national_mining_jobs=national,
            **grids,
        )


def simulated(futures: Futures, past: Observed) -> Paths:
    """Run the whole system in every future and keep what moments need, of the places that `past` has."""
    world = futures.world
    longer = lengthened(futures, LONGEST)
    nothing = levers_of({}, len(longer.years), len(world.codes))
    runs: list[dict[str, Values]] = []
    for observed, params, exogenous, _ in blocks(longer):
        block = simulate.paths(observed, params, nothing, exogenous, world.links, _fields)
        runs.append({name: np.asarray(array) for name, array in block.items()})
    known = [i for i, code in enumerate(world.codes) if code != REST and code in past.codes]
    fields = {
        name: np.concatenate([b[name] for b in runs])[: futures.count, : len(futures.years), known] for name in runs[0]
    }
    weights = np.asarray(world.observed.commodity_weight)[:, known]
    log_price = np.asarray(futures.exogenous.log_price) @ weights
    change = np.diff(log_price, axis=1, prepend=log_price[:, :1])
    return Paths(world.year, tuple(world.codes[i] for i in known), fields, change)


def given_paths(futures: Futures, past: Observed, first_year: int | None = None) -> Futures:
    """The same futures under the prices that were paid, and the mean growth that was, from the opening year on.

    With `first_year`, those from that year on: a run then stands in for another decade. Kinds without a published
    price keep their drawn paths.
    """
    first_year = futures.years[0] if first_year is None else first_year
    years = tuple(range(first_year, first_year + len(futures.years)))
    prices = np.array(futures.exogenous.log_price)
    for kind in PRICED:
        series = log_real_kind_price(kind)
        if all(year in series for year in years):
            path = np.array([series[year] for year in years])
            prices[:, :, COMMODITIES.index(kind)] = path - path[0]
    steps = _mean_growth(past, futures.world, years)
    steps = np.append(steps, steps[-1])  # growth after the last year is not looked at
    income = np.concatenate([[0.0], np.cumsum(steps[:-1])])
    wide = np.broadcast_to(steps, (futures.count, len(years)))
    exogenous = replace(
        futures.exogenous,
        log_price=jnp.asarray(prices),
        national_growth=jnp.asarray(wide),
        sector_growth=jnp.asarray(np.repeat(wide[:, :, None], len(SECTORS), axis=2)),
        log_national_income=jnp.asarray(np.broadcast_to(income, wide.shape)),
    )
    return replace(futures, exogenous=exogenous)


def _mean_growth(past: Observed, world: World, years: tuple[int, ...]) -> Values:
    """Mean log growth of the places from each year to the next; beyond the last figures that of the year before."""
    at = [past.codes.index(code) for code in world.codes if code in past.codes]
    steps: list[float] = []
    for a, b in pairwise(years):
        change = past.change("gdp_real", a, b)[at]
        steps.append(float(np.nanmean(change)) if np.isfinite(change).any() else steps[-1])
    return np.array(steps)


def _fields(state: State, flows: Flows) -> dict[str, Array]:
    jobs, value = flows.employment, flows.value_added
    return {
        "gdp_real": flows.gdp_real,
        "gdp_nominal": flows.gross_domestic_product,
        "value_added_secondary": value[jnp.array(SECONDARY)].sum(axis=0),
        "value_added_tertiary": value[jnp.array(TERTIARY)].sum(axis=0),
        "average_wage": flows.wage * YUAN,
        "employment_total": jobs.sum(axis=0) * PERSONS,
        "fixed_capital_formation": flows.total_investment,
        "population": state.people.sum(axis=0) * PERSONS,
        "mining_share": jobs[EXTRACTION] / jobs.sum(axis=0),
        "mining_jobs": jobs[EXTRACTION] * PERSONS,
        "other_jobs": (jobs.sum(axis=0) - jobs[EXTRACTION] - jobs[FARMING]) * PERSONS,
        "local_service_jobs": jobs[LOCAL_SERVICES] * PERSONS,
        "house_price": flows.house_price * YUAN,
        "coal_capacity": state.extraction_capacity,
        "budget_revenue": flows.revenue,
        "budget_expenditure": flows.service_spending + flows.public_investment,
    }
