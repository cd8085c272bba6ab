"""A user's figure with an interval is drawn from it in the opening; one without stays as it is."""

import numpy as np
import pytest

from relode.diagnosis import number
from relode.model.opening.opening_world import drawn_observed, world
from relode.panel import load
from relode.panel.overrides import Override


def drawn(low, high):
    own = Override("230400", "budget_revenue", 2020, 24.0, "", low=low, high=high)
    panel = load([own])
    opened = world(panel)
    return panel, opened, np.asarray(drawn_observed(opened, 4000, 1).revenue)[:, opened.position("230400")]


@pytest.mark.slow
def test_the_share_of_draws_inside_the_interval_is_nine_in_ten_and_without_one_all_are_the_value():
    panel, opened, values = drawn(20.0, 28.8)
    # Log-normal around the middle of the ends, 24 = sqrt(20 x 28.8); cut at 2.5 deviations, 91.1 % are inside.
    assert np.median(values) == pytest.approx(24.0, rel=0.01)  # 4,000 draws: the median is known to .2 %
    assert np.mean((values > 20.0) & (values < 28.8)) == pytest.approx(0.911, abs=0.015)  # three standard errors
    cell = opened.opening.data.sel(quantity="budget_revenue", place="230400")
    assert (str(cell["rule"].item()), str(cell["source"].item())) == ("observed", "user")
    assert number(panel, "230400", "budget_revenue", 2020).interval_90 == (20.0, 28.8)
    _, _, fixed = drawn(None, None)
    assert set(fixed) == {24.0}
