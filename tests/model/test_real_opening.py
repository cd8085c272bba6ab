"""The system of 2020 as it was: what was observed comes back, and blows hurt where they should."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from relode.model.opening.inversion import DRAWN
from relode.model.opening.opening_world import world
from relode.model.parameters import default_params, priors
from relode.model.results import levers_of
from relode.model.sector_list import EXTRACTION
from relode.model.shocks import shocked
from relode.model.simulate import paths

from .worlds import steady_exogenous

YEARS = 50
OF_STATE = ("people", "housing_stock", "debt", "damaged_land")
OF_FLOWS = (
    "employment", "value_added", "unemployment_rate", "gdp_real", "gross_domestic_product", "wage", "house_price",
    "revenue", "extraction", "arrivals", "departures",
)  # fmt: skip
OPENING_NAMES = {
    "wage": "wage", "house_price": "house_price", "housing_stock": "housing_stock", "revenue": "budget_revenue",
    "expenditure": "budget_expenditure", "debt": "debt", "unemployment_rate": "unemployment_rate",
    "gross_domestic_product": "gross_domestic_product", "damaged_land": "damaged_land",
}  # fmt: skip


def kept(state, flows):
    found = {name: getattr(state, name) for name in OF_STATE} | {name: getattr(flows, name) for name in OF_FLOWS}
    return {**found, "expenditure": flows.service_spending}


@pytest.fixture(scope="module")
def real(panel):
    return world(panel, 2020)


@pytest.fixture(scope="module")
def run(real):
    """Two futures at the defaults, without shocks: nothing happens, and all prices of ore fall for good."""
    calm = steady_exogenous(real, YEARS)
    exogenous = jax.tree.map(lambda *x: jnp.concatenate(x), calm, shocked(calm, "price_fall", 2020))
    observed, params = jax.tree.map(lambda x: jnp.stack([x, x]), (real.observed, default_params()))
    drawn = replace(real.observed, **{name: getattr(observed, name) for name in DRAWN})
    doses = levers_of({}, YEARS, len(real.codes))
    found, balances = paths(drawn, params, doses, exogenous, real.links, kept, checked=True)
    return {name: np.asarray(array) for name, array in found.items()}, balances


def test_every_cell_of_the_opening_comes_back_in_the_first_year(real, run):
    data = real.opening.data
    first = {name: array[0, 0] for name, array in run[0].items()}
    for name, quantity in OPENING_NAMES.items():
        cells = data["value"].sel(quantity=quantity).to_numpy()[:-1]
        known = np.isfinite(cells)
        np.testing.assert_allclose(first[name][:-1][known], cells[known], rtol=1e-10, err_msg=name)
    for name in ("value_added", "employment"):
        # An empty cell stands at a billionth.
        np.testing.assert_allclose(first[name][:, :-1], data[name].to_numpy()[:, :-1], rtol=1e-10, atol=1.1e-9)
    for at, name in enumerate(("children", "low_skilled", "high_skilled", "old")):
        cells = data["value"].sel(quantity=name).to_numpy()
        np.testing.assert_allclose(first["people"][at], cells, rtol=1e-12, err_msg=name)
    np.testing.assert_allclose(first["extraction"], real.observed.extraction, rtol=1e-10)


def test_the_first_year_s_moves_are_half_of_the_past_trend_beyond_births_and_deaths(real, run):
    """By hand from the opening: adults carry the trend, take others along, and the nation as a whole gains nobody."""
    value = real.opening.data["value"]
    of = {
        name: value.sel(quantity=name).to_numpy()
        for name in ("children", "low_skilled", "high_skilled", "old", "past_population_growth", "natural_growth_rate")
    }
    people = sum(of[name] for name in ("children", "low_skilled", "high_skilled", "old"))
    along = sum(priors()[f"accompanying_{name}"].value * of[name] for name in ("children", "old"))
    movers = of["low_skilled"] + of["high_skilled"] + along
    trend = 0.5 * (of["past_population_growth"] - of["natural_growth_rate"]) * people / movers
    net = run[0]["arrivals"][0, 0] - run[0]["departures"][0, 0]
    for at, name in ((1, "low_skilled"), (2, "high_skilled")):
        nation = trend - net[at] / of[name]
        np.testing.assert_allclose(nation, (trend * of[name]).sum() / of[name].sum(), atol=1e-9)


def test_accounts_balance_in_every_year(run):
    for name, error in run[1].items():
        assert float(error.max()) < 1e-9, name


def test_nothing_explodes_or_vanishes_in_fifty_years(run):
    for name, array in run[0].items():
        assert np.isfinite(array).all(), name
    people = run[0]["people"].sum(axis=2)
    assert people.min() > 0
    assert 0.4 < people[:, -1].sum() / people[:, 0].sum() < 1.2
    growth = np.log(run[0]["gdp_real"][:, 1:] / run[0]["gdp_real"][:, :-1])
    assert np.abs(growth).max() < 0.3
    assert (run[0]["unemployment_rate"] > 0).all()
    assert (run[0]["unemployment_rate"] < 0.6).all()
    assert (run[0]["employment"] > 0).all()


def test_a_lasting_price_fall_costs_coal_cities_output_wages_and_mining_jobs(real, run):
    jobs = np.asarray(real.observed.employment)
    coal = np.asarray(real.observed.commodity_weight)[0] > 0.5
    dependent = coal & (jobs[EXTRACTION] > 0.08 * jobs.sum(axis=0))
    assert dependent.sum() >= 10
    before, after = ({name: array[future] for name, array in run[0].items()} for future in (0, 1))
    for name, years in {
        "extraction": range(1, 6), "gross_domestic_product": range(1, 11), "gdp_real": range(1, 11),
        "revenue": range(1, 11), "wage": range(2, 11), "house_price": range(5, 11),
    }.items():  # fmt: skip
        change = after[name][list(years)][:, dependent] / before[name][list(years)][:, dependent] - 1
        assert (change < 0).all(), name
    mining = [found["employment"][1:8, EXTRACTION][:, dependent] for found in (after, before)]
    assert (mining[0] < mining[1]).all()  # later some have more ore left to mine than without the fall
    people = after["people"].sum(axis=1)[10, dependent] / before["people"].sum(axis=1)[10, dependent]
    assert (people < 1).all()


def test_the_less_a_place_mines_the_less_it_loses(real, run):
    made = np.asarray(real.observed.value_added)
    share = made[EXTRACTION] / made.sum(axis=0)
    loss = 1 - run[0]["gdp_real"][1, 5] / run[0]["gdp_real"][0, 5]
    least, most = (np.median(loss[chosen]) for chosen in (share < np.quantile(share, 0.25), share > 0.2))
    assert 0 < least < 0.2 * most
