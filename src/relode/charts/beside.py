"""A city beside others: its peers, and cities that a reader compares."""

from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd
import xarray as xr

from relode.charts.style import (
    INK,
    PEER,
    PLAN,
    Drawing,
    Picture,
    compact,
    label_axis,
    rows_height,
    styled,
    wrapped,
    year_axis,
)
from relode.charts.tables import in_percent
from relode.diagnosis import SECTION_LETTERS, Number, Profile, number
from relode.diagnosis.profiles import findings
from relode.language import Amount, Language, Sentence, Word, name, say, unit_name
from relode.pathways import OUTCOMES, BaseRate
from relode.places import Place
from relode.vocabulary import Label, quantity

WHOLE = alt.Scale(domain=[0, 100])
QUARTERS = alt.Axis(values=[0, 25, 50, 75, 100])


def among_peers(profile: Profile, language: Language) -> Picture | None:
    """One row a measure: the share of peers below the city; the middle half is shaded."""
    title = findings.extremes(profile)
    if title is None:
        return None
    rows = [
        (
            quantity(b.quantity).label(language),
            b.year,
            own.value,
            b.quantiles[1],
            b.quantiles[2],
            b.quantiles[3],
            b.share_below,
            unit_name(own.unit, language),
        )
        for b in profile.beside
        if b.group == "peers" and (own := profile.at(b.quantity, b.year)) is not None
    ]
    columns = ["quantity", "year", "value", "low", "middle", "high", "below", "unit"]
    table = pd.DataFrame(rows, columns=columns).sort_values("below", ignore_index=True)

    def draw(width: int) -> Drawing:
        percent = in_percent(table, "below")
        percent["quantity"] = [wrapped(label, 22 if compact(width) else 60) for label in percent["quantity"]]
        y = alt.Y("quantity:N", title=None, sort=list(percent["quantity"]), axis=label_axis())
        x = alt.X("below:Q", title=say("charts.among_peers.axis", language), scale=WHOLE, axis=QUARTERS)
        shade = alt.Chart().mark_rect(color=PEER, opacity=0.18).encode(x=alt.XDatum(25), x2=alt.X2Datum(75))
        dots = alt.Chart(percent).mark_point(filled=True, color=INK, size=70, opacity=1).encode(x, y)
        return styled(alt.layer(shade, dots), width, rows_height(percent["quantity"]), language)

    sources = tuple(dict.fromkeys(key for path in profile.series.values() for key in path[-1].sources))
    subtitle = Sentence("charts.among_peers.subtitle", {"count": len(profile.peers)})
    return Picture("among_peers", title, subtitle, table, draw, sources, ("computed",), language, "share")


def base_rates(rates: tuple[BaseRate, ...], language: Language) -> Picture | None:
    """How many of the peers and of the type grew, shrank and diversified, with the interval of the chance."""
    peers = {rate.outcome: rate for rate in rates if rate.group == "peers"}
    if set(OUTCOMES) - peers.keys():
        return None
    rows = [
        (
            say(f"charts.groups.{r.group}", language),
            say(f"charts.base_rates.{r.outcome}", language),
            r.happened,
            r.count,
            r.happened / r.count,
            *r.share_interval_90,
        )
        for r in rates
    ]
    table = pd.DataFrame(rows, columns=["group", "outcome", "happened", "count", "value", "low", "high"])

    def draw(width: int) -> Drawing:
        percent = in_percent(table, "value", "low", "high")
        percent["row"] = percent["outcome"] + {"en": ", ", "zh": "，"}[language] + percent["group"]
        percent["row"] = [wrapped(row, 20 if compact(width) else 44) for row in percent["row"]]
        y = alt.Y("row:N", title=None, sort=list(percent["row"]), axis=label_axis())
        x = alt.X("value:Q", title=say("charts.base_rates.axis", language), scale=WHOLE, axis=QUARTERS)
        base = alt.Chart(percent).encode(y)
        bars = base.mark_rule(color=PEER, strokeWidth=3).encode(x=alt.X("low:Q"), x2=alt.X2("high:Q"))
        dots = base.mark_point(filled=True, color=INK, size=70, opacity=1).encode(x)
        return styled(alt.layer(bars, dots), width, rows_height(percent["row"]), language)

    values: dict[str, object] = {outcome: rate.happened for outcome, rate in peers.items()}
    title = Sentence("findings.base_rates", {**values, "count": peers["grew"].count})
    sources = ("census2010", "census2020")
    return Picture(
        "base_rates",
        title,
        Sentence("charts.base_rates.subtitle", {}),
        table,
        draw,
        sources,
        ("computed",),
        language,
        "share",
    )


def group_strip(
    values: Sequence[float], own: tuple[str, float] | None, unit: str, width: int, language: Language
) -> Drawing:
    """A dot a place of a group in one strip, the middle half shaded and the median marked, and the place by name."""
    percent = 100.0 if unit == "share" else 1.0
    low, median, high = (float(each) * percent for each in np.quantile(values, (0.25, 0.5, 0.75)))
    dots = pd.DataFrame({"value": [each * percent for each in values]})
    title = "%" if unit == "share" else unit_name(unit, language)
    x = alt.X("value:Q", title=title, scale=alt.Scale(zero=False, nice=True), axis=alt.Axis(tickCount=6, format=",~f"))
    shade = alt.Chart().mark_rect(color=PEER, opacity=0.18).encode(x=alt.XDatum(low), x2=alt.X2Datum(high))
    middle = alt.Chart().mark_rule(color=PEER, strokeWidth=3).encode(x=alt.XDatum(median))
    layers = [shade, middle, alt.Chart(dots).mark_tick(color=PEER, thickness=2, size=26, opacity=0.8).encode(x)]
    if own is not None:
        at = alt.XDatum(own[1] * percent)
        layers.append(alt.Chart().mark_rule(color=INK, strokeWidth=3).encode(x=at))
        name_above = alt.Chart().mark_text(dy=-8, color=INK, fontSize=13, text=own[0])
        layers.append(name_above.encode(x=at, y=alt.value(0)))
    return styled(alt.layer(*layers), width, 150, language)


COLOURS, SHAPES = (INK, PLAN, "#d55e00", "#009e73"), ("circle", "square", "triangle-up", "diamond")
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3])
MOST = len(COLOURS)
"""Cities that are told apart in one picture."""
FOLLOWED = {
    "population": True,
    "gdp_real_index": True,
    "mining_employment_share": False,
    "house_price": False,
    "budget_self_sufficiency_ratio": False,
    "co2_emissions": True,
}
"""Quantities whose paths are compared, and whether as an index of 100 in the first year that all cities have."""
Numbers = dict[int, Number]


def work_of(panel: xr.Dataset, places: Sequence[Place], language: Language) -> Picture | None:
    """The 20 sections: the share of jobs in each city in the newest census, first the widest gap.

    None where no census tells it of one of them.
    """
    rows = []
    for section, letter in SECTION_LETTERS.items():
        numbers = [number(panel, place.code, f"{section}_employment_share", 2020) for place in places]
        if all(numbers):
            values = [each.value for each in numbers if each is not None]
            rows.append((max(values) - min(values), letter, values))
    if not rows:
        return None
    names = [place.name(language) for place in places]
    ordered = sorted(rows, key=lambda row: -row[0])
    lines = [
        (name("section", letter, language), city, value)
        for _, letter, values in ordered
        for city, value in zip(names, values, strict=True)
    ]
    table = pd.DataFrame(lines, columns=["section", "place", "value"])

    def draw(width: int) -> Drawing:
        percent = in_percent(table, "value")
        percent["section"] = [wrapped(section, 16 if compact(width) else 40) for section in percent["section"]]
        y = alt.Y("section:N", title=None, sort=list(dict.fromkeys(percent["section"])), axis=label_axis())
        title = say("charts.job_structure.axis", language)
        ends = percent.groupby("section", sort=False)["value"].agg(low="min", high="max").reset_index()
        link = alt.Chart(ends).mark_rule(color=PEER).encode(y, x=alt.X("low:Q", title=title), x2=alt.X2("high:Q"))
        x = alt.X("value:Q", title=title, scale=alt.Scale(zero=True))
        legend = alt.Legend(title=None, orient="top", symbolOpacity=1, labelFontSize=13)
        dots = alt.Chart(percent).mark_point(filled=True, size=60, opacity=1)
        coloured = dots.encode(
            x,
            y,
            color=alt.Color("place:N", scale=alt.Scale(domain=names, range=list(COLOURS[: len(names)])), legend=legend),
            shape=alt.Shape("place:N", scale=alt.Scale(domain=names, range=list(SHAPES[: len(names)])), legend=legend),
        )
        return styled(alt.layer(link, coloured), width, rows_height(ends["section"]) + 30, language)

    _, letter, widest = ordered[0]
    each = tuple(
        Sentence("charts.compared.each", {"place": place, "value": Amount(value, "share", None, ("census2020",))})
        for place, value in zip(places, widest, strict=True)
    )
    title = Sentence("charts.compared.title", {"section": Word("section", letter), "each": each})
    subtitle = Sentence("charts.compared.subtitle", {})
    return Picture("compared", title, subtitle, table, draw, ("census2020",), (), language, "share")


def path_of(panel: xr.Dataset, places: Sequence[Place], followed: str, language: Language) -> Picture | None:
    """The paths of a quantity of FOLLOWED; None where the cities have no two years in common."""
    known = [_numbers(panel, place, followed) for place in places]
    both = sorted(set.intersection(*(set(each) for each in known)))
    if len(both) < 2:
        return None
    since, until = both[0], both[-1]
    is_index = FOLLOWED[followed]
    rows = [
        (place.name(language), year, 100 * item.value / numbers[since].value if is_index else item.value)
        for place, numbers in zip(places, known, strict=True)
        for year, item in sorted(numbers.items())
        if since <= year
    ]
    table = pd.DataFrame(rows, columns=["place", "year", "value"])
    unit = "index" if is_index else quantity(followed).unit

    def draw(width: int) -> Drawing:
        return _lines(in_percent(table, "value") if unit == "share" else table, unit, since, width, language)

    each = tuple(_told(place, numbers, since, until, is_index) for place, numbers in zip(places, known, strict=True))
    title = Sentence(
        "charts.followed.title", {"quantity": Label(followed), "since": since, "until": until, "each": each}
    )
    subtitle = Sentence(f"charts.followed.{'index' if is_index else 'levels'}", {"since": since})
    sources = tuple(dict.fromkeys(key for numbers in known for one in numbers.values() for key in one.sources))
    flags = tuple(dict.fromkeys(flag for numbers in known for one in numbers.values() for flag in one.flags))
    return Picture(f"followed_{followed}", title, subtitle, table, draw, sources, flags, language, unit)


def _lines(table: pd.DataFrame, unit: str, since: int, width: int, language: Language) -> Drawing:
    names = list(dict.fromkeys(table["place"]))
    axis = say("charts.followed.axis", language, since=since) if unit == "index" else unit_name(unit, language)
    x = alt.X(
        "year:Q",
        title=None,
        axis=year_axis(table["year"].min(), table["year"].max(), width),
        scale=alt.Scale(nice=False),
    )
    y = alt.Y("value:Q", title="%" if unit == "share" else axis, scale=alt.Scale(zero=False))
    base = alt.Chart(table).encode(x, y)
    legend = alt.Legend(title=None, orient="top", symbolType="stroke", labelFontSize=13, symbolStrokeWidth=3)
    lines = base.mark_line(strokeWidth=2.5, point=alt.OverlayMarkDef(size=26, opacity=1)).encode(
        color=alt.Color("place:N", scale=alt.Scale(domain=names, range=list(COLOURS[: len(names)])), legend=legend),
        strokeDash=alt.StrokeDash(
            "place:N", scale=alt.Scale(domain=names, range=list(DASHES[: len(names)])), legend=legend
        ),
    )
    return styled(lines, width, 250, language)


def _numbers(panel: xr.Dataset, place: Place, followed: str) -> Numbers:
    values = panel["value"].sel(quantity=followed, place=place.code)
    years = [int(year) for year in values["year"].to_numpy()[np.isfinite(values.to_numpy())]]
    numbers = {year: number(panel, place.code, followed, year) for year in years}
    return {year: each for year, each in numbers.items() if each is not None}


def _told(place: Place, numbers: Numbers, since: int, until: int, is_index: bool) -> Sentence:
    before, after = numbers[since], numbers[until]
    if not is_index:
        return Sentence("charts.followed.each", {"place": place, "before": before, "after": after})
    sources = tuple(dict.fromkeys((*before.sources, *after.sources)))
    change = Amount(after.value / before.value - 1, "share", None, sources)
    return Sentence("charts.followed.each_index", {"place": place, "change": change})
