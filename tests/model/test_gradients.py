"""Gradients by all parameters and levers: equal to differences, never lost, never endless."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from relode.model.parameters import Params, default_params, params_from, priors
from relode.model.policy.costs import WHAT_MONEY_BUYS
from relode.model.policy.levers import BUILDING, PURCHASES, lever_costs
from relode.model.state import LEVERS

from .worlds import PLACES, YEARS, became, lived, scalar_parameters, world

STEP = 1e-5  # of a parameter: rounding over it is 1e-11, the third derivative times its square 1e-10


def weights(made, seed=0):
    """One random weight for each number that a run gives, in units of its size."""
    rng = np.random.default_rng(seed)
    sizes = jax.tree.map(lambda x: (1e-9 + np.abs(x).mean()) * x.size, jax.device_get(became(made)))
    return jax.tree.map(lambda x, size: rng.normal(size=x.shape) / size, became(made), sizes)


def weighed(found, weight, numbers):
    return sum(numbers.vdot(x, w) for x, w in zip(jax.tree.leaves(found), jax.tree.leaves(weight), strict=True))


def score(params, levers, exogenous, observed, links, weight):
    """One number that all outputs of a run go into."""
    return weighed(lived(observed, params, levers, exogenous, links), weight, jnp)


gradients = jax.jit(jax.grad(score, argnums=(0, 1, 2)))


def scored(made, weight, **other):
    return float(weighed(jax.device_get(became(made, **other)), weight, np))


def gradient(made, weight):
    return gradients(made.params, made.levers, made.exogenous, made.observed, made.links, weight)


def assert_finite(tree):
    for name, array in vars(tree).items():
        assert bool(jnp.isfinite(array).all()), name


@pytest.fixture(scope="module")
def made():
    """A world with every lever on, and its weights."""
    one = world(20)
    return one, weights(one)


def difference(made, weight, record, name, direction):
    """Central difference of the score along a direction in one field of params, levers or exogenous."""
    now = getattr(made, record)
    up, down = (replace(now, **{name: getattr(now, name) + sign * STEP * direction}) for sign in (1, -1))
    return (scored(made, weight, **{record: up}) - scored(made, weight, **{record: down})) / (2 * STEP)


@pytest.mark.slow
def test_gradients_are_central_differences(made):
    one, weight = made
    found = dict(zip(("params", "levers", "exogenous"), gradient(one, weight), strict=True))
    rng, wrong = np.random.default_rng(1), {}
    for record, gradient_of in found.items():
        for name, by in vars(gradient_of).items():
            now = np.asarray(getattr(getattr(one, record), name))
            if name in ("relatedness", "smoothing"):
                continue
            direction = np.asarray(rng.uniform(0.5, 1, now.shape) * np.maximum(np.abs(now), 1e-2 * np.abs(now).max()))
            exact, measured = float(np.vdot(by, direction)), difference(one, weight, record, name, direction)
            if abs(exact - measured) > 1e-5 * abs(exact) + 1e-8:
                wrong[record, name] = exact, measured
    assert not wrong


@pytest.mark.slow
def test_every_parameter_moves_some_output(made):
    by = gradient(*made)[0]
    dead = {name for name, array in vars(by).items() if not np.any(np.asarray(array))}
    assert dead == {"lag"}  # that of own effects, which arrive as increments
    for name in ("capital_share", "labour_share", "depreciation", "emission_factor"):
        assert (np.asarray(getattr(by, name)) != 0).all(), name
    assert (np.asarray(by.split)[:, [PURCHASES, BUILDING]].sum(axis=1) != 0).all()
    still = {(c.lever, c.item) for c, g in zip(lever_costs(), by.unit_cost, strict=True) if float(g) == 0}
    assert still == {(c.lever, c.item) for c in lever_costs() if c.source == "identity" or c.item == "railway_km"}
    assert "railway_km" in WHAT_MONEY_BUYS


@pytest.mark.slow
def test_every_lever_moves_some_output(made):
    by_levers = gradient(*made)[1]
    for name in LEVERS:
        assert np.any(np.asarray(getattr(by_levers, name))), name


@pytest.mark.slow
def test_every_outside_series_moves_some_output(made):
    for name, array in vars(gradient(*made)[2]).items():
        assert np.any(np.asarray(array)), name


EXTREMES = {
    "prices a hundredth": {"log_price": -4.6},
    "prices a hundredfold": {"log_price": 4.6},
    "no growth": {"sector_growth": 0.0, "national_growth": 0.0, "log_national_income": 0.0},
    "a costly carbon": {"carbon_price": 5e-6},
    "no births": {"birth_ratio": 0.0},
}


@pytest.mark.slow
@pytest.mark.parametrize("extreme", EXTREMES)
def test_gradients_are_finite_in_extreme_weather(made, extreme):
    one, weight = made
    series = {n: jnp.full_like(getattr(one.exogenous, n), value) for n, value in EXTREMES[extreme].items()}
    harsh = replace(one, exogenous=replace(one.exogenous, **series))
    for found in (became(harsh).last, *gradient(harsh, weight)):
        assert_finite(found)


@pytest.mark.slow
def test_gradients_are_finite_in_tiny_sectors_and_at_full_doses(made):
    tiny = world(21, dose=1.0, largest=4.0, noise=2.0)
    observed = tiny.observed
    value_added, jobs = (getattr(observed, n).at[0, :3].set(1e-9) for n in ("value_added", "employment"))
    tiny = replace(tiny, observed=replace(observed, value_added=value_added, employment=jobs,
                                          extraction=observed.extraction.at[:3].set(1e-9)))  # fmt: skip
    for found in (became(tiny).last, *gradient(tiny, made[1])):
        assert_finite(found)


def with_scalars(made, values):
    return replace(made, params=replace(made.params, **{n: jnp.full((), v, float) for n, v in values.items()}))


@pytest.mark.slow
@pytest.mark.parametrize("quantile", [0.001, 0.999])
def test_runs_are_finite_with_any_parameter_at_either_end_of_its_prior(made, quantile):
    one = replace(made[0], params=default_params())
    for name in scalar_parameters():
        end = float(priors()[name].at(np.asarray(quantile)))
        assert_finite(became(with_scalars(one, {name: end})).last)


def test_the_defaults_are_the_medians_of_the_priors():
    middle = params_from(
        {name: prior.at(np.asarray(0.5)) for name, prior in priors().items()},
        {n: np.asarray(getattr(default_params(), n)) for n in ("lag", "unit_cost", "split")},
    )
    for name in vars(middle):
        np.testing.assert_allclose(getattr(middle, name), getattr(default_params(), name), rtol=1e-12, err_msg=name)
    assert set(priors()) <= set(Params.__dataclass_fields__)
    assert became(world(20)).flows.gdp_real.shape == (YEARS, PLACES)
