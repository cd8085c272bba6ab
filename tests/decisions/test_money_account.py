"""Sums of an account, by hand."""

import numpy as np

from relode.decisions.money_account import AccountRequest, MoneyAccount

REQUEST = AccountRequest("cluster_support", "processing", "jobs", 4e8, 0.2, "granted", 2026, 2030, 2035)


def account(**changed):
    values = {
        "base": np.array([200_000.0, 100_000.0]),
        "money": np.array([1_000.0, 600.0]),
        "per_own": np.array([150_000.0, 80_000.0]),
        "yardstick": np.array([1_200.0, 1_200.0]),
        "yuan": np.array([3e8, 5e8]),
        "years": (2026, 2027),
        "by_payer": {"centre": (4e8, 4e8)},
        "after": 0.0,
    }
    return MoneyAccount(REQUEST, **{**values, **changed})


def test_total_is_the_money_and_the_own_effect_on_its_path():
    """A hundredth of a log point here, none there: 1,000 + .01 x 150,000 = 2,500 jobs; 600."""
    assert account().total(np.array([0.01, 0.0])).tolist() == [2_500.0, 600.0]


def test_gain_is_what_the_yardstick_does_not_do():
    assert account().gain(np.array([0.01, 0.0])).tolist() == [1_300.0, -600.0]


def test_a_measure_that_does_nothing_and_pays_like_services_gains_nothing():
    """The same money on the same uses: nothing is left of it."""
    assert account(money=np.array([1_200.0, 1_200.0])).gain(np.zeros(2)).tolist() == [0.0, 0.0]


def test_a_million_yuan_buys_mean_over_mean():
    """350 jobs on average for 400 million a year: .875 job-years a million; the mean of ratios would be 1.57."""
    assert account().per_million(account().gain(np.array([0.01, 0.0]))) == 0.875
