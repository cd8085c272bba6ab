"""What the money of a request is, year by year and in each future: where it arrives, who pays, what stays to pay.

- own money is taken from ordinary services, yuan for yuan, with the pay, purchases and building that this takes away;
- granted money comes from above while the grant lasts; posts that were filled with it stay, and are paid with own
  money from then on;
- bonds are debt of the city: interest and principal are paid with own money from the year after;
- what firms and insurance pay of a lever they pay whatever the pot.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from relode import shipped_tables
from relode.arrays import Values, Vector
from relode.decisions.money_account import AccountRequest, Uses
from relode.errors import RelodeError
from relode.model.parameters import UNIT_COSTS, Params
from relode.model.policy.levers import ORDINARY, PAY, PAYERS, SPLIT_ROWS, levers
from relode.streams import stream

MONEY = 1e8
"""Yuan in the money unit of the simulator."""
ROWS: Mapping[str, tuple[str, str]] = {
    lever: (lever, item)
    for lever, item in reversed(SPLIT_ROWS)
    if (lever, item) not in (("renewable_build_out", "city_share"), ("early_retirement_share", "central_award"))
}
"""Lever -> the row of its money in `splits`: that of who pays most of it today."""
LAID_BY = "windfall_saving_share"
"""What is laid by is spent by nobody while it lies."""


@dataclass(frozen=True)
class MoneyPath:
    """Money of a request, (future, year) each but for `spent` (future, year, part). [10^8 yuan/yr]

    `total` is what is spent, whoever pays and when; `by_payer` payer -> what it pays; `spent` by where it arrives, less
    what own money takes away; `outlays` of the city's budget net of that; `displaced` ordinary services that make room;
    `issued` bonds of the year, `owed` what of them is not repaid at its end [10^8 yuan]. `after` (future,): what the
    city pays in the year after the last.
    """

    total: Values
    by_payer: Mapping[str, Values]
    spent: Values
    outlays: Values
    granted: Values
    displaced: Values
    issued: Values
    owed: Values
    after: Vector


@cache
def assumptions() -> Mapping[str, tuple[float, float, float]]:
    """Name -> lower end, value, upper end of what accounts assume, in the unit of the table."""
    table = shipped_tables.rows("relode.decisions", "account_assumptions")
    return {row["name"]: (float(row["lower"]), float(row["value"]), float(row["upper"])) for row in table}


def course(request: AccountRequest, years: tuple[int, ...]) -> Vector:
    """Part of the full dose that is there in each year, (year,). [0-1]"""
    risen = (np.asarray(years) - request.first + 1) / (assumptions()["ramp"][1] + 1)
    within = (np.asarray(years) >= request.first) & (np.asarray(years) <= request.last)
    return np.where(within, np.minimum(risen, 1.0), 0.0)


def parts(params: Params, row: tuple[str, str], pay_share: float) -> Values:
    """Where a yuan of a row arrives at this share of pay: the rest as the row has it, (future, part). [0-1]

    Limits: a row that is pay alone leaves the place with its rest.
    """
    split = np.asarray(params.split)[:, SPLIT_ROWS.index(row)].copy()
    rest = np.delete(split, PAY, axis=1)
    total = rest.sum(axis=1, keepdims=True)
    leak = np.eye(rest.shape[1])[-1]
    rest = np.where(total > 0, rest / np.where(total > 0, total, 1.0), leak) * (1 - pay_share)
    return np.insert(rest, PAY, pay_share, axis=1)


def parts_of(params: Params, request: AccountRequest, uses: Uses | None) -> Values:
    """Where a yuan of the request arrives, or of its yardstick on services or works, (future, part). [0-1]"""
    if uses is not None:
        item = {"services": "services", "works": "public_investment"}[uses]
        return parts(params, (ORDINARY, item), request.pay_share)
    if request.lever == LAID_BY:
        leaves = np.zeros((len(params.split), 5))
        leaves[:, -1] = 1.0
        return leaves
    return parts(params, ROWS[request.lever], request.pay_share)


def has_other_payers(lever: str) -> bool:
    """Whether firms or insurance pay of a lever whatever the pot."""
    return lever in ("renewable_build_out", "early_retirement_share")


def by_others(params: Params, lever: str) -> Mapping[str, Vector]:
    """Payer beside the city and its pots -> its part of a lever's money, (future,). [0-1]"""
    if lever == "renewable_build_out":
        cost = np.asarray(params.unit_cost)[:, UNIT_COSTS.index((lever, "city_share"))]
        return {"firm": 1 - cost}
    if lever == "early_retirement_share":
        return {"insurance": np.ones(len(params.split))}
    return {}


def money_path(
    request: AccountRequest,
    params: Params,
    interest_rate: Values,
    years: tuple[int, ...],
    seed: int,
    uses: Uses | None = None,
) -> MoneyPath:
    """The request's money over `years`, or that of its yardstick on `uses`. Raises RelodeError for a lever without.

    `interest_rate` (future, year) [1/yr]; `params` has the leading axis future.
    """
    check(request, years)
    count = len(params.split)
    full = course(request, years) * request.yuan / MONEY
    others = by_others(params, request.lever)
    left = 1 - sum(others.values(), np.zeros(count))
    city = left[:, None] * full
    paid_by_others = {name: part[:, None] * full for name, part in others.items()}
    money = np.broadcast_to(full, (count, len(years)))
    stays = posts_that_stay(request, city, years)
    nothing = np.zeros_like(city)
    issued, granted = (city if request.pot == pot else nothing for pot in ("bonds", "granted"))
    service, owed, coming = debt_service(issued, interest_rate, drawn_years(count, seed))
    displaced = (city if request.pot == "own" else nothing) + stays + service
    taken = np.asarray(params.split)[:, SPLIT_ROWS.index((ORDINARY, "services"))]
    use = parts_of(params, request, uses)
    pay_only = np.eye(use.shape[1])[PAY]
    spent = money[..., None] * use[:, None] + stays[..., None] * pay_only - displaced[..., None] * taken[:, None]
    return MoneyPath(
        total=money + stays,
        by_payer={name: paid_by_others.get(name, nothing) for name in PAYERS} | {"city": displaced, "centre": granted},
        spent=spent,
        # Interest is charged on all debt: only the principal is an outlay here.
        outlays=city + stays - displaced,
        granted=granted,
        displaced=displaced,
        issued=issued,
        owed=owed,
        after=posts_after(request, city) + coming,
    )


def check(request: AccountRequest, years: tuple[int, ...]) -> None:
    """Raises RelodeError for a lever that has no money, years outside those that are run, or a share that is none."""
    wrong = [
        f"{name} {getattr(request, name)!r}"
        for name, fine in {
            "lever": request.lever in levers() and (request.lever in ROWS or request.lever == LAID_BY),
            "first": years[0] <= request.first <= request.last,
            "horizon": request.first <= request.horizon <= years[-1],
            "pay_share": 0 <= request.pay_share <= 1,
            "yuan": np.isfinite(request.yuan) and request.yuan > 0,
        }.items()
        if not fine
    ]
    if wrong:
        raise RelodeError("accounts.bad_request", wrong=", ".join(wrong), first=years[0], last=years[-1])


def drawn_years(count: int, seed: int) -> Vector:
    """Years over which bonds are repaid, (future,). [yr]"""
    low, mode, high = assumptions()["bond_years"]
    return stream("bond_years", seed).triangular(low, mode, high, count)


def debt_service(issued: Values, interest_rate: Values, term: Vector) -> tuple[Values, Values, Vector]:
    """Interest and principal of bonds paid in each year, what is owed at its end, and the service of the year after.

    `issued` and `interest_rate` [1/yr] (future, year), `term` (future,) [yr]; equal parts of principal from the year
    after. In the unit of what was issued.

    Limits: no interest and a term that is over: what was issued was paid, and no more.
    """
    service, owed = np.zeros_like(issued), np.zeros_like(issued)
    years = issued.shape[1]
    age = np.arange(years + 1)[:, None] - np.arange(years)[None]
    # (future, year, year of issue): the part of each issue that falls due in a year.
    due = np.where(age > 0, np.clip(term[:, None, None] - (age - 1), 0, 1) / term[:, None, None], 0.0)
    principal = np.einsum("fti,fi->ft", due, issued)
    before = np.zeros(len(issued))
    for year in range(years):
        service[:, year] = principal[:, year] + interest_rate[:, year] * before
        before = before + issued[:, year] - principal[:, year]
        owed[:, year] = before
    return service, owed, principal[:, years] + interest_rate[:, -1] * before


def posts_that_stay(request: AccountRequest, city: Values, years: tuple[int, ...]) -> Values:
    """Pay of posts that a grant or a bond filled and the city pays once it ended, (future, year). [10^8 yuan/yr]"""
    ended = np.asarray(years) > request.last
    return posts_after(request, city)[:, None] * ended


def posts_after(request: AccountRequest, city: Values) -> Vector:
    """Pay of posts in the year after the last one, (future,). [10^8 yuan/yr]"""
    if request.lever == LAID_BY:
        return np.zeros(len(city))
    return np.asarray(request.pay_share * city.max(axis=1))
