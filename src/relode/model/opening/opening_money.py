"""Houses, budgets and what they built up at the opening."""

import numpy as np

from relode.arrays import Array
from relode.model.opening.cells import Cells, assumed, derived, first_of, follows, only
from relode.model.opening.facts import Facts, times_assumption, times_exponent
from relode.model.opening.people import PEOPLE
from relode.model.opening.tables import assumptions

NORMAL_90 = 1.645
"""Half width of the middle 90 % of a normal distribution, in standard deviations."""


def money_cells(facts: Facts, population: Cells, wage: Cells, output: Cells) -> dict[str, Cells]:
    """Quantities over places: house price and stock, budget, debt, public capital, research."""
    revenue = _budget(facts, "budget_revenue", output)
    spending = _budget(facts, "budget_expenditure", output)
    gap = _gap(spending, revenue)
    return {
        "house_price": _house_price(facts, population, wage),
        "housing_stock": _housing_stock(facts, population),
        "budget_revenue": revenue,
        "budget_expenditure": spending,
        "budget_gap": gap,
        "transfers": _transfers(gap),
        "debt": _debt(facts, output),
        "public_capital": times_assumption("share_of_output", output, "public_capital_share"),
        "research_stock": times_assumption("share_of_output", output, "research_stock_share"),
    }


def _house_price(facts: Facts, population: Cells, wage: Cells) -> Cells:
    """Asking price; elsewhere from wage and size, fitted on the places with a price that year.

    Left out one at a time, the known prices are missed by .29 to .38 in logarithms (root mean square), against
    .44 to .50 by their mean.
    """
    known = facts.column("house_price", facts.year, PEOPLE)
    columns = np.column_stack([np.ones(len(known.value)), np.log(wage.value), np.log(population.value)])
    whole = np.isfinite(columns).all(axis=1)
    fitted = whole & np.isfinite(known.value)
    coefficients, *_ = np.linalg.lstsq(columns[fitted], np.log(known.value[fitted]), rcond=None)
    missed = np.log(known.value[fitted]) - columns[fitted] @ coefficients
    variance = (missed**2).sum() / (fitted.sum() - len(coefficients))
    # A place unlike those with a price has a wider range: with twenty prices in 2010 most places are unlike them.
    unlike = np.einsum("pi,ij,pj->p", columns, np.linalg.inv(columns[fitted].T @ columns[fitted]), columns)
    centre, width = columns @ coefficients, NORMAL_90 * np.sqrt(variance * (1 + unlike))
    guessed = assumed(
        "price_by_wage_and_size", np.exp(centre), np.exp(centre - width), np.exp(centre + width), wage, population
    )
    return first_of(known, guessed)


def _housing_stock(facts: Facts, population: Cells) -> Cells:
    """Floor area per person of the census times people. [10^4 m2]"""
    area = facts.column("housing_area_per_person", facts.census)
    if facts.since_census:
        area = times_exponent("area_since_census", area, "housing_after_census", facts.since_census)
    return follows("area_times_people", lambda each, number: np.asarray(each * number), area, population)


def _budget(facts: Facts, quantity: str, output: Cells) -> Cells:
    """The published figure, else the last one grown as output usually did, else the usual ratio to output.

    Budgets follow transfers and pay more than the own output, which fell by half in some places.
    """
    year = facts.latest(quantity)
    newest, output_then = facts.column(quantity, year), facts.column("gdp_nominal", year)
    own = newest
    if year < facts.year:
        growth = np.nanmedian(output.value / output_then.value)
        grown = derived("usual_growth", newest.value * growth, newest)
        own = times_exponent("last_figure_with_usual_growth", grown, "budget_ahead", facts.year - year)
    usual = derived(
        "median_ratio", _ratios_of_type(facts, quantity, newest.value / output_then.value)[1] * output.value, output
    )
    return first_of(own, times_exponent("median_ratio_to_output", usual, "budget_missing", 1))


def _debt(facts: Facts, output: Cells) -> Cells:
    """Statutory debt at the end of the year; elsewhere by the ratios to output of places of the same type.

    Debt of financing vehicles is in no source and not in it. Before any figure was published: the assumed share.
    """
    if not facts.has("government_debt"):
        return times_assumption("share_of_output", output, "debt_share")
    known = facts.column("government_debt", facts.year)
    low, middle, high = (
        ratio * output.value for ratio in _ratios_of_type(facts, "government_debt", known.value / output.value)
    )
    return first_of(known, assumed("debt_ratio_of_type", middle, low, high, output))


def _ratios_of_type(facts: Facts, quantity: str, ratio: Array) -> Array:
    """5, 50 and 95 % quantiles of a ratio among the units of the same official type, or none. (quantile, place)

    RelodeError where a type has no figure of the quantity.
    """
    entries = [facts.entry(unit) for unit in facts.units]
    types = np.array([entry.type if entry else "" for entry in entries])
    among = {each: ratio[(types == each) & np.isfinite(ratio)] for each in np.unique(types)}
    if not all(len(ratios) for ratios in among.values()):
        raise facts.missing(quantity)
    return np.array([np.quantile(among[each], (0.05, 0.5, 0.95)) for each in types]).T


def _gap(spending: Cells, revenue: Cells) -> Cells:
    """Spending less revenue; negative in some rich coastal places."""
    rule, value, both = "spending_less_revenue", spending.value - revenue.value, (spending, revenue)
    known = derived(rule, np.where(spending.is_assumed | revenue.is_assumed, np.nan, value), *both)
    return first_of(known, assumed(rule, value, spending.low - revenue.high, spending.high - revenue.low, *both))


def _transfers(gap: Cells) -> Cells:
    """What fills the gap from above; a place that takes more than it spends gets none, and the rule says so."""
    share = assumptions()["transfer_share"]
    value, low, high = (
        part * np.maximum(money, 0)
        for part, money in ((share.value, gap.value), (share.lower, gap.low), (share.upper, gap.high))
    )
    filled = assumed("share_of_gap", value, low, high, gap)
    return first_of(only(filled, gap.value > 0), assumed("no_gap", value, low, high, gap))
