"""The decisions of a place: needs from who will be there, programmes from evidence and accounts, by the one rule."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from relode import shipped_tables
from relode.arrays import Vector
from relode.deals.amounts import COMPUTED, LAW
from relode.decisions.decision_records import (
    Decision,
    DecisionChannel,
    DecisionCost,
    DecisionLaw,
    Decisions,
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
from relode.decisions.money_account import UNITS, AccountRequest, Accounts, MoneyAccount, PotName, Uses
from relode.decisions.programmes import DosePrice, Programme, abroad, lawful, programmes
from relode.decisions.projects import LEVER, ListedProjects, listed_faults, project_decisions, project_requests
from relode.decisions.rule import (
    ORDER,
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
from relode.facts import rows
from relode.horizon import FIRST_PLAN_YEAR
from relode.needs.needs_records import NeedMeasure, Needs
from relode.needs.service import remedies

NOMINAL = 1000.0
"""Persons or hectares that a card is reckoned for where nobody counts them: gains a yuan do not depend on them."""
Known = Literal["assured", "known", "at_most", "ask"]
NO_ROOM: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True)
class Purse:
    """Money that may pay: `room` lowest and highest yuan a year, None where nobody knows here; `cell` tells it.

    Assured money is that of whoever asks: it pays whatever is lawful.
    """

    pot: PotName
    channel: str
    known: Known
    room: tuple[float, float] | None
    cell: str


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


def decided(
    place: str,
    needs: Needs | None,
    figures: LocalFigures,
    purses: Sequence[Purse],
    accounts: Accounts | None,
    draws: EffectDraws,
    horizon: int,
    seed: int,
    listed: ListedProjects | None = None,
) -> Decisions:
    """All decisions of a place, best verdict first. Without `accounts` those of needs, and projects without gains.

    The same settings give the same bits.
    """
    each = () if accounts is None else judged(place, figures, purses, accounts, draws, horizon, seed)
    made = decisions_of(place, needs, figures, each, horizon, seed)
    return made if listed is None else with_projects(made, listed, accounts)


def judged(
    place: str,
    figures: LocalFigures,
    purses: Sequence[Purse],
    accounts: Accounts,
    draws: EffectDraws,
    horizon: int,
    seed: int,
) -> tuple[Judged, ...]:
    """Every programme in a place with its account and its gain."""
    offered = [abroad(each) if figures.abroad else each for each in programmes()]
    asked = [programmed(each, figures, purses, horizon) for each in offered]
    told = iter(accounts([each.request for each in asked if each.request is not None]))
    found = []
    for each in asked:
        account = next(told) if each.request is not None else None
        gain = None if account is None else programme_gain(each, account, draws, seed, place)
        found.append(Judged(each, account, gain))
    return tuple(found)


def decisions_of(
    place: str, needs: Needs | None, figures: LocalFigures, found: Sequence[Judged], horizon: int, seed: int
) -> Decisions:
    """Decisions on needs and on programmes that were judged, best verdict first; of those to be filled in first those
    that the fewest cells turn."""
    every = [need_decision(each) for each in needs.measures] if needs is not None else []
    every += [programme_decision(each, needs) for each in found]
    futures = next((len(each.account.money) for each in found if each.account is not None), 0)
    ordered = sorted(every, key=lambda each: (ORDER.index(each.verdict), len(each.fill_in)))
    keys = (*(needs.sources if needs else ()), *figures.sources, *(s for d in every if d.fact for s in d.fact.sources))
    return Decisions(place, horizon, futures, seed, tuple(ordered), tuple(dict.fromkeys(keys)))


def with_projects(made: Decisions, listed: ListedProjects, accounts: Accounts | None) -> Decisions:
    """The same with the projects of a list among them, and what is wrong with the list."""
    requests = {} if accounts is None else project_requests(listed, pay_share(LEVER))
    told = accounts([*requests.values()]) if accounts is not None and requests else ()
    found = project_decisions(listed, dict(zip(requests, told, strict=True)))
    ordered = sorted((*made.decisions, *found), key=lambda each: ORDER.index(each.verdict))
    sources = tuple(dict.fromkeys((*made.sources, *COMPUTED, *LAW)))
    return replace(made, decisions=tuple(ordered), sources=sources, faults=listed_faults(listed))


# needs


def need_decision(measure: NeedMeasure) -> Decision:
    """A need as the rule has it. The need's own list says what is sure; law and channel stand beside it."""
    remedy = remedies()[measure.name]
    law = lawful(remedy.law) if remedy.law else "allowed"
    said = verdict(need_grounds(measure, law != "not_allowed"))
    return Decision(
        kind="need",
        name=measure.name,
        lever="",
        service=measure.service,
        verdict=said.kind,
        reason=f"need_{said.reason}",
        because=(),
        law=DecisionLaw(law, remedy.law),
        channel=DecisionChannel("own", next(iter(remedy.channels), ""), False, None),
        amount=measure.dose or None,
        year=measure.year,
        fact=None,
        gain=None,
        cost=need_cost(measure),
        fill_in=tuple(TurningCell(each.cell, each.low, each.high, None) for each in said.turned),
    )


def need_cost(measure: NeedMeasure) -> DecisionCost | None:
    """What a need costs in all, spread evenly over the years until it must be met. None where no source says."""
    cost = measure.cost
    if cost is None:
        return None
    years = range(FIRST_PLAN_YEAR, max(measure.year, FIRST_PLAN_YEAR) + 1)
    low, high = (end / len(years) for end in cost.interval_90 or (cost.value, cost.value))
    each = cost.value / len(years)
    by_year = {str(year): each for year in years}
    return DecisionCost(each, low, high, {}, by_year, 0.0, ";".join(cost.sources), True)


def need_grounds(measure: NeedMeasure, is_lawful: bool) -> Grounds:
    """What the rule sees of a need: what the room of needs found, and the cells that it waits for.

    A measure that costs nothing beyond what is paid today needs no pot.
    """
    sure, cost = measure.verdict == "do", measure.cost is not None
    grounds = Grounds(
        lawful=is_lawful,
        there=True,
        needed=measure.verdict != "leave",
        paid="assured",
        need=NeedGrounds(sure=sure, cost_known=cost),
    )
    no, yes = {"need": NeedGrounds(False, True)}, {"need": NeedGrounds(True, True)}
    for cell in measure.fill_in:
        grounds = with_missing(grounds, cell, no, yes)
    if measure.verdict == "cannot_tell" and measure.reason.key == "needs.reason.norms_disagree":
        grounds = with_missing(grounds, "norm", no, yes)
    return grounds


# programmes


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
    return next(float(r["pay"]) for r in shipped_tables.rows("relode.model", "spending_split") if r["lever"] == lever)


def uses_of(purse: Purse | None) -> Uses:
    """What the yardstick spends the money of a purse on: works, where its rules do not let it pay services."""
    if purse is None or not purse.channel:
        return "services"
    row = next((row for row in rows("funding_channels") if row["id"] == purse.channel), None)
    return "services" if row is not None and row["pays_recurrent"].startswith("yes") else "works"


def purse_for(programme: Programme, purses: Sequence[Purse]) -> Purse | None:
    """The purse that a programme is judged with: assured money, else a channel that names its use, else own money.

    A channel that no purse holds for this place is one whose room nobody knows here. Loans are no grants. Money of
    whoever asks comes before all of them.
    """
    given = next((each for each in purses if each.known == "assured"), None)
    if given is not None:
        return given
    own = next((each for each in purses if each.pot == "own"), None)
    if own is not None and own.known == "known" and own.room and own.room[0] > 0:
        return own
    bonds = next((each for each in purses if each.pot == "bonds"), None)
    if programme.bonds and bonds is not None and bonds.known == "known" and bonds.room and bonds.room[0] > 0:
        return bonds
    held = [each for name in programme.channels for each in purses if each.channel == name]
    if held:
        return max(held, key=lambda each: each.room[1] if each.room else 0.0)
    if programme.channels:
        return Purse("granted", programme.channels[0], "ask", None, f"channel_{programme.channels[0]}")
    return next((each for each in purses if each.pot == "granted" and not each.channel), own)


def programme_decision(found: Judged, needs: Needs | None) -> Decision:
    """A programme with its verdict."""
    asked, gain = found.asked, found.gain
    programme, price = asked.programme, asked.programme.price
    grounds = programme_grounds(asked, gain, needs)
    said = verdict(grounds)
    purse = asked.purse
    return Decision(
        kind="programme",
        name=programme.lever,
        lever=programme.lever,
        service="",
        verdict=said.kind,
        reason=reason_of(said, grounds),
        because=said.because,
        law=DecisionLaw(programme.lawful, programme.law),
        channel=DecisionChannel(purse.pot, purse.channel, purse.known in ("assured", "known"), purse.room)
        if purse
        else DecisionChannel("none", "", False, None),
        amount=asked.fact.amount if asked.fact else None,
        year=None,
        fact=asked.fact,
        gain=None if gain is None or grounds.gain is None else gain_record(asked, gain, grounds.gain),
        cost=cost_of(asked, found.account, price),
        fill_in=tuple(TurningCell(each.cell, each.low, each.high, switch(each.cell, gain)) for each in said.turned),
    )


def switch(cell: str, gain: Gain | None) -> float | None:
    """Where a cell turns a verdict: a price where the expected gain is 0. [yuan per year]"""
    return break_even(gain) if gain is not None and cell.startswith("price_") else None


def programme_gain(asked: Programmed, account: MoneyAccount, draws: EffectDraws, seed: int, place: str) -> Gain:
    """The gain of a programme at its dose in a place."""
    programme, share = asked.programme, None
    if programme.dose.persons:
        share = np.asarray(asked.persons / account.base)
    size = own_size(draws, programme.lever, programme.family, asked.doses, len(account.money), seed, share, place)
    return gain_of(account, size)


def seen_by(lever: str) -> float:
    """Part of the effect that is there after the years of a trial, by the lever's lag. [0-1]

    Limits: no lag: all of it.
    """
    row = next(row for row in shipped_tables.rows("relode.model", "levers") if row["name"] == lever)
    lag = float(row["lag"])
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
        grounds = with_missing(grounds, f"price_{programme.lever}", {"need": unpriced}, {"need": need})
    if gain is not None and not price.printed:
        cheap, dear = (gained(programme, at_price(gain, end / price.value)) for end in (price.low, price.high))
        grounds = with_missing(grounds, f"price_{programme.lever}", {"gain": cheap}, {"gain": dear})
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


def paid_by(purse: Purse | None) -> Paid:
    """What a purse is to a verdict. One whose room is not known is taken to hold something: the rule asks for it.

    Money of whoever asks is assured.
    """
    if purse is None or (purse.room is not None and purse.room[1] <= 0):
        return "none"
    return "granted" if purse.pot == "granted" and purse.known != "assured" else "assured"


def reason_of(said: RuleVerdict, grounds: Grounds) -> str:
    """Key of the reason, set apart where the money alone is what lacks."""
    if said.reason == "not_shown" and grounds.gain is not None and grounds.gain.here > 0 and grounds.paid == "none":
        return "not_shown_not_paid"
    return said.reason


def cost_of(asked: Programmed, account: MoneyAccount | None, price: DosePrice) -> DecisionCost | None:
    """What it costs by payer and year; of a need its price times what is counted, None where nothing is."""
    low, high = price.low / price.value, price.high / price.value
    printed = (price.source, price.printed)
    if account is not None:
        mean = float(account.yuan.mean())
        by_payer = {name: float(np.mean(each)) for name, each in account.by_payer.items() if any(each)}
        totals = np.sum(list(account.by_payer.values()), axis=0)
        by_year = {str(year): float(total) for year, total in zip(account.years, totals, strict=True)}
        return DecisionCost(mean, mean * low, mean * high, by_payer, by_year, account.after, *printed)
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
