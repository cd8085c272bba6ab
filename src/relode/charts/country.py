"""The country as dots at the coordinates of places: no borders are drawn."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from relode.charts.style import FONTS, PEER, Drawing, svg
from relode.language import Language, name
from relode.places import TYPES, Place, official

TYPE_COLOURS = {"growing": "#009E73", "mature": "#0072B2", "declining": "#D55E00", "regenerating": "#CC79A7"}
"""Okabe and Ito; places that are not listed are grey."""
TYPE_SHAPES = {"growing": "triangle-up", "mature": "square", "declining": "triangle-down", "regenerating": "diamond"}
WIDTH, HEIGHT = 600, 520
LOADER = "https://vega.github.io/vega-datasets/"
"""What the renderer puts before addresses within a site."""


def country_svg(places: Sequence[Place], behind: Sequence[Place], description: str, language: Language) -> str:
    """The drawing as SVG whose marks are links. The keyboard's way to them is the table beside it."""
    drawn = svg(country(places, behind, language), description)
    return drawn.replace(f'<a xlink:href="{LOADER}', '<a tabindex="-1" xlink:href="')


def country(places: Sequence[Place], behind: Sequence[Place], language: Language) -> Drawing:
    """`places` as marks of their type that lead to their pages, `behind` as small grey dots."""
    table = _table([place for place in places if place.level != "province"], language)
    shown = {place.code for place in places}
    grey = _table([place for place in behind if place.code not in shown], language)
    kinds = [*TYPES, "not_listed"]
    colours = [*TYPE_COLOURS.values(), PEER]
    shapes = [*TYPE_SHAPES.values(), "circle"]
    ground = alt.Chart(grey).mark_point(filled=True, size=7, color=PEER, opacity=0.45, shape="circle")
    marks = alt.Chart(table).mark_point(filled=True, size=48, opacity=0.9)
    at = {"longitude": "longitude:Q", "latitude": "latitude:Q"}
    layers = alt.layer(
        ground.encode(**at),
        marks.encode(
            **at,
            color=alt.Color("type:N", scale=alt.Scale(domain=kinds, range=colours), legend=None),
            shape=alt.Shape("type:N", scale=alt.Scale(domain=kinds, range=shapes), legend=None),
            href="href:N",
            description=alt.Description("text:N"),
        ),
    )
    projected: Drawing = layers.project("conicEqualArea", parallels=[25, 47], rotate=[-105, 0, 0])
    sized: Drawing = projected.properties(width=WIDTH, height=HEIGHT)
    dressed: Drawing = sized.configure(font=FONTS[language], background="transparent", padding=4)
    return dressed.configure_view(stroke=None)  # type: ignore[no-any-return]


def _table(places: Sequence[Place], language: Language) -> pd.DataFrame:
    listed = official()
    rows = []
    for place in places:
        if place.longitude is not None and place.level != "province":
            kind = listed[place.code].type if place.code in listed else "not_listed"
            text = f"{place.name(language)} ({name('type', kind, language)})"
            rows.append((place.longitude, place.latitude, kind, f"/city/{place.slug}", text))
    return pd.DataFrame(rows, columns=["longitude", "latitude", "type", "href", "text"])
