"""The pace of a run and an order of one, by hand."""

import pytest

from relode.web.plan_runs.plan_order import Order
from relode.web.plan_runs.run_pace import SIGNS, USUAL, is_further, share_done


def test_the_share_of_a_run_grows_with_time_up_to_the_next_sign():
    """By hand: at page one, 16 % of a run after 8 seconds, a second is worth 2 %; before any sign one of 80."""
    assert share_done("page_one", 1, 100.0, 108.0, 113.0) == pytest.approx(0.16 + 5 * 0.02)
    assert share_done("page_one", 1, 100.0, 108.0, 999.0) == 0.67
    assert share_done("", 0, 100.0, 100.0, 101.0) == pytest.approx(1 / USUAL)
    assert share_done("", 0, 100.0, 100.0, 199.0) == 0.03
    assert share_done("begun", 0, 100.0, 100.0, 104.0) == pytest.approx(0.03 + 4 / 80)
    assert share_done("noise", 7, 100.0, 100.0, 101.0) == pytest.approx(1 / 80)
    assert list(SIGNS.values()) == sorted(SIGNS.values())
    assert (min(SIGNS.values()), max(SIGNS.values())) == (0, 1)
    asked = [
        ("begun", 0, "", 0),
        ("", 0, "begun", 0),
        ("begun", 0, "begun", 0),
        ("page_one", 1, "noise", 3),
        ("noise", 3, "", 0),
        ("document", 1, "page_one", 1),
    ]
    assert [is_further(*each) for each in asked] == [True, False, False, True, False, True]


def test_an_order_of_a_run_has_its_limits():
    plain = Order()
    assert (plain.budget, plain.bonds, plain.granted, plain.keep, plain.size, plain.scenario) == (
        "",
        "",
        "",
        "",
        "standard",
        "",
    )
    for good in (
        {"budget": "x" * 20},
        {"bonds": "x" * 20},
        {"granted": "x" * 20},
        {"keep": "x" * 40},
        {"scenario": "x" * 2000},
        {"horizon": 2030},
        {"horizon": 2050},
        {"size": "quick"},
    ):
        assert Order(**good).model_dump().items() >= good.items()
    for bad in (
        {"budget": "x" * 21},
        {"bonds": "x" * 21},
        {"granted": "x" * 21},
        {"keep": "x" * 41},
        {"scenario": "x" * 2001},
        {"horizon": 2029},
        {"horizon": 2051},
        {"size": "long"},
        {"no": 1},
    ):
        with pytest.raises(ValueError, match="validation"):
            Order(**bad)
