"""A plan in many futures at once: the same numbers as one city run by itself."""

import jax
import numpy as np
import pytest

from relode.calibration.draws import draw_futures
from relode.model.futures import BLOCK, among
from relode.model.opening.opening_world import world
from relode.model.policy.policy_file import read_policy
from relode.model.quantities import QUANTITIES
from relode.model.results import city, one_city, stored_paths
from relode.plan.simulations.simulation import doses_of
from relode.plan.trials.evaluate import KEPT, evaluate

HEGANG = "230400"


@pytest.fixture(scope="module")
def futures(panel):
    return draw_futures(world(panel, 2020), BLOCK, 15, 1)  # of the shape that plans run in


@pytest.fixture(scope="module")
def stored(futures):
    return stored_paths(futures)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["do_nothing", "mixed_plan", "retraining"])
def test_a_plan_gives_what_the_city_by_itself_gives(futures, stored, name):
    plan = doses_of(read_policy(name), futures.years)
    result = evaluate(one_city(futures, HEGANG, stored), plan)
    told = [name for name in KEPT if name in QUANTITIES]
    alone = city(futures, HEGANG, stored, plan, told)
    for name in told:
        # Programs of other shapes add up in another order.
        np.testing.assert_allclose(result.quantities[name], alone[name].to_numpy()[..., 0], rtol=1e-9)


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


def test_services_that_are_added_to_a_plan_are_those_of_the_lever(on):
    course = np.linspace(0, 0.01, len(on.ground.futures.years))
    by_lever = evaluate(on.ground, {"public_services_spending": course})
    added = evaluate(on.ground, {}, np.broadcast_to(course, (on.ground.futures.count, len(course))))
    # Sums in another order.
    np.testing.assert_allclose(added.quantities["debt"], by_lever.quantities["debt"], rtol=1e-12)
    np.testing.assert_allclose(added.cost, by_lever.cost, rtol=1e-12)
