"""What a dose costs whom in a year, and how it is rounded, by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from relode.model.policy.costs import LINES
from relode.plan.trials.dose_reach import two_digits, yearly


def test_a_year_of_a_dose_is_the_mean_over_years_of_the_plan_and_the_choosing_half():
    on = SimpleNamespace(
        ground=SimpleNamespace(futures=SimpleNamespace(years=(2024, 2025, 2026, 2027))),
        choosing=np.array([True, False, True]),
    )
    at = {payer: next(i for i, line in enumerate(LINES) if line[2] == payer) for payer in ("city", "centre", "firm")}
    cost = np.zeros((3, 4, len(LINES)))
    cost[:, :2] = 1e6  # before the plan begins
    cost[1] = 1e6  # of the other half
    cost[0, 2:, at["city"]], cost[2, 2:, at["city"]] = (3.0, 5.0), (1.0, 3.0)
    cost[0, 2:, at["centre"]] = 2.0
    cost[2, 2:, at["firm"]] = (4.0, 8.0)
    # The city pays 3, 5, 1, 3 and the centre 2, 2, 0, 0 of four future-years; firms 0, 0, 4, 8.
    assert yearly(on, cost) == (4.0, 3.0)


@pytest.mark.parametrize(
    ("value", "rounded"), [(0.01299, 0.012), (0.0999, 0.099), (1.0, 1.0), (87.6, 87.0), (1990.0, 1900.0), (0.3, 0.3)]
)
def test_a_dose_has_two_digits_and_is_never_rounded_up(value, rounded):
    assert two_digits(value) == rounded
