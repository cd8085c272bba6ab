"""What an estimate must stand before it is believed: each check is a record of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import scipy

from relode.errors import RelodeError
from relode.evaluation.designs import DesignEstimate, heard, staggered, windowed
from relode.evaluation.study import Refused, Study

EFFECT, NO_EFFECT, NOT_IDENTIFIED = "effect", "no_effect_beyond", "not_identified"


NO_SPREAD = 1e-12
"""Below this part of the largest eigenvalue a covariance counts as singular: it is rounding of 64 bits."""


@dataclass(frozen=True)
class Check:
    """`passed` is None where the check could not be made; `detail` has its numbers, `missing` the reason."""

    name: str
    passed: bool | None
    detail: Mapping[str, Any]
    missing: RelodeError | None = None


def pre_trends(estimate: DesignEstimate, study: Study, years: int, level: float, target_power: float) -> Check:
    """Did the treated move like the others before? Also the yearly trend that this test would miss one time in five.

    Wald test on `years` years before treatment with the library's covariance, clusters less one as the denominator's
    degrees of freedom. Power by Roth: `missed_trend` is the slope found with `target_power`. Source: roth2022.
    """
    from diff_diff import PreTrendsPower

    fit = windowed(estimate, years, study.horizon)
    index = [int(e) for e in fit.event_study_vcov_index]
    before = [i for i, e in enumerate(index) if e < -1]
    if not before:
        return Check("pre_trends", None, {}, RelodeError("check_no_years_before"))
    values = np.array([fit.event_study_effects[index[i]]["effect"] for i in before])
    covariance = fit.event_study_vcov[np.ix_(before, before)]
    clusters = study.table["cluster"].nunique()
    rank = int(np.linalg.matrix_rank(covariance))
    wald = float(values @ np.linalg.pinv(covariance) @ values)
    freedom = max(clusters - rank, 1)
    probability = float(scipy.stats.f.sf(wald / rank * freedom / (clusters - 1), rank, freedom))
    with heard():
        power = PreTrendsPower(alpha=level, power=target_power, pretest_form="wald").fit(fit)
    detail = {"p_value": probability, "largest": float(np.abs(values).max()), "missed_trend": float(power.mdv)}
    return Check("pre_trends", probability >= level, detail)


def sensitivity(estimate: DesignEstimate, study: Study, years: int, violation: float) -> Check:
    """The interval if trends may part, after treatment, by `violation` times the largest parting before it.

    Source: rambachan_roth2023 (relative magnitudes). `breakdown` is the largest of 0, .25 ... 2 that leaves the
    interval on one side of 0, None if already 0 does not. Raises Refused where there are too few clusters to tell the
    years apart.
    """
    from diff_diff import HonestDiD

    fit = windowed(estimate, years, study.horizon)
    spread = np.linalg.eigvalsh(fit.event_study_vcov[np.ix_(*[_informative(fit)] * 2)])
    if spread[0] <= NO_SPREAD * spread[-1]:
        raise Refused("study_few_clusters", count=study.table["cluster"].nunique(), years=len(spread))
    with heard():
        honest = HonestDiD(method="relative_magnitude")
        at = {m: honest.fit(fit, M=m) for m in (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)}
    firm = [m for m, each in at.items() if each.ci_lb > 0 or each.ci_ub < 0]
    low, high = float(at[violation].ci_lb), float(at[violation].ci_ub)
    detail = {"low": low, "high": high, "violation": violation, "breakdown": max(firm) if firm else None}
    return Check("sensitivity", low > 0 or high < 0, detail)


def _informative(fit: Any) -> list[int]:
    """Positions of the years whose effect is estimated: that before treatment is 0 by construction."""
    return [i for i, e in enumerate(fit.event_study_vcov_index) if int(e) != -1]


def wild_bootstrap(study: Study, level: float, draws: int, seed: int) -> Check:
    """Is the effect told from 0 when whole provinces are drawn again? Few clusters make usual errors too small.

    Each place's mean after treatment minus its last year before it, cohorts stacked with all untreated places; the
    null is imposed. Source: cameron2008.
    """
    from diff_diff import wild_bootstrap_se

    parts = []
    wide = study.table.pivot(index="place", columns="year", values="outcome")
    first = study.table.groupby("place")[["first_year", "cluster"]].first().loc[wide.index]
    years = [int(y) for y in sorted(set(study.table["year"]))]
    for cohort in study.cohorts:
        after = [y for y in years if cohort <= y < cohort + (study.horizon or 10_000)]
        last = max(y for y in years if y < cohort)
        rows = first["first_year"].isin((0, cohort))
        change = wide.loc[rows, after].mean(axis=1) - wide.loc[rows, last]
        own = (first.loc[rows, "first_year"] > 0).astype(float)
        parts.append(
            pd.DataFrame({"change": change, "own": own, "cluster": first.loc[rows, "cluster"], "cohort": cohort})
        )
    stacked = pd.concat(parts)
    design = np.column_stack([stacked["own"], *(stacked["cohort"] == c for c in study.cohorts)]).astype(float)
    outcome = stacked["change"].to_numpy(float)
    residuals = outcome - design @ np.linalg.lstsq(design, outcome, rcond=None)[0]
    with heard():
        result = wild_bootstrap_se(
            design, outcome, residuals, stacked["cluster"].to_numpy(), 0, n_bootstrap=draws, seed=seed
        )
    detail = {"p_value": float(result.p_value), "low": float(result.ci_lower), "high": float(result.ci_upper)}
    return Check("wild_bootstrap", detail["p_value"] < level, detail)


def leave_one_out(estimate: DesignEstimate, study: Study) -> Check:
    """Does one treated place, or one province, make the effect? Passed if all keep its sign and half of its size."""
    provinces = study.table.groupby("place")["cluster"].first()
    leavers = {place: [place] for place in study.treated} if len(study.treated) > 1 else {}
    for cluster in sorted(set(provinces[list(study.treated)])):
        leavers[f"province {cluster}"] = list(provinces[provinces == cluster].index)
    values: dict[str, float] = {}
    for name, places in leavers.items():
        rest = study.without(places)
        if rest.treated and rest.controls:
            values[name] = staggered(after_only(rest)).effect
    if not values:
        return Check("leave_one_out", None, {}, RelodeError("check_one_treated"))
    ratio = {name: value / estimate.effect for name, value in values.items()}
    weakest = min(ratio, key=lambda name: ratio[name])
    detail = {"lowest": min(values.values()), "highest": max(values.values()), "weakest": weakest}
    return Check("leave_one_out", ratio[weakest] >= 0.5, detail)


def after_only(study: Study) -> Study:
    """The study from the year before the first treatment to the end of the last horizon: the same effect, sooner."""
    years = study.table["year"]
    last = max(study.cohorts) + (study.horizon or 10_000)
    rows = study.table[(years >= study.cohorts[0] - 1) & (years < last)]
    return replace(study, table=rows.reset_index(drop=True))


def placebo_in_time(study: Study, shifts: Sequence[int], level: float) -> Check:
    """Years from the first true start on are cut off, and the policy is said to have come some years before it."""
    start, rows = study.cohorts[0], study.table[study.table["year"] < study.cohorts[0]]
    result: dict[int, tuple[float, float]] = {}
    for shift in shifts:
        if start - shift - 2 >= rows["year"].min():
            estimate = staggered(Study(rows.assign(first_year=(rows["first_year"] > 0) * (start - shift)), shift))
            result[shift] = (estimate.effect, estimate.standard_error)
    if not result:
        return Check("placebo_in_time", None, {}, RelodeError("check_no_earlier_years"))
    freedom = study.table["cluster"].nunique() - 1
    chances = {s: float(2 * scipy.stats.t.sf(abs(e / se), freedom)) for s, (e, se) in result.items()}
    worst = min(chances, key=lambda s: chances[s])
    detail = {"shift": worst, "effect": result[worst][0], "p_value": chances[worst], "count": len(result)}
    # The worst of several tries is held against the level divided by their number (Bonferroni).
    return Check("placebo_in_time", chances[worst] >= level / len(result), detail)


def placebo_in_place(
    estimate: DesignEstimate,
    study: Study,
    draws: int,
    level: float,
    rng: np.random.Generator,
    done: Sequence[float] = (),
) -> tuple[Check, list[float]]:
    """Untreated places are said to be treated, as many and in the same years: how often do they show as much?

    `done` are draws of an earlier, stopped run with the same generator; the new ones go on from there.
    """
    untreated = study.table[study.table["first_year"] == 0]
    names = sorted(set(untreated["place"]))
    first = study.table.groupby("place")["first_year"].first()
    starts = first[first > 0].to_numpy()
    if len(names) < 2 * len(starts):
        starts = np.sort(rng.choice(starts, len(names) // 2, replace=False))
    ratios = list(done)
    for i in range(draws):
        chosen = rng.choice(names, len(starts), replace=False)
        if i >= len(done):
            year = untreated["place"].map(dict(zip(chosen, starts, strict=True))).fillna(0).astype(int)
            result = staggered(after_only(Study(untreated.assign(first_year=year), study.horizon)))
            ratios.append(result.effect / result.standard_error)
    own = estimate.effect / estimate.standard_error
    probability = (1 + sum(abs(r) >= abs(own) for r in ratios)) / (1 + len(ratios))
    detail = {"p_value": probability, "draws": len(ratios), "places": len(starts)}
    return Check("placebo_in_place", probability < level, detail), ratios


def spillovers(study: Study, neighbours: frozenset[str], level: float) -> Check:
    """Do untreated places near a treated one change with it? Then they are no controls.

    `neighbours` are the untreated places within the protocol's distance; they are treated, for this question, from
    the first cohort on, and compared with those farther away.
    """
    near = sorted(set(study.controls) & neighbours)
    far = len(study.controls) - len(near)
    if len(near) < 5 or far < 5:
        return Check("spillovers", None, {"near": len(near), "far": far}, RelodeError("check_few_neighbours"))
    rows = study.table[study.table["first_year"] == 0]
    near_study = Study(rows.assign(first_year=rows["place"].isin(near) * study.cohorts[0]), study.horizon)
    on_neighbours = staggered(near_study)
    without = staggered(study.without(near))
    freedom = rows["cluster"].nunique() - 1
    p_value = float(2 * scipy.stats.t.sf(abs(on_neighbours.effect / on_neighbours.standard_error), freedom))
    detail = {
        "effect": on_neighbours.effect, "p_value": p_value, "near": len(near), "without_neighbours": without.effect,
    }  # fmt: skip
    return Check("spillovers", p_value >= level, detail)


@dataclass(frozen=True)
class Verdict:
    """`kind` is effect, no_effect_beyond or not_identified; `reasons` are keys of sentences, the first one counts.

    `bound` is the size beyond which effects are excluded, in the outcome's unit, where no effect was seen.
    """

    kind: str
    reasons: tuple[str, ...] = ()
    bound: float | None = None


def verdict(estimate: DesignEstimate, checks: Mapping[str, Check], practical: float, widest: float) -> Verdict:
    """The rule, in this order.

    1. Not identified if the treated already moved otherwise before, if the policy seems to work before it came, or if
       untreated neighbours move with the treated.
    2. Effect if the interval, the wild bootstrap by province (also when corrected for several outcomes) and, where
       drawn, placebos in place all tell it from 0, no single place or province makes it, and it outlasts the
       protocol's violation of parallel trends.
    3. Not identified if the interval tells it from 0 and one of the other checks of 2 does not.
    4. No effect beyond the farther end of the interval that allows for the violation; if that end is farther than
       `widest` practical sizes the data say nothing: not identified.

    Example:
        >>> import pandas as pd
        >>> from relode.evaluation import Check, DesignEstimate, verdict
        >>> found = DesignEstimate("staggered", 0.08, 0.02, 0.04, 0.12, pd.DataFrame(), 0.08, 0.02, 40, 200)
        >>> verdict(found, {}, practical=0.02, widest=2.0).kind
        'effect'
        >>> verdict(found, {"pre_trends": Check("pre_trends", False, {})}, practical=0.02, widest=2.0)
        Verdict(kind='not_identified', reasons=('pre_trends',), bound=None)
    """
    failed = tuple(
        name for name in ("pre_trends", "placebo_in_time", "spillovers")
        if name in checks and checks[name].passed is False
    )  # fmt: skip
    if failed:
        return Verdict(NOT_IDENTIFIED, failed)
    tells = ("wild_bootstrap", "several_outcomes", "placebo_in_place", "leave_one_out", "sensitivity")
    if estimate.low > 0 or estimate.high < 0:
        weak = tuple(name for name in tells if name in checks and checks[name].passed is False)
        return Verdict(NOT_IDENTIFIED, weak) if weak else Verdict(EFFECT)
    robust = checks["sensitivity"].detail
    bound = max(abs(robust["low"]), abs(robust["high"]))
    if bound > widest * practical:
        return Verdict(NOT_IDENTIFIED, ("too_wide",), bound)
    return Verdict(NO_EFFECT, (), bound)
