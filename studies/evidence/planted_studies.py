"""Planted worlds: tables of studies drawn from effects that are known, and what the synthesis makes of them.

A world has the shipped rows, gaps, errors and selection; the true means over places are those that are asked for, or
drawn, and all else is a draw of the shipped posterior. Worlds have one of few shapes, so that few programs fit all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from relode.arrays import Array, Vector
from relode.errors import RelodeError
from relode.evidence.posterior import EffectDraws
from relode.evidence.prediction import ExpectedEffect, expected
from relode.evidence.sampling import Effort, draws
from relode.evidence.shipped_draws import shipped_draws
from relode.evidence.studies import Kind, PublishedStudy, families, kind_of, studies
from relode.evidence.synthesis import WIDER, Rows, rows_of
from relode.streams import stream
from studies.evidence.worlds import published

Pair = tuple[Kind, str]
"""A lever, what its rows hold, and a family of effects."""

SPARES = (0, 10, 40)
"""Rows that a world may have beyond those that ship: the fewest that are enough are there, so that few programs do."""
EFFORT = Effort(1, 250, 100)
"""What the fit of one world takes: its error is small beside the posterior's width."""


@dataclass(frozen=True)
class PlantedStudies:
    """A world: its truth on the scale of families, the studies of it, and the synthesis fitted to them."""

    truth: Mapping[str, Array]
    table: Rows
    fit: EffectDraws
    seed: tuple[int, int]

    def true_average(self, pair: Pair) -> float:
        """The mean over places that is true of a lever. [unit of the family]"""
        return float(families()[pair[1]].scale * _centre(self.table, self.truth["effects"], pair))

    def true_places(self, pair: Pair, count: int) -> Vector:
        """True effects in `count` places, (place,). [unit of the family]"""
        return self.true_average(pair) + self.from_average(pair[1], count, self.table.pairs.index(pair))

    def from_average(self, family: str, count: int, number: int) -> Vector:
        """How far `count` places are truly from their mean, (place,). [unit of the family] `number`: of the lever."""
        rng = stream("planted_places", (*self.seed, number))
        world = self.truth
        width = np.where(rng.random(count) < world["unusual"], WIDER, 1.0)
        sd = np.exp(world["log_place_sd"] + world["family_spread"][self.table.families.index(family)])
        return np.asarray(families()[family].scale * width * sd * rng.standard_normal(count))

    def expected(self, pair: Pair) -> ExpectedEffect:
        """What the synthesis makes of it: draws of the mean over places and of one place. [unit of the family]"""
        rng = stream("expected_effect", (*self.seed, self.table.pairs.index(pair)))
        return expected(self.fit, *pair, rng)


def planted_studies(
    seed: int, world: int, averages: Mapping[Pair, float], more: Mapping[Pair, int] | None = None
) -> PlantedStudies:
    """World number `world` of a seed, in which the means over places of `averages` [unit of the family] are true.

    `more` gives a lever and family further studies, each a cluster of its own, like those it has. The same seed and
    number give the same bits. Raises RelodeError for a lever that no study is of, and for more studies than fit in.
    """
    rows = planted_rows(more or {})
    unknown = [pair for pair in averages if pair not in rows.pairs]
    if unknown:
        raise RelodeError("evidence.unknown_lever", lever=unknown[0][0][0], allowed=", ".join(studied(rows)))
    rng = stream("planted_studies", (seed, world))
    posterior = shipped_draws()
    at = int(rng.integers(posterior.count))
    truth: dict[str, Array] = {name: np.asarray(values[at]) for name, values in posterior.scalars.items()}
    effects = posterior.effects[at].copy()
    truth["family_spread"] = posterior.family_spread[at]
    truth["clusters"] = np.asarray(rng.standard_normal(rows.in_cluster.shape[1]))
    for pair, average in averages.items():
        missing = average / families()[pair[1]].scale - _centre(rows, effects, pair)
        effects = effects + missing * np.eye(len(effects))[_column(rows, pair)]
    truth["effects"] = effects
    table = published(rows, truth, rng)
    fit = draws(table, int(rng.integers(2**31)), effort=EFFORT, kept=EFFORT.draws)
    return PlantedStudies(truth, table, fit, (seed, world))


def planted_rows(more: Mapping[Pair, int]) -> Rows:
    """The shipped rows with as many of SPARES more as `more` takes, unused but for those. Raises RelodeError as
    `planted_studies` does."""
    extra: list[PublishedStudy] = []
    for pair, count in more.items():
        own = [s for s in studies() if (kind_of(s), s.family) == pair and not s.shock]
        if not own:
            raise RelodeError(
                "evidence.unknown_lever", lever=pair[0][0], allowed=", ".join(studied(rows_of(studies())))
            )
        extra += [replace(own[at % len(own)], cluster=f"{pair} {at}") for at in range(count)]
    if len(extra) > SPARES[-1]:
        raise RelodeError("evidence.too_many_planted", asked=len(extra), most=SPARES[-1])
    spare = next(each for each in SPARES if each >= len(extra))
    idle = [replace(studies()[0], cluster=f"idle {at}") for at in range(spare - len(extra))]
    rows = rows_of([*studies(), *extra, *idle])
    used = rows.used.copy()
    used[len(used) - len(idle) :] = False
    return replace(rows, used=used)


def studied(rows: Rows) -> list[str]:
    """Levers that a study is of."""
    return list(dict.fromkeys(kind[0] for kind in rows.kinds))


def _column(rows: Rows, pair: Pair) -> int:
    return 1 + len(rows.kinds) + len(rows.families) + rows.pairs.index(pair)


def _centre(rows: Rows, effects: Array, pair: Pair) -> float:
    """Mean over places of a lever in a family. [scale of the family]"""
    kind, family = pair
    columns = (0, 1 + rows.kinds.index(kind), 1 + len(rows.kinds) + rows.families.index(family), _column(rows, pair))
    return float(effects[list(columns)].sum())
