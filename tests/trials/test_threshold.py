"""Units chosen by points: the jump at the line by hand, against an outside library, and on planted worlds."""

import numpy as np
import pandas as pd
import pytest

from relode.evaluation.study import Refused
from relode.measures.power import POWER, chosen_by, smallest_effect
from relode.trials.threshold import at_the_line, before_the_line

FIRST, YEARS = 2027, 3


def planted(jump, slope=0.0, count=80, sd=0.1, seed=1, early=0.0):
    rng = np.random.default_rng(seed)
    points = rng.uniform(0, 100, count)
    drawn = points >= 50
    rows = []
    for i in range(count):
        level = rng.normal()
        for year in range(FIRST - 3, FIRST + YEARS):
            after = (year >= FIRST) * (jump * drawn[i] + slope * points[i] / 100)
            before = (year == FIRST - 1) * early * drawn[i]
            rows.append((f"u{i}", year, level + after + before + rng.normal(0, sd), FIRST * int(drawn[i])))
    table = pd.DataFrame(rows, columns=["place", "year", "outcome", "first_year"])
    return table, {f"u{i}": float(p) for i, p in enumerate(points)}


def test_a_jump_without_noise_is_found_beside_any_straight_course():
    table, points = planted(0.3, slope=2.0, sd=0.0)
    ranked = {unit: float(rank) for unit, rank in pd.Series(points).rank().items()}
    table["outcome"] = [
        0.3 * (year >= FIRST) * (first > 0) + 2.0 * (year >= FIRST) * ranked[place]
        for place, year, first in zip(table["place"], table["year"], table["first_year"], strict=True)
    ]
    assert at_the_line(table, points, FIRST, YEARS).effect == pytest.approx(0.3, abs=1e-8)


def test_estimate_and_error_are_those_of_statsmodels():
    statsmodels = pytest.importorskip("statsmodels.api")
    table, points = planted(0.2, slope=0.5)
    found = at_the_line(table, points, FIRST, YEARS)
    wide = table.pivot(index="place", columns="year", values="outcome")
    change = wide[[FIRST, FIRST + 1, FIRST + 2]].mean(axis=1) - wide[FIRST - 1]
    order = pd.Series(points).loc[change.index].rank().to_numpy()
    drawn = np.array([points[unit] >= 50 for unit in change.index])
    place = (order - (order[drawn].min() + order[~drawn].max()) / 2) / len(order)
    fit = statsmodels.OLS(change.to_numpy(), np.column_stack([np.ones(len(place)), drawn, place, drawn * place])).fit(
        cov_type="HC3"
    )
    assert found.effect == pytest.approx(fit.params[1])
    assert found.standard_error == pytest.approx(fit.bse[1])


@pytest.mark.slow
def test_power_of_planted_thresholds_is_that_of_four_times_the_units():
    sd = 0.1 * np.sqrt(1 + 1 / 3)  # the mean of three years less one
    effect = smallest_effect(sd * np.sqrt(chosen_by("threshold")), 100, 100, power=POWER)
    seen, held, worlds = 0, 0, 400
    for seed in range(worlds):
        found = at_the_line(*planted(effect, slope=0.3, count=200, seed=seed), FIRST, YEARS)
        seen += found.low > 0
        held += found.low <= effect <= found.high
    # 400 worlds: two standard errors are .04 and .022.
    assert seen / worlds == pytest.approx(POWER, abs=0.045)
    assert held / worlds == pytest.approx(0.95, abs=0.025)


def test_a_jump_before_its_time_is_noticed():
    assert before_the_line(*planted(0.0, early=1.0), FIRST, 0.05).passed is False
    assert before_the_line(*planted(0.0), FIRST, 0.05).passed


def test_too_few_on_one_side_are_refused():
    table, points = planted(0.1, count=12)
    with pytest.raises(Refused):
        at_the_line(table, points, FIRST, YEARS)


def test_two_years_before_the_measure_are_looked_at_and_one_is_too_few():
    table, points = planted(0.0, early=1.0)
    assert before_the_line(table[table["year"] >= FIRST - 2], points, FIRST, 0.05).passed is False
    assert before_the_line(table[table["year"] >= FIRST - 1], points, FIRST, 0.05).passed is None
