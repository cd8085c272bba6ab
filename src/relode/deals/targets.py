"""Targets of a list: where each stands in the band of what is expected if nothing is done."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from relode.deals.file import named_sheet
from relode.deals.typed_values import share as typed_share
from relode.errors import RelodeError
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


def listed_targets(workbook: Path, place: Place | None) -> tuple[ListedTarget, ...]:
    """The targets of the sheet of targets; none where the workbook has no such sheet.

    Raises RelodeError for a row that is no target or names no quantity.
    """
    sheet = named_sheet(workbook, "targets")
    if sheet is None:
        return ()
    stated = []
    for number, cells in sheet.rows[1:]:
        name, year, value = (*cells, "", "", "")[:3]
        if not name:
            continue
        at = f"{workbook} {sheet.name}!{number}"
        try:
            stated.append((_quantity(name, at), int(year), _number(value)))
        except ValueError as error:
            if isinstance(error, RelodeError):
                raise
            raise RelodeError("deals.target_form", where=at, name=name, year=year, value=value) from error
    if not stated:
        return ()
    ahead = _ahead(place)
    return tuple(_target(ahead, *each) for each in stated)


def _number(text: str) -> float:
    return typed_share(text) if text.endswith("%") else float(text.replace(",", ""))


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
