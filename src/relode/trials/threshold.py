"""Who stands just above a line of points beside who stands just below: the jump of the outcome at the line."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from relode.arrays import Vector
from relode.errors import RelodeError
from relode.evaluation.checks import Check
from relode.evaluation.designs import DesignEstimate
from relode.evaluation.study import Refused

LEAST = 10
"""Units on each side without which a slope says nothing. A choice of this project."""


def at_the_line(table: pd.DataFrame, points: Mapping[str, float], first: int, years: int) -> DesignEstimate:
    """The jump at the line of the change from the year before to the mean of `years` years; its error is HC3.

    Regression of the change on being drawn, the place in the order of points, and both: a straight course on either
    side of the line. `table` has a row a unit and year, (unit, year), as studies have it. In the unit of the outcome.

    Limits: no course with points: the difference of means, within its error.
    Source: schochet2009.
    """
    wide = table.pivot(index="place", columns="year", values="outcome")
    every = [int(year) for year in wide.columns]
    after = [year for year in every if first <= year < first + years]
    before = max(year for year in every if year < first)
    return _jump(table, points, (wide[after].mean(axis=1) - wide[before]).rename("change"))


def before_the_line(table: pd.DataFrame, points: Mapping[str, float], first: int, level: float) -> Check:
    """Is there no jump already in the last change before the measure? `table` has a row a unit and year, (unit, year).

    Raises Refused as `at_the_line` does.
    """
    from scipy.stats import t

    wide = table.pivot(index="place", columns="year", values="outcome")
    years = sorted(int(year) for year in wide.columns if int(year) < first)
    if len(years) < 2:
        return Check("placebo_in_time", None, {}, RelodeError("check_no_earlier_years"))
    found = _jump(table, points, (wide[years[-1]] - wide[years[-2]]).rename("change"))
    away = abs(found.effect) / found.standard_error
    chance = float(2 * t.sf(away, found.treated_count + found.control_count - 4))
    return Check("placebo_in_time", chance >= level, {"effect": found.effect, "p_value": chance})


def _jump(table: pd.DataFrame, points: Mapping[str, float], change: "pd.Series[float]") -> DesignEstimate:
    drawn = (table.groupby("place")["first_year"].first().loc[change.index] > 0).to_numpy()
    if min(drawn.sum(), (~drawn).sum()) < LEAST:
        raise Refused("study_few_at_line", count=int(min(drawn.sum(), (~drawn).sum())), least=LEAST)
    order = pd.Series(points).loc[change.index].rank().to_numpy()
    line = (order[drawn].min() + order[~drawn].max()) / 2
    place = (order - line) / len(order)
    design = np.column_stack([np.ones(len(place)), drawn, place, drawn * place])
    effect, error = _hc3(design, np.asarray(change, dtype=np.float64))
    from scipy.stats import t

    half = float(t.ppf(0.975, len(place) - 4)) * error
    return DesignEstimate(
        "threshold", effect, error, effect - half, effect + half, pd.DataFrame(), effect, error,
        int(drawn.sum()), int((~drawn).sum()),
    )  # fmt: skip


def _hc3(design: NDArray[np.float64], outcome: Vector) -> tuple[float, float]:
    """The second coefficient of least squares, and its error that allows for unequal spread."""
    inverse = np.linalg.inv(design.T @ design)
    fitted = inverse @ design.T @ outcome
    leverage = np.einsum("ij,jk,ik->i", design, inverse, design)
    weighted = design * ((outcome - design @ fitted) / (1 - leverage))[:, None]
    covariance = inverse @ weighted.T @ weighted @ inverse
    return float(fitted[1]), float(np.sqrt(covariance[1, 1]))
