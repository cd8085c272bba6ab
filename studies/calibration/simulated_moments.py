"""What a simulated past must look like: each moment by name, one function for data and simulation, and its target."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from io import StringIO

import numpy as np
from numpy.typing import NDArray

from relode import shipped_tables
from relode.places import TYPES
from studies.calibration import NoAnswer, budgets
from studies.calibration import moment_functions as of
from studies.calibration.observed import Observed, resampled

DRAWS = 400
"""Draws of provinces behind the covariance: a standard error moves by about 4 % between seeds."""
NATIONAL: Mapping[str, float] = {"national_mining_jobs_2002_2007": 0.15}
"""Moments of the nation, which drawing provinces again does not move -> standard error, an assumption: the national
tables estimate jobs by sector, each year taken to be known to a tenth."""
MOST_FAILED = 0.05
"""Share of the draws that may miss a moment, for lack of places of a kind."""

Function = Callable[[Observed], float]


@dataclass(frozen=True)
class Moment:
    """A moment of the shipped past. `earlier` and `earlier_sd` are of an earlier estimate on nearly the same data.

    `sd` is what calibration uses: the larger of the standard error (provinces drawn again) and the earlier standard
    deviation, which had been widened by what other specifications gave. Outcomes of `first_year` to `last_year` enter.
    """

    name: str
    number: str
    target: float
    standard_error: float
    sd: float
    earlier: float | None
    earlier_sd: float | None
    first_year: int
    last_year: int
    sources: tuple[str, ...]


def _each(function: Callable[..., float], name: str, kinds: Sequence[str]) -> Iterator[tuple[str, Function]]:
    for kind in kinds:
        yield f"{name}_{kind}", partial(function, kind=kind)


def _growth(first: int, last: int) -> Iterator[tuple[str, Function]]:
    window = f"{first}_{last}"
    yield f"growth_persistence_{window}", partial(of.relative_growth_persistence, first=first, last=last)
    for group, label in enumerate(("low", "middle", "high")):
        yield f"growth_sd_{label}_mining_{window}", partial(of.relative_growth_sd, first=first, last=last, group=group)
    yield f"growth_province_share_{window}", partial(of.province_variance_share, first=first, last=last)


def _ratio(past: Observed, kind: str) -> float:
    return float(budgets.revenue_over_output(past, kind).coefficients[0])


coal = of.coal_change
price = of.price_response

MOMENTS: Mapping[str, Function] = {
    "gdp_coal_2015": partial(coal, name="gdp_real", start=2011, end=2015),
    "gdp_coal_2019": partial(coal, name="gdp_real", start=2011, end=2019),
    "gdp_price_2004_2019": partial(price, name="gdp_real", first=2004, last=2019),
    "gdp_price_2004_2013": partial(price, name="gdp_real", first=2004, last=2013),
    "secondary_coal_2015": partial(coal, name="value_added_secondary", start=2011, end=2015),
    "secondary_coal_recovery_2018": partial(of.coal_recovery, start=2011, trough=2016, end=2018),
    "secondary_share_coal_2015": partial(of.coal_share_change, start=2011, end=2015),
    "wage_coal_2015": partial(coal, name="average_wage", start=2011, end=2015),
    "investment_coal_2015": partial(coal, name="fixed_capital_formation", start=2011, end=2015),
    "tertiary_coal_2016": partial(coal, name="value_added_tertiary", start=2011, end=2016),
    "tertiary_coal_2019": partial(coal, name="value_added_tertiary", start=2011, end=2019),
    "employment_price_2007_2018": partial(price, name="employment_total", first=2007, last=2018),
    **dict(_each(of.mining_jobs_change, "mining_jobs", ("declining", "mature", "growing"))),
    "national_mining_jobs_2002_2007": partial(of.national_mining_jobs_change, start=2002, end=2007),
    "local_jobs_per_mining_job": partial(of.jobs_per_mining_job, name="local_service_jobs"),
    "other_jobs_per_mining_job": partial(of.jobs_per_mining_job, name="other_jobs"),
    "population_price": of.population_price_response,
    **dict(_each(of.population_type_gap, "population_gap", TYPES)),
    "population_on_income": of.population_on_income,
    "house_price_on_population_shrinking": partial(of.house_price_on_population, shrinks=True, start=2017, end=2023),
    "house_price_on_population_growing": partial(of.house_price_on_population, shrinks=False, start=2017, end=2023),
    "house_price_price_2016_2021": partial(price, name="house_price", first=2016, last=2021, largest=of.LARGEST_JUMP),
    **dict(_growth(2014, 2019)),
    **dict(_growth(2004, 2013)),
    **dict(_each(partial(of.type_growth_gap, start=2013, end=2019), "gdp_gap", TYPES)),
    "mean_growth_2014_2019": partial(of.mean_growth, start=2013, end=2019),
    "convergence_2003_2013": partial(of.convergence, start=2003, end=2013, per_head=False),
    "convergence_2010_2019": partial(of.convergence, start=2010, end=2019, per_head=False),
    "convergence_per_head_2010_2020": partial(of.convergence, start=2010, end=2020, per_head=True),
    "mining_share_slope": of.mining_share_slope,
    "mining_share_spread": of.mining_share_spread,
    **dict(_each(of.coal_capacity_change, "coal_capacity", ("declining", "mature", "growing"))),
    **dict(_each(_ratio, "revenue_over_output", TYPES)),
    "revenue_growth_on_output": lambda past: float(budgets.revenue_growth(past).coefficients[0]),
    "expenditure_growth_on_revenue": lambda past: float(budgets.expenditure_growth(past).coefficients[0]),
    "migration_distance": of.migration_distance,
}
"""Name -> the function that gives it. In names, "coal" is the response to coal times mining share since 2011, "price"
that to the price of what is mined times mining share."""


@cache
def moments() -> Mapping[str, Moment]:
    """The shipped targets by name.

    Example:
        >>> "migration_distance" in rl.calibration.moments()
        True
    """
    table = shipped_tables.rows("relode.calibration", "moments")
    return {row["name"]: _moment(row) for row in table}


def allowed(origin: int) -> tuple[str, ...]:
    """The moments whose outcomes were all known at `origin`.

    Example:
        >>> rl.calibration.allowed(2010)
        ('national_mining_jobs_2002_2007', 'migration_distance')
    """
    return tuple(name for name, moment in moments().items() if moment.last_year <= origin)


def computed(past: Observed, names: Sequence[str] = tuple(MOMENTS)) -> NDArray[np.float64]:
    """The moments `names` of a record, observed or simulated, (moment,), each in its own unit.

    Raises NoAnswer where a regression has nothing to go by.
    """
    return np.array([MOMENTS[name](past) for name in names])


def bootstrap(past: Observed, draws: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """All moments of records whose provinces were drawn again with replacement, (draw, moment). Each in its own unit.

    Draws in which a moment cannot be computed are left out. Raises NoAnswer where these are more than one in twenty.
    """
    count = int(past.province_index.max()) + 1
    values = []
    for _ in range(draws):
        try:
            values.append(computed(resampled(past, rng.integers(count, size=count).tolist())))
        except NoAnswer:
            continue
    if len(values) < (1 - MOST_FAILED) * draws:
        raise NoAnswer(f"moments fail in {draws - len(values)} of {draws} draws of provinces")
    return np.stack(values)


@cache
def covariance() -> NDArray[np.float64]:
    """The shipped covariance of all moments in the order of MOMENTS, (moment, moment), in the units of both.

    Raises ValueError if the table holds other moments.
    """
    table = list(csv.reader(StringIO(shipped_tables.text("relode.calibration", "moments_covariance"))))
    if tuple(table[0][1:]) != tuple(MOMENTS):
        raise ValueError("moments_covariance.csv holds other moments")
    return np.array([row[1:] for row in table[1:]], dtype=np.float64)


def _moment(row: Mapping[str, str]) -> Moment:
    return Moment(
        name=row["name"],
        number=row["number"],
        target=float(row["target"]),
        standard_error=float(row["standard_error"]),
        sd=float(row["sd"]),
        earlier=float(row["earlier"]) if row["earlier"] else None,
        earlier_sd=float(row["earlier_sd"]) if row["earlier_sd"] else None,
        first_year=int(row["first_year"]),
        last_year=int(row["last_year"]),
        sources=tuple(row["source"].split(";")),
    )
