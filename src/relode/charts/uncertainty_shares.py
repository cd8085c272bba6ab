"""Where the uncertainty about a plan comes from: shares of variance with their intervals."""

import altair as alt
import pandas as pd

from relode.charts.picture import Picture
from relode.charts.style import MUTED, PEER, PLAN, Drawing, compact, label_axis, styled, wrapped
from relode.language import Language, Sentence, say
from relode.plan.uncertainty.uncertainty_records import SensitivityRecord, VarianceShare

COLOURS = {"do_nothing": PEER, "gain": PLAN}
ROW = 34
"""Pixels of a source: room for both outcomes, or for a label of two lines."""


def uncertainty_picture(record: SensitivityRecord | None, language: Language) -> Picture | None:
    """Shares of the variance of jobs by where the uncertainty comes from, for each outcome; None before a search."""
    if record is None:
        return None
    names = {name: say(f"planning.uncertainty.outcome.{name}", language) for name in record.outcomes}
    rows = [
        (each.label[language], names[outcome], *_with_ends(each))
        for outcome, of in record.outcomes.items()
        for each in of.groups
    ]
    table = pd.DataFrame(rows, columns=["source", "part", "value", "low", "high"])
    colours = alt.Scale(domain=list(names.values()), range=[COLOURS[name] for name in names])
    order = list(dict.fromkeys(table["source"]))

    def draw(width: int) -> Drawing:
        labels = {label: wrapped(label, 16 if compact(width) else 36) for label in order}
        drawn = table.assign(**{name: 100 * table[name] for name in ("value", "low", "high")})
        base = alt.Chart(drawn.assign(source=drawn["source"].map(labels)))
        y = alt.Y("source:N", title=None, sort=list(labels.values()), axis=label_axis())
        offset = alt.YOffset("part:N", sort=list(names.values()))
        x = alt.X("value:Q", title=say("planning.chart.doubts_axis", language), scale=alt.Scale(zero=True))
        legend = alt.Legend(orient="top", labelColor=MUTED, labelFontSize=13, labelLimit=0, columns=1)
        colour = alt.Color("part:N", title=None, scale=colours, legend=legend)
        shape = alt.Shape(
            "part:N",
            title=None,
            scale=alt.Scale(domain=colours.domain, range=["circle", "square"][: len(names)]),
            legend=legend,
        )
        bars = base.mark_rule(strokeWidth=3, opacity=0.5).encode(y, alt.X("low:Q"), offset, colour, x2="high:Q")
        dots = base.mark_point(filled=True, size=60, opacity=1).encode(y, x, offset, colour, shape)
        return styled(alt.layer(bars, dots), width, len(labels) * (ROW + (30 if compact(width) else 0)) + 100, language)

    values: dict[str, object] = {"horizon": record.year}
    for outcome, of in record.outcomes.items():
        first = of.groups[0]
        values |= {
            f"{outcome}_source": first.label[language],
            f"{outcome}_share": f"{max(first.first, 0.0) * 100:.0f}" + {"en": "\u00a0%", "zh": "%"}[language],
        }
    key = "doubts_title" if "gain" in record.outcomes else "doubts_title_only"
    title = Sentence(f"planning.chart.{key}", values)
    sources = ("census2020", "assumption")
    return Picture(
        "plan_doubts",
        title,
        Sentence("planning.chart.doubts_subtitle", {}),
        table,
        draw,
        sources,
        (),
        language,
        "share",
    )


def _with_ends(each: VarianceShare) -> tuple[float, float, float]:
    """The share and the ends of its 95 % interval, not below 0."""
    value, half = max(each.first, 0.0), each.first_half_length_95
    return value, max(each.first - half, 0.0), max(each.first + half, 0.0)
