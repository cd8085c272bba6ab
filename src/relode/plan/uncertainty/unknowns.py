"""What is not known of a city's futures, one by one and by where it comes from, and futures put together anew.

An unknown is a parameter, an assumed cell of the opening year, where the money of the ordinary budget arrives, or a
path (prices, the nation, luck). It takes the values that it has in the futures of the run; a future put together anew
takes each unknown from another of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from relode.arrays import Values
from relode.language import Language, labelled, say
from relode.model.futures import IDIOSYNCRATIC
from relode.model.opening.inversion import DRAWN
from relode.model.parameters import priors
from relode.model.policy.levers import LEAK, ORDINARY, SPLIT_ROWS, splits
from relode.model.results import OneCity
from relode.model.state import Exogenous
from relode.vocabulary import quantity

OPENING_QUANTITY = {"revenue": "budget_revenue", "expenditure": "budget_expenditure"}


def unknown_label(kind: str, of: str, item: str, language: Language) -> str:
    """A short noun phrase for an unknown of this kind."""
    if kind == "path":
        return say(f"planning.uncertainty.group.{of}", language)
    if kind == "opening":
        return say("planning.uncertainty.opening", language, quantity=_quantity_label(of, language))
    if kind == "parameter":
        return say(f"unknowns.{of}", language)
    part = say(f"planning.uncertainty.part.{kind}", language)
    return labelled(say(f"levers.item.{item}", language), part, language)


def _quantity_label(cell: str, language: Language) -> str:
    return quantity(OPENING_QUANTITY.get(cell, cell)).label(language)


Picks = NDArray[np.int64]

PATHS = {
    "prices": ("log_price",),
    "nation": tuple(field.name for field in fields(Exogenous) if field.name not in ("log_price", *IDIOSYNCRATIC)),
    "luck": IDIOSYNCRATIC,
}
"""Paths that nobody can measure today."""
WITH_AROUND = "luck"
"""The path that the pull of the other places goes with: much luck of appeal is shared by a province."""
MECHANISMS = {
    "extraction": "mines", "production": "firms", "investment": "firms", "entry": "firms", "services": "firms",
    "numerics": "firms", "labour": "people", "people": "luck", "skills": "people", "housing": "homes",
    "land": "homes", "budget": "money",
}  # fmt: skip
"""Mechanism of a parameter -> where its uncertainty comes from.

What draws people goes with the pull of the other places, which was computed with it: taken apart, every growth of
wages in the nation would seem to move people.
"""
GROUPS = tuple(dict.fromkeys(["prices", "nation", "luck", "opening", *MECHANISMS.values()]))
SPLIT = "split"
"""Kind of an unknown: where the money of the ordinary budget arrives."""


@dataclass(frozen=True)
class Unknown:
    """One unknown. `kind`: parameter, opening, path or split.

    `of` is the name of the parameter, cell or path, or the budget; `order` (future,) the futures from its lowest value
    to its highest, or as they are drawn for a path. `assumed`: its range has no published source.
    """

    kind: str
    of: str
    group: str
    assumed: bool
    order: Picks
    item: str = ""

    @property
    def name(self) -> str:
        """Its name in tables: no two are alike."""
        own = f"{self.of}_{self.item}" if self.item else self.of
        return f"{own}:{self.kind}" if self.kind == SPLIT else own

    @property
    def is_measurable(self) -> bool:
        """Whether it is a fact that could be found out by itself: no path, and nothing that goes with one."""
        return self.group not in PATHS

    def label(self, language: Language) -> str:
        """A short noun phrase."""
        return unknown_label(self.kind, self.of, self.item, language)


def unknowns(ground: OneCity) -> tuple[Unknown, ...]:
    """Everything that differs between the futures of a city in which nothing is done."""
    count = ground.futures.count
    result = [Unknown("path", name, name, name == "nation", np.arange(count)) for name in PATHS]
    for name in DRAWN:
        values = np.asarray(getattr(ground.futures.observed, name))[:, 0]
        result += _varying("opening", name, "opening", True, values)
    for name, prior in priors().items():
        values = np.asarray(getattr(ground.futures.params, name))
        result += _varying("parameter", name, MECHANISMS[prior.mechanism], _is_assumed(prior.source), values)
    return tuple(result + _of_split(ground))


def recombined(ground: OneCity, every: Sequence[Unknown], picks: Mapping[str, Picks]) -> OneCity:
    """Futures (sample,) in which each unknown is that of the future picked for it, (sample,) by its name.

    Every unknown of `every` must be picked. What levers do and cost does nothing here, and stays that of the first
    future.
    Limits: the same future picked for every unknown: that future.
    """
    futures = ground.futures
    some = next(iter(picks.values()))
    observed, params, series = (
        {name: getattr(record, name) for name in names}
        for record, names in (
            (futures.observed, DRAWN),
            (futures.params, [field.name for field in fields(futures.params)]),
            (futures.exogenous, [field.name for field in fields(Exogenous)]),
        )
    )
    taken: dict[str, dict[str, Any]] = {"observed": {}, "params": {}, "series": {}}
    for name, values in (("observed", observed), ("params", params), ("series", series)):
        taken[name] = {key: np.asarray(value)[np.zeros_like(some)] for key, value in values.items()}
    around: Any = None
    for unknown in every:
        at = picks[unknown.name]
        if unknown.kind == "path":
            taken["series"] |= {name: np.asarray(series[name])[at] for name in PATHS[unknown.of]}
            if unknown.of == WITH_AROUND:
                around = jax.tree.map(lambda x, at=at: np.asarray(x)[at], ground.around)
        elif unknown.kind == SPLIT:
            column = SPLIT_ROWS.index((unknown.of, unknown.item))
            taken["params"]["split"][:, column] = np.asarray(params["split"])[at, column]
        else:
            where, source = ("observed", observed) if unknown.kind == "opening" else ("params", params)
            taken[where][unknown.of] = np.asarray(source[unknown.of])[at]
    made = replace(
        futures,
        observed=replace(futures.observed, **taken["observed"]),
        params=replace(futures.params, **taken["params"]),
        exogenous=replace(futures.exogenous, **taken["series"]),
    )
    return OneCity(made, around)


def _varying(kind: str, of: str, group: str, assumed: bool, values: Values, item: str = "") -> list[Unknown]:
    """The unknown, or none where all futures agree."""
    order = np.argsort(values, kind="stable")
    return [Unknown(kind, of, group, assumed, order, item)] if np.ptp(values) > 0 else []


def _of_split(ground: OneCity) -> list[Unknown]:
    """Where the money of the ordinary budget arrives, ordered by the part that leaves the place."""
    result: list[Unknown] = []
    for row in splits():
        if row.lever == ORDINARY:
            values = np.asarray(ground.futures.params.split)[:, SPLIT_ROWS.index((ORDINARY, row.item)), LEAK]
            result += _varying(SPLIT, ORDINARY, "money", _is_assumed(row.source), values, row.item)
    return result


def _is_assumed(source: str) -> bool:
    return "assumption" in source.split(";")
