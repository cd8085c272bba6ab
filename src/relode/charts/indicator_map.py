"""All places as dots at their coordinates, coloured by a quantity; and as bubbles of output, mining and people."""

from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from relode.charts.style import FONTS, MUTED, PEER, Drawing, styled
from relode.language import Language

WIDTH, HEIGHT = 680, 560
BEYOND = 0.05
"""Part of the places beyond each end of the colours: they have the colour of the end."""
NAMES = ("name", "longitude", "latitude")
COLUMNS = ("slug", "place", "longitude", "latitude", "value", "text")
BUBBLES = ("slug", "place", "output", "mining", "people", "text")


def colour_ends(values: Sequence[float], has_zero: bool) -> tuple[float, float]:
    """The values with the first and the last colour: nine in ten places lie between; around 0 both sides alike.

    In the unit of the values.
    """
    low, high = (float(end) for end in np.quantile(values, (BEYOND, 1 - BEYOND)))
    if not has_zero:
        return low, max(high, low + 1e-9)
    widest = max(abs(low), abs(high), 1e-9)
    return -widest, widest


def indicator_map(
    table: pd.DataFrame,
    ends: tuple[float, float],
    has_zero: bool,
    number_format: str,
    width: int,
    language: Language,
    names: pd.DataFrame | None = None,
) -> Drawing:
    """Places (a row each, in the columns COLUMNS) as dots, grey where `value` is missing; one hue, or two around 0.

    `names` (a row each, in the columns NAMES) stand behind the dots.
    """
    scheme = alt.Scale(domain=list(ends), scheme="blueorange" if has_zero else "viridis", clamp=True, reverse=has_zero)
    legend = alt.Legend(title=None, orient="bottom", format=number_format, gradientLength=min(260, width - 80))
    at = {"longitude": "longitude:Q", "latitude": "latitude:Q"}
    size = 44 if width > 500 else 20
    known, unknown = table[table["value"].notna()], table[table["value"].isna()]
    grey = alt.Chart(unknown).mark_point(filled=True, size=size / 4, color=PEER, opacity=0.5, shape="circle")
    dots = alt.Chart(known).mark_circle(size=size, opacity=1, stroke=MUTED, strokeWidth=0.4)
    # The reader's keys begin at the first dot: one that has a figure.
    behind = (
        [alt.Chart(names).mark_text(color=MUTED, fontSize=12).encode(**at, text="name:N")] if names is not None else []
    )
    layers = alt.layer(
        *behind,
        dots.encode(
            **at, color=alt.Color("value:Q", scale=scheme, legend=legend), description=alt.Description("text:N")
        ),
        grey.encode(**at, description=alt.Description("text:N")),
    )
    projected: Drawing = layers.project("conicEqualArea", parallels=[25, 47], rotate=[-105, 0, 0])
    sized: Drawing = projected.properties(width=width, height=round(width * HEIGHT / WIDTH))
    dressed: Drawing = sized.configure(font=FONTS[language], background="transparent", padding=4)
    dressed = dressed.configure_legend(labelColor=MUTED, labelFontSize=13)
    return dressed.configure_view(stroke=None)  # type: ignore[no-any-return]


def bubbles(table: pd.DataFrame, titles: tuple[str, str], width: int, language: Language) -> Drawing:
    """Places (a row each, in the columns BUBBLES) by output per person (log) and mining share, their area by people.

    The share is given as a part of one and drawn in per cent.
    """
    x = alt.X(
        "output:Q", title=titles[0], scale=alt.Scale(type="log", domain=[5000, 300_000]), axis=alt.Axis(tickCount=4)
    )
    y = alt.Y(
        "mining:Q",
        title=titles[1],
        scale=alt.Scale(type="sqrt", domain=[-0.3, 30]),  # room below 0 for half of the largest
        axis=alt.Axis(values=[0, 1, 5, 10, 20, 30]),
    )
    size = alt.Size("people:Q", scale=alt.Scale(domain=[0, 3e7], range=[0, 900]), legend=None)
    per_cent = table.assign(mining=100 * table["mining"])
    points = alt.Chart(per_cent).mark_circle(opacity=0.55, color="#0072b2", stroke=MUTED, strokeWidth=0.4, clip=True)
    return styled(points.encode(x, y, size, description=alt.Description("text:N")), width, 420, language)
