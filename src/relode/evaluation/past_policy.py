"""A policy and its outcomes, evaluated by the protocol: estimate, other designs beside it, checks, verdict."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Self

import numpy as np
import scipy
import xarray as xr
from pydantic import model_validator

from relode.errors import RelodeError
from relode.evaluation import checks
from relode.evaluation.checks import NOT_IDENTIFIED, Check, Verdict, verdict
from relode.evaluation.designs import DesignEstimate, imputation, staggered
from relode.evaluation.few_treated import FewTreated, few_treated, few_verdict
from relode.evaluation.policies import OWN, PastPolicy, protocol
from relode.evaluation.study import Refused, Study, outcome_names, study_of, within_provinces
from relode.evaluation.synthetic_designs import (
    augmented_synthetic_control,
    synthetic_control,
    synthetic_difference_in_differences,
)
from relode.places.lookup import great_circle_distance
from relode.places.place import by_code
from relode.records import Doc, Record
from relode.settings import Settings
from relode.streams import stream

DESIGNS = (
    "staggered", "imputation", "synthetic_difference_in_differences", "synthetic_control",
    "augmented_synthetic_control",
)  # fmt: skip
BLOCK = 20
"""Placebo draws between two reports of progress."""

Progress = Callable[[str, list[float]], None]


class EvaluationSettings(Settings):
    """How to evaluate: the design whose estimate is judged, placebos in place or not, the seed.

    Raises RelodeError for an unknown design.
    """

    design: str = "staggered"
    placebos: bool = False
    seed: int = 1

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.design not in DESIGNS:
            raise RelodeError("unknown_design", name=self.design, known=", ".join(DESIGNS))
        return self


@dataclass(frozen=True)
class Evaluation:
    """One outcome of a policy. `estimate` is None and `refused` says why where nothing could be estimated.

    `beside` are other designs, and the main one within provinces; `ratios` the placebos' effects over their errors.
    """

    policy: PastPolicy
    outcome: str
    settings: EvaluationSettings
    verdict: Verdict
    estimate: DesignEstimate | None = None
    checks: Mapping[str, Check] = field(default_factory=dict)
    beside: Mapping[str, DesignEstimate] = field(default_factory=dict)
    ratios: tuple[float, ...] = ()
    years: tuple[int, int] | None = None
    dropped: tuple[str, ...] = ()
    treated: tuple[str, ...] = ()
    treated_from_start: tuple[str, ...] = ()
    refused: RelodeError | None = None

    @property
    def practical(self) -> float:
        """The practical size of the outcome, after its transform."""
        return practical_size(self.outcome)


def evaluate(
    panel: xr.Dataset, policy: PastPolicy, outcomes: Sequence[str] = (), settings: EvaluationSettings | None = None,
    *, done: Mapping[str, Sequence[float]] | None = None, progress: Progress | None = None,
) -> list[Evaluation]:  # fmt: skip
    """Each outcome asked for (all of the protocol if none is), with the correction for all outcomes of the policy.

    `done` are placebo draws of an earlier, stopped run by outcome; `progress` is told of new ones. Raises
    RelodeError for an unknown outcome.
    """
    settings, rules = settings or EvaluationSettings(), protocol()["rules"]
    asked = tuple(outcomes) or outcome_names()
    studies: dict[str, Study] = {}
    refusals: dict[str, RelodeError] = {}
    few: dict[str, tuple[Study, FewTreated]] = {}
    for outcome in dict.fromkeys([*asked, *outcome_names()]):
        try:
            data = study_of(panel, policy, outcome, least_treated=1 if policy.name == OWN else None)
        except Refused as refused:
            refusals[outcome] = refused
            continue
        if len(data.treated) >= rules["least_treated"]:
            studies[outcome] = data
        else:
            few[outcome] = data, few_treated(data, rules["level"], stream("past_policy_designs", settings.seed))
    wild = {
        outcome: checks.wild_bootstrap(each, rules["level"], rules["bootstrap_draws"], settings.seed)
        for outcome, each in studies.items()
    }
    chances = {name: c.detail["p_value"] for name, c in wild.items()} | {n: f.p_value for n, (_, f) in few.items()}
    adjusted = dict(zip(chances, corrected(list(chances.values())), strict=True))
    evaluations = []
    for outcome in asked:
        if outcome in refusals:
            verdict_of = Verdict(NOT_IDENTIFIED, ("refused",))
            evaluations.append(Evaluation(policy, outcome, settings, verdict_of, refused=refusals[outcome]))
        else:
            several = Check("several_outcomes", adjusted[outcome] < rules["level"],
                            {"p_value": adjusted[outcome], "count": len(chances)})  # fmt: skip
            if outcome in few:
                evaluations.append(_of_few(policy, outcome, *few[outcome], several, settings))
                continue
            before = (done or {}).get(outcome, ())
            evaluations.append(
                _evaluated(policy, outcome, studies[outcome], settings, [wild[outcome], several], before, progress)
            )
    return evaluations


def _evaluated(
    policy: PastPolicy,
    outcome: str,
    study: Study,
    settings: EvaluationSettings,
    known: list[Check],
    done: Sequence[float],
    progress: Progress | None,
) -> Evaluation:
    rules = protocol()["rules"]
    main = staggered(study)
    years, level = rules["pre_years"], rules["level"]
    made = [
        checks.pre_trends(main, study, years, level, rules["target_power"]),
        checks.sensitivity(main, study, years, rules["violation"]),
        checks.placebo_in_time(study, rules["placebo_shifts"], level),
        checks.leave_one_out(main, study),
        checks.spillovers(study, neighbours(policy, rules["neighbour_kilometres"]), level),
        *known,
    ]
    ratios = list(done)
    if settings.placebos:
        while True:
            draws = min(len(ratios) // BLOCK * BLOCK + BLOCK, rules["placebo_draws"])
            check, ratios = checks.placebo_in_place(
                main, study, draws, level, stream("placebos_in_place", settings.seed), ratios[:draws]
            )
            if progress:
                progress(outcome, ratios)
            if draws >= rules["placebo_draws"]:
                made.append(check)
                break
    by_name = {check.name: check for check in made}
    estimate, beside = _designs(main, study, settings)
    practical = protocol()["outcomes"][outcome]["practical"]
    span = (int(study.table["year"].min()), int(study.table["year"].max()))
    return Evaluation(
        policy, outcome, settings, verdict(estimate, by_name, practical, rules["widest"]), estimate, by_name, beside,
        tuple(ratios), span, study.dropped, study.treated, study.treated_from_start,
    )  # fmt: skip


def _of_few(
    policy: PastPolicy, outcome: str, study: Study, few: FewTreated, several: Check, settings: EvaluationSettings
) -> Evaluation:
    """Fewer places than the protocol asks for: judged by synthetic control, whatever design was asked for."""
    judged = few_verdict(few, several, practical_size(outcome), protocol()["rules"]["widest"])
    span = (int(study.table["year"].min()), int(study.table["year"].max()))
    by_name, design = {**few.checks, several.name: several}, settings.model_copy(update={"design": few.estimate.design})
    return Evaluation(
        policy,
        outcome,
        design,
        judged,
        few.estimate,
        by_name,
        {},
        (),
        span,
        study.dropped,
        study.treated,
        study.treated_from_start,
    )


def _designs(
    main: DesignEstimate, study: Study, settings: EvaluationSettings
) -> tuple[DesignEstimate, dict[str, DesignEstimate]]:
    """The estimate that is judged, and the quick ones beside it."""
    rng = stream("past_policy_designs", settings.seed)
    values = {
        "staggered": main,
        "imputation": imputation(study),
        "synthetic_difference_in_differences": synthetic_difference_in_differences(study, seed=settings.seed, draws=50),
        "synthetic_control": synthetic_control(study, rng=rng),
    }
    if settings.design == "augmented_synthetic_control":
        values[settings.design] = augmented_synthetic_control(study, rng=rng, placebo_places=20)
    near = within_provinces(study)
    if near is not None:
        values["within_provinces"] = staggered(near)
    estimate = values.pop(settings.design)
    return estimate, values


def neighbours(policy: PastPolicy, kilometres: float) -> frozenset[str]:
    """Places that are not treated and lie within `kilometres` of a treated prefecture."""
    treated = [by_code()[code] for code in policy.first_years]
    result = set()
    for code in policy.controls:
        distances = (great_circle_distance(by_code()[code], other) for other in treated)
        if any(d is not None and d <= kilometres for d in distances):
            result.add(code)
    return frozenset(result)


def interval(estimate: DesignEstimate, share: float) -> tuple[float, float]:
    """The interval with `share` of the probability, its width in proportion to the 95 % interval's."""
    factor = float(scipy.stats.norm.ppf((1 + share) / 2) / scipy.stats.norm.ppf(0.975))
    return estimate.effect - factor * (estimate.effect - estimate.low), estimate.effect + factor * (
        estimate.high - estimate.effect
    )


def corrected(chances: list[float]) -> list[float]:
    """p-values under control of false discoveries, in the order of `chances`. Source: benjamini1995."""
    return [float(p) for p in scipy.stats.false_discovery_control(chances)] if chances else []


def readable(outcome: str, size: float) -> float:
    """A size of the outcome as a reader takes it: a share for logarithms, points for shares."""
    return float(np.expm1(size)) if protocol()["outcomes"][outcome]["transform"] == "ln" else size


def unit(outcome: str) -> str:
    """The unit of `readable`."""
    return "share" if protocol()["outcomes"][outcome]["transform"] == "ln" else "percentage points"


def practical_size(outcome: str) -> float:
    """The protocol's practical size of an outcome, in its unit after the transform."""
    return float(protocol()["outcomes"][outcome]["practical"])


@dataclass(frozen=True)
class Dosed(Record):
    """The effect for one unit of the dose, taken as proportional."""

    mean_dose: Annotated[float, Doc("mean dose of the treated", "dose_unit")]
    dose_unit: Annotated[str, Doc("unit of the dose")]
    effect_per_dose: Annotated[float, Doc("effect of one unit, in the outcome's unit after the transform")]


def per_dose(evaluation: Evaluation) -> Dosed | None:
    """The effect for one unit of the mean dose of the treated, where the user's file has doses."""
    doses = evaluation.policy.doses
    known = [doses[code] for code in evaluation.treated if code in doses] if doses else []
    if not known or evaluation.estimate is None or not sum(known):
        return None
    mean = sum(known) / len(known)
    return Dosed(mean, evaluation.policy.dose_unit, evaluation.estimate.effect / mean)
