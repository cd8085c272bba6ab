"""Pictures of a place of the user's own country: its structure, what may enter, bands ahead, what a job-year costs."""

from collections.abc import Iterator

import altair as alt
import numpy as np
import pandas as pd

from relode.charts.ahead import hatching
from relode.charts.style import INK, MUTED, PLAN, Drawing, Picture, dot_rows, scaled_labels, styled, year_axis
from relode.country.answer import CountryAnswer
from relode.country.outlook import CountryForecast
from relode.country.standing import CountryStanding
from relode.country.text import SOURCES
from relode.facts.shipped import SECTION_LETTERS
from relode.language import Amount, Language, Sentence, Word, name, say
from relode.pathways.entry.entry_record import EntryReport

SECTIONS_DRAWN = 12
DRAWN = ("population", "employment", "employment_total", "establishments", "gdp_real")
"""Quantities of the outlook with a picture."""


def country_pictures(answer: CountryAnswer, language: Language) -> dict[str, Picture]:
    """Key -> picture; one that the tables do not allow is left out."""
    drawn = [
        *([] if answer.diagnosis is None else _structure(answer.diagnosis, language)),
        *([] if answer.pathways is None else _entries(answer.pathways, language)),
        *([] if answer.outlook is None else (_fan(each, language) for each in answer.outlook.forecasts
                                            if each.quantity in DRAWN)),
    ]  # fmt: skip
    return {picture.key: picture for picture in drawn}


def _structure(standing: CountryStanding, language: Language) -> Iterator[Picture]:
    """Shares of the largest sections, each with a bar from the share that all places have."""
    rows = [
        (name("section", SECTION_LETTERS[each.section], language), each.share,
         *sorted((each.share, each.share / each.location_quotient)))
        for each in standing.sections[:SECTIONS_DRAWN] if each.location_quotient > 0
    ]  # fmt: skip
    if not rows:
        return
    table = pd.DataFrame(rows, columns=["section", "value", "low", "high"])

    def draw(width: int) -> Drawing:
        percent = table.assign(**{each: 100 * table[each] for each in ("value", "low", "high")})
        return dot_rows(percent, "section", say("country.chart.structure_axis", language), width, language)

    first = standing.sections[0]
    values = {"section": Word("section", SECTION_LETTERS[first.section]), "share": Amount(first.share, "share"),
              "whole": Amount(first.share / first.location_quotient, "share")}  # fmt: skip
    subtitle = Sentence("country.chart.structure_subtitle", {})
    title = Sentence("country.chart.structure", values)
    yield Picture("country_structure", title, subtitle, table, draw, SOURCES, (), language, "share")


def _entries(report: EntryReport, language: Language) -> Iterator[Picture]:
    """The chance of each candidate, with what became of cells that were alike."""
    rows = [
        (" ".join(filter(None, (each.industry, each.industry_name))), each.probability,
         *(each.entered_when_alike.interval_95 or (np.nan, np.nan)))
        for each in report.candidates
    ]  # fmt: skip
    if not rows:
        return
    table = pd.DataFrame(rows, columns=["industry", "value", "low", "high"])

    def draw(width: int) -> Drawing:
        percent = table.assign(**{each: 100 * table[each] for each in ("value", "low", "high")})
        return dot_rows(percent, "industry", say("country.chart.entry_axis", language), width, language)

    values = {"industry": rows[0][0], "chance": Amount(rows[0][1], "share"),
              "rate": Amount(report.base_rates.all_places, "share")}  # fmt: skip
    subtitle = Sentence("country.chart.entry_subtitle", {})
    title = Sentence("country.chart.entry", values)
    yield Picture("country_entry", title, subtitle, table, draw, SOURCES, (), language, "share")


def _fan(each: CountryForecast, language: Language) -> Picture:
    """History solid, the 90 % band, the median dashed; hatched beyond what past origins could score."""
    past = [(year, "history", value, None, None, True) for year, value in zip(each.past_years, each.past, strict=True)]
    ahead = [
        (year, "forecast", *ends, year <= each.scored_until)
        for year, *ends in zip(each.years, each.median, each.p05, each.p95, strict=True)
    ]
    start = (each.origin, "forecast", each.opening, each.opening, each.opening, True)
    columns = ["year", "part", "value", "p05", "p95", "measured"]
    drawn = pd.DataFrame([*past, start, *ahead], columns=columns)
    drawn = drawn.astype({"value": float, "p05": float, "p95": float})
    shown = drawn.drop(index=len(past)).assign(
        part=lambda table: [say(f"charts.parts.{part}", language) for part in table["part"]],
        measured=lambda table: [say("charts.yes" if known else "charts.no", language) for known in table["measured"]],
    )

    def draw(width: int) -> Drawing:
        first, last = int(drawn["year"].min()), each.years[-1]
        scale = alt.Scale(domain=[first, last], nice=False)
        x = alt.X("year:Q", title=None, axis=year_axis(first, last, width), scale=scale)
        y_axis = alt.Axis(labelExpr=scaled_labels(language))
        y = alt.Y("p05:Q", title=None, axis=y_axis, scale=alt.Scale(zero=False))
        forecast = drawn[drawn["part"] == "forecast"]
        band = (
            alt.Chart(forecast[forecast["measured"]])
            .mark_area(color=PLAN, opacity=0.3)
            .encode(x, y, y2=alt.Y2("p95:Q"))
        )
        lines = alt.Chart(hatching(forecast)).mark_rule(color=PLAN, strokeWidth=1, opacity=0.5)
        middle = alt.Chart(forecast).mark_line(color=PLAN, strokeWidth=2, strokeDash=[5, 3])
        value = alt.Y("value:Q", title=None, axis=y_axis, scale=alt.Scale(zero=False))
        history = alt.Chart(drawn[drawn["part"] == "history"]).mark_line(
            color=INK, strokeWidth=2.5, point={"color": INK}
        )
        newest = alt.Chart().mark_rule(color=MUTED, strokeDash=[2, 2]).encode(x=alt.XDatum(each.origin, scale=scale))
        layers = alt.layer(
            newest, band, lines.encode(x, y, y2=alt.Y2("p95:Q")), middle.encode(x, value), history.encode(x, value)
        )
        return styled(layers, width, 260, language)

    at = each.years.index(each.scored_until)
    values = {"label": each.label, "year": each.scored_until, "opening": Amount(each.opening, "1"),
              "origin": each.origin,
              "median": Amount(each.median[at], "1", (each.p05[at], each.p95[at]))}  # fmt: skip
    subtitle = Sentence("country.chart.fan_subtitle", {"origin": each.origin, "until": each.scored_until})
    title = Sentence("country.chart.fan", values)
    return Picture(f"country_{each.quantity}", title, subtitle, shown, draw, SOURCES, (), language, "1")
