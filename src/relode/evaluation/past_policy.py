"""A policy and its outcomes, evaluated by the protocol: estimate, other designs beside it, checks, verdict."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, Self

import numpy as np
import scipy
import xarray as xr
from pydantic import model_validator

from relode.errors import RelodeError
from relode.evaluation import checks
from relode.evaluation.checks import NOT_IDENTIFIED, Check, Verdict
from relode.evaluation.designs import DesignEstimate, imputation, staggered
from relode.evaluation.policies import OWN, PastPolicy, protocol
from relode.evaluation.study import Study, outcome_names, study_of, within_provinces
from relode.evaluation.synthetic_designs import (
    augmented_synthetic_control,
    synthetic_control,
    synthetic_difference_in_differences,
)
from relode.evaluation.tested import ExaminedStudy, near_treated, tested_or_refused
from relode.places.place import by_code
from relode.record import Doc, Record
from relode.settings import Settings
from relode.streams import stream
from relode.usual import SEED

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
    seed: int = SEED

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
    settings = settings or EvaluationSettings()
    asked = tuple(outcomes) or outcome_names()
    least = 1 if policy.name == OWN else None
    made = {each: partial(study_of, panel, policy, each, least) for each in dict.fromkeys([*asked, *outcome_names()])}
    known, refusals = tested_or_refused(made, settings.seed)
    evaluations = []
    for outcome in asked:
        if outcome in refusals:
            verdict_of = Verdict(NOT_IDENTIFIED, ("refused",))
            evaluations.append(Evaluation(policy, outcome, settings, verdict_of, refused=refusals[outcome]))
        else:
            before = (done or {}).get(outcome, ())
            evaluations.append(_evaluated(policy, outcome, known[outcome], settings, before, progress))
    return evaluations


def _evaluated(
    policy: PastPolicy, outcome: str, one: ExaminedStudy, settings: EvaluationSettings, done: Sequence[float],
    progress: Progress | None,
) -> Evaluation:  # fmt: skip
    """The verdict on one outcome; fewer places than the protocol asks for are judged by synthetic control."""
    rules, study = protocol()["rules"], one.study
    main, made = one.checked(near_treated([by_code()[code] for code in policy.first_years],
                                          [by_code()[code] for code in policy.controls]))  # fmt: skip
    estimate, beside, ratios = main, dict[str, DesignEstimate](), list(done)
    if one.few is not None:
        settings, ratios = settings.model_copy(update={"design": main.design}), []
    else:
        while settings.placebos:
            draws = min(len(ratios) // BLOCK * BLOCK + BLOCK, rules["placebo_draws"])
            check, ratios = checks.placebo_in_place(
                main, study, draws, rules["level"], stream("placebos_in_place", settings.seed), ratios[:draws]
            )
            if progress:
                progress(outcome, ratios)
            if draws >= rules["placebo_draws"]:
                made[check.name] = check
                break
        estimate, beside = _designs(main, study, settings)
    return Evaluation(
        policy, outcome, settings, one.judged(estimate, made, practical_size(outcome)), estimate, made, beside,
        tuple(ratios), one.years, study.dropped, study.treated, study.treated_from_start,
    )  # fmt: skip


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


def interval(estimate: DesignEstimate, share: float) -> tuple[float, float]:
    """The interval with `share` of the probability, its width in proportion to the 95 % interval's."""
    factor = float(scipy.stats.norm.ppf((1 + share) / 2) / scipy.stats.norm.ppf(0.975))
    return estimate.effect - factor * (estimate.effect - estimate.low), estimate.effect + factor * (
        estimate.high - estimate.effect
    )


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
