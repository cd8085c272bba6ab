"""What `--budget` says: yuan a year, or per cent of public spending. A bare number is refused: it has no unit."""

import re
from dataclasses import dataclass

from relode.errors import RelodeError
from relode.language import Amount

SIZES = {"k": 1e3, "万": 1e4, "m": 1e6, "b": 1e9, "亿": 1e8}
"""What a letter after the number means. [yuan]"""
LEAST_SUM, LEAST_SHARE = 1.0, 1e-6
"""What is less is nothing: a yuan a year, a millionth of public spending."""
FORM = re.compile(r"\s*(?P<number>[+-]?\d+(?:\.\d*)?|[+-]?\.\d+)\s*(?P<unit>%|[kKmMbB]|万|亿)(?:元)?\s*")


@dataclass(frozen=True)
class MoneyAsked:
    """A sum as it was typed: `value` yuan a year, or where `is_share` a share of public spending."""

    text: str
    value: float
    is_share: bool

    @property
    def amount(self) -> Amount:
        """The sum as a reader is told it: yuan a year, or a part of public spending."""
        return Amount(self.value, "share" if self.is_share else "yuan", None, ("reader",))

    def yuan(self, spending: float | None, place: str) -> float:
        """Yuan a year, `spending` being the public spending of the place in yuan.

        Raises RelodeError for a share of spending that is not known, and for more than the whole of it.
        """
        if self.is_share and spending is None:
            raise RelodeError("money.percent_of_nothing", share=self.amount, place=place)
        value = self.value * (spending or 0.0) if self.is_share else self.value
        if spending is not None and value > spending:
            raise RelodeError("money.above_spending", sum=self.amount, place=place, spending=Amount(spending, "yuan"))
        return value


def parse_money(text: str, option: str = "--budget") -> MoneyAsked:
    """The sum that `text` states: `300M`, `3亿`, `5%`.

    Raises RelodeError for a bare number, another form, and for less than LEAST_SUM or LEAST_SHARE.
    """
    form = FORM.fullmatch(text)
    if form is None:
        raise RelodeError("money.form", text=text, option=option)
    number, is_share = float(form["number"]), form["unit"] == "%"
    value = number / 100 if is_share else number * SIZES[form["unit"].lower()]
    if value < (LEAST_SHARE if is_share else LEAST_SUM):
        raise RelodeError("money.nothing", text=text, option=option)
    return MoneyAsked(text.strip(), value, is_share)
