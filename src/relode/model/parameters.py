"""Uncertain constants: prior, source and reason of each are in parameters.csv, its unit in the vocabulary.

The median is the default.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import jax
import numpy as np
from jax import Array
from scipy.special import expit, logit, ndtr, ndtri

from relode import shipped_tables
from relode.arrays import Values
from relode.model.policy.levers import drawn_costs, drawn_lags, drawn_split, lever_costs, levers, split_values
from relode.model.sector_list import SECTORS
from relode.streams import stream
from relode.vocabulary import terms

UNIT_COSTS = tuple((row.lever, row.item) for row in lever_costs())
"""Unit costs in the order of lever_costs(): lever, item."""


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Params:
    """Constants of the whole system. Scalars, but for those by sector (sector,), by lever (lever,) and by part."""

    capital_share: Array
    labour_share: Array
    depreciation: Array
    emission_factor: Array
    relatedness: Array
    lag: Array
    unit_cost: Array
    split: Array
    mining_cost_share: Array
    wage_in_mining_cost: Array
    mining_labour_saving: Array
    depth_cost: Array
    cost_spread: Array
    discovery_rate: Array
    discovery_elasticity: Array
    undiscovered_ratio: Array
    reserve_scale: Array
    regrowth_rate: Array
    margin_memory: Array
    closure_rate: Array
    opening_rate: Array
    full_cost_margin: Array
    extraction_limit: Array
    resource_tax: Array
    carbon_in_ore: Array
    presence_elasticity: Array
    relatedness_elasticity: Array
    agglomeration: Array
    public_capital_elasticity: Array
    skill_elasticity: Array
    feedstock_link: Array
    hiring: Array
    firing: Array
    hireable_share: Array
    old_in_work: Array
    search_response: Array
    wage_in_search: Array
    accustoming: Array
    investment_rate: Array
    return_response: Array
    return_tilt: Array
    opening_return: Array
    turnover: Array
    relatedness_response: Array
    skill_response: Array
    crowding_out: Array
    exit_response: Array
    convergence: Array
    momentum_memory: Array
    momentum_share: Array
    income_spent_locally: Array
    spending_rounds: Array
    jobs_of_orders: Array
    building_spent_locally: Array
    building_in_investment: Array
    scarcity_response: Array
    norm_response: Array
    wage_curve: Array
    leaving: Array
    early_retirement: Array
    early_retired_ageing: Array
    reemployment: Array
    pension_ratio: Array
    wage_elasticity: Array
    work_elasticity: Array
    house_price_elasticity: Array
    accompanying_children: Array
    accompanying_old: Array
    child_death_rate: Array
    adult_death_rate: Array
    old_death_rate: Array
    income_elasticity: Array
    price_elasticity: Array
    supply_response: Array
    building_margin: Array
    housing_kink: Array
    housing_decay: Array
    housing_adjustment: Array
    housing_momentum: Array
    vacancy_opening: Array
    wage_in_building_cost: Array
    revenue_response: Array
    equalisation: Array
    public_investment_share: Array
    debt_limit: Array
    land_revenue_share: Array
    fund_return: Array
    public_capital_decay: Array
    public_investment_efficiency: Array
    graduation_rate: Array
    crowding_out_of_schooling: Array
    knowledge_decay: Array
    research_elasticity: Array
    subsidence: Array
    land_elasticity: Array
    smoothing: Array


@dataclass(frozen=True)
class Prior:
    """A parameter before data: median and 90 % interval, and the shape between them.

    shape: log, logit or normal (a normal distribution of ln x, of ln(x / (1 - x)), of x), or fixed.
    """

    name: str
    value: float
    lower: float
    upper: float
    shape: str
    unit: str
    mechanism: str
    source: str
    reason_en: str
    reason_zh: str

    def at(self, quantile: Values) -> Values:
        """Values at quantiles of the prior. Same shape."""
        to, back = SHAPES[self.shape]
        spread = (to(self.upper) - to(self.lower)) / (ndtri(0.95) - ndtri(0.05))
        return np.asarray(back(to(self.value) + spread * ndtri(quantile)))


SHAPES = {
    "log": (np.log, np.exp),
    "logit": (logit, expit),
    "normal": (lambda x: x, lambda x: x),
    "fixed": (lambda x: x, lambda x: x),
}


@cache
def priors(table: str = "parameters") -> Mapping[str, Prior]:
    """Name -> prior of every row of parameters.csv or exogenous.csv, in the order of the file."""
    return {row["name"]: _prior(row) for row in shipped_tables.rows("relode.model", table)}


def _prior(row: Mapping[str, str]) -> Prior:
    return Prior(
        row["name"],
        float(row["value"]),
        float(row["lower"]),
        float(row["upper"]),
        unit=terms()[row["name"]].unit,
        **{key: row[key] for key in ("shape", "mechanism", "source", "reason_en", "reason_zh")},
    )


@cache
def relatedness() -> Values:
    """How near two sectors are, (sector, sector), symmetric with a diagonal of 1. [0-1]

    Of sections: how often two are both over-represented in a county of 2010. Source: hidalgo2007. Where a section
    is split between sectors it is an assumption; `relatedness.csv` says which.
    """
    matrix = np.eye(len(SECTORS))
    for row in shipped_tables.rows("relode.model", "relatedness"):
        i, j = SECTORS.index(row["sector"]), SECTORS.index(row["other"])
        matrix[i, j] = matrix[j, i] = float(row["relatedness"])
    return matrix


def default_params() -> Params:
    """The medians of all priors, and the central lags and unit costs of levers."""
    tables = {
        "lag": [r.lag for r in levers().values()],
        "unit_cost": [r.value for r in lever_costs()],
        "split": split_values(),
    }
    scalars = {name: np.asarray(prior.value) for name, prior in priors().items()}
    return params_from(scalars, {name: np.array(table) for name, table in tables.items()})


def params_from(scalars: Mapping[str, Values], lever_tables: Mapping[str, Values]) -> Params:
    """Parameters with these scalars (each (...,)), tables of levers (..., lever or cost), and the sector tables."""
    leading = np.shape(next(iter(scalars.values())))
    rows = shipped_tables.rows("relode.model", "sectors")
    by_sector = {
        name: np.array([float(row[name]) for row in rows])
        for name in ("capital_share", "labour_share", "depreciation", "emission_factor")
    }
    tables = {
        name: np.broadcast_to(table, leading + table.shape)
        for name, table in (by_sector | {"relatedness": relatedness()}).items()
    }
    fields = {**tables, **lever_tables, **scalars}
    return Params(**jax.device_put(fields))


def prior_draws(count: int, seed: int) -> Params:
    """Parameters drawn from their priors, independently: leading axis (draw,). Same seed, same draws."""
    rng = stream("prior_parameters", seed)
    scalars = {name: prior.at(rng.uniform(size=count)) for name, prior in priors().items()}
    return params_from(scalars, lever_draws(count, seed))


def at_scores(scores: Mapping[str, Values], seed: int) -> Params:
    """Parameters at standard scores of their priors: 0 is the median, 1.64 the upper end. (draw,) each.

    A parameter without a score is at its median; levers are drawn from their ranges.
    """
    count = len(next(iter(scores.values())))
    zero = np.zeros(count)
    scalars = {name: prior.at(ndtr(scores.get(name, zero))) for name, prior in priors().items()}
    return params_from(scalars, lever_draws(count, seed))


def lever_draws(count: int, seed: int) -> dict[str, Values]:
    """Lag, unit cost and split of levers drawn from their ranges: (draw, lever), (draw, unit cost) ...

    Each in the unit of its lever's file.
    """
    return {
        "lag": np.stack(list(drawn_lags(count, seed).values()), axis=1),
        "unit_cost": np.stack(list(drawn_costs(count, seed).values()), axis=1),
        "split": drawn_split(count, seed),
    }
