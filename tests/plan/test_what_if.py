"""What a policy would change in one city, over the same futures as doing nothing."""

import json
from dataclasses import replace

import jax
import numpy as np
import pytest

from relode.errors import RelodeError
from relode.horizon import FIRST_PLAN_YEAR as FIRST
from relode.model import results
from relode.model.policy.policy_file import LeverStep, Policy
from relode.model.quantities import BORNE
from relode.panel import load
from relode.places import find
from relode.plan.simulations import what_if as module
from relode.plan.simulations.simulation import doses_of
from relode.plan.simulations.what_if import MONEY, SHOWN, _change, _differences, _paid, asked, change_unit, what_if
from relode.plan.spending import spending_of

HEGANG = find("hegang")


def policy(*steps):
    return Policy("test", "t", "t", "d", "d", steps)


NOTHING = policy()
STRONG = policy(
    LeverStep("retraining_coverage", FIRST, 2050, 1.0),
    LeverStep("subsidy", FIRST, 2050, 0.1, "renewables"),
    LeverStep("public_services_spending", FIRST, 2050, 0.02),
)


@pytest.fixture(scope="module")
def city(ground):
    return asked(ground, HEGANG)


def test_a_policy_of_no_steps_changes_nothing_and_costs_nothing(city):
    found = what_if(city, NOTHING, 2035)
    assert all(change.median == 0 and change.interval_90 == (0, 0) for change in found.changes.values())
    assert found.cost.value == found.cost_share.value == 0
    assert found.refused is None


def test_before_the_first_year_of_a_policy_both_fans_are_one(city):
    found = what_if(city, STRONG, 2035)
    years = np.array(found.futures.years)
    for name in SHOWN:
        np.testing.assert_array_equal(found.plan[name][:, years < FIRST], found.nothing[name][:, years < FIRST])
        assert (found.plan[name][:, years > FIRST + 1] != found.nothing[name][:, years > FIRST + 1]).any()


def test_what_is_done_is_paid_for(city):
    found = what_if(city, STRONG, 2035)
    low, high = found.cost_share.interval_90
    assert 0 < low <= found.cost_share.value <= high
    assert found.cost.value > 0


@pytest.mark.slow
def test_a_city_asked_twice_gives_the_same_bits_as_a_city_taken_out_anew(city, ground):
    doses = doses_of(STRONG, ground.futures.years)
    anew = results.of_one_city(asked(ground, HEGANG).own, doses, SHOWN)
    again = city.run(doses)
    for name in SHOWN:
        np.testing.assert_array_equal(again[name], anew[name].isel(place=0).to_numpy())


def test_stored_paths_have_as_many_futures_as_were_drawn(ground):
    assert ground.stored.stored_pull.shape[0] == ground.futures.count == 8


def test_the_changes_are_those_of_the_paired_futures(city):
    after, before = (city.under(p) for p in (STRONG, NOTHING))
    ratio = (after["employment"] / before["employment"] - 1)[:, city.own.futures.years.index(2040)]
    change = what_if(city, STRONG, 2040).changes["employment"]
    assert change.median == pytest.approx(np.median(ratio), abs=1e-15)
    assert change.more_share == (ratio > 0).mean()


def test_a_policy_beyond_all_means_is_told_to_be_so(city):
    found = what_if(
        city,
        policy(
            LeverStep("public_services_spending", FIRST, 2050, 0.05),
            LeverStep("tax_relief", FIRST, 2050, 0.3),
        ),
        2050,
    )
    assert found.refused is None or found.refused.key.startswith("simulate.cannot_")
    assert what_if(city, NOTHING, 2050).refused is None


def test_a_place_outside_the_system_is_refused(ground):
    with pytest.raises(RelodeError) as error:
        asked(ground, find("renqiu"))
    assert error.value.key == "opening.no_place"


def test_the_answer_holds_what_was_found_in_the_shape_of_the_interface(city):
    found = what_if(city, STRONG, 2035)
    record = json.loads(json.dumps(found.answer.record(), allow_nan=False))
    at = found.futures.years.index(2035)
    assert record["quantities"]["employment"]["plan"]["median"][at] == float(found.plan["employment"][2, at])
    change = found.changes["employment"]
    assert record["changes"]["employment"] == {
        "year": 2035,
        "unit": change.unit,
        "median": change.median,
        "interval_90": list(change.interval_90),
        "more_share": change.more_share,
    }
    assert record["cost_share"]["interval_90"] == list(found.cost_share.interval_90)


def test_money_is_told_for_the_years_in_which_a_policy_may_act_by_hand():
    """Five futures of ten years from the one before plans: what lies before or after the years asked for is out."""
    years = np.arange(FIRST - 1, FIRST + 9)
    cost = np.tile(np.array([100.0, 2.0, 4.0, 6.0, 8.0, *[1000.0] * 5]), (5, 1)) * np.arange(1, 6)[:, None]
    plan = dict.fromkeys(BORNE, 0 * cost)
    plan |= {
        "paid_by_city_for_subsidy": cost,
        "paid_by_city_for_tax_relief": 2 * cost,
        "paid_by_firm_for_renewable_build_out": 7 * cost,
    }
    yearly = _paid(plan, "city", years, FIRST + 3)
    # 3 x (2 + 4 + 6 + 8) / 4 years = 15 in the first future, 30 to 75 in the others; quantiles between neighbours.
    assert (yearly.value, yearly.interval_90) == (pytest.approx(45), pytest.approx((18, 72)))
    assert _paid(plan, "city", years, FIRST + 3, "tax_relief").value == pytest.approx(30)
    assert _paid(plan, "firm", years, FIRST).value == pytest.approx(42)  # the first year alone


def test_a_share_of_the_budget_is_one_of_public_spending(city):
    """What the city bears over its newest published spending, as `--budget 5%` has it."""
    found = what_if(city, STRONG, 2035)
    assert found.spending.year == spending_of(load(), HEGANG).year
    assert found.cost_share.value == pytest.approx(found.cost.value * 1e8 / found.spending.spending)
    assert replace(found, spending=None).cost_share is None


def test_a_change_is_a_share_of_doing_nothing_and_of_a_ratio_a_difference():
    nothing, plan = (dict.fromkeys(SHOWN, np.full((3, 2), value)) for value in (2.0, 2.5))
    found = _differences(plan, nothing)
    assert found["employment"].tolist() == [[0.25] * 2] * 3
    assert found["debt_ratio"].tolist() == [[0.5] * 2] * 3
    change = _change(np.array([-0.1, 0.1, 0.3]), "debt_ratio", 2035, change_unit("debt_ratio"))
    assert (change.median, change.unit, change.more_share) == (pytest.approx(0.1), "share change", pytest.approx(2 / 3))
    assert change.interval_90 == pytest.approx((-0.08, 0.28))  # a tenth of the way from each end to the median


def test_a_number_that_is_not_finite_names_what_fed_it_and_leaves_no_programs_behind(city):
    """A program of each operation took 180 MB of a server that had met one such answer."""
    broken = np.array(city.own.futures.observed.remaining_life)
    broken[1] = np.nan
    futures = replace(city.own.futures, observed=replace(city.own.futures.observed, remaining_life=broken))
    before = len(jax.devices()[0].client.live_executables())
    with pytest.raises(RelodeError, match=r"ObservedOpening\.remaining_life"):
        results.of_one_city(replace(city.own, futures=futures), {}, (*SHOWN, *MONEY))
    assert len(jax.devices()[0].client.live_executables()) <= before + 2


def test_a_city_by_itself_gives_what_is_asked_for_and_refuses_what_it_does_not_know(city):
    found = results.arrays_of_one_city(city.own, {}, ("population",))
    assert list(found) == ["population"]
    assert np.array_equal(found["population"], city.nothing["population"])
    with pytest.raises(RelodeError, match="joy"):
        results.arrays_of_one_city(city.own, {}, ("population", "joy"))


@pytest.mark.parametrize(
    ("lever", "dose", "first"),
    [("public_services_spending", 0.01, 2), ("research_spending", 0.001, 4), ("schooling_spending", 0.002, 6)],
)
def test_a_move_runs_the_city_once_and_the_first_move_of_a_lever_what_its_study_asks_for(
    ground, monkeypatch, lever, dose, first
):
    """First: doing nothing, the lever, what is paid and how fast it acts; and two more where a study holds money."""
    runs, sound = [], module.arrays_of_one_city
    monkeypatch.setattr(module, "arrays_of_one_city", lambda *given: runs.append(given) or sound(*given))
    anew = asked(ground, HEGANG)
    what_if(anew, policy(LeverStep(lever, FIRST, 2050, dose)), 2035)
    assert len(runs) == first
    what_if(anew, policy(LeverStep(lever, FIRST, 2050, dose / 2)), 2035)
    assert len(runs) == first + 1
