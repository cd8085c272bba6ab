"""Output of a city over the years, and what its people work in."""

from collections.abc import Sequence
from math import inf

import altair as alt
import pandas as pd
import xarray as xr

from relode.charts.style import (
    INK,
    PEER,
    Drawing,
    Picture,
    compact,
    label_axis,
    rows_height,
    styled,
    wrapped,
    year_axis,
)
from relode.charts.tables import band, in_percent, path, place_names
from relode.diagnosis import SECTION_LETTERS, Profile, number
from relode.diagnosis.profiles import findings
from relode.language import Language, Sentence, name, say
from relode.panel.census_measures import national_employment
from relode.places import Place

HEIGHT, LINE = 270, 17
"""Pixels of a picture, and of a name at the end of a line in it."""
SECTOR_COLOURS = {"primary": "#009e73", "secondary": "#d55e00", "tertiary": "#0072b2"}


def real_growth(panel: xr.Dataset, profile: Profile, language: Language) -> Picture | None:
    """Real growth of output by year."""
    return path_beside(panel, profile, language, "real_growth", "gdp_real_growth_rate", findings.growth(profile), 100)


def house_price(panel: xr.Dataset, profile: Profile, language: Language) -> Picture | None:
    """Listed house price by year."""
    return path_beside(panel, profile, language, "house_price", "house_price", findings.house_price(profile), 1)


def sectors(profile: Profile, language: Language) -> Picture | None:
    """Shares of the three sectors in output as first published."""
    title = findings.sectors(profile)
    if title is None:
        return None
    parts = [path(profile, f"{sector}_share", 2010).assign(sector=sector) for sector in SECTOR_COLOURS]
    table = pd.concat(parts, ignore_index=True)
    table["sector"] = [say(f"charts.sectors.{sector}", language) for sector in table["sector"]]
    newest = profile.series["secondary_share"][-1]

    def draw(width: int) -> Drawing:
        percent = in_percent(table, "value")
        domain = [say(f"charts.sectors.{sector}", language) for sector in SECTOR_COLOURS]
        colour = alt.Color("sector:N", legend=None, scale=alt.Scale(domain=domain, range=list(SECTOR_COLOURS.values())))
        x = alt.X(
            "year:Q",
            title=None,
            axis=year_axis(table["year"].min(), table["year"].max(), width),
            scale=alt.Scale(nice=False),
        )
        y = alt.Y("value:Q", title=say("charts.sectors.axis", language), scale=alt.Scale(zero=True))
        lines = (
            alt.Chart(percent)
            .mark_line(strokeWidth=2.2)
            .encode(x, y, colour, strokeDash=alt.StrokeDash("sector:N", legend=None))
        )
        ends = percent[percent["year"] == newest.year]
        ends = ends.assign(value=told_apart(ends["value"].tolist(), LINE / HEIGHT * percent["value"].max()))
        labels = (
            alt.Chart(ends)
            .mark_text(align="left", dx=5, fontSize=13, color=INK)
            .encode(x, y, text=alt.Text("sector:N"))
        )
        return styled(alt.layer(lines, labels), width, HEIGHT, language)

    flags = tuple(dict.fromkeys(flag for n in profile.series["secondary_share"] for flag in n.flags))
    subtitle = Sentence("charts.sectors.subtitle", {})
    return Picture("sectors", title, subtitle, table, draw, newest.sources, flags, language, "share")


def told_apart(values: Sequence[float], least: float) -> list[float]:
    """Where names of values stand, in their order: at them, or higher so that no two are nearer than `least`.

    In the unit of the values. Limits: values farther apart than that: at them.
    """
    at: dict[int, float] = {}
    below = -inf
    for i in sorted(range(len(values)), key=lambda i: values[i]):
        below = at[i] = max(values[i], below + least)
    return [at[i] for i in range(len(values))]


def path_beside(
    panel: xr.Dataset, profile: Profile, language: Language, key: str, quantity: str, title: Sentence | None, scale: int
) -> Picture | None:
    """The city's path of a quantity beside the middle half of its peers; None without a title or two years."""
    numbers = profile.series.get(quantity, ())
    if title is None or len(numbers) < 2:
        return None
    own = path(profile, quantity, 2001)
    peers = band(panel, [peer.place for peer in profile.peers], quantity, own["year"])
    table = own.merge(peers, how="left", on="year")

    def draw(width: int) -> Drawing:
        scaled = table.assign(**{c: table[c] * scale for c in ("value", "low", "middle", "high")})
        x = alt.X(
            "year:Q",
            title=None,
            axis=year_axis(table["year"].min(), table["year"].max(), width),
            scale=alt.Scale(nice=False),
        )
        y_title = say(f"charts.{key}.axis", language)
        base = alt.Chart(scaled).encode(x)
        middle = base.mark_area(color=PEER, opacity=0.3).encode(y=alt.Y("low:Q", title=y_title), y2=alt.Y2("high:Q"))
        median = base.mark_line(color=PEER, strokeDash=[4, 3]).encode(y=alt.Y("middle:Q"))
        city = base.mark_line(color=INK, strokeWidth=2.5).encode(y=alt.Y("value:Q", title=y_title))
        last = scaled.iloc[[-1]]
        name = profile.place.name(language)
        label = (
            alt.Chart(last)
            .mark_text(align="left", dx=5, color=INK, fontSize=13, text=name)
            .encode(x, y=alt.Y("value:Q"))
        )
        return styled(alt.layer(middle, median, city, label), width, HEIGHT, language)

    flags = tuple(dict.fromkeys(flag for n in numbers for flag in n.flags))
    subtitle = Sentence(f"charts.{key}.subtitle", {"place": profile.place, "count": len(profile.peers)})
    return Picture(key, title, subtitle, table, draw, numbers[-1].sources, flags, language, numbers[-1].unit)


def mining_share(panel: xr.Dataset, profile: Profile, language: Language) -> Picture | None:
    """Mining's share of jobs in 2010 and 2020: the peers grey, the city dark with its sampling interval."""
    title, end = findings.mining(profile), profile.at("mining_employment_share", 2020)
    if title is None or end is None:
        return None
    places = [profile.place, *(peer.place for peer in profile.peers)]
    table = place_names(_shares(panel, places), language)
    own = profile.place.name(language)

    def draw(width: int) -> Drawing:
        percent = in_percent(table, "value", "low", "high")
        x = alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0), scale=alt.Scale(padding=0.35))
        y = alt.Y("value:Q", title=say("charts.mining_share.axis", language), scale=alt.Scale(zero=True))
        base = alt.Chart(percent).encode(x)
        peers = base.transform_filter(alt.datum.place != own).mark_line(color=PEER, opacity=0.6)
        city = base.transform_filter(alt.datum.place == own)
        line = city.mark_line(color=INK, strokeWidth=2.5, point={"color": INK, "size": 60})
        bars = city.mark_rule(color=INK).encode(y=alt.Y("low:Q"), y2=alt.Y2("high:Q"))
        label = city.transform_filter(alt.datum.year == 2020).mark_text(
            align="left", dx=8, color=INK, fontSize=13, text=own
        )
        layers = alt.layer(peers.encode(y, detail=alt.Detail("place:N")), bars, line.encode(y), label.encode(y))
        return styled(layers, width, 280, language)

    subtitle = Sentence("charts.mining_share.subtitle", {"count": len(profile.peers)})
    start = profile.at("mining_employment_share", 2010)
    sources = (*(start.sources if start else ()), *end.sources)
    return Picture("mining_share", title, subtitle, table, draw, sources, end.flags, language, "share")


def job_structure(panel: xr.Dataset, profile: Profile, language: Language) -> Picture | None:
    """The 20 sections: the city's share of jobs with its interval beside the nation's."""
    title, total = findings.structure(profile), profile.latest("mining_employment_share")
    if title is None or total is None:
        return None
    table = _structure(panel, profile, total.year, language)

    def draw(width: int) -> Drawing:
        percent = in_percent(table, "value", "low", "high", "nation")
        percent["section"] = [wrapped(section, 16 if compact(width) else 40) for section in percent["section"]]
        y = alt.Y("section:N", title=None, sort=list(percent["section"]), axis=label_axis())
        x = alt.X("value:Q", title=say("charts.job_structure.axis", language), scale=alt.Scale(zero=True))
        base = alt.Chart(percent).encode(y)
        link = base.mark_rule(color=PEER).encode(x=x, x2=alt.X2("nation:Q"))
        nation = base.mark_point(color=PEER, size=55, strokeWidth=1.8).encode(x=alt.X("nation:Q"))
        bars = base.mark_rule(color=INK, strokeWidth=4, opacity=0.35).encode(x=alt.X("low:Q"), x2=alt.X2("high:Q"))
        city = base.mark_point(filled=True, color=INK, size=55).encode(x=x)
        return styled(alt.layer(link, nation, bars, city), width, rows_height(percent["section"]), language)

    subtitle = Sentence("charts.job_structure.subtitle", {"place": profile.place, "year": total.year})
    return Picture("job_structure", title, subtitle, table, draw, total.sources, total.flags, language, "share")


def _shares(panel: xr.Dataset, places: list[Place]) -> pd.DataFrame:
    rows = []
    for place in places:
        for year in (2010, 2020):
            result = number(panel, place.code, "mining_employment_share", year)
            if result is not None:
                low, high = result.interval_90 or (result.value, result.value)
                rows.append((place, year, result.value, low, high))
    return pd.DataFrame(rows, columns=["place", "year", "value", "low", "high"])


def _structure(panel: xr.Dataset, profile: Profile, year: int, language: Language) -> pd.DataFrame:
    rows = []
    nation, letters = national_employment(panel, year), list(SECTION_LETTERS.values())
    for section, letter in SECTION_LETTERS.items():
        share = number(panel, profile.place.code, f"{section}_employment_share", year)
        quotient = profile.at(f"location_quotient_{section}", year)
        if share is None or quotient is None:
            continue
        low, high = share.interval_90 or (share.value, share.value)
        part = float(nation[letters.index(letter)] / nation.sum())
        rows.append((name("section", letter, language), share.value, low, high, part, quotient.value))
    table = pd.DataFrame(rows, columns=["section", "value", "low", "high", "nation", "quotient"])
    return table.sort_values("value", ascending=False, ignore_index=True)
