"""Plans on the same futures as records: cost by year and payer, measures, regret, fans."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Values
from relode.examination.evidence_tags import lever_evidence
from relode.horizon import FIRST_PLAN_YEAR
from relode.model.policy.costs import LINES
from relode.model.policy.levers import levers
from relode.model.results import BANDS
from relode.plan.at_full_strength import cost_per_job
from relode.plan.decisions import city_share
from relode.plan.evaluate import Outcomes, payers_of
from relode.plan.finding import Candidate
from relode.plan.objectives import OBJECTIVES, gains, spans, worst_regret
from relode.plan.robustness import beats_nothing_share, conditional_value_at_risk, high_regret, satisfies_share
from relode.plan.stage import Stage
from relode.plan.thresholds import Threshold, all_met
from relode.vocabulary import quantity

LEAST_COST = 1e-9
"""A tenth of a yuan: what rounding leaves of a line that nothing is set for."""
FANS = ("population", "employment", "income_per_person", "debt_ratio")


@dataclass(frozen=True)
class Comparison:
    """Candidates, doing nothing first, with their outcomes in the same order.

    `gain`: objective -> (plan, future); `unit` the span of each; `met` (plan, future) where all thresholds are met.
    """

    candidates: tuple[Candidate, ...]
    outcomes: Outcomes
    gain: Mapping[str, Values]
    unit: Mapping[str, float]
    met: NDArray[np.bool_]
    thresholds: tuple[Threshold, ...]

    def in_all_futures(self) -> dict[str, Values]:
        """The gains of the objectives that are told for every future."""
        return {name: gain for name, gain in self.gain.items() if not OBJECTIVES[name].low_prices_only}


def compared(on: Stage, candidates: Sequence[Candidate], outcomes: Outcomes) -> Comparison:
    """Set the candidates side by side. Raises RelodeError for thresholds that no plan meets in any future."""
    gain = gains(outcomes, on.nothing, on.asked.objectives, on.low)
    thresholds = on.asked.parsed or (_usual(on),)
    relative = {t.quantity: outcomes.at_end(t.quantity) / outcomes.quantities[t.quantity][..., 0] for t in thresholds}
    met = all_met(thresholds, relative, dict.fromkeys(relative, 1.0))
    return Comparison(tuple(candidates), outcomes, gain, spans(gain), met, thresholds)


def _usual(on: Stage) -> Threshold:
    """The employment that doing nothing keeps in the middle future, to a twentieth of the opening year's."""
    kept = on.nothing.at_end("employment") / on.nothing.quantities["employment"][..., 0]
    return Threshold("employment", ">=", max(0.05, round(float(np.median(kept)) * 20) / 20))


def records(on: Stage, table: Comparison) -> list[dict[str, Any]]:
    """One record a plan, as the contract has it, without titles."""
    largest, high = worst_regret(table.gain, table.unit)
    by_aim = {name: high_regret(gain) / table.unit[name] for name, gain in table.gain.items()}
    satisfied = satisfies_share(table.met)
    together = np.mean([gain / table.unit[name] for name, gain in table.in_all_futures().items()], axis=0)
    beats = beats_nothing_share(together, 0)
    share = city_share(table.outcomes).max(axis=(1, 2))
    added = (table.outcomes.quantities["debt_ratio"] - on.nothing.quantities["debt_ratio"]).max(axis=(1, 2))
    spent = table.outcomes.cost[:, :, np.asarray(table.outcomes.years) >= FIRST_PLAN_YEAR].sum(axis=(-1, -2))
    jobs = table.outcomes.at_end("employment") - on.nothing.at_end("employment")
    return [
        {
            "name": each.name,
            "kind": each.kind,
            "policy": None if each.kind == "nothing" else f"policies/{each.name}.toml",
            "scale": each.scale,
            "steps": steps(each),
            "cost_by_year": _cost_by_year(table.outcomes, i),
            "cost_lines": _cost_lines(table.outcomes, i),
            "budget_share_largest": float(share[i]),
            "debt_added_largest": float(added[i]),
            "cost_per_job": cost_per_job(spent[i], jobs[i]),
            "measures": _measures(table, on, i),
            "regret_max": float(largest[i]),
            "regret_90": float(high[i]),
            "regret_90_by_objective": {name: float(values[i]) for name, values in by_aim.items()},
            "satisfies_share": float(satisfied[i]),
            "beats_nothing_share": float(beats[i]),
            "fans": {name: _fan(table.outcomes.quantities[name][i], name) for name in FANS},
            "gain_fans": {
                name: _fan(table.outcomes.quantities[name][i] - on.nothing.quantities[name][0], name) for name in FANS
            },
        }
        for i, each in enumerate(table.candidates)
    ]


def steps(candidate: Candidate) -> list[dict[str, Any]]:
    """What is set, from when until when, with the grade of the evidence."""
    return [
        {
            "lever": step.lever,
            "sector": step.sector,
            "from": step.start,
            "until": step.until,
            "ramp": step.ramp,
            "value": step.value,
            "unit": levers()[step.lever].unit,
            "evidence_grade": levers()[step.lever].evidence_grade,
            "examined": examined.record() if (examined := lever_evidence().get(step.lever)) else None,
        }
        for step in candidate.policy.steps
    ]


def _cost_by_year(outcomes: Outcomes, plan: int) -> list[dict[str, float]]:
    """Means over futures, which add up: payers to the total. [10^8 yuan at prices of the opening year]"""
    payers = {name: paid.mean(axis=0) for name, paid in payers_of(outcomes.cost[plan]).items()}
    return [
        {
            "year": year,
            **{name: float(paid[t]) for name, paid in payers.items()},
            "total": float(sum(paid[t] for paid in payers.values())),
        }
        for t, year in enumerate(outcomes.years)
        if year >= FIRST_PLAN_YEAR
    ]


def _cost_lines(outcomes: Outcomes, plan: int) -> list[dict[str, Any]]:
    """Cost of each line over the years of the plan, mean over futures; lines without cost are left out."""
    during = np.asarray(outcomes.years) >= FIRST_PLAN_YEAR
    total = outcomes.cost[plan][:, during].sum(axis=1).mean(axis=0)
    return [
        {"lever": lever, "item": item, "payer": payer, "total": float(cost)}
        for (lever, item, payer), cost in zip(LINES, total, strict=True)
        if cost > LEAST_COST
    ]


def _measures(table: Comparison, on: Stage, plan: int) -> dict[str, Any]:
    found = {}
    for name, gain in table.gain.items():
        aim = OBJECTIVES[name]
        chosen = on.low if aim.low_prices_only else np.ones(len(on.low), dtype=bool)
        end = table.outcomes.at_end(aim.quantity)[plan, chosen]
        found[name] = {
            "quantity": aim.quantity,
            "unit": quantity(aim.quantity).unit,
            **_bands(end, ("p05", "median", "p95")),
            "nothing_median": float(np.median(on.nothing.at_end(aim.quantity)[0, chosen])),
            "gain_mean": float(gain[plan].mean()),
            "gain_90": [float(v) for v in np.quantile(gain[plan], (0.05, 0.95))],
            "gain_in_bad_luck": float(conditional_value_at_risk(gain[[plan]])[0]),
            "beats_nothing_share": float(np.mean((gain[plan] > 0) + 0.5 * (gain[plan] == 0))),
        }
    return found


def _fan(values: Values, name: str) -> dict[str, Any]:
    return {"unit": quantity(name).unit, **{band: np.quantile(values, q, axis=0).tolist() for band, q in BANDS.items()}}


def _bands(values: Values, names: Sequence[str]) -> dict[str, float]:
    return {name: float(np.quantile(values, BANDS[name])) for name in names}
