"""The money of a plan in another country: what was asked for, and the pots that its tables give."""

from dataclasses import replace

import numpy as np

from relode.country.country_facts import Country
from relode.errors import RelodeError
from relode.places import Place
from relode.plan.asked.money_asked import MoneyAsked
from relode.plan.asked.plan_asked import Command, PlanAsked, commanded
from relode.plan.asked.pots import Pot, Spending
from relode.plan.estimate import Estimate

SOURCE = ("own_table",)


def country_command(country: Country, place: Place, asked: PlanAsked, rate: float) -> Command:
    """The money of a plan in the simulator's yuan: asked for in the currency, `rate` of which are worth a yuan.

    Raises RelodeError for a share of spending that is not given, and for more bonds than the table of pots has.
    """
    spending = _spending(country, place, rate)
    pots = _pots(country, place, spending, rate)
    spends = spending.spending if spending else None
    yuan = {name: _yuan(each, name, spends, place, rate) for name, each in asked.money.items()}

    def too_many(most: float) -> RelodeError:
        return RelodeError("country.plan_bonds", text=asked.bonds, place=place.name_en, most=f"{most * rate:,.0f}")

    return commanded(asked, yuan, spending, pots, too_many)


def _yuan(asked: MoneyAsked, option: str, spends: float | None, place: Place, rate: float) -> float:
    """Yuan a year; a sum was typed in the currency, `spends` is in yuan."""
    if asked.is_share and spends is None:
        raise RelodeError("country.plan_share", option=f"--{option}", text=asked.text, place=place.name_en)
    in_yuan = asked if asked.is_share else replace(asked, value=asked.value / rate)
    return in_yuan.yuan(spends, place.slug)


def _spending(country: Country, place: Place, rate: float) -> Spending | None:
    """Public spending and own revenue of the newest year that has both, None where none has. In yuan."""
    at, result = country.row(place), [country.values.get(f"budget_{name}") for name in ("expenditure", "revenue")]
    if result[0] is None or result[1] is None:
        return None
    spent, own = result[0][at], result[1][at]
    known = np.flatnonzero((spent > 0) & np.isfinite(own))
    if not len(known):
        return None
    last = known[-1]
    return Spending(country.years[last], float(spent[last]) / rate, float(own[last]) / rate, SOURCE, ())


def _pots(country: Country, place: Place, spending: Spending | None, rate: float) -> tuple[Pot, ...]:
    """The four pots as the tables give them: of what they do not give nothing is known, and nothing comes. In yuan."""
    rooms, unit = country.pots.get(place.code, {}), "yuan per year"

    def pot(name: str) -> Pot:
        if name not in rooms:
            return Pot(name, None, "none", (), ())
        ends = rooms[name].interval_90
        amount = Estimate(rooms[name].amount / rate, unit, ends and (ends[0] / rate, ends[1] / rate))
        return Pot(name, amount, "observed", (), SOURCE)

    own = (
        Pot("own", None, "none", (), ())
        if spending is None
        else Pot("own", Estimate(spending.revenue, unit), "observed", (spending.year,), SOURCE)
    )
    return own, pot("granted"), pot("bonds"), Pot("others", None, "measures", (), ())
