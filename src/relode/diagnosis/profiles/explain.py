"""Where one number comes from: value, interval, meaning, every step back to the published rows."""

from dataclasses import dataclass, replace
from typing import Annotated

import xarray as xr

from relode.errors import RelodeError
from relode.facts import rows
from relode.language import Bilingual, Sentence
from relode.panel import Cell, cell, derivations
from relode.panel.census_measures import SECTIONS, national_employment
from relode.panel.doubt import is_doubted, listing_price
from relode.panel.number import Number, number
from relode.places import Place, all_places, by_code, place_of
from relode.record import Doc, Inline, Record
from relode.vocabulary import quantity


@dataclass(frozen=True)
class Step(Record):
    """A step of the derivation of a number: a cell of the panel, or a figure over several places."""

    quantity: Annotated[str, Doc("quantity of the vocabulary, or what a figure over places is of")]
    year: Annotated[int, Doc("its year")]
    value: Annotated[float, Doc("its value", "unit")]
    unit: Annotated[str, Doc("unit of the value")]
    operation: Annotated[str, Doc("how it is computed from its inputs, or published")]
    inputs: Annotated[tuple[str, ...], Doc("quantity and year of the steps that it rests on", shape="step")]
    sources: Annotated[tuple[str, ...], Doc("keys of sources.csv", shape="source")]
    flags: Annotated[tuple[str, ...], Doc("what was done to it", shape="flag")]
    table: Annotated[str, Doc("table of the facts that holds it, or what it is computed in")]
    row: Annotated[int, Doc("line of the table, 0 where it stands in none")]

    @property
    def key(self) -> str:
        """Quantity and year."""
        return f"{self.quantity} {self.year}"


@dataclass(frozen=True, repr=False)
class Explanation(Record):
    """A number, what it means, and every step back to the published rows."""

    number: Annotated[Number, Doc("the number"), Inline]
    place: Annotated[Place, Doc("the place")]
    quantity: Annotated[str, Doc("quantity of the vocabulary")]
    label: Annotated[Bilingual, Doc("its label")]
    meaning: Annotated[Bilingual, Doc("what is counted")]
    note: Annotated[Bilingual, Doc('the trap that a reader should know of, or ""')]
    boundary_vintage: Annotated[tuple[Sentence, ...], Doc("on which boundaries the published figures stand")]
    corrected: Annotated[Number | None, Doc("what is used instead of a doubted listing price, null elsewhere")]
    derivation: Annotated[tuple[Step, ...], Doc("published cells first", shape="step")]
    table: Annotated[str, Doc("table that holds the number")]
    row: Annotated[int, Doc("line of the table, 0 where it stands in none")]

    def __repr__(self) -> str:
        one = self.number
        return (
            f"{self.quantity} of {self.place.name_en} {one.year}: {one.value:g} {one.unit} ({', '.join(one.sources)}), "
            f"{len(self.derivation)} steps"
        )


def explain(panel: xr.Dataset, place: Place | str, name: str, year: int) -> Explanation:
    """Where the number of a quantity (by name or label), place and year comes from.

    Raises RelodeError for an unknown quantity, or where the panel has no value (with the years that it has).

    Example:
        >>> found = rl.diagnosis.explain(panel, "hegang", "population", 2020)
        >>> found.number.value, found.table, found.number.sources
        (891271.0, 'census', ('census2020',))
    """
    place, meaning = place_of(place), quantity(name)
    name = meaning.name
    result = number(panel, place.code, name, year)
    here = cell(panel, place.code, name, year)
    if result is None or here is None:
        raise _no_value(panel, place, name, year)
    return Explanation(
        number=result,
        place=place,
        quantity=name,
        label=Bilingual(meaning.label_en, meaning.label_zh),
        meaning=Bilingual(meaning.meaning_en, meaning.meaning_zh),
        note=Bilingual(meaning.note_en, meaning.note_zh),
        boundary_vintage=tuple(Sentence(f"boundaries.{key}", {}) for key in _boundaries(panel, here)),
        corrected=listing_price(panel, place, year) if name == "house_price" and is_doubted(here.flags) else None,
        derivation=tuple(_steps(panel, here)),
        table=here.table,
        row=here.row,
    )


def _boundaries(panel: xr.Dataset, here: Cell) -> list[str]:
    """On which boundaries the published figures behind a cell stand: keys of sentences."""
    inputs = [cell(panel, here.place, name, year) for name, year in _inputs(here)]
    if inputs:
        return list(dict.fromkeys(key for each in inputs if each for key in _boundaries(panel, each)))
    if "boundary_of_2010" in here.flags:
        return ["of_2010"]
    if here.table == "user":
        return ["user"]
    known = {"census": "of_2020", "derived": "of_2020", "census_counties": "of_the_census"}
    return [known.get(here.table, "as_published")]


def _no_value(panel: xr.Dataset, place: Place, name: str, year: int) -> RelodeError:
    years, meaning = available_years(panel, place, name), quantity(name)
    if not years and meaning.dimension in ("place", "sector x place"):
        return RelodeError("only_simulated", name=name, note=Bilingual(meaning.note_en, meaning.note_zh))
    if not years:
        return RelodeError("no_such_number", place=place.slug, name=name)
    cell_key = (place.code, str(year), name)
    if any((row["place"], row["year"], row["quantity"]) == cell_key for row in rows("excluded")):
        return RelodeError("left_out_year", place=place.slug, name=name, year=year, years=", ".join(map(str, years)))
    return RelodeError("no_such_year", place=place.slug, name=name, year=year, years=", ".join(map(str, years)))


def available_years(panel: xr.Dataset, place: Place, name: str) -> list[int]:
    """The years in which the panel has a value of the quantity for the place."""
    if name not in panel.indexes["quantity"]:
        return []
    values = panel["value"].sel(quantity=name, place=place.code)
    return [int(year) for year in values["year"].to_numpy()[values.notnull().to_numpy()]]


def _steps(panel: xr.Dataset, here: Cell) -> list[Step]:
    """The published cells first, each computed cell after what it is computed from."""
    inner = [step for name, year in _inputs(here) for step in _input_steps(panel, here.place, name, year)]
    steps = [*inner, *_totals(panel, here)]
    unique = {step.key: step for step in steps}
    keys = [f"{name} {year}" for name, year in _inputs(here)]
    last = _step(here, _operation(here), [*keys, *(step.key for step in _totals(panel, here))])
    return [*unique.values(), last]


def _input_steps(panel: xr.Dataset, place: str, name: str, year: int) -> list[Step]:
    result = cell(panel, place, name, year)
    return _steps(panel, result) if result else []


def _inputs(here: Cell) -> list[tuple[str, int]]:
    """Cells of the same place that a cell is computed from."""
    if here.table == "derived":
        derivation = derivations()[here.quantity]
        years = [here.year - 10, here.year] if "ten_year" in derivation.operation else [here.year]
        own = derivation.operation not in ("province_ten_year_change", "place_count")
        return [(name, year) for year in years for name in derivation.inputs] if own else []
    if here.table == "measured" and here.quantity.startswith("location_quotient_"):
        return [(f"{here.quantity.removeprefix('location_quotient_')}_employment_share", here.year)]
    if here.table == "measured":
        return [(f"employment_{section}", here.year) for section in SECTIONS]
    return []


def _totals(panel: xr.Dataset, here: Cell) -> list[Step]:
    """Figures over several places that a cell is computed from: of its province, of all places, of the nation."""
    if here.quantity == "province_population_change":
        sums = ((year, _province_people(panel, here.place, year)) for year in (here.year - 10, here.year))
        return [
            _total("population_of_the_province", year, people, "persons", "province", here) for year, people in sums
        ]
    if here.quantity in ("house_price_rank", "house_price_place_count"):
        prices = panel["value"].sel(quantity="house_price", year=here.year)
        return [_total("house_prices_of_all_places", here.year, float(prices.count()), "count", "all_places", here)]
    if here.quantity.startswith("location_quotient_"):
        section = SECTIONS.index(here.quantity.removeprefix("location_quotient_"))
        nation = national_employment(panel, here.year)
        share = float(nation[section] / nation.sum())
        return [
            _total(f"{SECTIONS[section]}_employment_share_of_the_nation", here.year, share, "share", "nation", here)
        ]
    return []


def _province_people(panel: xr.Dataset, place: str, year: int) -> float:
    units = [p.code for p in all_places() if p.province == by_code()[place].province and p.in_partition]
    return float(panel["value"].sel(quantity="population", year=year, place=units).sum())


def _total(name: str, year: int, value: float, unit: str, operation: str, here: Cell) -> Step:
    cell_of_many = replace(here, quantity=name, year=year, value=value, unit=unit, table="total", row=0)
    return _step(cell_of_many, operation, [])


def _operation(here: Cell) -> str:
    if here.table == "derived":
        return derivations()[here.quantity].operation
    if here.table == "measured":
        return "location_quotient" if here.quantity.startswith("location_quotient_") else here.quantity
    return "user" if here.table == "user" else "published"


def _step(here: Cell, operation: str, inputs: list[str]) -> Step:
    return Step(
        quantity=here.quantity,
        year=here.year,
        value=here.value,
        unit=here.unit,
        operation=operation,
        inputs=tuple(inputs),
        sources=tuple(here.sources),
        flags=tuple(here.flags),
        table=here.table,
        row=here.row,
    )
