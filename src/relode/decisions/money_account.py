"""What the money of a measure does by itself, whatever the measure does: the form in which accounts are told.

Effects are changes against doing nothing, one a future (draw,), each the mean over the years of the plan: jobs in
persons, output and income in yuan a year of all residents, at prices of the opening year. A measure whose own effect
is e at its full size (log points of its outcome) changes the outcome by `money` + e `per_own`: the study gives the
size, the account the path to it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol

import numpy as np

from relode.arrays import Vector

Outcome = Literal["jobs", "output", "income"]
PotName = Literal["own", "granted", "bonds"]
Uses = Literal["services", "works"]
UNITS: Mapping[Outcome, str] = {"jobs": "persons", "output": "yuan per year", "income": "yuan per year"}
MILLION = 1e6


@dataclass(frozen=True)
class AccountRequest:
    """What is asked of accounts: a lever at a cost, in a sector where it has one, paid from one pot.

    `yuan` is what all payers pay in a year of the full dose, from `first` to `last`; `horizon` the last year counted.
    `pay_share`: part of the money that is pay of posts, the same for the measure and for the yardstick.
    `yardstick_uses`: what the yardstick spends it on, works where the pot may not pay services.
    """

    lever: str
    sector: str
    outcome: Outcome
    yuan: float
    pay_share: float
    pot: PotName
    first: int
    last: int
    horizon: int
    yardstick_uses: Uses = "services"


@dataclass(frozen=True)
class MoneyAccount:
    """What a request comes to, all (draw,) over the same futures. [unit of the outcome, `UNITS`]

    `base` is the outcome with nothing done; `yardstick` what the same money from the same pot does on ordinary public
    services, at the same pay share, horizon and outcome. `yuan` is what all pay a year on average [yuan per year];
    `by_payer` payer -> what it pays in each of `years`, mean over futures [yuan per year]; `after` what stays to be
    paid in the year after the last one [yuan per year]. Names of payers are those of the levers.
    """

    request: AccountRequest
    base: Vector
    money: Vector
    per_own: Vector
    yardstick: Vector
    yuan: Vector
    years: tuple[int, ...]
    by_payer: Mapping[str, tuple[float, ...]]
    after: float

    def per_million(self, change: Vector) -> float:
        """A mean change (draw,) for a million yuan of all payers. [unit of the outcome x years per million yuan]

        Mean over mean: a ratio of each draw would weigh cheap futures more.
        """
        return float(change.mean() / self.yuan.mean() * MILLION)


def repeated(account: MoneyAccount, count: int) -> MoneyAccount:
    """The same account with all its futures one after the other so often that there are `count` draws or more.

    Limits: as many futures as that: the same. Means stay to rounding.
    """
    times = -(-count // len(account.money))
    drawn: dict[str, Any] = {
        name: np.tile(getattr(account, name), times) for name in ("base", "money", "per_own", "yardstick", "yuan")
    }
    return replace(account, **drawn)


class Accounts(Protocol):
    """Accounts of one place in its futures: every request in its order, the same bits for the same requests."""

    def __call__(self, requests: Sequence[AccountRequest], /) -> Sequence[MoneyAccount]:
        """One account a request, in the same order."""
