"""The panel and the facts -> what the simulator starts from, observed cells apart from assumed ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode import vocabulary
from relode.arrays import Texts
from relode.errors import RelodeError
from relode.language import Amount, Sentence
from relode.model.opening.cells import Cells, assumed, derived, first_of, none, only
from relode.model.opening.facts import LIST_YEAR, Facts, facts_at
from relode.model.opening.opening_money import money_cells
from relode.model.opening.people import able_people, people
from relode.model.opening.resources import coal_value_added_share, commodity_cells, resource_cells
from relode.model.opening.sectors import gross_domestic_product, sector_cells
from relode.model.opening.tables import COMMODITIES, assumptions, sector_names
from relode.model.state import GROUPS
from relode.places import Place

OPENING_YEARS = (2010, 2013, 2015, 2020)
"""Years with enough figures to start from: censuses in 2010 and 2020, the plan in 2013, revenue in 2015."""

REST = "rest"
"""The rest of the country: one place that closes the population."""

ADDED_UP = ("population", *GROUPS)
"""Quantities of the rest that are sums over the units outside."""
AVERAGED = (
    "college_share",
    "unemployment_rate",
    "out_migration_rate",
    "past_population_growth",
    "natural_growth_rate",
    "birth_rate",
    "wage",
    "house_price",
)
"""Quantities of the rest that are means over the people of the units outside."""

KINDS = ("observed", "derived", "assumed")
ARRAYS = ("value", "rule", "source", "flag", "lower", "upper")


@dataclass(frozen=True)
class Opening:
    """What the simulator starts from in `year`.

    `data` holds `value`, `rule`, `source`, `flag`, `lower` and `upper` over (quantity, place), with the coordinate
    `unit`; each quantity over (sector, place) or (commodity, place) stands under its name, with `NAME_rule`,
    `NAME_source`, `NAME_flag`, `NAME_lower` and `NAME_upper` beside it. Units are those of the model: 10^4 persons,
    100 million yuan at prices of the year, 10^4 yuan per person or m2, 10^4 m2, 10^4 t. The last place is `rest`,
    which has people only; NaN with an empty rule is what it does not have. `coal_value_added_share`, (), is that of the
    sales of the nation's coal mines. `excluded` says why a unit is left out.
    """

    year: int
    data: xr.Dataset
    excluded: Mapping[str, str]

    @property
    def places(self) -> tuple[str, ...]:
        """Codes of the places, the rest of the country left out."""
        return tuple(str(code) for code in self.data["place"].values if code != REST)

    def cell_shares(self, place: str) -> dict[str, float]:
        """Shares of the cells of a place that are observed, derived from observed ones, and assumed. [0-1]

        What a place does not have (a commodity that it does not mine) is no cell.
        """
        kinds = np.array([rule.split(":")[0] for rule in self._rules(place)])
        return {kind: float((kinds == kind).mean()) for kind in KINDS}

    def observed_share(self, place: str) -> float:
        """Share of the cells of a place that are published figures. RelodeError for a place that is not in it. [0-1]"""
        return self.cell_shares(place)["observed"]

    def _rules(self, place: str) -> list[str]:
        if place not in self.data["place"].values:
            reason = self.excluded.get(place)
            raise RelodeError("opening.left_out" if reason else "opening.no_place", place=place, year=self.year)
        own = self.data.sel(place=place)
        has_it = own["commodity_share"] > 0
        rules = (own[name] for name in own.data_vars if str(name).endswith("rule"))
        return [str(r) for each in rules for r in (each[has_it] if "commodity" in each.dims else each).values if r]


def opening(panel: xr.Dataset, year: int) -> Opening:
    """The opening of `year` from what was published up to then. Raises RelodeError for a year that has none.

    Rule of each cell: `observed` is a published figure to the last bit (in units of the model: divided by a power
    of ten), `derived:...` is exact arithmetic on such figures, `assumed:...` has a 90 % range. Source: the keys in
    `source`; the rules are those of the page on the opening.
    """
    if year not in OPENING_YEARS:
        raise RelodeError("opening.unknown_year", year=year, years=", ".join(map(str, OPENING_YEARS)))
    facts = facts_at(panel, year)
    quantities, by_sector, by_commodity, extraction_unit = _all_cells(facts)
    excluded = _left_out(facts, quantities, by_sector)
    kept = np.array([unit.code not in excluded for unit in facts.units])
    rest = _rest(quantities, kept)
    units = [unit for unit, keep in zip(facts.units, kept, strict=True) if keep]
    data = dataset_of(
        [unit.code for unit in units],
        {name: with_rest(cells[kept], rest.get(name)) for name, cells in quantities.items()},
        {
            (name, dimension): with_rest(cells[:, kept], None)
            for dimension, arrays in (("sector", by_sector), ("commodity", by_commodity))
            for name, cells in arrays.items()
        },
        _place_coordinates(facts, units),
    )
    tonnes = np.hstack([extraction_unit[:, kept], np.full((len(COMMODITIES), 1), "", dtype=object)])
    data = data.assign(coal_value_added_share=coal_value_added_share(facts))
    return Opening(year, data.assign_coords(extraction_unit=(("commodity", "place"), tonnes)), excluded)


def observed_words(opened: Opening, place: str) -> Sentence:
    """How much of the opening of a place is published, computed and assumed, in a sentence."""
    shares = {kind: Amount(share, "share", None, ("simulator",)) for kind, share in opened.cell_shares(place).items()}
    return Sentence("opening.observed", {"year": opened.year, **shares})


def _all_cells(facts: Facts) -> tuple[dict[str, Cells], dict[str, Cells], dict[str, Cells], Texts]:
    """Quantities over units, over (sector, unit), over (commodity, unit), and the unit of extraction."""
    output = gross_domestic_product(facts)
    persons = people(facts)
    by_sector = sector_cells(facts)
    persons["unemployment_rate"] = _unemployment(by_sector["employment"], persons)
    mining = by_sector["value_added"][sector_names().index("extraction")]
    by_commodity, unit = commodity_cells(facts, mining)
    quantities = {
        "gross_domestic_product": output,
        **persons,
        "participation_rate": _participation(by_sector["employment"], persons),
        **money_cells(facts, persons["population"], persons["wage"], output),
        **resource_cells(facts, mining),
    }
    return quantities, by_sector, by_commodity, unit


def _unemployment(jobs: Cells, persons: Mapping[str, Cells]) -> Cells:
    """Unemployment, at most that at which half of those without work look for it."""
    rate, part = persons["unemployment_rate"], assumptions()["most_looking"].value
    able, held = able_people(persons), jobs.value.sum(axis=0)
    looking = part * (able - held)
    most = looking / (held + looking)
    ends = np.minimum(rate.value, most), np.minimum(rate.lower, most / 2), np.minimum(rate.upper, most)
    bounded = assumed("flat_prior_bounded", *ends, rate, *(jobs[at] for at in range(len(jobs.value))))
    return first_of(only(bounded, rate.upper > most), rate)


def _participation(jobs: Cells, persons: Mapping[str, Cells]) -> Cells:
    """Labour force over adults of 15 to 59. Above 1 where many of 60 and over work."""
    adults = persons["low_skilled"].value + persons["high_skilled"].value
    idle = persons["unemployment_rate"]
    value, low, high = (jobs.value.sum(axis=0) / (1 - rate) / adults for rate in (idle.value, idle.lower, idle.upper))
    return assumed("jobs_and_unemployment", value, low, high, *(jobs[at] for at in range(len(jobs.value))), idle)


def _left_out(facts: Facts, quantities: Mapping[str, Cells], by_sector: Mapping[str, Cells]) -> dict[str, str]:
    """Code -> why a unit is left out: the first thing that it lacks."""
    lacks = {
        "no_census": ~np.isfinite(quantities["population"].value),
        "no_gross_domestic_product": ~np.isfinite(quantities["gross_domestic_product"].value),
        "no_sections": ~np.isfinite(by_sector["employment"].value).all(axis=0),
        "no_three_sectors": ~np.isfinite(by_sector["value_added"].value).all(axis=0),
    }
    reasons: dict[str, str] = {}
    for reason, missing in lacks.items():
        for at in np.flatnonzero(missing):
            reasons.setdefault(facts.units[at].code, reason)
    return dict(sorted(reasons.items()))


def _rest(quantities: Mapping[str, Cells], kept: NDArray[np.bool_]) -> dict[str, Cells]:
    """Quantities of the rest of the country, (1,) each: the nation less the places."""
    outside = {name: cells[~kept] for name, cells in quantities.items()}
    weight = np.nan_to_num(outside["population"].value)
    return {
        **{name: _sum_outside(outside[name]) for name in ADDED_UP},
        **{name: _mean_outside(outside[name], weight) for name in AVERAGED},
    }


def _sum_outside(cells: Cells) -> Cells:
    # A unit founded after a census has no figure of its own then: its people are counted in the unit it left.
    whole = cells[np.isfinite(cells.value)]
    value, low, high = (np.array([ends.sum()]) for ends in (whole.value, whole.low, whole.high))
    if whole.is_assumed.any():
        return assumed("nation_less_places", value, low, high, *(whole[[at]] for at in range(len(whole.value))))
    return derived("nation_less_places", value, *(whole[[at]] for at in range(len(whole.value))))


def _mean_outside(cells: Cells, people_there: NDArray[np.float64]) -> Cells:
    known = np.isfinite(cells.value) & (people_there > 0)
    whole, weight = cells[known], people_there[known] / people_there[known].sum()
    value, low, high = (np.array([ends @ weight]) for ends in (whole.value, whole.low, whole.high))
    # Means of published figures still stand for people whose figures are missing, so they stay assumed.
    return assumed("mean_of_units_outside", value, low, high, *(whole[[at]] for at in range(len(whole.value))))


def with_rest(cells: Cells, rest: Cells | None) -> Cells:
    """The cells (..., place) with those of the rest of the country, (..., 1), as the last; None where it has none."""
    last = none((*cells.value.shape[:-1], 1)) if rest is None else rest
    return Cells(*(np.concatenate([getattr(part, f.name) for part in (cells, last)], axis=-1) for f in fields(Cells)))


def dataset_of(
    places: Sequence[str],
    quantities: Mapping[str, Cells],
    arrays: Mapping[tuple[str, str], Cells],
    coordinates: Mapping[str, tuple[str, list[object]]],
) -> xr.Dataset:
    """The data of an opening: `quantities` are (place,) with the rest as the last, in units of the model.

    `arrays`: name and dimension -> (dimension, place).
    """
    variables = {
        name: (("quantity", "place"), np.stack([getattr(cells, name) for cells in quantities.values()]))
        for name in ARRAYS
    }
    for (quantity, dimension), cells in arrays.items():
        for name in ARRAYS:
            variable = quantity if name == "value" else f"{quantity}_{name}"
            variables[variable] = ((dimension, "place"), getattr(cells, name))
    axes = {
        "quantity": list(quantities),
        "place": [*places, REST],
        "sector": list(sector_names()),
        "commodity": list(COMMODITIES),
        "unit": ("quantity", [vocabulary.quantity(name).model_unit for name in quantities]),
        **coordinates,
    }
    return xr.Dataset(variables, axes)


def _place_coordinates(facts: Facts, units: list[Place]) -> dict[str, tuple[str, list[object]]]:
    """Where a place is, its province, official type (from 2013) and main resource; "" or NaN for the rest."""
    entries = [facts.entry(unit) for unit in units]
    known = facts.year >= LIST_YEAR
    return {
        "longitude": ("place", [*(unit.longitude for unit in units), np.nan]),
        "latitude": ("place", [*(unit.latitude for unit in units), np.nan]),
        "province": ("place", [*(unit.province for unit in units), ""]),
        "type": ("place", [*(e.type if e and known else "" for e in entries), ""]),
        "main_resource": ("place", [*(e.main_resource if e else "" for e in entries), ""]),
    }
