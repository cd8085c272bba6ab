"""Whole systems of cities: what must balance, what must not matter, and what must not happen."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from relode.model.links import as_links
from relode.model.opening.inversion import DRAWN
from relode.model.parameters import UNIT_COSTS
from relode.model.sector_list import EXTRACTION
from relode.model.simulate import paths
from relode.model.state import LOW
from relode.model.year.accounts import BALANCES, imbalances
from relode.model.year.one_year import one_year

from .worlds import PLACES, YEARS, became, in_numpy, nothing_done, opened, stepped, world

BALANCED = 1e-9
"""Relative: money and people are sums of some ten terms, each rounded at 1e-16, over 30 years."""
seeds = st.integers(0, 2**31)
few = settings(max_examples=8, deadline=None)


def books(made):
    """States with the last one, and flows, as NumPy arrays over (year, ..., place); `after` is a year later."""
    found = became(made)
    later = jax.tree.map(lambda path, last: jnp.concatenate([path, last[None]]), found.states, found.last)
    return in_numpy(later), in_numpy(found.flows), in_numpy(found.anchors)


def close(one, other, scale=None):
    assert np.abs(one - other).max() <= BALANCED * (np.abs(other) if scale is None else scale).max()


@given(seeds, st.sampled_from([0.0, 0.3, 1.0]), st.sampled_from([0.5, 2.0]))
@few
def test_nobody_and_nothing_is_made_or_lost_in_any_world(seed, dose, noise):
    made = world(seed, dose=dose, noise=noise)
    stock, flow, anchors = books(made)
    people = stock.people.sum(axis=(1, 2))
    born, dead = flow.births.sum(axis=1), flow.deaths.sum(axis=(1, 2))
    np.testing.assert_allclose(people[1:], people[:-1] + born - dead, rtol=BALANCED)
    np.testing.assert_allclose(flow.arrivals.sum(axis=2), flow.departures.sum(axis=2), rtol=BALANCED)
    ore = stock.reserves + stock.undiscovered_reserves + stock.cumulative_extraction
    np.testing.assert_allclose(ore[1:], ore[:-1] + flow.regrowth, rtol=BALANCED)
    np.testing.assert_allclose(np.diff(stock.cumulative_extraction, axis=0), flow.extraction, rtol=BALANCED,
                               atol=BALANCED * stock.cumulative_extraction.max())  # fmt: skip
    np.testing.assert_allclose(flow.value_added.sum(axis=1), flow.gross_domestic_product, rtol=BALANCED)
    np.testing.assert_allclose(flow.investment.sum(axis=1), flow.total_investment, rtol=BALANCED)
    worn = stock.capital[:-1] * (1 - in_numpy(made.params).depreciation[:, None])
    placed = flow.investment.sum(axis=1) + flow.external_investment
    np.testing.assert_allclose((stock.capital[1:] - worn).sum(axis=1), placed, rtol=BALANCED)
    spent = flow.service_spending + flow.public_investment + flow.policy_cost + flow.fund_deposit + flow.interest
    spent = spent + flow.transfer_spent
    earned = flow.revenue + flow.land_revenue + flow.transfer + flow.fund_withdrawal
    close(np.diff(stock.debt, axis=0), spent - earned, spent + np.abs(earned))
    fund = stock.stabilisation_fund[:-1] * (1 + float(made.params.fund_return))
    close(stock.stabilisation_fund[1:], fund + flow.fund_deposit - flow.fund_withdrawal, 1 + fund)
    broken = float(made.params.subsidence) * anchors.coal_share * flow.extraction
    np.testing.assert_allclose(np.diff(stock.damaged_land, axis=0), broken - flow.remediation,
                               atol=BALANCED * stock.damaged_land.max())  # fmt: skip


@given(seeds, st.sampled_from([0.3, 1.0]), st.sampled_from([1.0, 4.0]))
@example(94817, 1.0, 4.0)  # jobs of a sector whose firms all leave at once: less than the least number above 0
@few
def test_stocks_and_shares_stay_where_they_have_a_meaning(seed, dose, largest):
    stock, flow, _ = books(world(seed, dose=dose, noise=2.0, largest=largest))
    for record in (stock, flow):
        for name, array in vars(record).items():
            assert np.isfinite(array).all(), name
    reserves = stock.reserves[:-1]
    assert ((flow.extraction >= 0) & (flow.extraction <= reserves)).all()
    assert (flow.employment >= 0).all()
    assert ((flow.unemployment_rate > 0) & (flow.unemployment_rate < 1)).all()
    assert (flow.departures <= stock.people[:-1] * (1 + 1e-12)).all()
    for name in ("people", "capital", "housing_stock", "public_capital", "extraction_capacity", "reserves"):
        assert (getattr(stock, name) > 0).all(), name
    for name in ("displaced_workers", "damaged_land", "stabilisation_fund", "knowledge_stock"):
        assert (getattr(stock, name) >= 0).all(), name
    assert ((stock.presence > 0) & (stock.presence < 1)).all()


def test_the_first_year_is_the_observed_one():
    made = world(5)
    observed, flow = in_numpy(made.observed), in_numpy(became(made, exogenous=world(5, noise=0.0).exogenous,
                                                              levers=nothing_done(made.levers)).flows)  # fmt: skip
    for name in ("value_added", "employment", "unemployment_rate", "extraction", "wage", "house_price", "revenue"):
        np.testing.assert_allclose(getattr(flow, name)[0], getattr(observed, name), rtol=1e-11, err_msg=name)
    np.testing.assert_allclose(flow.service_spending[0], observed.expenditure, rtol=1e-11)
    rate = flow.departures[0, LOW] / observed.people[LOW]
    np.testing.assert_allclose(rate, made.leaving, rtol=1e-11)


def renamed(tree, order):
    """The same records with their places in another order."""
    return jax.tree.map(lambda x: x[..., order] if x.ndim and x.shape[-1] == PLACES else x, tree)


def test_renaming_places_renames_results_and_changes_nothing_else():
    made, order = world(6), np.array([3, 0, 5, 1, 4, 2])
    other = replace(
        made,
        **{name: renamed(getattr(made, name), order) for name in ("observed", "levers", "exogenous")},
        links=as_links(made.kernel[np.ix_(order, order)]),
    )
    for ours, theirs in zip(jax.tree.leaves(renamed(became(made), order)), jax.tree.leaves(became(other)), strict=True):
        np.testing.assert_allclose(theirs, ours, rtol=1e-9, atol=1e-9)  # sums over places in another order


ORE, MONEY = 1e-3, 10.0
UNIT_COSTS_IN_MONEY = {
    ("retraining_coverage", "person"),
    ("remediation_spending", "hectare"),
    ("demolition_rate", "floor_area"),
    ("renewable_build_out", "capital"),
    ("early_retirement_share", "central_award"),
    ("early_retirement_share", "allowance"),
}


def in_other_units(made):
    """Ore in thousands of its unit, and money in tenths of its unit, everywhere."""
    money = {
        "value_added", "wage", "house_price", "revenue", "expenditure", "debt", "research_stock",
    }  # fmt: skip
    scale = dict.fromkeys(money, MONEY) | {"extraction": ORE, "coal_tonnes": 1 / ORE}
    observed = replace(made.observed, **{n: getattr(made.observed, n) * by for n, by in scale.items()})
    levers = replace(
        made.levers,
        talent_subsidy=made.levers.talent_subsidy * MONEY,
        central_transfer=made.levers.central_transfer * MONEY,
    )
    by = np.array([MONEY if key in UNIT_COSTS_IN_MONEY else 1.0 for key in UNIT_COSTS])
    params = replace(
        made.params, unit_cost=made.params.unit_cost * by, emission_factor=made.params.emission_factor / MONEY
    )
    exogenous = replace(made.exogenous, carbon_price=made.exogenous.carbon_price * MONEY)
    return replace(made, observed=observed, levers=levers, params=params, exogenous=exogenous)


def test_other_units_give_the_same_truths():
    made = world(7)
    ours, theirs = (in_numpy(became(one).flows) for one in (made, in_other_units(made)))
    same = ("employment", "unemployment_rate", "arrivals", "births", "housing_construction", "remediation", "emissions")
    for name, by in dict.fromkeys(same, 1.0).items() | {"extraction": ORE, "value_added": MONEY, "revenue": MONEY,
            "transfer": MONEY, "cost_lines": MONEY, "wage": MONEY, "house_price": MONEY}.items():  # fmt: skip
        one, other = getattr(ours, name) * by, getattr(theirs, name)
        # Offsets of 1e-9 that keep logarithms finite do not scale.
        np.testing.assert_allclose(other, one, rtol=1e-6, atol=1e-7 * np.abs(one).max(), err_msg=name)


def kept_of_a_year(state, flows):
    return {"people": state.people, "debt": state.debt, "employment": flows.employment, "gdp": flows.gdp_real}


@pytest.mark.slow
def test_many_futures_at_once_are_the_futures_one_by_one():
    made = [world(seed) for seed in (8, 9)]
    many = (
        jax.tree.map(lambda *x: jnp.stack(x), *made_of(made, "params")),
        jax.tree.map(lambda *x: jnp.stack(x), *made_of(made, "exogenous")),
    )
    first = made[0]
    drawn = {n: jnp.stack([getattr(one.observed, n) for one in made]) for n in DRAWN}
    together = paths(replace(first.observed, **drawn), many[0], first.levers, many[1], first.links, kept_of_a_year)
    for future, one in enumerate(made):
        own = replace(first.observed, **{n: getattr(one.observed, n) for n in DRAWN})
        alone = became(first, observed=own, params=one.params, exogenous=one.exogenous)
        for name, array in kept_of_a_year(alone.states, alone.flows).items():
            # Debt is a difference of large sums: what is lost to rounding goes with their size.
            np.testing.assert_allclose(together[name][future], array, rtol=1e-9, atol=1e-10 * np.abs(array).max())


def made_of(worlds, name):
    return [getattr(one, name) for one in worlds]


def test_the_same_inputs_give_the_same_bits():
    for one, other in zip(jax.tree.leaves(became(world(10))), jax.tree.leaves(became(world(10))), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.slow
def test_32_bit_drifts_by_less_than_a_thousandth_in_thirty_years():
    made = world(11)
    single = jax.tree.map(
        lambda x: jnp.asarray(x, jnp.float32),
        [getattr(made, n) for n in ("observed", "params", "levers", "exogenous", "links")],
    )
    names = ("observed", "params", "levers", "exogenous", "links")
    half, full = became(made, **dict(zip(names, single, strict=True))), became(made)
    assert all(x.dtype == jnp.float32 for x in jax.tree.leaves(half))
    for name in ("people", "capital", "housing_stock", "damaged_land"):
        np.testing.assert_allclose(getattr(half.last, name), getattr(full.last, name), rtol=1e-3, err_msg=name)
    people = half.last.people.sum() / full.last.people.sum() - 1
    assert abs(float(people)) < 1e-5  # 64 bits are the default because these add up


def test_no_power_with_a_real_exponent_is_taken_within_a_year():
    made = world(1)
    state, anchors = opened(made.observed, made.params)
    first = jax.tree.map(lambda x: x[0], (made.levers, made.exogenous))
    program = jax.make_jaxpr(one_year)(state, made.params, first[0], first[1], anchors, made.links)
    assert " pow " not in str(program)


def struck(made, fall, year=0):
    """The exogenous with prices that fall for good from a year on."""
    log_price = made.exogenous.log_price + jnp.where(jnp.arange(YEARS) >= year, jnp.log1p(-fall), 0.0)[:, None]
    return replace(made.exogenous, log_price=log_price)


def quiet(seed):
    """A world at default parameters with no shocks and no lever."""
    made = world(seed, drawn=False, noise=0.0)
    return replace(made, levers=nothing_done(made.levers))


def test_a_lasting_price_fall_costs_ore_mining_jobs_output_and_wages():
    # For the first years: thirty years on a place that lost its ore early may be ahead of one that loses it late.
    for seed in (12, 13):
        made = quiet(seed)
        before, after = in_numpy(became(made).flows), in_numpy(became(made, exogenous=struck(made, 0.53, 1)).flows)
        for name in ("extraction", "gross_domestic_product", "revenue"):
            assert (getattr(after, name)[1:6] < getattr(before, name)[1:6]).all(), name
        assert (after.wage[2:6] < before.wage[2:6]).all()
        assert (after.employment[1:11, EXTRACTION] < before.employment[1:11, EXTRACTION]).all()


def test_displaced_miners_do_not_vanish_into_other_sectors_within_the_year():
    made = quiet(14)
    before, after = in_numpy(became(made).flows), in_numpy(became(made, exogenous=struck(made, 0.8, 1)).flows)
    lost = (before.employment - after.employment)[:, EXTRACTION]
    taken_up = np.delete(after.employment - before.employment, EXTRACTION, axis=1).sum(axis=1)
    assert (lost[1] > 0).all()
    assert (taken_up[1] < 0.1 * lost[1]).all()  # two thirds, were they free at once


def test_without_a_carbon_price_the_carbon_in_ore_does_not_matter():
    made = world(15)
    free = replace(made.exogenous, carbon_price=jnp.zeros(YEARS))
    dirty = replace(made.params, carbon_in_ore=made.params.carbon_in_ore * 3)
    for one, other in zip(
        jax.tree.leaves(became(made, exogenous=free)),
        jax.tree.leaves(became(made, exogenous=free, params=dirty)),
        strict=True,
    ):
        np.testing.assert_array_equal(one, other)


def test_land_damaged_follows_the_ore_when_nothing_is_healed():
    made = quiet(16)
    stock, flow, anchors = books(made)
    grown = stock.damaged_land[-1] - stock.damaged_land[0]
    expected = float(made.params.subsidence) * anchors.coal_share * flow.extraction.sum(axis=0)
    np.testing.assert_allclose(grown, expected, rtol=1e-10)


@pytest.mark.parametrize(("sector", "name"), [(2, "advanced_materials"), (4, "other_manufacturing")])
def test_a_more_productive_sector_makes_more_and_so_does_its_place(sector, name):
    del name
    made = quiet(17)
    state, anchors = opened(made.observed, made.params)
    first = jax.tree.map(lambda x: x[0], (made.levers, made.exogenous))
    better = replace(state, log_productivity=state.log_productivity.at[sector].add(0.05))
    before, after = (stepped(now, made.params, first[0], first[1], anchors, made.links)[1] for now in (state, better))
    assert bool((after.value_added[sector] > before.value_added[sector]).all())
    assert bool((after.gross_domestic_product > before.gross_domestic_product).all())


def test_the_accounts_name_every_leak():
    made = world(19)
    state, anchors = opened(made.observed, made.params)
    first = jax.tree.map(lambda x: x[0], (made.levers, made.exogenous))
    after, flows = stepped(state, made.params, first[0], first[1], anchors, made.links)
    sound = imbalances(state, after, flows, made.params.fund_return)
    assert tuple(sound) == BALANCES
    assert max(map(float, sound.values())) < BALANCED
    leaks = {
        "people": (replace(after, people=after.people * (1 + 1e-6)), flows),
        "moves": (after, replace(flows, arrivals=flows.arrivals * (1 + 1e-6))),
        "ore": (replace(after, reserves=after.reserves * (1 + 1e-6)), flows),
        "output": (after, replace(flows, value_added=flows.value_added * (1 + 1e-6))),
        "investment": (after, replace(flows, investment=flows.investment * (1 + 1e-6))),
        "money": (replace(after, debt=after.debt + 1e-6 * flows.revenue), flows),
        "levers": (after, replace(flows, received=flows.received * (1 + 1e-6))),
        "fund": (replace(after, stabilisation_fund=after.stabilisation_fund + 1e-6), flows),
        "land": (replace(after, damaged_land=after.damaged_land * (1 + 1e-6)), flows),
    }
    for name, (leaky, shown) in leaks.items():
        found = imbalances(state, leaky, shown, made.params.fund_return)
        assert {key for key, value in found.items() if value > BALANCED} == {name}
