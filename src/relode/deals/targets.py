"""Targets of a list: where each stands in the band of what is expected if nothing is done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from relode.deals.file import EXAMPLE, RowFault, is_example, named_sheet
from relode.deals.typed_values import share as typed_share
from relode.errors import RelodeError
from relode.facts.readers.own_workbook import VisibleSheet
from relode.language import LANGUAGES
from relode.outlook.one_future.predictive_record import AHEAD
from relode.places import Place
from relode.record import Blank, Doc, Record
from relode.vocabulary import quantities, quantity

if TYPE_CHECKING:  # the panel costs seconds: only a list with targets pays them
    from relode.outlook import Predictive

FALLS = frozenset({"debt", "budget_expenditure", "co2_emissions"})
"""Quantities whose target is kept by what is below it; of all others by what is above."""


@dataclass(frozen=True)
class ListedTarget(Record):
    """A target beside what is expected if nothing is done."""

    quantity: Annotated[str, Doc("name of the quantity")]
    unit: Annotated[Blank, Doc("unit of the target")]
    year: Annotated[int, Doc("year", "year")]
    target: Annotated[float, Doc("the target", "unit")]
    chance: Annotated[
        float | None, Doc("chance that it is met if nothing is done; null where it is not forecast", "share")
    ]
    band: Annotated[
        tuple[float, float, float] | None, Doc("5, 50 and 95 % quantiles if nothing is done", "unit", "quantile")
    ]
    to_do: Annotated[float | None, Doc("target less the median", "unit")]


@dataclass(frozen=True)
class StatedTarget:
    """A target as its row states it: `value` in the unit of the quantity."""

    quantity: str
    year: int
    value: float


def stated_targets(workbook: Path) -> list[StatedTarget | RowFault]:
    """The targets of the sheet of targets, and the faults of its rows; none where the workbook has no such sheet.

    Raises RelodeError for a workbook that cannot be read.
    """
    sheet = named_sheet(workbook, "targets")
    if sheet is None:
        return []
    return [each for number, cells in sheet.rows[1:] for each in _of_row(sheet, number, cells, str(workbook))]


def _of_row(sheet: VisibleSheet, number: int, cells: Sequence[str], workbook: str) -> Sequence[StatedTarget | RowFault]:
    name, year, value = (*cells, "", "", "")[:3]
    at = f"{workbook} {sheet.name}!"
    row = f"{at}{number}"
    if is_example(cells):
        return [RowFault(name, row, RelodeError(EXAMPLE, where=row))]
    refused = [f"{at}{cell}" for column in "ABC" if (cell := f"{column}{number}") in sheet.refused]
    if refused:
        return [RowFault(name, row, RelodeError("deals.cell", where=where)) for where in refused]
    if not (name or year or value):
        return []
    readers: tuple[tuple[str, str, Callable[[str, str], Any]], ...] = (
        ("A", name, _quantity),
        ("B", year, _year),
        ("C", value, _number),
    )
    read, faults = list[Any](), list[RowFault]()
    for column, text, reader in readers:
        try:
            read.append(reader(text, f"{at}{column}{number}"))
        except RelodeError as error:
            faults.append(RowFault(name, row, error))
    return faults or [StatedTarget(*read)]


def listed_targets(stated: Sequence[StatedTarget], place: Place | None) -> tuple[ListedTarget, ...]:
    """Each target beside what is expected of the place if nothing is done; of no place none is forecast."""
    ahead = _ahead(place) if stated else None
    return tuple(_target(ahead, each.quantity, each.year, each.value) for each in stated)


def _year(text: str, where: str) -> int:
    if not (text.isdecimal() and len(text) == 4):
        raise RelodeError("deals.target_year", where=where, value=text)
    return int(text)


def _number(text: str, where: str) -> float:
    try:
        value = typed_share(text) if text.endswith("%") else float(text.replace(",", ""))
    except ValueError as error:
        raise RelodeError("deals.target_value", where=where, value=text) from error
    if not isfinite(value):
        raise RelodeError("deals.target_value", where=where, value=text)
    return value


def _quantity(name: str, where: str) -> str:
    for key in quantities():
        one = quantity(key)
        if name in (key, *(one.label(language) for language in LANGUAGES)):
            return key
    raise RelodeError("deals.unknown_quantity", where=where, name=name)


def _ahead(place: Place | None) -> "Predictive | None":
    if place is None:
        return None
    from relode.outlook import predictive
    from relode.panel import load

    return predictive(load(), place)


def _target(ahead: "Predictive | None", name: str, year: int, target: float) -> ListedTarget:
    unit = quantity(name).unit
    known = None if ahead is None else ahead.quantities.get(name)
    if known is None or year not in AHEAD or year <= known.observed_until:
        return ListedTarget(name, unit, year, target, None, None, None)
    below = known.chance_below(target, year)
    low, middle, high = (float(each) for each in known.at((0.05, 0.5, 0.95))[:, AHEAD.index(year)])
    return ListedTarget(
        name, unit, year, target, below if name in FALLS else 1 - below, (low, middle, high), target - middle
    )
