"""Output and housing: the city's path beside the middle half of its peers, and the three sectors."""

import altair as alt
import pandas as pd
import xarray as xr

from relode.charts.picture import Picture
from relode.charts.style import INK, PEER, Drawing, styled, year_axis
from relode.charts.tables import band, in_percent, path
from relode.diagnosis import Profile
from relode.diagnosis.profiles import findings
from relode.language import Language, Sentence, say

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
        labels = (
            alt.Chart(ends)
            .mark_text(align="left", dx=5, fontSize=13, color=INK)
            .encode(x, y, text=alt.Text("sector:N"))
        )
        return styled(alt.layer(lines, labels), width, 270, language)

    flags = tuple(dict.fromkeys(flag for n in profile.series["secondary_share"] for flag in n.flags))
    subtitle = Sentence("charts.sectors.subtitle", {})
    return Picture("sectors", title, subtitle, table, draw, newest.sources, flags, language, "share")


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
        return styled(alt.layer(middle, median, city, label), width, 270, language)

    flags = tuple(dict.fromkeys(flag for n in numbers for flag in n.flags))
    subtitle = Sentence(f"charts.{key}.subtitle", {"place": profile.place, "count": len(profile.peers)})
    return Picture(key, title, subtitle, table, draw, numbers[-1].sources, flags, language, numbers[-1].unit)
