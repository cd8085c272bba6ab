"""Signposts: a quantity seen below or above a level for two years, then change the plan. Shown only if it helps.

Rules are chosen on one half of the futures and scored on the other, beside the better of the two fixed plans.
Source: haasnoot2013 for triggers of adaptive plans; the rules and the test are this project's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from relode.arrays import Array
from relode.errors import RelodeError

YEARS_SEEN = 2
"""A level must be seen in so many years in a row: one bad year is no sign."""
LEVELS = 19
"""Levels tried for each quantity: every 20th of its values in the half where rules are chosen."""
FEWEST_FUTURES = 40
"""Twenty futures on each side: with fewer an interval says nothing. A choice of this project."""
RESAMPLES = 1000


@dataclass(frozen=True)
class Rule:
    """`quantity` on `side` of `level` for two years in a row."""

    quantity: str
    side: Literal["below", "above"]
    level: float

    def first_years(self, observed: Array) -> npt.NDArray[np.int64]:
        """The number of the year after which the plan changes, (future,), -1 where it never does.

        `observed` is (future, year); the change comes with the year in which the level is seen the second time.
        """
        seen = observed < self.level if self.side == "below" else observed > self.level
        twice = np.logical_and.reduce([seen[:, i : seen.shape[1] - YEARS_SEEN + 1 + i] for i in range(YEARS_SEEN)])
        return np.where(twice.any(axis=1), twice.argmax(axis=1) + YEARS_SEEN - 1, -1)


@dataclass(frozen=True)
class Signpost:
    """A rule and what it did in `futures` that it had not seen.

    `gain` is the mean outcome of the rule less that of the better fixed plan, `gain_90` its bootstrap interval,
    `triggered` the share of futures in which it changed the plan. `helps`: the interval lies above 0.
    """

    rule: Rule
    gain: float
    gain_90: tuple[float, float]
    triggered: float
    futures: int

    @property
    def helps(self) -> bool:
        """Whether the rule beats the better fixed plan in futures that it had not seen, with 90 % certainty."""
        return self.gain_90[0] > 0


def signpost(
    observed: Mapping[str, npt.ArrayLike], differences: npt.ArrayLike, rng: np.random.Generator
) -> Signpost | None:
    """The best rule on one half of the futures, scored on the other half; None where no rule ever changes the plan.

    `observed`: quantity -> (future, year). `differences` (future, year): outcome of changing to the other plan in
    that year less that of never changing, more is better; its first column is the other plan from the start.
    The fixed plan to beat is the one that does better in the half where the rule is chosen.
    Raises RelodeError for shapes that differ, missing values or fewer than 40 futures. Source: efron1993.
    Limits: an observable without information: no help; differences of 0: no help.
    """
    gains = _checked(observed, differences)
    quantities = {name: np.asarray(values, dtype=np.float64) for name, values in observed.items()}
    order = rng.permutation(len(gains))
    seen, unseen = order[: len(order) // 2], order[len(order) // 2 :]
    rules = list(_rules({name: values[seen] for name, values in quantities.items()}))
    if not rules:
        return None
    worth = [_outcomes(rule, quantities[rule.quantity][seen], gains[seen]).mean() for rule in rules]
    rule = rules[int(np.argmax(worth))]
    fixed = gains[:, 0] if gains[seen, 0].mean() > 0 else np.zeros(len(gains))
    advantage = _outcomes(rule, quantities[rule.quantity][unseen], gains[unseen]) - fixed[unseen]
    triggered = (rule.first_years(quantities[rule.quantity][unseen]) >= 0).mean()
    return Signpost(rule, float(advantage.mean()), _interval(advantage, rng), float(triggered), len(unseen))


def _rules(quantities: Mapping[str, Array]) -> Iterator[Rule]:
    """Every rule that changes the plan in some of the futures and not in all."""
    for name, values in quantities.items():
        for level in np.unique(np.quantile(values, np.arange(1, LEVELS + 1) / (LEVELS + 1))):
            for side in ("below", "above"):
                rule = Rule(name, side, float(level))
                changes = rule.first_years(values) >= 0
                if changes.any() and not changes.all():
                    yield rule


def _outcomes(rule: Rule, observed: Array, gains: Array) -> Array:
    """Outcome of the rule less that of never changing, (future,)."""
    years = rule.first_years(observed)
    return np.where(years >= 0, gains[np.arange(len(gains)), years], 0.0)


def _interval(advantage: Array, rng: np.random.Generator) -> tuple[float, float]:
    drawn = rng.integers(len(advantage), size=(RESAMPLES, len(advantage)))
    low, high = np.quantile(advantage[drawn].mean(axis=1), [0.05, 0.95])
    return float(low), float(high)


def _checked(observed: Mapping[str, npt.ArrayLike], differences: npt.ArrayLike) -> Array:
    gains = np.asarray(differences, dtype=np.float64)
    shapes = [np.shape(values) for values in observed.values()]
    finite = all(np.isfinite(np.asarray(values, dtype=np.float64)).all() for values in (*observed.values(), gains))
    fits = gains.ndim == 2 and len(gains) >= FEWEST_FUTURES and gains.shape[1] >= YEARS_SEEN
    if not shapes or any(shape != gains.shape for shape in shapes) or not finite or not fits:
        raise RelodeError("plan.signpost_shapes", observables=shapes, differences=gains.shape, least=FEWEST_FUTURES)
    return gains
