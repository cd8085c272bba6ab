"""The regressions behind the moments: each takes a record, observed or simulated, and gives one number."""

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Vector
from relode.outlook.one_future.observed_series import EXPOSURE_STEPS
from studies.calibration import NoAnswer
from studies.calibration.migration import gravity
from studies.calibration.observed import Observed, logarithm
from studies.calibration.regression import Regression, least_squares, within
from studies.outlook.backcast import MINING_LIMIT

LAGS = 4
"""Years over which the response to a price change is added up: the year itself and three more."""
MINES = 0.01
"""Mining share of jobs in 2010 from which a place counts as one that mines."""
LARGEST_JUMP = 0.6
"""House prices are asking prices of few listings: larger yearly changes of their logarithm are left out."""
CENSUS_YEARS = 10


def coal_change(past: Observed, name: str, start: int, end: int) -> float:
    """Change of ln `name` from `start` to `end` a unit of mining share, in coal places.

    Beside it the mining share of other places, and an effect of each province.
    """
    return float(_by_exposure(past, past.change(name, start, end)).coefficients[0])


def coal_share_change(past: Observed, start: int, end: int) -> float:
    """The same for the secondary share itself. [share a unit of mining share]"""
    change = past.at("secondary_share", end) - past.at("secondary_share", start)
    return float(_by_exposure(past, change).coefficients[0])


def coal_recovery(past: Observed, start: int, trough: int, end: int) -> float:
    """What is left at `end` of the gap in secondary value added at `trough`, both against `start`. [ratio]"""
    name = "value_added_secondary"
    return coal_change(past, name, start, end) / coal_change(past, name, start, trough)


def price_response(past: Observed, name: str, first: int, last: int, largest: float = np.inf) -> float:
    """Sum over four years of the response of ln `name` to the price change times mining share.

    Yearly changes with effects of each place and each province and year; `largest` change kept.
    """
    years = range(first, last + 1)
    exposure = _exposure(past)
    grids = [past.changes(name, first, last)]
    grids += [
        exposure[:, None] * np.column_stack([past.at("price_change", year - lag) for year in years])
        for lag in range(LAGS)
    ]
    place, year = (np.indices(grids[0].shape)[axis] for axis in (0, 1))
    known = np.isfinite(grids).all(axis=0) & (np.abs(grids[0]) <= largest)
    province_year = past.province_index[place] * len(years) + year
    table = np.stack([grid[known] for grid in grids], axis=1)
    regression = least_squares(
        table[:, 0], table[:, 1:], (place[known], province_year[known]), past.province_index[place][known]
    )
    return regression.total()[0]


def mining_jobs_change(past: Observed, kind: str) -> float:
    """Mean change of ln mining jobs 2010-2020 in places of one type that mine."""
    among = past.is_type(kind) & (_exposure(past) > MINES)
    return _mean(past.change("mining_jobs", 2010, 2020)[among])


def national_mining_jobs_change(past: Observed, start: int, end: int) -> float:
    """Change of ln mining jobs of the nation: in a simulated past of all its places together."""
    years = past.years.index(start), past.years.index(end)
    before, after = (past.national_mining_jobs[year] for year in years)
    return _mean(np.log([after / before]))


def jobs_per_mining_job(past: Observed, name: str) -> float:
    """Other jobs gained for each mining job gained 2010-2020, within provinces."""
    base = past.at("mining_jobs", 2010) / past.at("mining_share", 2010)
    gained = [(past.at(field, 2020) - past.at(field, 2010)) / base for field in (name, "mining_jobs")]
    return float(_within_provinces(past, gained[0], gained[1][:, None]).coefficients[0])


def population_price_response(past: Observed) -> float:
    """Change of ln population 2010-2020 on mining share times the price of 2013-2019 against 2008-2012."""
    level = np.nancumsum(past.price_change, axis=1)
    years = np.array(past.years)
    later, before = (level[:, (years >= a) & (years <= b)].mean(axis=1) for a, b in ((2013, 2019), (2008, 2012)))
    column = _exposure(past) * (later - before)
    return float(_within_provinces(past, past.change("population", 2010, 2020), column[:, None]).coefficients[0])


def population_type_gap(past: Observed, kind: str) -> float:
    """Gap of ln population change 2010-2020 of a type to places of its province that are not listed, all else equal.

    All else: the change 2000-2010, income, size, age and schooling in 2010.
    """
    kinds = ("growing", "mature", "declining", "regenerating")
    controls = [
        past.change("population", 2000, 2010),
        _income(past, 2010),
        logarithm(past.at("population", 2010)),
        past.at("age_60_plus_share", 2010),
        past.at("college_share", 2010),
    ]
    columns = np.column_stack([*(past.is_type(each).astype(float) for each in kinds), *controls])
    regression = _within_provinces(past, past.change("population", 2010, 2020), columns)
    return float(regression.coefficients[kinds.index(kind)])


def population_on_income(past: Observed) -> float:
    """Change of ln population 2010-2020 on ln output per head of 2010, within provinces."""
    regression = _within_provinces(past, past.change("population", 2010, 2020), _income(past, 2010)[:, None])
    return float(regression.coefficients[0])


def house_price_on_population(past: Observed, shrinks: bool, start: int, end: int) -> float:
    """Change of ln house price on that of ln population 2010-2020, in places that shrink or in those that grow.

    Beside it the starting price, income, size and schooling, and an effect of each province.
    """
    people = past.change("population", 2010, 2020)
    controls = [
        logarithm(past.at("house_price", start)),
        _income(past, 2010),
        logarithm(past.at("population", 2010)),
        past.at("college_share", 2010),
    ]
    columns = np.column_stack([np.minimum(people, 0), np.maximum(people, 0), *controls])
    change = past.change("house_price", start, end)
    return float(_within_provinces(past, change, columns).coefficients[0 if shrinks else 1])


def relative_growth_persistence(past: Observed, first: int, last: int) -> float:
    """AR(1) of yearly growth relative to the mean of all places, pooled, years `first` to `last`."""
    before, after = _relative_growth(past, first - 1, last - 1), _relative_growth(past, first, last)
    known = np.isfinite(before) & np.isfinite(after)
    return float((before[known] @ after[known]) / (before[known] @ before[known]))


def relative_growth_sd(past: Observed, first: int, last: int, group: int) -> float:
    """Standard deviation of yearly relative growth among places with mining below 1 %, 1 to 5 %, above 5 % of jobs."""
    among = np.digitize(_exposure(past), EXPOSURE_STEPS) == group
    return float(np.nanstd(_relative_growth(past, first, last)[among & np.isfinite(_exposure(past))]))


def province_variance_share(past: Observed, first: int, last: int) -> float:
    """Share of the variance of yearly relative growth that provinces share. [0-1]"""
    growth = _relative_growth(past, first, last)
    place, year = np.nonzero(np.isfinite(growth))
    values = growth[place, year]
    groups = past.province_index[place] * growth.shape[1] + year
    return float(1 - within(values[:, None], (groups,)).var() / values.var())


def type_growth_gap(past: Observed, kind: str, start: int, end: int) -> float:
    """Mean deviation of ln real output change of a type from the mean of its province."""
    change = past.change("gdp_real", start, end)
    known = np.isfinite(change)
    deviation = within(change[known][:, None], (past.province_index[known],))[:, 0]
    return _mean(deviation[past.is_type(kind)[known]])


def mean_growth(past: Observed, start: int, end: int) -> float:
    """Mean yearly growth of ln real output over all places."""
    return _mean(past.change("gdp_real", start, end)) / (end - start)


def convergence(past: Observed, start: int, end: int, per_head: bool) -> float:
    """Speed at which places that start lower (per head) catch up within provinces. [1 a year]

    Yearly growth on ln real output at the start, sign turned.
    """
    level = {year: logarithm(past.at("gdp_real", year)) for year in (start, end)}
    if per_head:
        level = {year: each - logarithm(past.at("population", year)) for year, each in level.items()}
    growth = (level[end] - level[start]) / (end - start)
    return -float(_within_provinces(past, growth, level[start][:, None]).coefficients[0])


def mining_share_slope(past: Observed) -> float:
    """Slope of the mining share of 2020 on that of 2010, where it was above 2 %."""
    return _mining_line(past)[0]


def mining_share_spread(past: Observed) -> float:
    """Standard deviation of what that line leaves. [share]"""
    return _mining_line(past)[1]


def coal_capacity_change(past: Observed, kind: str) -> float:
    """Mean change of ln underground coal capacity 2014-2019 in coal places of one type."""
    among = past.is_type(kind) & past.is_coal
    return _mean(past.change("coal_capacity", 2014, 2019)[among])


def migration_distance(past: Observed) -> float:
    """Elasticity of lifetime migrants between provinces to distance. [1]"""
    return gravity(past.moves).elasticity


def _mean(values: Vector) -> float:
    """The mean of what is known. Raises NoAnswer where nothing is."""
    known = values[np.isfinite(values)]
    if not len(known):
        raise NoAnswer("a mean of no figure")
    return float(known.mean())


def _mining_line(past: Observed) -> tuple[float, float]:
    before, after = past.at("mining_share", 2010), past.at("mining_share", 2020)
    among = before > MINING_LIMIT
    slope, start = np.polyfit(before[among], after[among], 1)
    return float(slope), float(np.std(after[among] - start - slope * before[among]))


def _exposure(past: Observed) -> Vector:
    return past.at("mining_share", 2010)


def _income(past: Observed, year: int) -> Vector:
    return logarithm(past.at("gdp_real", year)) - logarithm(past.at("population", year))


def _relative_growth(past: Observed, first: int, last: int) -> NDArray[np.float64]:
    growth = past.changes("gdp_real", first, last)
    return np.asarray(growth - np.nanmean(growth, axis=0))


def _by_exposure(past: Observed, outcome: Vector) -> Regression:
    columns = np.column_stack([_exposure(past) * past.is_coal, _exposure(past) * ~past.is_coal])
    return _within_provinces(past, outcome, columns)


def _within_provinces(past: Observed, outcome: Vector, columns: NDArray[np.float64]) -> Regression:
    known = np.isfinite(outcome) & np.isfinite(columns).all(axis=1)
    home = past.province_index[known]
    return least_squares(outcome[known], columns[known], (home,), home)
