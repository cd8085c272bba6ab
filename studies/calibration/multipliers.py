"""Jobs of other sections for each mining job, over counties of one area 2010-2020, with placebos."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Groups, Vector
from relode.facts import rows
from relode.panel.census_measures import SECTIONS
from relode.streams import stream
from studies import write
from studies.calibration.budgets import SkillGain, gain
from studies.calibration.estimates import ShippedEstimate, as_csv
from studies.calibration.observed import FARM_AND_MINE, LOCAL_SERVICES
from studies.calibration.regression import least_squares, within
from studies.pathways.county_scores import matched_counties

OUTCOMES: Mapping[str, tuple[str, ...]] = {
    "other_jobs": tuple(name for name in SECTIONS if name not in FARM_AND_MINE),
    "local_services": LOCAL_SERVICES,
    "manufacturing": ("manufacturing",),
    "construction": ("construction",),
    "public_sector": ("education", "public_administration"),
}
"""Outcome -> its sections. The public sector is a placebo: its posts are set by pupils and by rank, not by demand."""
PLACEBO = "public_sector"
MINES = 0.02
"""Mining share of jobs in 2010 above which a county counts as one that mines."""
SHUFFLES = 999
SEED = 1


@dataclass(frozen=True)
class Multiplier:
    """Jobs of `outcome` gained for each mining job gained, over `n` counties of a `sample`, with its 95 % interval."""

    outcome: str
    sample: str
    value: float
    standard_error: float
    n: int

    @property
    def interval(self) -> tuple[float, float]:
        """95 %, normal. [1]"""
        return self.value - 1.96 * self.standard_error, self.value + 1.96 * self.standard_error


@dataclass(frozen=True)
class Changes:
    """Change of jobs 2010-2020 over all jobs of 2010 by county: of `mining`, and of each outcome; share mining 2010."""

    mining: Vector
    outcomes: Mapping[str, Vector]
    mining_share: Vector
    controls: NDArray[np.float64]
    province: Groups


def changes() -> Changes:
    """All matched counties. Persons of the long form are scaled to all employed persons of the year."""
    counties = matched_counties()
    scale = {row["year"]: float(row["long_form_ratio"]) for row in rows("employment_scale")}
    gained = counties.after * scale["2020"] - counties.before * scale["2010"]
    relative = gained / (counties.before.sum(axis=1, keepdims=True) * scale["2010"])
    of = {name: relative[:, [SECTIONS.index(each) for each in parts]].sum(axis=1) for name, parts in OUTCOMES.items()}
    shares = counties.before / counties.before.sum(axis=1, keepdims=True)
    mining = SECTIONS.index("mining")
    before = [shares[:, SECTIONS.index(name)] for name in ("agriculture", "manufacturing", "construction")]
    controls = np.column_stack([np.log(counties.people), counties.urban / counties.people, *before])
    home = np.unique(counties.province, return_inverse=True)[1].astype(np.int64)
    return Changes(relative[:, mining], of, shares[:, mining], controls, home)


def multipliers(of: Changes) -> tuple[Multiplier, ...]:
    """Every outcome in five samples: all counties, with controls, those that mine, those that gained and that lost."""
    everyone = np.ones(len(of.mining), dtype=bool)
    mines = of.mining_share > MINES
    samples = {
        "all": (everyone, False),
        "with_controls": (everyone, True),
        "mining": (mines, False),
        "mining_gained": (mines & (of.mining > 0), False),
        "mining_lost": (mines & (of.mining < 0), False),
    }
    return tuple(
        _multiplier(of, outcome, sample, among, controlled)
        for outcome in OUTCOMES
        for sample, (among, controlled) in samples.items()
    )


def _multiplier(of: Changes, outcome: str, sample: str, among: NDArray[np.bool_], controlled: bool) -> Multiplier:
    columns = np.column_stack([of.mining, of.controls] if controlled else [of.mining])[among]
    home = of.province[among]
    regression = least_squares(of.outcomes[outcome][among], columns, (home,), home)
    return Multiplier(
        outcome, sample, float(regression.coefficients[0]), float(regression.standard_errors[0]), regression.n
    )


def shuffled_share(of: Changes) -> float:
    """How often other counties' mining changes, dealt out anew within provinces, give a larger multiplier. [share]"""
    rng = stream("mining_changes_dealt_anew", SEED)
    outcome, mining = within(np.column_stack([of.outcomes["other_jobs"], of.mining]), (of.province,)).T
    true = abs(outcome @ mining)
    members = [np.flatnonzero(of.province == home) for home in np.unique(of.province)]
    larger = 0
    for _ in range(SHUFFLES):
        dealt = mining.copy()
        for group in members:
            dealt[group] = rng.permutation(mining[group])
        larger += abs(outcome @ dealt) >= true
    return (larger + 1) / (SHUFFLES + 1)


def out_of_province_gain(of: Changes) -> SkillGain:
    """Other jobs foretold from mining jobs in provinces that the slope was not fitted on, against none foretold.

    Both relative to the mean of the province.
    """
    outcome, mining = within(np.column_stack([of.outcomes["other_jobs"], of.mining]), (of.province,)).T
    errors = np.empty(len(outcome))
    for home in np.unique(of.province):
        out = of.province == home
        slope = mining[~out] @ outcome[~out] / (mining[~out] @ mining[~out])
        errors[out] = outcome[out] - slope * mining[out]
    return gain(errors[:, None], outcome[:, None], of.province)


def stands(result: tuple[Multiplier, ...], gained: SkillGain) -> bool:
    """Whether other jobs follow mining jobs: the rule was set before the figures were seen.

    One sign with an interval apart from 0 among all counties, with controls and among those that mine; none for the
    placebo in these; and a gain out of province with its whole interval above 0.
    """
    by = {(each.outcome, each.sample): each for each in result}
    samples = ("all", "with_controls", "mining")
    own = [by["other_jobs", sample].interval for sample in samples]
    placebo = [by[PLACEBO, sample].interval for sample in samples]
    apart = all(low > 0 for low, _ in own) or all(high < 0 for _, high in own)
    return apart and all(low <= 0 <= high for low, high in placebo) and gained.low > 0


def multiplier_rows() -> Iterator[ShippedEstimate]:
    """Each outcome in each sample, the shuffle, the gain out of province, and the verdict (1 stands, 0 does not)."""
    of = changes()
    result, gained = multipliers(of), out_of_province_gain(of)
    sources = ("census2010", "census2020", "employment_wang", "nbs_communique_2020")
    for each in result:
        reason = "multiplier_placebo" if each.outcome == PLACEBO else ""
        ends = each.interval
        yield ShippedEstimate(
            each.sample, each.outcome, each.value, each.standard_error, *ends, each.n, sources, reason
        )
    yield ShippedEstimate("all", "shuffled_share", shuffled_share(of), None, None, None, gained.n, sources)
    yield ShippedEstimate("all", "out_of_province_gain", gained.value, None, gained.low, gained.high, gained.n, sources)
    verdict = float(stands(result, gained))
    yield ShippedEstimate("all", "stands", verdict, None, None, None, gained.n, sources, "multiplier_verdict")


if __name__ == "__main__":
    write("calibration/multipliers", as_csv(multiplier_rows()))
