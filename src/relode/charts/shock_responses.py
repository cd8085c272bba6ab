"""How a city took the last shocks: gaps to similar cities, what is left of the bust, change of jobs by section."""

import altair as alt
import pandas as pd

from relode.charts.dots import dot_rows
from relode.charts.picture import Picture
from relode.charts.style import INK, MUTED, PEER, Drawing, styled, year_axis
from relode.charts.tables import in_percent
from relode.diagnosis.depth.economy_text import left_sentence, summary_sentence
from relode.diagnosis.depth.in_depth import InDepth
from relode.diagnosis.depth.statistics_text import decomposition_words
from relode.language import Language, Sentence, name, say
from relode.panel.census_measures import SECTION_LETTERS

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
