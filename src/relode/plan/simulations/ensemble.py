"""One policy in any number of futures of the whole system: parts that are drawn apart and leave counts.

A part has futures of its own, drawn with a seed that is made of the run's seed and the part's number: it is the same
whoever makes it, and when. Parts are told the one future of the city each for itself, as halves of a plan are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from math import ceil
from typing import Annotated, Self

import numpy as np
import xarray as xr
from pydantic import model_validator

from relode.arrays import Values
from relode.calibration.fitting.draws import draw_futures
from relode.calibration.scores.conditioning import shifts_of
from relode.calibration.scores.tags import tags
from relode.decisions.own_effects import OwnEffects, runner
from relode.errors import RelodeError
from relode.horizon import LONGEST
from relode.model.futures import alone
from relode.model.opening.opening_world import World
from relode.model.policy.policy_file import Policy, policy_of_text
from relode.model.quantities import QUANTITIES
from relode.model.results import BANDS, OneCity, of_one_city, stored_paths
from relode.model.streamed_quantiles import ERROR, Sketch, quantiles, sketched
from relode.outlook.one_future.statement import predictive
from relode.places import Place, find
from relode.plan.simulations.record import QuantityBands, bands_record
from relode.plan.simulations.simulation import check_affordable, check_place, doses_of, moved
from relode.record import Doc, Record
from relode.settings import Settings
from relode.shipped_tables import rows
from relode.streams import stream
from relode.usual import SEED
from relode.vocabulary import quantity

PART = 512
"""Futures of a part: what a worker has in memory at once."""
MOST = 10**8
"""Futures that may be asked for: more would be a slip of the pen."""
RUN, NOTHING = "run", "nothing"
"""The sketches of a part: with the policy that is set, and without it; without a policy the second alone."""
NAMES = tuple(QUANTITIES)


class EnsembleRequest(Settings):
    """What is asked for: a city, a policy as TOML ("" for none), futures, years after the opening, seed, all paths.

    Without futures it can only go on with a run that is there.

    Raises RelodeError for a number of futures or years that cannot be run, a policy that is none, and one for another
    place.
    """

    city: str
    futures: int = 0
    years: int = 30
    seed: int = SEED
    policy: str = ""
    paths: bool = False

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if "futures" in self.model_fields_set and not 1 <= self.futures <= MOST:
            raise RelodeError("ensemble.futures", count=self.futures, most=MOST)
        if not 1 <= self.years <= LONGEST:
            raise RelodeError("simulate.bad_years", years=self.years, longest=LONGEST)
        followed = self.followed()
        if followed is not None:
            check_place(followed, find(self.city))
        return self

    def followed(self) -> Policy | None:
        """The policy, None where none is asked for."""
        return policy_of_text(self.policy, "--policy") if self.policy else None

    @property
    def parts(self) -> int:
        """In how many parts the futures are made."""
        return -(-self.futures // PART)


@dataclass(frozen=True)
class EnsembleAnswer(Record):
    """A city in many futures, of which only quantiles were kept."""

    place: Annotated[Place, Doc("the place")]
    start: Annotated[int, Doc("opening year", "year")]
    years: Annotated[tuple[int, ...], Doc("years of the paths", "year", "year")]
    policy: Annotated[str | None, Doc("the policy that is set, null for none")]
    quantities: Annotated[Mapping[str, QuantityBands], Doc("bands of each quantity", shape="quantity")]
    do_nothing: Annotated[
        Mapping[str, QuantityBands] | None, Doc("bands if nothing is done, null without a policy", shape="quantity")
    ]
    error: Annotated[float, Doc("how far a quantile may be from the value of its rank, as a part of it", "share")]
    futures: Annotated[int, Doc("futures", "count")]
    part: Annotated[int, Doc("futures of a part, drawn with a seed of its own", "count")]
    seed: Annotated[int, Doc("seed of all draws")]


@dataclass(frozen=True)
class Ensemble:
    """All parts of what was asked for: name (RUN, NOTHING) -> sketch of cells (quantity, year)."""

    opened: World
    asked: EnsembleRequest
    sketches: Mapping[str, Sketch]

    @property
    def place(self) -> Place:
        """The city."""
        return find(self.asked.city)

    @property
    def policy(self) -> Policy | None:
        """The policy that is set, None for none."""
        return self.asked.followed()

    @property
    def years(self) -> tuple[int, ...]:
        """The opening year and those after it."""
        return tuple(range(self.opened.year, self.opened.year + self.asked.years + 1))

    @property
    def tags(self) -> dict[str, tuple[str, ...]]:
        """What a reader must know of each quantity."""
        return {name: tags(self.opened.opening, self.place.code, name) for name in NAMES}

    @property
    def bands(self) -> xr.Dataset:
        """Quantiles over futures with the policy, if one is set: variables over (band, year)."""
        return self._bands(self.sketches.get(RUN, self.sketches[NOTHING]))

    @property
    def without(self) -> xr.Dataset | None:
        """Those without the policy in the same futures, variables over (band, year); None where none is set."""
        return self._bands(self.sketches[NOTHING]) if RUN in self.sketches else None

    def _bands(self, sketch: Sketch) -> xr.Dataset:
        values = quantiles(sketch, list(BANDS.values()))
        return xr.Dataset(
            {name: (("band", "year"), values[:, i], {"unit": quantity(name).unit}) for i, name in enumerate(NAMES)},
            coords={"band": list(BANDS), "year": list(self.years)},
        )


def paths_of(opened: World, request: EnsembleRequest, number: int) -> dict[str, Values]:
    """The city in the part of this number, from 0: name (RUN, NOTHING) -> values (future, quantity, year).

    Quantities are those of NAMES, each in its unit.
    Raises RelodeError for a place outside the system, and in the first part for a policy that cannot be paid.
    """
    place, policy = find(request.city), request.followed()
    count = min(PART, request.futures - number * PART)
    drawn = draw_futures(opened, count, request.years, seed_of(request.seed, number), known=True)
    own = OneCity(alone(drawn, place.code), stored_paths(drawn, codes=(place.code,), dtype=np.float32))
    nothing = of_one_city(own, {}, NAMES).isel(place=0)
    shifts = shifts_of(nothing, predictive(opened.panel, place))
    values = {NOTHING: _stacked(moved(nothing, shifts))}
    if policy is not None:
        doses = doses_of(policy, drawn.years)
        here = replace(own, shifts=shifts)
        added = OwnEffects(here.futures, runner(here)).together(doses)
        run = of_one_city(own, doses, NAMES, added).isel(place=0)
        if number == 0:
            check_affordable(run, nothing, drawn, policy.name)
        values[RUN] = _stacked(moved(run, shifts))
    return values


def sketches_of(paths: Mapping[str, Values]) -> dict[str, Sketch]:
    """What `paths_of` gave, as counts: name -> sketch of cells (quantity, year)."""
    return {case: sketched(values) for case, values in paths.items()}


def seed_of(seed: int, number: int) -> int:
    """The seed of a part of a run."""
    return int(stream("part_of_ensemble", (seed, number)).integers(2**62))


def ensemble_answer(ensemble: Ensemble) -> EnsembleAnswer:
    """What is written of all parts together."""
    without = None if ensemble.without is None else bands_record(ensemble.without, ensemble.tags)
    return EnsembleAnswer(
        place=ensemble.place,
        start=ensemble.years[0],
        years=ensemble.years,
        policy=ensemble.policy.name if ensemble.policy else None,
        quantities=bands_record(ensemble.bands, ensemble.tags),
        do_nothing=without,
        error=ERROR,
        futures=ensemble.asked.futures,
        part=PART,
        seed=ensemble.asked.seed,
    )


def _stacked(table: xr.Dataset) -> Values:
    return np.stack([table[name].to_numpy() for name in NAMES], axis=1)


MINUTE = 60


@dataclass(frozen=True)
class Cost:
    """Processor minutes, fewest and most, and megabytes of memory of a worker, all rounded up."""

    fewest: int
    most: int
    memory: int


@cache
def measured(room: str, table: str) -> dict[str, tuple[float, float, float]]:
    """Name -> value and range of what was measured. [seconds, megabytes]"""
    return {row["name"]: (float(row["value"]), float(row["lower"]), float(row["upper"])) for row in rows(room, table)}


def minutes(seconds: float) -> int:
    """Whole minutes, rounded up."""
    return ceil(seconds / MINUTE)


def cost_of_parts(parts: int, workers: int = 1) -> Cost:
    """What so many parts of an ensemble (`plan.ensemble`) on so many workers are going to take."""
    result = measured("relode.plan.simulations", "ensemble_cost")
    fewest, most = (
        minutes(min(workers, parts) * result["start_seconds"][at] + parts * result["part_seconds"][at]) for at in (1, 2)
    )
    return Cost(fewest, most, ceil(result["memory_megabytes"][0]))
