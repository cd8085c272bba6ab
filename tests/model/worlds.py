"""Made-up systems of cities for tests: same seed, same world."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from types import SimpleNamespace as Record
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from relode.model.links import Around, Links, as_links, closeness, settled
from relode.model.opening.closing_calendar import no_limit
from relode.model.opening.inversion import ObservedOpening, opening_state
from relode.model.opening.opening_world import World as Opened
from relode.model.parameters import Params, default_params, priors
from relode.model.parameters import prior_draws as drawn_params
from relode.model.simulate import path
from relode.model.state import HIGH, LEVERS, LOW, Anchors, Exogenous, Flows, Levers, State
from relode.model.year.one_year import one_year
from relode.vocabulary import quantity


class Lived(NamedTuple):
    """What became of a system: states at the start of each year, the last one, and flows (leading axis year)."""

    anchors: Anchors
    states: State
    last: State
    flows: Flows


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compiled once for all tests of one shape: of plain arrays, since JAX compiles anew for a weak type."""
    program = jax.jit(function)
    return lambda *inputs: program(*jax.tree.map(np.asarray, inputs))


opened = compiled(opening_state)
stepped = compiled(one_year)


@jax.jit
def lived(observed: ObservedOpening, params: Params, levers: Levers, exogenous: Exogenous, around: Around) -> Lived:
    """The opening and every year after it, compiled once for all tests of one shape."""
    state, anchors = opening_state(observed, params)
    last, (states, flows) = path(state, params, levers, exogenous, anchors, around, lambda *year: year)
    return Lived(anchors, states, last, flows)


PLACES, YEARS = 6, 30
"""The one shape of the tests that run whole systems."""
COMMODITIES = 7
SECTOR_COUNT = 9

UPPER = {name: quantity(name).upper for name in LEVERS}
"""The largest dose of each lever."""


@dataclass(frozen=True)
class World:
    """One system of cities, with one outside exogenous and levers by year."""

    observed: ObservedOpening
    kernel: np.ndarray
    links: Links
    params: Params
    levers: Levers
    exogenous: Exogenous
    leaving: np.ndarray


def world(
    seed: int,
    places: int = PLACES,
    years: int = YEARS,
    *,
    dose: float = 0.3,
    noise: float = 1.0,
    drawn: bool = True,
    largest: float = 2.0,
) -> World:
    """Random places of unlike size; parameters from their priors unless `drawn` is false; levers up to `dose` of large.

    `noise` scales the random exogenous, `largest` the spread of the log size of sectors.
    """
    rng = np.random.default_rng(seed)
    observed, kernel, leaving = _opening_year(rng, places, largest)
    params = jax.tree.map(lambda x: x[0], drawn_params(1, seed)) if drawn else default_params()
    return World(
        observed=observed,
        kernel=kernel,
        links=as_links(kernel),
        params=params,
        levers=levers(rng, places, years, dose),
        exogenous=exogenous(rng, places, years, noise),
        leaving=leaving,
    )


def _opening_year(rng: Any, places: int, largest: float) -> tuple[ObservedOpening, np.ndarray, np.ndarray]:
    size = (SECTOR_COUNT, places)
    jobs = np.exp(rng.normal(0, largest, places) + rng.normal(0.5, 0.8, size))
    value_added = jobs * np.exp(rng.normal(1.5, 0.3, size))
    adults = jobs.sum(0) / rng.uniform(0.6, 0.8, places)
    skilled = rng.uniform(0.05, 0.4, places)
    shares = [rng.uniform(0.15, 0.35, places), 1 - skilled, skilled, rng.uniform(0.1, 0.4, places)]
    people, gdp = adults * np.stack(shares), value_added.sum(0)
    at, province = rng.uniform(0, 2000, (2, places)), rng.integers(0, 3, places)
    distance = np.hypot(*(at[:, :, None] - at[:, None, :]))
    kernel = closeness(distance, province[:, None] == province[None], 1.5, 0.7)
    leaving, gains = moves(rng, people)
    settled_there = (settled(kernel, people[g], leaving, gain) for g, gain in zip((LOW, HIGH), gains, strict=True))
    amenity, staying = zip(*settled_there, strict=True)
    return (
        as_arrays(
            ObservedOpening,
            value_added=value_added,
            employment=jobs,
            presence=rng.uniform(0.05, 0.95, size),
            people=people,
            unemployment_rate=rng.uniform(0.03, 0.1, places),
            wage=rng.uniform(2, 6, places),
            birth_rate=rng.uniform(0.005, 0.015, places),
            commodity_weight=rng.dirichlet(np.full(COMMODITIES, 0.3), places).T,
            extraction=value_added[0] * rng.uniform(0.5, 20, places),
            remaining_life=rng.uniform(8, 60, places),
            depleted_share=rng.uniform(0.1, 0.8, places),
            coal_tonnes=rng.uniform(0, 1, places),
            coal_value_added_share=0.5,
            forest_share=rng.integers(0, 2, places) * rng.uniform(0, 1, places),
            house_price=rng.uniform(0.2, 1.5, places),
            housing_stock=people.sum(0) * rng.uniform(25, 45, places),
            revenue=rng.uniform(0.05, 0.12, places) * gdp,
            expenditure=rng.uniform(0.1, 0.3, places) * gdp,
            debt=rng.uniform(0, 0.6, places) * gdp,
            research_stock=rng.uniform(0, 0.15, places) * gdp,
            damaged_land=rng.uniform(0, 1e4, places),
            relative_growth=rng.normal(0, 0.02, places),
            national_growth=rng.uniform(0.01, 0.06),
            national_skill=people[2].sum() / people[1:3].sum(),
            productivity_gap=rng.normal(0, 0.5, size),
            staying=np.stack(staying),
            amenity=np.stack(amenity),
            area=rng.uniform(3e5, 2e6, places),
            opening_year=2010,
            capacity_left=no_limit(places),
        ),
        kernel,
        leaving,
    )


def moves(rng: Any, people: np.ndarray) -> tuple[np.ndarray, list[np.ndarray]]:
    """Share of adults that leaves in the opening year; net moves of each skill over people, which add up to nobody.

    A place larger than all others together sends out no more than they can take.
    """
    leaving = rng.uniform(0.01, 0.04, people.shape[1])
    for group in (LOW, HIGH) * 40:
        out = leaving * people[group]
        most = out.argmax()
        leaving[most] *= min(1, 0.4 * (out.sum() - out[most]) / out[most])
    gains = []
    for group in (LOW, HIGH):
        going = leaving * people[group]
        net = rng.uniform(-0.1, 0.1, len(going)) * going
        gains.append((net - net.sum() * going / going.sum()) / people[group])
    return leaving, gains


def became(made: World, **other: Any) -> Lived:
    """What becomes of a world, with other `observed`, `params`, `levers`, `exogenous` or `links` if given."""
    asked = {
        name: other.get(name, getattr(made, name)) for name in ("observed", "params", "levers", "exogenous", "links")
    }
    return lived(*asked.values())


def nothing_done(levers: Levers) -> Levers:
    """The same levers at rest."""
    return jax.tree.map(jnp.zeros_like, levers)


def as_arrays(record: type[Any], **values: Any) -> Any:
    """The record with every field as a 64-bit array."""
    return record(**{name: jnp.asarray(value, dtype=float) for name, value in values.items()})


def levers(rng: Any, places: int, years: int, dose: float) -> Levers:
    """Every lever at random between nothing and `dose` of a large dose."""
    by_sector = {"subsidy", "cluster_support"}
    shapes = {name: (years, SECTOR_COUNT, places) if name in by_sector else (years, places) for name in LEVERS}
    return as_arrays(Levers, **{name: rng.uniform(0, dose * UPPER[name], shapes[name]) for name in LEVERS})


def exogenous(rng: Any, places: int, years: int, noise: float) -> Exogenous:
    """Wandering prices and national paths, shocks of each place's own."""

    def walk(step: float, *shape: int) -> np.ndarray:
        return np.cumsum(noise * rng.normal(0, step, (years, *shape)), axis=0)

    growth = 0.04 + noise * rng.normal(0, 0.02, (years, SECTOR_COUNT))
    return as_arrays(
        Exogenous,
        log_price=walk(0.15, COMMODITIES),
        sector_growth=growth,
        national_growth=growth.mean(1),
        wage_drift=walk(0.01),
        log_national_income=np.cumsum(growth.mean(1)) - growth[0].mean(),
        carbon_price=noise * rng.uniform(0, 2e-7, years),
        interest_rate=0.03 + noise * rng.uniform(-0.02, 0.02, years),
        birth_ratio=np.exp(walk(0.03)),
        productivity_shock=noise * rng.normal(0, 0.02, (years, places)),
        house_price_shock=noise * rng.normal(0, 0.03, (years, places)),
        amenity_shock=noise * rng.normal(0, 0.01, (years, places)),
    )


def in_year(tree: Any, year: int) -> Any:
    """The records of one year, of records with a leading axis year."""
    return jax.tree.map(lambda x: x[year], tree)


def in_numpy(record: Any) -> Record:
    """The same fields as NumPy arrays; what is not there stays None."""
    values = {field.name: getattr(record, field.name) for field in fields(record)}
    return Record(**{name: None if value is None else np.array(value) for name, value in values.items()})


def scalar_parameters() -> tuple[str, ...]:
    """Names of the parameters that have a prior and are not fixed."""
    return tuple(name for name, prior in priors().items() if prior.shape != "fixed")


def steady_exogenous(world: Opened, years: int, count: int = 1) -> Exogenous:
    """Prices and growth of the opening year for good, no shocks, no carbon price: the medians of all else."""
    median = {name: prior.value for name, prior in priors("exogenous").items()}
    growth = np.full((count, years), float(world.observed.national_growth))
    zero = jnp.zeros((count, years))
    places = jnp.zeros((count, years, len(world.codes)))
    return Exogenous(
        log_price=jnp.zeros((count, years, COMMODITIES)),
        sector_growth=jnp.asarray(np.repeat(growth[:, :, None], SECTOR_COUNT, axis=2)),
        national_growth=jnp.asarray(growth),
        wage_drift=zero,
        log_national_income=jnp.asarray(np.arange(years) * growth),
        carbon_price=zero,
        interest_rate=zero + median["interest_rate"],
        birth_ratio=zero + 1,
        productivity_shock=places,
        house_price_shock=places,
        amenity_shock=places,
    )
