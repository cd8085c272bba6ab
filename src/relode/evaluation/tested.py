"""The studies of one policy, tested together: checks, the correction for several outcomes, the verdict on each."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

import scipy

from relode.evaluation import checks
from relode.evaluation.checks import Check, Verdict, verdict
from relode.evaluation.designs import DesignEstimate, staggered
from relode.evaluation.few_treated import FewTreated, few_treated, few_verdict
from relode.evaluation.policies import protocol
from relode.evaluation.study import Refused, Study
from relode.places.lookup import great_circle_distance
from relode.places.place import Place
from relode.streams import stream


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
    return frozenset(
        each.code
        for each in others
        if any((apart := great_circle_distance(each, other)) is not None and apart <= most for other in treated)
    )
