"""Programmes as decisions: dose and request, gain from evidence and accounts, grounds of the rule, cost."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from relode.arrays import Vector
from relode.decisions.decision_records import (
    Decision,
    DecisionChannel,
    DecisionCost,
    DecisionLaw,
    DrawnNumber,
    GainRecord,
    TurningCell,
)
from relode.decisions.gains import (
    Gain,
    at_price,
    break_even,
    gain_grounds,
    gain_of,
    own_size,
    printed_most,
    worst_tenth,
)
from relode.decisions.local_facts import LocalFact, LocalFigures
from relode.decisions.money_account import UNITS, AccountRequest, MoneyAccount, repeated
from relode.decisions.programmes import DosePrice, Programme
from relode.decisions.purses import Purse, paid_by, purse_for, uses_of
from relode.decisions.rule import (
    GainGrounds,
    Grounds,
    NeedGrounds,
    Paid,
    RuleVerdict,
    thresholds,
    verdict,
    with_missing,
)
from relode.errors import RelodeError
from relode.evidence.posterior import EffectDraws
from relode.evidence.studies import studies
from relode.horizon import FIRST_PLAN_YEAR
from relode.model.policy.levers import PAY, levers, splits
from relode.needs.needs_records import Needs

DRAWS = 8192
"""Pairs of a future and a draw of the evidence of a gain, at least: a share of them is known to .005."""
NOMINAL = 1000.0
"""Persons or hectares that a card is reckoned for where nobody counts them: gains a yuan do not depend on them."""


@dataclass(frozen=True)
class Programmed:
    """A programme as it is judged: purse, dose in standard doses, yuan a year of it, request to accounts."""

    programme: Programme
    fact: LocalFact | None
    purse: Purse | None
    doses: float
    standard: float
    persons: float
    request: AccountRequest | None


@dataclass(frozen=True)
class Judged:
    """A programme in a place with its account and its gain, None where accounts are not asked."""

    asked: Programmed
    account: MoneyAccount | None
    gain: Gain | None


def programmed(
    programme: Programme,
    figures: LocalFigures,
    purses: Sequence[Purse],
    horizon: int,
) -> Programmed:
    """Purse, dose and request of a programme. The dose is the standard one, or what its purse can pay at most.

    Raises RelodeError where what the price is for is published for no year.
    """
    fact = figures.facts.get(programme.presence) if programme.presence else None
    if programme.cell in figures.facts:
        fact = figures.facts[programme.cell]
    amount = fact.amount if fact is not None and fact.amount else NOMINAL
    price = programme.price
    units = {"output": figures.output, "resident": figures.residents}.get(price.per, amount)
    if units is None:
        raise RelodeError("decisions.no_size", lever=programme.name.said, per=price.per)
    standard = price.value * units / (programme.dose.years if programme.dose.persons else 1)
    purse = purse_for(programme, purses)
    most = purse.room[1] if purse is not None and purse.room is not None and purse.room[1] > 0 else standard
    doses = min(most / standard, 1.0)
    request = None
    if programme.outcome != "need" and (fact is None or fact.state != "absent"):
        last = min(FIRST_PLAN_YEAR + programme.dose.years - 1, horizon)
        request = AccountRequest(
            programme.lever, "", programme.outcome, standard * doses, pay_share(programme.lever),
            purse.pot if purse else "granted", FIRST_PLAN_YEAR, last, horizon, uses_of(purse),
        )  # fmt: skip
    return Programmed(programme, fact, purse, doses, standard, amount, request)


def pay_share(lever: str) -> float:
    """The part of a lever's money that is pay of posts, for the measure and for its yardstick alike. [0-1]"""
    return next(split.value[PAY] for split in splits() if split.lever == lever)


def programme_decision(found: Judged, needs: Needs | None) -> Decision:
    """A programme with its verdict."""
    asked, gain = found.asked, found.gain
    programme, price = asked.programme, asked.programme.price
    grounds = programme_grounds(asked, gain, needs)
    said = verdict(grounds)
    purse = asked.purse
    return Decision(
        kind="programme",
        name=programme.key,
        lever=programme.lever,
        service="",
        verdict=said.kind,
        reason=reason_of(said, grounds),
        because=said.because,
        law=DecisionLaw(programme.lawful, programme.law),
        channel=DecisionChannel(
            purse.pot, purse.channel, purse.known in ("assured", "known"), purse.room, sources=purse.sources
        )
        if purse
        else DecisionChannel("none", "", False, None),
        amount=asked.fact.amount if asked.fact else None,
        year=None,
        fact=asked.fact,
        gain=None if gain is None or grounds.gain is None else gain_record(asked, gain, grounds.gain),
        cost=cost_of(asked, found.account, price, said.kind == "try_small"),
        fill_in=tuple(TurningCell(each.cell, each.low, each.high, switch(each.cell, gain)) for each in said.turned),
    )


def switch(cell: str, gain: Gain | None) -> float | None:
    """Where a cell turns a verdict: a price where the expected gain is 0. [yuan per year]"""
    return break_even(gain) if gain is not None and cell.startswith("price_") else None


def programme_gain(asked: Programmed, account: MoneyAccount, draws: EffectDraws, seed: int, place: str) -> Gain:
    """The gain of a programme at its dose in a place, in DRAWS pairs of a future and a draw of the evidence.

    They know nothing of each other, so each future meets many draws: what is told hangs less on who met whom.
    """
    programme, share = asked.programme, None
    wide = repeated(account, DRAWS)
    if programme.dose.persons:
        share = np.asarray(asked.persons / wide.base)
    size = own_size(draws, programme.lever, programme.family, asked.doses, len(wide.money), seed, share, place)
    return gain_of(wide, size)


def seen_by(lever: str) -> float:
    """Part of the effect that is there after the years of a trial, by the lever's lag. [0-1]

    Limits: no lag: all of it.
    """
    lag = levers()[lever].lag
    return 1.0 if lag == 0 else 1.0 - 0.5 ** (thresholds()["trial_years"].value / lag)


def programme_grounds(asked: Programmed, gain: Gain | None, needs: Needs | None) -> Grounds:
    """What the rule sees of a programme, with the facts that are missing: presence, purse, price."""
    programme, fact, price = asked.programme, asked.fact, asked.programme.price
    there = fact is None or fact.state != "absent"
    need = NeedGrounds(sure=True, cost_known=is_counted(price)) if programme.outcome == "need" else None
    grounds = Grounds(
        lawful=programme.lawful != "not_allowed",
        there=there,
        needed=is_needed(programme, needs),
        paid=paid_by(asked.purse),
        gain=gained(programme, gain) if gain is not None else None,
        need=need,
    )
    if programme.lawful == "unknown":
        grounds = with_missing(grounds, "legal_basis", {"lawful": False}, {"lawful": True})
    if programme.cell and (fact is None or fact.state == "unknown"):
        grounds = with_missing(grounds, programme.cell, {"there": False}, {"there": True})
    if asked.purse is not None and (asked.purse.room is None or asked.purse.room[0] <= 0 < asked.purse.room[1]):
        high: Paid = "assured" if asked.purse.pot == "own" else "granted"
        grounds = with_missing(grounds, asked.purse.cell, {"paid": "none"}, {"paid": high})
    if need is not None and need.cost_known and not price.printed:
        unpriced = NeedGrounds(sure=True, cost_known=False)
        grounds = with_missing(grounds, f"price_{programme.key}", {"need": unpriced}, {"need": need})
    if gain is not None and not price.printed:
        cheap, dear = (gained(programme, at_price(gain, end / price.value)) for end in (price.low, price.high))
        grounds = with_missing(grounds, f"price_{programme.key}", {"gain": cheap}, {"gain": dear})
    return grounds


def gained(programme: Programme, gain: Gain) -> GainGrounds:
    """What the rule sees of a gain."""
    price = programme.price
    dear = at_price(gain, price.high / price.value)
    return gain_grounds(gain, dear, price.printed, programme.stops, seen_by(programme.lever))


def is_counted(price: DosePrice) -> bool:
    """Whether a need is counted in what its price is for: persons or hectares, and not a part of output."""
    return price.per in ("person", "hectare")


def is_needed(programme: Programme, needs: Needs | None) -> bool:
    """Whether the service behind a programme is not surely too much already."""
    if not programme.gate or needs is None:
        return True
    return needs.service(programme.gate).verdict != "surplus"


def reason_of(said: RuleVerdict, grounds: Grounds) -> str:
    """Key of the reason, set apart where the money alone is what lacks."""
    if said.reason == "not_shown" and grounds.gain is not None and grounds.gain.here > 0 and grounds.paid == "none":
        return "not_shown_not_paid"
    return said.reason


def cost_of(
    asked: Programmed, account: MoneyAccount | None, price: DosePrice, is_tried: bool = False
) -> DecisionCost | None:
    """What it costs by payer and year; of a need its price times what is counted, None where nothing is.

    Of what is to be tried also what a trial costs: a part of the whole dose in a year, as its worth is reckoned.
    """
    low, high = price.low / price.value, price.high / price.value
    printed = (price.source, price.printed)
    if account is not None:
        mean = float(account.yuan.mean())
        by_payer = {name: float(np.mean(each)) for name, each in account.by_payer.items() if any(each)}
        totals = np.sum(list(account.by_payer.values()), axis=0)
        by_year = {str(year): float(total) for year, total in zip(account.years, totals, strict=True)}
        trial = thresholds()["trial_part"].value * account.request.yuan if is_tried else None
        return DecisionCost(mean, mean * low, mean * high, by_payer, by_year, account.after, *printed, trial=trial)
    if not is_counted(price) or asked.fact is None or asked.fact.amount is None:
        return None
    # A person is paid for in every year, a hectare is repaired once.
    years = asked.programme.dose.years if price.per == "hectare" else 1
    yuan = price.value * asked.fact.amount / years
    return DecisionCost(yuan, yuan * low, yuan * high, {}, {}, 0.0, *printed)


def gain_record(asked: Programmed, gain: Gain, grounds: GainGrounds) -> GainRecord:
    """The gain of a card as it is written."""
    account, programme = gain.account, asked.programme
    unit = UNITS[account.request.outcome]
    of_lever = [s for s in studies() if (s.lever, s.family) == (programme.lever, programme.family) and not s.shock]
    return GainRecord(
        outcome=account.request.outcome,
        own_effect=drawn_number(gain.own, unit),
        money_effect=drawn_number(gain.money, unit),
        yardstick=drawn_number(gain.yardstick, unit),
        gain=drawn_number(gain.here, unit),
        average_above=grounds.average_above,
        chance_here=float((gain.here > 0).mean()),
        gain_per_million=account.per_million(gain.here),
        break_even=break_even(gain),
        printed_most=printed_most(account.request.outcome),
        worst_tenth=grounds.worst_tenth,
        worst_tenth_here=worst_tenth(gain.here),
        yardstick_chance=float((gain.yardstick > 0).mean()),
        yardstick_per_million=account.per_million(gain.yardstick),
        yardstick_worst_tenth=worst_tenth(gain.yardstick),
        doses=asked.doses,
        extrapolated=asked.doses > 1,
        studies=len(of_lever),
        trial_value=grounds.found_out,
        trial_cost=grounds.trial_cost,
        seen=grounds.seen,
    )


def drawn_number(values: Vector, unit: str) -> DrawnNumber:
    """Mean and 90 % interval of draws (draw,)."""
    low, high = (float(x) for x in np.quantile(values, (0.05, 0.95)))
    return DrawnNumber(float(values.mean()), unit, (low, high))
