"""A deal in pictures: from promised to net, money by year, net by but-for share and terms, what terms are worth.

Each is drawn from rows that have a name, so that a page can fill the same drawing with other numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from relode.charts.style import INK, PEER, PLAN, Drawing, Picture, compact, label_axis, rows_height, styled, wrapped
from relode.deals.appraisal_record import DealAppraisal, DealTerm, JobStep, YearOfMoney
from relode.deals.chapter import COMPUTED, share, yuan
from relode.language import Amount, Language, Sentence, number_text, say

AXIS: Mapping[Language, float] = {"en": 1e6, "zh": 1e4}
"""Yuan of one on an axis of money, whose title names it (`deals.chart.money_axis`)."""
LOSS = "#d55e00"
PARTS = {"tax": PLAN, "back": "#56b4e9", "paid": LOSS}
"""What comes and goes, in the colours of Okabe and Ito."""
MAP_COLOURS = ["rgb(213,94,0)", "rgb(255,255,255)", "rgb(0,114,178)"]
"""Loss, nothing and gain: written so that a page does not put its own colours in, which cannot be mixed."""
STEPS, YEARS, NET, TERMS, MAP, AT = "steps", "years", "net", "terms", "map", "at"
"""Names of the data of the drawings."""
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class DealShown:
    """What the pictures of a deal show; `at` is the but-for share and the share paid on jobs of a page's switches."""

    steps: Sequence[JobStep]
    year_of_jobs: int
    by_year: Sequence[YearOfMoney]
    mean: float
    terms: Sequence[DealTerm]
    map: Sequence[Sequence[float]]
    break_even: float | None
    at: tuple[float, float] | None = None


def shown(one: DealAppraisal) -> DealShown:
    """What the pictures of an appraisal show."""
    steps = one.jobs.steps if one.jobs.promised else ()
    needed = one.break_even.but_for
    return DealShown(steps, one.jobs.year, one.city.by_year, one.city.mean, one.terms, one.map, needed)


def deal_pictures(one: DealAppraisal, language: Language) -> tuple[Picture, ...]:
    """The pictures of a deal; none of public works, and none of jobs or terms where there are none."""
    return () if one.kind == "public_works" else drawn_deal(shown(one), language)


def drawn_deal(what: DealShown, language: Language) -> tuple[Picture, ...]:
    """The pictures that have something to show."""
    steps = [_steps(what, language)] if what.steps else []
    return (*steps, _years(what, language), *([_terms(what, language), _map(what, language)] if what.terms else []))


def deal_rows(what: DealShown, language: Language) -> Mapping[str, Rows]:
    """Name of the data -> its rows with their words, each with a key that stays when numbers move."""
    words = {
        STEPS: {step.name: say(f"deals.step.{step.name}", language) for step in what.steps},
        TERMS: {each.term: say(f"deals.term.{each.term}", language) for each in what.terms},
    }
    parts = {part: say(f"deals.money.{part}", language) for part in PARTS}
    result = dict(deal_numbers(what, language))
    for name, measures in words.items():
        result[name] = [{**row, "measure": measures[row["key"]]} for row in result[name]]
    result[YEARS] = [{**row, "part": parts[row["key"].partition("_")[2]]} for row in result[YEARS]]
    return result


def deal_numbers(what: DealShown, language: Language) -> Mapping[str, Rows]:
    """The same rows without words: what moves in a drawing. Money is in what its axis counts; `text` as it is told."""
    money = AXIS[language]
    at = () if what.at is None else (what.at,)
    return {
        STEPS: [
            {"key": step.name, "value": step.jobs, "text": number_text(step.jobs, "persons", language, "round bare")}
            for step in what.steps
        ],
        YEARS: [
            {
                "key": f"{each.year}_{part}",
                "year": each.year,
                "value": (-1 if part == "paid" else 1) * getattr(each, part) / money,
            }
            for each in what.by_year
            for part in PARTS
        ],
        NET: [{"key": str(each.year), "year": each.year, "value": each.net / money} for each in what.by_year],
        TERMS: [
            {"key": each.term, "value": each.yuan / money, "text": number_text(each.yuan, "yuan", language, "+bare")}
            for each in what.terms
        ],
        MAP: [
            {"key": f"{b}_{on_jobs}", "but_for": b / 10, "on_jobs": on_jobs / 10, "value": value / money}
            for on_jobs, line in enumerate(what.map)
            for b, value in enumerate(line)
        ],
        AT: [{"key": "at", "but_for": round(b, 1), "on_jobs": round(on_jobs, 1)} for b, on_jobs in at],
    }


def _data(name: str, rows: Rows) -> alt.InlineData:
    return alt.InlineData(values=rows, name=name)


def _table(rows: Rows) -> pd.DataFrame:
    return pd.DataFrame(rows).drop(columns=["key", "text"], errors="ignore")


def _bars(name: str, rows: Rows, width: int, axis: str, language: Language) -> Drawing:
    """Bars one below the other in the order of the rows, with their numbers as they are told."""
    labels = {row["measure"]: wrapped(row["measure"], 14 if compact(width) else 30) for row in rows}
    base = alt.Chart(_data(name, [{**row, "measure": labels[row["measure"]]} for row in rows]))
    y = alt.Y("measure:N", title=None, sort=list(labels.values()), axis=label_axis())
    x = alt.X("value:Q", title=axis, scale=alt.Scale(zero=True))
    told = base.mark_text(align="left", dx=4, color=INK, fontSize=13)
    layers = (base.mark_bar(color=PLAN).encode(y, x), told.encode(y, x, alt.Text("text:N")))
    return styled(alt.layer(*layers), width, rows_height(labels.values()), language)


def _steps(what: DealShown, language: Language) -> Picture:
    rows = deal_rows(what, language)[STEPS]

    def draw(width: int) -> Drawing:
        return _bars(STEPS, rows, width, say("deals.chart.jobs_axis", language), language)

    steps = {step.name: step.jobs for step in what.steps}
    values = {
        "promised": Amount(steps["promised"], "persons", None, ("reader",)),
        "net": Amount(steps["net"], "persons", None, COMPUTED),
    }
    subtitle = Sentence("deals.chart.steps_subtitle", {"year": what.year_of_jobs})
    title = Sentence("deals.chart.steps_title", values)
    return Picture("deal_steps", title, subtitle, _table(rows), draw, COMPUTED, (), language, "persons")


def _years(what: DealShown, language: Language) -> Picture:
    names = [say(f"deals.money.{part}", language) for part in PARTS]
    data = deal_rows(what, language)

    def draw(width: int) -> Drawing:
        every = 5 if compact(width) else 2
        axis = alt.Axis(labelAngle=0, labelExpr=f"datum.value % {every} == 0 ? datum.label : ''")
        x = alt.X("year:O", title=say("deals.money.year", language), axis=axis)
        y = alt.Y("value:Q", title=say("deals.chart.money_axis", language), axis=alt.Axis(minExtent=40))
        scale = alt.Scale(domain=names, range=list(PARTS.values()))
        legend = alt.Legend(orient="top", columns=1 if compact(width) else 3, labelFontSize=13)
        colour = alt.Color("part:N", title=None, scale=scale, legend=legend)
        bars = alt.Chart(_data(YEARS, data[YEARS])).mark_bar().encode(x, y, colour)
        line = alt.Chart(_data(NET, data[NET])).mark_line(color=INK, strokeWidth=2).encode(x, y)
        return styled(alt.layer(bars, line), width, 280, language)

    title = Sentence("deals.chart.years_title", {"mean": yuan(what.mean)})
    subtitle = Sentence("deals.chart.years_subtitle", {})
    return Picture("deal_years", title, subtitle, _table(data[YEARS]), draw, COMPUTED, (), language, "yuan")


def _terms(what: DealShown, language: Language) -> Picture:
    rows = deal_rows(what, language)[TERMS]

    def draw(width: int) -> Drawing:
        return _bars(TERMS, rows, width, say("deals.chart.money_axis", language), language)

    best = max((each for each in what.terms if each.term != "all"), key=lambda each: each.yuan)
    values = {"term": Sentence(f"deals.term.{best.term}", {}), "yuan": yuan(best.yuan)}
    title, subtitle = Sentence("deals.chart.terms_title", values), Sentence("deals.chart.terms_subtitle", {})
    return Picture("deal_terms", title, subtitle, _table(rows), draw, COMPUTED, (), language, "yuan")


def _map(what: DealShown, language: Language) -> Picture:
    data = deal_rows(what, language)
    widest = max(abs(row["value"]) for row in data[MAP]) or 1.0

    def draw(width: int) -> Drawing:
        labels = alt.Axis(format=".0%", labelAngle=0, labelOverlap=True)
        x = alt.X("but_for:O", title=say("deals.chart.but_for_axis", language), axis=labels)
        y = alt.Y("on_jobs:O", sort="descending", title=say("deals.chart.on_jobs_axis", language), axis=labels)
        scale = alt.Scale(domain=[-widest, 0, widest], range=MAP_COLOURS, interpolate="rgb", clamp=True)
        # Not a gradient: browsers find one by the address of the page, which moves with the switches.
        legend = alt.Legend(title=say("deals.chart.money_axis", language), orient="top", type="symbol",
                            symbolType="square", tickCount=3, format=",~f")  # fmt: skip
        colour = alt.Color("value:Q", scale=scale, legend=legend)
        layers: list[alt.Chart] = [
            alt.Chart(_data(MAP, data[MAP])).mark_rect(stroke=PEER, strokeWidth=0.5).encode(x, y, colour)
        ]
        if what.at is not None:
            ring = alt.Chart(_data(AT, data[AT])).mark_point(size=160, color="rgb(0,0,0)", strokeWidth=3, filled=False)
            layers.append(ring.encode(x, y))
        return styled(alt.layer(*layers), width, 300, language)

    needed = what.break_even
    key = "map_never" if needed is None else "map_title"
    title = Sentence(f"deals.chart.{key}", {} if needed is None else {"but_for": share(needed)})
    subtitle = Sentence("deals.chart.map_at" if what.at else "deals.chart.map_subtitle", {})
    return Picture("deal_map", title, subtitle, _table(data[MAP]), draw, COMPUTED, (), language, "yuan")
