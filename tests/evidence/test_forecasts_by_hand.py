"""Effects, new places and next numbers from a few invented draws; draws written and read again."""

import csv
from math import log, sqrt
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import norm

from relode import shipped_tables
from relode.evidence.posterior import SCALARS, EffectDraws
from relode.evidence.prediction import expected, place
from relode.evidence.shipped_draws import read_draws
from relode.evidence.studies import fingerprint
from relode.evidence.summary import _quantiles, summary
from relode.evidence.synthesis import rows_of
from studies.evidence.fits import written
from studies.evidence.left_out import NextNumber, crps, next_number, normal_log, quantiles

from .test_rows_by_hand import study

KINDS = (("a", "measure"), ("b", "measure"))
SCALAR = {name: np.array([0.1 + at / 10, 0.2 + at / 10]) for at, name in enumerate(SCALARS)}
DRAWN = EffectDraws(
    SCALAR, np.array([[1.0, 2.0, 4.0, 8.0, 16.0, 32.0], [0.1, 0.2, 0.4, 0.8, 1.6, 3.2]]),
    np.array([[0.5, 0.6], [0.7, 0.8]]), KINDS, ("A", "C"), ((KINDS[1], "C"),), 1.01, 300.0, 2,
)  # fmt: skip


def test_a_centre_adds_the_mean_the_family_the_lever_and_both():
    """What no row speaks of is drawn from the spread of all."""
    free = np.random.default_rng(3).standard_normal((2, 2))
    cases = (
        (KINDS[1], "C", [1 + 4 + 16 + 32, 0.1 + 0.4 + 1.6 + 3.2]),
        (KINDS[0], "A", np.array([1 + 2 + 8, 0.1 + 0.2 + 0.8]) + SCALAR["both_sd"] * free[1]),
        (("x", "measure"), "C",
         np.array([1 + 16, 0.1 + 1.6]) + SCALAR["lever_sd"] * free[0] + SCALAR["both_sd"] * free[1]),
    )  # fmt: skip
    for kind, family, centre in cases:
        assert DRAWN.centre(kind, family, np.random.default_rng(3)) == pytest.approx(centre)
    assert DRAWN.count == 2


def test_places_spread_by_their_family_and_more_where_they_are_far():
    for given, far in (((), 0.0), ((0.5,), 0.5), ((1.0,), 1.0)):
        sd = np.exp(SCALAR["log_place_sd"] + np.array([0.6, 0.8]) + SCALAR["log_far"] * far)
        assert DRAWN.place_sd("C", *given) == pytest.approx(sd)


def test_a_new_place_is_unusual_with_its_chance_and_then_three_times_as_wide():
    draws, dice = SimpleNamespace(scalars={"unusual": np.full(6, 0.4)}), np.random.default_rng(5)
    width = np.where(dice.random(6) < 0.4, 3.0, 1.0)
    assert set(width) == {1.0, 3.0}
    expected_here = 2.0 + width * 0.5 * dice.standard_normal(6)
    found = place(draws, np.full(6, 2.0), np.full(6, 0.5), np.random.default_rng(5))
    assert found == pytest.approx(expected_here)


def test_an_expected_effect_is_in_the_unit_of_its_family():
    """Tenths of family C."""
    dice = np.random.default_rng(2)
    centre = DRAWN.centre(KINDS[1], "C", dice)
    here = place(DRAWN, centre, DRAWN.place_sd("C"), dice)
    found = expected(DRAWN, KINDS[1], "C", np.random.default_rng(2))
    assert found.average == pytest.approx(0.1 * centre)
    assert found.here == pytest.approx(0.1 * here)


def test_a_summary_has_quantiles_and_the_chance_above_nought():
    """101 values from -1 to 99: 5 % below 4, half below 49, 99 of 101 above 0."""
    assert _quantiles("here", np.arange(-1.0, 100.0)) == {
        "here_p05": pytest.approx(4.0), "here_median": pytest.approx(49.0), "here_p95": pytest.approx(94.0),
        "here_above": pytest.approx(99 / 101),
    }  # fmt: skip
    found = summary([study(lever="b"), study(effect_id="e2", lever="a", shock="yes")], DRAWN)
    assert list(found) == [("b", "measure", "C")]
    assert found["b", "measure", "C"]["average_median"] == pytest.approx(0.1 * (53 + 5.3) / 2)


PRINTING = {"number_significant": 0.8, "number_not": 0.4, "published": 0.3, "negative": 0.5}


def forecast(selected=True):
    return NextNumber(np.array([1.0, -0.5]), np.array([0.4, 0.5]), np.array([0.9, -0.3]), np.array([0.25, 0.5]),
                      PRINTING, selected)  # fmt: skip


def significant(z, error):
    return norm.cdf((z - 1.96 * error) / (0.2 * error)), norm.cdf((-z - 1.96 * error) / (0.2 * error))


def printed(z, error):
    above, below = significant(z, error)
    return (above + below * 0.5) * 0.8 + (1 - above - below) * 0.4 * 0.3


def test_a_forecast_weighs_results_by_how_likely_they_are_printed():
    own = [printed(1.0, 0.4), printed(-0.5, 0.5)]
    assert forecast().weights() == pytest.approx(own)
    assert forecast(False).weights().tolist() == [1.0, 1.0]
    density = [norm.pdf(0.7, 0.9, 0.5), norm.pdf(0.7, -0.3, sqrt(0.5))]
    seen = [printed(0.7, 0.4), printed(0.7, 0.5)]
    expected_log = log(np.mean(np.multiply(density, seen)) / np.mean(own))
    assert forecast().log_density(0.7) == pytest.approx(expected_log)
    assert forecast(False).log_density(0.7) == pytest.approx(log(np.mean(density)))
    assert forecast(False).log_density(1e3) == pytest.approx(log(1e-12))
    assert normal_log(np.array(1.0), np.array(0.5), np.array(4.0)) == pytest.approx(norm.logpdf(1.0, 0.5, 2.0))


def test_a_sign_alone_is_told_where_no_number_is_printed():
    """A fifth of significant results tells its sign alone, of negative ones half of that; of the rest six of ten."""
    above, below = zip(*(significant(z, error) for z, error in ((1.0, 0.4), (-0.5, 0.5))), strict=True)
    nought = np.mean([(1 - a - b) * 0.6 * 0.3 for a, b in zip(above, below, strict=True)])
    whole = np.maximum([np.mean(below) * 0.5 * 0.2, nought, np.mean(above) * 0.2], 1e-6)
    assert forecast().sign_chances() == pytest.approx(whole / whole.sum())


def test_a_next_number_has_its_place_at_its_distance_and_its_error():
    """Without a printed error it is drawn; read in an abstract, and far."""
    row = study(lever="b", transfer="far", low="", high="", dose_low="")
    dice = np.random.default_rng(7)
    centre = DRAWN.centre(KINDS[1], "C", dice)
    effect = place(DRAWN, centre, DRAWN.place_sd("C", 1.0), dice)
    error = np.exp(SCALAR["error_log_mean"] + SCALAR["error_log_spread"] * dice.standard_normal(2))
    variance = error**2 + SCALAR["reading_sd"] ** 2
    found = next_number(DRAWN, row, np.random.default_rng(7), True)
    assert (found.error, found.variance, found.effect) == (
        pytest.approx(error), pytest.approx(variance), pytest.approx(effect),
    )  # fmt: skip
    assert found.result == pytest.approx(effect + np.sqrt(variance) * dice.standard_normal(2))
    assert found.selected


def test_quantiles_and_scores_go_by_weight_whatever_the_order():
    """Weights 1, 2 and 1 of 1, 2 and 4: middles at .125, .5 and .875 of all."""
    values, weights = np.array([4.0, 1.0, 2.0]), np.array([1.0, 1.0, 2.0])
    assert quantiles(values, weights, (0.125, 0.3125, 0.5, 0.875, 0.99)) == pytest.approx((1, 1.5, 2, 4, 4))
    # E|X - 3| = (2 + 2 + 1) / 4; E|X - X'| / 2 = (1/4 x 1/2 x 1 + 1/4 x 1/4 x 3 + 1/2 x 1/4 x 2).
    assert crps(values, weights, 3.0) == pytest.approx(1.25 - (0.125 + 0.1875 + 0.25))


def test_draws_are_written_with_what_they_come_from_and_read_again():
    """Quantities in the order of the file that ships; rhat, effective draws and steps that diverged in one line."""
    table = [study(lever="a", family="A", conversion="as_printed"), study(effect_id="e2", lever="b")]
    rows = rows_of(table)
    count = rows.design.shape[1]
    dice = np.random.default_rng(1)
    scalars = {name: np.round(dice.normal(size=6), 2) for name in SCALARS}
    of = EffectDraws(scalars, np.round(dice.normal(size=(6, count)), 2),
                     np.round(dice.normal(size=(6, len(rows.families))), 2), rows.kinds, rows.families, rows.pairs,
                     1.0123, 345.0, 7)  # fmt: skip
    text = written(of, table, 5)
    lines = [*csv.reader(text.splitlines())]
    assert lines[0] == ["quantity", *(f"draw_{at}" for at in range(6))]
    assert lines[1] == ["about", fingerprint(table), "5", "1.012", "345", "7", ""]
    shipped = [line.split(",")[0] for line in shipped_tables.text("relode.evidence", "evidence_draws").splitlines()]
    names = [line[0] for line in lines]
    assert names[: 2 + len(SCALARS)] == shipped[: 2 + len(SCALARS)]
    again = read_draws(text, rows)
    assert all(np.array_equal(again.scalars[name], scalars[name]) for name in SCALARS)
    assert np.array_equal(again.effects, of.effects)
    assert np.array_equal(again.family_spread, of.family_spread)
    assert (again.rhat, again.effective, again.divergent, again.kinds, again.pairs) == (
        1.012, 345.0, 7, rows.kinds, rows.pairs,
    )  # fmt: skip
