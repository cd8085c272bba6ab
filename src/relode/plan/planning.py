"""The planning run: records that grow from the shipped policies to plans that were searched, compared and doubted."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from relode.language import say
from relode.model.lever_text import cost_note
from relode.model.policy import Policy, write_policy
from relode.places import Place
from relode.plan.answer import percent
from relode.plan.at_full_strength import at_full_strength
from relode.plan.comparison import Comparison, compared, records
from relode.plan.conditions import conditions, described
from relode.plan.decisions import START, reach
from relode.plan.discovery import Discovery, when_it_fails
from relode.plan.doubts import Looked, doubts
from relode.plan.doubts_text import sensitivity_record
from relode.plan.evaluate import joined_outcomes
from relode.plan.finding import (
    Candidate,
    chosen,
    kept_plans,
    kept_to_limits,
    main_measures,
    searched,
    shipped_candidates,
)
from relode.plan.objectives import OBJECTIVES
from relode.plan.planning_text import both, fails_words, found_title, money_words, signpost_words, tag_words
from relode.plan.search import Found
from relode.plan.sensitivity import ASSUMPTION_DRIVEN
from relode.plan.simulation import doses_of
from relode.plan.stability import kept_share
from relode.plan.stage import DEBT_ADDED, OPENING, Asked, Stage, in_system, opened_world, stage
from relode.plan.standing import Verdict, verdict
from relode.plan.unknowns import levers_used
from relode.plan.watching import watched

Progress = Callable[[str, int, int], None]
"""What is being done, how much of it is done, and of how much."""

SEARCHES = 2
"""Seeds searched: the second says whether the first was luck."""
LEAST_GAIN = 1.0
"""A change of plan is told if it surely gains a job: less is nobody."""
SHRINKAGE = "managed_shrinkage"


@dataclass(frozen=True)
class Step:
    """One state of a run: the record so far and the policies in it, by file name."""

    record: dict[str, Any]
    policies: dict[str, str]


def planning(panel: xr.Dataset, place: Place, asked: Asked, folder: Path, progress: Progress) -> Iterator[Step]:
    """The run on a place: first the shipped policies, then what was searched; each record is whole.

    The files of the search lie in `folder`, and are gone on with if they are there. Raises RelodeError as its parts
    do. A place that the simulator does not have gives one record without plans, which says why.
    """
    opened = opened_world(panel)
    if not in_system(opened, place):
        yield Step(_without(asked, _why_not(opened.opening.excluded, place)), {})
        return
    on = stage(opened, place, asked)
    shipped = shipped_candidates(on)
    seen = on.run([doses_of(each.policy, on.ground.futures.years) for each in shipped])
    yield _step(on, compared(on, shipped, seen), None, [], searching=asked.generations > 0)
    progress("shipped", 1, 1)
    if not asked.generations:
        return
    within = reach(on.ground, asked.budget, asked.horizon)
    searches = []
    for number in range(SEARCHES):
        path = folder / f"search-{asked.seed + number}.jsonl"
        searches.append(searched(on, within, asked.seed + number, path, _telling(progress, number, asked.generations)))
    sets = [chosen(found, within, asked.horizon) for found in searches]
    best, outcomes = kept_to_limits(on, chosen(_both(searches), within, asked.horizon))
    named = [replace(each, policy=_titled(each, number)) for number, each in enumerate(best)]
    table = compared(on, [*shipped, *named], joined_outcomes([seen, *([outcomes] if outcomes else [])]))
    progress("comparing", 1, 1)
    measures = [main_measures(each) for each in sets]
    step = _doubted(on, table, kept_plans(sets, searches))
    step.record["measures_kept_by_another_seed"] = kept_share(*measures) if any(measures) else 1.0
    yield step


def _telling(progress: Progress, number: int, generations: int) -> Callable[[int, int], None]:
    return lambda done, _: progress("search", number * generations + done, SEARCHES * generations)


def _both(searches: Sequence[Found]) -> Found:
    return Found(
        np.concatenate([found.decisions for found in searches]),
        np.concatenate([found.objectives for found in searches]),
        sum(found.evaluated for found in searches),
        sum(found.replayed for found in searches),
    )


def _titled(candidate: Candidate, number: int) -> Policy:
    titles = both(partial(found_title, candidate, number))
    return replace(candidate.policy, title_en=titles["en"], title_zh=titles["zh"])


def _doubted(on: Stage, table: Comparison, kept: float) -> Step:
    """The last record: whether there is a ranking, when the leading plan fails, what to watch."""
    rng = np.random.default_rng([on.asked.seed, 7])
    standing = verdict(table.in_all_futures() or dict(table.gain), table.unit, kept, rng)
    lead = _lead(table, standing)
    fails = when_it_fails(conditions(on), ~table.met[lead], rng)
    others = [each for i, each in enumerate(table.candidates) if i != lead and each.kind != "nothing"]
    near = [each for each in others if each.kind == "found" or each.name == SHRINKAGE]
    signs = watched(on, table.candidates[lead], near, rng) if len(on.low) and near else []
    step = _step(on, table, standing, [], searching=False)
    subject = table.candidates[lead].policy
    step.record["fails_when"] = _fails(on, fails, subject)
    step.record["fails_text"] = both(partial(fails_words, fails, described(on), subject, table.thresholds))
    step.record["signposts"] = [
        {
            "plan": subject.name,
            "to": other.name,
            "quantity": sign.rule.quantity,
            "side": sign.rule.side,
            "level": sign.rule.level,
            "gain": sign.gain,
            "gain_90": list(sign.gain_90),
            "triggered": sign.triggered,
            "futures": sign.futures,
            "sentence": both(partial(signpost_words, other.policy, sign)),
        }
        for other, sign in signs
        if sign is not None and sign.gain_90[0] >= LEAST_GAIN
    ]
    step.record["signposts_tried"] = len(signs)
    step.record["at_full_strength"] = at_full_strength(on, subject, table.outcomes.take([lead]))
    step.record["sensitivity"] = _sensitivity(on, subject)
    step.record["subject"] = subject.name
    _tag_assumption(step.record)
    return step


def _tag_assumption(record: dict[str, Any]) -> None:
    """Say first that what the plan adds rests on assumptions, where it does."""
    of = record["sensitivity"]["outcomes"].get("gain")
    if of and of["assumed_share"] > ASSUMPTION_DRIVEN:
        record["tags"].append("assumption_driven")
        said = partial(say, "planning.tag.assumption_driven")
        record["tag_texts"].append(both(lambda language: said(language, share=percent(of["assumed_share"], language))))


def _sensitivity(on: Stage, subject: Policy) -> dict[str, Any]:
    """Where the doubt about jobs comes from, with nothing done and with the plan."""
    looked = Looked(on, doses_of(subject, on.ground.futures.years), levers_used(subject.steps))
    found = doubts(looked, on.asked.seed)
    return sensitivity_record(found, looked.every, subject, on.asked.horizon)


def _lead(table: Comparison, standing: Verdict) -> int:
    """The plan whose failure is told: the best one, or if that is doing nothing the best of those found."""
    if table.candidates[standing.best].kind != "nothing":
        return standing.best
    found = [i for i, each in enumerate(table.candidates) if each.kind == "found"]
    together = np.mean([gain.mean(axis=1) / table.unit[name] for name, gain in table.gain.items()], axis=0)
    return max(found or range(1, len(table.candidates)), key=lambda i: float(together[i]))


def _fails(on: Stage, fails: Discovery, subject: Policy) -> list[dict[str, Any]]:
    if fails.reason is not None:
        return []
    sentence = both(partial(fails_words, fails, described(on), subject, ()))
    numbers = {"coverage": fails.fit.coverage, "density": fails.fit.density, "base_rate": fails.fit.base_rate}
    return [{"plan": subject.name, "sentence": sentence, **numbers}]


def _step(on: Stage, table: Comparison, standing: Verdict | None, tags: list[str], *, searching: bool) -> Step:
    """A record of what was compared; without a verdict nothing is recommended."""
    told = standing is not None and standing.is_told
    best = table.candidates[standing.best].name if standing is not None else None
    found = [
        *tags,
        *(["searching"] if searching else []),
        *(["no_search"] if standing is None and not searching else []),
    ]
    found += ["no_ranking"] if standing is not None and not told else []
    plans = records(on, table)
    for record, each in zip(plans, table.candidates, strict=True):
        record["title"] = both(each.policy.title)
        record["description"] = both(each.policy.description)
        record["cost_note"] = both(partial(cost_note, each.policy.levers()))
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
            "measures_kept_by_another_seed": None,
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
        "start": START,
        "price_year": OPENING,
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


def _why_not(excluded: Mapping[str, str], place: Place) -> str:
    return excluded.get(place.code, "" if place.level == "prefecture" else "not_a_prefecture")


def _without(asked: Asked, why: str) -> dict[str, Any]:
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
