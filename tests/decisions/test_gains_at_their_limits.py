"""Cards by hand at other prices, in several places, in one place, and where a trial tells nothing."""

from dataclasses import replace
from math import exp, log, sqrt

import numpy as np
import pytest

from relode.decisions.gains import (
    at_price,
    break_even,
    capped_mean,
    factor,
    gain_grounds,
    gain_of,
    own_size,
    study_error,
    together,
    value_of_trial,
    worst_tenth,
)
from relode.evidence.shipped_draws import shipped_draws

from .test_gains import ACCOUNT, BY_ITSELF, WITH_MONEY

PHI = 0.3989422804014327
"""Density of a standard normal at 0; at 1 it is .2419707, and .8413447 lie below 1."""


def test_an_effect_beside_the_money_is_added_on_average_as_well():
    """Average 200, 200, 100, 300 with money of 100, 120, 80, 100 less a yardstick of 110, 110, 90, 90."""
    gain = gain_of(ACCOUNT, BY_ITSELF)
    np.testing.assert_allclose(gain.own, [200, 400, -100, 300])
    np.testing.assert_allclose(gain.average, [190, 210, 90, 310])
    np.testing.assert_allclose(gain.yardstick, ACCOUNT.yardstick)
    assert gain.error == pytest.approx(100.0)


def test_at_twice_the_price_money_beside_the_effect_does_twice_as_much():
    dear = at_price(gain_of(ACCOUNT, BY_ITSELF), 2.0)
    np.testing.assert_allclose(dear.own, [200, 400, -100, 300])
    np.testing.assert_allclose(dear.money, [200, 240, 160, 200])
    np.testing.assert_allclose(dear.yardstick, [220, 220, 180, 180])
    np.testing.assert_allclose(dear.here, [180, 420, -120, 320])
    np.testing.assert_allclose(dear.average, [180, 220, 80, 320])
    np.testing.assert_allclose(dear.account.yuan, 1e8)
    np.testing.assert_allclose(dear.account.money, dear.money)
    np.testing.assert_allclose(dear.account.yardstick, dear.yardstick)


def test_where_studies_hold_the_money_the_own_effect_gives_way_to_it():
    """Own 100, 280, -180, 200 less 100, 120, 80, 100 more money; the average's gain falls by the yardstick."""
    dear = at_price(gain_of(ACCOUNT, WITH_MONEY), 2.0)
    np.testing.assert_allclose(dear.own, [0, 160, -260, 100])
    np.testing.assert_allclose(dear.average, [-20, -20, -80, 120])
    cheap = at_price(gain_of(ACCOUNT, WITH_MONEY), 0.5)
    np.testing.assert_allclose(cheap.here, [145, 345, -145, 255])


@pytest.mark.parametrize(
    ("yardstick", "money", "cost"),
    [
        (100.0, 80.0, 5e7 * (1 + 180 / 20)),
        (100.0, 90.0, None),
        (100.0, 89.0, 5e7 * (1 + 189 / 11)),
        (0.5, 0.44, 5e7 * (1 + 199.94 / 0.06)),
        (-50.0, -100.0, 5e7 * (1 + 150 / 50)),
        (0.0, 0.0, None),
    ],
)
def test_the_cost_of_breaking_even_where_the_money_does_a_part_of_the_yardstick(yardstick, money, cost):
    """An own effect of 200 on average with `money`, less the yardstick, over what each more yuan loses of it."""
    account = replace(ACCOUNT, money=np.full(4, money), yardstick=np.full(4, yardstick))
    account = replace(account, per_own=np.full(4, 1e5))
    found = break_even(gain_of(account, replace(BY_ITSELF, here=np.full(4, 0.002))))
    assert found == (None if cost is None else pytest.approx(cost, rel=1e-6))


def test_places_together_are_sums_draw_by_draw():
    one = gain_of(ACCOUNT, BY_ITSELF)
    account = replace(
        ACCOUNT, base=np.full(4, 1e5), money=np.full(4, 10.0), per_own=np.full(4, 5e4), yardstick=np.full(4, 20.0),
        yuan=np.full(4, 1e7), by_payer={"centre": (1e7,) * 10}, after=3e6,
        request=replace(ACCOUNT.request, yuan=4e7),
    )  # fmt: skip
    other = replace(gain_of(account, BY_ITSELF), error=75.0)
    both = together([one, replace(other)])
    assert together([one]).here.tolist() == one.here.tolist()
    assert both.error == pytest.approx(125.0)  # 100 and 75
    told = {name: getattr(both, name).tolist() for name in ("own", "money", "yardstick", "here", "average")}
    assert told == {
        "own": pytest.approx([300, 600, -150, 450]),
        "money": [110.0, 130.0, 90.0, 110.0],
        "yardstick": [130.0, 130.0, 110.0, 110.0],
        "here": pytest.approx([280, 600, -170, 450]),
        "average": pytest.approx([280, 300, 130, 450]),
    }
    sums = {name: getattr(both.account, name)[0] for name in ("base", "money", "per_own", "yardstick", "yuan")}
    assert sums == {"base": 3e5, "money": 110.0, "per_own": 1.5e5, "yardstick": 130.0, "yuan": 6e7}
    assert (both.account.request.yuan, both.account.after) == (1.4e8, 3e6)
    assert both.account.by_payer == {"centre": (6e7,) * 10}


def test_what_it_is_worth_to_know_better_by_hand():
    """3 and an error of 4: the later mean spreads by 9 / 5; a mean of that is one spread away from 0."""
    beyond_one = 0.2419707245 + 0.8413447461 - 1
    assert value_of_trial(1.8, 3.0, 4.0) == pytest.approx(1.8 * beyond_one)
    assert value_of_trial(-1.8, 3.0, 4.0) == pytest.approx(1.8 * beyond_one)
    assert value_of_trial(0.0, 0.5, 0.0) == pytest.approx(0.5 * PHI)
    assert value_of_trial(0.0, 2.0, 0.0) == pytest.approx(2 * PHI)
    for spread in (-1.0, 0.0, 1e-200):
        assert value_of_trial(0.5, spread, 1.0) == 0.0


def test_a_trial_that_sees_nothing_or_ends_with_the_plan_finds_out_nothing():
    """A mean of 0 with a spread of 100 and an error of 100 over a millionth: 1e4 / 1e8 of seven years."""
    gain = replace(gain_of(ACCOUNT, WITH_MONEY), here=np.array([-100.0, 100.0] * 2))
    blind = gain_grounds(gain, gain, True, False, 0.0)
    assert blind.found_out == pytest.approx(7 * 1e-4 * PHI, rel=1e-6)
    assert gain_grounds(gain, gain, True, False, 1.0).found_out == pytest.approx(7 * 1e4 / sqrt(2e4) * PHI)
    short = replace(gain, account=replace(gain.account, years=(2026, 2027)))
    assert gain_grounds(short, gain, True, False, 1.0).found_out == 0.0


def test_of_a_yardstick_that_does_harm_a_trial_costs_nothing():
    gain = gain_of(replace(ACCOUNT, yardstick=np.full(4, -5.0)), WITH_MONEY)
    found = gain_grounds(gain, replace(gain, here=np.full(4, 7.0)), False, True, 0.4)
    assert (found.trial_cost, found.yardstick, found.dear) == (0.0, -5.0, 7.0)
    assert (found.priced, found.stops, found.seen) == (False, True, 0.4)
    small = gain_of(replace(ACCOUNT, yardstick=np.full(4, 0.5)), WITH_MONEY)
    assert gain_grounds(small, small, True, True, 1.0).trial_cost == pytest.approx(0.5 * 3e7 / 5e7)


def test_a_draw_of_nothing_is_not_above_nothing():
    gain = replace(gain_of(ACCOUNT, WITH_MONEY), average=np.array([0.0, 0.5, -1.0, 2.0]))
    found = gain_grounds(gain, gain, True, False, 1.0)
    assert found.average_above == 0.5
    assert found.worst_tenth == -1.0
    # Of 90, 290, -190 and 210 the 95 % point is 2.85 steps into the sorted four: 278.
    assert found.capped == pytest.approx((90 + 278 - 190 + 210) / 4)


def test_worst_tenths_and_caps_by_hand():
    assert worst_tenth(np.arange(30.0)[::-1]) == 1.0
    assert worst_tenth(np.array([5.0])) == 5.0
    assert capped_mean(np.arange(21.0)) == pytest.approx((sum(range(20)) + 19) / 21)


def test_the_error_of_a_common_study_by_hand():
    """Logarithms of errors have the mean log 2 and a spread of 0 or 3: 2 and 2 exp(4.5), times the family's unit."""
    told = {"error_log_mean": np.full(2, log(2.0)), "error_log_spread": np.array([0.0, 3.0])}
    draws = replace(shipped_draws(), scalars={**shipped_draws().scalars, **told})
    assert study_error(draws, "C") == pytest.approx(0.1 * (1 + exp(4.5)))
    assert study_error(draws, "H") == pytest.approx(5.0 * (1 + exp(4.5)))
    assert own_size(draws, "cluster_support", "C", 4.0, 10, 1).error == pytest.approx(2 * study_error(draws, "C"))
    share = np.array([0.01, 0.03])
    assert own_size(draws, "retraining_coverage", "H", 0.5, 2, 1, share).error == pytest.approx(
        study_error(draws, "H") * 0.5 * 0.02 / 100
    )
    assert factor(9.0) == pytest.approx(3.0)


def test_a_place_differs_from_the_average_by_a_draw_of_its_own():
    """As far as places differ, and no place as another; "" stands for any place."""
    draws = shipped_draws()
    far, near, again, some = (
        own_size(draws, "cluster_support", "C", 1.0, draws.count, 1, place=code)
        for code in ("230400", "150600", "230400", "")
    )
    np.testing.assert_array_equal(far.here, again.here)
    np.testing.assert_array_equal(far.average, some.average)
    spread = 0.1 * float(np.sqrt((draws.place_sd("C") ** 2).mean()))
    for size in (far, near):
        assert (size.here - size.average).std() == pytest.approx(spread, rel=0.5)  # with wide tails
        assert (size.here - size.average).mean() == pytest.approx(0.0, abs=spread / 5)
    assert np.corrcoef(far.here - far.average, near.here - near.average)[0, 1] < 0.3
    assert (far.here != some.here).mean() > 0.99
