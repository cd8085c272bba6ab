"""What published experiments say for priors: studies pooled with weights by how near they are to a city of ours.

`published_priors.csv` names the rows of the shipped estimates, all of use fit, behind each parameter of money.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from relode import shipped_tables
from relode.facts import rows
from relode.language import Language
from relode.model.opening.opening_money import NORMAL_90

WEIGHTS = {"direct": 1.0, "near": 1 / 4, "far": 1 / 16}
"""Weight of a study by transfer: one from near places is taken to be off twice as much as one from places like these,
one from far places four times. Source: assumption."""


@dataclass(frozen=True)
class Published:
    """One study's estimate: its size, how it transfers, and its printed standard error if any."""

    estimate: float
    transfer: str
    error: float | None


@dataclass(frozen=True)
class PooledStudies:
    """Studies together: `mean`, `between` (standard deviation between studies), `predictive` (of a further one)."""

    mean: float
    between: float
    predictive: float
    studies: int

    @property
    def interval(self) -> tuple[float, float]:
        """90 %, normal, of what a further place would show. In the unit of the effect."""
        return self.mean - NORMAL_90 * self.predictive, self.mean + NORMAL_90 * self.predictive


@dataclass(frozen=True)
class PublishedPrior:
    """The rows behind a parameter."""

    parameter: str
    effects: tuple[str, ...]
    reason_en: str
    reason_zh: str

    def reason(self, language: Language) -> str:
        """How the rows set the parameter."""
        return self.reason_zh if language == "zh" else self.reason_en


@cache
def published_priors() -> tuple[PublishedPrior, ...]:
    """Every row of `published_priors.csv`. Raises ValueError for an effect that may not inform a prior."""
    return tuple(
        PublishedPrior(row["parameter"], tuple(row["effects"].split(";")), row["reason_en"], row["reason_zh"])
        for row in shipped_tables.rows("relode.calibration", "published_priors")
    )


def published(effects: Sequence[str]) -> list[Published]:
    """The estimates of these rows. Raises ValueError for one that is unknown, or that the simulator is scored on."""
    by_id = {row["effect_id"]: row for row in rows("published_effects")}
    wrong = [name for name in effects if name not in by_id or by_id[name]["use"] != "fit"]
    if wrong:
        raise ValueError(f"published_priors.csv: estimates that may not inform a prior: {wrong}")
    return [_published(by_id[name]) for name in effects]


def _published(row: dict[str, str]) -> Published:
    ends = row["low"], row["high"]
    error = (float(ends[1]) - float(ends[0])) / 2 / NORMAL_90 if all(ends) else None
    return Published(float(row["estimate"]), row["transfer"], error)


def pooled(result: Sequence[Published]) -> PooledStudies:
    """The weighted mean, the spread between studies, and that of what a further place would show.

    Printed errors are taken off the spread; errors that no source prints stay in it, so it is rather too wide.

    Equation: m = sum_j(k_j x_j) / sum_j(k_j); n = sum_j(k_j)^2 / sum_j(k_j^2)
        v = sum_j(k_j (x_j - m)^2) / sum_j(k_j) n / (n - 1) - sum_j(k_j s_j^2) / sum_j(k_j)

    The predictive variance is v (1 + 1 / n).
    """
    x = np.array([one.estimate for one in result])
    weight = np.array([WEIGHTS[one.transfer] for one in result])
    error = np.array([one.error or 0.0 for one in result])
    part = weight / weight.sum()
    mean, count = float(part @ x), float(1 / (part @ part))
    between = float(np.sqrt(max(part @ (x - mean) ** 2 * count / (count - 1) - part @ error**2, 0.0)))
    return PooledStudies(mean, between, between * float(np.sqrt(1 + 1 / count)), len(result))


def pooled_effects() -> dict[str, PooledStudies]:
    """Parameter -> its pooled rows."""
    return {each.parameter: pooled(published(each.effects)) for each in published_priors()}
