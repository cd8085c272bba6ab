"""Money of a place: its two books, the decisions on money that a fact decides, and where a budget goes.

Books are at constant prices of each row's newest figure, in yuan. Revenue, spending and debt are those of the outlook.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, floor
from typing import Protocol

import numpy as np
import xarray as xr

from relode import shipped_tables
from relode.arrays import Interval
from relode.deals.eligibility import eligible
from relode.deals.public_works import has_no_coal
from relode.decisions.records import GROUPS, BookRow, Decision, MissingFact, MoneyLine, MoneySplit, TwoBooks, UsedFact
from relode.errors import NoVerdict, RelodeError
from relode.facts import rows
from relode.horizon import FIRST_PLAN_YEAR
from relode.language import Amount, Sentence
from relode.outlook import predictive
from relode.outlook.ahead.city import at_own_prices
from relode.outlook.one_future.predictive_record import AHEAD, Ahead
from relode.panel import Cell, cell, newest
from relode.panel.doubt import is_doubted
from relode.places import Place, by_code, official

YUAN = 1e8
"""Yuan in a unit of money of the facts."""
FIRST_BOOK_YEAR, NEWEST = 2023, 2025
YEARS = range(2018, NEWEST + 1)
FRESH = 2024
"""The first year whose limit still says what room there is."""
A_YEAR = "yuan per year"
TRANSFER, SUBSIDENCE, BONDS = "exhausted_transfer", "subsidence_mining_district", "special_bonds"
RECEIVED = {TRANSFER: "exhausted_city_transfer_received", SUBSIDENCE: "subsidence_investment_received"}
"""Channel -> quantity of the workbook that says what the place got."""
QUOTAS = ("project_quota_general", "project_quota_special")
"""Quantities of the workbook that say what bonds for new projects the province notified."""
RESTRUCTURING, BORROWING = ("l098",), ("l054",)
"""Rows of the table of law."""
INTEREST_LINE = 0.1
"""Interest over spending of a book above which restructuring must start (law, l098)."""
SPENT_BY = {"general": "budget_expenditure", "special": "government_fund_revenue"}
"""Book -> what it spends; spending of funds is not published, so their revenue and new special debt stand for it."""
RATE_YEARS = 3
"""Years before a year whose bonds a place may still pay on. A choice of this project."""
FALL, DEPENDENT = 0.2, 0.5
"""A fall of fund revenue, and a part of spending paid by transfers, that make a row. Choices of this project."""
TREATED_ALIKE = 10 / 6
"""Places that share a province's exhausted-city transfer over those on its list (funding_channel_sums, s13)."""
DIVISIBLE = frozenset({"persons", "beds", "places", "posts", "homes", "hectares", "square metres", "10^4 m2"})
"""Units of amounts of which a part can be bought; all else is whole or not at all."""
Band = tuple[float, float, float]


class TypedSum(Protocol):
    """A sum as it was typed for an option: yuan a year, or a part of public spending."""

    @property
    def value(self) -> float:
        """The sum [yuan per year], or the part of spending [share]."""

    @property
    def is_share(self) -> bool:
        """Whether it is a part of public spending."""

    @property
    def option(self) -> str:
        """The option that it was typed for."""

    def amount(self, unit: str = "yuan") -> Amount:
        """The sum as a reader is shown it."""


class TypedMoney(Protocol):
    """What a plan is asked for: its last year, and sums by `budget`, `granted` and `bonds`."""

    @property
    def horizon(self) -> int:
        """Last year of the plan."""

    @property
    def money(self) -> Mapping[str, TypedSum]:
        """The sums that were typed."""


@dataclass(frozen=True)
class Sums:
    """Money typed for a plan [yuan per year]: the budget, null if none, grants by channel ("" if typed), bonds."""

    budget: float | None
    granted: Mapping[str, float]
    bonds: float
    years: tuple[int, ...]
    flags: tuple[str, ...] = ()


def sums_of(panel: xr.Dataset, place: Place, request: TypedMoney) -> Sums:
    """The money of a request, whole yuan a year; what the workbook says that channels gave is granted.

    Raises RelodeError for a share of spending that is not published, and for more than the province spends.
    """
    spent = newest(panel, place, ("budget_expenditure",), YEARS)
    province = newest(panel, place.province, ("province_budget_spending",), range(2010, NEWEST + 1))
    typed: dict[str, int] = {}
    for name, each in request.money.items():
        if each.is_share and not spent:
            raise RelodeError("money.percent_of_nothing", option=each.option, sum=each.amount(), place=place.slug)
        yuan = round(each.value * spent[0].value * YUAN) if each.is_share else round(each.value)
        if province and yuan > province[0].value * YUAN:
            most = Amount(province[0].value * YUAN, "yuan", None, province[0].sources)
            raise RelodeError("money.above_province", option=each.option, sum=each.amount(), spending=most)
        typed[name] = yuan
    granted: dict[str, float] = {
        channel: round(found[0].value * YUAN)
        for channel, quantity in RECEIVED.items()
        if (found := newest(panel, place, (quantity,), YEARS))
    }
    if "granted" in typed:
        granted = {"": float(typed["granted"])}
    flags = ("granted_above_any_place",) if sum(granted.values()) > most_granted() else ()
    years = tuple(range(FIRST_PLAN_YEAR, request.horizon + 1))
    return Sums(typed.get("budget"), granted, typed.get("bonds", 0.0), years, flags)


@cache
def most_granted() -> float:
    """The most that a channel is known to have given to one place, or to each place of a list. [yuan]"""
    paid = [
        float(row["value"])
        for row in rows("funding_channel_sums")
        if row["place_code"][2:] not in ("", "0000") and row["value"].replace(".", "", 1).isdigit()
    ]
    return max(*paid, *(high for _, high in _province_shares().values())) * YUAN


@cache
def _province_shares() -> Mapping[str, tuple[float, float]]:
    """Province -> least and most of its exhausted-city transfer of 2020 for a listed place. [10^8 yuan/yr]"""
    places = by_code()
    provinces = [places[code].province for code, entry in official().items() if entry.is_exhausted]
    found = {}
    for row in rows("transfers"):
        key, count = (row["year"], row["scope"], row["quantity"]), provinces.count(row["place"])
        if key == ("2020", "province", "exhausted_city_transfer") and count:
            found[row["place"]] = (float(row["value"]) / count / TREATED_ALIKE, float(row["value"]) / count)
    return found


@cache
def bond_rate(year: int) -> Band:
    """Nominal interest on official bonds in a year: low, middle, high. Later years take the newest. [1/yr]

    The middle is interest paid over mean debt where it is published, else the mean rate of bonds outstanding at the
    year's end, between months by interpolation. The ends are the lowest and highest mean of bonds issued or
    outstanding since RATE_YEARS before, since a place's debt is a mix of bonds of these years.
    """
    found = [
        (row["what"], int(row["year"]), int(row["month"]), float(row["percent"]) / 100) for row in rows("bond_rates")
    ]
    year = min(year, max(each[1] for each in found))
    near = [rate for _, of, _, rate in found if year - RATE_YEARS <= of <= year]
    dates, rates = zip(
        *((of + month / 12, rate) for what, of, month, rate in found if what == "outstanding"), strict=True
    )
    paid = [rate for what, of, _, rate in found if what == "paid" and of == year]
    middle = paid[0] if paid else float(np.interp(year + 1, dates, rates))
    return min(*near, middle), middle, max(*near, middle)


def account(panel: xr.Dataset, place: Place, horizon: int, _seed: int) -> TwoBooks | None:
    """The two books from FIRST_BOOK_YEAR to the horizon, null of a place without published revenue and spending.

    The seed moves nothing: bands are those of the outlook. Sums of items that no source has are rows without figures.
    """
    try:
        ahead = predictive(panel, place, ("budget_revenue", "budget_expenditure", "debt")).quantities
    except NoVerdict:
        return None
    if not {"budget_revenue", "budget_expenditure"} <= set(ahead):
        return None
    own = {name: at_own_prices(panel, place, each) for name, each in ahead.items()}
    years = tuple(range(FIRST_BOOK_YEAR, horizon + 1))
    revenue, spending = (_bands(own[name], years) for name in ("budget_revenue", "budget_expenditure"))
    keys = {name: each.sources for name, each in own.items()}
    tags = {name: ("constant_prices", *each.tags) for name, each in own.items()}
    debt = _bands(own["debt"], years) if "debt" in own else dict.fromkeys(years)
    interest = {
        part: dict.fromkeys(years) if (share := _debt_share(panel, place, part)) is None
        else {y: band and _scaled(band, [share * rate for rate in bond_rate(y)]) for y, band in debt.items()}
        for part in ("general", "special")
    }  # fmt: skip
    bound = newest(panel, place, ("own_revenue_bound",), YEARS)
    known = bound or any(interest["general"].values())
    taken: Mapping[int, Band | None] = interest["general"]
    if bound or not known:
        taken = dict.fromkeys(years, (bound[0].value * YUAN if bound else 0.0,) * 3)
    left = _less(revenue, taken)
    planned = [band for year in years if year >= FIRST_PLAN_YEAR and (band := left[year]) is not None]
    low, high = (sum(max(band[at], 0.0) for band in planned) / len(planned) for at in (0, 2))
    both = tuple(dict.fromkeys((*keys["budget_revenue"], *keys["budget_expenditure"])))
    owed = (*keys.get("debt", ()), "bond_rates")
    apart = ("prices_of_two_years",) if len({each.price_base for each in own.values()}) > 1 else ()
    fund_revenue = _published(panel, place, "government_fund_revenue", years)
    quota = _published(panel, place, "project_quota_special", years)
    missing = ["livelihood", "principal", "arrears", "legal_duties", "hidden_debt", "pension_gap"]
    return TwoBooks(
        general=(
            _row("own_revenue", revenue, keys["budget_revenue"], tags["budget_revenue"]),
            _row(
                "transfers",
                _less(spending, revenue),
                both,
                ("residual", "with_bonds_and_carry_over", *apart),
            ),
            _row("spending", spending, keys["budget_expenditure"], tags["budget_expenditure"]),
            _row("livelihood", dict.fromkeys(years), (), ("not_shipped",)),
            _row("general_interest", interest["general"], owed, ("mean_rate",)),
            *(_row(name, dict.fromkeys(years), (), ("not_shipped",)) for name in missing[1:4]),
            _row(
                "left" if bound else "before_unpublished",
                left,
                (*keys["budget_revenue"], *owed),
                () if bound else ("at_most", *apart, *(() if known else ("interest_not_known",))),
            ),
        ),
        fund=(
            _row("fund_revenue", *fund_revenue, ("no_forecast",) if fund_revenue[1] else ("not_shipped",)),
            _row("special_interest", interest["special"], owed, ("mean_rate",)),
            _row("project_quota", *quota, () if quota[1] else ("not_shipped",)),
            *_rise(panel, place, years),
        ),
        leaves=(low, high) if bound else None,
        missing=(
            *missing,
            *(item for item, of in (("project_quota", quota), ("fund_revenue", fund_revenue)) if not of[1]),
            "transfers_by_kind",
        ),
        rules=tuple(_rules(panel, place)),
    )


def _row(item: str, bands: Mapping[int, Band | None], sources: Iterable[str], flags: tuple[str, ...] = ()) -> BookRow:
    return BookRow(item, {str(year): band for year, band in bands.items()}, tuple(dict.fromkeys(sources)), flags)


def _bands(ahead: Ahead, years: Sequence[int]) -> dict[int, Band | None]:
    """Year -> low, median, high: facts where published, nothing in a gap before the newest. [yuan]"""
    values = ahead.at((0.05, 0.5, 0.95)) * YUAN
    found: dict[int, Band | None] = {}
    for year in years:
        if year in ahead.facts and year <= ahead.observed_until:
            found[year] = (ahead.facts[year] * YUAN,) * 3
        elif year > ahead.observed_until:
            low, middle, high = (float(value) for value in values[:, AHEAD.index(year)])
            found[year] = (low, middle, high)
        else:
            found[year] = None
    return found


def _less(one: Mapping[int, Band | None], other: Mapping[int, Band | None]) -> dict[int, Band | None]:
    """One less the other; ends are the widest that both bands allow, since nothing links them."""
    return {
        year: None if a is None or (b := other[year]) is None else (a[0] - b[2], a[1] - b[1], a[2] - b[0])
        for year, a in one.items()
    }


def _scaled(band: Band, factors: Sequence[float]) -> Band:
    """A band times low, median and high factors."""
    low, middle, high = (end * factor for end, factor in zip(band, factors, strict=True))
    return low, middle, high


def _debt_share(panel: xr.Dataset, place: Place, part: str) -> float | None:
    """General or special debt over both in the newest year that has them."""
    found = newest(panel, place, ("government_debt_general", "government_debt_special"), YEARS)
    total = sum(each.value for each in found)
    return None if not found or not total else found[("general", "special").index(part)].value / total


def _published(
    panel: xr.Dataset, place: Place, quantity: str, years: Iterable[int]
) -> tuple[dict[int, Band | None], tuple[str, ...]]:
    """Published figures by year, and their sources. [yuan]"""
    found = {year: cell(panel, place, quantity, year) if year <= NEWEST else None for year in years}
    bands = {year: None if each is None else (each.value * YUAN,) * 3 for year, each in found.items()}
    return bands, tuple(dict.fromkeys(key for each in found.values() if each for key in each.sources))


def _rise(panel: xr.Dataset, place: Place, years: Sequence[int]) -> list[BookRow]:
    """Rise of debt over the year before by kind; swaps and new projects are known as a range alone."""
    names = {"debt_rise": "government_debt", "general_rise": "government_debt_general"}
    names |= {"special_rise": "government_debt_special"}
    found: dict[str, dict[int, Band | None]] = {}
    sources = {}
    for item, quantity in names.items():
        levels, sources[item] = _published(panel, place, quantity, (years[0] - 1, *years))
        pairs = {year: (levels[year], levels[year - 1]) for year in years}
        found[item] = {
            year: None if now is None or then is None else (now[0] - then[0],) * 3
            for year, (now, then) in pairs.items()
        }
    ranged = {year: band and _scaled(band, (0.0, 0.5, 1.0)) for year, band in found["special_rise"].items()}
    made = [
        _row(item, found[item], sources[item], () if any(found[item].values()) else ("not_shipped",)) for item in names
    ]
    flags = ("range_only",) if any(band is not None for band in ranged.values()) else ("not_shipped",)
    return [*made, *(_row(item, ranged, sources["special_rise"], flags) for item in ("swaps", "new_projects"))]


def _fact(each: Cell) -> UsedFact:
    return UsedFact(each.quantity, each.place, each.value, each.unit, each.year, each.sources, each.flags)


def _rules(panel: xr.Dataset, place: Place) -> Iterable[UsedFact]:
    """Rules of restructuring and heavy debt, and interest over spending of each book."""
    for table, column, code in (
        ("restructuring_cities", "restructuring", place.code),
        ("heavy_debt_provinces", "heavy_debt_rules", place.province),
    ):
        for row in rows(table):
            if row["place"] == code:
                since = (row.get("started") or row.get("entered") or "0")[:4]
                flags = tuple(f"now_{row[name]}" for name in ("certainty_now",) if row.get(name))
                yield UsedFact(column, code, row[column], "", int(since), tuple(row["source"].split(";")), flags)
    for test in _interest_tests(panel, place):
        yield test.share


@dataclass(frozen=True)
class InterestTest:
    """Interest over what a book spends, in the newest year whose figures no rule doubts."""

    share: UsedFact
    low: float
    high: float
    facts: tuple[UsedFact, ...]


def _interest_tests(panel: xr.Dataset, place: Place) -> Iterator[InterestTest]:
    """The test of each book that has figures: debt of the mean of two year-ends, rate and spending of one year."""
    for book, over in SPENT_BY.items():
        debt = f"government_debt_{book}"
        for year in reversed(YEARS):
            named = ((over, year), (debt, year), (debt, year - 1))
            spent, now, before = (_trusted(panel, place, name, at) for name, at in named)
            if spent is None or now is None or (before is None and book == "special"):
                continue
            then = before.value if before is not None else now.value
            total = spent.value + (max(now.value - then, 0.0) if book == "special" else 0.0)
            low, middle, high = (rate * (now.value + then) / 2 / total for rate in bond_rate(year))
            sources = tuple(dict.fromkeys((*now.sources, *spent.sources, "bond_rates")))
            share = UsedFact(f"{book}_interest_share", place.code, middle, "share", year, sources, ("mean_rate",))
            yield InterestTest(
                share, low, high, tuple(_fact(each) for each in (spent, now, before) if each is not None)
            )
            break


def _trusted(panel: xr.Dataset, place: Place, name: str, year: int) -> Cell | None:
    """A figure that no rule doubts."""
    found = cell(panel, place, name, year)
    return None if found is None or is_doubted(found.flags) else found


def money_decisions(panel: xr.Dataset, place: Place, book: TwoBooks | None) -> tuple[Decision, ...]:
    """Rows on money, each decided by a fact of the place; a channel only if the place is eligible."""
    rules = {fact.key: fact for fact in book.rules} if book is not None else {f.key: f for f in _rules(panel, place)}
    found = [
        _restructuring(rules),
        _heavy_debt(rules),
        _interest(rules, panel, place),
        _quota(panel, place),
        _exhausted(panel, place),
        _subsidence(panel, place),
        _transfers(panel, place),
        _fund_revenue(panel, place),
    ]
    return tuple(each for each in found if each is not None)


def _decision(
    key: str,
    recommendation: str,
    facts: tuple[UsedFact, ...],
    says: Mapping[str, object],
    *,
    variant: str = "",
    group: str = "here",
    amount: float | None = None,
    interval: Interval | None = None,
    channel: str = "",
    article: tuple[str, ...] = (),
    ask: str = "",
    step: str = "step",
) -> Decision:
    """A row on money; its words are those of `money_rows`."""
    finance = Sentence("bureaus.finance", {})
    asks = (
        MissingFact(ask, finance, Sentence(f"money_rows.ask.{ask}", {}), amount),
    ) if ask else ()  # fmt: skip
    return Decision(
        id=f"money:{key}",
        kind="money",
        stage="",
        name=Sentence(f"money_rows.{key}.name", {}),
        group=group,
        recommendation=recommendation,
        reason=Sentence(f"money_rows.{key}.reason{variant and '_'}{variant}", dict(says)),
        first_step=Sentence(f"money_rows.{key}.{step}", {}),
        bureau=finance,
        month=None,
        article=article,
        amount=amount,
        interval_90=interval,
        unit=A_YEAR if amount is not None else "",
        year=FIRST_PLAN_YEAR if amount is not None else None,
        cost=None,
        payer="",
        channel=channel,
        facts=facts,
        asks=asks,
    )


def _amount(each: UsedFact | Cell, factor: float = YUAN) -> Amount:
    assert isinstance(each.value, float)
    return Amount(each.value * factor, "yuan", None, each.sources)


def _restructuring(rules: Mapping[str, UsedFact]) -> Decision | None:
    fact = rules.get("restructuring")
    if fact is None:
        return None
    says, known = {"year": fact.year}, "do" if "now_low" not in fact.flags else "more_data"
    return _decision("restructuring", known, (fact,), says, group="law", article=RESTRUCTURING, ask="restructuring")


def _heavy_debt(rules: Mapping[str, UsedFact]) -> Decision | None:
    fact = rules.get("heavy_debt_rules")
    if fact is None or fact.value == "left":
        return None
    variant = "" if fact.value == "applies" else "leaving"
    return _decision("heavy_debt", "do", (fact,), {"year": fact.year}, variant=variant, group="law")


def _interest(rules: Mapping[str, UsedFact], panel: xr.Dataset, place: Place) -> Decision | None:
    """The rule on interest: must start if general interest is above the line at the lowest rate; else to be checked.

    Spending of funds is not published, so that special interest is asked for and decides nothing.
    """
    tests = [test for test in _interest_tests(panel, place) if test.high > INTEREST_LINE]
    if "restructuring" in rules or not tests:
        return None
    worst = max(tests, key=lambda test: test.high)
    book = worst.share.key.removesuffix("_interest_share")
    recommendation = "do" if book == "general" and worst.low > INTEREST_LINE else "more_data"
    says = {"low": Amount(worst.low, "share"), "high": Amount(worst.high, "share"), "year": worst.share.year}
    facts = (worst.share, UsedFact("restructuring", place.code, "not_listed", "", None, ()), *worst.facts)
    return _decision(
        "interest", recommendation, facts, says, variant=book, group="law", article=RESTRUCTURING, ask="interest"
    )


def _quota(panel: xr.Dataset, place: Place) -> Decision | None:
    """The quota of bonds for new projects: as typed, else at most what the limit leaves above the balance."""
    notified = _notified(panel, place)
    if notified:
        amount = sum(each.value for each in notified) * YUAN
        says = {"year": notified[0].year, "sum": Amount(amount, "yuan", None, notified[0].sources)}
        says |= {"parts": [Sentence(f"money_rows.quota.{each.quantity}", {"sum": _amount(each)}) for each in notified]}
        return _decision(
            "debt_quota", "do" if amount else "not_now", tuple(map(_fact, notified)), says, variant="notified",
            amount=amount, channel=BONDS, article=BORROWING, step="step_notified" if amount else "step",
        )  # fmt: skip
    found = newest(panel, place, ("government_debt_limit", "government_debt"), range(FRESH, NEWEST + 1))
    if not found:
        return None
    limit, debt = found
    facts: tuple[UsedFact, ...] = (_fact(limit), _fact(debt))
    says = {"limit": _amount(limit), "debt": _amount(debt), "year": debt.year}
    if debt.value >= limit.value:
        return _decision("debt_quota", "not_now", facts, says, variant="over", channel=BONDS, article=BORROWING)
    return _decision("debt_quota", "more_data", facts, says, channel=BONDS, article=BORROWING, ask="project_quota")


def _notified(panel: xr.Dataset, place: Place) -> tuple[Cell, ...]:
    """General and special quota of the newest year with either, as far as typed."""
    for year in range(NEWEST, FRESH - 1, -1):
        found = [each for name in QUOTAS if (each := cell(panel, place, name, year)) is not None]
        if found:
            return tuple(found)
    return ()


def _exhausted(panel: xr.Dataset, place: Place) -> Decision | None:
    """The transfer to exhausted cities: a place of the list alone; its sum from the province's."""
    received = newest(panel, place, (RECEIVED[TRANSFER],), YEARS)
    entry = official().get(place.code)
    if entry is None or eligible(TRANSFER, place).answer != "yes":
        return None
    fact = UsedFact("exhausted_list", place.code, "listed", "", entry.exhausted_year, entry.sources)
    if received:
        says = {"year": received[0].year, "sum": _amount(received[0])}
        facts = (fact, _fact(received[0]))
        amount = received[0].value * YUAN
        return _decision(TRANSFER, "do", facts, says, variant="received", amount=amount, channel=TRANSFER)
    says = {"year": entry.exhausted_year}
    ends = _province_shares().get(place.province)
    if ends is None:
        return _decision(TRANSFER, "secure", (fact,), says, channel=TRANSFER, ask=RECEIVED[TRANSFER])
    low, high = (end * YUAN for end in ends)
    share = UsedFact("exhausted_city_transfer", place.province, high, A_YEAR, 2020, ("exhausted_transfers_2020",))
    says |= {"sum": Amount((low + high) / 2, "yuan", (low, high), share.sources)}
    return _decision(
        TRANSFER, "secure", (fact, share), says, variant="estimated", amount=(low + high) / 2, interval=(low, high),
        channel=TRANSFER, ask=RECEIVED[TRANSFER],
    )  # fmt: skip


def _subsidence(panel: xr.Dataset, place: Place) -> Decision | None:
    """Central investment for coal subsidence: listed places that mine or mined coal; areas are not published."""
    received = newest(panel, place, (RECEIVED[SUBSIDENCE],), YEARS)
    entry = official().get(place.code)
    if received:
        says = {"year": received[0].year, "sum": _amount(received[0])}
        amount = received[0].value * YUAN
        return _decision(
            SUBSIDENCE, "do", (_fact(received[0]),), says, variant="received", amount=amount, channel=SUBSIDENCE
        )
    if entry is None or has_no_coal(place.code) or eligible(SUBSIDENCE, place).answer == "no":
        return None
    fact = UsedFact("coal_place", place.code, "listed", "", 2013, entry.sources)
    return _decision(SUBSIDENCE, "more_data", (fact,), {}, channel=SUBSIDENCE, ask=RECEIVED[SUBSIDENCE])


def _transfers(panel: xr.Dataset, place: Place) -> Decision | None:
    """Transfers as typed, else as a residual; none if they are known to pay at most DEPENDENT of spending."""
    for received in newest(panel, place, ("transfers_received",), YEARS):
        paid = cell(panel, place, "budget_expenditure", received.year)
        if paid is not None and received.value / paid.value <= DEPENDENT:
            return None
        says = {"year": received.year, "sum": _amount(received)}
        if paid is not None:
            says["share"] = Amount(received.value / paid.value, "share")
        facts = tuple(_fact(each) for each in (received, paid) if each is not None)
        variant, amount = "received_alone" if paid is None else "received", received.value * YUAN
        return _decision("transfers", "more_data", facts, says, variant=variant, amount=amount, ask="transfers")
    found = newest(panel, place, ("budget_expenditure", "budget_revenue"), YEARS)
    if not found or 1 - found[1].value / found[0].value <= DEPENDENT:
        return None
    spent, own = found
    amount = (spent.value - own.value) * YUAN
    says = {"year": spent.year, "sum": Amount(amount, "yuan"), "share": Amount(1 - own.value / spent.value, "share")}
    low, high = transfer_changes()[max(FIRST_PLAN_YEAR - spent.year, 1)]
    return _decision(
        "transfers", "more_data", (_fact(spent), _fact(own)), says, amount=amount,
        interval=(amount * low, amount * high), ask="transfers",
    )  # fmt: skip


@cache
def transfer_changes() -> Mapping[int, Interval]:
    """Years ahead -> what spending less own revenue is times today's, 5 and 95 % of past changes. [ratio]"""
    table = shipped_tables.rows("relode.decisions", "transfer_changes")
    return {int(row["years"]): (exp(float(row["low"])), exp(float(row["high"]))) for row in table}


def _fund_revenue(panel: xr.Dataset, place: Place) -> Decision | None:
    """Land and other fund revenue that fell by more than FALL from its highest published year."""
    found = [each for year in YEARS if (each := cell(panel, place, "government_fund_revenue", year)) is not None]
    highest = max(found, key=lambda each: each.value, default=None)
    if highest is None or found[-1].value >= highest.value * (1 - FALL):
        return None
    now = found[-1]
    says = {"now": _amount(now), "year": now.year, "then": _amount(highest), "before": highest.year}
    amount = (highest.value - now.value) * YUAN
    return _decision("fund_revenue", "do", (_fact(now), _fact(highest)), says, amount=amount)


def split(book: TwoBooks | None, decisions: Iterable[Decision], sums: Sums) -> MoneySplit:
    """Where the budget goes: law, then needs and duties, then other rows to do by size, then pilots, whole yuan.

    A row with an amount in units of DIVISIBLE is bought in whole units; all others are whole or not at all. Without a
    budget nothing is paid of it. Grants and bonds pay rows of their own payer and never lift the budget.
    """
    purses: dict[str, float] = {"own": sums.budget or 0, "bonds": sums.bonds, "channel": sum(sums.granted.values())}
    lines: list[MoneyLine] = []
    parts = {"own": 0.0, "law": 0.0, "pilots": 0.0}
    for row in sorted(decisions, key=paid_first):
        if row.cost is None or row.recommendation not in ("do", "secure", "pilot"):
            continue
        full, years = cost_a_year(row, sums.years), _years_paid(row, sums.years)
        a_year = round(full if row.payer not in purses else _bought(row, full, purses[row.payer]))
        if a_year <= 0:
            continue
        if row.payer in purses:
            purses[row.payer] -= a_year
        if row.payer == "own":
            parts["law" if row.group == "law" else "pilots" if row.recommendation == "pilot" else "own"] += a_year
        each = a_year * len(sums.years) / len(years)
        lines.append(MoneyLine(row.id, row.payer, row.channel, float(a_year), {str(year): each for year in years}))
    most = book.leaves[1] if book is not None and book.leaves is not None else None
    return MoneySplit(
        budget=sums.budget,
        own=parts["own"],
        secured=float(sum(sums.granted.values()) + sums.bonds),
        law=parts["law"],
        pilots=parts["pilots"],
        unassigned=float(purses["own"]),
        displaced=None if most is None else float(max(round((sums.budget or 0) - most), 0)),
        lines=tuple(lines),
        flags=sums.flags,
    )


def paid_first(row: Decision) -> tuple[int, int, float, str]:
    """Sort key: duties by law, needs (cheapest first), other rows by group and size, then pilots. [rank, rank, yuan]"""
    need = row.kind in ("service", "mine")
    rank = 3 if row.recommendation == "pilot" else 0 if row.group == "law" else 1 if need else 2
    size = row.cost.value if row.cost is not None else 0.0
    return rank, GROUPS.index(row.group), size if need else -size, row.id


def cost_a_year(row: Decision, years: tuple[int, ...]) -> float:
    """What a row costs, mean over the years; 0 of one without a price. [yuan per year]"""
    if row.cost is None:
        return 0.0
    return row.cost.value if row.cost.unit == A_YEAR else row.cost.value / len(years)


def _years_paid(row: Decision, years: tuple[int, ...]) -> tuple[int, ...]:
    """Every year of what is paid yearly; of what is paid once the years until it must be there."""
    if row.cost is not None and row.cost.unit == A_YEAR:
        return years
    return tuple(year for year in years if row.year is None or year <= row.year) or years[:1]


def _bought(row: Decision, full: float, left: float) -> float:
    """What the money left buys of a row that costs `full` a year: all, whole units, or nothing. [yuan per year]"""
    if round(full) <= left:
        return full
    count = row.amount or 0.0
    if row.unit not in DIVISIBLE or count < 1:
        return 0.0
    return floor(left / full * floor(count)) * full / floor(count)
