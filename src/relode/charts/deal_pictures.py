"""A deal in pictures: from promised to net, money by year, net by but-for share and terms, what terms are worth."""

import altair as alt
import pandas as pd

from relode.charts.picture import Picture
from relode.charts.style import INK, PEER, PLAN, Drawing, compact, label_axis, rows_height, styled, wrapped
from relode.deals.appraisal import DealAppraisal
from relode.deals.chapter import COMPUTED, share, yuan
from relode.language import Amount, Language, Sentence, say

MILLION = 1e6
LOSS = "#d55e00"
PARTS = {"tax": PLAN, "back": "#56b4e9", "paid": LOSS}
"""What comes and goes, in the colours of Okabe and Ito."""


def deal_pictures(one: DealAppraisal, language: Language) -> tuple[Picture, ...]:
    """The pictures of a deal; none of public works, and none of jobs or terms where there are none."""
    if one.kind == "public_works":
        return ()
    drawn = [_steps(one, language)] if one.jobs.promised else []
    drawn.append(_years(one, language))
    return (*drawn, *([_terms(one, language), _map(one, language)] if one.terms else []))


def _steps(one: DealAppraisal, language: Language) -> Picture:
    rows = [(say(f"deals.step.{step.name}", language), step.jobs) for step in one.jobs.steps]
    table = pd.DataFrame(rows, columns=["measure", "value"])
    net = {
        "promised": Amount(one.jobs.promised, "persons", None, ("reader",)),
        "net": Amount(one.jobs.net.mean, "persons", None, COMPUTED),
    }

    def draw(width: int) -> Drawing:
        labels = {label: wrapped(label, 14 if compact(width) else 30) for label in table["measure"]}
        base = alt.Chart(table.assign(measure=table["measure"].map(labels)))
        y = alt.Y("measure:N", title=None, sort=list(labels.values()), axis=label_axis())
        x = alt.X("value:Q", title=say("deals.chart.jobs_axis", language), scale=alt.Scale(zero=True))
        bars = base.mark_bar(color=PLAN).encode(y, x)
        text = base.mark_text(align="left", dx=4, color=INK, fontSize=13).encode(
            y, x, alt.Text("value:Q", format=",.0f")
        )
        return styled(alt.layer(bars, text), width, rows_height(labels.values()), language)

    title = Sentence("deals.chart.steps_title", net)
    return Picture(
        "deal_steps", title, Sentence("deals.chart.steps_subtitle", {"year": one.jobs.year}), table, draw, COMPUTED, (),
        language, "persons",
    )  # fmt: skip


def _years(one: DealAppraisal, language: Language) -> Picture:
    names = {part: say(f"deals.money.{part}", language) for part in PARTS}
    rows = [
        (each.year, names[part], (-1 if part == "paid" else 1) * getattr(each, part) / MILLION)
        for each in one.city.by_year
        for part in PARTS
    ]
    table = pd.DataFrame(rows, columns=["year", "part", "value"])
    net = pd.DataFrame([(each.year, each.net / MILLION) for each in one.city.by_year], columns=["year", "value"])

    def draw(width: int) -> Drawing:
        x = alt.X("year:O", title=say("deals.money.year", language), axis=alt.Axis(labelAngle=0))
        y = alt.Y("value:Q", title=say("deals.chart.money_axis", language))
        scale = alt.Scale(domain=list(names.values()), range=list(PARTS.values()))
        legend = alt.Legend(orient="top", columns=1 if compact(width) else 3, labelFontSize=13, labelLimit=0)
        bars = alt.Chart(table).mark_bar().encode(x, y, alt.Color("part:N", title=None, scale=scale, legend=legend))
        line = alt.Chart(net).mark_line(color=INK, strokeWidth=2).encode(x, y)
        return styled(alt.layer(bars, line), width, 280, language)

    title = Sentence("deals.chart.years_title", {"mean": yuan(one.city.mean)})
    return Picture(
        "deal_years", title, Sentence("deals.chart.years_subtitle", {}), table, draw, COMPUTED, (), language, "yuan"
    )


def _terms(one: DealAppraisal, language: Language) -> Picture:
    rows = [(say(f"deals.term.{term.term}", language), term.yuan / MILLION) for term in one.terms]
    table = pd.DataFrame(rows, columns=["measure", "value"])

    def draw(width: int) -> Drawing:
        labels = {label: wrapped(label, 14 if compact(width) else 30) for label in table["measure"]}
        base = alt.Chart(table.assign(measure=table["measure"].map(labels)))
        y = alt.Y("measure:N", title=None, sort=list(labels.values()), axis=label_axis())
        x = alt.X("value:Q", title=say("deals.chart.money_axis", language), scale=alt.Scale(zero=True))
        return styled(base.mark_bar(color=PLAN).encode(y, x), width, rows_height(labels.values()), language)

    best = one.terms[0]
    values = {"term": Sentence(f"deals.term.{best.term}", {}), "yuan": yuan(best.yuan)}
    return Picture(
        "deal_terms", Sentence("deals.chart.terms_title", values), Sentence("deals.chart.terms_subtitle", {}), table,
        draw, COMPUTED, (), language, "yuan",
    )  # fmt: skip


def _map(one: DealAppraisal, language: Language) -> Picture:
    rows = [
        (but_for / 10, on_jobs / 10, value / MILLION)
        for on_jobs, line in enumerate(one.map)
        for but_for, value in enumerate(line)
    ]
    table = pd.DataFrame(rows, columns=["but_for", "on_jobs", "value"])
    widest = max(abs(value) for *_, value in rows) or 1.0

    def draw(width: int) -> Drawing:
        x = alt.X(
            "but_for:O", title=say("deals.chart.but_for_axis", language), axis=alt.Axis(format=".0%", labelAngle=0)
        )
        y = alt.Y("on_jobs:O", sort="descending", title=say("deals.chart.on_jobs_axis", language),
                  axis=alt.Axis(format=".0%"))  # fmt: skip
        scale = alt.Scale(domain=[-widest, 0, widest], range=[LOSS, "#ffffff", PLAN], interpolate="rgb")
        legend = alt.Legend(title=say("deals.chart.money_axis", language), orient="top")
        cells = alt.Chart(table).mark_rect(stroke=PEER, strokeWidth=0.5)
        return styled(cells.encode(x, y, alt.Color("value:Q", scale=scale, legend=legend)), width, 300, language)

    needed = one.break_even.but_for
    title = (
        Sentence("deals.chart.map_never", {})
        if needed is None
        else Sentence("deals.chart.map_title", {"but_for": share(needed)})
    )
    return Picture(
        "deal_map", title, Sentence("deals.chart.map_subtitle", {}), table, draw, COMPUTED, (), language, "yuan"
    )
