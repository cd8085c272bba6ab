"""What can be done: every measure beside doing nothing, what it costs, jobs with a plan and without."""

import altair as alt
import pandas as pd

from relode.charts.picture import Picture
from relode.charts.plan_costs import KINDS, job_year_costs, measures_by_year, money_by_pot
from relode.charts.style import (
    INK,
    MUTED,
    PLAN,
    Drawing,
    compact,
    label_axis,
    rows_height,
    scaled_labels,
    styled,
    wrapped,
    year_axis,
)
from relode.charts.uncertainty_shares import uncertainty_picture
from relode.language import Language, Sentence, number_text, say, spoken, unit_name
from relode.plan.cards.card_text import measure_words, ordered_cards
from relode.plan.making.plan_records import Course, PlanRecord
from relode.plan.making.plan_text import SOURCES

LEAST_GAP = 0.1
"""A plan and doing nothing are drawn if their medians are so much of the band apart."""


def plan_pictures(record: PlanRecord, language: Language) -> dict[str, Picture]:
    """Pictures of a plan run: none before anything ran; of one with decisions where its uncertainty comes from."""
    if not record.cards:
        return {}
    if record.decisions is not None:
        spread = uncertainty_picture(record.sensitivity, language)
        return {} if spread is None else {spread.key: spread}
    lead = record.plan or record.granted_plan
    jobs = next(course for course in record.nothing if course.quantity == "employment")
    drawn = (
        cards_picture(record, language),
        job_year_costs(record, language),
        measures_by_year(record, language),
        course_picture(jobs, language) if can_be_seen(jobs) else None,
        money_by_pot(record, lead, language) if lead is not None and lead.years else None,
        uncertainty_picture(record.sensitivity, language),
    )
    return {picture.key: picture for picture in drawn if picture is not None}


def cards_picture(record: PlanRecord, language: Language) -> Picture:
    """Job-years of every measure that was tried, median and nine in ten futures, by verdict."""
    rows = []
    for card in ordered_cards(record.cards):
        jobs = next((each.amount for each in card.effects if each.outcome == "employment"), None)
        if jobs is not None and jobs.interval_90 is not None:
            label = spoken(measure_words(card.lever, card.sector), language)
            rows.append((label, say(f"verdicts.kind.{card.verdict.kind}", language), jobs.value, *jobs.interval_90))
    table = pd.DataFrame(rows, columns=["measure", "verdict", "value", "low", "high"])
    colours = {say(f"verdicts.kind.{kind}", language): colour for kind, colour in KINDS.items()}
    used = [name for name in colours if name in set(table["verdict"])]

    def draw(width: int) -> Drawing:
        labels = {label: wrapped(label, 14 if compact(width) else 30) for label in table["measure"]}
        base = alt.Chart(table.assign(measure=table["measure"].map(labels)))
        y = alt.Y("measure:N", title=None, sort=list(labels.values()), axis=label_axis())
        x = alt.X(
            "value:Q",
            title=say("plans.chart.cards_axis", language, unit=unit_name("person-years", language)),
            axis=alt.Axis(labelExpr=scaled_labels(language), tickCount=5),
        )
        legend = alt.Legend(orient="top", labelColor=MUTED, labelFontSize=13, columns=1 if compact(width) else 2)
        scale = alt.Scale(domain=used, range=[colours[name] for name in used])
        colour = alt.Color("verdict:N", title=None, scale=scale, legend=legend)
        zero = alt.Chart().mark_rule(color=MUTED, strokeDash=[5, 3]).encode(x=alt.XDatum(0))
        bars = base.mark_rule(strokeWidth=3, opacity=0.5).encode(y, alt.X("low:Q"), colour, x2="high:Q")
        dots = base.mark_point(filled=True, size=60, opacity=1).encode(y, x, colour)
        return styled(alt.layer(zero, bars, dots), width, rows_height(labels.values()), language)

    counts = {kind: len(record.kinds(kind)) for kind in KINDS}
    title = Sentence("plans.chart.cards_title", {**counts, "count": len(record.cards)})
    subtitle = Sentence("plans.chart.cards_subtitle", {"horizon": record.horizon})
    return Picture("plan_cards", title, subtitle, table, draw, SOURCES, (), language, "person-years")


def can_be_seen(course: Course) -> bool:
    """Whether a plan moves the last median by a tenth of the 90 % band or more; without a plan there is nothing to see.

    Less would be two bands that cover each other: the effect stands in words and in the table of measures.
    """
    if not course.plan:
        return False
    band = course.nothing["p95"][-1] - course.nothing["p05"][-1]
    return abs(course.plan["median"][-1] - course.nothing["median"][-1]) >= LEAST_GAP * band


def course_picture(course: Course, language: Language) -> Picture:
    """Bands of a quantity with nothing done, and with the plan where there is one."""
    parts = {"nothing": course.nothing, **({"plan": course.plan} if course.plan else {})}
    names = {part: say(f"plans.chart.{part}", language) for part in parts}
    rows = [
        (names[part], year, bands["median"][t], bands["p05"][t], bands["p95"][t])
        for part, bands in parts.items()
        for t, year in enumerate(course.years)
    ]
    table = pd.DataFrame(rows, columns=["part", "year", "middle", "low", "high"])
    scale = 1e-3 if language == "en" else 1e-4

    def draw(width: int) -> Drawing:
        scaled = table.assign(**{band: table[band] * scale for band in ("middle", "low", "high")})
        marks = year_axis(course.years[0], course.years[-1], width)
        domain = alt.Scale(domain=[course.years[0], course.years[-1]], nice=False)
        layers = []
        for part, colour, dash in (("nothing", INK, [5, 3]), ("plan", PLAN, [1, 0])):
            if part not in names:
                continue
            own = alt.Chart(scaled[scaled["part"] == names[part]])
            x = alt.X("year:Q", title=None, axis=marks, scale=domain)
            y = alt.Y(
                "low:Q", title=say("charts.ahead.axis_people", language), scale=alt.Scale(zero=True),
                axis=alt.Axis(format=",~f"),
            )  # fmt: skip
            layers.append(own.mark_area(color=colour, opacity=0.2).encode(x, y, y2="high:Q"))
            middle = alt.Y("middle:Q", scale=alt.Scale(zero=True))
            layers.append(own.mark_line(color=colour, strokeWidth=2.5, strokeDash=dash).encode(x, middle))
        return styled(alt.layer(*layers), width, 260, language)

    ends = {f"{part}_value": number_text(bands["median"][-1], course.unit, language) for part, bands in parts.items()}
    key = "course_title" if course.plan else "course_title_only"
    about = {"quantity": Sentence(f"plans.course.{course.quantity}", {}), "horizon": course.years[-1], **ends}
    subtitle = Sentence("plans.chart.course_subtitle", {})
    return Picture(
        f"plan_{course.quantity}",
        Sentence(f"plans.chart.{key}", about),
        subtitle,
        table,
        draw,
        SOURCES,
        (),
        language,
        course.unit,
    )
