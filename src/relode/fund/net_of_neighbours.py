"""All that is funded at once in the coupled system: what funded places gain and what all others lose by it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import jax.numpy as jnp
import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode.arrays import Values
from relode.fund.fund_records import FundedGain, Net, NetPlace
from relode.horizon import FIRST_PLAN_YEAR
from relode.model.futures import Futures, chosen
from relode.model.results import OneCity, Whole, levers_of, system
from relode.model.state import LEVERS, Levers
from relode.places import Place
from relode.plan.estimate import Estimate, estimate
from relode.plan.trials.evaluate import Doses
from relode.plan.trials.measure_list import GRANT
from relode.plan.trials.neighbours import MOST_FUTURES, TOLD

GROUPS = ("funded", "province", "elsewhere")
LOSERS = 5
"""So many of those that lose most are named."""
LEAST_GAINING = 0.5
"""What is moved is told where funded places gain in at least so many of the futures. A choice of this project."""


@dataclass(frozen=True)
class FundedBundle:
    """What a place gets: doses over the years of the run, and what is granted to its budget.

    `granted` (future of the printing half, year of the plan) in 10^8 yuan; `alone` (the same futures,) job-years.
    """

    doses: Doses
    granted: Values
    alone: Values


def gain(draws: Values, unit: str) -> FundedGain:
    """Median and interval, and the mean that adds up, of draws (future,)."""
    return FundedGain(estimate(draws, unit), float(np.mean(draws)))


def net_of_neighbours(
    drawn: Futures,
    printing: slice,
    province: Sequence[Place],
    funded: Mapping[str, FundedBundle],
    grounds: Mapping[str, OneCity],
) -> Net:
    """The whole system with everything that is funded and without it, in some of the printing futures.

    Places with a ground of their own are brought to what is known and expected of them, as wherever else they are told
    of; the others are as the simulator has them. A grant pays for its measures in each year by its mean over these
    futures, and is not spent a second time.
    Limits: nothing funded: nothing gained anywhere; parts add up to the system.
    """
    index = np.arange(drawn.count)[printing][:MOST_FUTURES]
    some, at = chosen(drawn, index), np.arange(len(index))
    without = system(some, tuple(TOLD))
    levers = funded_levers(some, {code: (each.doses, each.granted[at].mean(axis=0)) for code, each in funded.items()})
    run = system(granted_once(some, funded), tuple(TOLD), levers)
    alone = np.sum([each.alone[at] for each in funded.values()], axis=0)
    moves = {code: _mover(ground, index) for code, ground in grounds.items()}
    return told(run, without, [place.code for place in province], tuple(funded), alone, moves)


Mover = Callable[[str, Values], Values]
"""From a quantity and its run (future, year) to the run as it is told of."""


def _mover(ground: OneCity, index: NDArray[np.int_]) -> Mover:
    """What brings runs of a place in some of the futures to what is known and expected of it."""
    shifts = {name: replace(shift, amount=shift.amount[index]) for name, shift in ground.shifts.items()}
    return lambda name, values: shifts[name].moved(values) if name in shifts else values


def _brought(table: xr.Dataset, moves: Mapping[str, Mover]) -> xr.Dataset:
    """The table with these places as they are told of."""
    frame = table.copy(deep=True)
    for code, mover in moves.items():
        for name in TOLD:
            at = {"place": code}
            frame[name].loc[at] = mover(name, table[name].sel(at).to_numpy())
    return frame


def funded_levers(some: Futures, funded: Mapping[str, tuple[Doses, Values]]) -> Levers:
    """Levers of all places over the years of a run: place -> its doses, and grants in the years of the plan.

    Grants are (year,).
    """
    codes, years = some.world.codes, some.years
    start = years.index(FIRST_PLAN_YEAR)
    empty = levers_of({}, len(years), len(codes))
    arrays = {name: np.asarray(getattr(empty, name)).copy() for name in LEVERS}
    for code, (doses, granted) in funded.items():
        for name, dose in doses.items():
            arrays[name][..., codes.index(code)] += dose
        arrays[GRANT][start:, codes.index(code)] += granted
    return Levers(**{name: jnp.asarray(array) for name, array in arrays.items()})


def granted_once(some: Futures, funded: Mapping[str, FundedBundle]) -> Futures:
    """The futures where what is granted pays for measures in the funded places and is not spent in the ordinary budget.

    A place whose measure is a grant itself spends it as grants are spent.
    """
    whole, codes = np.asarray(some.params.efficiency), some.world.codes
    by_place = np.repeat(whole[..., None], len(codes), axis=-1)
    for code, each in funded.items():
        if GRANT not in each.doses:
            by_place[:, LEVERS.index(GRANT), codes.index(code)] = 0.0
    return replace(some, params=replace(some.params, efficiency=jnp.asarray(by_place)))


def told(
    run: Whole,
    without: Whole,
    province: Sequence[str],
    funded: Sequence[str],
    alone: Values,
    moves: Mapping[str, Mover] | None = None,
) -> Net:
    """What two runs of the system come to: sums over funded places, the rest of the province, and everywhere else.

    `alone` is (draw,).

    `moves` brings places to what is told of them; what is moved from place to place is of the runs as they are.
    """
    raw = run.table - without.table
    before, after = (_brought(each.table, moves or {}) for each in (without, run))
    as_run, total = (_job_years(each["employment"]) for each in (raw, run.totals - without.totals))
    jobs = _job_years((after - before)["employment"])
    people = (after - before)["population"].isel(year=-1)
    codes = [str(code) for code in run.table["place"].to_numpy()]
    groups = {code: "funded" if code in funded else "province" if code in province else "elsewhere" for code in codes}

    def part(values: xr.DataArray, group: str) -> Values:
        return np.asarray(values.isel(place=[i for i, code in enumerate(codes) if groups[code] == group]).sum("place"))

    parts, unmoved = ({group: part(each, group) for group in GROUPS} for each in (jobs, as_run))
    moved_people = {group: part(people, group) for group in GROUPS}
    # Over all that places gain and lose: their sum may be near nothing, and jobs of all places are rounded in 64 bits.
    scale = np.maximum(np.asarray(as_run.where(as_run > 0, -as_run).sum("place")), 1.0)
    others = {code: np.asarray(jobs.sel(place=code)) for code in codes if groups[code] != "funded"}
    most = sorted(others, key=lambda code: (float(others[code].mean()), code))[:LOSERS]
    losers = [code for code in most if others[code].mean() < 0]
    return Net(
        futures=len(jobs["future"]),
        alone=gain(alone, "person-years"),
        **{group: gain(values, "person-years") for group, values in parts.items()},
        system=gain(np.asarray(jobs.sum("place")), "person-years"),
        **{f"people_{group}": gain(values, "persons") for group, values in moved_people.items()},
        moved=moved(unmoved["funded"], unmoved["province"] + unmoved["elsewhere"]),
        gaining=float(np.mean(unmoved["funded"] > 0)),
        losers=tuple(losers),
        losses=tuple(gain(others[code], "person-years") for code in losers),
        places=tuple(
            NetPlace(
                code,
                code in funded,
                gain(np.asarray(jobs.sel(place=code)), "person-years"),
                gain(np.asarray(people.sel(place=code)), "persons"),
                _kept(before, code),
                _kept(after, code),
            )
            for code in province
            if code in codes
        ),
        balance=float(np.max(np.abs(np.asarray(as_run.sum("place")) - np.asarray(total)) / scale)),
    )


def moved(funded: Values, others: Values) -> Estimate | None:
    """Of 1,000 job-years that funded places gain, how many others lose; negative: they gain too.

    `funded` and `others` are (draw,).

    Draw by draw over those in which funded places gain at all; None where that is fewer than half of them.
    """
    gains = funded > 0
    if gains.mean() < LEAST_GAINING:
        return None
    return estimate(-1000 * others[gains] / funded[gains], "person-years")


def _job_years(employment: xr.DataArray) -> xr.DataArray:
    return employment.sel(year=slice(FIRST_PLAN_YEAR, None)).sum("year")


def _kept(table: xr.Dataset, code: str) -> Estimate:
    jobs = table["employment"].sel(place=code)
    return estimate(np.asarray(jobs.isel(year=-1) / jobs.sel(year=FIRST_PLAN_YEAR - 1)), "share")
