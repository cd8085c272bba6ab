"""What would tell most: the unknown that decides whether a measure works, and how well a trial must measure."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Annotated

import numpy as np

from relode.arrays import Matrix, Values, Vector
from relode.language import Amount, Sentence
from relode.plan.verdicts.rule import MOST, CardVerdict
from relode.plan.verdicts.verdict_tables import practical_sizes
from relode.plan.verdicts.verdict_text import SHARE, outcome_words
from relode.records import Doc, Record
from relode.streams import stream

BINS = 8
SHUFFLES, RESAMPLED = 199, 199


@dataclass(frozen=True)
class MostTelling(Record):
    """The unknown that explains most of whether a measure beats doing nothing by more than the practical size."""

    name: Annotated[str, Doc("name of the unknown")]
    share: Annotated[float, Doc("part of the variance of works or not that goes when it is known", "share")]
    low: Annotated[float, Doc("5th per cent of that part, draws drawn again", "share")]
    high: Annotated[float, Doc("95th per cent", "share")]


def most_telling(unknowns: Mapping[str, Values], effect: Values, size: float, seed: int) -> MostTelling | None:
    """The unknown, each (draw,), that tells most of whether `effect` (draw,) is above `size`.

    Draws are parted into eight groups by the unknown; the part explained is the variance between groups over all
    variance, less what groups explain by chance (adjusted as in regression). None where it works in all draws or in
    none, or where no unknown explains more than the largest of them does in 95 of 100 shuffles.
    Limits: it works where the unknown is high: all but the group that the limit lies in; an unknown without part: 0.
    """
    works = (effect > size).astype(np.float64)
    if not unknowns or np.ptp(works) == 0:
        return None
    names = list(unknowns)
    groups = np.stack([_groups(unknowns[name]) for name in names])
    rng = stream("most_telling", seed)
    shares = _explained(groups, works)
    chance = [_explained(groups, rng.permutation(works)).max() for _ in range(SHUFFLES)]
    at = int(np.argmax(shares))
    if shares[at] <= np.quantile(chance, 0.95):
        return None
    again = [_explained(groups[at : at + 1, draw], works[draw])[0] for draw in _drawn_again(rng, works)]
    low, high = np.quantile(again, (0.05, 0.95))
    return MostTelling(names[at], float(shares[at]), max(0.0, float(low)), min(1.0, float(high)))


def trial_half_width(verdict: CardVerdict) -> float:
    """Half of the 90 % interval that a trial may have at most to decide, if the median is the truth, in the aim's unit.

    The nearer the median is to the practical size, the better it must measure; 0 where they are the same.
    Limits: the median a given way from the size: 1.95 times that way.
    """
    normal = NormalDist()
    return normal.inv_cdf(0.95) / normal.inv_cdf(MOST) * abs(verdict.effect[1] - verdict.size)


def telling_words(name: Sentence, telling: MostTelling) -> Sentence:
    """What to find out first; `name` says the unknown."""
    return Sentence(
        "verdicts.telling.most", {"name": name, "share": Amount(telling.share, SHARE, (telling.low, telling.high))}
    )


def trial_words(verdict: CardVerdict) -> Sentence:
    """What a trial would have to measure."""
    half = Amount(trial_half_width(verdict), practical_sizes()[verdict.aim].unit)
    return Sentence("verdicts.telling.trial", {"outcome": outcome_words(verdict.aim), "half": half})


def _groups(values: Values) -> Matrix:
    """The group of each draw by rank; equal values are in one group. (draw,)"""
    ranks = np.searchsorted(np.sort(values), values, side="left")
    return np.asarray(ranks * BINS // values.size)


def _explained(groups: Matrix, works: Vector) -> Vector:
    """Part of the variance of `works` (draw,) between the groups of each unknown (unknown, draw), (unknown,)."""
    count, total = works.size, ((works - works.mean()) ** 2).sum()
    if total == 0:
        return np.zeros(len(groups))
    member = groups[:, None, :] == np.arange(BINS)[None, :, None]
    sizes = member.sum(axis=2)
    means = np.where(sizes > 0, member @ works / np.maximum(sizes, 1), works.mean())
    between = (sizes * (means - works.mean()) ** 2).sum(axis=1) / total
    used = (sizes > 0).sum(axis=1)
    return np.asarray(1 - (1 - between) * (count - 1) / np.maximum(count - used, 1))


def _drawn_again(rng: np.random.Generator, works: Vector) -> Matrix:
    return np.asarray(rng.integers(works.size, size=(RESAMPLED, works.size)))
