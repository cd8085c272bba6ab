"""What speaks for an industry in a Chinese city, and how well it foresaw what cities entered in unseen provinces."""

from typing import NamedTuple

import numpy as np

from relode.arrays import Array, Groups
from relode.pathways.entry.additive_model import chance, fit_market_size, market_log_odds
from relode.pathways.entry.terms import Borders, Terms, industry_weights, presence_surprise, terms
from relode.pathways.entry.transitions import Mask
from relode.pathways.industries.city_table import Cities, listings, nearness, zones

NULL = ("market_size", "people", "mean_size", "near_threshold", "recent", "momentum")
"""The strong null: sizes of city and industry, and where the industry is heading."""
RELATED = (*NULL, "related")
FULL = (*RELATED, "adjacent", "own_region", "siblings", "inputs")
NAMED = ("named", "related_zones")
"""From 2018: whether the own zones name the industry, and relatedness among the industries that zones name."""
WINDOW = 5
"""Years that momentum looks back, twice."""
MOMENTUM_PRIOR = 3.0


class CityTerms(NamedTuple):
    """`columns` by name, each (place, industry); what `related`, `adjacent` and `related_zones` are made of."""

    columns: dict[str, Array]
    entry: Terms
    zone_surprise: Array | None
    zone_weights: Array | None


def surroundings_of(table: Cities) -> Borders:
    """The five nearest cities, the province, and the division that industries share."""
    divisions = {code: number for number, code in enumerate(dict.fromkeys(one[:2] for one in table.industries))}
    return Borders(table.adjacent, None, table.province, np.array([divisions[one[:2]] for one in table.industries]))


def city_terms(table: Cities, year: int, learn: Mask, cross: Groups | None = None, *, with_zones: bool) -> CityTerms:
    """All terms known at the end of `year`; curves and weights are learnt from the places in `learn` (place,).

    Zones are of 2018: `with_zones` must be False for an earlier year.
    """
    base = listings(table, 0, year)
    result = terms(base[None], surroundings_of(table), learn, cross)
    size = np.log(table.people)
    present = (base > 0).astype(np.float64)
    recent = listings(table, year - WINDOW, year)[learn].sum(axis=0)
    before = listings(table, year - 2 * WINDOW, year - WINDOW)[learn].sum(axis=0)
    lines = {
        "recent": np.log1p(recent),
        "momentum": np.log((recent + MOMENTUM_PRIOR) / (before + MOMENTUM_PRIOR)),
    }
    columns = {
        **result.columns,
        **{name: np.broadcast_to(line, base.shape) for name, line in lines.items()},
        "people": market_log_odds(fit_market_size(size[learn], present[learn]), size),
        "inputs": nearness(table),
    }
    if not with_zones:
        return CityTerms(columns, result, None, None)
    mentions = zones(table)
    number = np.log1p(mentions.sum(axis=1))
    named = (mentions > 0).astype(np.float64)
    surprise = presence_surprise(named, chance(market_log_odds(fit_market_size(number[learn], named[learn]), number)))
    weights = industry_weights(surprise[learn])
    columns |= {"named": surprise, "related_zones": surprise @ weights}
    return CityTerms(columns, result, surprise, weights)


SPAN = 10
ZONE_YEAR, LAST_YEAR = 2018, 2025


def census_of(year: int) -> int:
    """The last census before a year. Population of 2000 stands for earlier years too."""
    return 2000 if year < 2010 else 2010


def entries(table: Cities, year: int, until: int, *, with_listing: bool = True) -> tuple[Mask, Mask]:
    """Candidates (cities with a listing by `year` and none of the industry) and those that came by `until`."""
    base = listings(table, 0, year)
    there = base.sum(axis=1) > 0 if with_listing else np.ones(len(base), dtype=np.bool_)
    cells = (base == 0) & there[:, None]
    return cells, cells & (listings(table, year, until) > 0)
