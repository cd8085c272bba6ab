"""What an evaluation writes: the object of one outcome, and that of a policy with all of its outcomes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np

from relode.arrays import Interval
from relode.evaluation.checks import Check
from relode.evaluation.designs import DesignEstimate
from relode.evaluation.past_policy import Dosed, Evaluation, interval, per_dose, practical_size, readable, unit
from relode.record import Doc, Inline, Record


@dataclass(frozen=True)
class PolicyEffect(Record):
    """The estimate that is judged."""

    value: Annotated[float, Doc("mean effect over the years of the horizon", "unit")]
    unit: Annotated[str, Doc("share, or percentage points of a share")]
    year: Annotated[int, Doc("last year of the horizon", "year")]
    interval_90: Annotated[Interval, Doc("90 % interval", "unit", "low, high")]
    interval_95: Annotated[Interval, Doc("95 % interval", "unit", "low, high")]
    sources: Annotated[tuple[str, ...], Doc("keys of sources, none: it is our own evaluation", shape="source")]
    flags: Annotated[tuple[str, ...], Doc("flags of the figure", shape="flag")]


@dataclass(frozen=True)
class CheckResult(Record):
    """What a check gave."""

    passed: Annotated[bool | None, Doc("whether it was passed, null where it could not be made")]
    detail: Annotated[Mapping[str, Any], Doc("its numbers in the outcome's unit after the transform, by name")]


@dataclass(frozen=True)
class DesignEffect(Record):
    """What another design gave."""

    effect: Annotated[float, Doc("mean effect", "unit of the effect")]
    low: Annotated[float, Doc("lower end of the 95 % interval", "unit of the effect")]
    high: Annotated[float, Doc("upper end of the 95 % interval", "unit of the effect")]


@dataclass(frozen=True)
class OutcomeAnswer(Record):
    """One outcome of a policy."""

    policy: Annotated[str, Doc("the policy")]
    outcome: Annotated[str, Doc("the outcome")]
    design: Annotated[str, Doc("the design whose estimate is judged")]
    effect: Annotated[PolicyEffect | None, Doc("the estimate, null where nothing could be estimated")]
    verdict: Annotated[str, Doc("effect, no_effect_beyond or not_identified")]
    reasons: Annotated[tuple[str, ...], Doc("why nothing is identified", shape="reason")]
    bound: Annotated[float | None, Doc("size beyond which an effect can be excluded", "unit of the effect")]
    practical_size: Annotated[float, Doc("size that matters, by the protocol", "unit of the effect")]
    checks: Annotated[Mapping[str, CheckResult], Doc("what it must stand", shape="check")]
    designs: Annotated[Mapping[str, DesignEffect], Doc("other designs beside it", shape="design")]
    path: Annotated[
        tuple[Mapping[str, float | None], ...],
        Doc("event_year, effect, standard_error, low and high (95 %), before the outcome's transform", shape="year"),
    ]
    treated: Annotated[tuple[str, ...], Doc("treated places by code", shape="place")]
    control_count: Annotated[int, Doc("places that they are held against", "count")]
    dropped: Annotated[tuple[str, ...], Doc("left out for gaps, by code", shape="place")]
    treated_from_start: Annotated[tuple[str, ...], Doc("left out, treated in the first year already", shape="place")]
    left_out: Annotated[tuple[str, ...], Doc("left out by the protocol, by code", shape="place")]
    below_prefecture: Annotated[tuple[str, ...], Doc("treated counties and districts, by code", shape="place")]
    years: Annotated[tuple[int, int] | None, Doc("first and last year", "year")]
    refused: Annotated[str | None, Doc("why nothing could be estimated, in English")]
    notes: Annotated[tuple[str, ...], Doc("what the library notes", shape="note")]
    seed: Annotated[int, Doc("seed of all draws")]
    placebos: Annotated[int, Doc("placebos in place that were drawn", "count")]
    per_dose: Annotated[Dosed | None, Doc("the effect for one unit of the dose"), Inline] = None


@dataclass(frozen=True)
class PolicyAnswer(Record):
    """All outcomes of a policy."""

    policy: Annotated[str, Doc("the policy")]
    outcomes: Annotated[tuple[OutcomeAnswer, ...], Doc("one an outcome", shape="outcome")]


def policy_answer(evaluations: Sequence[Evaluation]) -> PolicyAnswer:
    """What a policy did to each outcome that was asked for."""
    return PolicyAnswer(evaluations[0].policy.name, tuple(outcome_answer(each) for each in evaluations))


def outcome_answer(evaluation: Evaluation) -> OutcomeAnswer:
    """What a policy did to one outcome."""
    estimate, outcome = evaluation.estimate, evaluation.outcome
    bound = evaluation.verdict.bound
    return OutcomeAnswer(
        policy=evaluation.policy.name,
        outcome=outcome,
        design=evaluation.settings.design,
        effect=_effect(evaluation),
        verdict=evaluation.verdict.kind,
        reasons=tuple(evaluation.verdict.reasons),
        bound=None if bound is None else readable(outcome, bound),
        practical_size=readable(outcome, practical_size(outcome)),
        checks={check.name: _check(check) for check in evaluation.checks.values()},
        designs={
            name: DesignEffect(*(readable(outcome, size) for size in (each.effect, each.low, each.high)))
            for name, each in evaluation.beside.items()
        },
        path=() if estimate is None else _path(estimate),
        treated=tuple(evaluation.treated),
        control_count=0 if estimate is None else estimate.control_count,
        dropped=tuple(evaluation.dropped),
        treated_from_start=evaluation.treated_from_start,
        left_out=tuple(evaluation.policy.left_out),
        below_prefecture=tuple(evaluation.policy.below),
        years=evaluation.years,
        refused=None if evaluation.refused is None else str(evaluation.refused),
        notes=() if estimate is None else tuple(estimate.notes),
        seed=evaluation.settings.seed,
        placebos=len(evaluation.ratios),
        per_dose=per_dose(evaluation),
    )


def _effect(evaluation: Evaluation) -> PolicyEffect | None:
    estimate, span, outcome = evaluation.estimate, evaluation.years, evaluation.outcome
    if estimate is None or span is None:
        return None
    low, high = interval(estimate, 0.9)
    return PolicyEffect(
        value=readable(outcome, estimate.effect),
        unit=unit(outcome),
        year=min(span[1], max(evaluation.policy.first_years.values()) + evaluation.policy.horizon - 1),
        interval_90=(readable(outcome, low), readable(outcome, high)),
        interval_95=(readable(outcome, estimate.low), readable(outcome, estimate.high)),
        sources=(),
        flags=("own_evaluation",),
    )


def _path(estimate: DesignEstimate) -> tuple[Mapping[str, float | None], ...]:
    rows = estimate.path.replace({np.nan: None}).to_dict("records")
    return tuple({str(name): value for name, value in row.items()} for row in rows)


def _check(check: Check) -> CheckResult:
    missing = {} if check.missing is None else {"missing": str(check.missing)}
    return CheckResult(check.passed, {**check.detail, **missing})
