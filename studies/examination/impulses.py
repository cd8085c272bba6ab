"""Impulse responses of the simulator: output and jobs of six cities after one shock."""

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from relode.charts.style import FONTS, GRID, INK, MUTED, PLAN
from relode.language import Language, say
from relode.places import find
from studies.examination.impulse_responses import OUTCOMES

WIDTH, HEIGHT = 150, 120


def impulse_chart(rows: Sequence[Mapping[str, str]], shock: str, language: Language) -> alt.VConcatChart:
    """A row of cities for output and one for jobs; medians with 90 % bands, one scale a row.

    `rows` are those of `examination.impulse_responses`.
    """
    table = pd.DataFrame([row for row in rows if row["shock"] == shock])
    table[["year", "median", "p05", "p95"]] = table[["year", "median", "p05", "p95"]].astype(float)
    lines = [
        alt.hconcat(
            *(
                _panel(part, outcome, str(place), i == 0, language)
                for i, (place, part) in enumerate(own.groupby("place", sort=False))
            ),
            spacing=10,
        ).resolve_scale(y="shared")
        for outcome, own in ((name, table[table["outcome"] == name]) for name in OUTCOMES)
    ]
    axis = alt.AxisConfig(gridColor=GRID, domainColor=GRID, tickColor=GRID, labelColor=MUTED, titleColor=MUTED)
    drawn: alt.VConcatChart = alt.vconcat(*lines, spacing=14).configure_view(stroke=None)
    dressed: alt.VConcatChart = drawn.configure(font=FONTS[language], background="white", axis=axis)
    return dressed


def _panel(
    part: pd.DataFrame, outcome: str, place: str, first: bool, language: Language
) -> alt.LayerChart | alt.FacetChart:
    named = say(f"examine.impulse.{outcome}", language) if first else None
    x = alt.X("year:Q", title=None, axis=alt.Axis(tickCount=4, grid=False), scale=alt.Scale(nice=False))
    y = alt.Y("p05:Q", title=named, axis=alt.Axis(tickCount=4, labels=first, minExtent=44 if first else 0))
    base = alt.Chart(part).encode(x)
    band = base.mark_area(color=PLAN, opacity=0.25).encode(y=y, y2="p95:Q")
    line = base.mark_line(color=PLAN, strokeWidth=2).encode(y=alt.Y("median:Q", title=named))
    zero = alt.Chart(part).mark_rule(color=MUTED).encode(y=alt.datum(0))
    title = alt.TitleParams(find(place).name(language), fontSize=13, fontWeight="normal", color=INK)
    return alt.layer(band, zero, line).properties(width=WIDTH, height=HEIGHT, title=title)
