"""The last state of a planning run: a ranking or none, when the leading plan fails, what to watch and to measure."""

from functools import partial
from typing import Any

import numpy as np

from relode.language import say
from relode.model.policy.policy_file import Policy
from relode.plan.answer import percent
from relode.plan.at_full_strength import at_full_strength
from relode.plan.comparison import Comparison
from relode.plan.conditions import conditions, described
from relode.plan.discovery import Discovery, when_it_fails
from relode.plan.doubts import Looked, doubts
from relode.plan.doubts_text import sensitivity_record
from relode.plan.planning_text import both, fails_words, signpost_words
from relode.plan.sensitivity import ASSUMPTION_DRIVEN
from relode.plan.simulation import doses_of
from relode.plan.stage import Stage
from relode.plan.standing import Verdict, verdict
from relode.plan.step_record import Step, step_of
from relode.plan.unknowns import levers_used
from relode.plan.watching import OUTCOME, watched

LEAST_GAIN, LEAST_PART = 1.0, 0.1
"""A change of plan is told if it surely gains a job and a tenth of what the plan itself adds: less helps nobody."""
SHRINKAGE = "managed_shrinkage"


def doubted(on: Stage, table: Comparison, kept: float) -> Step:
    """The last record: whether there is a ranking, when the leading plan fails, what to watch."""
    rng = np.random.default_rng([on.asked.seed, 7])
    standing = verdict(table.in_all_futures() or dict(table.gain), table.unit, kept, rng)
    lead = _lead(table, standing)
    fails = when_it_fails(conditions(on), ~table.met[lead], rng)
    others = [each for i, each in enumerate(table.candidates) if i != lead and each.kind != "nothing"]
    near = [each for each in others if each.kind == "found" or each.name == SHRINKAGE]
    signs = watched(on, table.candidates[lead], near, rng) if len(on.low) and near else []
    adds = (table.outcomes.at_end(OUTCOME)[lead] - on.nothing.at_end(OUTCOME)[0]).mean()
    least = max(LEAST_GAIN, LEAST_PART * float(adds))
    step = step_of(on, table, standing, searching=False)
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
        if sign is not None and sign.gain_90[0] >= least
    ]
    step.record["signposts_tried"] = len(signs)
    step.record["at_full_strength"] = at_full_strength(
        on, lead, [each.policy for each in table.candidates], table.outcomes
    )
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
        record["tag_texts"].append(
            both(lambda language: said(language, share=percent(min(of["assumed_share"], 1.0), language)))
        )


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
