"""The rule: fill in first, do not sign, sign, sign if - first match wins; and law by gift, which it reads."""

from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, Literal

import numpy as np

from relode.arrays import Array
from relode.deals.deal import Deal, Give
from relode.deals.deal_draws import DealDraws
from relode.deals.defaults import Setting
from relode.deals.flows import DealFlows, flows
from relode.deals.returns import LinearNet, city_net, city_share, present_value, worst_tenth
from relode.facts import rows
from relode.record import Blank, Doc, Record

Lawful = Literal["allowed", "conditional", "not_allowed", "not_known"]
STRICTNESS: tuple[Lawful, ...] = ("allowed", "conditional", "not_allowed")
MEASURE_OF = {"built_by_city": "works"}
"""The measure of the law that stands for a gift of another name."""
BINDING = frozenset({"gift to a firm", "public investment", "city debt", "fund"})
"""Kinds of rows that say what may be given; procedure, guides and audits say how."""
BARRED = frozenset({"guarantee", "loan"})
"""Barred whatever basis is named: the Budget Law knows no exception for a deal of a city."""
MAYOR_SPEAKS = {"grant": "l005", "tax_relief": "l001", "rebate": "l029", "land": "l051", "works": "l065"}
"""The row that is told first of a measure with several."""


@dataclass(frozen=True)
class LawOfGift(Record):
    """What the law says of one gift of a deal."""

    give: Annotated[str, Doc("the gift: grant, tax_relief, rebate, land ...")]
    verdict: Annotated[str, Doc("allowed, conditional, not_allowed, or not_known where the basis is not stated")]
    basis: Annotated[Blank, Doc("the basis that the file states")]
    article: Annotated[str, Doc("article that rules it")]
    title: Annotated[str, Doc("title of the law or rule")]
    row: Annotated[str, Doc("row of the table of law")]


@cache
def law_rows(measure: str) -> tuple[dict[str, str], ...]:
    """The binding rows of a measure, the one that is told first before the others."""
    told = MAYOR_SPEAKS.get(measure)
    found = [row for row in rows("law") if row["measure"] == measure and row["kind"] in BINDING]
    return tuple(sorted(found, key=lambda row: (row["id"] != told, -STRICTNESS.index(_verdict(row)))))


def _verdict(row: dict[str, str]) -> Lawful:
    return next(each for each in STRICTNESS if each == row["verdict"])


def law_of(give: Give, setting: Setting | None = None) -> LawOfGift:
    """What the law of a country says of a gift, with the basis that the file states for it.

    Nothing is known of a gift that its file has no rule for.
    """
    measure = MEASURE_OF.get(give.what, give.what)
    own = None if setting is None else setting.law
    binding = law_rows(measure) if own is None else own.get(measure, ())
    if not binding:
        return LawOfGift(give.what, "not_known", give.basis or "", "", "", "")
    strictest = max((_verdict(row) for row in binding), key=STRICTNESS.index)
    first = next((row for row in binding if _verdict(row) == strictest), binding[0])
    is_barred = first["barred"] == "yes" if "barred" in first else give.what in BARRED
    verdict: Lawful = strictest
    if is_at_floor(give):
        verdict = "allowed"
    elif not is_barred and strictest == "not_allowed":
        verdict = "not_known" if give.has_basis is None else "conditional" if give.has_basis else "not_allowed"
    elif give.has_basis is False and strictest == "conditional":
        verdict = "not_allowed"
    return LawOfGift(give.what, verdict, give.basis or "", first["article"], first["source_title"], first["id"])


def is_at_floor(give: Give) -> bool:
    """Whether land is sold at or above its stated floor price: then it is no gift."""
    return (
        give.what == "land"
        and give.price is not None
        and give.floor_price is not None
        and give.price >= give.floor_price
    )


def laws_of(deal: Deal) -> tuple[LawOfGift, ...]:
    """What the law says of each gift, in the order of the file."""
    return tuple(law_of(give, deal.setting) for give in deal.give)


Verdict = Literal["sign", "sign_if", "do_not_sign", "fill_in"]
BEARABLE = -0.5
"""The worst tenth may lose half of what is given, as with programmes."""
BINS = 20


@dataclass(frozen=True)
class DealCase:
    """What a verdict rests on: whether it is lawful and stopped, the net of the city, its worst tenth, the range."""

    is_lawful: bool
    is_stopped: bool
    net: LinearNet
    worst: float
    given: float
    stops_with_effect: bool
    but_for: tuple[float, float]

    @property
    def is_bearable(self) -> bool:
        """Whether the worst tenth loses no more than half of what the city gives, or the money stops with the effect.

        Where the city itself gives nothing there is nothing of it to lose, and no term that it could set.
        """
        return self.stops_with_effect or self.given <= 0 or self.worst >= BEARABLE * self.given


def judged(case: DealCase) -> Verdict:
    """The verdict of a case with nothing missing."""
    low, high = case.but_for
    if not case.is_lawful or case.is_stopped or case.net.mean(1.0) < 0:
        return "do_not_sign"
    if case.net.mean(low) > 0 and case.is_bearable:
        return "sign"
    needed = case.net.break_even
    return "sign_if" if needed is not None and needed <= high else "do_not_sign"


def stops_with_effect(deal: Deal) -> bool:
    """Whether every gift is paid on production or jobs, or comes back in full against something held."""
    return all(
        give.relief is not None
        or is_at_floor(give)
        or give.paid_on in ("production", "jobs")
        or (give.returned_if_missed >= 1 and give.secured_by != "none")
        for give in deal.give
    )


def case_of(deal: Deal, draws: DealDraws, run: DealFlows, is_stopped: bool, is_lawful: bool | None = None) -> DealCase:
    """The case of a deal as it is offered."""
    net = city_net(deal, run)
    given = sum(
        float(part * present_value(gift.paid, 0.0).mean())
        for part, gift in zip(city_share(deal), run.gifts, strict=True)
    )
    verdicts = [law.verdict for law in laws_of(deal)]
    lawful = "not_allowed" not in verdicts if is_lawful is None else is_lawful
    return DealCase(
        is_lawful=lawful,
        is_stopped=is_stopped,
        net=net,
        worst=worst_tenth(net.net(draws.but_for)),
        given=given,
        stops_with_effect=stops_with_effect(deal),
        but_for=but_for_range(deal.local.others_bid, deal.setting),
    )


def but_for_range(others_bid: str, setting: Setting) -> tuple[float, float]:
    """Ends of the but-for share by who else bids. [0-1]"""
    default = setting.defaults[f"but_for_{others_bid}"]
    return default.low, default.high


@dataclass(frozen=True)
class MissingField:
    """A field that is not filled in and turns the verdict: what is said with its low and its high value."""

    field: str
    at_low: Verdict
    at_high: Verdict


def missing_fields(deal: Deal, draws: DealDraws, case: DealCase) -> tuple[MissingField, ...]:
    """Fields that are not filled in and turn the verdict between their low and high values, one at a time."""
    result = []
    if any(law.verdict == "not_known" for law in laws_of(deal)):
        result.append(MissingField("give.basis", judged(replace(case, is_lawful=False)), judged(case)))
    if deal.local.city_part_of_tax is None:
        default = deal.setting.defaults["city_part_of_tax"]
        ends = [_at_city_part(deal, draws, case, end) for end in (default.low, default.high)]
        result.append(MissingField("local.city_part_of_tax", *ends))
    if deal.local.others_bid == "not_known":
        ends = [judged(replace(case, but_for=but_for_range(bids, deal.setting))) for bids in ("none", "written_offer")]
        result.append(MissingField("local.others_bid", *ends))
    return tuple(each for each in result if each.at_low != each.at_high)


def _at_city_part(deal: Deal, draws: DealDraws, case: DealCase, part: float) -> Verdict:
    """The verdict if so much of the tax is the city's."""
    told = replace(draws, city_part=np.full_like(draws.city_part, part))
    net = city_net(deal, flows(deal, told))
    return judged(replace(case, net=net, worst=worst_tenth(net.net(draws.but_for))))


@dataclass(frozen=True)
class Deciding:
    """An unknown: what it is worth to know it before signing, and the value at which the mean turns. [yuan; its own]"""

    name: str
    value_of_information: float
    switching_value: float | None


UNKNOWNS_OF_DEALS = (
    *("but_for", "begun", "completed", "phase", "take_up", "life", "tax", "city_part"),
    *("utilisation", "overrun", "land_price", "recovery_alive"),
)


def deciding(draws: DealDraws, net: Array, net_at_break_even: float | None) -> tuple[Deciding, ...]:
    """What decides between signing as offered and not, the most worth knowing first; `net` is (draw,) in yuan.

    Value of information: mean over twenty equal parts of the unknown of the better of both, less the better now.
    """
    now = max(float(net.mean()), 0.0)
    result = []
    for name in UNKNOWNS_OF_DEALS:
        values = getattr(draws, name)
        if np.ptp(values) == 0:
            continue
        worth = max(_better_known(values, net) - now, 0.0)
        switch = net_at_break_even if name == "but_for" else _switching(values, net)
        result.append(Deciding(name, worth, switch))
    return tuple(sorted(result, key=lambda each: -each.value_of_information))


def _better_known(values: Array, net: Array) -> float:
    """Mean of the better of signing and not, if the unknown is known to its twentieth. [yuan]"""
    order = np.argsort(values, kind="stable")
    if len(np.unique(values)) <= BINS:
        parts = [net[values == each] for each in np.unique(values)]
    else:
        parts = np.array_split(net[order], BINS)
    return float(sum(len(part) * max(float(part.mean()), 0.0) for part in parts) / len(net))


def _switching(values: Array, net: Array) -> float | None:
    """Where the straight line of the mean net through the unknown is 0; None outside what was drawn."""
    slope, level = np.polyfit(values, net, 1)
    if slope == 0:
        return None
    turn = float(-level / slope)
    return turn if values.min() <= turn <= values.max() else None
