"""Conditions of failure: told where they are true and stable, not told where they are not."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from relode.errors import RelodeError
from relode.horizon import FIRST_PLAN_YEAR
from relode.language import LANGUAGES, Sentence, number_text, say, spoken
from relode.plan.failure import failing_text
from relode.plan.failure.boxes import inside
from relode.plan.failure.discovery import KEPT_SHARE, when_it_fails
from relode.plan.failure.failing import conditions
from relode.plan.failure.failing_text import failure_words

ENDS = {"resource_price": (0.5, 1.5), "remaining_life": (0.0, 40.0), "birth_ratio": (0.6, 1.1)}
"""Factor -> the ends between which the futures of these tests are spread."""


def futures(count, seed):
    rng = np.random.default_rng(seed)
    return pd.DataFrame({name: rng.uniform(*ends, count) for name, ends in ENDS.items()})


@pytest.fixture(scope="module")
def known():
    """Futures that fail, but for one in ten, when prices and births are low."""
    table = futures(512, seed=1)
    unlucky = np.random.default_rng(2).uniform(size=512) < 0.9
    return table, ((table["resource_price"] < 1) & (table["birth_ratio"] < 0.8)).to_numpy() & unlucky


@pytest.fixture(scope="module")
def found(known):
    return when_it_fails(*known, np.random.default_rng(2), resamples=20)


def test_true_conditions_are_told_with_coverage_and_density(known, found):
    assert found.reason is None
    assert found.box.keys() == {"resource_price", "birth_ratio"}
    # A slice of a twentieth of what is left.
    assert found.box["resource_price"].high == pytest.approx(1, abs=0.05)
    assert found.box["birth_ratio"].high == pytest.approx(0.8, abs=0.03)
    within = inside(known[0], found.box)
    assert found.fit.density == known[1][within].mean() > 0.8
    assert found.fit.coverage == known[1][within].sum() / known[1].sum() > 0.8
    assert min(found.kept_shares.values()) >= KEPT_SHARE


def test_held_out_futures_are_denser_in_failures_than_chance(found):
    low, high = found.density_90
    assert found.fit.base_rate < low < found.fit.density + 0.1
    assert high <= 1
    assert found.gain_90[0] > 0.3


def test_failures_at_random_have_no_conditions():
    told = 0
    for seed in range(8):
        table = futures(128, seed=seed)
        fails = np.random.default_rng(seed + 100).uniform(size=128) < 0.3
        told += when_it_fails(table, fails, np.random.default_rng(seed), resamples=10).reason is None
    assert told == 0


@pytest.mark.parametrize(
    ("share", "reason"), [(0.0, "never_fails"), (1.0, "always_fails"), (0.05, "too_few"), (0.95, "too_few")]
)
def test_where_nothing_can_be_told_apart_the_reason_is_given(share, reason):
    table = futures(128, seed=1)
    result = when_it_fails(table, np.arange(128) < share * 128, np.random.default_rng(1), resamples=2)
    assert (result.reason, result.box) == (reason, {})


def test_the_same_seed_tells_the_same(known, found):
    assert when_it_fails(*known, np.random.default_rng(2), resamples=20) == found


def test_the_sentence_has_the_numbers_in_both_languages(found):
    english, chinese = (spoken(failure_words(found, 2035), language) for language in LANGUAGES)
    for text, language in ((english, "en"), (chinese, "zh")):
        assert say("planning.factor.resource_price", language, start=FIRST_PLAN_YEAR, horizon=2035) in text
        assert say("planning.factor.birth_ratio", language, start=FIRST_PLAN_YEAR, horizon=2035) in text
        shares = (found.fit.base_rate, found.fit.density, found.fit.coverage, *found.density_90)
        assert all(number_text(share, "share", language) in text for share in shares)


@pytest.mark.parametrize("reason", ["never_fails", "always_fails", "too_few", "nothing_found", "unstable", "no_better"])
def test_every_reason_has_words(found, reason):
    silent = type(found)({}, found.fit, reason, {})
    assert all("512" in spoken(failure_words(silent, 2035), language) for language in LANGUAGES)


def test_no_resamples_and_shapes_that_differ_are_refused(known):
    table, fails = known
    with pytest.raises(RelodeError, match="0 resamples"):
        when_it_fails(table, fails, np.random.default_rng(1), resamples=0)
    with pytest.raises(RelodeError, match="512 futures"):
        when_it_fails(table, fails[1:], np.random.default_rng(1))
    with pytest.raises(RelodeError, match="birth_ratio"):
        when_it_fails(table.assign(birth_ratio=np.nan), fails, np.random.default_rng(1))


def test_factors_of_failing_are_in_the_units_that_are_told():
    """Carbon at 0.000002 and 0.000003 of 100 million yuan a t in the last year is 200 and 300 yuan."""
    half = np.array([[1.0, 1.0], [2.0, 3.0]])
    series = SimpleNamespace(
        national_growth=half, interest_rate=half, birth_ratio=half, carbon_price=1e-6 * half,
        productivity_shock=half[..., None], amenity_shock=-half[..., None],
    )  # fmt: skip
    series.carbon_price = np.array([[9e-6, 2e-6], [9e-6, 3e-6]])
    observed = SimpleNamespace(remaining_life=np.array([[[30.0], [20.0]]]).reshape(2, 1))
    years = (FIRST_PLAN_YEAR - 1, FIRST_PLAN_YEAR)
    futures = SimpleNamespace(exogenous=series, years=years, observed=observed, count=2)
    stage = SimpleNamespace(ground=SimpleNamespace(futures=futures), price=np.log([1.0, 2.0]))
    table = conditions(stage)
    assert table["carbon_price"].tolist() == pytest.approx([200.0, 300.0])
    assert table["resource_price"].tolist() == pytest.approx([1.0, 2.0])
    assert table["national_growth"].tolist() == [1.0, 3.0]
    assert table["remaining_life"].tolist() == [30.0, 20.0]
    assert (table["own_output_shock"].tolist(), table["own_appeal_shock"].tolist()) == ([0.0, 0.5], [0.5, 0.0])


def test_ends_of_what_fails_there_are_told_in_order():
    said = failing_text._fails(0.2, 1000, None, [Sentence("plan.fails.mostly", {})], 0.6, 0.7, (0.5, 0.8))
    names = ("base", "density", "coverage", "density_low", "density_high")
    assert [dict(said.values)[name].value for name in names] == [0.2, 0.6, 0.7, 0.5, 0.8]
