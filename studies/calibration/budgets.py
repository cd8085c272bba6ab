"""How city budgets followed output from 2003 to 2013, estimated the same way on a record observed or simulated."""

from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode.arrays import Grid, Groups
from relode.facts import rows
from relode.places import by_code, official
from relode.streams import stream
from relode.usual import SEED
from studies.calibration.observed import Observed, logarithm
from studies.calibration.regression import Regression, least_squares
from studies.outlook.harness import resampled_mean


@dataclass(frozen=True)
class SkillGain:
    """Share of the mean absolute error of a naive rule that a relation takes away, with its 95 % interval."""

    value: float
    low: float
    high: float
    n: int


def gain(errors: NDArray[np.float64], naive: NDArray[np.float64], clusters: Groups) -> SkillGain:
    """The gain of `errors` on `naive`, (row, column) each, rows of a cluster drawn together; NaN where not scored."""
    own, benchmark = (np.abs(np.where(np.isfinite(errors), each, np.nan)) for each in (errors, naive))
    means = (resampled_mean(each, clusters, stream("gain_on_naive", SEED)) for each in (own, benchmark))
    low, high = np.quantile(1 - next(means) / next(means), (0.025, 0.975))
    return SkillGain(
        float(1 - np.nanmean(own) / np.nanmean(benchmark)), float(low), float(high), int(np.isfinite(own).sum())
    )


FIRST, LAST = 2004, 2013
"""Years of change that the yearly relations rest on: the budgets of a city begin in 2003 and end in 2013."""
LAST_FITTED = 2010
"""Out of sample: fitted on changes up to here, scored on those after it."""
CENSUS = 2010


def revenue_growth(past: Observed, first: int = FIRST, last: int = LAST) -> Regression:
    """Yearly change of ln revenue on that of ln output at current prices; place and province-year effects."""
    return _yearly(past, past.changes("budget_revenue", first, last), [past.changes("gdp_nominal", first, last)])


def revenue_growth_of_decade(past: Observed) -> Regression:
    """Change of ln revenue 2003-2013 on that of ln output at current prices, within provinces."""
    return _across(past, past.change("budget_revenue", 2003, LAST), past.change("gdp_nominal", 2003, LAST))


def expenditure_growth(past: Observed, first: int = FIRST, last: int = LAST) -> Regression:
    """Yearly change of ln expenditure on that of ln revenue: 1 passes all on, 0 smooths all."""
    return _yearly(past, past.changes("budget_expenditure", first, last), [past.changes("budget_revenue", first, last)])


def gap_persistence(past: Observed, with_place_effects: bool) -> Regression:
    """ln (expenditure / revenue) on itself a year before, with an effect of each province and year.

    Place effects over ten years pull it down, none leave lasting differences of places in it: the truth is between.
    Source: nickell1981.
    """
    gap = np.column_stack([_gap(past, year) for year in range(FIRST - 1, LAST + 1)])
    return _yearly(past, gap[:, 1:], [gap[:, :-1]], with_place_effects)


def expenditure_on_revenue_per_head(past: Observed) -> Regression:
    """Expenditure per head on revenue per head in 2010, within provinces: 1 means that no gap in revenue is filled."""
    people = past.at("population", CENSUS)
    result = (past.at(name, CENSUS) / people for name in ("budget_expenditure", "budget_revenue"))
    return _across(past, *result)


def revenue_over_output(past: Observed, kind: str, year: int = LAST) -> Regression:
    """Mean of revenue over output in places of one type ("" for those that are not listed). [ratio]"""
    return _mean(past, past.at("budget_revenue", year) / past.at("gdp_nominal", year), kind)


def revenue_over_expenditure(past: Observed, kind: str, year: int = LAST) -> Regression:
    """Mean of revenue over expenditure in places of one type. [ratio]"""
    return _mean(past, past.at("budget_revenue", year) / past.at("budget_expenditure", year), kind)


def revenue_over_output_2015(panel: xr.Dataset, past: Observed, kind: str) -> Regression:
    """The same from the revenue of 2015, which another source gives: not to be spliced with the years before."""
    revenue = panel["value"].sel(quantity="fiscal_revenue", place=list(past.codes), year=2015).values
    return _mean(past, np.asarray(revenue) / past.at("gdp_nominal", 2015), kind)


def exhausted_city_transfers(year: str) -> Regression:
    """Mean transfer to resource-exhausted cities of a province over its cities on that list. [100 million yuan a city]

    Provinces weigh the same; the table of 2020 ends after Guizhou and that of 2013 names three provinces.
    """
    cities: dict[str, int] = {}
    for code, entry in official().items():
        if entry.is_exhausted:
            cities[by_code()[code].province] = cities.get(by_code()[code].province, 0) + 1
    means = np.array(
        [
            float(row["value"]) / cities[row["place"]]
            for row in rows("transfers")
            if row["year"] == year
            and row["scope"] == "province"
            and row["quantity"] == "exhausted_city_transfer"
            and row["place"] in cities
        ]
    )
    spread = means - means.mean()
    variance = spread @ spread / (len(means) - 1) / len(means)
    return Regression(np.array([means.mean()]), np.array([[variance]]), len(means), spread)


def revenue_gain(past: Observed) -> SkillGain:
    """Revenue growth foretold from output growth, against all places growing alike, in 2011-2013."""
    slope = revenue_growth(past, FIRST, LAST_FITTED).coefficients[0]
    return _gain(past, slope, "budget_revenue", "gdp_nominal")


def expenditure_gain(past: Observed) -> SkillGain:
    """Expenditure growth foretold from revenue growth, against all places growing alike, in 2011-2013."""
    slope = expenditure_growth(past, FIRST, LAST_FITTED).coefficients[0]
    return _gain(past, slope, "budget_expenditure", "budget_revenue")


def _gain(past: Observed, slope: float, outcome: str, cause: str) -> SkillGain:
    """Errors of changes relative to the mean of all places."""
    truth, given = (past.changes(name, LAST_FITTED + 1, LAST) for name in (outcome, cause))
    known = np.isfinite(truth) & np.isfinite(given)
    truth, given = (np.where(known, grid, np.nan) for grid in (truth, given))
    truth, given = (grid - np.nanmean(grid, axis=0) for grid in (truth, given))
    return gain(truth - slope * given, truth, past.province_index)


def _gap(past: Observed, year: int) -> NDArray[np.float64]:
    return logarithm(past.at("budget_expenditure", year)) - logarithm(past.at("budget_revenue", year))


def _yearly(past: Observed, outcome: Grid, causes: list[Grid], with_place_effects: bool = True) -> Regression:
    place, year = (np.indices(outcome.shape)[axis] for axis in (0, 1))
    known = np.isfinite([outcome, *causes]).all(axis=0)
    home = past.province_index[place]
    effects = ((home * outcome.shape[1] + year)[known], *((place[known],) if with_place_effects else ()))
    columns = np.stack([cause[known] for cause in causes], axis=1)
    return least_squares(outcome[known], columns, effects, home[known])


def _across(past: Observed, outcome: NDArray[np.float64], cause: NDArray[np.float64]) -> Regression:
    known = np.isfinite(outcome) & np.isfinite(cause)
    home = past.province_index[known]
    return least_squares(outcome[known], cause[known][:, None], (home,), home)


def _mean(past: Observed, values: NDArray[np.float64], kind: str) -> Regression:
    """The mean among places of a type, its variance with provinces as clusters."""
    known = np.isfinite(values) & past.is_type(kind)
    result, home = values[known], past.province_index[known]
    index = np.unique(home, return_inverse=True)[1]
    sums = np.bincount(index, result - result.mean())
    variance = sums @ sums * len(sums) / (len(sums) - 1) / len(result) ** 2
    return Regression(np.array([result.mean()]), np.array([[variance]]), len(result), result - result.mean())
