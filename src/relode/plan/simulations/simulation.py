"""One city in many futures of the whole system, with a policy or without: `relode simulate`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Self

import numpy as np
import pandas as pd
import xarray as xr
from pydantic import computed_field, model_validator

from relode.arrays import Array, Values
from relode.calibration.conditioning import shifts_of
from relode.calibration.draws import check_size, draw_futures
from relode.decisions.own_effects import OwnEffects, placed, runner, summed
from relode.errors import RelodeError
from relode.horizon import OPENING_YEAR
from relode.model.futures import Futures
from relode.model.opening.closing_calendar import UNLIMITED
from relode.model.opening.opening_world import World, world
from relode.model.policy.levers import SUBSIDISED_SECTORS
from relode.model.policy.levers import levers as lever_table
from relode.model.policy.policy_file import Policy, lever_paths
from relode.model.quantities import QUANTITIES
from relode.model.results import Shift, Whole, bands, levers_of, one_city, stored_paths, system
from relode.model.sector_list import SECTORS
from relode.outlook.one_future.statement import predictive
from relode.places import Place, find
from relode.record import Doc, Hidden, Record, Showable
from relode.settings import Settings
from relode.usual import SEED
from relode.vocabulary import quantity

GAINS = ("population", "employment", "gdp_real")
"""Totals of which a gain of one place may be a loss of others."""
SHOWN = (
    "population",
    "employment",
    "mining_employment",
    "unemployment_rate",
    "gdp_real",
    "income_per_person",
    "house_price",
    "budget_revenue",
    "debt_ratio",
    "new_sector_share",
)
"""Quantities of the printed table; the record holds all of them."""
MOST = 0.5
PART_OF_POLICY = 0.25
"""Shares of futures: a policy is refused if it cannot be paid in most, or breaks the debt limit in so many more."""


class SimulationRequest(Settings):
    """What a run is asked for.

    Raises RelodeError for a number of futures or years that cannot be run.
    """

    futures: int = 64
    seed: int = SEED
    years: int = 30
    start: int = 2020
    shock: str | None = None
    checked: bool = False

    @model_validator(mode="after")
    def _possible(self) -> Self:
        check_size(self.futures, self.years)
        return self


@dataclass(frozen=True)
class PolicyGain(Record):
    """What a policy adds to a total in the last year of its steps, mean over futures: here and in all others."""

    quantity: Annotated[str, Doc("the total"), Hidden]
    year: Annotated[int, Doc("last year of the policy's steps", "year")]
    own: Annotated[float, Doc("what it adds here", "unit")]
    others: Annotated[float, Doc("what it adds in all other places", "unit")]

    @computed_field
    @property
    def unit(self) -> str:
        """Unit of the total."""
        return quantity(self.quantity).unit


@dataclass(frozen=True, repr=False)
class Simulation(Showable):
    """Bands of one place; if a policy is set, beside the same futures without it."""

    place: Place
    futures: Futures
    policy: Policy | None
    bands: xr.Dataset
    without: xr.Dataset
    gains: tuple[PolicyGain, ...]
    balances: Mapping[str, float]
    city_years_per_second: float
    shock: str | None

    def __repr__(self) -> str:
        course = self.policy.name if self.policy else "do_nothing"
        return f"Simulation of {self.place.name_en} ({self.place.code}): {self.futures!r}, {course}"

    def table(self) -> pd.DataFrame:
        """A row a printed quantity and year: quantiles over futures in the quantity's unit."""
        rows = [
            (name, quantity(name).unit, year, *self.bands[name].sel(year=year).to_numpy())
            for name in SHOWN
            for year in self.futures.years
        ]
        return pd.DataFrame(rows, columns=["quantity", "unit", "year", *map(str, self.bands["band"].values)])


def capacity_left(simulation: Simulation) -> tuple[float | None, ...] | None:
    """Capacity of coal mines at most over that of the opening, a year each, [1]; None where no list bounds any place.

    A year is None where nothing bounds this one.
    """
    left = np.asarray(simulation.futures.observed.capacity_left)
    if (left == UNLIMITED).all():
        return None
    here = left[:, simulation.futures.world.position(simulation.place.code)].tolist()
    return tuple(None if each == UNLIMITED else each for each in here[: len(simulation.futures.years)])


def doses_of(policy: Policy, years: Sequence[int]) -> dict[str, Array]:
    """Every lever that the policy sets -> its dose, (year,), or (year, sector) over all sectors of the model.

    In the unit of the lever.
    """
    paths = lever_paths(policy, np.asarray(years))
    at = [SECTORS.index(name) for name in SUBSIDISED_SECTORS]
    doses = {}
    for name in policy.levers():
        doses[name] = paths[name]
        if lever_table()[name].by_sector:
            doses[name] = np.zeros((len(years), len(SECTORS)))
            doses[name][:, at] = paths[name]
    return doses


def simulate(panel: xr.Dataset, place: Place, settings: SimulationRequest, policy: Policy | None = None) -> Simulation:
    """The place in many futures of the whole system.

    Raises RelodeError for a place outside the system, a year without an opening, fewer than one future, an unknown
    shock, and a policy that the place can neither pay for nor borrow for.
    """
    opened = world(panel, settings.start)
    opened.position(place.code)
    futures = draw_futures(
        opened, settings.futures, settings.years, settings.seed, settings.shock, known=opened.year == OPENING_YEAR
    )
    nothing = system(futures, tuple(QUANTITIES), only=place.code, checked=settings.checked and policy is None)
    shifts = _shifts(place, opened, nothing.table.isel(place=0), settings)
    run = nothing
    if policy is not None:
        check_place(policy, place)
        at = opened.position(place.code)
        doses = doses_of(policy, futures.years)
        levers = levers_of(doses, len(futures.years), len(opened.codes), at)
        here = replace(one_city(futures, place.code, stored_paths(futures)), shifts=shifts)
        own = OwnEffects(here.futures, runner(here)).by_lever(doses)
        added = placed(summed(list(own.values())), len(opened.codes), at) if own else None
        run = system(futures, tuple(QUANTITIES), levers, added=added, only=place.code, checked=settings.checked)
        check_affordable(run.table.isel(place=0), nothing.table.isel(place=0), futures, policy.name)
    return Simulation(
        place=place,
        futures=futures,
        policy=policy,
        bands=bands(moved(run.table.isel(place=0), shifts)),
        without=bands(moved(nothing.table.isel(place=0), shifts)),
        gains=tuple(_gain(run, nothing, name, _last_step(policy, futures)) for name in GAINS) if policy else (),
        balances=run.balances,
        city_years_per_second=run.city_years_per_second,
        shock=settings.shock,
    )


def moved(table: xr.Dataset, shifts: Mapping[str, Shift]) -> xr.Dataset:
    """A run of one place, variables over (future, year), with its shifts."""
    return table.assign({
        name: table[name].copy(data=shift.moved(table[name].to_numpy()))
        for name, shift in shifts.items()
        if name in table
    })  # fmt: skip


def _shifts(place: Place, opened: World, nothing: xr.Dataset, settings: SimulationRequest) -> Mapping[str, Shift]:
    """What takes doing nothing to the one future; none for an opening in the past, which no one future begins from.

    A shock moves a place from there: shifts are those without it.
    """
    if opened.year != OPENING_YEAR:
        return {}
    if settings.shock is not None:
        calm = draw_futures(opened, settings.futures, settings.years, settings.seed, known=True)
        nothing = system(calm, tuple(QUANTITIES), only=place.code).table.isel(place=0)
    return shifts_of(nothing, predictive(opened.panel, place))


def check_affordable(
    run: xr.Dataset | Mapping[str, Values],
    nothing: xr.Dataset | Mapping[str, Values],
    futures: Futures,
    name: str,
) -> None:
    """Refuse a policy that in most futures costs more than the whole revenue of a year, or breaks the debt limit.

    Both runs hold (future, year).

    The limit is the parameter `debt_limit` of each future. A policy breaks it if most futures are beyond it in a year,
    a quarter of all because of the policy. Raises RelodeError.
    """
    cost, revenue = (np.asarray(run[name]) for name in ("policy_cost", "budget_revenue"))
    dear = (cost > revenue).mean(axis=0) > MOST
    if dear.any():
        at = int(np.argmax(dear))
        paid, there = (f"{np.median(values[:, at]):.3g}" for values in (cost, revenue))
        raise RelodeError("simulate.cannot_pay", policy=name, year=futures.years[at], cost=paid, revenue=there)
    limit = np.asarray(futures.params.debt_limit)
    over, before = ((np.asarray(table["debt_ratio"]) > limit[:, None]).mean(axis=0) for table in (run, nothing))
    broken = (over > MOST) & (over - before > PART_OF_POLICY)
    if broken.any():
        at = int(np.argmax(broken))
        raise RelodeError(
            "simulate.cannot_borrow", policy=name, year=futures.years[at], limit=f"{np.median(limit):.2f}",
            share=f"{over[at]:.0%}", without=f"{before[at]:.0%}",
        )  # fmt: skip


def check_place(policy: Policy, place: Place) -> None:
    """Raises RelodeError for a policy that is made for another place."""
    if policy.place and find(policy.place).code != place.code:
        raise RelodeError("simulate.other_place", policy=policy.name, place=policy.place, asked=place.slug)


def _gain(run: Whole, nothing: Whole, name: str, year: int) -> PolicyGain:
    own, every = (
        float((after[name] - before[name]).sel(year=year).mean())
        for after, before in ((run.table, nothing.table), (run.totals, nothing.totals))
    )
    return PolicyGain(name, year, own, every - own)


def _last_step(policy: Policy, futures: Futures) -> int:
    """The last year of the run in which a lever is set; the last year of all if none is."""
    return min(max((step.until for step in policy.steps), default=futures.years[-1]), futures.years[-1])
