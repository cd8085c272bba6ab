"""The rule of verdicts in a city: practical sizes, published costs in its yuan, and what it sees of a trial."""

from dataclasses import dataclass, replace

import numpy as np

from relode.arrays import Values
from relode.model.sector_list import EXTRACTION
from relode.plan.estimate import rounded
from relode.plan.trials.bundles import Trial
from relode.plan.trials.financing import Part
from relode.plan.trials.judged import bought_by
from relode.plan.trials.stage import Stage
from relode.plan.verdicts.evidence import Evidence
from relode.plan.verdicts.rule import CardVerdict, verdict
from relode.plan.verdicts.verdict_tables import Band, aims, published_band, sizes


@dataclass(frozen=True)
class Judge:
    """The rule with the sizes, and the published costs in this city."""

    on: Stage
    worth: float

    def local(self, lever: str, cost: Values, gained: Values | None) -> bool | None:
        """Whether effects published in the country itself bear out what the money buys; None where none are needed."""
        return None if self.on.abroad is None else self.on.abroad(lever, cost, gained)

    def band(self, lever: str) -> Band | None:
        """The published cost of what the lever is for, in yuan of this city."""
        return published_band(lever, self.worth)

    def evidence(self, trial: Trial, part: Part, half: slice, left_out: Values | None, missing: str | None) -> Evidence:
        """What the rule sees of a trial in one half of the futures. `left_out` is (future,)."""
        lever = part.measure.lever
        band = self.band(lever)
        cost = trial.cost[half]
        gained = None if band is None else trial.bought[bought_by(band.unit)][half]
        return Evidence(
            lever=lever,
            effect=trial.sized[aims()[lever].outcome][half],
            cost=cost,
            gained=gained,
            others={name: values[half] for name, values in trial.sized.items()},
            left_out=None if left_out is None else left_out[half],
            assured=not part.granted and not trial.asks_others[half].any(),
            missing=missing,
            local=self.local(lever, cost, gained),
        )

    def verdict(self, evidence: Evidence) -> CardVerdict:
        """What the rule says, its figures to five digits."""
        said = verdict(evidence, sizes(), self.band(evidence.lever))
        low, middle, high = (rounded(each) for each in said.effect)
        cost = None if said.unit_cost is None else tuple(e if e is None else rounded(e) for e in said.unit_cost)
        band = None if said.band is None else (rounded(said.band[0]), rounded(said.band[1]), rounded(said.band[2]))
        return replace(said, effect=(low, middle, high), unit_cost=cost, band=band)


def judge(on: Stage) -> Judge:
    """The rule for a city: its value added per worker outside mining scales published costs.

    That of the opening year, and as wages grow up to the years of the plan if nothing is done.
    """
    observed = on.ground.futures.observed
    product, jobs = (np.asarray(x)[..., 0] for x in (observed.value_added, observed.employment))
    outside = np.arange(product.shape[-1]) != EXTRACTION
    worth = float(np.median(product[..., outside].sum(axis=-1) / jobs[..., outside].sum(axis=-1))) * 1e4
    return Judge(on, worth * wages_grown(on))


def wages_grown(on: Stage) -> float:
    """Wages of the years of the plan over those of the opening year if nothing is done, median of futures. [1]"""
    wage = on.nothing.quantities["wage"][0]
    planned = np.isin(on.ground.futures.years, on.years)
    return float(np.median(wage[:, planned].mean(axis=1) / wage[:, 0]))
