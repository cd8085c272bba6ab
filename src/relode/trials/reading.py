"""A filled sheet read: the answer by the checks of `evaluation`."""

from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np

from relode.decisions.records import Text
from relode.evaluation import checks as made
from relode.evaluation.checks import EFFECT, NO_EFFECT, NOT_IDENTIFIED, Check, Verdict, verdict
from relode.evaluation.designs import DesignEstimate, staggered
from relode.evaluation.policies import protocol
from relode.evaluation.record import CheckResult
from relode.evaluation.study import Refused, Study, study
from relode.language import Bilingual
from relode.measures.power import LEVEL, mixture_bound, units_needed
from relode.record import Doc, Record
from relode.trials.sheet import FilledSheet
from relode.trials.threshold import at_the_line, before_the_line

Answer = Literal["yes", "no", "harm", "unclear", "early"]
WIDEST = 1.0
"""A trial says no where it excludes the effect that was looked for, by 95 %."""
ONE_BY_ONE = 30
"""Up to so many treated units each is left out by a fit of its own; of more the same comes from their changes."""


@dataclass(frozen=True)
class TrialEffect(Record):
    """What the trial saw."""

    value: Annotated[float, Doc("effect on those drawn", "unit of the outcome after its transform")]
    standard_error: Annotated[float, Doc("its standard error", "as value")]
    interval_95: Annotated[tuple[float, float], Doc("95 % interval", "as value")]
    treated: Annotated[int, Doc("units drawn", "count")]
    control: Annotated[int, Doc("units not drawn", "count")]


@dataclass(frozen=True)
class TrialReading(Record):
    """What a filled sheet says."""

    place: Annotated[str, Doc("code of the place")]
    place_name: Annotated[Text, Doc("its name")]
    measure: Annotated[str, Doc("lever, or remedy of a need")]
    outcome: Annotated[str, Doc("what was counted")]
    transform: Annotated[str, Doc("share, or ln: its logarithm")]
    until: Annotated[int, Doc("last year that is filled in", "year")]
    ended: Annotated[bool, Doc("whether all years of the trial are filled in")]
    verdict: Annotated[str, Doc("yes, no, harm, unclear, or early: too early, go on")]
    reasons: Annotated[tuple[str, ...], Doc("checks that were not passed", shape="check")]
    bound: Annotated[float | None, Doc("size beyond which an effect can be excluded", "as effect")]
    effect: Annotated[TrialEffect | None, Doc("null where nothing could be estimated")]
    checks: Annotated[dict[str, CheckResult], Doc("what it must stand", shape="check")]
    refused: Annotated[Bilingual | None, Doc("why nothing could be estimated")]
    needed: Annotated[int | None, Doc("units that would tell, where it is unclear", "count")]


def reading(sheet: FilledSheet) -> TrialReading:
    """The answer of a sheet.

    A trial that is looked at before its end is read by the boundary that holds however often one looks.
    """
    ended = sheet.until >= sheet.first + sheet.years - 1
    estimate, found, said, refused = judged(sheet)
    answer = answer_of(said, estimate, ended, (sheet.until - sheet.first + 1) / sheet.years)
    needed = None
    if estimate is not None and answer == "unclear":
        units = len({*sheet.table["place"]})
        needed = units_needed(sheet.looked_for, estimate.standard_error * np.sqrt(units) / 2)
    return TrialReading(
        place=sheet.place,
        place_name=Bilingual(sheet.place_en, sheet.place_zh),
        measure=sheet.measure,
        outcome=sheet.outcome,
        transform=sheet.transform,
        until=sheet.until,
        ended=ended,
        verdict=answer,
        reasons=said.reasons,
        bound=said.bound,
        effect=None
        if estimate is None
        else TrialEffect(
            estimate.effect,
            estimate.standard_error,
            (estimate.low, estimate.high),
            estimate.treated_count,
            estimate.control_count,
        ),
        checks={name: CheckResult(each.passed, dict(each.detail)) for name, each in found.items()},
        refused=None if refused is None else Bilingual(refused.say("en"), refused.say("zh")),
        needed=needed,
    )


def judged(
    sheet: FilledSheet,
) -> tuple[DesignEstimate | None, dict[str, Check], Verdict, Refused | None]:
    """Estimate, checks, verdict and refusal of a sheet, as past policies are judged.

    Lots were drawn, so trends part by chance alone: the interval stands for the one that allows for parting trends.
    """
    rules = protocol()["rules"]
    if sheet.points is not None:
        return by_points(sheet, rules["level"])
    try:
        data = study(sheet.table, horizon=sheet.years, least_pre_periods=1)
    except Refused as refused:
        return None, {}, Verdict(NOT_IDENTIFIED, ("refused",)), refused
    estimate = staggered(data)
    robust = {"low": estimate.low, "high": estimate.high}
    found = [
        Check("sensitivity", estimate.low > 0 or estimate.high < 0, robust),
        made.wild_bootstrap(data, rules["level"], rules["bootstrap_draws"], sheet.seed),
        left_out(estimate, data),
    ]
    if not sheet.same_start:
        found.append(made.pre_trends(estimate, data, rules["pre_years"], rules["level"], rules["target_power"]))
        found.append(made.placebo_in_time(data, [1], rules["level"]))
    by_name = {each.name: each for each in found}
    return estimate, by_name, verdict(estimate, by_name, sheet.looked_for, WIDEST), None


def by_points(
    sheet: FilledSheet, level: float
) -> tuple[DesignEstimate | None, dict[str, Check], Verdict, Refused | None]:
    """The same of a sheet whose units were chosen by points: what jumps at the line, and did not before."""
    assert sheet.points is not None  # asked for by whoever calls
    try:
        estimate = at_the_line(sheet.table, sheet.points, sheet.first, sheet.years)
        found = [
            Check("sensitivity", estimate.low > 0 or estimate.high < 0, {"low": estimate.low, "high": estimate.high}),
            before_the_line(sheet.table, sheet.points, sheet.first, level),
        ]
    except Refused as refused:
        return None, {}, Verdict(NOT_IDENTIFIED, ("refused",)), refused
    by_name = {each.name: each for each in found}
    return estimate, by_name, verdict(estimate, by_name, sheet.looked_for, WIDEST), None


def left_out(estimate: DesignEstimate, data: Study) -> Check:
    """Whether one unit makes the effect: all keep its sign and half of its size.

    Of one cohort the design is the difference of mean changes, from which each unit is taken in turn.
    """
    if len(data.treated) <= ONE_BY_ONE:
        return made.leave_one_out(estimate, data)
    wide = made.after_only(data).table.pivot(index="place", columns="year", values="outcome")
    change = wide.iloc[:, 1:].mean(axis=1) - wide.iloc[:, 0]
    ends = []
    for names, sign in ((data.treated, 1), (data.controls, -1)):
        own = change[list(names)].to_numpy()
        ends += (estimate.effect + sign * (own.mean() - own) / (len(own) - 1)).tolist()
    detail = {"lowest": min(ends), "highest": max(ends)}
    kept = min(each * estimate.effect for each in ends) >= estimate.effect**2 / 2
    return Check("leave_one_out", bool(kept and estimate.effect), detail)


def answer_of(said: Verdict, estimate: DesignEstimate | None, ended: bool, part: float) -> Answer:
    """What the trial says: before its end only what lies beyond the boundary, which never says no."""
    if estimate is None:
        return "unclear"
    if not ended:
        away = abs(estimate.effect) / estimate.standard_error
        if away < mixture_bound(part, LEVEL, 1.0) / np.sqrt(part) or said.kind != EFFECT:
            return "early"
    if said.kind == EFFECT:
        return "yes" if estimate.effect > 0 else "harm"
    return "no" if said.kind == NO_EFFECT else "unclear"
