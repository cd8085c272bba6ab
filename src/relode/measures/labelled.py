"""Measures with names on: pandas tables in, pandas tables out, and what was left out is told."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from relode.errors import RelodeError, first_three
from relode.measures.complexity_profile import complexity_profile
from relode.measures.connected_part import connected_part
from relode.measures.diversity import diversity
from relode.measures.location_quotient import location_quotient
from relode.measures.presence import presence_by_quotient
from relode.measures.ubiquity import ubiquity


class ComplexityTables(NamedTuple):
    """`places` and `industries` have one row each; `cells` one row for each pair of them.

    `left_out_places` and `left_out_industries` have nothing, or no link to the rest: no index can rank them.
    """

    places: pd.DataFrame
    industries: pd.DataFrame
    cells: pd.DataFrame
    left_out_places: list[str]
    left_out_industries: list[str]


def wide_table(rows: pd.DataFrame, place: str, industry: str, value: str) -> pd.DataFrame:
    """Rows of (place, industry, value) as a table with places in rows and industries in columns, 0 where no row is.

    Raises RelodeError if a pair of place and industry occurs twice.

    Example:
        >>> import pandas as pd
        >>> columns = ["place", "industry", "jobs"]
        >>> rows = pd.DataFrame([("a", "coal", 3), ("a", "food", 1), ("b", "food", 2)], columns=columns)
        >>> rl.measures.wide_table(rows, *columns).to_numpy().tolist()
        [[3.0, 1.0], [0.0, 2.0]]
    """
    is_copy = rows.duplicated([place, industry])
    if is_copy.any():
        pairs = rows.loc[is_copy, [place, industry]].astype(str).agg(" / ".join, axis=1)
        raise RelodeError("measures.duplicate_keys", count=len(pairs), where=first_three(pairs))
    return rows.pivot(index=place, columns=industry, values=value).fillna(0.0).sort_index().sort_index(axis=1)


def complexity_tables(counts: pd.DataFrame, at_least: float = 1.0, updates: int = 100) -> ComplexityTables:
    """All complexity measures of `counts` (places in rows, industries in columns), labelled.

    Places and industries that no index can rank are left out and listed. Raises RelodeError as the measures do.

    Example:
        >>> import pandas as pd
        >>> jobs = pd.DataFrame([[9, 2, 1], [6, 5, 2], [1, 4, 8]], ["a", "b", "c"], ["coal", "food", "cars"])
        >>> tables = rl.measures.complexity_tables(jobs)
        >>> tables.places["economic_complexity_index"].round(2).to_dict()
        {'a': -1.12, 'b': -0.19, 'c': 1.31}
    """
    part = _rankable(counts, at_least)
    profile = complexity_profile(part.to_numpy(dtype=np.float64), at_least, updates)._asdict()
    by_place = ("economic_complexity_index", "complexity_outlook_index", "fitness")
    by_industry = ("product_complexity_index", "quality")
    by_cell = ("location_quotient", "presence", "relatedness_density", "complexity_outlook_gain")
    places = pd.DataFrame({name: profile[name] for name in by_place}, index=part.index)
    industries = pd.DataFrame({name: profile[name] for name in by_industry}, index=part.columns)
    places.insert(0, "diversity", diversity(profile["presence"]))
    industries.insert(0, "ubiquity", ubiquity(profile["presence"]))
    keys = pd.MultiIndex.from_product([part.index, part.columns])
    cells = pd.DataFrame({name: profile[name].ravel() for name in by_cell}, index=keys)
    left_out = (sorted(set(whole.astype(str)) - set(kept.astype(str))) for whole, kept in _axes(counts, part))
    return ComplexityTables(places, industries, cells, *left_out)


def _rankable(counts: pd.DataFrame, at_least: float) -> pd.DataFrame:
    """The largest part with links. What is dropped changes totals, so it is repeated until nothing is dropped."""
    part = counts
    while True:
        part = part.loc[part.any(axis=1), part.any(axis=0)]
        presence = presence_by_quotient(location_quotient(part.to_numpy(dtype=np.float64)), at_least)
        places, industries = connected_part(presence)
        if places.all() and industries.all():
            return part
        part = part.loc[places, industries]


def _axes(counts: pd.DataFrame, part: pd.DataFrame) -> tuple[tuple[pd.Index, pd.Index], tuple[pd.Index, pd.Index]]:
    return (counts.index, part.index), (counts.columns, part.columns)
