"""A filled sheet read: the answer by the checks of `evaluation`, what the measure does here given it, the new card."""

from dataclasses import dataclass, fields, replace
from typing import Annotated, Literal

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode.arrays import Vector
from relode.decisions.decision_records import Decision, SaidText
from relode.decisions.gains import Gain
from relode.decisions.programme_decisions import Judged, programme_decision, seen_by
from relode.evaluation import checks as made
from relode.evaluation.checks import EFFECT, NO_EFFECT, NOT_IDENTIFIED, Check, Verdict, verdict
from relode.evaluation.designs import DesignEstimate, staggered
from relode.evaluation.policies import protocol
from relode.evaluation.record import CheckResult
from relode.evaluation.study import Refused, Study, study
from relode.language import Bilingual
from relode.measures.power import LEVEL, mixture_bound, units_needed
from relode.places import by_code
from relode.plan.asked.request import PlanRequest
from relode.record import Doc, Record
from relode.streams import stream
from relode.trials.designs import measure_of
from relode.trials.sheet import FilledSheet
from relode.trials.threshold import at_the_line, before_the_line
from relode.trials.trial import Card, card_of, effects_here

Answer = Literal["yes", "no", "harm", "unclear", "early"]
FEW_EFFECTIVE = 100.0
"""With fewer draws that count for it the answer lies outside of what studies let expect. A choice of ours."""
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
    place_name: Annotated[SaidText, Doc("its name")]
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
    card_before: Annotated[Decision | None, Doc("the card as it stood, null where the simulator has no such place")]
    card_after: Annotated[Decision | None, Doc("the card given the answer")]
    effective: Annotated[float | None, Doc("draws of the evidence that count for the answer", "count")]
    surprising: Annotated[bool, Doc("whether the answer lies outside of what studies let expect")]


def reading(panel: xr.Dataset, sheet: FilledSheet) -> TrialReading:
    """The answer of a sheet, and the card before and after.

    A trial that is looked at before its end is read by the boundary that holds however often one looks. Raises
    RelodeError as `card_of` does.
    """
    measure = measure_of(sheet.measure)
    asked, place = PlanRequest(futures=sheet.futures, seed=sheet.seed), by_code().get(sheet.place)
    card = None if place is None or sheet.abroad else card_of(panel, place, measure, asked)
    ended = sheet.until >= sheet.first + sheet.years - 1
    estimate, found, said, refused = judged(sheet)
    answer = answer_of(said, estimate, ended, (sheet.until - sheet.first + 1) / sheet.years)
    after, effective = None if card is None else card.decision, None
    if card is not None and estimate is not None and answer != "early" and said.kind != NOT_IDENTIFIED:
        after, effective = card_after(card, estimate)
    needed = None
    if estimate is not None and answer == "unclear":
        units = len({*sheet.table["place"]})
        needed = units_needed(sheet.looked_for, estimate.standard_error * np.sqrt(units) / 2)
    return TrialReading(
        place=sheet.place,
        place_name=SaidText(sheet.place_en, sheet.place_zh),
        measure=sheet.measure,
        outcome=sheet.outcome,
        transform=sheet.transform,
        until=sheet.until,
        ended=ended,
        verdict=answer,
        reasons=said.reasons,
        bound=said.bound,
        effect=None if estimate is None else effect_of(estimate),
        checks={name: CheckResult(each.passed, dict(each.detail)) for name, each in found.items()},
        refused=None if refused is None else Bilingual(refused.say("en"), refused.say("zh")),
        needed=needed,
        card_before=None if card is None else card.decision,
        card_after=after,
        effective=effective,
        surprising=effective is not None and effective < FEW_EFFECTIVE,
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


def effect_of(estimate: DesignEstimate) -> TrialEffect:
    """The estimate as it is written."""
    return TrialEffect(
        estimate.effect, estimate.standard_error, (estimate.low, estimate.high),
        estimate.treated_count, estimate.control_count,
    )  # fmt: skip


def card_after(card: Card, estimate: DesignEstimate) -> tuple[Decision, float | None]:
    """The card given the answer, and how many draws of the evidence count for it; that of a need stays.

    Each draw of what studies let expect here is weighed by how likely it makes the answer, with the part of its effect
    that is there by then.
    """
    gain, asked = card.gain, card.asked
    if gain is None or asked is None:
        return card.decision, None
    weight = weights(effects_here(card, gain), seen_by(asked.programme.lever), estimate.effect, estimate.standard_error)
    effective = float(1 / (weight**2).sum())
    drawn = stream("gain_after_a_trial", card.basis.asked.seed).choice(len(weight), len(weight), p=weight)
    after = redrawn(gain, drawn)
    return programme_decision(Judged(asked, after.account, after), card.basis.needs), effective


def weights(here: Vector, seen: float, effect: float, error: float) -> Vector:
    """Weights (draw,) of effects here (draw,), given one that was seen with its standard error; they add up to 1.

    Equation: exp(-((seen here - effect) / error)^2 / 2)

    Limits: an error without bound: all the same. No error: the nearest draw alone.
    """
    log = -0.5 * ((seen * here - effect) / error) ** 2
    result: Vector = np.exp(log - log.max())
    return np.asarray(result / result.sum())


def redrawn(gain: Gain, drawn: NDArray[np.int64]) -> Gain:
    """The gain in these of its draws (draw,), parts and account together."""
    count = len(gain.here)

    def taken(record: object) -> dict[str, Vector]:
        values = {each.name: getattr(record, each.name) for each in fields(record)}  # type: ignore[arg-type]
        return {name: v[drawn] for name, v in values.items() if isinstance(v, np.ndarray) and len(v) == count}

    account = replace(gain.account, **taken(gain.account))  # type: ignore[arg-type]
    size = replace(gain.size, **taken(gain.size))  # type: ignore[arg-type]
    return replace(gain, account=account, size=size, **taken(gain))  # type: ignore[arg-type]
