"""Many plans in many futures at once: the same numbers as one city run by itself."""

import jax
import numpy as np
import pytest

from relode.calibration.fitting.draws import draw_futures
from relode.model.futures import BLOCK, among
from relode.model.opening.opening_world import world
from relode.model.policy.policy_file import read_policy
from relode.model.quantities import QUANTITIES
from relode.model.results import city, one_city, stored_paths
from relode.plan.simulations.simulation import doses_of
from relode.plan.trials.evaluate import KEPT, Funding, evaluate

HEGANG = "230400"


@pytest.fixture(scope="module")
def futures(panel):
    return draw_futures(world(panel, 2020), BLOCK, 15, 1)  # of the shape that plans run in


@pytest.fixture(scope="module")
def stored(futures):
    return stored_paths(futures)


@pytest.mark.slow
def test_a_plan_among_many_gives_what_the_city_by_itself_gives(futures, stored):
    here = one_city(futures, HEGANG, stored)
    plans = [doses_of(read_policy(name), futures.years) for name in ("do_nothing", "mixed_plan", "retraining")]
    found = evaluate(here, plans)
    for number, plan in enumerate(plans):
        told = [name for name in KEPT if name in QUANTITIES]
        alone = city(futures, HEGANG, stored, plan, told)
        for name in told:
            # Programs of other shapes add up in another order.
            np.testing.assert_allclose(found.quantities[name][number], alone[name].to_numpy()[..., 0], rtol=1e-9)


@pytest.mark.slow
def test_a_city_taken_out_of_some_places_is_that_taken_out_of_all(futures, stored):
    """What a worker keeps of the futures: two places in another order than that of the world."""
    codes = ("230500", HEGANG)
    some = one_city(among(futures, codes), HEGANG, stored_paths(futures, codes=codes))
    whole = one_city(futures, HEGANG, stored)
    assert some.futures.world.codes == whole.futures.world.codes
    told = [jax.tree.leaves((own.futures.observed, own.futures.exogenous, own.around)) for own in (some, whole)]
    for one, other in zip(*told, strict=True):
        np.testing.assert_array_equal(one, other)


def test_plans_do_not_depend_on_which_others_are_run_with_them(on):
    plans = [doses_of(read_policy(name), on.ground.futures.years) for name in ("tax_relief", "schooling")]
    together = evaluate(on.ground, plans)
    for at, apart in enumerate(evaluate(on.ground, [plan]) for plan in plans):
        np.testing.assert_array_equal(together.quantities["employment"][at], apart.quantities["employment"][0])
        np.testing.assert_array_equal(together.cost[at], apart.cost[0])


def test_money_that_is_added_to_a_plan_is_that_of_the_levers(on):
    years = len(on.ground.futures.years)
    course = np.linspace(0, 0.01, years)
    by_lever = evaluate(on.ground, [{"public_services_spending": course, "central_transfer": 100 * course}])
    shape = (1, on.ground.futures.count, years)
    money = Funding(np.broadcast_to(course, shape), np.broadcast_to(100 * course, shape))
    added = evaluate(on.ground, [{}], money)
    # Sums in another order.
    np.testing.assert_allclose(added.quantities["debt"], by_lever.quantities["debt"], rtol=1e-12)
    np.testing.assert_allclose(added.cost, by_lever.cost, rtol=1e-12)
