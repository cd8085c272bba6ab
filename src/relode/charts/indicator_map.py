"""All places as dots at their coordinates, coloured by a quantity; and as bubbles of output, mining and people."""

from collections.abc import Iterator, Mapping, Sequence
from math import copysign, log, pi, sqrt

import altair as alt
import numpy as np
import pandas as pd

from relode.charts.map_layout import NameAt, Point, conic, names_of_dots, names_of_regions
from relode.charts.style import FONTS, INK, MUTED, PEER, Drawing, styled
from relode.language import Language

WIDTH, HEIGHT = 680, 560
BEYOND = 0.05
"""Part of the places beyond each end of the colours: they have the colour of the end."""
NAMES = ("name", "longitude", "latitude")
COLUMNS = ("slug", "place", "longitude", "latitude", "value", "people", "text")
MOST_PEOPLE = 1e7
"""People from which on a dot grows no further."""
NAMED_FROM = 500
"""Pixels of a map from which on provinces have their names."""
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
    regions: pd.DataFrame | None = None,
) -> Drawing:
    """Places (a row each, in the columns COLUMNS) as dots, grey where `value` is missing; one hue, or two around 0.

    Where the table has `people` the area of a dot tells them, and ten cities have their names, those with the most
    people first; `regions` (a row each, in the columns NAMES) have theirs near their middles.
    """
    scheme = alt.Scale(domain=list(ends), scheme="blueorange" if has_zero else "viridis", clamp=True, reverse=has_zero)
    # In a corner that no place lies in, so that it is in view with the dots: a small map has dots near the upper one.
    is_wide = width > NAMED_FROM
    legend = alt.Legend(
        title=None, orient="top-left" if is_wide else "bottom-left", direction="horizontal", format=number_format,
        gradientLength=200 if is_wide else 100,
    )  # fmt: skip
    at = {"longitude": "longitude:Q", "latitude": "latitude:Q"}
    size = 44 if width > NAMED_FROM else 20
    height = round(width * HEIGHT / WIDTH)
    table = table.sort_values("people", ascending=False) if "people" in table else table
    known, unknown = table[table["value"].notna()], table[table["value"].isna()]
    grey = alt.Chart(unknown).mark_point(filled=True, size=size / 4, color=PEER, opacity=0.5, shape="circle")
    dots = alt.Chart(known).mark_circle(size=size, opacity=1, stroke=MUTED, strokeWidth=0.4)
    # The reader's keys begin at the first dot: one that has a figure.
    coloured = dots.encode(
        **at, color=alt.Color("value:Q", scale=scheme, legend=legend), description=alt.Description("text:N")
    )
    texts: list[alt.Chart] = []
    if "people" in table:
        areas = alt.Scale(domain=[0, MOST_PEOPLE], range=list(_areas(width)), clamp=True)
        coloured = coloured.encode(size=alt.Size("people:Q", scale=areas, legend=None))
        texts = [_names(each, colour, **at) for each, colour in _placed(table, regions, width, height)]
    layers = alt.layer(coloured, grey.encode(**at, description=alt.Description("text:N")), *texts)
    projected: Drawing = layers.project("conicEqualArea", parallels=[25, 47], rotate=[-105, 0, 0])
    sized: Drawing = projected.properties(width=width, height=height)
    dressed: Drawing = sized.configure(font=FONTS[language], background="transparent", padding=4)
    dressed = dressed.configure_legend(labelColor=MUTED, labelFontSize=13)
    return dressed.configure_view(stroke=None)  # type: ignore[no-any-return]


def _areas(width: int) -> tuple[float, float]:
    """The areas of a dot without people and of one with the most, in square pixels."""
    return (20.0, 260.0) if width > NAMED_FROM else (8.0, 90.0)


def _placed(
    table: pd.DataFrame, regions: pd.DataFrame | None, width: int, height: int
) -> Iterator[tuple[pd.DataFrame, str]]:
    """Names of cities and of regions with how far they stand off their points (`dx`, `dy`), and their colour."""
    given = [table, regions] if regions is not None else [table]
    points = [(float(x), float(y)) for each in given for x, y in zip(each["longitude"], each["latitude"], strict=True)]
    at = conic(points, width, height)
    dots, middles = at[: len(table)], at[len(table) :]
    low, high = _areas(width)
    radii = [sqrt((low + (high - low) * min(each / MOST_PEOPLE, 1)) / pi) for each in table["people"]]
    most, apart = (10, 90.0) if width > NAMED_FROM else (5, 70.0)
    cities = names_of_dots(dots, list(table["place"]), radii, (width, height), most, apart)
    yield _offsets(table.rename(columns={"place": "name"}), dots, cities), INK
    if regions is not None:
        taken = [*cities.values()]
        names = names_of_regions(middles, list(regions["name"]), dots, radii, taken, (width, height))
        yield _offsets(regions, middles, names), MUTED


def _offsets(table: pd.DataFrame, points: Sequence[Point], names: Mapping[int, NameAt]) -> pd.DataFrame:
    shown = table.iloc[list(names)][list(NAMES)]
    middles = [((each.left + each.right) / 2, (each.top + each.bottom) / 2) for each in names.values()]
    return shown.assign(
        dx=[x - points[i][0] for i, (x, _) in zip(names, middles, strict=True)],
        dy=[y - points[i][1] for i, (_, y) in zip(names, middles, strict=True)],
    )


def _names(table: pd.DataFrame, colour: str, **at: object) -> alt.Chart:
    """Names where they were placed beside their points."""
    dx, dy = alt.ExprRef("datum.dx"), alt.ExprRef("datum.dy")
    text = alt.Chart(table).mark_text(color=colour, fontSize=12, baseline="middle", dx=dx, dy=dy)
    return text.encode(**at, text="name:N")  # type: ignore[no-any-return]


def bubbles(table: pd.DataFrame, titles: tuple[str, str], width: int, language: Language) -> Drawing:
    """Places (a row each, in the columns BUBBLES) by output per person (log) and mining share, their area by people.

    The share is given as a part of one and drawn in per cent. Names stand where there is room, most mining first.
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
    per_cent = table.assign(mining=100 * table["mining"]).sort_values("mining", ascending=False)
    points = alt.Chart(per_cent).mark_circle(opacity=0.55, color="#0072b2", stroke=MUTED, strokeWidth=0.4, clip=True)
    # About how wide and high the field within the axes is: names keep off dots by it, and are drawn at their dots.
    inside = (width - 90.0, 345.0)
    left = [inside[0] * log(float(each) / 5000) / log(60) for each in per_cent["output"]]
    top = [inside[1] * (_root(30) - _root(float(each))) / (_root(30) - _root(-0.3)) for each in per_cent["mining"]]
    dots = list(zip(left, top, strict=True))
    radii = [sqrt(900 * each / 3e7 / pi) for each in per_cent["people"]]
    named = names_of_dots(dots, list(per_cent["place"]), radii, inside, 16, 0.0)
    shown = per_cent.iloc[list(named)].assign(
        dx=[(each.left + each.right) / 2 - dots[i][0] for i, each in named.items()],
        dy=[(each.top + each.bottom) / 2 - dots[i][1] for i, each in named.items()],
    )
    names = _names(shown.rename(columns={"place": "name"}), MUTED, x=x, y=y)
    both = alt.layer(points.encode(x, y, size, description=alt.Description("text:N")), names)
    return styled(both, width, 420, language)


def _root(value: float) -> float:
    """The square root with its sign, as an axis has it."""
    return copysign(sqrt(abs(value)), value)
