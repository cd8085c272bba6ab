"""Records of a plan in another currency: every sum of yuan by the unit that its field has."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from relode.language import Amount, Sentence
from relode.plan.estimate import rounded
from relode.record import Record, docs

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
    own = getattr(record, "unit", "")
    times = _times(own, rate)
    changed: dict[str, Any] = {
        name: _converted(getattr(record, name), times if doc.unit == "unit" else _times(doc.unit, rate), rate)
        for name, doc in docs(type(record)).items()
    }
    if own:
        changed["unit"] = own_unit(own)
    return replace(record, **changed)  # type: ignore[type-var]


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
    if isinstance(value, Sentence):
        return Sentence(value.key, {key: _converted(each, 1.0, rate) for key, each in value.values.items()})
    if isinstance(value, Amount):
        by = _times(value.unit, rate)
        ends = value.interval_90 and (value.interval_90[0] * by, value.interval_90[1] * by)
        return replace(value, value=value.value * by, unit=own_unit(value.unit), interval_90=ends)
    if isinstance(value, Mapping):
        return {key: _converted(each, times, rate) for key, each in value.items()}
    if isinstance(value, tuple):
        return tuple(_converted(each, times, rate) for each in value)
    if isinstance(value, float) and times != 1:
        return rounded(value * times)
    return value
