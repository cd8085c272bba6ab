"""Uncertain factors: what is not known, how far it may go, and where that range comes from."""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cache
from io import StringIO
from math import isfinite

import numpy as np
import numpy.typing as npt
import scipy

from relode import shipped_tables
from relode.arrays import Array
from relode.errors import RelodeError
from relode.facts import source_keys


@dataclass(frozen=True)
class Factor:
    """One uncertain factor, `item` of the list of deep uncertainties; what `first` and `second` mean goes by kind.

    uniform: neither is used; normal: mean and standard deviation; lognormal: median and standard deviation of
    the logarithm; beta: its two shapes, spread from lower to upper; logit_normal: median and standard deviation
    of the logit of the place between lower and upper; choice: equally likely `choices`.
    """

    item: int
    name: str
    label_en: str
    label_zh: str
    unit: str
    kind: str
    first: float | None
    second: float | None
    lower: float | None
    upper: float | None
    choices: tuple[str, ...]
    source: str
    reason_en: str
    reason_zh: str

    def label(self, language: str) -> str:
        """A short noun phrase."""
        return self.label_zh if language == "zh" else self.label_en


@cache
def deep_uncertainties() -> tuple[Factor, ...]:
    """The shipped table of deep uncertainties, in its order; an item may have two factors."""
    content = shipped_tables.text("relode.plan.uncertainty", "deep_uncertainties")
    return factors_of(content, "deep_uncertainties.csv")


def factors_of(content: str, where: str) -> tuple[Factor, ...]:
    """The factors of a table in CSV; `where` names it in errors. Raises RelodeError for a bad row or other columns."""
    rows = list(csv.DictReader(StringIO(content)))
    if not rows or list(rows[0]) != _COLUMNS:
        raise RelodeError("plan.factor_columns", where=where, columns=", ".join(_COLUMNS))
    return checked([_factor(row, line, where) for line, row in enumerate(rows, 2)], where)


def names(factors: Iterable[Factor]) -> list[str]:
    """The names of the factors, in their order."""
    return [factor.name for factor in factors]


def values_at(factor: Factor, chances: Array) -> npt.NDArray[np.float64] | npt.NDArray[np.str_]:
    """The values below which the factor falls with `chances`, of the same shape: the inverse of its distribution.

    Chances are 0 or more and below 1. A normal or lognormal with limits is the distribution given that it lies
    between them, not cut off at them.
    """
    if factor.kind == "choice":
        chosen: npt.NDArray[np.str_] = np.array(factor.choices)[(chances * len(factor.choices)).astype(int)]
        return chosen
    return _QUANTILES[factor.kind](factor, chances)


def checked(factors: Sequence[Factor], where: str) -> tuple[Factor, ...]:
    """The factors. Raises RelodeError for unknown kinds, bad parameters, unknown sources or names given twice."""
    result = tuple(factors)
    wrong = [f.name for f in result if f.kind not in (*_QUANTILES, "choice")]
    if wrong:
        raise RelodeError("plan.unknown_kind", where=where, offenders=wrong, kinds=", ".join((*_QUANTILES, "choice")))
    bad = [f.name for f in result if not _is_sound(f)]
    if bad:
        raise RelodeError("plan.factor_range", where=where, offenders=bad)
    unknown = [f"{f.name} ({f.source!r})" for f in result if f.source not in source_keys()]
    if unknown:
        raise RelodeError("unknown_source_in_table", where=where, offenders=unknown)
    twice = sorted({name for name in names(result) if names(result).count(name) > 1})
    if twice or not result:
        raise RelodeError("plan.factor_names", where=where, offenders=twice)
    return result


def _uniform(factor: Factor, chances: Array) -> Array:
    lower, upper = _limits(factor)
    return np.asarray(lower + (upper - lower) * chances)


def _normal(factor: Factor, chances: Array) -> Array:
    return _between_limits(scipy.stats.norm(factor.first, factor.second), factor, chances)


def _lognormal(factor: Factor, chances: Array) -> Array:
    return _between_limits(scipy.stats.lognorm(factor.second, scale=factor.first), factor, chances)


def _beta(factor: Factor, chances: Array) -> Array:
    lower, upper = _limits(factor)
    return np.asarray(lower + (upper - lower) * scipy.stats.beta(factor.first, factor.second).ppf(chances))


def _logit_normal(factor: Factor, chances: Array) -> Array:
    lower, upper = _limits(factor)
    place = (_given(factor.first) - lower) / (upper - lower)
    logit = np.log(place / (1 - place)) + _given(factor.second) * scipy.stats.norm.ppf(chances)
    return np.asarray(lower + (upper - lower) / (1 + np.exp(-logit)))


_QUANTILES: dict[str, Callable[[Factor, Array], Array]] = {
    "uniform": _uniform,
    "normal": _normal,
    "lognormal": _lognormal,
    "beta": _beta,
    "logit_normal": _logit_normal,
}


def _between_limits(distribution: "scipy.stats.distributions.rv_frozen", factor: Factor, chances: Array) -> Array:
    low = 0.0 if factor.lower is None else distribution.cdf(factor.lower)
    high = 1.0 if factor.upper is None else distribution.cdf(factor.upper)
    return np.asarray(distribution.ppf(low + (high - low) * chances))


def _limits(factor: Factor) -> tuple[float, float]:
    return _given(factor.lower), _given(factor.upper)


def _given(value: float | None) -> float:
    if value is None:
        raise TypeError
    return value


def _is_sound(factor: Factor) -> bool:
    """Whether the parameters make a distribution that is no single point."""
    if factor.kind == "choice":
        return len(set(factor.choices)) == len(factor.choices) > 1
    given = [v for v in (factor.first, factor.second, factor.lower, factor.upper) if v is not None]
    low, high = factor.lower, factor.upper
    needs_limits = factor.kind in ("uniform", "beta", "logit_normal")
    if not all(map(isfinite, given)) or (needs_limits and (low is None or high is None)):
        return False
    if low is not None and high is not None and low >= high:
        return False
    if factor.kind == "uniform":
        return factor.first is None and factor.second is None
    first, second = factor.first, factor.second
    if first is None or second is None or second <= 0 or (first <= 0 and factor.kind in ("lognormal", "beta")):
        return False
    return factor.kind != "logit_normal" or _given(low) < first < _given(high)


def _factor(row: dict[str, str], line: int, where: str) -> Factor:
    try:
        numbers = {name: float(row[name]) if row[name] else None for name in _NUMBERS}
        item = int(row["item"])
    except ValueError:
        raise RelodeError("plan.factor_range", where=where, offenders=[f"[{line}]"]) from None
    words = {n: row[n] for n in ("name", "label_en", "label_zh", "unit", "kind", "source", "reason_en", "reason_zh")}
    choices = tuple(filter(None, row["choices"].split(";")))
    return Factor(item=item, choices=choices, **numbers, **words)  # type: ignore[arg-type]


_NUMBERS = ("first", "second", "lower", "upper")
_COLUMNS = [field.name for field in fields(Factor)]
