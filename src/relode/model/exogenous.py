"""Exogenous series: prices, the nation, and what happens to a place by chance. Drawn with a named seed."""

from collections.abc import Mapping
from dataclasses import dataclass

import jax
import numpy as np
from scipy.special import ndtr

from relode.arrays import Values
from relode.model.opening.opening_world import World
from relode.model.parameters import priors
from relode.model.sector_list import EXTRACTION, SECTORS
from relode.model.state import Exogenous
from relode.streams import stream


@dataclass(frozen=True)
class PriceProcess:
    """How log real prices move, one number a commodity; `correlation` (commodity, commodity) is of yearly shocks.

    A part that returns at `reversion` [1/yr] with shocks of `volatility` [1/yr^.5], on a level with `drift` [1/yr]
    that wanders with `long_run_volatility` [1/yr^.5].

    Source: schwartz1997, schwartz2000.
    """

    reversion: Values
    volatility: Values
    long_run_volatility: Values
    drift: Values
    correlation: Values


def price_paths(process: PriceProcess, count: int, years: int, rng: np.random.Generator) -> Values:
    """Log real prices over the opening year's. (count, year, commodity); the opening year is 0.

    Equation: x_k' = exp(-kappa_k) x_k + e_k
        V_k = sigma_k^2 (1 - exp(-2 kappa_k)) / (2 kappa_k)
        ln Q_k' = ln Q_k + d_k + xi_k z_k
        ln P_k = x_k + ln Q_k

    V_k is the variance of the yearly shock e_k, exact for the passing part. Shocks of two commodities covary as
    sigma_k sigma_j times their correlation times (1 - exp(-(kappa_k + kappa_j))) / (kappa_k + kappa_j). z_k is
    standard normal.

    Source: schwartz1997.
    Limits: no volatility: the drift; long runs: standard deviation sigma_k / sqrt(2 kappa_k).
    """
    kinds = len(process.reversion)
    both = process.reversion[:, None] + process.reversion[None]
    spread = process.volatility[:, None] * process.volatility[None]
    covariance = process.correlation * spread * -np.expm1(-both) / both
    shocks = rng.standard_normal((count, years - 1, kinds)) @ np.linalg.cholesky(covariance + 1e-14 * np.eye(kinds)).T
    level_shocks = rng.standard_normal((count, years - 1, kinds)) @ np.linalg.cholesky(process.correlation).T
    passing = np.zeros((count, years, kinds))
    for t in range(1, years):
        passing[:, t] = np.exp(-process.reversion) * passing[:, t - 1] + shocks[:, t - 1]
    steps = process.drift + process.long_run_volatility * level_shocks
    level = np.concatenate([np.zeros((count, 1, kinds)), np.cumsum(steps, axis=1)], axis=1)
    return np.asarray(passing + level)


def price_covariance(process: PriceProcess, years: int) -> Values:
    """Covariance of the log prices of `price_paths` after the opening year. (year, commodity, year, commodity)

    Source: schwartz1997.
    """
    kinds, when = len(process.reversion), np.arange(1, years)
    both = process.reversion[:, None] + process.reversion
    spread = process.correlation * process.volatility[:, None] * process.volatility / both
    reached = spread * -np.expm1(-both * when[:, None, None])
    fades = np.exp(-process.reversion * np.maximum(when - when[:, None], 0)[..., None])
    # Of the earlier of two years, the variance reached; of the later one, what is left of it.
    passing = np.empty((years - 1, kinds, years - 1, kinds))
    for s, t in np.ndindex(years - 1, years - 1):
        block = reached[min(s, t)] * fades[min(s, t), max(s, t)]
        passing[s, :, t] = block if s <= t else block.T
    wander = process.correlation * process.long_run_volatility[:, None] * process.long_run_volatility
    return np.asarray(passing + np.minimum(when[:, None], when)[:, None, :, None] * wander[:, None, :])


def given_prices(process: PriceProcess, paths: Values, published: Values) -> Values:
    """Log price paths (count, year, commodity) moved so that they go through those `published`, as in the process.

    `published` (year, commodity) is over the opening year's, NaN where nothing is. Each path keeps its own chance:
    what it missed by is spread over the other years and commodities by their covariance (conditional simulation),
    which gives the process exactly as it is with these prices known.

    Source: journel1978.
    """
    count, years, kinds = paths.shape
    known = np.isfinite(published[1:]).ravel()
    if not known.any():
        return paths
    covariance = price_covariance(process, years).reshape(known.size, known.size)
    flat = paths[:, 1:].reshape(count, known.size)
    missed = published[1:].ravel()[known] - flat[:, known]
    moved = flat + missed @ np.linalg.solve(covariance[np.ix_(known, known)], covariance[known])
    return np.concatenate([paths[:, :1], moved.reshape(count, years - 1, kinds)], axis=1)


def growth_paths(opening: float, draws: Mapping[str, Values], years: int, rng: np.random.Generator) -> Values:
    """National real growth of each year to the next, log. (future, year)

    Equation: g_n' = g_l + exp(-lambda_g) (g_n - g_l) + sigma_n z_n

    Comes down from that of the opening to the long-run rate, with yearly shocks: z_n is standard normal.

    Source: assumption.
    Limits: no shocks: a geometric approach to the long-run rate.
    """
    stay = np.exp(-draws["growth_reversion"])
    growth = np.empty((len(stay), years))
    growth[:, 0] = opening
    for t in range(1, years):
        shock = draws["growth_volatility"] * rng.standard_normal(len(stay))
        growth[:, t] = draws["long_run_growth"] + stay * (growth[:, t - 1] - draws["long_run_growth"]) + shock
    return growth


def exogenous(
    world: World,
    process: PriceProcess,
    count: int,
    years: int,
    seed: int,
    scores: Mapping[str, Values] | None = None,
    published: Values | None = None,
) -> Exogenous:
    """Exogenous series of `count` futures over `years` years, the opening year first. Same seed, same series.

    Leading axes future, year. Everything is drawn: prices, national growth, births, interest, carbon price, and the
    shocks of provinces and places. `scores` are standard scores (future,) of some rows of exogenous.csv; the others are
    drawn from their priors. `published` log prices (year, commodity), NaN where none, are taken as they were.
    """
    rng = stream("exogenous_series", seed)
    chances = {name: rng.uniform(size=count) for name in priors("exogenous")} | {
        name: ndtr(score) for name, score in (scores or {}).items()
    }
    draws = {name: prior.at(chances[name]) for name, prior in priors("exogenous").items()}
    growth = growth_paths(float(world.observed.national_growth), draws, years, rng)
    income = np.concatenate([np.zeros((count, 1)), np.cumsum(growth[:, :-1], axis=1)], axis=1)
    when = np.arange(years)
    prices = price_paths(process, count, years, rng)
    series = {
        "log_price": prices if published is None else given_prices(process, prices, published),
        "sector_growth": np.repeat(growth[:, :, None], len(SECTORS), axis=2),
        "national_growth": growth,
        "wage_drift": np.zeros((count, years)),
        "log_national_income": income,
        "carbon_price": draws["carbon_price_in_thirty_years"][:, None] * 1e-8 * when / 30,
        "interest_rate": np.repeat(draws["interest_rate"][:, None], years, axis=1),
        "birth_ratio": np.exp(draws["births_trend"][:, None] * when),
        "productivity_shock": _productivity_shocks(world, draws, years, rng),
        "house_price_shock": draws["house_price_noise"][:, None, None] * _normals(world, count, years, rng),
        "amenity_shock": _popularity(world, draws, years, rng),
    }
    # Put on the device as they are: arrays made there would be a program for each shape.
    return Exogenous(**jax.device_put(series))


def _productivity_shocks(world: World, draws: Mapping[str, Values], years: int, rng: np.random.Generator) -> Values:
    """Productivity shocks: part the province's, part the place's, larger where mining is. (future, year, place)

    Each lasts in part: s_t = rho s_(t-1) + e_t, from none in the opening year; `productivity_noise` is the standard
    deviation that s tends to.
    """
    fresh = _shared_in_provinces(world, draws["province_share_of_noise"], years, rng)
    stay = draws["persistence_of_noise"][:, None]
    shock = np.zeros_like(fresh)
    for t in range(1, years):
        shock[:, t] = stay * shock[:, t - 1] + np.sqrt(1 - stay**2) * fresh[:, t]
    jobs = np.asarray(world.observed.employment)
    exposure = np.minimum(jobs[EXTRACTION] / jobs.sum(axis=0) / 0.05, 1.0)
    more = 1 + (draws["noise_of_mining_places"][:, None] - 1) * exposure
    return np.asarray(draws["productivity_noise"][:, None, None] * more[:, None] * shock)


def _popularity(world: World, draws: Mapping[str, Values], years: int, rng: np.random.Generator) -> Values:
    """Yearly changes of what draws people beyond the model, in part the province's. (future, year, place)

    The sum of changes comes and goes: p_t = rho p_(t-1) + e_t, from a draw of its spread in the opening year, so that
    people move as much for reasons unknown in a late decade as in an early one. A sum that wandered without end
    would empty a sixth of all places in thirty years. `amenity_noise` is the standard deviation of p.
    """
    fresh = _shared_in_provinces(world, draws["province_share_of_amenity_noise"], years, rng)
    stay = draws["amenity_memory"][:, None]
    level = np.empty_like(fresh)
    level[:, 0] = fresh[:, 0]
    for t in range(1, years):
        level[:, t] = stay * level[:, t - 1] + np.sqrt(1 - stay**2) * fresh[:, t]
    return np.asarray(draws["amenity_noise"][:, None, None] * np.diff(level, axis=1, prepend=0))


def _shared_in_provinces(world: World, share: Values, years: int, rng: np.random.Generator) -> Values:
    """Standard normal shocks of places, `share` (future,) of whose variance their province has in common."""
    provinces, province_of = np.unique(world.opening.data["province"].to_numpy(), return_inverse=True)
    common = rng.standard_normal((len(share), years, len(provinces)))[:, :, province_of]
    own = _normals(world, len(share), years, rng)
    return np.asarray(np.sqrt(share)[:, None, None] * common + np.sqrt(1 - share)[:, None, None] * own)


def _normals(world: World, count: int, years: int, rng: np.random.Generator) -> Values:
    return rng.standard_normal((count, years, len(world.codes)))
