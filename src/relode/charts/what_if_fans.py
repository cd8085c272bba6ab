"""Doing nothing and a plan as two fans on fixed axes, redrawn with new numbers while a lever moves."""

from collections.abc import Mapping, Sequence
from math import floor, log10
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from relode.charts import ahead
from relode.charts.style import MUTED, PEER, PLAN, VEGA_LITE, Drawing, styled
from relode.language import LANGUAGES, Language, say, unit_name

CHANGES = {"share": (100.0, "charts.ahead.axis_percent"), "share change": (100.0, "charts.ahead.axis_points")}
AXES = ahead.AXES | {(unit, language): axis for unit, axis in CHANGES.items() for language in LANGUAGES}
"""Units that an axis scales, those of changes too."""
Fans = Mapping[str, NDArray[np.float64]]
"""Policy ("nothing", "plan") -> its bands, (band, year), bands from the lowest to the highest."""

BANDS = ("p05", "p25", "median", "p75", "p95")
COLOURS = {"plan": PLAN, "nothing": PEER}
"""Doing nothing is drawn above the plan, in dashes without a filling: where both are the same, both are seen."""
HEIGHT = 190
SMALLEST_CHANGE = 0.001
"""A change below a thousandth is drawn as what it is: next to nothing."""
STEP = 0.001
"""Years before a year that stand for its first moment."""
FANS, MARKS = "fans", "marks"
"""Names of the data of a chart that is filled later."""
Ends = tuple[float, float]


def fan(
    years: Sequence[int], width: int, language: Language, table: pd.DataFrame | None = None, axis: Ends = (0.0, 1.0)
) -> Drawing:
    """The fans of two policies over `years`, or of their difference, with a rule at marked years.

    `table` has the columns that `fan_rows` and `mark_rows` give.

    Without a `table` (rows of `fan_rows` and `mark_rows`) its data have names to be filled by, FANS and MARKS, and the
    ends of its axis are the signals `low` and `high`.
    """
    fans, marks = ((table if table is not None else alt.NamedData(name)) for name in (FANS, MARKS))
    x_scale = alt.Scale(domain=[years[0], years[-1]], nice=False)
    y_scale = alt.Scale(domain=[alt.ExprRef("low"), alt.ExprRef("high")], nice=False, zero=False)
    x = alt.X("year:Q", title=None, scale=x_scale, axis=alt.Axis(format="d", tickCount=4, grid=False))
    y_axis = alt.Axis(format=",~f", minExtent=44, tickCount=4)
    rule = alt.Chart(marks).transform_filter("!datum.policy")
    layers: list[alt.Chart] = [rule.mark_rule(color=MUTED, strokeDash=[2, 2]).encode(x)]
    for policy, colour in COLOURS.items():
        part = alt.Chart(fans).transform_filter(f"datum.policy == '{policy}'").encode(x)
        for low, high, opacity in (("p05", "p95", 0.2), ("p25", "p75", 0.32)) if policy == "plan" else ():
            y = alt.Y(f"{low}:Q", scale=y_scale, axis=y_axis, title=None)
            layers.append(part.mark_area(color=colour, opacity=opacity, clip=True).encode(y=y, y2=f"{high}:Q"))
        for end in ("p05", "p95") if policy == "nothing" else ():
            y = alt.Y(f"{end}:Q", scale=y_scale, axis=y_axis, title=None)
            layers.append(part.mark_line(color=colour, strokeWidth=1.2, strokeDash=[1, 3], clip=True).encode(y=y))
        middle = alt.Y("median:Q", scale=y_scale, axis=y_axis, title=None)
        dash = [4, 3] if policy == "nothing" else [1, 0]
        layers.append(
            part.mark_line(
                color=colour, strokeWidth=2.2 if policy == "nothing" else 3.4, strokeDash=dash, clip=True
            ).encode(y=middle)
        )
    signals = [alt.param(name=name, value=value) for name, value in zip(("low", "high"), axis, strict=True)]
    return styled(alt.layer(*layers).add_params(*signals), width, HEIGHT, language)


def specification(drawn: Drawing, description: str) -> dict[str, Any]:
    """The chart for a browser that has the version of Vega-Lite that this package carries."""
    schema = f"https://vega.github.io/schema/vega-lite/v{VEGA_LITE}.0.json"
    return {**drawn.to_dict(), "$schema": schema, "description": description}


def change_axis(bands: NDArray[np.float64]) -> Ends:
    """Ends of the axis of a change: a step of 1, 2, 5, 10 ... that holds the bands, so that it rarely moves.

    `bands` is (band, year).

    The side to which nothing much happens gets a fifth of the step.
    """
    widest = max(float(np.abs(bands).max()), SMALLEST_CHANGE)
    decade = 10.0 ** floor(log10(widest))
    step = next(decade * by for by in (1, 2, 5, 10) if decade * by >= widest * (1 - 1e-9))
    low, high = (step if far > step / 5 else step / 5 for far in (-float(bands.min()), float(bands.max())))
    return -low, high


def fan_rows(
    unit: str, fans: Fans, years: Sequence[int], language: Language, begin: int | None = None
) -> list[dict[str, float | str | int]]:
    """The numbers of a fan chart as its axes show them, one row a policy and year. In the unit of the axis.

    Of what is 0 in all years the ends are enough: a straight line. What a plan does from the year `begin` on is drawn
    as a step there: it does nothing until then, where a line between two years would have it begin a year before.
    """
    factor, _ = AXES.get((unit, language), (1, ""))
    ends = (years[0], years[-1])
    drawn: list[tuple[float, int]] = [(year, at) for at, year in enumerate(years)]
    if begin is not None:
        drawn = sorted([*drawn, (begin - STEP, years.index(begin) - 1)])
    return [
        {
            "policy": policy,
            "year": year,
            **{name: float(f"{v * factor:.6g}") for name, v in zip(BANDS, bands[:, at].tolist(), strict=True)},
        }
        for policy, bands in fans.items()
        for is_flat in (not bands.any(),)
        for year, at in drawn
        if year in ends or not is_flat
    ]


def mark_rows(years: Sequence[int]) -> list[dict[str, int]]:
    """Years to mark with a rule."""
    return [{"year": year} for year in years]


def scaled_axis(unit: str, ends: Ends, language: Language) -> Ends:
    """The ends of an axis in what its numbers are counted in."""
    factor, _ = AXES.get((unit, language), (1, ""))
    return ends[0] * factor, ends[1] * factor


def axis_unit(unit: str, language: Language) -> str:
    """What the numbers of the axis are counted in."""
    _, key = AXES.get((unit, language), (1, ""))
    return say(key, language) if key else unit_name(unit, language)
