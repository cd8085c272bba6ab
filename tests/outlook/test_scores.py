import numpy as np
import pytest

from relode.outlook import Spread
from relode.outlook.backcasts.harness import cell_scores, score, skill

PLACES = 240
HOME = np.array([f"{i % 24:02d}" for i in range(PLACES)])
EVERYONE = np.ones(PLACES, dtype=bool)


def cells(scale: float, seed: int = 1):  # type: ignore[no-untyped-def]
    outcome = np.random.default_rng(seed).normal(0, 1, (PLACES, 5))
    return cell_scores(Spread(np.zeros((PLACES, 5)), np.full((PLACES, 5), scale)), outcome, HOME)


def test_true_bands_have_even_chances_and_nominal_coverage() -> None:
    found = score(cells(1.0), EVERYONE, np.random.default_rng(1))
    assert found.coverage_90_interval[0] < 0.9 < found.coverage_90_interval[1]
    assert found.pit == pytest.approx((0.1,) * 10, abs=0.03)  # 1,200 outcomes: a bin has an error of .009
    assert (found.n, found.cells) == (PLACES, 5 * PLACES)


def test_narrow_bands_are_found_out() -> None:
    assert score(cells(0.3), EVERYONE, np.random.default_rng(1)).coverage_90_interval[1] < 0.5


def test_a_method_has_no_skill_over_itself() -> None:
    found = cells(1.0)
    assert skill(found, found, EVERYONE, np.random.default_rng(1)) == (0.0, (0.0, 0.0))


def test_true_bands_beat_wide_ones() -> None:
    gained, (low, _) = skill(cells(1.0), cells(3.0), EVERYONE, np.random.default_rng(1))
    assert gained > 0.1
    assert low > 0


def test_same_seed_same_interval() -> None:
    one, other, third = (score(cells(1.0), EVERYONE, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert one == other
    assert one.crps_interval_95 != third.crps_interval_95
    assert one.crps == third.crps


def test_skill_is_taken_over_cells_that_both_predict() -> None:
    own, benchmark = cells(1.0), cells(3.0)
    own.crps[:100] = np.nan
    gained, _ = skill(own, benchmark, EVERYONE, np.random.default_rng(1))
    assert gained == pytest.approx(1 - own.crps[100:].mean() / benchmark.crps[100:].mean())
