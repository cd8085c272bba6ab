"""Effects by hand: two draws, three years, two places."""

import numpy as np
import pytest

from relode.examination import measures

BEFORE = np.full((2, 3, 2), 100.0)
AFTER = BEFORE * np.array([[[1.0, 1.0], [1.1, 1.1], [1.21, 1.0]], [[1.0, 1.0], [1.0, 1.0], [0.9, 0.9]]])
CHANGE = AFTER - BEFORE
MONEY = np.ones((2, 3, 2)) * np.array([[[2.0, 3.0], [4.0, 6.0], [5.0, 10.0]]])


def test_a_log_change_is_read_in_the_year_of_the_horizon_and_is_the_mean_over_places():
    assert measures.log_change(AFTER, BEFORE, 3) == pytest.approx([np.log(1.1), np.log(0.9)])
    assert measures.log_change(AFTER, BEFORE, 1) == pytest.approx([0, 0])


def test_growth_points_spread_the_change_over_the_years():
    assert measures.growth_points(AFTER, BEFORE, 2) == pytest.approx([100 * np.log(1.1) / 2, 0])


def test_differences_of_shares_are_told_as_shares_or_points():
    assert measures.share_change(AFTER, BEFORE, 3) == pytest.approx([10.5, -10])
    assert measures.points(AFTER, BEFORE, 3) == pytest.approx([1050, -1000])


def test_a_ratio_is_a_sum_over_places_over_a_sum():
    assert measures.ratio(CHANGE, MONEY, 3) == pytest.approx([21 / 15, -20 / 15])


def test_a_cumulated_ratio_adds_up_the_years_first():
    assert measures.cumulated_ratio(CHANGE, MONEY, 3) == pytest.approx([(20 + 21) / 30, -20 / 30])
    assert measures.cumulated_ratio(CHANGE, MONEY, 2) == pytest.approx([20 / 15, 0])
    assert measures.cumulated_ratio(CHANGE, MONEY, 1) == pytest.approx([0, 0])


def test_a_job_year_costs_all_money_over_all_years_of_work_and_is_endless_without_work():
    # 41 job-years for 30 x 10^8 yuan; in the second draw jobs fall.
    assert measures.cost_per_job_year(CHANGE, MONEY, 3) == pytest.approx([30e8 / 41, np.inf])


def test_a_job_costs_all_money_over_the_jobs_of_the_last_year():
    assert measures.cost_per_job(CHANGE, MONEY, 3) == pytest.approx([30e8 / 21, np.inf])


def test_a_draw_in_which_the_base_does_not_move_has_no_ratio():
    still = MONEY * np.array([0.0, 1.0])[:, None, None]
    assert np.isnan(measures.ratio(CHANGE, still, 3)).tolist() == [True, False]
