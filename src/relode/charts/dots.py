"""Rows of dots with their intervals, the form that most comparisons of one city take."""

import altair as alt
import pandas as pd

from relode.charts.style import INK, MUTED, PEER, Drawing, compact, label_axis, rows_height, styled, wrapped
from relode.language import Language


def dot_rows(
    table: pd.DataFrame, label: str, axis: str, width: int, language: Language, own: str | None = None
) -> Drawing:
    """One row for each label: a dot at `value`, a bar from `low` to `high`, and a line at 0.

    `table` has the columns label, value, low and high.

    Rows keep the order of `table`; a row without an interval has no bar. With `own`, the label of the city, the other
    rows are grey.
    """
    wide = table.assign(row=[wrapped(text, 22 if compact(width) else 44) for text in table[label]])
    y = alt.Y("row:N", title=None, sort=list(wide["row"]), axis=label_axis())
    x = alt.X("value:Q", title=axis, axis=alt.Axis(tickCount=4 if compact(width) else 7, format=",~f"))
    base = alt.Chart(wide).encode(y)
    zero = alt.Chart().mark_rule(color=MUTED).encode(x=alt.XDatum(0))
    bars = base.mark_rule(color=PEER, strokeWidth=3).encode(x=alt.X("low:Q", title=axis), x2=alt.X2("high:Q"))
    is_own = alt.datum[label] == own
    mine, others = (base.transform_filter(each) if own else base for each in (is_own, ~is_own))
    dots = mine.mark_point(filled=True, color=INK, size=70, opacity=1).encode(x)
    grey = [others.mark_point(filled=True, color=PEER, size=70, opacity=1).encode(x)] if own else []
    return styled(alt.layer(zero, bars, *grey, dots), width, rows_height(wide["row"]), language)
