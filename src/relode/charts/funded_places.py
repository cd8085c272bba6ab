"""Where a province's money goes, as dots at the coordinates of its places."""

import altair as alt
import pandas as pd

from relode.charts.picture import Picture
from relode.charts.style import FONTS, INK, MUTED, PEER, PLAN, Drawing
from relode.fund.fund_cells import funded, place_of
from relode.fund.fund_records import FundRecord
from relode.fund.fund_text import fund_sources
from relode.language import Amount, Language, Sentence, number_text
from relode.places import Place
from relode.plan.plan_text import money

HEIGHT_OVER_WIDTH = 0.62
NARROW = 400
"""A drawing for a phone names only the places that get money: more names would lie on each other."""


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
    rows = []
    for place in record.places:
        at, yuan = place_of(place.place), place.funder.mean
        if at.longitude is not None and at.latitude is not None:
            text = number_text(Amount(yuan, "yuan").value, "yuan", language, "bare") if yuan > 0 else ""
            rows.append((at.longitude, at.latitude, map_label(at, language), text, yuan, yuan > 0))
    table = pd.DataFrame(rows, columns=["longitude", "latitude", "place", "text", "yuan", "funded"])
    dots = alt.Chart(table).encode(longitude="longitude:Q", latitude="latitude:Q")
    size = alt.Size("yuan:Q", scale=alt.Scale(range=[40, 900], zero=True), legend=None)
    colour = alt.condition(alt.datum.funded, alt.value(PLAN), alt.value(PEER))
    marks = dots.mark_point(filled=True, opacity=0.75, shape="circle").encode(size=size, color=colour)
    some, others = (dots.transform_filter(each) for each in ("datum.funded", "!datum.funded"))
    named = ((some, -24), (others, -12)) if width > NARROW else ((some, -24),)
    names = (each.mark_text(dy=dy, fontSize=12, color=INK) for each, dy in named)
    money_text = some.mark_text(dy=24, fontSize=12, color=MUTED).encode(text="text:N")
    layers = alt.layer(marks, *(each.encode(text="place:N") for each in names), money_text)
    projected: Drawing = layers.project("mercator")
    height = round(width * HEIGHT_OVER_WIDTH) if width > NARROW else width
    sized: Drawing = projected.properties(width=width, height=height)
    padding = {"left": 40, "right": 40, "top": 24, "bottom": 24}
    fit = alt.AutoSizeParams(type="fit", contains="padding")
    dressed: Drawing = sized.configure(font=FONTS[language], background="transparent", padding=padding, autosize=fit)
    return dressed.configure_view(stroke=None)  # type: ignore[no-any-return]
