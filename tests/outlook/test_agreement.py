"""The score of the benchmark for GDP, computed again in plain NumPy from the panel, step by step as it is described."""

import math

import numpy as np
import pytest
import xarray as xr

from relode.outlook import backcast

FIRST, ORIGIN, HORIZON, FIRST_ERROR = 2000, 2013, 6, 2005


def normal_score(error: float, width: float) -> float:
    z = error / width
    below = (1 + math.erf(z / math.sqrt(2))) / 2
    density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    return width * (z * (2 * below - 1) + 2 * density - 1 / math.sqrt(math.pi))


def rate(growth: np.ndarray, until: int) -> float:
    pairs = [(growth[:, t - 1], growth[:, t]) for t in range(2, until - FIRST + 1)]
    return sum(a @ b for a, b in pairs) / sum(a @ a for a, _ in pairs)


def expected(growth: np.ndarray, origin: int, ahead: int) -> np.ndarray:
    fade = rate(growth, origin)
    return growth[:, origin - FIRST] * sum(fade**k for k in range(1, ahead + 1))


@pytest.mark.slow
def test_pooled_autoregression_scores_the_same_by_another_route(panel: xr.Dataset) -> None:
    values = panel["value"]
    share = values.sel(quantity="mining_employment_share", year=2010).values
    index = values.sel(quantity="gdp_real_index", year=slice(FIRST, ORIGIN + HORIZON)).values
    kept = np.isfinite(index).all(axis=1) & np.isfinite(share)
    level = np.log(index[kept]) - np.log(index[kept]).mean(axis=0)
    group = [0 if m < 0.01 else 1 if m < 0.05 else 2 for m in share[kept]]
    growth = np.diff(level, axis=1, prepend=np.nan)

    scores = []
    for ahead in range(1, HORIZON + 1):
        errors = np.array(
            [
                level[:, s + ahead - FIRST] - level[:, s - FIRST] - expected(growth, s, ahead)
                for s in range(FIRST_ERROR, ORIGIN - ahead + 1)
            ]
        )
        width = {g: math.sqrt((errors[:, np.array(group) == g] ** 2).mean()) for g in set(group)}
        missed = level[:, ORIGIN + ahead - FIRST] - level[:, ORIGIN - FIRST] - expected(growth, ORIGIN, ahead)
        scores += [normal_score(e, width[g]) for e, g in zip(missed, group, strict=True)]

    key = ("gdp_real", HORIZON, "national_given", "pooled_ar1", "all")
    (row,) = [r for r in backcast().scores if (r.target, r.horizon, r.mode, r.method, r.group) == key]
    assert row.n == kept.sum()
    assert row.crps == pytest.approx(float(np.mean(scores)), abs=1e-5)  # the table has five digits
