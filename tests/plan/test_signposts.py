import numpy as np
import pytest

from relode.errors import RelodeError
from relode.plan.failure.signposts import Rule, signpost


def futures(seed, count=400, years=12):
    """A price that sinks in half of the futures, and the gain of changing: 1 there, -1 elsewhere, less each year."""
    rng = np.random.default_rng(seed)
    sinks = rng.uniform(size=count) < 0.5
    price = 1 - 0.05 * np.arange(years) * sinks[:, None] + 0.03 * rng.normal(size=(count, years))
    gain = np.where(sinks, 1.0, -1.0)[:, None] * (1 - np.arange(years) / (2 * years))
    return price, gain + 0.2 * rng.normal(size=(count, 1))


def test_a_rule_changes_with_the_second_year_in_a_row():
    observed = np.array([[1, 0, 1, 0, 0, 1], [0, 0, 0, 0, 0, 0], [0, 1, 0, 1, 0, 1]], dtype=float)
    assert Rule("price", "below", 0.5).first_years(observed).tolist() == [4, 1, -1]
    assert Rule("price", "above", 0.5).first_years(1 - observed).tolist() == [4, 1, -1]


def test_a_sign_that_tells_is_found_and_helps_in_futures_it_has_not_seen():
    price, gain = futures(1)
    noise = np.random.default_rng(2).normal(size=price.shape)
    found = signpost({"noise": noise, "price": price}, gain, np.random.default_rng(3))
    assert (found.rule.quantity, found.rule.side) == ("price", "below")
    assert found.helps
    assert found.triggered == pytest.approx(0.5, abs=0.12)
    # Half of the futures, a gain of nearly 1 less what waiting costs, beside a fixed plan worth about 0.
    assert 0.2 < found.gain_90[0] < found.gain < found.gain_90[1] < 0.6


def test_noise_does_not_help_in_more_futures_than_chance_allows():
    helped = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        found = signpost({"noise": rng.normal(size=(100, 6))}, rng.normal(size=(100, 1)) * np.ones((1, 6)), rng)
        helped += found is not None and found.helps
    # 5 % would by luck alone; more than 6 of 40 has a chance below 1 in 100.
    assert helped <= 6


def test_a_rule_must_beat_the_better_fixed_plan_and_not_just_doing_without():
    price, _ = futures(4)
    always = np.ones(price.shape)  # changing at once is best everywhere
    found = signpost({"price": price}, always, np.random.default_rng(5))
    assert found.gain < 0
    assert not found.helps


def test_no_rule_is_found_where_nothing_ever_moves():
    assert signpost({"flat": np.ones((60, 5))}, np.ones((60, 5)), np.random.default_rng(1)) is None


def test_the_same_seed_finds_the_same_sign():
    price, gain = futures(6)
    assert signpost({"price": price}, gain, np.random.default_rng(7)) == signpost(
        {"price": price}, gain, np.random.default_rng(7)
    )


@pytest.mark.parametrize(
    ("observed", "gain"),
    [
        ({}, np.ones((50, 4))),
        ({"price": np.ones((50, 3))}, np.ones((50, 4))),
        ({"price": np.ones((39, 4))}, np.ones((39, 4))),
        ({"price": np.ones((50, 1))}, np.ones((50, 1))),
        ({"price": np.full((50, 4), np.nan)}, np.ones((50, 4))),
    ],
)
def test_shapes_that_differ_few_futures_and_missing_values_are_refused(observed, gain):
    with pytest.raises(RelodeError, match="future and year"):
        signpost(observed, gain, np.random.default_rng(1))
