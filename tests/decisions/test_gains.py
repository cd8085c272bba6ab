"""A card by hand: own effect, money and yardstick, capped draws, the worst tenth, a dearer dose, a trial."""

from dataclasses import replace
from math import pi, sqrt

import numpy as np
import pytest

from relode.decisions.gains import (
    OwnSize,
    at_price,
    break_even,
    capped_mean,
    factor,
    gain_grounds,
    gain_of,
    own_size,
    printed_most,
    value_of_trial,
    worst_tenth,
)
from relode.decisions.money_account import AccountRequest, MoneyAccount
from relode.evidence.prediction import expected
from relode.evidence.shipped_draws import shipped_draws
from relode.streams import stream

REQUEST = AccountRequest("subsidy", "", "jobs", 1e8, 0.2, "granted", 2026, 2030, 2035)
ACCOUNT = MoneyAccount(
    REQUEST,
    base=np.full(4, 200_000.0),
    money=np.array([100.0, 120.0, 80.0, 100.0]),
    per_own=np.full(4, 100_000.0),
    yardstick=np.array([110.0, 110.0, 90.0, 90.0]),
    yuan=np.full(4, 5e7),
    years=tuple(range(2026, 2036)),
    by_payer={"centre": (5e7,) * 10},
    after=0.0,
)
HERE, AVERAGE = np.array([0.002, 0.004, -0.001, 0.003]), np.array([0.002, 0.002, 0.001, 0.003])
WITH_MONEY = OwnSize(HERE, AVERAGE, True, 0.001)
BY_ITSELF = replace(WITH_MONEY, holds_money=False)


def test_studies_that_hold_the_money_give_the_total():
    """Total 200, 400, -100, 300; own = total - money = 100, 280, -180, 200; gain = total - yardstick."""
    gain = gain_of(ACCOUNT, WITH_MONEY)
    np.testing.assert_allclose(gain.own, [100, 280, -180, 200])
    np.testing.assert_allclose(gain.total, [200, 400, -100, 300])
    np.testing.assert_allclose(gain.here, [90, 290, -190, 210])
    np.testing.assert_allclose(gain.average, [90, 90, 10, 210])


def test_what_no_row_holds_is_added_to_the_money():
    """Own 200, 400, -100, 300; total 300, 520, -20, 400; gain 190, 410, -110, 310."""
    gain = gain_of(ACCOUNT, BY_ITSELF)
    np.testing.assert_allclose(gain.total, [300, 520, -20, 400])
    np.testing.assert_allclose(gain.here, [190, 410, -110, 310])


def test_nothing_of_its_own_and_the_money_of_services_gains_nothing():
    gain = gain_of(replace(ACCOUNT, yardstick=ACCOUNT.money), replace(BY_ITSELF, here=np.zeros(4), average=np.zeros(4)))
    assert gain.here.tolist() == [0.0] * 4
    assert gain_grounds(gain, at_price(gain, 2.0), True, False, 1.0).average_above == 0.0


def test_own_effect_of_the_other_sign_turns_the_gain():
    gain = gain_of(replace(ACCOUNT, yardstick=ACCOUNT.money), BY_ITSELF)
    other = gain_of(replace(ACCOUNT, yardstick=ACCOUNT.money), replace(BY_ITSELF, here=-HERE))
    np.testing.assert_allclose(other.here, -gain.here)


def test_at_twice_the_price_the_total_of_studies_stays_and_the_yardstick_doubles():
    """200 - 220, 400 - 220, -100 - 180, 300 - 180."""
    dear = at_price(gain_of(ACCOUNT, WITH_MONEY), 2.0)
    np.testing.assert_allclose(dear.here, [-20, 180, -280, 120])
    np.testing.assert_allclose(dear.total, [200, 400, -100, 300])


def test_at_the_cost_of_breaking_even_nothing_is_gained():
    """By hand: mean gain 100 at 50 million a year, a yardstick of 100 for it: at 100 million all is lost."""
    gain = gain_of(ACCOUNT, WITH_MONEY)
    assert break_even(gain) == pytest.approx(1e8)
    assert at_price(gain, 1e8 / float(gain.account.yuan.mean())).here.mean() == pytest.approx(0)
    assert break_even(gain_of(replace(ACCOUNT, yardstick=ACCOUNT.money), BY_ITSELF)) is None


def test_the_most_that_studies_print_of_output_is_that_of_a_row():
    """Five yuan for a yuan (kantor2009_el) is the largest of the rows of public money."""
    assert printed_most("output") == 5e6
    assert printed_most("jobs") is None


def test_grounds_of_the_card():
    """Mean gain (90 + 290 - 190 + 210) / 4 = 100, at twice the price 0; worst of the average 10; yardstick 100."""
    gain = gain_of(ACCOUNT, WITH_MONEY)
    found = gain_grounds(gain, at_price(gain, 2.0), True, False, 0.5)
    assert (found.here, found.dear, found.worst_tenth, found.yardstick) == pytest.approx((100, 0, 10, 100))
    assert found.average_above == 1.0
    # A tenth of 100 million a year in three years is 30 million; the yardstick does 100 jobs for 50 million a year.
    assert found.trial_cost == pytest.approx(100 / 5e7 * 3e7)
    # Its error is .001 at full size: 100 jobs, twice that where half of the effect is there; seven years are left.
    once = value_of_trial(100.0, float(np.std([90, 290, -190, 210])), 200.0)
    assert found.found_out == pytest.approx(7 * once)


def test_the_worst_tenth_is_its_mean_and_never_empty():
    assert worst_tenth(np.arange(20.0)) == 0.5
    assert worst_tenth(np.array([3.0, 1.0])) == 1.0


def test_one_large_draw_is_capped():
    """Twenty draws of -1 and one of 1,000: the mean is above 0, that of the capped draws is not."""
    draws = np.array([-1.0] * 20 + [1000.0])
    assert draws.mean() > 0 > capped_mean(draws)


def test_effects_are_in_proportion_to_the_standard_dose_and_grow_by_the_root_beyond_it():
    assert [factor(dose) for dose in (0.0, 0.25, 1.0, 4.0)] == [0.0, 0.25, 1.0, 2.0]


def test_value_of_a_trial_by_hand_and_at_its_limits():
    """Mean 0, spread 1, no error: E max(0, x) = 1 / sqrt(2 pi). With an error of 1 the later mean spreads by .707."""
    assert value_of_trial(0.0, 1.0, 0.0) == pytest.approx(1 / sqrt(2 * pi))
    assert value_of_trial(0.0, 1.0, 1.0) == pytest.approx(sqrt(0.5) / sqrt(2 * pi))
    assert value_of_trial(0.0, 0.0, 1.0) == 0.0
    assert value_of_trial(0.0, 1.0, 1e9) == pytest.approx(0.0, abs=1e-8)
    drawn = np.random.default_rng(1).normal(0.5, 1 / sqrt(1.25), 400_000)
    assert value_of_trial(0.5, 1.0, 0.5) == pytest.approx(np.maximum(drawn, 0).mean() - 0.5, abs=0.003)


def test_the_size_of_a_lever_is_what_evidence_says_of_it():
    """Half of the dose is half of the effect; the same seed, the same draws; a lever without a row is wider."""
    draws = shipped_draws()
    one, half = (own_size(draws, "cluster_support", "C", dose, 4000, 1) for dose in (1.0, 0.5))
    np.testing.assert_allclose(half.here, one.here / 2)
    assert half.error == pytest.approx(one.error / 2)
    says = expected(draws, ("cluster_support", "measure"), "C", stream("expected_effect", 1))
    assert one.here.mean() == pytest.approx(says.here.mean(), abs=0.01)
    assert one.average.mean() == pytest.approx(says.average.mean(), abs=0.005)
    other = own_size(draws, "research_spending", "C", 1.0, 4000, 1)
    assert one.holds_money
    assert not other.holds_money
    assert other.average.std() > one.average.std()


def test_each_draw_of_the_evidence_comes_as_often_as_the_next_and_meets_other_futures():
    draws = shipped_draws()
    twice = own_size(draws, "cluster_support", "C", 1.0, 2 * draws.count, 1)
    first, second = np.split(twice.here, 2)
    np.testing.assert_allclose(np.sort(first), np.sort(second))
    assert (first != second).mean() > 0.99


def test_points_of_reemployment_are_jobs_of_the_people_reached():
    """1,000 people over 200,000 jobs: four points are 40 jobs, .02 % of them."""
    draws = shipped_draws()
    share = np.full(100, 1_000 / 200_000)
    found = own_size(draws, "retraining_coverage", "H", 1.0, 100, 1, share)
    plain = own_size(draws, "retraining_coverage", "H", 1.0, 100, 1)
    np.testing.assert_allclose(found.here, plain.here / 100 * share)
