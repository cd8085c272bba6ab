"""The chapter "What can be done": the record of a planning run as lines and tables ready for the page."""

from typing import Any

from relode.charts.plans import subject
from relode.examination.evidence_tags import evidence_tag, experiment_rows, standings
from relode.facts import references
from relode.language import Language, joined, labelled, name, number_text, say
from relode.plan.answer import NONE, Record, answer_lines, cost_a_year, gain_text, job_cost, percent
from relode.report.act_sections import doubt_section, takes_section
from relode.vocabulary import quantity

HOLDS = ("cost", "city_share", "per_job", "regret_90", "satisfies", "beats")
"""Columns of the table on what plans cost and how they hold up."""


TEN_THOUSAND = "10 thousand "
HARDLY = 0.1
"""With less than a tenth of its doses a policy is hardly that policy. A choice of this project."""


def act_chapter(planned: Record | None, language: Language) -> dict[str, Any] | None:
    """What the template of the chapter shows, None where no planning was asked for."""
    if planned is None:
        return None
    if not planned["plans"]:
        return {"why_not": planned["why_no_plans"][language], "plans": [], "takes": None, "doubt": None}
    shown = subject(planned)
    return {
        "why_not": None,
        "first": planned["first_sentence"][language],
        "tags": [text[language] for text in planned["tag_texts"]],
        "answer": answer_lines(planned, language)[0],
        "lead": _lead(planned, language),
        "limits": _limits(planned, language),
        "tables": _tables(planned, language),
        "plans": [_plan(plan, planned, language) for plan in planned["plans"]],
        "cost": None if shown is None else _cost(shown, planned, language),
        "usual": None if planned["thresholds_asked"] else say("planning.chapter.usual", language),
        "luck": say("planning.chapter.luck", language),
        "fails": planned["fails_text"] and planned["fails_text"][language],
        "signposts": [sign["sentence"][language] for sign in planned["signposts"]],
        "no_signpost": say("planning.chapter.no_signpost", language, count=planned["signposts_tried"]),
        "searched": shown is not None,
        "doubt": doubt_section(planned, language),
        "takes": takes_section(planned, language),
        "evidence": _evidence(planned, language),
        "experiments": _experiments(planned, language),
        "assumptions": _assumptions(planned, shown, language),
    }


def _lead(planned: Record, language: Language) -> str:
    values = {"year": planned["price_year"], "futures": planned["futures"]}
    unit = say(f"planning.money_axis.{'bn' if language == 'en' else 'yi'}", language)
    return say("planning.chapter.lead", language, unit=unit, **values)


def _limits(planned: Record, language: Language) -> str:
    budget, debt = (number_text(planned[limit], "share", language) for limit in ("budget", "debt_limit"))
    return say("planning.chapter.limits", language, budget=budget, debt=debt)


def _tables(planned: Record, language: Language) -> list[dict[str, Any]]:
    """All plans twice: what they gain in each aim, then what they cost and how they hold up."""
    aims = [say(f"planning.objective.{aim}", language) for aim in planned["objectives"]]
    rest = [say(f"planning.column.{n}", language, horizon=planned["horizon"]) for n in HOLDS]
    gains = [
        [gain_text(plan["measures"][aim]["gain_mean"], language) for aim in planned["objectives"]]
        for plan in planned["plans"]
    ]
    holds = [
        [
            cost_a_year(plan, language),
            number_text(plan["budget_share_largest"], "share", language),
            job_cost(plan["cost_per_job"], language),
            number_text(plan["regret_90"], "ratio", language),
            percent(plan["satisfies_share"], language),
            NONE if plan["kind"] == "nothing" else percent(plan["beats_nothing_share"], language),
        ]
        for plan in planned["plans"]
    ]
    return [_table(aims, gains, planned, language), _table(rest, holds, planned, language)]


def _table(head: list[str], cells: list[list[str]], planned: Record, language: Language) -> dict[str, Any]:
    titles = [(plan["title"][language], plan["name"] == planned["best"]) for plan in planned["plans"]]
    rows = [{"title": title, "best": best, "cells": row} for (title, best), row in zip(titles, cells, strict=True)]
    return {"head": head, "rows": rows}


def _plan(plan: Record, planned: Record, language: Language) -> dict[str, Any]:
    part, scaled = number_text(plan["scale"], "share", language), "scale" if plan["scale"] >= HARDLY else "scale_hardly"
    return {
        "title": plan["title"][language],
        "description": plan["description"][language],
        "scale": say(f"planning.chapter.{scaled}", language, scale=part) if plan["scale"] < 1 else None,
        "steps": [_step(step, language) for step in plan["steps"]] or [say("planning.chapter.nothing", language)],
        "open": plan["name"] == planned.get("subject"),
    }


def _step(step: Record, language: Language) -> str:
    label = quantity(step["lever"]).label(language)
    if step["sector"]:
        label = say("planning.item", language, lever=label, sector=name("sector", step["sector"], language))
    value = _dose(step, language)
    key = "planning.chapter.step" if step["ramp"] else "planning.chapter.step_at_once"
    said = {"lever": label, "value": value, "start": step["from"], "until": step["until"], "ramp": step["ramp"]}
    grade = say(f"levers.grade.{step['evidence_grade']}", language)
    tag = evidence_tag(step["lever"], language)
    grade = say("examine.tag.graded", language, grade=grade, tag=tag) if tag else grade
    return say("planning.chapter.graded", language, step=say(key, language, **said), grade=grade)


def _dose(step: Record, language: Language) -> str:
    """How much is set; money in yuan, not in ten thousands of them."""
    if step["unit"].startswith(TEN_THOUSAND):
        return number_text(step["value"] * 1e4, step["unit"].removeprefix(TEN_THOUSAND), language)
    return number_text(step["value"], step["unit"], language)


def _cost(plan: Record, planned: Record, language: Language) -> dict[str, Any]:
    """Cost by year and payer, and what it is for."""
    payers = [
        p
        for p in ("city", "province", "centre", "insurance", "firm")
        if any(year[p] > 0 for year in plan["cost_by_year"])
    ]
    title, years = plan["title"][language], {"start": planned["start"], "horizon": planned["horizon"]}
    said = [say(f"levers.payer.{payer}", language) for payer in payers]
    return {
        "caption": say("planning.chapter.cost_table", language, plan=title),
        "head": [say("planning.column.year", language), *said, say("planning.column.total", language)],
        "rows": [
            [name, *(_small_money(sum(year[part] for year in of), language) for part in (*payers, "total"))]
            for name, of in [
                *((str(year["year"]), [year]) for year in plan["cost_by_year"]),
                (f"{years['start']}–{years['horizon']}", plan["cost_by_year"]),
            ]
        ],
        "who_caption": say("planning.chapter.who", language, plan=title, **years),
        "who_head": [say(f"planning.column.{column}", language) for column in ("measure", "payer", "total")],
        "who": [
            [
                labelled(
                    quantity(line["lever"]).label(language), say(f"levers.item.{line['item']}", language), language
                ),
                say(f"levers.payer.{line['payer']}", language),
                _small_money(line["total"], language),
            ]
            for line in plan["cost_lines"]
        ],
    }


def _small_money(cost: float, language: Language) -> str:
    """10^8 yuan as million yuan, in Chinese as ten thousand yuan, so that cells of a table add up as they stand."""
    return f"{cost * 100:,.1f}" if language == "en" else f"{cost * 1e4:,.0f}"


def _evidence(planned: Record, language: Language) -> list[str]:
    """What is known of the effect of each measure that a plan sets, and by whom it was found."""
    from relode.model.policy.levers import levers  # its libraries start slowly

    used = {step["lever"] for plan in planned["plans"] for step in plan["steps"]}
    return [
        say(
            "planning.chapter.evidence_line",
            language,
            lever=quantity(name).label(language),
            reason=lever.reason(language),
            sources=joined([_citation(key, language) for key in lever.source.split(";")], language),
        )
        for name, lever in levers().items()
        if name in used
    ]


def _experiments(planned: Record, language: Language) -> dict[str, Any] | None:
    """The annex: published experiments of the levers that plans set, beside what the simulator says."""
    used = {step["lever"] for plan in planned["plans"] for step in plan["steps"]}
    head, *rows = experiment_rows(used, language)
    if not rows:
        return None
    count = standings()
    text = say(
        "examine.annex",
        language,
        **{name: count[name] for name in ("passed", "not_passed", "reproduced", "not_reproduced")},
    )
    return {"title": say("examine.title", language), "text": text, "table": {"caption": "", "head": head, "rows": rows}}


def _citation(key: str, language: Language) -> str:
    if key == "assumption":
        return say("planning.rests.assumed", language)
    row = references()[key]
    return f"{row['authors'].split(';')[0].split(',')[0]} {row['year']}, {row['title']}"


def _assumptions(planned: Record, plan: Record | None, language: Language) -> list[str]:
    years = {"start": planned["start"], "horizon": planned["horizon"]}
    keys = ("assume_start", "assume_others", "assume_grant", "assume_luck", "assume_debt", "regret")
    said = [say(f"planning.chapter.{key}", language, **years) for key in keys]
    if planned["kept_by_another_seed"] is not None:
        shares = {"kept": planned["as_good_in_another_seed"], "measures": planned["kept_by_another_seed"]}
        texts = {name: percent(value, language) for name, value in shares.items()}
        said.append(say("planning.chapter.kept", language, **texts))
    note = plan["cost_note"][language] if plan else ""
    return [*said, *([note] if note else [])]
