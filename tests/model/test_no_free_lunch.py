"""Sixteen levers on ten cities: each costs something, and none makes all purses richer."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from relode.model.opening.inversion import DRAWN
from relode.model.opening.opening_world import world
from relode.model.parameters import default_params
from relode.model.policy.costs import LINES
from relode.model.policy.levers import levers
from relode.model.results import BY_SECTOR, levers_of
from relode.model.simulate import paths
from relode.model.state import LEVERS
from relode.places import find

from .worlds import steady_exogenous

YEARS, DOSE = 15, 0.1
DISCOUNT = 0.03
NOTHING = 1e-12  # 10^8 yuan: ore with a cut of nothing less ore without a cut is a rounding
CITIES = ("hegang", "qitaihe", "jixi", "shuangyashan", "datong", "yulin", "daqing", "panzhihua", "huainan", "fuxin")


def kept(state, flows):
    return {
        "cost": flows.cost_lines, "outlay": flows.policy_cost, "debt": state.debt, "fund": state.stabilisation_fund,
        "transfer": flows.transfer,
    }  # fmt: skip


@pytest.fixture(scope="module")
def real(panel):
    return world(panel, 2015)


@pytest.fixture(scope="module")
def runs(real):
    """Runs for each lever at a tenth of its bound in ten cities, and for none; prices rise so that funds fill."""
    at = [real.position(find(name).code) for name in CITIES]
    places = len(real.codes)
    calm = steady_exogenous(real, YEARS)
    exogenous = replace(calm, log_price=calm.log_price + 0.02 * jnp.arange(YEARS)[:, None])
    observed, params = jax.tree.map(lambda x: x[None], (real.observed, default_params()))
    drawn = replace(real.observed, **{name: getattr(observed, name) for name in DRAWN})

    def run(name):
        doses = levers_of({}, YEARS, places)
        if name:
            array = np.zeros(getattr(doses, name).shape)
            array[..., at] = DOSE * levers()[name].upper
            if name in BY_SECTOR:
                array[:, [0, 5, 7, 8]] = 0  # extraction, local and public services and agriculture are not subsidised
            doses = replace(doses, **{name: jnp.asarray(array)})
        found, balances = paths(drawn, params, doses, exogenous, real.links, kept, checked=True)
        assert max(float(error.max()) for error in balances.values()) < 1e-9
        return {key: np.asarray(array[0])[..., at] for key, array in found.items()}

    return run(None), {name: run(name) for name in LEVERS}


def present(paths_of_costs):
    """Present value at the discount rate, by city."""
    return (paths_of_costs / (1 + DISCOUNT) ** np.arange(YEARS)[:, None]).sum(axis=0)


@pytest.mark.slow
@pytest.mark.parametrize("lever", LEVERS)
def test_every_lever_has_a_positive_present_cost_in_every_city(runs, lever):
    lines = [i for i, (name, _, _) in enumerate(LINES) if name == lever]
    own = runs[1][lever]["cost"][:, lines].sum(axis=1)
    assert (present(own) > 0).all()
    others = np.delete(runs[1][lever]["cost"], lines, axis=1)
    assert np.abs(others).max() < NOTHING


@pytest.mark.slow
def test_nothing_is_charged_when_nothing_is_done(runs):
    assert np.abs(runs[0]["cost"]).max() < NOTHING


@pytest.mark.slow
@pytest.mark.parametrize("lever", LEVERS)
def test_what_the_city_pays_leaves_its_budget(runs, lever):
    """Outlays of the lever are the city's lines less what is forgone or laid by, and all of them are spent."""
    city = [
        i for i, (name, item, payer) in enumerate(LINES)
        if name == lever and payer == "city" and item not in ("revenue", "deposit")
    ]  # fmt: skip
    own = runs[1][lever]
    np.testing.assert_allclose(own["outlay"], own["cost"][:, city].sum(axis=1), rtol=1e-12, atol=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize("lever", [name for name in LEVERS if name not in ("central_transfer", "extraction_cut")])
def test_no_lever_makes_all_purses_richer_at_once(runs, lever):
    """What the city owes less its fund, what the centre sent it and what centre and firms paid rise in every city.

    A transfer is no loss to both purses together, and ore that is not cut now is sold later: these two are left out.
    """
    idle, own = runs[0], runs[1][lever]
    elsewhere = [i for i, (name, _, payer) in enumerate(LINES) if name == lever and payer != "city"]
    owed = (own["debt"] - own["fund"] - idle["debt"] + idle["fund"])[-1]
    sent = (own["transfer"] - idle["transfer"])[:-1].sum(axis=0)
    paid = own["cost"][:-1, elsewhere].sum(axis=(0, 1))
    # A city without debt pays out of what it would have invested, so its debt does not show it.
    owes = (idle["debt"].min(axis=0) > 1e-9) & (own["debt"].min(axis=0) > 1e-9)
    assert owes.sum() >= 5
    assert ((owed + sent + paid)[owes] > 0).all()
