"""The question "What can we do?" of a city: the what-if view, or why there is none."""

from typing import Any

from starlette.requests import Request

from relode.errors import RelodeError
from relode.horizon import FIRST_PLAN_YEAR
from relode.language import Language, Sentence
from relode.model.policy.levers import EVIDENCE_GRADES, GROUPS
from relode.model.policy.policy_file import policies, read_policy
from relode.report import CityResult
from relode.story.words import Words
from relode.web.pages.choices import BUDGETS, HORIZONS, SHOCKS, STRIKES
from relode.web.plan_runs.plan_card import plan_card
from relode.web.what_if.scenario import of_steps, scenario_of
from relode.web.what_if.what_if_page import lever_rows, numbers_table, what_ifs_of
from relode.web.what_if.what_if_pictures import headings, large_of
from relode.web.what_if.what_if_text import host_of, outside

MANAGED = "managed_shrinkage"
"""The policy for a city that shrinks: named first."""


def presets(language: Language) -> list[dict[str, Any]]:
    """What levers may begin with: the policies that ship, each with a title and an address."""
    rows: list[dict[str, Any]] = []
    for name in (MANAGED, *(name for name in policies() if name != MANAGED)):
        policy = read_policy(name)
        scenario = of_steps((step.lever, step.sector, step.value) for step in policy.steps)
        if scenario.doses:
            rows.append({"title": policy.title(language), "query": scenario.query()})
    return rows


def act(request: Request, result: CityResult, words: Words) -> dict[str, Any]:
    """What the page of levers shows; `state` is "ready", or why it is not. Raises RelodeError for a bad scenario."""
    scenario = scenario_of(dict(request.query_params))
    large = large_of(request.query_params)
    source = what_ifs_of(request)
    state = source.simulator.state if source else "absent"
    outcome: dict[str, Any] = {
        "state": state,
        "pictures": (),
        "scenario": scenario,
        "presets": presets(words.language),
        "levers": lever_rows(scenario, words.language),
        "grades": EVIDENCE_GRADES,
        "groups": GROUPS,
        "shown": headings(words.language),
        "large": large,
        "horizons": HORIZONS,
        "budgets": BUDGETS,
        "shocks": SHOCKS,
        "strikes": STRIKES,
        "can_begin": request.app.state.plans.folder is not None,
        "first_year": FIRST_PLAN_YEAR,
    }
    outcome["card"] = plan_card(request, result, words)
    if source and state == "ready" and scenario.shock not in source.simulator.grounds:
        state = "warming"
    if source is None or state != "ready":
        return {**outcome, "state": state, "finding": Sentence(f"web.act.{state}", {})}
    try:
        answer = source.found(result.place.code, scenario)
        told = source.told(result.place.code, scenario, large, words.language)
    except RelodeError as error:
        why = outside(result.place, error, words.language)
        return {**outcome, "state": "outside", "finding": why, "host": host_of(result.place)}
    said = {"finding": told["finding"], "has_budget": answer.spending is not None}
    return {**outcome, **said, "told": told, "numbers": numbers_table(told["table"])}
