"""Money of a decision in words: pot or channel, what it costs, what a trial costs, the bill of the year after."""

from relode.deals.public_works import channel_name
from relode.decisions.decision_records import Decision
from relode.decisions.project_tables import payers_of
from relode.language import Amount, Sentence
from relode.story.figures import rounded

A_YEAR = " per year"


def money_of(decision: Decision, place: str = "") -> Sentence | None:
    """Pot or channel and what it holds for the place, which code names; None of what costs nothing more than today."""
    money = decision.channel
    if decision.kind == "need" and not money.channel:
        return None
    if decision.project is not None and not money.channel:
        return payers_of(decision)
    if money.pot == "none":
        return Sentence("decisions.money.none", {})
    channel: object = Sentence(f"decisions.pot.{money.pot}", {})
    if money.channel:
        channel = channel_name(money.channel, place)
    if money.room is None:
        return Sentence("decisions.money.ask", {"channel": channel})
    unit = money.unit.removesuffix(A_YEAR)
    if not money.room[0] and money.room[1]:  # a published sum of which nobody knows what is bound: as pots have it
        return Sentence(
            "decisions.money.at_most", {"channel": channel, "high": Amount(money.room[1], unit, None, money.sources)}
        )
    low, high = (Amount(rounded(Amount(each, unit)).value, unit, None, money.sources) for each in money.room)
    key = "room" if money.room[0] < money.room[1] else "bonds" if money.pot == "bonds" else "known"
    return Sentence(f"decisions.money.{key}", {"channel": channel, "low": low, "high": high})


def cost_of(decision: Decision) -> Amount | None:
    """What all payers pay in a year, with the ends of its price."""
    if (cost := decision.cost) is None:
        return None
    ends = (cost.low, cost.high) if cost.high > cost.low else None
    return Amount(cost.yuan_a_year, cost.unit.removesuffix(A_YEAR), ends)


def trial_cost(decision: Decision) -> Amount | None:
    """What a trial costs in each of its years, told to two digits in every medium; None of what is not tried."""
    cost = decision.cost
    return None if cost is None or cost.trial is None else Amount(cost.trial, money_unit(decision), None, (), "round")


def cost_said(decision: Decision) -> Amount | Sentence | None:
    """What it costs in a year; of what costs nothing more than today what it saves, and who has the figure for it."""
    cost = cost_of(decision)
    if cost is None or cost.value or decision.kind != "need":
        return cost
    return Sentence("decisions.money.saves", {})


def money_unit(decision: Decision) -> str:
    """The unit of its money, whole sums."""
    return decision.cost.unit.removesuffix(A_YEAR) if decision.cost is not None else "yuan"


def after_of(decision: Decision) -> Amount | None:
    """What goes on to be paid in the year after the last; None where nothing does."""
    cost = decision.cost
    return Amount(cost.after, money_unit(decision)) if cost is not None and cost.after > 0 else None
