"""Rows of the shipped tables of the one future: numbers as they are written."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Grid
from relode.outlook.one_future.bands import GROUPS, SHARES
from relode.outlook.one_future.observed_series import RECENT, YEARS, ForecastQuantity
from relode.outlook.one_future.predictive_record import AHEAD
from studies.outlook.pooling import Pooled
from studies.outlook.rolling import Coverage

HORIZONS = (1, 2, 5, 10)
"""Years ahead that are shown by origin."""


def ageing_rows(places: Sequence[str], alone: tuple[Grid, Grid]) -> Iterator[dict[str, object]]:
    """Log change of people and of those of 15 to 59 since the census by births, ageing and deaths alone."""
    for name, grid in zip(("population", "age_15_59"), alone, strict=True):
        for code, path in zip(places, grid, strict=True):
            if np.isfinite(path).all():
                values = {f"y{year}": f"{value:.4f}" for year, value in zip(AHEAD, path, strict=True)}
                yield {"place": code, "quantity": name, **values}


def centre_rows(
    places: Sequence[str], level: Grid, of: ForecastQuantity, origin: int, centre: Grid, borrowed: NDArray[np.bool_]
) -> Iterator[dict[str, object]]:
    """The path of each place that has a recent figure: `level` (place, year of YEARS), `centre` (place, year) [ln]."""
    recent = np.asarray(np.isfinite(level[:, YEARS.index(RECENT) :]).any(axis=1))
    blanks = {f"y{year}": "" for year in AHEAD if year <= origin}
    years = [year for year in AHEAD if year > origin]
    for code, has, path, other in zip(places, recent, centre, borrowed, strict=True):
        if has and np.isfinite(path).all():
            values = {f"y{year}": f"{value:.4f}" for year, value in zip(years, path, strict=True)}
            whose = "others" if other else ""
            yield {"place": code, "quantity": of.name, "origin": origin, "path_of": whose, **blanks, **values}


def band_rows(of: ForecastQuantity, half: NDArray[np.float64]) -> Iterator[dict[str, object]]:
    """Half widths by group and horizon; `half` is (side, share, group, horizon). [ln]"""
    for group, ahead in product(range(GROUPS), range(half.shape[3])):
        cells = {
            f"{side}_{100 * share:.0f}": f"{half[at, i, group, ahead]:.5f}"
            for at, side in enumerate(("below", "above"))
            for i, share in enumerate(SHARES)
        }
        yield {"quantity": of.name, "group": group, "horizon": ahead + 1, **cells}


def pool_rows(
    of: ForecastQuantity,
    pool: Pooled,
    names: Mapping[str, str],
    ahead: int | None = None,
    now: Mapping[str, float] | None = None,
) -> Iterator[dict[str, object]]:
    """Weights and errors by part; `names` gives a part's rule, `ahead` the years at which weights that change hold.

    `now`: today's weights where they are not those that were scored.
    """
    for part, weight in pool.weights.items():
        yield {
            "quantity": of.name,
            "part": part,
            "rule": names.get(part, ""),
            "years_ahead": ahead or "",
            "weight": f"{weight:.1f}",
            "weight_now": f"{(now or pool.weights)[part]:.2f}",
            "mean_error": f"{pool.sizes[part]:.5f}",
            "mean_error_of_pool": f"{pool.size:.5f}",
            "count": pool.count,
        }


def coverage_rows(
    of: ForecastQuantity, coverages: Sequence[Coverage | None], sizes: Sequence[float]
) -> Iterator[dict[str, object]]:
    """What bands of 50 and of 90 % held and the bias, outcome less forecast (`coverages`), beside the mean errors of
    rule and no change (`sizes`)."""
    half, wide, bias = coverages
    if half is not None and wide is not None and bias is not None:
        yield {
            "quantity": of.name,
            "horizon": wide.horizon,
            "origins": wide.origins,
            "count": wide.count,
            "mean_error": f"{sizes[0]:.5f}",
            "mean_error_no_change": f"{sizes[1]:.5f}",
            "coverage_50": f"{half.share:.4f}",
            "coverage_90": f"{wide.share:.4f}",
            "coverage_90_low": f"{wide.low:.4f}",
            "coverage_90_high": f"{wide.high:.4f}",
            "bias": f"{bias.share:.5f}",
            "bias_low": f"{bias.low:.5f}",
            "bias_high": f"{bias.high:.5f}",
        }


def origin_rows(
    of: ForecastQuantity, missed: Mapping[int, Grid], inside: Mapping[int, Grid]
) -> Iterator[dict[str, object]]:
    """Bias, mean error and outcomes inside, below and above 90 % bands, by origin and years ahead. [ln, share]"""
    for origin, grid in missed.items():
        for ahead in HORIZONS:
            at = ahead - 1
            if ahead <= grid.shape[1] and (known := np.isfinite(grid[:, at])).any():
                errors, held = grid[known, at], inside[origin][known, at]
                banded = np.isfinite(held).any()
                shares = {
                    "held_90": held == 1,
                    "below_90": (held == 0) & (errors < 0),
                    "above_90": (held == 0) & (errors > 0),
                }
                yield {
                    "quantity": of.name,
                    "origin": origin,
                    "horizon": ahead,
                    "count": int(known.sum()),
                    "bias": f"{errors.mean():.5f}",
                    "mean_error": f"{np.abs(errors).mean():.5f}",
                    **{name: f"{share.mean():.4f}" if banded else "" for name, share in shares.items()},
                }
