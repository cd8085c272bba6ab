"""The city among its peers in every measure at once, and how often its peers did well."""

import altair as alt
import pandas as pd

from relode.charts.picture import Picture
from relode.charts.style import INK, PEER, Drawing, compact, label_axis, rows_height, styled, wrapped
from relode.charts.tables import in_percent
from relode.diagnosis import Profile
from relode.diagnosis.profiles import findings
from relode.language import Language, Sentence, say, unit_name
from relode.pathways import OUTCOMES, BaseRate
from relode.vocabulary import quantity

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
