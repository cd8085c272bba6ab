"""What can be done: cost by year and payer, a plan beside doing nothing, and all plans over the aims."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from relode.charts.picture import Picture
from relode.charts.style import INK, MUTED, PEER, PLAN, Drawing, compact, label_axis, styled, wrapped
from relode.charts.uncertainty_shares import doubts_picture
from relode.language import Language, Sentence, number_text, say, unit_name
from relode.vocabulary import quantity

PAYERS = {"city": PLAN, "centre": "#e69f00", "province": "#cc79a7", "insurance": "#56b4e9", "firm": "#009e73"}
"""Who pays, in the colours of Okabe and Ito."""
SOURCES = ("census2020", "assumption")
MONEY = "100 million yuan"
SHOWN = ("population", "employment")
Record = Mapping[str, Any]


def plan_pictures(planned: Record, language: Language) -> dict[str, Picture]:
    """Pictures of the plan that the report is about; none where no plan is told."""
    shown = subject(planned)
    if shown is None:
        return {}
    found = [cost_by_year(planned, shown, language), aims(planned, shown, language)]
    for name in SHOWN:
        found += [gain_by_year(planned, shown, name, language), beside_nothing(planned, shown, name, language)]
    doubts = doubts_picture(planned, language)
    return {picture.key: picture for picture in [*found, *([doubts] if doubts else [])]}


def subject(planned: Record) -> Record | None:
    """The record of the plan that is told in full: the best one found, None before a search is done."""
    return next((plan for plan in planned["plans"] if plan["name"] == planned.get("subject")), None)


def cost_by_year(planned: Record, plan: Record, language: Language) -> Picture:
    """Bars by year, one part a payer."""
    rows = [
        (year["year"], say(f"levers.payer.{payer}", language), float(year[payer]))
        for year in plan["cost_by_year"]
        for payer in PAYERS
        if any(other[payer] > 0 for other in plan["cost_by_year"])
    ]
    table = pd.DataFrame(rows, columns=["year", "payer", "value"])
    colours = {say(f"levers.payer.{payer}", language): colour for payer, colour in PAYERS.items()}
    used = [name for name in colours if name in set(table["payer"])]
    scale, unit = (0.1, "bn") if language == "en" else (1.0, "yi")

    def draw(width: int) -> Drawing:
        drawn = alt.Chart(table.assign(value=table["value"] * scale)).mark_bar(size=min(28, width / 24))
        years = alt.Axis(labelAngle=0, tickCount=5, values=list(table["year"].unique())[:: 3 if compact(width) else 1])
        bars = drawn.encode(
            alt.X("year:O", title=None, axis=years),
            alt.Y(
                "value:Q", title=say(f"planning.money_axis.{unit}", language), stack="zero", axis=alt.Axis(tickCount=5)
            ),
            alt.Color(
                "payer:N",
                title=None,
                scale=alt.Scale(domain=used, range=[colours[name] for name in used]),
                legend=alt.Legend(orient="top", labelColor=MUTED, labelFontSize=13),
            ),
        )
        return styled(bars, width, 260, language)

    total, city = (sum(year[part] for year in plan["cost_by_year"]) for part in ("total", "city"))
    values = {
        "plan": plan["title"][language],
        "total": number_text(total, MONEY, language),
        "city": number_text(city, MONEY, language),
        **_years(planned),
    }
    about = {"unit": say(f"planning.money_axis.{unit}", language), "year": planned["price_year"]}
    subtitle = Sentence("planning.chart.cost_subtitle", about)
    return Picture(
        "plan_cost", Sentence("planning.chart.cost_title", values), subtitle, table, draw, SOURCES, (), language, MONEY
    )


def beside_nothing(planned: Record, plan: Record, name: str, language: Language) -> Picture:
    """Bands of a quantity with the plan and with nothing."""
    nothing = planned["plans"][0]
    about = plan["fans"][name]
    parts = {"plan": plan["fans"][name], "nothing": nothing["fans"][name]}
    years = range(planned["price_year"], planned["horizon"] + 1)
    table = pd.DataFrame(
        [
            (say(f"planning.part.{part}", language), year, *(float(fan[band][t]) for band in ("median", "p05", "p95")))
            for part, fan in parts.items()
            for t, year in enumerate(years)
        ],
        columns=["part", "year", "middle", "low", "high"],
    )
    scale = 1e-3 if language == "en" else 1e-4
    axis = say("charts.ahead.axis_people", language)

    def draw(width: int) -> Drawing:
        scaled = table.assign(**{band: table[band] * scale for band in ("middle", "low", "high")})
        marks = alt.Axis(format="d", tickCount=5 if compact(width) else 8, grid=False)
        domain = alt.Scale(domain=[years[0], years[-1]], nice=False)
        layers = []
        for part, colour, dash in (("nothing", PEER, [5, 3]), ("plan", PLAN, [1, 0])):
            own = alt.Chart(scaled[scaled["part"] == say(f"planning.part.{part}", language)])
            x = alt.X("year:Q", title=None, axis=marks, scale=domain)
            y = alt.Y("low:Q", title=axis, scale=alt.Scale(zero=False), axis=alt.Axis(format=",~f"))
            layers.append(own.mark_area(color=colour, opacity=0.25).encode(x, y, y2="high:Q"))
            middle = alt.Y("middle:Q", title=axis, scale=alt.Scale(zero=False))
            layers.append(own.mark_line(color=colour, strokeWidth=2.5, strokeDash=dash).encode(x, middle))
        return styled(alt.layer(*layers), width, 260, language)

    ends = {f"{part}_value": number_text(fan["median"][-1], about["unit"], language) for part, fan in parts.items()}
    title = Sentence(
        "planning.chart.fan_title",
        {"quantity": quantity(name).label(language), "plan": plan["title"][language], "horizon": years[-1], **ends},
    )
    subtitle = Sentence("planning.chart.fan_subtitle", {"unit": unit_name(about["unit"], language)})
    return Picture(f"plan_{name}", title, subtitle, table, draw, SOURCES, (), language, about["unit"])


def gain_by_year(planned: Record, plan: Record, name: str, language: Language) -> Picture:
    """Bands of the paired difference between the plan and doing nothing."""
    fan = plan["gain_fans"][name]
    years = range(planned["price_year"], planned["horizon"] + 1)
    bands = ("median", "p05", "p25", "p75", "p95")
    rows = [(year, *(float(fan[band][t]) for band in bands)) for t, year in enumerate(years)]
    table = pd.DataFrame(rows, columns=["year", "middle", *bands[1:]])

    def draw(width: int) -> Drawing:
        marks = alt.Axis(format="d", tickCount=5 if compact(width) else 8, grid=False)
        x = alt.X("year:Q", title=None, axis=marks, scale=alt.Scale(domain=[years[0], years[-1]], nice=False))
        y = alt.Y("p05:Q", title=unit_name(fan["unit"], language), axis=alt.Axis(format=",~r"))
        own = alt.Chart(table)
        zero = alt.Chart().mark_rule(color=MUTED, strokeDash=[5, 3]).encode(y=alt.YDatum(0))
        wide = own.mark_area(color=PLAN, opacity=0.22).encode(x, y, y2="p95:Q")
        half = own.mark_area(color=PLAN, opacity=0.35).encode(x, alt.Y("p25:Q"), y2="p75:Q")
        middle = own.mark_line(color=PLAN, strokeWidth=2.5).encode(x, alt.Y("middle:Q"))
        return styled(alt.layer(zero, wide, half, middle), width, 240, language)

    ends = {band: number_text(fan[band][-1], fan["unit"], language, "sign") for band in ("median", "p05", "p95")}
    about = {"quantity": quantity(name).label(language), "plan": plan["title"][language], "horizon": years[-1]}
    title, subtitle = (
        Sentence("planning.chart.gain_title", {**about, **ends}),
        Sentence("planning.chart.gain_subtitle", {}),
    )
    return Picture(f"plan_gain_{name}", title, subtitle, table, draw, SOURCES, (), language, fan["unit"])


def aims(planned: Record, plan: Record, language: Language) -> Picture:
    """Every plan over the aims, each from the worst plan to the best."""
    names = planned["objectives"]
    gains = pd.DataFrame({p["name"]: [p["measures"][n]["gain_mean"] for n in names] for p in planned["plans"]}, names)
    low, span = gains.min(axis=1), (gains.max(axis=1) - gains.min(axis=1)).replace(0, 1)
    placed = gains.sub(low, axis=0).div(span, axis=0)
    labels = [say(f"planning.objective.{name}", language) for name in names]
    titles = {p["name"]: p["title"][language] for p in planned["plans"]}
    rows = [(titles[p], label, float(v)) for p in placed for label, v in zip(labels, placed[p], strict=True)]
    table = pd.DataFrame(rows, columns=["plan", "aim", "value"])
    special = {plan["title"][language]: (PLAN, 3.0), titles["do_nothing"]: (INK, 2.0)}

    def draw(width: int) -> Drawing:
        wrap = {label: wrapped(label, 16 if compact(width) else 13) for label in labels}
        drawn = table.assign(aim=table["aim"].map(wrap))
        axis = label_axis(angle=-90 if compact(width) else 0)
        x = alt.X("aim:N", title=None, sort=list(wrap.values()), axis=axis, scale=alt.Scale(type="point"))
        y = alt.Y("value:Q", title=say("planning.chart.aims_axis", language), scale=alt.Scale(domain=[0, 1]))
        others = alt.Chart(drawn[~drawn["plan"].isin(special)]).mark_line(color=PEER, opacity=0.6, strokeWidth=1)
        layers = [others.encode(x, y, detail="plan:N")]
        for title, (colour, size) in special.items():
            own = alt.Chart(drawn[drawn["plan"] == title])
            dash = [1, 0] if colour == PLAN else [5, 3]
            layers.append(
                own.mark_line(color=colour, strokeWidth=size, strokeDash=dash, point={"color": colour}).encode(x, y)
            )
        return styled(alt.layer(*layers), width, 280, language)

    values = {"plan": plan["title"][language], "regret": number_text(plan["regret_90"], "ratio", language)}
    subtitle = Sentence(
        "planning.chart.aims_subtitle", {"horizon": planned["horizon"], **_legend(plan, titles, language)}
    )
    key = "aims_best" if planned.get("best") == plan["name"] else "aims_other"
    title = Sentence(f"planning.chart.{key}", values)
    return Picture("plan_aims", title, subtitle, table, draw, SOURCES, (), language, "ratio")


def _legend(plan: Record, titles: Mapping[str, str], language: Language) -> dict[str, str]:
    return {"plan": plan["title"][language], "nothing": titles["do_nothing"]}


def _years(planned: Record) -> dict[str, int]:
    return {"start": planned["start"], "horizon": planned["horizon"]}
