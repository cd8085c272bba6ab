"""Measures with names on them: tables of complexity, and the measures of one place in a table of counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, NamedTuple

import numpy as np
import pandas as pd

from relode.errors import RelodeError, first_three
from relode.facts.count_cube import covered, covered_years
from relode.facts.table_labels import labels_of, position_of, refuse_hidden
from relode.language import Bilingual
from relode.measures.complexity_profile import complexity_profile
from relode.measures.economic_complexity_index import connected_part
from relode.measures.location_quotient import diversity, location_quotient, presence_by_quotient, ubiquity
from relode.measures.shift_share import exposed_shift_share, shift_share
from relode.record import Doc, Record

if TYPE_CHECKING:
    import xarray as xr


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


# A location quotient of at least this is a specialisation.
SPECIALISED = 1.0
UNRANKED = (None, None, None)
MOST_ABOVE_ONE = 1e-6
"""Weights of a place are shares, which rounding may bring this far above 1 together."""


@dataclass(frozen=True)
class PlaceChange(Record):
    """Classic shift-share of a place's change between two years; the parts add up to it."""

    first_year: Annotated[int, Doc("first year of the table", "year")]
    change: Annotated[float, Doc("change of the place's total", "unit of the table")]
    nation: Annotated[float, Doc("at the growth of the whole table", "unit of the table")]
    industry: Annotated[float, Doc("because its industries grew otherwise", "unit of the table")]
    place: Annotated[float, Doc("what is left to the place", "unit of the table")]
    shocks: Annotated[str, Doc("whose growth of industries: table, or own where the user gave shocks")] = "table"
    covered: Annotated[float, Doc("weights of the place whose industries have a shock", "share")] = 1.0


@dataclass(frozen=True)
class Shocks:
    """Shocks of the user's own: industry -> growth between the table's years as a share; `weights`, if given:
    place -> industry -> its share of the place, else the shares of the first year."""

    growth: Mapping[str, float]
    weights: Mapping[str, Mapping[str, float]] | None = None


@dataclass(frozen=True)
class PlaceComplexity(Record):
    """Complexity of a place among those that an index can rank."""

    economic_complexity_index: Annotated[float, Doc("in standard deviations of the places", "1")]
    rank: Annotated[int, Doc("rank, 1 the most complex", "count")]
    ranked: Annotated[int, Doc("places that are ranked", "count")]
    complexity_outlook_index: Annotated[float, Doc("how complex and how near what is absent is", "1")]
    fitness: Annotated[float, Doc("fitness after 100 updates, mean 1", "1")]


@dataclass(frozen=True)
class IndustryInPlace(Record):
    """One industry in the place."""

    industry: Annotated[str, Doc("code of the industry")]
    industry_name: Annotated[str | None, Doc("its name, null where the table has none")]
    count: Annotated[float, Doc("count in the last year", "unit of the table")]
    location_quotient: Annotated[float, Doc("share here over share in the whole table", "1")]
    relatedness_density: Annotated[float | None, Doc("closeness to the specialisations, null if unranked", "share")]
    product_complexity_index: Annotated[float | None, Doc("complexity of the industry, null if unranked", "1")]
    complexity_outlook_gain: Annotated[float | None, Doc("what it would add to the outlook, null if unranked", "1")]


@dataclass(frozen=True)
class PlaceMeasures(Record):
    """What the measures of the field say of one place in a user's own table."""

    place: Annotated[str, Doc("code of the place")]
    place_name: Annotated[str | None, Doc("its name, null where the table has none")]
    year: Annotated[int, Doc("last year of the table, of all measures but the change", "year")]
    total: Annotated[float, Doc("sum over its industries", "unit of the table")]
    share_of_table: Annotated[float, Doc("that over the sum of the table", "share")]
    specialisations: Annotated[int, Doc("industries with a location quotient of at least 1", "count")]
    change: Annotated[PlaceChange | None, Doc("since the first year, null if the table has one year")]
    complexity: Annotated[PlaceComplexity | None, Doc("null if no index can rank the place")]
    no_complexity: Annotated[Bilingual | None, Doc("why not")]
    industries: Annotated[tuple[IndustryInPlace, ...], Doc("those of the last year", shape="industry")]
    left_out: Annotated[tuple[str, ...], Doc("industries without anything in the last year", shape="industry")]


def measures_of_known(table: "xr.DataArray", place: str, shocks: Shocks | None = None) -> PlaceMeasures:
    """The same in the years in which all counts of the place are known, beside the places known in them too.

    `table` is (year, place, industry), NaN in years of a place that are not known. Raises RelodeError for a place
    without such a year, and as `place_measures` does.
    """
    labels = labels_of(table, "place")
    if place not in labels.codes and place not in labels.names:
        refuse_hidden(table, place)
    code = labels.codes[position_of(place, labels)]
    years = covered_years(table, code)
    return place_measures(covered(table, years).sel(year=years), code, shocks)


def place_measures(table: "xr.DataArray", place: str, shocks: Shocks | None = None) -> PlaceMeasures:
    """Location quotients, shift-share, complexity and relatedness of `place`, a code or a name, in its last year.

    `table` is (year, place, industry), as `read_counts` gives it; with `shocks` the change is told by them. Raises
    RelodeError for an unknown place, for one without anything in the last year, and for shocks or weights that do not
    fit the table.

    Example:
        >>> import numpy as np
        >>> import xarray as xr
        >>> years, places, industries = [2019, 2020], ["a", "b", "c"], ["coal", "food", "cars"]
        >>> jobs = np.array([[[9, 2, 1], [6, 5, 2], [1, 4, 8]], [[6, 3, 1], [6, 5, 2], [1, 4, 9]]])
        >>> table = xr.DataArray(jobs, {"year": years, "place": places, "industry": industries})
        >>> found = rl.measures.place_measures(table, "a")
        >>> found.year, found.total
        (2020, 10.0)
    """
    places, industries = labels_of(table, "place"), labels_of(table, "industry")
    row = position_of(place, places)
    year = int(table["year"].to_numpy()[-1])
    counts = table.isel(year=-1).to_numpy().astype(np.float64)
    code, codes = places.codes[row], industries.codes
    if not counts[row].any():
        raise RelodeError("measures.empty_place", place=code, year=year)
    there = np.flatnonzero(counts.any(axis=0))
    filled = counts[np.ix_(counts.any(axis=1), there)]
    above = [number for number in range(row) if counts[number].any()]
    quotient = location_quotient(filled)[len(above)]
    result, reason = _complexity(pd.DataFrame(counts, places.codes, codes), code)
    near = _near(result, code)
    return PlaceMeasures(
        place=code,
        place_name=places.names[row],
        year=year,
        total=float(counts[row].sum()),
        share_of_table=float(counts[row].sum() / counts.sum()),
        specialisations=int((quotient >= SPECIALISED).sum()),
        change=_change(table, row) if shocks is None else _exposed(table, row, shocks),
        complexity=None if result is None else _of_place(result, code),
        no_complexity=reason,
        industries=tuple(
            IndustryInPlace(
                codes[i], industries.names[i], float(counts[row, i]), float(quotient[at]), *near.get(codes[i], UNRANKED)
            )
            for at, i in enumerate(there)
        ),
        left_out=tuple(codes[i] for i in np.flatnonzero(~counts.any(axis=0))),
    )


def _change(table: "xr.DataArray", row: int) -> PlaceChange | None:
    if table.sizes["year"] < 2:
        return None
    values = table.to_numpy().astype(np.float64)
    parts = shift_share(values[0], values[-1])
    nation, industry, place = (float(part[row].sum()) for part in (parts.nation, parts.industry, parts.place))
    change = float(values[-1, row].sum() - values[0, row].sum())
    return PlaceChange(int(table["year"].to_numpy()[0]), change, nation, industry, place)


def _exposed(table: "xr.DataArray", row: int, shocks: Shocks) -> PlaceChange:
    """The change by shocks of the user's own. Raises RelodeError for what does not fit the table."""
    if table.sizes["year"] < 2:
        raise RelodeError("measures.shocks_one_year")
    codes, places = ([str(label) for label in table[axis].to_numpy()] for axis in ("industry", "place"))
    values, place = table.to_numpy().astype(np.float64), places[row]
    own = {} if shocks.weights is None else dict(shocks.weights.get(place, {}))
    strange = sorted({*shocks.growth, *own} - set(codes))
    if strange:
        raise RelodeError("measures.shocks_unknown", offenders=strange)
    total = values[0, row].sum()
    if shocks.weights is not None and not own:
        raise RelodeError("measures.no_weights", place=place)
    weight = np.array([own.get(code, 0.0) for code in codes]) if own else values[0, row] / total if total > 0 else None
    if weight is None:
        raise RelodeError("measures.empty_place", place=place, year=int(table["year"].to_numpy()[0]))
    if (weight < 0).any() or weight.sum() > 1 + MOST_ABOVE_ONE:
        raise RelodeError("measures.bad_weights", place=place, total=f"{weight.sum():.4g}")
    shock = np.array([shocks.growth.get(code, np.nan) for code in codes])
    all_weights = np.zeros(values[0].shape)
    all_weights[row] = weight
    nation, industry, left = (
        float(part[row]) for part in exposed_shift_share(values[0], values[-1], shock, all_weights)
    )
    change = float(values[-1, row].sum() - total)
    held = float(weight[np.isfinite(shock)].sum())
    return PlaceChange(int(table["year"].to_numpy()[0]), change, nation, industry, left, "own", held)


def _complexity(counts: pd.DataFrame, place: str) -> tuple[ComplexityTables | None, Bilingual | None]:
    try:
        tables = complexity_tables(counts)
        if place not in tables.places.index:
            raise RelodeError("measures.unranked_place", place=place)
    except RelodeError as error:
        return None, Bilingual(en=error.say("en"), zh=error.say("zh"))
    return tables, None


def _of_place(tables: ComplexityTables, place: str) -> PlaceComplexity:
    index, outlook, strength = (
        tables.places[name].to_dict() for name in ("economic_complexity_index", "complexity_outlook_index", "fitness")
    )
    rank = 1 + sum(value > index[place] for value in index.values())
    return PlaceComplexity(float(index[place]), rank, len(index), float(outlook[place]), float(strength[place]))


def _near(tables: ComplexityTables | None, place: str) -> dict[str, tuple[float, float, float]]:
    """Relatedness density, product complexity index and outlook gain of each industry that an index can rank."""
    if tables is None:
        return {}
    complexity = tables.industries["product_complexity_index"].to_dict()
    cells = tables.cells.xs(place)
    density, gain = (cells[name].to_dict() for name in ("relatedness_density", "complexity_outlook_gain"))
    return {str(code): (float(density[code]), float(complexity[code]), float(gain[code])) for code in complexity}
