"""Pictures of a place of the user's own country: its structure, what may enter, bands ahead, what a job-year costs."""

from collections.abc import Iterator, Sequence

import altair as alt
import numpy as np
import pandas as pd

from relode.charts.ahead import drawn_fan
from relode.charts.style import Drawing, Picture, dot_rows, scaled_labels
from relode.charts.tables import in_percent
from relode.country.answer import CountryAnswer
from relode.country.chapter import SOURCES
from relode.country.outlook import CountryForecast
from relode.country.standing import CountryStanding
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
    first = standing.sections[0]
    values = {"section": Word("section", SECTION_LETTERS[first.section]), "share": Amount(first.share, "share"),
              "whole": Amount(first.share / first.location_quotient, "share")}  # fmt: skip
    yield _dots("structure", "section", rows, values, language)


def _entries(report: EntryReport, language: Language) -> Iterator[Picture]:
    """The chance of each candidate, with what became of cells that were alike."""
    rows = [
        (" ".join(filter(None, (each.industry, each.industry_name))), each.probability,
         *(each.entered_when_alike.interval_95 or (np.nan, np.nan)))
        for each in report.candidates
    ]  # fmt: skip
    if not rows:
        return
    values = {"industry": rows[0][0], "chance": Amount(rows[0][1], "share"),
              "rate": Amount(report.base_rates.all_places, "share")}  # fmt: skip
    yield _dots("entry", "industry", rows, values, language)


def _dots(
    key: str, label: str, rows: Sequence[tuple[object, ...]], values: dict[str, object], language: Language
) -> Picture:
    """Shares as dots with bars: a row for each label, with value, low and high."""
    table = pd.DataFrame(rows, columns=[label, "value", "low", "high"])

    def draw(width: int) -> Drawing:
        axis = say(f"country.chart.{key}_axis", language)
        return dot_rows(in_percent(table, "value", "low", "high"), label, axis, width, language)

    title, subtitle = Sentence(f"country.chart.{key}", values), Sentence(f"country.chart.{key}_subtitle", {})
    return Picture(f"country_{key}", title, subtitle, table, draw, SOURCES, (), language, "share")


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
        y = alt.Y("p05:Q", title=None, axis=alt.Axis(labelExpr=scaled_labels(language)), scale=alt.Scale(zero=False))
        return drawn_fan(drawn, y, None, each.origin, each.years[-1], width, language)

    at = each.years.index(each.scored_until)
    values = {"label": each.label, "year": each.scored_until, "opening": Amount(each.opening, "1"),
              "origin": each.origin,
              "median": Amount(each.median[at], "1", (each.p05[at], each.p95[at]))}  # fmt: skip
    subtitle = Sentence("country.chart.fan_subtitle", {"origin": each.origin, "until": each.scored_until})
    title = Sentence("country.chart.fan", values)
    return Picture(f"country_{each.quantity}", title, subtitle, shown, draw, SOURCES, (), language, "1")
