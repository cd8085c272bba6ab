"""What measures cost: yuan for a job-year beside published costs, money by pot, and when each measure runs."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from relode.charts.picture import Picture
from relode.charts.style import (
    MUTED,
    PEER,
    PLAN,
    Drawing,
    compact,
    label_axis,
    rows_height,
    scaled_labels,
    styled,
    wrapped,
)
from relode.language import Amount, Language, Sentence, say, spoken
from relode.plan.cards.card_records import Card
from relode.plan.cards.card_text import measure_words, ordered_cards
from relode.plan.making.plan_records import MeasuresPlan, PlanRecord
from relode.plan.making.plan_text import SOURCES, plan_sources

POTS = {"own": PLAN, "granted": "#e69f00", "bonds": "#cc79a7", "others": "#009e73"}
"""Whose money, in the colours of Okabe and Ito."""
KINDS = {"do": PLAN, "do_if_granted": "#56b4e9", "cannot_tell": PEER, "leave": "#d55e00"}
LEAST_PART = 0.001
"""A pot that gives less than a thousandth of the money is not drawn: rounding of the worst futures."""
JOB_YEAR = "yuan per job-year"
MARKS = [digit * 10**power for power in range(2, 10) for digit in (1, 3)]
"""Yuan that an axis of powers is marked at."""


def judged_by_jobs(record: PlanRecord) -> list[Card]:
    """Cards that were tried and whose aim has a published cost of a job-year."""
    return [card for card in ordered_cards(record.cards) if card.effects and card.verdict.band_unit == JOB_YEAR]


def job_year_costs(record: PlanRecord, language: Language) -> Picture | None:
    """Median cost of a job-year with its interval for each measure, cheapest first, the published band behind."""
    cards = judged_by_jobs(record)
    priced = [(card, card.verdict.unit_cost) for card in cards]
    rows = [
        (spoken(measure_words(card.lever, card.sector), language),
         say(f"verdicts.kind.{card.verdict.kind}", language), cost[1], cost[0], cost[2])
        for card, cost in priced if cost is not None and cost[1] is not None
    ]  # fmt: skip
    band = next((card.verdict.band for card in cards if card.verdict.band is not None), None)
    if not rows or band is None:
        return None
    _, low, high = band
    table = pd.DataFrame(rows, columns=["measure", "verdict", "value", "low", "high"])
    table = table.astype({"low": float, "high": float}).sort_values("value", ignore_index=True)
    colours = {say(f"verdicts.kind.{kind}", language): colour for kind, colour in KINDS.items()}
    used = [name for name in colours if name in set(table["verdict"])]
    ends = [low, high, *table["value"], *table["low"].dropna()]
    domain = [min(ends) / 1.5, 3 * max(ends)]

    def draw(width: int) -> Drawing:
        labels = {label: wrapped(label, 20 if compact(width) else 36) for label in table["measure"]}
        drawn = table.assign(
            measure=table["measure"].map(labels), is_open=table["high"].isna() | (table["high"] > domain[1])
        )
        drawn["high"] = drawn["high"].fillna(domain[1]).clip(upper=domain[1])
        drawn["low"] = drawn["low"].fillna(domain[0])
        y = alt.Y("measure:N", title=None, sort=list(labels.values()), axis=label_axis())
        scale = alt.Scale(type="log", domain=domain, nice=False)
        marks = [value for value in MARKS if domain[0] <= value <= domain[1]]
        axis = alt.Axis(labelExpr=scaled_labels(language), values=marks[:: 2 if compact(width) else 1])
        x = alt.X("value:Q", title=say("plans.chart.job_year_axis", language), scale=scale, axis=axis)
        legend = alt.Legend(orient="top", labelColor=MUTED, labelFontSize=13, columns=1 if compact(width) else 3)
        colour = alt.Color("verdict:N", title=None, legend=legend,
                           scale=alt.Scale(domain=used, range=[colours[name] for name in used]))  # fmt: skip
        base = alt.Chart(drawn).encode(y)
        published = alt.Chart(pd.DataFrame({"low": [low], "high": [high]})).mark_rect(color=PEER, opacity=0.25)
        bars = base.mark_rule(strokeWidth=3, opacity=0.5).encode(alt.X("low:Q", scale=scale), colour, x2="high:Q")
        tips = alt.Chart(drawn[drawn["is_open"]]).mark_point(shape="triangle-right", filled=True, size=70)
        dots = base.mark_point(filled=True, size=70, opacity=1).encode(x, colour)
        layers = alt.layer(
            published.encode(alt.X("low:Q", scale=scale), x2="high:Q"),
            bars,
            tips.encode(y, alt.X("high:Q", scale=scale), colour),
            dots,
        )
        return styled(layers, width, rows_height(labels.values()) + 20 * len(used), language)

    within = int((table["value"] <= high).sum())
    values = {"within": within, "count": len(cards), "low": Amount(low, "yuan"), "high": Amount(high, "yuan")}
    title = Sentence("plans.chart.job_year_title", values)
    subtitle = Sentence("plans.chart.job_year_subtitle", {"none": len(cards) - len(rows)})
    return Picture("plan_job_years", title, subtitle, table, draw, plan_sources(record), (), language, JOB_YEAR)


def money_by_pot(record: PlanRecord, plan: MeasuresPlan, language: Language) -> Picture:
    """Bars by year, one part a pot."""
    whole = sum(year.total for year in plan.years)
    given = {pot: sum(year.pots.get(pot, 0.0) for year in plan.years) for pot in POTS}
    shown = [pot for pot in POTS if given[pot] > LEAST_PART * whole]
    rows = [
        (year.year, say(f"plans.pot.{pot}", language), year.pots.get(pot, 0.0)) for year in plan.years for pot in shown
    ]
    table = pd.DataFrame(rows, columns=["year", "pot", "value"])
    names = [say(f"plans.pot.{pot}", language) for pot in shown]
    scale = 1e6 if language == "en" else 1e8

    def draw(width: int) -> Drawing:
        drawn = alt.Chart(table.assign(value=table["value"] / scale)).mark_bar(size=min(28, width / 24))
        every = list(table["year"].unique())
        years = alt.Axis(labelAngle=0, values=every[:: 3 if compact(width) else 1])
        legend = alt.Legend(orient="top", labelColor=MUTED, labelFontSize=13, columns=1 if compact(width) else 4)
        bars = drawn.encode(
            alt.X("year:O", title=None, axis=years),
            alt.Y("value:Q", title=say("plans.chart.money_axis", language), stack="zero", axis=alt.Axis(tickCount=5)),
            alt.Color("pot:N", title=None, legend=legend,
                      scale=alt.Scale(domain=names, range=[POTS[pot] for pot in shown])),
        )  # fmt: skip
        return styled(bars, width, 240, language)

    largest = max(given, key=lambda pot: given[pot])
    values = {
        "plan": Sentence(f"plans.title.{plan.name}", {}),
        "total": Amount(whole, "yuan"),
        "pot": Sentence(f"plans.pot.{largest}", {}),
        "share": Amount(given[largest] / whole if whole else 0.0, "share"),
        "start": record.start,
        "horizon": record.horizon,
    }
    title = Sentence("plans.chart.pots_title", values)
    subtitle = Sentence("plans.chart.pots_subtitle", {"year": record.price_year})
    return Picture("plan_money", title, subtitle, table, draw, SOURCES, (), language, "yuan")


def worth_doing(record: PlanRecord) -> Sequence[Card]:
    """The cards with the verdict do, or do if granted."""
    return [card for card in ordered_cards(record.cards) if card.verdict.kind in ("do", "do_if_granted")]


def measures_by_year(record: PlanRecord, language: Language) -> Picture | None:
    """A bar a measure that is worth doing, from its first year to its last, its preparation before.

    None below two, and where all run in the same years: bars of one length show nothing.
    """
    cards = worth_doing(record)
    if len({(card.start, card.until) for card in cards}) < 2:
        return None
    parts = {part: say(f"plans.chart.{part}", language) for part in ("prepared", "run")}
    rows = []
    for card in cards:
        about = (spoken(measure_words(card.lever, card.sector), language),
                 say(f"verdicts.kind.{card.verdict.kind}", language))  # fmt: skip
        if card.start > record.start:
            rows.append((*about, parts["prepared"], record.start, card.start))
        rows.append((*about, parts["run"], card.start, card.until + 1))
    table = pd.DataFrame(rows, columns=["measure", "verdict", "part", "first", "after"])
    colours = {say(f"verdicts.kind.{kind}", language): colour for kind, colour in KINDS.items()}
    used = [name for name in colours if name in set(table["verdict"])]

    def draw(width: int) -> Drawing:
        labels = {label: wrapped(label, 20 if compact(width) else 36) for label in table["measure"]}
        drawn = table.assign(measure=table["measure"].map(labels))
        y = alt.Y("measure:N", title=None, sort=list(labels.values()), axis=label_axis())
        domain = alt.Scale(domain=[record.start, record.horizon + 1], nice=False)
        every = range(record.start, record.horizon + 1, 3 if compact(width) else 1)
        axis = alt.Axis(format="d", values=list(every), labelOverlap=False, labelFlush=False)
        x = alt.X("first:Q", title=None, scale=domain, axis=axis)
        legend = alt.Legend(orient="top", labelColor=MUTED, labelFontSize=13)
        colour = alt.Color("verdict:N", title=None, legend=legend,
                           scale=alt.Scale(domain=used, range=[colours[name] for name in used]))  # fmt: skip
        light = alt.condition(alt.datum.part == parts["run"], alt.value(0.9), alt.value(0.3))
        bars = alt.Chart(drawn).mark_bar(size=16).encode(x, y, colour, x2="after:Q",
                                                                                   opacity=light)  # fmt: skip
        return styled(bars, width, rows_height(labels.values()) + 20, language)

    now = sum(card.start == record.start for card in cards)
    values = {"count": len(cards), "now": now, "later": len(cards) - now, "start": record.start}
    title = Sentence("plans.chart.years_title", values)
    subtitle = Sentence("plans.chart.years_subtitle", {})
    return Picture("plan_years", title, subtitle, table, draw, SOURCES, (), language, "1")
