"""Cells of the opening: each value with its rule, source and, where it is assumed, its range."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import cache

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Array, Texts

ASSUMPTION = "assumption"


@dataclass(frozen=True)
class Cells:
    """One quantity: arrays of one shape, (place,) or (sector or commodity, place).

    `rule` is "observed", "derived:..." or "assumed:..." and "" where there is no value (NaN). `lower` and `upper`
    bound the middle 90 % of the prior of an assumed cell and are NaN elsewhere. `source` and `flag` are keys
    joined by ";".
    """

    value: Array
    rule: Texts
    source: Texts
    flag: Texts
    lower: Array
    upper: Array

    @property
    def is_assumed(self) -> NDArray[np.bool_]:
        """Which cells are assumed, (...) as the cells."""
        return np.isfinite(self.lower)

    @property
    def low(self) -> Array:
        """The lower end where a cell is assumed, else the value: (...) as the cells, in their unit."""
        return np.where(self.is_assumed, self.lower, self.value)

    @property
    def high(self) -> Array:
        """The upper end where a cell is assumed, else the value: (...) as the cells, in their unit."""
        return np.where(self.is_assumed, self.upper, self.value)

    def __getitem__(self, at: object) -> "Cells":
        """The cells at some positions."""
        return Cells(*(getattr(self, field.name)[at] for field in fields(self)))


def observed(value: Array, source: Texts, flag: Texts) -> Cells:
    """Published cells; NaN where nothing is published. All three of the same shape."""
    return _cells(value, "observed", source, flag)


def derived(rule: str, value: Array, *inputs: Cells) -> Cells:
    """Exact arithmetic on observed cells. What rests on an assumed cell must not be made here.

    `value` is (..., place).
    """
    return _cells(value, f"derived:{rule}", *joined(value.shape, inputs))


def assumed(rule: str, value: Array, lower: Array, upper: Array, *inputs: Cells) -> Cells:
    """Cells with a prior; what they were made from is named beside the assumption.

    `value`, `lower` and `upper` are of the same shape, (..., place).
    """
    source, flag = joined(value.shape, inputs)
    result = _cells(value, f"assumed:{rule}", _with(source, ASSUMPTION), flag)
    here = np.isfinite(value)
    low, high = (np.where(here, np.broadcast_to(bound, value.shape), np.nan) for bound in (lower, upper))
    return Cells(result.value, result.rule, result.source, result.flag, low, high)


def follows(rule: str, function: Callable[..., Array], *inputs: Cells) -> Cells:
    """A function that rises in each input: derived where every input is known, assumed where one is.

    Inputs and result have the same shape.

    The range takes the lower ends of all inputs together, then the upper ends.
    """
    value = function(*(cells.value for cells in inputs))
    low, high = (function(*(getattr(cells, end) for cells in inputs)) for end in ("low", "high"))
    is_assumed = np.any([np.broadcast_to(cells.is_assumed, value.shape) for cells in inputs], axis=0)
    known = derived(rule, np.where(is_assumed, np.nan, value), *inputs)
    return first_of(known, assumed(rule, np.where(is_assumed, value, np.nan), low, high, *inputs))


def first_of(*choices: Cells) -> Cells:
    """For each cell the first choice that has a value."""
    result = choices[0]
    for choice in choices[1:]:
        there = np.isfinite(result.value)
        result = Cells(*(np.where(there, getattr(result, f.name), getattr(choice, f.name)) for f in fields(Cells)))
    return result


def only(cells: Cells, here: NDArray[np.bool_]) -> Cells:
    """The cells at the places `here`, (place,), none elsewhere."""
    return Cells(
        *(
            np.where(here, part, np.nan if part.dtype == float else "").astype(part.dtype)
            for part in (getattr(cells, field.name) for field in fields(Cells))
        )
    )


def none(shape: tuple[int, ...]) -> Cells:
    """Cells without a value."""
    return derived("", np.full(shape, np.nan))


def stacked(rows: Sequence[Cells]) -> Cells:
    """Quantities over places as one over (row, place)."""
    return Cells(*(np.stack([getattr(cells, f.name) for cells in rows]) for f in fields(Cells)))


def joined(shape: tuple[int, ...], inputs: Sequence[Cells]) -> tuple[Texts, Texts]:
    """Sources and flags of all inputs, each once and of the shape of the inputs."""
    source, flag = (np.full(shape, "", dtype=object) for _ in range(2))
    for cells in inputs:
        source = _with(source, np.broadcast_to(cells.source, shape))
        flag = _with(flag, np.broadcast_to(cells.flag, shape))
    return source, flag


def _cells(value: Array, rule: str, source: Texts, flag: Texts) -> Cells:
    here = np.isfinite(value)
    rules, sources, flags = (np.where(here, texts, "").astype(object) for texts in (rule, source, flag))
    nothing = np.full(value.shape, np.nan)
    return Cells(value, rules, sources, flags, nothing, nothing)


def _with(texts: Texts, more: Texts | str) -> Texts:
    """Keys joined by ";", each once."""
    return np.asarray(np.frompyfunc(_both, 2, 1)(texts, more), dtype=object)


@cache
def _both(left: str, right: str) -> str:
    # Kept: hundreds of thousands of cells share a few hundred pairs.
    return ";".join(dict.fromkeys(filter(None, f"{left};{right}".split(";"))))
