"""Paired runs of a few places with and without an experiment's shocks, all others keeping to their paths."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import jax
import jax.numpy as jnp
import numpy as np
import xarray as xr

from relode.arrays import Values
from relode.calibration.fitting.draws import draw_futures
from relode.errors import RelodeError
from relode.examination.experiments import (
    CAPITAL_OVER_OUTPUT,
    LONGEST,
    MW_BY_AREA,
    MW_BY_PERSON,
    SHARE_OF_INVESTMENT,
    SHARE_OF_JOBS,
    SHARE_OF_OUTPUT,
    Shock,
)
from relode.examination.readings import PUBLIC, reading, yearly
from relode.model import simulate
from relode.model.futures import IDIOSYNCRATIC, Futures
from relode.model.links import StoredPath
from relode.model.opening.opening_tables import COMMODITIES
from relode.model.opening.opening_world import World, world
from relode.model.parameters import UNIT_COSTS, Params
from relode.model.policy.costs import LINES
from relode.model.policy.levers import SUBSIDISED_SECTORS
from relode.model.policy.spending_split import PARTS, SPLIT_ROWS
from relode.model.results import BY_SECTOR, stored_paths
from relode.model.sector_list import SECTORS
from relode.model.state import LEVERS, Levers
from relode.places import all_places

Doses = Mapping[str, Values]
Table = Mapping[str, Values]

FIRST = 1
"""Index of the first year of a shock: the year after the opening."""
FINANCING = "central_transfer"
PLAIN_SPENDING = "public_services_spending"


@dataclass(frozen=True)
class ExperimentGround:
    """Draws of the whole system from the opening on, and what all places mean for each other if nothing is done."""

    world: World
    futures: Futures
    around: StoredPath
    under_prices: dict[tuple[Shock, ...], StoredPath] = field(default_factory=dict)
    """The same under price shocks that were asked for before."""
    without: dict[tuple[tuple[int, ...], tuple[Shock, ...]], Table] = field(default_factory=dict)
    """Runs of places in which nothing is set, by the price shocks that both arms see."""

    @property
    def count(self) -> int:
        """How many draws there are."""
        return self.futures.count


def ground(panel: xr.Dataset, count: int, seed: int) -> ExperimentGround:
    """The ground of all experiments: `count` draws of the shipped posterior, by `seed`. Raises RelodeError."""
    opened = world(panel)
    futures = draw_futures(opened, count, LONGEST, seed)
    return ExperimentGround(opened, futures, stored_paths(futures))


@dataclass(frozen=True)
class Pair:
    """Runs after and before, name -> (draw, year, ..., place) from the year of the shock on, and the money of it.

    `money` (draw, year, place) is what all payers paid for the shock. [10^8 yuan/yr]
    """

    after: Table
    before: Table
    money: Values


def paired(base: ExperimentGround, codes: Sequence[str], shocks: Sequence[Shock], horizon: int = LONGEST) -> Pair:
    """Places with and without shocks in the same draws, to be read in the first `horizon` years of the shock.

    What comes from above is paid by a transfer of the mean cost over draws. Raises RelodeError for a place that is
    not in the simulator, and for numbers that are not finite until the horizon.
    """
    places = [base.world.position(code) for code in codes]
    both = tuple(shock for shock in shocks if shock.both)
    tested = tuple(shock for shock in shocks if not shock.both)
    params = _params(base.futures.params, shocks)
    key = (tuple(places), tuple(shock for shock in both if shock.kind == "price"))
    if key not in base.without:
        # No lever is set, so it does not matter how well levers work.
        base.without[key] = _run(base, places, base.futures.params, both, {})
    without = base.without[key]
    first = _run(base, places, params, shocks, _doses(base, places, shocks, without))
    paid = _financed(first, shocks)
    doses = _doses(base, places, shocks, without)
    after = _run(base, places, params, shocks, _with_transfer(doses, paid)) if paid.any() else first
    if both:
        own = _doses(base, places, both, without)
        before = _run(base, places, params, both, own)
    else:
        before = without
    own_lines = [i for i, line in enumerate(LINES) if line[0] in {s.instrument for s in tested}]
    money = after["cost_lines"][:, :, own_lines].sum(axis=2)
    if any(shock.instrument == FINANCING for shock in tested):
        money = after["cost_lines"][:, :, [i for i, line in enumerate(LINES) if line[0] == FINANCING]].sum(axis=2)
    for table in (after, before):
        bad = [name for name, array in table.items() if not np.isfinite(array[:, : FIRST + horizon]).all()]
        if bad:
            raise RelodeError("examine.not_finite", offenders=bad)
    return Pair(_from_first(after), _from_first(before), money[:, FIRST:])


def _from_first(table: Table) -> dict[str, Values]:
    return {name: array[:, FIRST:] for name, array in table.items()}


def _params(params: Params, shocks: Sequence[Shock]) -> Params:
    """Financing is not spent a second time, plain spending does nothing but spend, and public jobs are all pay."""
    efficiency, split = np.array(params.efficiency), np.array(params.split)
    if not any(shock.kind == "lever" and shock.instrument == FINANCING for shock in shocks):
        # All of a transfer arrives; its efficiency is the part that the ordinary budget spends.
        efficiency[:, LEVERS.index(FINANCING)] = 0.0
    for shock in shocks:
        if shock.kind in ("spending", "public_jobs") and shock.instrument == PLAIN_SPENDING:
            efficiency[:, LEVERS.index(PLAIN_SPENDING)] = 0.0
        if shock.kind == "public_jobs":
            split[:, SPLIT_ROWS.index((PLAIN_SPENDING, "paid"))] = [float(part == "pay") for part in PARTS]
    return replace(params, efficiency=jnp.asarray(efficiency), split=jnp.asarray(split))


def _run(base: ExperimentGround, places: Sequence[int], params: Params, shocks: Sequence[Shock], doses: Doses) -> Table:
    series = base.futures.exogenous
    prices = [shock for shock in shocks if shock.kind == "price"]
    around = base.around
    if prices:
        series = replace(series, log_price=series.log_price + _price_change(prices, len(base.futures.years)))
        around = _around_at(base, prices)
    series = replace(series, **{name: getattr(series, name)[..., places] for name in IDIOSYNCRATIC})
    observed = jax.tree.map(lambda x: x[..., np.array(places)] if x.ndim else x, base.futures.observed)
    stored = jax.tree.map(lambda x: x[..., np.array(places)], around)
    levers = _levers(doses, len(base.futures.years), len(places))
    result = simulate.paths(observed, params, levers, series, stored, yearly, True)
    return {name: np.asarray(array) for name, array in result.items()}


def _around_at(base: ExperimentGround, prices: Sequence[Shock]) -> StoredPath:
    """All places under the price path: it is the same for every place that mines."""
    key = tuple(prices)
    if key not in base.under_prices:
        moved = base.futures.exogenous.log_price + _price_change(prices, len(base.futures.years))
        futures = replace(base.futures, exogenous=replace(base.futures.exogenous, log_price=moved))
        base.under_prices[key] = stored_paths(futures)
    return base.under_prices[key]


def _price_change(shocks: Sequence[Shock], years: int) -> Values:
    """Change of log prices, (year, commodity)."""
    change = np.zeros((years, len(COMMODITIES)))
    for shock in shocks:
        at = [i for i, name in enumerate(COMMODITIES) if shock.instrument in ("all", name)]
        change[:, at] += shock.dose * profile(shock, years)[:, None]
    return change


def profile(shock: Shock, years: int) -> Values:
    """Part of the dose that is there in each year, the opening first. (year,) [0-1]"""
    since = np.arange(years) - FIRST + 1
    part = np.clip(since / max(shock.ramp, 1), 0, 1)
    return np.where((since > 0) & ((since <= shock.years) if shock.years else True), part, 0.0)


def _doses(base: ExperimentGround, places: Sequence[int], shocks: Sequence[Shock], without: Table) -> dict[str, Values]:
    """Lever -> dose, (year, place) or (year, sector, place)."""
    years = len(base.futures.years)
    doses: dict[str, Values] = {}
    for shock in shocks:
        if shock.kind == "price":
            continue
        level = profile(shock, years)[:, None] * shock.dose * _in_units_of_lever(base, places, shock, without)
        if shock.instrument in BY_SECTOR:
            whole = np.zeros((years, len(SECTORS), len(places)))
            names = SUBSIDISED_SECTORS if shock.sector == "all" else (shock.sector,)
            whole[:, [SECTORS.index(name) for name in names]] = level[:, None]
            level = whole
        doses[shock.instrument] = doses.get(shock.instrument, 0.0) + level
    return doses


def _in_units_of_lever(base: ExperimentGround, places: Sequence[int], shock: Shock, without: Table) -> Values:
    """What one unit of the dose is in the lever's own unit: (year, place), or a number."""
    product = without["gross_domestic_product"].mean(axis=0)
    if shock.unit == SHARE_OF_OUTPUT and shock.instrument == FINANCING:
        return np.asarray(product)
    if shock.unit == SHARE_OF_INVESTMENT:
        return np.asarray(INVESTMENT_OVER_CAPITAL)
    if shock.unit == CAPITAL_OVER_OUTPUT:
        cost = np.asarray(base.futures.params.unit_cost)[:, UNIT_COSTS.index(("renewable_build_out", "capital"))]
        return np.asarray(product[:1] / cost.mean())
    if shock.unit == MW_BY_AREA:
        by_code = {place.code: place.area for place in all_places()}
        return np.array([by_code[base.world.codes[at]] or np.nan for at in places])[None]
    if shock.unit == MW_BY_PERSON:
        return np.asarray(without["population"].mean(axis=0)[:1])
    if shock.unit == SHARE_OF_JOBS:
        return np.asarray(_pay_for_all_jobs(base, without) / product)
    return np.asarray(1.0)


def _pay_for_all_jobs(base: ExperimentGround, without: Table) -> Values:
    """What all jobs of a place would cost at the pay of its public ones, mean over draws. [10^8 yuan/yr] (year, place)

    Output of the public sector is at cost: its pay is the labour share of it.
    """
    share = float(np.asarray(base.futures.params.labour_share)[..., SECTORS.index(PUBLIC)].mean())
    pay = share * reading(without, f"value_added:{PUBLIC}") / reading(without, f"employment:{PUBLIC}")
    return np.asarray((pay * without["employment"]).mean(axis=0))


INVESTMENT_OVER_CAPITAL = 0.12
"""Yearly investment over capital in a sector that grows at 5 % and loses 7 %: turns a share of investment cost into a
yearly share of capital. Source: assumption."""


def _levers(doses: Doses, years: int, places: int) -> Levers:
    shapes = {name: (years, len(SECTORS), places) if name in BY_SECTOR else (years, places) for name in LEVERS}
    return Levers(
        **{name: jnp.asarray(np.broadcast_to(doses.get(name, 0.0), shape).copy()) for name, shape in shapes.items()}
    )


def _financed(first: Table, shocks: Sequence[Shock]) -> Values:
    """What comes from above in each year: the mean over draws of what the city would pay. (year, place)"""
    values = np.zeros(first["population"].shape[1:])
    for shock in shocks:
        if shock.kind != "price" and shock.instrument != FINANCING:
            own = [i for i, (lever, _, payer) in enumerate(LINES) if lever == shock.instrument and payer == "city"]
            values += shock.outside_share * first["cost_lines"][:, :, own].sum(axis=2).mean(axis=0)
    return values


def _with_transfer(doses: Doses, paid: Values) -> dict[str, Values]:
    return {**doses, FINANCING: doses.get(FINANCING, 0.0) + paid}
