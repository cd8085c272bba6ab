"""What `--keep`, `--budget` and `--threshold` say: shares of today's jobs, sums with a unit, thresholds of a quantity.

`jobs=0.9` is nine tenths of the jobs of today, `5%` a part of public spending (a bare number has no unit and is
refused), `employment>=0.9` nine tenths of the opening year.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from relode.errors import RelodeError
from relode.language import Amount

MOST = 2.0


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
