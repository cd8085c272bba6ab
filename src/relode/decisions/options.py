"""What `--keep`, `--budget` and `--threshold` say: shares of today's jobs, sums with a unit, thresholds of a quantity.

`jobs=0.9` is nine tenths of the jobs of today, `5%` a part of public spending (a bare number has no unit and is
refused), `employment>=0.9` nine tenths of the opening year.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from math import isfinite
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from relode.arrays import Bools
from relode.errors import RelodeError
from relode.language import Amount

KEEPABLE = {"jobs": "employment", "people": "population", "working_age": "working_age_people"}
"""What can be kept -> its quantity."""
KEEP_FORM = re.compile(r"\s*(?P<what>\w+)\s*=\s*(?P<level>\d+(?:\.\d*)?|\.\d+)\s*")
MOST = 2.0


@dataclass(frozen=True)
class KeepRequest:
    """`level` of `what` in the year before the plan, to be there at the horizon."""

    what: str
    level: float

    @property
    def quantity(self) -> str:
        """The quantity of the runs."""
        return KEEPABLE[self.what]


def parse_keep(text: str) -> KeepRequest:
    """What `text` states.

    Raises RelodeError for another form, something that cannot be kept, and a level not in (0, 2].
    """
    form = KEEP_FORM.fullmatch(text)
    if form is None or form["what"] not in KEEPABLE or not 0 < float(form["level"]) <= MOST:
        raise RelodeError("planning.keep", text=text, allowed=", ".join(KEEPABLE))
    return KeepRequest(form["what"], float(form["level"]))


SIZES = {"k": 1e3, "万": 1e4, "m": 1e6, "b": 1e9, "亿": 1e8, "yuan": 1.0, "元": 1.0}
"""What a word after the number means. [yuan]"""
LEAST_SUM, LEAST_SHARE = 1.0, 1e-6
"""What is less is nothing: a yuan a year, a millionth of public spending."""
MONEY_FORM = re.compile(r"\s*(?P<number>[+-]?\d+(?:\.\d*)?|[+-]?\.\d+)\s*(?P<unit>%|[kKmMbB]|万|亿|yuan|元)(?:元)?\s*")


class Currency(NamedTuple):
    """What sums are typed and told in: `rate` units are worth a yuan; `words` ends keys of refusals of its own."""

    unit: str = "yuan"
    rate: float = 1.0
    words: str = ""


IN_YUAN = Currency()


@dataclass(frozen=True)
class MoneyRequest:
    """A sum as it was typed for `option`: `value` in the currency a year, or where `is_share` a part of spending."""

    text: str
    value: float
    is_share: bool
    option: str = "--budget"

    def amount(self, unit: str = "yuan") -> Amount:
        """The sum as a reader is told it: money of the currency a year, or a part of public spending."""
        return Amount(self.value, "share" if self.is_share else unit, None, ("reader",))

    def yuan(self, spending: float | None, place: str, of: Currency = IN_YUAN) -> float:
        """Yuan a year, `spending` being the public spending of the place in yuan.

        Raises RelodeError for a share of spending that is not known, and for more than the whole of it.
        """
        asked = {"option": self.option, "sum": self.amount(of.unit), "place": place}
        if self.is_share and spending is None:
            raise RelodeError(f"money.percent_of_nothing{of.words}", **asked)
        value = self.value * (spending or 0.0) if self.is_share else self.value / of.rate
        if spending is not None and value > spending:
            raise RelodeError("money.above_spending", spending=Amount(spending * of.rate, of.unit), **asked)
        return value


def parse_money(text: str, option: str = "--budget") -> MoneyRequest:
    """The sum that `text` states: `300M`, `3亿`, `5%`.

    Raises RelodeError for a bare number, another form, and for less than LEAST_SUM or LEAST_SHARE.
    """
    form = MONEY_FORM.fullmatch(text)
    if form is None:
        raise RelodeError("money.form", text=text, option=option)
    number, is_share = float(form["number"]), form["unit"] == "%"
    value = number / 100 if is_share else number * SIZES[form["unit"].lower()]
    if value < (LEAST_SHARE if is_share else LEAST_SUM):
        raise RelodeError("money.nothing", text=text, option=option)
    return MoneyRequest(text.strip(), value, is_share, option)


MEETABLE = (
    "population",
    "employment",
    "income_per_person",
    "debt_ratio",
    "sector_entropy",
    "production_emissions",
    "budget_revenue",
    "mining_employment",
    "unemployment_rate",
    "gdp_real",
)
"""Quantities of which a threshold may speak."""
_COMPARISONS = {">=": np.greater_equal, "<=": np.less_equal, ">": np.greater, "<": np.less}
_FORM = re.compile(r"\s*(?P<quantity>\w+)\s*(?P<comparison>>=|<=|>|<)\s*(?P<level>\S+)\s*")


@dataclass(frozen=True)
class Threshold:
    """`quantity` over its value in the opening year, compared with `level`. [ratio]"""

    quantity: str
    comparison: str
    level: float

    def __str__(self) -> str:
        return f"{self.quantity}{self.comparison}{self.level:g}"


def parse_threshold(text: str, known: Collection[str]) -> Threshold:
    """The threshold that `text` states about one of the `known` quantities.

    Raises RelodeError for text of another form, an unknown quantity (with near names), or a level that is not a
    positive number: people, jobs or income at 0 of the opening year or less are no aim.
    """
    form = _FORM.fullmatch(text)
    if form is None:
        raise RelodeError("plan.threshold_form", text=text)
    if form["quantity"] not in known:
        near = get_close_matches(form["quantity"], sorted(known), n=3, cutoff=0.5) or sorted(known)
        raise RelodeError("plan.threshold_quantity", text=text, name=form["quantity"], near=", ".join(near))
    level = _number(form["level"], text)
    if not (isfinite(level) and level > 0):
        raise RelodeError("plan.threshold_level", text=text, level=form["level"])
    return Threshold(form["quantity"], form["comparison"], level)


def is_met(threshold: Threshold, kept: npt.ArrayLike) -> Bools:
    """Where a threshold is met, (future,), by what is `kept` of the opening year. [ratio]

    Raises RelodeError for missing values.
    """
    return np.asarray(_COMPARISONS[threshold.comparison](_checked(kept), threshold.level))


def all_met(thresholds: Sequence[Threshold], kept: Mapping[str, npt.ArrayLike]) -> Bools:
    """Where all thresholds are met, (future,), by what is `kept` of each quantity's opening year.

    Raises RelodeError if one of them is met in no future: names the nearest level that can be met, or, where each can
    be met alone, that they cannot be met together.
    """
    if not thresholds:
        raise RelodeError("plan.no_thresholds")
    met = [is_met(t, kept[t.quantity]) for t in thresholds]
    never = [t for t, where in zip(thresholds, met, strict=True) if not where.any()]
    if never:
        nearest = [str(nearest_met(t, kept[t.quantity])) for t in never]
        raise RelodeError("plan.threshold_unreachable", offenders=[str(t) for t in never], nearest=nearest)
    together = np.logical_and.reduce(met)
    if not together.any():
        raise RelodeError("plan.thresholds_together", offenders=[str(t) for t in thresholds])
    return np.asarray(together)


def nearest_met(threshold: Threshold, kept: npt.ArrayLike) -> Threshold:
    """The threshold nearest to `threshold` that is met in some future, to three decimals."""
    known = _checked(kept)
    if threshold.comparison.startswith(">"):
        return Threshold(threshold.quantity, ">=", float(np.floor(known.max() * 1000) / 1000))
    return Threshold(threshold.quantity, "<=", float(np.ceil(known.min() * 1000) / 1000))


def _checked(kept: npt.ArrayLike) -> npt.NDArray[np.float64]:
    known = np.asarray(kept, dtype=np.float64)
    if known.ndim != 1 or not known.size or not np.isfinite(known).all():
        raise RelodeError("plan.measures", shape=known.shape)
    return known


def _number(text: str, whole: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise RelodeError("plan.threshold_form", text=whole) from None
