"""What an examination writes: a row an experiment, how many hold, and the figures from money to jobs."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Annotated

from relode.examination.examine import Examination, ExperimentResult
from relode.examination.money_tables import MoneyFigure
from relode.language import Sentence
from relode.records import Doc, Record

BANDS = ("median", "p05", "p95")


@dataclass(frozen=True)
class ExperimentAnswer(Record):
    """A published effect and what the simulator says."""

    id: Annotated[str, Doc("key of the effect")]
    study: Annotated[str, Doc("the study")]
    lever: Annotated[str, Doc("what the study is about")]
    outcome: Annotated[str, Doc("what it measures")]
    horizon_years: Annotated[int, Doc("years after the shock", "years")]
    estimate: Annotated[float, Doc("published estimate", "unit of the outcome")]
    low: Annotated[float | None, Doc("lower end of its 95 % interval", "unit of the outcome")]
    high: Annotated[float | None, Doc("upper end of its 95 % interval", "unit of the outcome")]
    verified: Annotated[str, Doc("how the estimate was verified")]
    transfer: Annotated[str, Doc("how far it travels: direct, near or far")]
    use: Annotated[str, Doc("fit, examine or context")]
    set_up: Annotated[bool, Doc("whether the simulator can be shocked and read so")]
    quantity: Annotated[str | None, Doc("quantity of the simulator that is read")]
    measure: Annotated[str | None, Doc("how it is read")]
    places: Annotated[tuple[str, ...], Doc("places that are shocked, by code", shape="place")]
    median: Annotated[float | None, Doc("simulated median, null where it is endless or not set up", "as estimate")]
    p05: Annotated[float | None, Doc("simulated 5 % quantile", "as estimate")]
    p95: Annotated[float | None, Doc("simulated 95 % quantile", "as estimate")]
    endless: Annotated[tuple[str, ...], Doc("which of these are endless: a cost where no job is made")]
    overlap: Annotated[bool | None, Doc("whether the band and the published interval meet")]
    share_above: Annotated[float | None, Doc("share of draws above 0", "share")]
    draws_left_out: Annotated[int | None, Doc("draws in which nothing moved", "count")]
    passed: Annotated[bool, Doc("whether it passes: only what was never used to choose anything can")]
    met: Annotated[bool, Doc("whether the rule holds")]
    standing: Annotated[str, Doc("passed, not_passed, reproduced, not_reproduced or shown")]
    reason: Annotated[Sentence, Doc("why it counts so")]


@dataclass(frozen=True)
class UseSummary(Record):
    """Experiments of one use."""

    rows: Annotated[int, Doc("experiments", "count")]
    set_up: Annotated[int, Doc("that can be set up", "count")]
    met: Annotated[int, Doc("that meet the rule", "count")]
    met_by_zero: Annotated[int, Doc("of these, that only ask for no effect", "count")]


@dataclass(frozen=True)
class ExaminationAnswer(Record):
    """All experiments that were run."""

    experiments: Annotated[tuple[ExperimentAnswer, ...], Doc("one an effect", shape="experiment")]
    draws: Annotated[int, Doc("draws of the posterior", "count")]
    seed: Annotated[int, Doc("seed of all draws")]
    summary: Annotated[Mapping[str, UseSummary], Doc("how many hold", shape="use")]


@dataclass(frozen=True)
class MoneyAnswer(Record):
    """From money to jobs in single cities."""

    figures: Annotated[tuple[MoneyFigure, ...], Doc("one a shock, place, figure and horizon", shape="figure")]
    draws: Annotated[int, Doc("draws of the posterior", "count")]
    seed: Annotated[int, Doc("seed of all draws")]


def examination_answer(examination: Examination) -> ExaminationAnswer:
    """All results, with how many of each use hold."""
    rows = tuple(experiment_answer(result) for result in examination.results)
    summary = {
        use: UseSummary(
            rows=len(own),
            set_up=sum(r.score is not None for r in own),
            met=sum(r.met for r in own),
            met_by_zero=sum(r.met and r.experiment.by_sign and r.experiment.estimate == 0 for r in own),
        )
        for use in ("fit", "examine", "context")
        if (own := [r for r in examination.results if r.experiment.use == use])
    }
    return ExaminationAnswer(rows, examination.draws, examination.seed, summary)


def experiment_answer(result: ExperimentResult) -> ExperimentAnswer:
    """A row of the answer; what is endless (a cost where no job is made) is None."""
    own, answer = result.experiment, result.score
    numbers: dict[str, float | None] = {name: getattr(answer, name) if answer else None for name in BANDS}
    return ExperimentAnswer(
        id=own.effect_id,
        study=own.study,
        lever=own.lever,
        outcome=own.outcome.name,
        horizon_years=own.horizon,
        estimate=own.estimate,
        low=own.low,
        high=own.high,
        verified=own.verified,
        transfer=own.transfer,
        use=own.use,
        set_up=answer is not None,
        quantity=own.outcome.quantity or None,
        measure=own.outcome.measure or None,
        places=own.places,
        **{name: value if value is not None and isfinite(value) else None for name, value in numbers.items()},
        endless=tuple(name for name, value in numbers.items() if value is not None and not isfinite(value)),
        overlap=answer.overlap if answer else None,
        share_above=answer.above if answer else None,
        draws_left_out=answer.left_out if answer else None,
        passed=result.passed,
        met=result.met,
        standing=result.standing,
        reason=result.reason,
    )
