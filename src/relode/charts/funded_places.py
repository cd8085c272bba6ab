"""Where a province's money goes, as dots at the coordinates of its places."""

from math import pi, sqrt

import altair as alt
import pandas as pd

from relode.charts.map_layout import NameAt, fitted, placed_names
from relode.charts.picture import Picture
from relode.charts.place_map import SIDES
from relode.charts.style import INK, MUTED, PEER, PLAN, Drawing, styled
from relode.fund.fund_cells import funded, ordered_places, place_of
from relode.fund.fund_records import FundRecord
from relode.fund.fund_text import fund_sources
from relode.language import Language, Sentence, number_text
from relode.places import Place
from relode.plan.cards.card_text import money

MOST_HIGH, EDGE = 0.9, 18.0
"""A map is at most this much as high as it is wide; pixels that stay free around its dots."""
LEAST_DOT, MOST_DOT = 40.0, 400.0
"""Square pixels of the dot of a place that gets nothing, and of that which gets most."""


def funded_places(record: FundRecord, language: Language) -> Picture:
    """Every place that may get money as a dot, larger for more of it, with its name and what it gets."""
    some = funded(record)
    values = {"all": len(record.places)}
    title = (
        Sentence(
            "fund.chart.title",
            {**values, "count": len(some), "place": place_of(some[0].place), "yuan": money(some[0].funder.mean)},
        )
        if some
        else Sentence("fund.chart.title_none", values)
    )
    table = pd.DataFrame(
        [(place_of(place.place).name(language), place.funder.mean) for place in record.places],
        columns=["place", "value"],
    )
    return Picture(
        key="funded_places",
        title=title,
        subtitle=Sentence("fund.chart.subtitle", {}),
        table=table.sort_values("value", ascending=False, kind="stable"),
        draw=lambda width: _drawing(record, width, language),
        sources=fund_sources(record),
        flags=(),
        language=language,
        unit="yuan per year",
    )


def map_label(place: Place, language: Language) -> str:
    """The name of a place among those of its province: without the province that tells it from another of the name."""
    return place.name(language).partition(" (")[0]


def _drawing(record: FundRecord, width: int, language: Language) -> Drawing:
    """Dots of all places with their names and what they get; those that get most have the first choice of room."""
    pairs = [(place_of(each.place), each.funder.mean) for each in ordered_places(record)]
    shown = [
        (at, yuan, (at.longitude, at.latitude))
        for at, yuan in pairs
        if at.longitude is not None and at.latitude is not None
    ]
    dots, high, _ = fitted([point for *_, point in shown], width, MOST_HIGH, EDGE)
    most = max((yuan for _, yuan, _ in shown), default=0.0) or 1.0
    sizes = [LEAST_DOT + (MOST_DOT - LEAST_DOT) * yuan / most for _, yuan, _ in shown]
    rims = [
        (x + across * sqrt(size / pi), y + down * sqrt(size / pi))
        for (x, y), size in zip(dots, sizes, strict=True)
        for across, down in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))
    ]
    labels = [
        f"{map_label(at, language)} {number_text(yuan, 'yuan', language, 'bare')}"
        if yuan > 0
        else map_label(at, language)
        for at, yuan, _ in shown
    ]
    names = placed_names(dots, labels, rims, (0, 0, width, high))
    rows = [
        (x, y, yuan > 0, size, *_name(name, x, y))
        for (x, y), (_, yuan, _), size, name in zip(dots, shown, sizes, names, strict=True)
    ]
    table = pd.DataFrame(rows, columns=["x", "y", "funded", "size", "text", "side", "at_x", "at_y", "end_x", "end_y"])
    x, y = (alt.Scale(domain=domain, nice=False, zero=False) for domain in ([0, width], [high, 0]))
    here = alt.Chart(table)
    marks = here.mark_point(filled=True, opacity=0.75, shape="circle").encode(
        alt.X("x:Q", scale=x, axis=None),
        alt.Y("y:Q", scale=y, axis=None),
        size=alt.Size("size:Q", scale=None),
        color=alt.condition(alt.datum.funded, alt.value(PLAN), alt.value(PEER)),
    )
    lines = here.mark_rule(color=MUTED, strokeWidth=0.7).encode(x="x:Q", y="y:Q", x2="end_x:Q", y2="end_y:Q")
    texts = [
        here.transform_filter(alt.datum.side == side)
        .mark_text(align=side, baseline="middle", fontSize=12)
        .encode(
            x="at_x:Q",
            y="at_y:Q",
            text="text:N",
            color=alt.condition(alt.datum.funded, alt.value(INK), alt.value(MUTED)),
        )
        for side in SIDES
    ]
    return styled(alt.layer(marks, lines, *texts), width, round(high) + 16, language)


def _name(name: NameAt | None, x: float, y: float) -> tuple[str, str, float, float, float, float]:
    """Text, side, where it is set and where its line ends; a dot whose name finds no room has none."""
    if name is None:
        return "", "left", x, y, x, y
    end = name.end_of_line(x, y) if name.has_line else (x, y)
    return name.text, name.side, name.anchor, (name.top + name.bottom) / 2, *end
