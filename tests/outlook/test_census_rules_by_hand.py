"""Distributions, and rules for figures of two or three censuses, by hand."""

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest
from scipy import stats

from relode.outlook.forecasters.decades import DecadeDrift, ShareWalk, decade_factor, shares_of_decade
from relode.outlook.forecasters.predictive import Draws, Spread, chance_below, log_density

from .made_up import past


@pytest.mark.parametrize("degrees", [3.0, 8.0, np.inf])
def test_distributions_have_the_chances_of_a_library(degrees):
    law = stats.norm if np.isinf(degrees) else stats.t(degrees)
    at = np.array([-1.5, 0.2, 2.0])
    assert chance_below(at, degrees) == pytest.approx(law.cdf(at))
    assert log_density(at, degrees) == pytest.approx(law.logpdf(at))
    spread = Spread(np.array([[1.0]]), np.array([[2.0]]), degrees)
    assert spread.quantile(0.9)[0, 0] == pytest.approx(1 + 2 * law.ppf(0.9))
    assert spread.below(np.array([[4.0]]))[0, 0] == pytest.approx(law.cdf(1.5))


def test_draws_count_halves_of_equals_and_score_their_distance():
    """By hand: 1, 2 and 4 beside 2: distances of 1 in the mean, of each other 4/3, half of it 2/3."""
    draws = Draws(np.array([1.0, 2.0, 4.0]).reshape(3, 1, 1))
    assert draws.below(np.array([[2.0]]))[0, 0] == pytest.approx(1.5 / 3)
    assert draws.quantile(0.75)[0, 0] == 3.0
    assert draws.crps(np.array([[2.0]]))[0, 0] == pytest.approx(1 - (1 + 2 + 3) * 2 / 9 / 2)


CENSUSES = np.array([[1.0, 1.3, 1.4], [1.0, 1.1, 1.6]])


"""Logs of people in 2000, 2010 and 2020: changes of .3 and .2 in the mean ones of .2 and .3."""


def test_a_decade_s_drift_goes_on_by_its_share():
    """By hand: Hegang was .1 above the mean and then .2 below, of which half goes on; the mean change is .3."""
    of = past(CENSUSES, target="population")
    half = DecadeDrift(0.5, national_drift=True).predict(of, of.places, (2025, 2030), None)
    assert half.centre == pytest.approx(np.array([[0.5 * (0.3 - 0.1), 0.2], [0.5 * (0.3 + 0.1), 0.4]]))
    # A decade before it expected half of .1 and -.1 beside .2, and .1 and .5 came: missed by -.15 and .35.
    width = sqrt((0.15**2 + 0.35**2) / 2)
    assert half.scale == pytest.approx(np.full((2, 2), width) * [sqrt(0.5), 1])
    stays = DecadeDrift(0.0).predict(of, of.places, (2030,), None)
    assert stays.centre.tolist() == [[0], [0]]
    assert stays.scale[0, 0] == pytest.approx(sqrt((0.1**2 + 0.5**2) / 2))
    given = DecadeDrift(1.0).predict(replace(of, national=np.array([0.7])), of.places, (2030,), None)
    assert given.centre == pytest.approx(np.array([[0.5], [0.9]]))
    assert given.scale[0, 0] == pytest.approx(0.3)  # beside the mean: -.2 and .2 where .1 and -.1 were expected
    early = past(CENSUSES[:, :2], target="population")
    one = DecadeDrift(1.0, national_drift=True).predict(early, early.places, (2020,), None)
    assert one.scale[0, 0] == pytest.approx(0.1)
    assert DecadeDrift(1.0).predict(early, early.places, (2020,), None).scale[0, 0] == pytest.approx(sqrt(0.05))
    toward = DecadeDrift(0.5, national_drift=True, toward_province=True).predict(early, early.places, (2020,), None)
    assert toward.centre == pytest.approx(np.array([[0.3], [0.1]]))  # each is its province
    assert shares_of_decade(2010, (2015, 2030)).tolist() == [0.5, 2.0]
    assert decade_factor(2010, (2015, 2020, 2030)) == pytest.approx([sqrt(0.5), 1, 2])


def test_a_share_walks_by_half_of_itself_or_by_what_it_moved():
    """By hand: .1 fell to .05 and 0 rose to .02, which is told over a thousandth."""
    shares = np.array([[0.1, 0.05], [0.0, 0.02]])
    early = past(shares[:, :1], target="mining_employment_share", first=2010)
    found = ShareWalk().predict(early, early.places, (2020,), None)
    assert found.scale == pytest.approx(np.array([[0.05], [1e-5]]))
    later = past(shares, target="mining_employment_share", first=2010)
    moved = sqrt((0.5**2 + 20**2) / 2)
    assert ShareWalk().predict(later, later.places, (2030,), None).scale == pytest.approx(
        np.array([[0.05], [0.02]]) * moved
    )
    path = replace(later, national=np.array([-0.007]))
    assert ShareWalk(proportional=True).predict(path, later.places, (2030,), None).centre == pytest.approx(
        np.array([[-0.01], [-0.004]])
    )
    assert ShareWalk().predict(path, later.places, (2030,), None).centre.tolist() == [[0], [0]]
