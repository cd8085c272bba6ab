"""Doing nothing and a plan, their paths or their difference, redrawn with new numbers while a lever moves."""

from collections.abc import Callable, Mapping, Sequence
from math import floor, log10
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from relode.charts import ahead
from relode.charts.style import INK, MUTED, PEER, PLAN, VEGA_LITE, Drawing, styled
from relode.language import LANGUAGES, Language, say, unit_name

CHANGES = {"share": (100.0, "charts.ahead.axis_percent"), "share change": (100.0, "charts.ahead.axis_points")}
AXES = ahead.AXES | {(unit, language): axis for unit, axis in CHANGES.items() for language in LANGUAGES}
"""Units that an axis scales, those of changes too."""
Fans = Mapping[str, NDArray[np.float64]]
"""Policy ("nothing", "plan") -> its bands, (band, year), bands from the lowest to the highest."""

BANDS = ("p05", "p25", "median", "p75", "p95")
LINES: dict[str, dict[str, Any]] = {
    "plan": {"color": PLAN, "strokeWidth": 3.4},
    "nothing": {"color": PEER, "strokeWidth": 2.2, "strokeDash": [4, 3]},
    "fact": {"color": INK, "strokeWidth": 2.4},
}
"""How each median is drawn: doing nothing above the plan, in dashes: where both are the same, both are seen."""
HEIGHT, STRIP, PATHS = 190, 110, 250
"""Pixels of a change by itself, of one beneath the paths that differ by it, and of those."""
SMALLEST_CHANGE = 0.001
"""A change below a thousandth is drawn as what it is: next to nothing."""
STEP = 0.001
"""Years before a year that stand for its first moment."""
FANS, MARKS, FACTS = "fans", "marks", "facts"
"""Names of the data of a chart that is filled later."""
ROOM = 0.1
"""Part of the range that an axis of paths adds above and below."""
Ends = tuple[float, float]


def fan(
    years: Sequence[int],
    width: int,
    language: Language,
    table: pd.DataFrame | None = None,
    axis: Ends = (0.0, 1.0),
    height: int = HEIGHT,
) -> Drawing:
    """What a plan changes against doing nothing over `years`, with a rule at marked years.

    `table` has the columns that `fan_rows` and `mark_rows` give.

    Without a `table` (rows of `fan_rows` and `mark_rows`) its data have names to be filled by, FANS and MARKS, and the
    ends of its axis are the signals `low` and `high`.
    """
    fans, marks = ((table if table is not None else alt.NamedData(name)) for name in (FANS, MARKS))
    x, y = _axes(years)
    plan, nothing = _parts(fans, x)
    layers = [
        _rule(marks, x),
        *_areas(plan, PLAN, y),
        _middle(plan, "plan", y),
        *_edges(nothing, PEER, y),
        _middle(nothing, "nothing", y),
    ]
    return _drawn(layers, axis, width, height, language)


def paths(
    years: Sequence[int],
    width: int,
    language: Language,
    table: pd.DataFrame | None = None,
    axis: Ends = (0.0, 1.0),
    height: int = PATHS,
) -> Drawing:
    """Published facts, the fan of doing nothing and the line of a plan with its 90 % band, over `years`.

    `table`, (row, column), as that of `fan`, its facts as rows of policy "fact".
    """
    fans, marks, facts = ((table if table is not None else alt.NamedData(name)) for name in (FANS, MARKS, FACTS))
    x, y = _axes(years)
    plan, nothing = _parts(fans, x)
    known = alt.Chart(facts).transform_filter("datum.policy == 'fact'").encode(x)
    layers = [
        _rule(marks, x),
        *_areas(nothing, PEER, y),
        *_edges(plan, PLAN, y),
        _middle(plan, "plan", y),
        _middle(nothing, "nothing", y),
        _middle(known, "fact", y, point=alt.OverlayMarkDef(color=INK, size=22)),
    ]
    return _drawn(layers, axis, width, height, language)


def _axes(years: Sequence[int]) -> tuple[alt.X, Callable[[str], alt.Y]]:
    scale = alt.Scale(domain=[years[0], years[-1]], nice=False)
    x = alt.X("year:Q", title=None, scale=scale, axis=alt.Axis(format="d", tickCount=4, grid=False))
    ends = alt.Scale(domain=[alt.ExprRef("low"), alt.ExprRef("high")], nice=False, zero=False)
    axis = alt.Axis(format=",~f", minExtent=44, maxExtent=44, tickCount=4)
    return x, lambda name: alt.Y(f"{name}:Q", scale=ends, axis=axis, title=None)


def _parts(fans: pd.DataFrame | alt.NamedData, x: alt.X) -> list[alt.Chart]:
    """The plan, and doing nothing."""
    return [alt.Chart(fans).transform_filter(f"datum.policy == '{name}'").encode(x) for name in ("plan", "nothing")]


def _rule(marks: pd.DataFrame | alt.NamedData, x: alt.X) -> alt.Chart:
    drawn: alt.Chart = alt.Chart(marks).transform_filter("!datum.policy").mark_rule(color=MUTED, strokeDash=[2, 2])
    return drawn.encode(x)


def _areas(part: alt.Chart, colour: str, y: Callable[[str], alt.Y]) -> list[alt.Chart]:
    ends = (("p05", "p95", 0.2), ("p25", "p75", 0.32))
    return [part.mark_area(color=colour, opacity=o, clip=True).encode(y=y(a), y2=f"{b}:Q") for a, b, o in ends]


def _middle(part: alt.Chart, policy: str, y: Callable[[str], alt.Y], **more: Any) -> alt.Chart:
    drawn: alt.Chart = part.mark_line(**LINES[policy], clip=True, **more).encode(y=y("median"))
    return drawn


def _edges(part: alt.Chart, colour: str, y: Callable[[str], alt.Y]) -> list[alt.Chart]:
    line = part.mark_line(color=colour, strokeWidth=1.2, strokeDash=[1, 3], clip=True)
    return [line.encode(y=y(end)) for end in ("p05", "p95")]


def _drawn(layers: Sequence[alt.Chart], axis: Ends, width: int, height: int, language: Language) -> Drawing:
    signals = [alt.param(name=name, value=value) for name, value in zip(("low", "high"), axis, strict=True)]
    return styled(alt.layer(*layers).add_params(*signals), width, height, language)


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


def fact_rows(unit: str, facts: Mapping[int, float], language: Language) -> list[dict[str, float | str | int]]:
    """Published values by year, as the axis shows them. In the unit of the axis."""
    factor, _ = AXES.get((unit, language), (1, ""))
    return [{"policy": "fact", "year": year, "median": float(f"{v * factor:.6g}")} for year, v in facts.items()]


def paths_axis(fans: Fans, facts: Sequence[float]) -> Ends:
    """Ends of the axis of paths: facts and doing nothing with some room, so that it rarely moves with a plan.

    `fans` hold (band, year); they and `facts` are in one unit, and so are the ends.
    """
    held = np.array([*fans["nothing"].ravel(), *facts])
    room = ROOM * float(held.max() - held.min())
    low, high = float(held.min()) - room, float(held.max()) + room
    return min(low, float(fans["plan"].min())), max(high, float(fans["plan"].max()))


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
