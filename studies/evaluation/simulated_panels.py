"""Panels with a known effect and known faults, to measure how often each verdict comes."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

PROVINCES = 24


@dataclass(frozen=True)
class Truth:
    """What is planted: the effect in each year after treatment, and what breaks the design.

    `trend` is how much more the treated move each year already before treatment; `anticipation` what they get in the
    two years before; `common_shock` what hits half of the provinces, where most treated places lie, in the years of
    treatment.
    """

    effect: float = 0.0
    trend: float = 0.0
    anticipation: float = 0.0
    common_shock: float = 0.0
    treated_share: float = 0.25
    places: int = 100
    years: int = 17
    noise: float = 0.02
    persistence: float = 0.5


def simulated_panel(truth: Truth, rng: np.random.Generator) -> pd.DataFrame:
    """Columns place, year, outcome, first_year, cluster: places in provinces, three waves, shocks that last."""
    province = rng.integers(0, PROVINCES, truth.places)
    treated = rng.random(truth.places) < truth.treated_share * (0.5 + (province < PROVINCES // 2))
    treated[:6], treated[6:16] = True, False  # never too few of either
    first = np.where(treated, rng.choice([8, 9, 12], truth.places, p=[0.4, 0.35, 0.25]), 0)
    years = np.arange(truth.years)
    own = _lasting(rng, truth, truth.places)
    shared = 0.5 * _lasting(rng, truth, PROVINCES)[province]
    level = rng.normal(0, 0.5, (truth.places, 1)) + rng.normal(0.05, 0.03, truth.years).cumsum()
    since = np.where(treated[:, None], years - np.where(treated, first, 0)[:, None], -99)
    outcome = level + own + shared + truth.effect * (since >= 0) + truth.trend * treated[:, None] * years
    outcome += truth.anticipation * ((since >= -2) & (since < 0))
    outcome += truth.common_shock * ((province < PROVINCES // 2)[:, None] & (years >= 8))
    return pd.DataFrame(
        {
            "place": np.repeat([f"{i:03d}" for i in range(truth.places)], truth.years),
            "year": np.tile(2000 + years, truth.places),
            "outcome": outcome.ravel(),
            "first_year": np.repeat(np.where(treated, 2000 + first, 0), truth.years),
            "cluster": np.repeat([f"{p:02d}" for p in province], truth.years),
        }
    )


def _lasting(rng: np.random.Generator, truth: Truth, count: int) -> np.ndarray:
    """Shocks of which a share stays to the next year, from their long-run spread on."""
    shocks = rng.normal(0, truth.noise, (count, truth.years))
    shocks[:, 0] /= np.sqrt(1 - truth.persistence**2)
    for year in range(1, truth.years):
        shocks[:, year] += truth.persistence * shocks[:, year - 1]
    return shocks
