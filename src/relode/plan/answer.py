"""What a planning run answers in a few lines, from its record: no engine is needed to say it."""

from collections.abc import Mapping
from typing import Any

from relode.language import Language, labelled, number_text, say

NONE = "–"
MONEY = "100 million yuan"
Record = Mapping[str, Any]


def answer_lines(planned: Record, language: Language) -> list[str]:
    """What is recommended or not, then a line for each plan, and what failed against published experiments."""
    titles = {plan["name"]: plan["title"][language] for plan in planned["plans"]}
    if planned["recommended"]:
        first = say("planning.answer.recommended", language, plan=titles[planned["recommended"]])
    elif planned["best"]:
        first = say("planning.answer.best", language, plan=titles[planned["best"]])
    else:
        first = planned["tag_texts"][0][language]
    lines = [_answer_line(plan, planned, language) for plan in planned["plans"]]
    notes = [labelled(titles[plan["name"]], plan["examination_note"][language], language)
             for plan in planned["plans"] if plan.get("tags")]  # fmt: skip
    return [first, *lines, *notes]


def _answer_line(plan: Record, planned: Record, language: Language) -> str:
    gain = plan["measures"].get("employment") or next(iter(plan["measures"].values()))
    low, high = (gain_text(end, language) for end in gain["gain_90"])
    aim = next(n for n in ("employment", *planned["objectives"]) if n in plan["measures"])
    return say(
        "planning.answer.line",
        language,
        plan=plan["title"][language],
        cost=cost_a_year(plan, language),
        share=number_text(plan["budget_share_largest"], "share", language),
        horizon=planned["horizon"],
        aim=say(f"planning.objective.{aim}", language),
        gain=gain_text(gain["gain_mean"], language),
        low=low,
        high=high,
    )


def cost_a_year(plan: Record, language: Language) -> str:
    """What a plan costs in all, mean over its years."""
    years = plan["cost_by_year"]
    return number_text(sum(year["total"] for year in years) / len(years), MONEY, language)


def percent(share: float, language: Language) -> str:
    """A share in whole per cent, where more digits would be noise; an estimate just below 0 is 0."""
    return f"{max(share, 0.0) * 100:.0f}" + {"en": "\u00a0%", "zh": "%"}[language]


def gain_text(gain: float, language: Language) -> str:
    """A gain over doing nothing, to a hundredth of a per cent: smaller ones are nothing that a city would notice."""
    text = number_text(gain, "share", language, "exact")
    return f"+{text}" if round(gain, 4) > 0 else text


def job_cost(cost: float | None, language: Language) -> str:
    """What a job more costs over all years, in yuan; a dash where none is added."""
    return NONE if cost is None else number_text(cost, "yuan per person", language, "bare")
