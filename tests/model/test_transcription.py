"""Two programs written from one page of equations give one answer."""

from dataclasses import replace

import jax.numpy as jnp
import numpy as np
import pytest

from . import transcription
from .worlds import in_numpy, in_year, opened, stepped, world

YEARS = 30
SAME = 1e-9  # relative: a few thousand roundings of 1e-16 each, grown over 30 years; a wrong term shows at 1e-3
NOTHING = 1e-12  # 10^8 yuan, 10^4 people, ha or log: what is nothing in one program is a rounding in the other

SAME_STATE = {
    "reserves", "undiscovered_reserves", "cumulative_extraction", "extraction_capacity", "smoothed_margin",
    "log_productivity", "capital", "presence", "log_desired_employment", "growth_momentum", "people",
    "amenity_drift", "log_wage", "mining_employment", "displaced_workers", "household_income",
    "government_spending", "building", "log_house_price", "house_price_momentum", "housing_stock", "debt",
    "stabilisation_fund", "public_capital", "schooling_programme", "knowledge_stock", "damaged_land",
    "years_since_opening",
}  # fmt: skip


def differences(ours, theirs):
    """Largest relative difference of each field that both have."""
    both = vars(ours).keys() & vars(theirs).keys()
    found = {}
    for name in both:
        a, b = np.asarray(getattr(ours, name)), np.asarray(getattr(theirs, name))
        assert a.shape == b.shape, name
        found[name] = float((np.maximum(np.abs(a - b) - NOTHING, 0) / np.maximum(np.abs(a), 1e-300)).max())
    return found


def assert_same(found, when):
    wrong = {name: value for name, value in found.items() if not value < SAME}
    assert not wrong, (when, wrong)


@pytest.mark.parametrize(("seed", "places", "smoothing"), [(1, 6, 1.0), (2, 6, 0.5), (3, 2, 1.0)])
def test_an_independent_transcription_gives_the_same_thirty_years(seed, places, smoothing):
    made = world(seed, places, YEARS)
    params = replace(made.params, smoothing=jnp.asarray(smoothing))
    p = in_numpy(params)
    state, anchors = opened(made.observed, params)
    ours, kept = transcription.opening(in_numpy(made.observed), p)
    assert vars(ours).keys() == SAME_STATE
    assert_same(differences(ours, in_numpy(state)), "opening")
    assert_same(differences(kept, in_numpy(anchors)), "what is kept of the opening")
    for year in range(YEARS):
        levers, weather = in_year(made.levers, year), in_year(made.weather, year)
        state, flows = stepped(state, params, levers, weather, anchors, made.links)
        ours, own_flows = transcription.year(ours, p, in_numpy(levers), in_numpy(weather), kept, made.kernel)
        assert_same(differences(ours, in_numpy(state)), f"stocks after year {year}")
        assert_same(differences(own_flows, in_numpy(flows)), f"flows of year {year}")
