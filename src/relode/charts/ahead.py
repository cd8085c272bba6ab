"""What lies ahead if nothing is done."""

import altair as alt
import numpy as np
import pandas as pd

from relode.charts.style import (
    INK,
    MUTED,
    PLAN,
    Drawing,
    Picture,
    styled,
    year_axis,
)
from relode.diagnosis import Number
from relode.language import Language, Sentence, say, unit_name
from relode.outlook import Forecast, Outlook

AXES: dict[tuple[str, Language], tuple[float, str]] = {
    ("100 million yuan", "en"): (0.1, "charts.ahead.axis_money"),
    ("persons", "en"): (1e-3, "charts.ahead.axis_people"),
    ("persons", "zh"): (1e-4, "charts.ahead.axis_people"),
}
"""Units that an axis scales: factor, and the key of the axis title."""

HATCHES = 6
DRAWN = ("population", "age_15_59", "employment", "gdp_real", "mining_employment")
"""Quantities with a picture."""


def bands(outlook: Outlook) -> pd.DataFrame:
    """History and bands of an outlook: quantity, unit, year, part, value, p05, p25, p75, p95. Columns in this order.

    `part` is "history" (bands are NaN) or "forecast" (`value` is the median); `measured` is False where no error
    was measured so far ahead. The year of the newest fact is in both parts, with bands of no width, so that lines
    meet.
    """
    rows: list[dict[str, object]] = []
    for each in outlook.forecasts:
        key = {"quantity": each.quantity, "unit": each.unit}
        rows += [{**key, "year": y, "part": "history", "value": v, "measured": True} for y, v in each.history]
        point = dict.fromkeys(("value", "p05", "p25", "p75", "p95"), each.opening)
        rows.append({**key, "year": each.origin, "part": "forecast", **point, "measured": True})
        for i, year in enumerate(outlook.years):
            if year > each.origin:
                ends = {name: each.quantiles[name][i] for name in ("p05", "p25", "p75", "p95")}
                measured = year <= each.scored_until
                value = each.quantiles["median"][i]
                rows.append({**key, "year": year, "part": "forecast", "value": value, **ends, "measured": measured})
    return pd.DataFrame(rows)


def fans(outlook: Outlook, language: Language) -> list[Picture]:
    """One picture for each of DRAWN that moves: history solid, 50 and 90 % bands, the newest fact marked.

    What stays as it is is told in a sentence, and so are budgets and debt.
    """
    table = bands(outlook)
    drawn = filter(has_picture, outlook.forecasts)
    return [_fan(each, table[table["quantity"] == each.quantity], outlook, language) for each in drawn]


def has_picture(each: Forecast) -> bool:
    """Whether a forecast is drawn: one of DRAWN that moves."""
    return each.quantity in DRAWN and "flat" not in each.tags


def outcome(each: Forecast, outlook: Outlook) -> Number:
    """The median of the last year with its 90 % band, as a number."""
    median, low, high = (each.quantiles[name][-1] or 0.0 for name in ("median", "p05", "p95"))
    flags = ("of_the_future", *each.tags)
    return Number(each.quantity, median, each.unit, outlook.years[-1], (low, high), each.sources, flags)


def title(each: Forecast, outlook: Outlook) -> Sentence:
    """The finding: median and band of the last year, and what such bands held in the past."""
    furthest = each.furthest.horizon
    held = Number("coverage_90", each.coverage_90, "share", each.origin, None, each.sources, ("of_the_past",))
    values = {
        "place": outlook.place,
        "year": outlook.years[-1],
        "outcome": outcome(each, outlook),
        "held": held,
        "base": each.price_base,
        "ahead": furthest,
        "scored": each.scored_until,
    }
    return Sentence(f"findings.ahead.{each.quantity}", values)


def _fan(each: Forecast, table: pd.DataFrame, outlook: Outlook, language: Language) -> Picture:
    scale, axis_key = AXES.get((each.unit, language), (1, ""))
    drawn = table.drop(columns=["quantity", "unit"]).reset_index(drop=True)
    shown = drawn.assign(
        part=[say(f"charts.parts.{part}", language) for part in drawn["part"]],
        # What was published was not forecast: it has no error to measure.
        measured=[
            say("charts.yes" if known else "charts.no", language) if part == "forecast" else ""
            for known, part in zip(drawn["measured"], drawn["part"], strict=True)
        ],
    )

    def draw(width: int) -> Drawing:
        scaled = drawn.assign(**{name: drawn[name] * scale for name in ("value", "p05", "p25", "p75", "p95")})
        axis = say(axis_key, language) if axis_key else unit_name(each.unit, language)
        y = alt.Y("p05:Q", title=axis, axis=alt.Axis(format=",~f"))
        return drawn_fan(scaled, y, axis, each.origin, outlook.years[-1], width, language)

    has_hatching = outlook.years[-1] > each.scored_until
    until = {"until": each.scored_until} if has_hatching else {}
    subtitle = Sentence(f"charts.ahead.subtitle{'_unscored' if has_hatching else ''}", {"origin": each.origin, **until})
    key, finding = f"ahead_{each.quantity}", title(each, outlook)
    return Picture(key, finding, subtitle, shown, draw, each.sources, (), language, each.unit)


def drawn_fan(
    table: pd.DataFrame, y: alt.Y, axis: str | None, origin: int, last: int, width: int, language: Language
) -> Drawing:
    """History solid, bands of 90 % and, where the table has them, 50 %, the median dashed, the newest fact marked.

    `table` has the columns of `bands`; hatched in years so far ahead that no error was measured. `y`: that of the lower
    end.
    """
    years = alt.Scale(domain=[int(table["year"].min()), last], nice=False)
    x = alt.X("year:Q", title=None, axis=year_axis(table["year"].min(), last, width), scale=years)
    forecast = table[table["part"] == "forecast"]
    scored, lines_of = (alt.Chart(part).encode(x) for part in (forecast[forecast["measured"]], hatching(forecast)))
    inner = [(alt.Y("p25:Q", title=axis), "p75:Q", 0.35, 0.7)] if "p25" in table else []
    pairs = [(y, "p95:Q", 0.22, 0.45), *inner]
    areas = [scored.mark_area(color=PLAN, opacity=dark).encode(y=low, y2=alt.Y2(high)) for low, high, dark, _ in pairs]
    hatched = alt.layer(*(
        lines_of.mark_rule(color=PLAN, strokeWidth=1, opacity=dark).encode(y=low, y2=alt.Y2(high))
        for low, high, _, dark in pairs
    ))  # fmt: skip
    value = alt.Y("value:Q", title=axis)
    middle = alt.Chart(forecast).encode(x).mark_line(color=PLAN, strokeWidth=2, strokeDash=[5, 3]).encode(y=value)
    past = alt.Chart(table[table["part"] == "history"]).encode(x, y=value)
    lines = past.mark_line(color=INK, strokeWidth=2.5, point={"color": INK, "size": 25})
    marks = _marks(origin, years, language)
    return styled(alt.layer(*marks, *areas, hatched, middle, lines), width, 260, language)


def hatching(forecast: pd.DataFrame) -> pd.DataFrame:
    """Where the lines of the hatching stand: HATCHES a year in the years that no past origin reaches.

    `forecast` and result have the columns of `bands`, or of these the 90 % band alone.

    Ends of bands between two years lie on the straight line between theirs, as those of an area do.
    """
    last = int(forecast.loc[forecast["measured"], "year"].max())
    years = np.arange(last * HATCHES + 1, int(forecast["year"].max()) * HATCHES + 1) / HATCHES
    drawn = [name for name in ("p05", "p25", "p75", "p95") if name in forecast]
    ends = {name: np.interp(years, forecast["year"], forecast[name]) for name in drawn}
    return pd.DataFrame({"year": years, **ends})


def _marks(origin: int, years: alt.Scale, language: Language) -> list[alt.Chart]:
    """The year of the newest fact."""
    newest = alt.Chart().mark_rule(color=MUTED, strokeDash=[2, 2]).encode(x=alt.XDatum(origin, scale=years))
    text = say("charts.ahead.newest", language, year=origin)
    label = alt.Chart().mark_text(align="right", dx=-4, color=MUTED, fontSize=12, text=text)
    return [newest, label.encode(x=alt.XDatum(origin, scale=years), y=alt.value(-16))]
