"""The studies of one policy, tested together: checks, the correction for several outcomes, the verdict on each."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import scipy

from relode.arrays import Values
from relode.errors import RelodeError
from relode.evaluation import checks
from relode.evaluation.checks import EFFECT, NO_EFFECT, NOT_IDENTIFIED, Check, Verdict, verdict
from relode.evaluation.designs import DesignEstimate, staggered
from relode.evaluation.policies import protocol
from relode.evaluation.study import Refused, Study
from relode.evaluation.synthetic_designs import gaps_of, mean_effect, mean_path
from relode.places.distance import distances
from relode.places.place import Place
from relode.streams import stream

MOST_PLACEBOS = 200
"""Untreated places that are treated for the argument at most; with fewer, all are."""
WORST_FIT = 2.0
"""How many times farther off before treatment than the usual untreated place a comparison may be. Source: assumption,
as abadie2010 leaves out placebos by their fit."""
EARLIER = 3
"""Years by which the made-up start comes too early."""
DRAWS = 2000


@dataclass(frozen=True)
class FewTreated:
    """The estimate, what it must stand, and how often untreated places show as much."""

    estimate: DesignEstimate
    checks: dict[str, Check]

    @property
    def p_value(self) -> float:
        """Share of placebos with a difference as large, the treated counted among them. [1]"""
        return float(self.checks["placebo_in_place"].detail["p_value"])


@dataclass(frozen=True)
class _Moved:
    """How far places moved from their synthetic controls: the treated, and untreated ones at the same starts."""

    effects: list[float]
    chance: Values
    fits: list[float]
    usual: list[float]
    gaps: list[tuple[int, int, pd.Series]]

    @property
    def p_value(self) -> float:
        """Share of placebos with a mean as large in size, the treated counted among them. [1]"""
        own = abs(float(np.mean(self.effects)))
        return float((1 + (np.abs(self.chance) >= own).sum()) / (1 + len(self.chance)))


def few_treated(study: Study, level: float, rng: np.random.Generator) -> FewTreated:
    """Synthetic control of each treated place and of untreated ones, in the unit of the outcome. Source: abadie2010."""
    moved = _moved(study, rng)
    effect, fit, usual = float(np.mean(moved.effects)), float(np.mean(moved.fits)), float(np.median(moved.usual))
    low, high = effect - np.quantile(moved.chance, [0.975, 0.025])
    error = float(np.std(moved.chance, ddof=1))
    estimate = DesignEstimate(
        "synthetic_control", effect, error, float(low), float(high), mean_path(moved.gaps), effect, error,
        len(study.treated), len(study.controls), (), {"chance": moved.chance},
    )  # fmt: skip
    numbers = {"p_value": moved.p_value, "draws": len(moved.chance), "places": len(moved.effects)}
    checks = (
        Check("pre_fit", fit <= WORST_FIT * usual, {"effect": fit, "usual": usual}),
        _placebo_in_time(study, level, rng),
        Check("placebo_in_place", moved.p_value < level, numbers),
    )
    return FewTreated(estimate, {check.name: check for check in checks})


def few_verdict(few: FewTreated, several: Check, practical: float, widest: float) -> Verdict:
    """By rule, `practical` and the bound in the unit of the outcome.

    1. Not identified where the comparison did not follow the treated before, or a made-up start shows an effect too.
    2. Effect where placebos show as much too seldom, also with all outcomes in mind; not identified where only one of
       both holds.
    3. No effect beyond the farther end of the interval, unless that is farther than `widest` practical sizes.
    """
    failed = tuple(name for name in ("pre_fit", "placebo_in_time") if few.checks[name].passed is False)
    if failed:
        return Verdict(NOT_IDENTIFIED, failed)
    if few.checks["placebo_in_place"].passed:
        return Verdict(EFFECT) if several.passed else Verdict(NOT_IDENTIFIED, (several.name,))
    bound = max(abs(few.estimate.low), abs(few.estimate.high))
    return (
        Verdict(NOT_IDENTIFIED, ("too_wide",), bound) if bound > widest * practical else Verdict(NO_EFFECT, (), bound)
    )


def _moved(study: Study, rng: np.random.Generator) -> _Moved:
    """Of one treated place each untreated one is a placebo; of several, means of as many by chance are."""
    donors, starts = list(study.controls), study.first_years
    stand_ins = sorted(rng.choice(donors, min(MOST_PLACEBOS, len(donors)), replace=False))
    result = _Moved([], np.zeros(DRAWS), [], [], [])
    for cohort in study.cohorts:
        own = [place for place in study.treated if starts[place] == cohort]
        made, others = gaps_of(study, own, donors, cohort), gaps_of(study, stand_ins, donors, cohort)
        result.gaps.extend((1, cohort, gap) for gap in made)
        result.effects.extend(mean_effect(gap, cohort, study.horizon) for gap in made)
        result.fits.extend(_misfit(gap, cohort) for gap in made)
        result.usual.extend(_misfit(gap, cohort) for gap in others)
        placebos = np.array([mean_effect(gap, cohort, study.horizon) for gap in others])
        if len(study.treated) == 1:
            return replace(result, chance=placebos)
        drawn = [rng.choice(placebos, len(own), replace=len(own) > len(placebos)).sum() for _ in range(DRAWS)]
        result.chance[:] += np.array(drawn) / len(study.treated)
    return result


def _misfit(gap: pd.Series, cohort: int) -> float:
    """Root mean square of the gap before treatment, in the unit of the outcome."""
    return float(np.sqrt((gap[gap.index < cohort] ** 2).mean()))


def _placebo_in_time(study: Study, level: float, rng: np.random.Generator) -> Check:
    """The years before treatment alone, as if it had come some years earlier."""
    rows, first = study.table, min(study.cohorts)
    before = rows[rows["year"] < first]
    early = before.assign(first_year=np.where(before["first_year"] > 0, first - EARLIER, 0))
    if early["year"].nunique() < 2 * EARLIER:
        return Check("placebo_in_time", None, {"shift": EARLIER}, RelodeError("check_no_earlier_years"))
    moved = _moved(Study(early, EARLIER), rng)
    numbers = {"shift": EARLIER, "effect": float(np.mean(moved.effects)), "p_value": moved.p_value}
    return Check("placebo_in_time", moved.p_value >= level, numbers)


@dataclass(frozen=True)
class ExaminedStudy:
    """A study with the checks that look at all studies of its policy; `few` where a synthetic control judges it."""

    study: Study
    known: tuple[Check, ...]
    few: FewTreated | None

    @property
    def years(self) -> tuple[int, int]:
        """First and last year."""
        return int(self.study.table["year"].min()), int(self.study.table["year"].max())

    def checked(self, near: frozenset[str]) -> tuple[DesignEstimate, dict[str, Check]]:
        """The main estimate and every check that it must stand; `near`: untreated places near the treated."""
        if self.few is not None:
            return self.few.estimate, {**self.few.checks, **{each.name: each for each in self.known}}
        rules, study = protocol()["rules"], self.study
        main, years, level = staggered(study), rules["pre_years"], rules["level"]
        made = (
            checks.pre_trends(main, study, years, level, rules["target_power"]),
            checks.sensitivity(main, study, years, rules["violation"]),
            checks.placebo_in_time(study, rules["placebo_shifts"], level),
            checks.leave_one_out(main, study),
            checks.spillovers(study, near, level),
            *self.known,
        )
        return main, {check.name: check for check in made}

    def judged(self, estimate: DesignEstimate, made: Mapping[str, Check], practical: float) -> Verdict:
        """The verdict on an estimate; `practical`: the size that matters, in its unit."""
        widest = protocol()["rules"]["widest"]
        if self.few is not None:
            return few_verdict(self.few, made["several_outcomes"], practical, widest)
        return verdict(estimate, made, practical, widest)


def tested(studies: Mapping[str, Study], seed: int) -> dict[str, ExaminedStudy]:
    """Outcome -> its study, tested with all others of the policy; fewer treated than the protocol's by placebos."""
    rules = protocol()["rules"]
    few = {
        name: few_treated(each, rules["level"], stream("past_policy_designs", seed))
        for name, each in studies.items()
        if len(each.treated) < rules["least_treated"]
    }
    wild = {
        name: checks.wild_bootstrap(each, rules["level"], rules["bootstrap_draws"], seed)
        for name, each in studies.items()
        if name not in few
    }
    chances = {n: each.detail["p_value"] for n, each in wild.items()} | {n: each.p_value for n, each in few.items()}
    adjusted = dict(zip(chances, corrected(list(chances.values())), strict=True))
    result = {}
    for name, study in studies.items():
        numbers = {"p_value": adjusted[name], "count": len(chances)}
        several = Check("several_outcomes", adjusted[name] < rules["level"], numbers)
        known = (several,) if name in few else (wild[name], several)
        result[name] = ExaminedStudy(study, known, few.get(name))
    return result


def tested_or_refused(
    made: Mapping[str, Callable[[], Study]], seed: int
) -> tuple[dict[str, ExaminedStudy], dict[str, Refused]]:
    """Outcome -> its study, tested with all others of the policy that can be studied, or why it cannot."""
    studies, refusals = dict[str, Study](), dict[str, Refused]()
    for name, make in made.items():
        try:
            studies[name] = make()
        except Refused as refused:
            refusals[name] = refused
    return tested(studies, seed), refusals


def corrected(chances: list[float]) -> list[float]:
    """p-values under control of false discoveries, in the order of `chances`. Source: benjamini1995."""
    return [float(p) for p in scipy.stats.false_discovery_control(chances)] if chances else []


def near_treated(treated: Collection[Place], others: Iterable[Place]) -> frozenset[str]:
    """Codes of the others that lie within the protocol's kilometres of a treated place; none without coordinates."""
    most = protocol()["rules"]["neighbour_kilometres"]
    asked = list(others)
    is_near = (distances(asked, list(treated)) <= most).any(axis=1)
    return frozenset(each.code for each, near in zip(asked, is_near, strict=True) if near)
