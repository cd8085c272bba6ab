"""The chapter "What can be done": the record of a planning run as lines and tables ready for the page."""

from typing import Any

from relode.charts.plans import subject
from relode.language import Language, labelled, name, number_text, say
from relode.plan.answer import MONEY, Record, answer_lines, cost_a_year, gain_text, job_cost
from relode.report.act_sections import doubt_section, takes_section
from relode.vocabulary import quantity

HOLDS = ("cost", "city_share", "per_job", "regret_90", "satisfies", "beats")
"""Columns of the table on what plans cost and how they hold up."""


def act_chapter(planned: Record | None, language: Language) -> dict[str, Any] | None:
    """What the template of the chapter shows, None where no planning was asked for."""
    if planned is None:
        return None
    if not planned["plans"]:
        return {"why_not": planned["why_no_plans"][language], "plans": []}
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
        "fails": planned["fails_text"] and planned["fails_text"][language],
        "signposts": [sign["sentence"][language] for sign in planned["signposts"]],
        "no_signpost": say("planning.chapter.no_signpost", language, count=planned["signposts_tried"]),
        "searched": shown is not None,
        "doubt": doubt_section(planned, language),
        "takes": takes_section(planned, language),
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
            *(number_text(plan[key], "share", language) for key in ("satisfies_share", "beats_nothing_share")),
        ]
        for plan in planned["plans"]
    ]
    return [_table(aims, gains, planned, language), _table(rest, holds, planned, language)]


def _table(head: list[str], cells: list[list[str]], planned: Record, language: Language) -> dict[str, Any]:
    titles = [(plan["title"][language], plan["name"] == planned["best"]) for plan in planned["plans"]]
    rows = [{"title": title, "best": best, "cells": row} for (title, best), row in zip(titles, cells, strict=True)]
    return {"head": head, "rows": rows}


def _plan(plan: Record, planned: Record, language: Language) -> dict[str, Any]:
    part = number_text(plan["scale"], "share", language)
    return {
        "title": plan["title"][language],
        "description": plan["description"][language],
        "scale": say("planning.chapter.scale", language, scale=part) if plan["scale"] < 1 else None,
        "steps": [_step(step, language) for step in plan["steps"]] or [say("planning.chapter.nothing", language)],
        "open": plan["name"] == planned.get("subject"),
    }


def _step(step: Record, language: Language) -> str:
    label = quantity(step["lever"]).label(language)
    if step["sector"]:
        label = say("planning.item", language, lever=label, sector=name("sector", step["sector"], language))
    value = number_text(step["value"], step["unit"], language)
    key = "planning.chapter.step" if step["ramp"] else "planning.chapter.step_at_once"
    said = {"lever": label, "value": value, "start": step["from"], "until": step["until"], "ramp": step["ramp"]}
    grade = say(f"levers.grade.{step['evidence_grade']}", language)
    return say("planning.chapter.graded", language, step=say(key, language, **said), grade=grade)


def _cost(plan: Record, planned: Record, language: Language) -> dict[str, Any]:
    """Cost by year and payer, and what it is for."""
    payers = [p for p in ("city", "province", "centre", "firm") if any(year[p] > 0 for year in plan["cost_by_year"])]
    title, years = plan["title"][language], {"start": planned["start"], "horizon": planned["horizon"]}
    said = [say(f"levers.payer.{payer}", language) for payer in payers]
    return {
        "caption": say("planning.chapter.cost_table", language, plan=title),
        "head": [say("planning.column.year", language), *said, say("planning.column.total", language)],
        "rows": [
            [str(year["year"]), *(number_text(year[part], MONEY, language) for part in (*payers, "total"))]
            for year in plan["cost_by_year"]
        ],
        "who_caption": say("planning.chapter.who", language, plan=title, **years),
        "who_head": [say(f"planning.column.{column}", language) for column in ("measure", "payer", "total")],
        "who": [
            [
                labelled(
                    quantity(line["lever"]).label(language), say(f"levers.item.{line['item']}", language), language
                ),
                say(f"levers.payer.{line['payer']}", language),
                number_text(line["total"], MONEY, language),
            ]
            for line in plan["cost_lines"]
        ],
    }


def _assumptions(planned: Record, plan: Record | None, language: Language) -> list[str]:
    years = {"start": planned["start"], "horizon": planned["horizon"]}
    keys = ("assume_start", "assume_others", "assume_grant", "assume_luck", "assume_debt", "regret")
    said = [say(f"planning.chapter.{key}", language, **years) for key in keys]
    if planned["kept_by_another_seed"] is not None:
        shares = {"kept": planned["kept_by_another_seed"], "measures": planned["measures_kept_by_another_seed"]}
        texts = {name: number_text(round(value, 2), "share", language) for name, value in shares.items()}
        said.append(say("planning.chapter.kept", language, **texts))
    note = plan["cost_note"][language] if plan else ""
    return [*said, *([note] if note else [])]
