"""A city's budget, its emissions, its neighbours, and its peers of several kinds."""

import altair as alt
import numpy as np
import pandas as pd
import xarray as xr

from relode.charts.output import path_beside
from relode.charts.style import (
    INK,
    MUTED,
    PEER,
    Drawing,
    Picture,
    compact,
    dot_rows,
    label_axis,
    rows_height,
    styled,
    wrapped,
    year_axis,
)
from relode.charts.tables import in_percent
from relode.diagnosis import number
from relode.diagnosis.depth.economy_text import left_sentence, span_sentence, summary_sentence
from relode.diagnosis.depth.in_depth import InDepth
from relode.diagnosis.depth.statistics_text import decomposition_words, judgement_words
from relode.diagnosis.depth.town_text import budget_sentence, neighbours_sentence
from relode.language import Language, Sentence, name, say
from relode.panel.census_measures import SECTION_LETTERS
from relode.places import by_code

CARBON = "#d55e00"
CHANGE = "population_change_2010_2020"


def budget(panel: xr.Dataset, depth: InDepth, language: Language) -> Picture | None:
    """Own revenue over spending by year."""
    title, name = budget_sentence(depth), "budget_self_sufficiency_ratio"
    return path_beside(panel, depth.profile, language, "budget", name, title, 1)


def emissions(panel: xr.Dataset, depth: InDepth, language: Language) -> Picture | None:
    """CO2 and real output, both 100 in the first year that has both."""
    decouplings = [each for each in depth.decouplings if each.state]
    if not decouplings:
        return None
    names = {"co2_emissions": CARBON, "gdp_real_index": INK}
    values = panel["value"].sel(quantity=list(names), place=depth.place.code).transpose("quantity", "year")
    both = values.isel(year=np.isfinite(values.to_numpy()).all(axis=0))
    index = both / both.isel(year=0) * 100
    labels = {name: say(f"charts.emissions.{name}", language) for name in names}
    rows = [
        (labels[name], int(year), float(index.sel(quantity=name, year=year)))
        for name in names
        for year in index["year"].to_numpy()
    ]
    table = pd.DataFrame(rows, columns=["quantity", "year", "value"])

    def draw(width: int) -> Drawing:
        x = alt.X(
            "year:Q",
            title=None,
            axis=year_axis(table["year"].min(), table["year"].max(), width),
            scale=alt.Scale(nice=False),
        )
        y = alt.Y("value:Q", title=say("charts.emissions.axis", language), scale=alt.Scale(zero=True))
        scale = alt.Scale(domain=list(labels.values()), range=list(names.values()))
        colour = alt.Color("quantity:N", legend=None, scale=scale)
        base = alt.Chart(table).encode(x, y, colour)
        lines = base.mark_line(strokeWidth=2.5).encode(strokeDash=alt.StrokeDash("quantity:N", legend=None))
        last = table[table["year"] == table["year"].max()].sort_values("value")
        ends = [
            alt.Chart(last.iloc[[i]])
            .mark_text(align="left", dx=5, dy=dy, fontSize=13, color=INK)
            .encode(x, y, text=alt.Text("quantity:N"))
            for i, dy in enumerate((9, -9))
        ]
        return styled(alt.layer(lines, *ends), width, 270, language)

    first = int(index["year"].to_numpy()[0])
    subtitle, sources = Sentence("charts.emissions.subtitle", {"year": first}), decouplings[-1].sources
    title = span_sentence(decouplings[-1])
    return Picture("emissions", title, subtitle, table, draw, sources, ("computed",), language, "index")


def neighbours(panel: xr.Dataset, depth: InDepth, language: Language) -> Picture | None:
    """Population change of the city and of its nearest prefectures, the city first."""
    title = neighbours_sentence(depth)
    around = next((s.neighbours for s in depth.surroundings if s.outcome == CHANGE), ())
    if title is None or not around:
        return None
    places = [depth.place, *(by_code()[code] for code in around)]
    values = [number(panel, place.code, "population_change", 2020) for place in places]
    rows = [(p.name(language), n.value) for p, n in zip(places, values, strict=True) if n is not None]
    table = pd.DataFrame(rows, columns=["place", "value"])

    def draw(width: int) -> Drawing:
        percent = in_percent(table, "value").assign(low=np.nan, high=np.nan)
        axis = say("charts.neighbours.axis", language)
        return dot_rows(percent, "place", axis, width, language, own=depth.place.name(language))

    subtitle = Sentence("charts.neighbours.subtitle", {"place": depth.place})
    sources = ("census2010", "census2020")
    return Picture("neighbours", title, subtitle, table, draw, sources, ("computed",), language, "share")


def kinds(depth: InDepth, language: Language) -> Picture | None:
    """The middle half of the peers of each kind in population change, and the city as a line."""
    judged = next((j for j in depth.judgements if j.outcome == CHANGE), None)
    standings = [s for s in judged.standings if s.quarters is not None] if judged else []
    if judged is None or not standings or standings[0].own is None:
        return None
    own = standings[0].own
    rows = [
        (say(f"diagnosis.definition.{s.definition}", language), own, *(s.quarters or ()), s.count) for s in standings
    ]
    table = pd.DataFrame(rows, columns=["group", "value", "low", "middle", "high", "count"])

    def draw(width: int) -> Drawing:
        percent = in_percent(table, "value", "low", "middle", "high")
        percent["row"] = [wrapped(label, 16 if compact(width) else 40) for label in percent["group"]]
        y = alt.Y("row:N", title=None, sort=list(percent["row"]), axis=label_axis())
        axis = say("charts.kinds.axis", language)
        base = alt.Chart(percent).encode(y)
        bars = base.mark_rule(color=PEER, strokeWidth=8, opacity=0.5).encode(
            x=alt.X("low:Q", title=axis), x2=alt.X2("high:Q")
        )
        middle = base.mark_tick(color=PEER, thickness=3).encode(x=alt.X("middle:Q"))
        here = alt.Chart().mark_rule(color=INK, strokeWidth=2.5).encode(x=alt.XDatum(own * 100))
        label = alt.Chart().mark_text(dy=-8, color=INK, fontSize=13, text=depth.place.name(language))
        layers = alt.layer(bars, middle, here, label.encode(x=alt.XDatum(own * 100), y=alt.value(0)))
        return styled(layers, width, rows_height(percent["row"]) + 20, language)

    subtitle = Sentence("charts.kinds.subtitle", {"place": depth.place})
    sources = ("census2010", "census2020")
    return Picture("kinds", judgement_words(judged), subtitle, table, draw, sources, ("computed",), language, "share")


OUTPUT = "gdp_real_index"


def resilience(depth: InDepth, language: Language) -> Picture | None:
    """The gap to similar cities of the nation in every outcome and phase that can be told."""
    title = summary_sentence(depth)
    if title is None:
        return None
    responses = [r for r in depth.responses if r.group == "nation" and not r.why and r.interval_90 is not None]
    rows = []
    for r in responses:
        outcome = say(f"charts.resilience.{r.outcome}", language)
        label = say("charts.resilience.row", language, outcome=outcome, start=r.start, end=r.end)
        low, high = r.interval_90 or (None, None)
        rows.append((label, r.excess, low, high, r.count))
    table = pd.DataFrame(rows, columns=["outcome", "value", "low", "high", "count"])

    def draw(width: int) -> Drawing:
        axis = say("charts.resilience.axis", language)
        return dot_rows(in_percent(table, "value", "low", "high"), "outcome", axis, width, language)

    subtitle = Sentence("charts.resilience.subtitle", {"place": depth.place})
    sources = depth.sources["resilience"]
    return Picture("resilience", title, subtitle, table, draw, sources, ("computed",), language, "share")


def left_of_bust(depth: InDepth, language: Language) -> Picture | None:
    """Real output of a city with this mining share against one without, year by year since the top."""
    title = left_sentence(depth)
    if title is None:
        return None
    rows = [(each.year, each.gap, *each.interval_90) for each in depth.left_of_bust if each.outcome == OUTPUT]
    table = pd.DataFrame([*rows, (2011, 0.0, 0.0, 0.0)], columns=["year", "value", "low", "high"])
    table = table.sort_values("year", ignore_index=True)

    def draw(width: int) -> Drawing:
        axis = say("charts.left_of_bust.axis", language)
        ticks = year_axis(table["year"].min(), table["year"].max(), width)
        x = alt.X("year:Q", title=None, axis=ticks, scale=alt.Scale(nice=False))
        base = alt.Chart(in_percent(table, "value", "low", "high")).encode(x)
        zero = alt.Chart().mark_rule(color=MUTED).encode(y=alt.YDatum(0))
        band = base.mark_area(color=PEER, opacity=0.3).encode(y=alt.Y("low:Q", title=axis), y2=alt.Y2("high:Q"))
        line = base.mark_line(color=INK, strokeWidth=2.5).encode(y=alt.Y("value:Q", title=axis))
        return styled(alt.layer(band, zero, line), width, 250, language)

    subtitle = Sentence("charts.left_of_bust.subtitle", {})
    sources = ("gdp_revised", "census2010")
    return Picture("left_of_bust", title, subtitle, table, draw, sources, ("computed",), language, "share")


def jobs_change(depth: InDepth, language: Language) -> Picture | None:
    """The city's own part of the change of jobs in every section."""
    sections = sorted(depth.decomposition.sections, key=lambda s: s.place)
    if not sections:
        return None
    rows = [
        (name("section", SECTION_LETTERS[s.section], language), s.place, *s.place_interval_90)
        for s in sections
        if s.before + s.after > 0
    ]
    table = pd.DataFrame(rows, columns=["section", "value", "low", "high"])

    def draw(width: int) -> Drawing:
        size = 1e4 if language == "zh" else 1e3
        scaled = table.assign(**{column: table[column] / size for column in ("value", "low", "high")})
        return dot_rows(scaled, "section", say("charts.jobs_change.axis", language), width, language)

    title, subtitle = decomposition_words(depth.decomposition), Sentence("charts.jobs_change.subtitle", {})
    sources = ("census2010", "census2020")
    return Picture("jobs_change", title, subtitle, table, draw, sources, ("computed",), language, "persons")
