"""Money of a plan in another country: from its currency to the simulator's yuan and back. No exchange rate is used.

The simulator counts money in output per job put at China's, so a unit of the currency is as many yuan as that makes it.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar

from relode.plan.cards.card_records import Card, DoseTried, Effect
from relode.plan.estimate import Estimate, rounded
from relode.plan.making.plan_records import PlanStep
from relode.plan.verdicts.rule import CardVerdict
from relode.records import Record, entries

OWN = "money"
"""What stands for yuan in units of records that are in a country's own currency."""
TIMES = {"10 thousand yuan": 1e4, "100 million yuan": 1e8, "yuan": 1.0}
"""Beginnings of units of money, and yuan in each."""
PURE = "yuan per yuan"
"""Beginning of units that are the same in any currency."""
Found = TypeVar("Found", bound=Record)


def in_own_money(record: Found, rate: float) -> Found:
    """The record with every sum of yuan in the country's currency, `rate` of which are worth a yuan.

    A field is a sum where its unit says so: that of its Doc, or the one that the record itself has.
    """
    if isinstance(record, CardVerdict):
        return _verdict(record, rate)  # type: ignore[return-value]
    if isinstance(record, Effect):
        return _effect(record, rate)  # type: ignore[return-value]
    kind: type = type(record)
    own = getattr(record, "unit", "")
    times = _times(own, rate)
    changed: dict[str, Any] = {
        entry.attribute: _converted(
            getattr(record, entry.attribute), times if entry.doc.unit == "unit" else _times(entry.doc.unit, rate), rate
        )
        for entry in entries(kind)
        if entry.attribute in {field.name for field in fields(record)}  # type: ignore[arg-type]
    }
    if isinstance(record, Card | PlanStep):
        changed["dose"] = _dose(record.dose, times)
    if isinstance(record, Card):
        tried: tuple[DoseTried, ...] = changed["tried"]
        changed["tried"] = tuple(replace(each, dose=_dose(each.dose, times)) for each in tried)
    if own:
        changed["unit"] = own_unit(own)
    return replace(record, **changed)  # type: ignore[type-var]


def _dose(dose: float, times: float) -> float:
    """A dose in the currency, to the two digits that doses have. In the unit of the dose."""
    return dose if times == 1 else float(f"{dose * times:.2g}")


def own_unit(unit: str) -> str:
    """The unit with the country's currency in the place of yuan."""
    begins = next((each for each in TIMES if unit.startswith(each)), None)
    return unit if begins is None else (OWN + unit.removeprefix(begins)).replace("yuan", OWN)


def _times(unit: str, rate: float) -> float:
    """What a figure in `unit` is multiplied by: 1 where it is no sum of money."""
    if unit.startswith(PURE):
        return 1.0
    return next((yuan * rate for begins, yuan in TIMES.items() if unit.startswith(begins)), 1.0)


def _converted(value: Any, times: float, rate: float) -> Any:
    if isinstance(value, Record):
        return in_own_money(value, rate)
    if isinstance(value, Mapping):
        return {key: _converted(each, times, rate) for key, each in value.items()}
    if isinstance(value, tuple):
        return tuple(_converted(each, times, rate) for each in value)
    if isinstance(value, float) and times != 1:
        return rounded(value * times)
    return value


def _verdict(verdict: CardVerdict, rate: float) -> CardVerdict:
    """A verdict whose cost and band are in the currency."""
    times = _times(verdict.band_unit, rate)
    cost = None if verdict.unit_cost is None else tuple(_converted(each, times, rate) for each in verdict.unit_cost)
    band = None if verdict.band is None else _converted(verdict.band, times, rate)
    return replace(verdict, unit_cost=cost, band=band, band_unit=own_unit(verdict.band_unit))


def _effect(effect: Effect, rate: float) -> Effect:
    """An effect with what a million of the currency does, and not a million yuan."""
    amount: Estimate = in_own_money(effect.amount, rate)
    per = _times(effect.amount.unit, rate) / rate
    each = None if effect.per_million is None else tuple(rounded(end * per) for end in effect.per_million)
    return replace(effect, amount=amount, per_million=each)  # type: ignore[arg-type]
