"""The worked example of GeoLift, a published design of trials in whole places, through this project's comparison.

Its simulated sales of 105 days (MIT licence, Meta Platforms): two treated cities, and the 14 that its two comparisons
take. Cities of weight 0 change nothing and are not kept. What is published rests on the best weights there are; the
steps that find them here end a little before, as in the reference implementation of `arkhangelsky2021`.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import nnls

from relode.evaluation.study import study
from relode.evaluation.synthetic_designs import gaps_of, mean_effect

TREATED = ["chicago", "portland"]
SUM = 1e6
"""How much heavier than a day of sales it weighs that weights add up to 1."""
CASES = pytest.mark.parametrize(
    ("start", "planted", "effect", "distance"), [(91, 1.0, 155.556, 909.489), (76, 0.9, -283.893, 868.598)]
)
"""The campaign, and the walkthrough's planted loss of 10 % in the 15 days before it."""


@pytest.fixture(scope="module")
def sales():
    lines = (Path(__file__).parent / "tables" / "geolift_sales.csv").read_text(encoding="utf-8").splitlines()
    return pd.DataFrame({name: map(float, days) for name, *days in (line.split(",") for line in lines)})


def gap_of(sales, start, end):
    """Treated cities, on average, less their synthetic control by day; each series less its mean before the start."""
    days = sales.iloc[:end].assign(own=sales[TREATED].mean(axis=1)).drop(columns=TREATED)
    days = days - days.iloc[: start - 1].mean()
    rows = [(n, at + 1, v, start if n == "own" else 0) for n in days for at, v in enumerate(days[n])]
    data = study(pd.DataFrame(rows, columns=["place", "year", "outcome", "first_year"]), cluster=None)
    return gaps_of(data, ["own"], data.controls, start)[0]


def apart(gap, start):
    """Root of the sum of squares before the start."""
    return float(np.sqrt((gap[gap.index < start] ** 2).sum()))


def planted_gap(sales, start, planted):
    days = slice(start - 1, start + 13)
    changed = sales.copy()
    changed.loc[days, TREATED] *= planted
    return gap_of(changed, start, start + 14), changed.loc[days, TREATED].mean(axis=1).mean()


def best_weights(donors, own, before):
    """The best weights there are, none below 0, by the active sets of Lawson and Hanson."""
    rows, aim = np.vstack([donors[:before], np.full(donors.shape[1], SUM)]), np.append(own[:before], SUM)
    return nnls(rows, aim)[0]


@CASES
def test_with_the_best_weights_all_that_is_published_follows(sales, monkeypatch, start, planted, effect, distance):
    """Walkthrough: from day 91 155.556 a day and city, 5.4 %, 4,667 in all; distance before it 909.489."""
    monkeypatch.setattr("relode.evaluation.synthetic_designs.simplex_weights", best_weights)
    gap, sold = planted_gap(sales, start, planted)
    found = mean_effect(gap, start, None)
    assert found == pytest.approx(effect, abs=0.001)
    assert apart(gap, start) == pytest.approx(distance, abs=0.001)
    if start == 91:
        assert found * 15 * 2 == pytest.approx(4667, abs=1)
        assert round(100 * found / (sold - found), 1) == 5.4


@CASES
def test_own_weights_are_as_good_and_say_the_same(sales, start, planted, effect, distance):
    gap, _ = planted_gap(sales, start, planted)
    assert distance - 0.001 < apart(gap, start) < 1.001 * distance  # no weights are better than the best ones
    assert mean_effect(gap, start, None) == pytest.approx(effect, rel=0.015)
