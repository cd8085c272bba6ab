"""Where one number comes from: value, interval, meaning, every step back to the published rows."""

from typing import Any

import xarray as xr

from relode.diagnosis.number import number
from relode.errors import RelodeError
from relode.language import Language, say
from relode.panel import Cell, cell, derivations
from relode.places import Place
from relode.vocabulary import quantity


def explain(panel: xr.Dataset, place: Place, name: str, year: int, language: Language) -> dict[str, Any]:
    """The number with `label`, `meaning`, `note`, `derivation`, `table` and `row`.

    Raises RelodeError for an unknown quantity, or where the panel has no value (with the years that it has).
    """
    meaning = quantity(name)
    found = number(panel, place.code, name, year)
    here = cell(panel, place.code, name, year)
    if found is None or here is None:
        raise _no_value(panel, place, name, year)
    return {
        **found.record(),
        "place": place.record(),
        "quantity": name,
        "label": meaning.label(language),
        "meaning": meaning.meaning(language),
        "note": meaning.note(language),
        "boundary_vintage": [say(f"boundaries.{key}", language) for key in _boundaries(panel, here)],
        "derivation": _steps(panel, here),
        "table": here.table,
        "row": here.row,
    }


def _boundaries(panel: xr.Dataset, here: Cell) -> list[str]:
    """On which boundaries the published figures behind a cell stand: keys of sentences."""
    inputs = [cell(panel, here.place, name, year) for name, year in _inputs(here)]
    if inputs:
        return list(dict.fromkeys(key for found in inputs if found for key in _boundaries(panel, found)))
    if "boundary_of_2010" in here.flags:
        return ["of_2010"]
    return [{"census": "of_2020", "census_counties": "of_the_census"}.get(here.table, "as_published")]


def _no_value(panel: xr.Dataset, place: Place, name: str, year: int) -> RelodeError:
    years = available_years(panel, place, name)
    if not years:
        return RelodeError("no_such_number", place=place.slug, name=name)
    return RelodeError("no_such_year", place=place.slug, name=name, year=year, years=", ".join(map(str, years)))


def available_years(panel: xr.Dataset, place: Place, name: str) -> list[int]:
    """The years in which the panel has a value of the quantity for the place."""
    if name not in panel.indexes["quantity"]:
        return []
    values = panel["value"].sel(quantity=name, place=place.code)
    return [int(year) for year in values["year"].values[values.notnull().values]]


def _steps(panel: xr.Dataset, here: Cell) -> list[dict[str, Any]]:
    """The published cells first, each computed cell after what it is computed from."""
    steps = [step for name, year in _inputs(here) for step in _input_steps(panel, here.place, name, year)]
    unique = {(step["quantity"], step["year"]): step for step in steps}
    return [*unique.values(), _step(here)]


def _input_steps(panel: xr.Dataset, place: str, name: str, year: int) -> list[dict[str, Any]]:
    found = cell(panel, place, name, year)
    return _steps(panel, found) if found else []


def _inputs(here: Cell) -> list[tuple[str, int]]:
    if here.table == "derived":
        derivation = derivations()[here.quantity]
        years = [here.year - 10, here.year] if "ten_year" in derivation.operation else [here.year]
        return [(name, year) for year in years for name in derivation.inputs]
    if here.table == "measured":
        section = here.quantity.removeprefix("location_quotient_")
        counted = (
            ["employment_all_sections"]
            if section == here.quantity
            else [f"employment_{section}", "employment_all_sections"]
        )
        return [(name, here.year) for name in counted]
    return []


def _step(here: Cell) -> dict[str, Any]:
    operation = (
        derivations()[here.quantity].operation
        if here.table == "derived"
        else here.table
        if here.table == "measured"
        else "published"
    )
    return {
        "quantity": here.quantity,
        "year": here.year,
        "value": here.value,
        "unit": here.unit,
        "operation": operation,
        "inputs": [f"{name} {year}" for name, year in _inputs(here)],
        "sources": list(here.sources),
        "flags": list(here.flags),
        "table": here.table,
        "row": here.row,
    }
