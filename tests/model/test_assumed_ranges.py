"""Ranges of what no source gives: how they come about, and how often a draw falls inside."""

import numpy as np
import pytest
from scipy.stats import norm

from relode.model.opening import facts, opening_world
from relode.model.opening.cells import assumed, observed
from relode.model.opening.facts import over_assumption, times_assumption, times_exponent
from relode.model.opening.tables import Assumption
from relode.model.parameters import Prior

PUBLISHED = observed(np.array([200.0]), np.array(["a_source"]), np.array([""]))
UNSURE = assumed("by_hand", np.array([200.0]), np.array([100.0]), np.array([300.0]))


@pytest.fixture
def a_third(monkeypatch):
    """One assumption: .3, between .2 and .5."""
    monkeypatch.setattr(facts, "assumptions", lambda: {"share": Assumption(0.3, 0.2, 0.5)})


@pytest.mark.parametrize(
    ("function", "cells", "expected"),
    [
        (times_assumption, PUBLISHED, (60, 40, 100)),
        (times_assumption, UNSURE, (60, 20, 150)),
        (over_assumption, PUBLISHED, (200 / 0.3, 400, 1000)),
        (over_assumption, UNSURE, (200 / 0.3, 200, 1500)),
    ],
)
@pytest.mark.usefixtures("a_third")
def test_a_range_is_that_of_the_assumption_and_of_the_cells(function, cells, expected):
    found = function("by_hand", cells, "share")
    assert (found.value[0], found.lower[0], found.upper[0]) == pytest.approx(expected)


@pytest.mark.usefixtures("a_third")
def test_an_assumed_rate_goes_on_for_years():
    found = times_exponent("by_hand", UNSURE, "share", 2)
    expected = (200 * np.exp(0.6), 100 * np.exp(0.4), 300 * np.exp(1.0))
    assert (found.value[0], found.lower[0], found.upper[0]) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("shape", "value", "lower", "upper"), [("normal", 2, 1, 3), ("log", 2, 1, 4), ("logit", 0.5, 0.2, 0.8)]
)
def test_a_prior_has_nine_tenths_between_its_ends(shape, value, lower, upper):
    prior = Prior("it", value, lower, upper, shape, "1", "", "assumption", "", "")
    assert prior.at(np.array([0.05, 0.5, 0.95])) == pytest.approx([lower, value, upper])


def test_nine_tenths_of_the_draws_of_an_assumed_cell_are_inside_its_range(panel):
    made = opening_world.world(panel, 2020)
    drawn = opening_world.drawn_observed(made, 2000, 1)
    data, codes = made.opening.data, list(made.opening.data["place"].values)
    at = codes.index("230400")
    lower, upper = (float(data[end].sel(quantity="research_stock", place="230400")) for end in ("lower", "upper"))
    stock = np.asarray(drawn.research_stock)[:, at]
    # Cut at 2.5 standard deviations; the sampling error of a share of 2,000 is .7 points.
    inside = (norm.cdf(norm.ppf(0.95)) - norm.cdf(norm.ppf(0.05))) / (norm.cdf(2.5) - norm.cdf(-2.5))
    assert ((lower <= stock) & (stock <= upper)).mean() == pytest.approx(inside, abs=0.03)
    assert np.median(stock) == pytest.approx((lower * upper) ** 0.5, rel=0.05)
    assert np.ptp(np.asarray(drawn.people)[..., 0, at]) == 0
