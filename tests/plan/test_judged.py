"""Outcomes of runs, each against a case computed by hand: two futures, three years."""

import numpy as np
import pytest

from relode.plan.estimate import Estimate, estimate, per, summed
from relode.plan.trials.judged import BOUGHT, FLOOR, INCOME, JOBS, LAND, MEASURED, OUTCOMES, effects
from relode.plan.verdicts.verdict_tables import practical_sizes

NOTHING = {
    "employment": [[100.0, 100, 100], [200, 180, 160]],
    "in_work_share": [[0.5, 0.5, 0.5], [0.6, 0.6, 0.6]],
    "working_age_people": [[300.0, 290, 280], [300, 290, 280]],
    "ageing_alone": [[300.0, 295, 290], [300, 295, 290]],
    "income_per_person": [[1000.0, 1000, 1000], [1000, 1100, 1200]],
    "services_per_person": [[500.0, 500, 500], [500, 500, 500]],
    "housing_vacancy": [[0.1, 0.12, 0.2], [0.1, 0.1, 0.1]],
    "damaged_land": [[1000.0, 1000, 1000], [0, 0, 0]],
    "public_spending": [[100.0, 100, 100], [100, 100, 100]],
    "public_receipts": [[90.0, 90, 90], [100, 100, 100]],
    "debt": [[10.0, 20, 30], [10, 10, 10]],
    "debt_ratio": [[0.1, 0.2, 0.3], [0.1, 0.1, 0.1]],
    "production_emissions": [[10.0, 10, 10], [20, 20, 20]],
    "household_income": [[50.0, 50, 50], [60, 60, 60]],
    "housing_stock": [[700.0, 700, 700], [700, 700, 700]],
}
RUN = {
    **NOTHING,
    "employment": [[100.0, 110, 120], [200, 170, 150]],
    "in_work_share": [[0.5, 0.53, 0.56], [0.6, 0.6, 0.54]],
    "working_age_people": [[300.0, 305, 310], [300, 290, 265]],
    "income_per_person": [[1000.0, 1030, 1060], [1000, 1100, 1200]],
    "services_per_person": [[480.0, 480, 480], [500, 500, 500]],
    "housing_vacancy": [[0.1, 0.12, 0.15], [0.1, 0.1, 0.12]],
    "damaged_land": [[1000.0, 900, 750], [0, 0, 0]],
    "public_spending": [[106.0, 106, 106], [100, 100, 100]],
    "debt": [[10.0, 26, 42], [10, 10, 10]],
    "debt_ratio": [[0.1, 0.26, 0.42], [0.1, 0.1, 0.1]],
    "production_emissions": [[9.0, 9, 9], [20, 20, 23]],
    "household_income": [[50.0, 52, 54], [60, 60, 60]],
    "housing_stock": [[700.0, 695, 690], [700, 700, 700]],
}
PATHS = [{name: np.array(values) for name, values in each.items()} for each in (RUN, NOTHING)]
PLAIN = {
    "employment": (30, -20),
    "employment_rate": (0.03, -0.02),
    "working_age_people": (15, -5),
    "income_per_person": (30, 0),
    "services_per_person": (-20, 0),
    "empty_homes": (-0.05, 0.02),
    "damaged_land": (-250, 0),
    "budget_gap": (6e8, 0),
    "debt": (12e8, 0),
    "emissions": (-3, 3),
}
SIZED = {
    "employment": (0.1, -20 / 540),
    "employment_rate": (0.03, -0.02),
    "working_age_people": (15 / 295, -5 / 295),
    "income_per_person": (0.03, 0),
    "services_per_person": (-0.04, 0),
    "empty_homes": (0.05, -0.02),
    "damaged_land": (0.25, 0),
    "budget_gap": (-0.06, 0),
    "debt": (-0.12, 0),
    "emissions": (0.1, -0.05),
}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_an_outcome_is_what_a_hand_computes(outcome):
    assert effects(*PATHS, plain=True)[outcome] == pytest.approx(PLAIN[outcome])
    assert effects(*PATHS, plain=False)[outcome] == pytest.approx(SIZED[outcome])


def test_every_outcome_has_a_practical_size_and_every_size_an_outcome():
    assert tuple(practical_sizes()) == OUTCOMES == tuple(MEASURED)


def test_what_money_buys_is_counted_over_all_years_in_the_unit_of_the_published_cost():
    bought = {unit: found(*PATHS) for unit, found in BOUGHT.items()}
    assert bought[JOBS] == pytest.approx((30, -20))
    assert bought[INCOME] == pytest.approx((6e8, 0))
    assert bought[LAND] == pytest.approx((250, 0))
    assert bought[FLOOR] == pytest.approx((1e5, 0))


def test_a_job_year_costs_money_over_job_years_future_by_future():
    """By hand: 2, 3 and 4 million yuan for 20, 10 and 40 job-years: 100, 300 and 100 thousand yuan."""
    found = per(np.array([2e6, 3e6, 4e6]), np.array([20.0, 10, 40]), "yuan")
    assert found == Estimate(1e5, "yuan", (1e5, 3e5))


def test_a_future_without_gain_is_dearer_than_any_price_and_most_of_them_have_no_price():
    cost, gain = np.full(5, 1e6), np.array([10.0, 20, 5, -1, 10])
    assert per(cost, gain, "yuan") == Estimate(1e5, "yuan", None)
    assert per(cost, np.array([10.0, -1, -1, -1, 10]), "yuan") is None


def test_the_one_statistic_is_the_median_with_the_middle_nine_tenths():
    assert estimate(np.arange(101.0), "persons") == Estimate(50, "persons", (5, 95))


def test_yuan_add_up_in_whole_cents():
    assert summed([0.1] * 3) == 0.3
    assert summed([1e9 + 0.01, 0.02, -0.01]) == 1e9 + 0.02
