"""One state of a planning run: its record, as the contract has it, and its policies."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from relode.examination.evidence_tags import examination_note, failed_levers
from relode.horizon import FIRST_PLAN_YEAR, OPENING_YEAR
from relode.model.policy.lever_text import cost_note
from relode.model.policy.policy_file import write_policy
from relode.places import Place
from relode.plan.comparison import Comparison, records
from relode.plan.objectives import OBJECTIVES
from relode.plan.planning_text import both, money_words, tag_words
from relode.plan.stage import DEBT_ADDED, Asked, Stage
from relode.plan.standing import Verdict


@dataclass(frozen=True)
class Step:
    """One state of a run: the record so far and the policies in it, by file name."""

    record: dict[str, Any]
    policies: dict[str, str]


def step_of(on: Stage, table: Comparison, standing: Verdict | None, *, searching: bool) -> Step:
    """A record of what was compared; without a verdict nothing is recommended."""
    told = standing is not None and standing.is_told
    best = table.candidates[standing.best].name if standing is not None else None
    found = [] if told else ["searching" if searching else "no_search" if standing is None else "no_ranking"]
    plans = records(on, table)
    for record, each in zip(plans, table.candidates, strict=True):
        record["title"] = both(each.policy.title)
        record["description"] = both(each.policy.description)
        record["cost_note"] = both(partial(cost_note, each.policy.levers()))
        failed = failed_levers(each.policy.levers())
        record["tags"] = ["examination_failed"] if failed else []
        record["examination_note"] = both(partial(examination_note, failed))
    return Step(
        {
            **_head(on.asked, on.ground.futures.count),
            "command": _command(on.place, on.asked),
            "first_sentence": both(partial(money_words, on)),
            "plans": plans,
            "recommended": best if told else None,
            "tags": found,
            "tag_texts": [both(partial(tag_words, tag, standing)) for tag in found],
            "best": best,
            "best_share": standing.best_share if standing else None,
            "kept_by_another_seed": standing.kept if standing else None,
            "as_good_in_another_seed": None,
            "thresholds": [str(threshold) for threshold in table.thresholds],
            "thresholds_asked": bool(on.asked.parsed),
            "fails_when": [],
            "fails_text": None,
            "signposts": [],
            "signposts_tried": 0,
            "subject": None,
            "at_full_strength": None,
            "sensitivity": None,
        },
        {f"{each.name}.toml": write_policy(each.policy) for each in table.candidates if each.kind != "nothing"},
    )


def _head(asked: Asked, futures: int) -> dict[str, Any]:
    return {
        "objectives": list(asked.objectives),
        "futures": futures,
        "seed": asked.seed,
        "budget": asked.budget,
        "debt_limit": DEBT_ADDED,
        "horizon": asked.horizon,
        "start": FIRST_PLAN_YEAR,
        "price_year": OPENING_YEAR,
        "generations": asked.generations,
        "objective_quantities": {name: OBJECTIVES[name].quantity for name in asked.objectives},
    }


def _command(place: Place, asked: Asked) -> str:
    """How the run is made again."""
    said = {"budget": f"{asked.budget:g}", "horizon": asked.horizon, "futures": asked.futures, "seed": asked.seed}
    said |= {"generations": asked.generations, "objectives": ",".join(asked.objectives)}
    options = [f"--{name} {value}" for name, value in said.items()]
    options += [f"--threshold '{text}'" for text in asked.thresholds]
    options += ["--policy FILE" for _ in asked.own_policies]
    return " ".join(["relode plan", place.slug, *options])


def why_not(excluded: Mapping[str, str], place: Place) -> str:
    """Why the simulator does not have a place."""
    return excluded.get(place.code, "" if place.level == "prefecture" else "not_a_prefecture")


def without(asked: Asked, why: str) -> dict[str, Any]:
    """A record without plans that says why."""
    reason = both(partial(tag_words, "no_simulator", None, why=why))
    nothing = {"plans": [], "recommended": None, "tags": ["no_simulator"], "tag_texts": [reason], "fails_when": []}
    return {
        **_head(asked, 0),
        **nothing,
        "signposts": [],
        "at_full_strength": None,
        "sensitivity": None,
        "why_no_plans": reason,
    }
