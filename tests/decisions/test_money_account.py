"""Sums of an account, by hand."""

import numpy as np

from relode.decisions.money_account import AccountRequest, MoneyAccount, repeated

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


def test_a_million_yuan_buys_mean_over_mean():
    """350 jobs on average for 400 million a year: .875 job-years a million; the mean of ratios would be 1.57."""
    assert account().per_million(np.array([1_300.0, -600.0])) == 0.875


def test_futures_are_repeated_whole_and_in_their_order():
    wide = repeated(account(), 5)
    assert wide.money.tolist() == [1_000.0, 600.0] * 3
    assert wide.yuan.mean() == account().yuan.mean()
    assert repeated(account(), 2).base.tolist() == account().base.tolist()
