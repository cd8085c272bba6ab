"""What a simulation writes: bands of every quantity, what they rest on, and what a policy adds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import xarray as xr

from relode.places import Place
from relode.plan.simulations.simulation import PolicyGain, Simulation, capacity_left
from relode.record import Doc, Inline, Record
from relode.vocabulary import quantity

Path = tuple[float, ...]


@dataclass(frozen=True)
class QuantityBands(Record):
    """Quantiles of a quantity over futures."""

    unit: Annotated[str, Doc("unit of the quantity")]
    p05: Annotated[Path, Doc("5 % quantile", "unit", "year")]
    p25: Annotated[Path, Doc("25 % quantile", "unit", "year")]
    median: Annotated[Path, Doc("median", "unit", "year")]
    p75: Annotated[Path, Doc("75 % quantile", "unit", "year")]
    p95: Annotated[Path, Doc("95 % quantile", "unit", "year")]


@dataclass(frozen=True)
class BesideNothing(Record):
    """The same futures without the policy, and what it adds here and elsewhere."""

    do_nothing: Annotated[Mapping[str, QuantityBands], Doc("bands if nothing is done", shape="quantity")]
    gains: Annotated[Mapping[str, PolicyGain], Doc("what the policy adds to totals", shape="quantity")]


@dataclass(frozen=True)
class SimulationAnswer(Record):
    """One city in many futures."""

    place: Annotated[Place, Doc("the place")]
    start: Annotated[int, Doc("opening year", "year")]
    years: Annotated[tuple[int, ...], Doc("years of the paths", "year", "year")]
    policy: Annotated[str | None, Doc("the policy that is set, null for none")]
    shock: Annotated[str | None, Doc("shock laid over all futures, null for none")]
    capacity_left: Annotated[
        tuple[float | None, ...] | None,
        Doc(
            "capacity of coal mines at most, open or planned, over the opening's; null where no list bounds it",
            "ratio",
            "year",
        ),
    ]
    quantities: Annotated[Mapping[str, QuantityBands], Doc("bands of each quantity", shape="quantity")]
    observed: Annotated[Mapping[str, float], Doc("cells of the opening by kind", "share", "kind")]
    left_out: Annotated[Mapping[str, str], Doc("units that lack figures, and what each lacks", shape="place")]
    balances: Annotated[Mapping[str, float], Doc("largest relative error of each balance", "1", "balance")]
    futures: Annotated[int, Doc("futures", "count")]
    seed: Annotated[int, Doc("seed of all draws")]
    city_years_per_second: Annotated[int, Doc("speed of the run", "1/s")]
    beside: Annotated[BesideNothing | None, Doc("beside doing nothing, where a policy is set"), Inline]


def simulation_answer(simulation: Simulation) -> SimulationAnswer:
    """The answer of `relode simulate`."""
    opening, beside = simulation.futures.world.opening, None
    if simulation.policy is not None:
        gains = {gain.quantity: gain for gain in simulation.gains}
        beside = BesideNothing(bands_record(simulation.without), gains)
    return SimulationAnswer(
        place=simulation.place,
        start=simulation.futures.world.year,
        years=tuple(simulation.futures.years),
        policy=simulation.policy.name if simulation.policy else None,
        shock=simulation.shock,
        capacity_left=capacity_left(simulation),
        quantities=bands_record(simulation.bands),
        observed=opening.cell_shares(simulation.place.code),
        left_out=dict(opening.excluded),
        balances=dict(simulation.balances),
        futures=simulation.futures.count,
        seed=simulation.futures.seed,
        city_years_per_second=round(simulation.city_years_per_second),
        beside=beside,
    )


def bands_record(of: xr.Dataset) -> dict[str, QuantityBands]:
    """Bands of every quantity as they are written; `of` holds (band, year)."""
    return {
        str(name): QuantityBands(
            unit=quantity(str(name)).unit,
            **{str(band): tuple(table.sel(band=band).to_numpy().tolist()) for band in table["band"].values},
        )
        for name, table in of.data_vars.items()
    }
