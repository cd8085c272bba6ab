"""Each industry that could come next in a city: what speaks for it there, and how many firms of it the nation lists."""

from collections.abc import Iterator
from math import sqrt

import altair as alt
import numpy as np
import pandas as pd

from relode.charts.map_layout import LINE, placed_names
from relode.charts.style import INK, MUTED, PEER, Drawing, Picture, compact, dot_rows, styled, wrapped
from relode.charts.tables import in_percent
from relode.language import Amount, Language, Sentence, say, spoken
from relode.pathways import CityIndustries
from relode.pathways.industries.city_words import LISTINGS, candidate_chance

HEIGHT = 470
AXES = (58.0, 112.0)
"""About how many pixels of the width and of the height the axes take."""
COUNTS = (0, 1, 5, 20, 50, 100, 200)
"""New listings that are marked on the axis of roots."""
COLUMNS = 26
"""Columns of a line of a name."""


def next_industries(industries: CityIndustries | None, language: Language) -> Picture | None:
    """How much likelier a city's own lets each scored candidate be, and the nation's new listings; None without one.

    Of odds, which at chances of some per cent are all but the chances. [share]
    """
    scored = [one for one in industries.candidates if one.score is not None] if industries else []
    if industries is None or not scored:
        return None
    own = [one.own_conditions or 0.0 for one in scored]
    table = pd.DataFrame(
        {
            "industry": [one.unit.name(language) for one in scored],
            "own": own,
            "chance": [one.probability for one in scored],
            "listings": [one.recent for one in scored],
            "rivals": [one.rivals for one in scored],
        }
    )
    speaking = [one for one, value in zip(scored, own, strict=True) if value > 0 and one.recent > 0]
    lead = max(speaking, key=lambda one: one.recent, default=None)
    chances = [spoken(candidate_chance(one), language) for one in scored]
    told = [
        {"industry": industry, "chance": chance, "recent": str(one.recent)}
        for industry, chance, one in zip(table["industry"], chances, scored, strict=True)
    ]
    dots = in_percent(table, "own").assign(is_lead=[one is lead for one in scored], is_named=_named(industries))

    def draw(width: int) -> Drawing:
        if compact(width):
            rows = [say("charts.next_industries.row", language, **each) for each in told]
            drawn = dots.assign(value=dots["own"], low=np.nan, high=np.nan, named=rows)
            axis = say("charts.next_industries.axis", language)
            return dot_rows(drawn, "named", axis, width, language, own=_row_of(drawn))
        names = [wrapped(say("charts.next_industries.name", language, **each), COLUMNS) for each in told]
        return _beside(dots.assign(text=names), width, language)

    count, unscored = int((table["own"] > 0).sum()), len(industries.candidates) - len(scored)
    values: dict[str, object] = {"count": count, "scored": len(scored), "place": industries.unit}
    if lead is not None:
        values |= {"industry": lead.unit, "recent": Amount(lead.recent, "count", None, LISTINGS)}
    title = Sentence(f"findings.next_industries.{'lead' if lead else 'alone'}", values)
    left_out = {"all": len(industries.candidates), "unscored": unscored}
    subtitle = Sentence(f"charts.next_industries.subtitle{'_some' if unscored else ''}", left_out if unscored else {})
    sources = ("zone_catalogue_2018", "listings_2025")
    return Picture("next_industries", title, subtitle, table, draw, sources, (), language, "share")


def _named(industries: CityIndustries) -> list[bool]:
    """Whether a zone of the city names each scored candidate."""
    return [bool(one.named_by) for one in industries.candidates if one.score is not None]


def _row_of(drawn: pd.DataFrame) -> str | None:
    return next(iter(drawn.loc[drawn["is_lead"], "named"]), None)


def _beside(dots: pd.DataFrame, width: int, language: Language) -> Drawing:
    """Dots with their names by what speaks for them here (across) and by new listings of the nation (up, as roots)."""
    low, high = min(0.0, dots["own"].min()), max(10.0, dots["own"].max())
    across = (low - 0.12 * (high - low), high + 0.12 * (high - low))
    most = max(5.0, 1.25 * dots["listings"].max())
    up = (-0.02 * most, most)
    x = alt.X(
        "own:Q", title=say("charts.next_industries.axis", language), axis=alt.Axis(tickCount=7, format=",~f"),
        scale=alt.Scale(domain=list(across), nice=False, zero=False),
    )  # fmt: skip
    title = say("charts.next_industries.axis_up", language)
    marks = [each for each in COUNTS if each <= most]
    head = alt.Axis(values=marks, format="d", grid=False, titleAngle=0, titleAlign="left", titleX=-30, titleY=-14)
    y = alt.Y("listings:Q", title=title, axis=head, scale=alt.Scale(type="sqrt", domain=list(up), nice=False))
    zero = alt.Chart().mark_rule(color=PEER, strokeDash=[2, 3]).encode(x=alt.XDatum(0))
    points = alt.Chart(dots).encode(x, y)
    layers = [
        points.transform_filter(f"datum.is_lead == {is_lead} && datum.is_named == {is_named}".lower()).mark_point(
            filled=is_named, color=INK if is_lead else PEER, size=90, opacity=1, strokeWidth=2
        )
        for is_lead, is_named in ((False, True), (False, False), (True, True), (True, False))
    ]
    field = (width - AXES[0], HEIGHT - AXES[1])
    return styled(alt.layer(zero, *_texts(dots, across, up, field, x, y), *layers), width, HEIGHT, language)


def _texts(
    dots: pd.DataFrame, across: tuple[float, float], up: tuple[float, float], field: tuple[float, float],
    x: alt.X, y: alt.Y,
) -> Iterator[alt.Chart]:  # fmt: skip
    """Names where nothing lies under them, that of the leading one in ink; a line leads to one that stands off."""
    ends = [np.sign(each) * sqrt(abs(each)) for each in up]
    left = (dots["own"] - across[0]) / (across[1] - across[0]) * field[0]
    top = (1 - (np.sqrt(dots["listings"]) - ends[0]) / (ends[1] - ends[0])) * field[1]
    at = list(zip(left, top, strict=True))
    order = sorted(range(len(at)), key=lambda i: (not dots["is_lead"].iloc[i], at[i][1]))
    named = placed_names([at[i] for i in order], list(dots["text"].iloc[order]), at, (-20, 0, *field))
    for i, each in zip(order, named, strict=True):
        if each is None:
            continue
        is_lead = bool(dots["is_lead"].iloc[i])
        base = alt.Chart(dots.iloc[[i]][["own", "listings", "text"]]).encode(x, y)
        if each.has_line:
            end_x, end_y = each.end_of_line(*at[i])
            line = base.mark_rule(color=MUTED, strokeWidth=0.7, x2Offset=end_x - at[i][0], y2Offset=end_y - at[i][1])
            yield line.encode(x2=alt.X2("own:Q"), y2=alt.Y2("listings:Q"))
        yield base.mark_text(
            align=each.side, baseline="top", dx=each.anchor - at[i][0], dy=each.top - at[i][1], fontSize=12,
            lineBreak="\n", lineHeight=LINE, color=INK if is_lead else MUTED,
            fontWeight="bold" if is_lead else "normal",
        ).encode(text=alt.Text("text:N"))  # fmt: skip
