"""Pictures of a plan run."""

import altair as alt
import pandas as pd

from relode.charts.style import PLAN, Drawing, Picture, compact, label_axis, styled, wrapped
from relode.language import Language, Sentence, say
from relode.plan.making.plan_records import PlanRecord
from relode.plan.uncertainty.records import SensitivityRecord, VarianceShare


def plan_pictures(record: PlanRecord, language: Language) -> dict[str, Picture]:
    """Where the uncertainty about jobs comes from; nothing before that is known."""
    spread = uncertainty_picture(record.sensitivity, language)
    return {} if spread is None else {spread.key: spread}


BETWEEN, LINE = 12, 15
"""Pixels between two sources, and of a line of a label."""


def uncertainty_picture(record: SensitivityRecord | None, language: Language) -> Picture | None:
    """Shares of the variance of jobs by where the uncertainty comes from; None before that is known."""
    if record is None or record.jobs is None:
        return None
    groups = record.jobs.groups
    rows = [(each.label[language], *_with_ends(each)) for each in groups]
    table = pd.DataFrame(rows, columns=["source", "value", "low", "high"])

    def draw(width: int) -> Drawing:
        labels = {label: wrapped(label, 16 if compact(width) else 36) for label in table["source"]}
        drawn = table.assign(**{name: 100 * table[name] for name in ("value", "low", "high")})
        base = alt.Chart(drawn.assign(source=drawn["source"].map(labels)))
        y = alt.Y("source:N", title=None, sort=list(labels.values()), axis=label_axis())
        x = alt.X("value:Q", title=say("planning.chart.doubts_axis", language), scale=alt.Scale(zero=True))
        bars = base.mark_rule(strokeWidth=3, opacity=0.5, color=PLAN).encode(y, alt.X("low:Q"), x2=alt.X2("high:Q"))
        dots = base.mark_point(filled=True, size=60, opacity=1, color=PLAN).encode(y, x)
        row = BETWEEN + LINE * max(label.count("\n") + 1 for label in labels.values())
        return styled(alt.layer(bars, dots), width, len(labels) * row + 40, language)

    first = groups[0]
    share = f"{max(first.first, 0.0) * 100:.0f}" + {"en": "\u00a0%", "zh": "%"}[language]
    values = {"horizon": record.year, "source": first.label[language], "share": share}
    return Picture(
        "plan_doubts",
        Sentence("planning.chart.doubts_title", values),
        Sentence("planning.chart.doubts_subtitle", {}),
        table,
        draw,
        ("census2020", "assumption"),
        (),
        language,
        "share",
    )


def _with_ends(each: VarianceShare) -> tuple[float, float, float]:
    """The share and the ends of its 95 % interval, not below 0."""
    value, half = max(each.first, 0.0), each.first_half_length_95
    return value, max(each.first - half, 0.0), max(each.first + half, 0.0)
