"""Shift-share with errors that let places of like minerals go together."""

import statistics
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from relode.errors import RelodeError
from studies.evaluation.bust import _judged, _mix, _multiplier, bust_table, exposures, price_changes, shift_share

CONSTANT = np.ones((4, 1))


def test_two_shocks_and_four_places_by_hand():
    shares = np.array([[1.0, 0], [1, 0], [0, 1], [0, 1]])
    shocks = np.array([1.0, -1.0])
    outcome = np.array([3.0, 1.0, -1.0, -2.0])
    found = shift_share(outcome, shares, shocks, CONSTANT)
    # Exposure is 1, 1, -1, -1 with mean 0; the outcome less its mean is 2.75, .75, -1.25, -2.25.
    assert found.effect == pytest.approx((2.75 + 0.75 + 1.25 + 2.25) / 4)
    # Residuals 1, -1, .5, -.5 add up to 0 within each shock: the error is 0, though places differ.
    assert found.standard_error == pytest.approx(0, abs=1e-12)
    assert found.effective_shocks == pytest.approx(2)


def test_with_a_third_shock_the_error_is_that_by_hand():
    shares, shocks = np.eye(3)[[0, 0, 1, 2]], np.array([1.0, -1.0, 0.0])
    outcome = np.array([2.0, 2.0, -1.0, 1.0])
    found = shift_share(outcome, shares, shocks, CONSTANT)
    x = np.array([1, 1, -1, 0]) - 0.25
    y = outcome - 1.0
    effect = x @ y / (x @ x)
    residual = y - effect * x
    sums = np.array([residual[0] + residual[1], residual[2], residual[3]])
    error = np.sqrt((0.75 * sums[0]) ** 2 + (1.25 * sums[1]) ** 2 + (0.25 * sums[2]) ** 2) / (x @ x)
    assert found.effect == pytest.approx(effect)
    assert found.standard_error == pytest.approx(error)


def test_one_shock_is_refused():
    with pytest.raises(RelodeError, match="fewer than two shocks"):
        shift_share(np.arange(4.0), np.ones((4, 1)), np.ones(1), CONSTANT)


def test_an_instrument_finds_the_multiplier_that_moved_the_jobs():
    rng = np.random.default_rng(1)
    shares = rng.dirichlet(np.ones(40), 300)
    shocks = rng.normal(0, 1, 40)
    hidden = rng.normal(0, 0.05, 300)  # moves both, so that least squares would be wrong
    mining = shares @ shocks + hidden
    other = 0.4 * mining - hidden + rng.normal(0, 0.01, 300)
    found = shift_share(other, shares, shocks, np.ones((300, 1)), mining)
    assert found.low < 0.4 < found.high
    assert abs(found.effect - 0.4) < 0.1


@pytest.mark.slow
def test_intervals_cover_where_shocks_are_many_and_residuals_go_with_shares():
    covered = []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        shares = rng.dirichlet(np.full(60, 0.2), 200)
        shocks = rng.normal(0, 1, 60)
        outcome = shares @ (shocks + rng.normal(0, 1, 60)) + rng.normal(0, 0.1, 200)
        found = shift_share(outcome, shares, shocks, np.ones((200, 1)))
        covered.append(found.low <= 1 <= found.high)
    # 200 draws at .95 have a standard error of .015; the formula is known to cover a little less with few shocks.
    assert np.mean(covered) >= 0.89


def test_prices_fell_and_minerals_are_mixed_as_the_table_says():
    assert price_changes()["coal_china_qinhuangdao"] < -0.3
    assert price_changes()["iron_ore"] < -0.6
    assert _mix(("copper-gold", "coal"), "mixed") == {
        "copper": 0.25, "gold": 0.25, "coal_china_qinhuangdao": 0.5
    }  # fmt: skip


def test_exposures_are_shares_of_jobs(panel):
    codes, shares, names = exposures(panel)
    hegang = shares[codes.index("230400")]
    assert hegang.sum() == pytest.approx(hegang[names.index("coal_china_qinhuangdao")])
    mining = float(panel["value"].sel(quantity="mining_employment_share", place="230400", year=2010))
    assert hegang.sum() <= mining + 1e-12


def test_the_multiplier_is_that_of_a_made_up_country_whatever_the_size_of_its_second_sample():
    """Three in ten jobs outside mining go with each mining job; the second census counts twice as many of each."""
    rng = np.random.default_rng(4)
    codes, count = [f"p{i}" for i in range(40)], 40
    shares, shocks = rng.dirichlet(np.ones(4), count) * rng.uniform(0.2, 0.9, (count, 1)), rng.normal(0, 1, 4)
    total, mining = np.zeros((count, 2)), np.zeros((count, 2))
    total[:, 0] = rng.uniform(1e5, 3e5, count)
    mining[:, 0] = rng.uniform(0.1, 0.6, count) * total[:, 0]
    lost = 0.05 * shares @ shocks
    others = 0.3 * lost
    others -= np.average(lost + others, weights=total[:, 0])  # as many jobs in all as before
    mining[:, 1] = mining[:, 0] + lost * total[:, 0]
    total[:, 1] = total[:, 0] * (1 + lost + others)
    assert total[:, 1].sum() == pytest.approx(total[:, 0].sum())
    for size in (1.0, 2.0):
        cells = np.stack([total * [1, size], mining * [1, size]])
        coords = {"quantity": ["employment_all_sections", "employment_mining"], "place": codes, "year": [2010, 2020]}
        panel = xr.Dataset({"value": (("quantity", "place", "year"), cells)}, coords=coords)
        assert _multiplier(panel, codes, shares, shocks)["effect"] == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("shocks", "low", "high", "said"),
    [
        (1.5, 0.01, 0.02, ("not_identified", "few_shocks")),
        (9.0, 0.01, 0.02, ("effect", "")),
        (9.0, -0.02, -0.01, ("effect", "")),
        (9.0, -0.149, 0.01, ("no_effect_beyond", "")),
        (9.0, -0.01, 0.151, ("not_identified", "too_wide")),
    ],
)
def test_a_verdict_is_that_of_the_protocol(monkeypatch, shocks, low, high, said):
    rules = {"bust": {"least_effective_shocks": 4}, "rules": {"widest": 1.5}}
    monkeypatch.setattr("studies.evaluation.bust.protocol", lambda: rules)
    found = _judged(SimpleNamespace(effective_shocks=shocks, places=50), {"low": low, "high": high}, 0.1)
    assert (found["verdict"], found["reason"]) == said
    assert found["bound"] == max(-low, high)


def test_the_table_finds_what_exposure_did_to_each_outcome_before_and_after_the_top(panel):
    """Revenue moves by -.2 of exposure from 2005 to 2011 and by .5 from 2011 to 2016, on top of a trend of its own."""
    codes, shares, names = exposures(panel)
    exposure = shares @ np.array([price_changes()[name] for name in names])
    mined = shares.sum(axis=1)
    values = panel["value"].copy()
    for year, level in {
        2005: 0.0 * mined, 2011: 0.3 - 0.2 * exposure + 0.1 * mined, 2016: 0.5 + 0.3 * exposure - 0.4 * mined,
    }.items():  # fmt: skip
        values.loc[{"quantity": "budget_revenue", "place": codes, "year": year}] = np.exp(3 + level)
    found = bust_table(panel.assign(value=values)).set_index(["outcome", "period"])
    # Told for an exposure of one standard deviation; what lies on the line has no error.
    for period, effect in {"before": -0.2, "after": 0.5}.items():
        row = found.loc["budget_revenue", period]
        assert row["effect"] == pytest.approx(effect * statistics.stdev(exposure), rel=1e-9)
        assert row["standard_error"] == pytest.approx(0, abs=1e-9)
        assert row["places"] == len(codes)
    few = found.loc["house_price", "after"]
    assert (few["verdict"], few["reason"], few["places"]) == ("not_identified", "few_places", 5)
