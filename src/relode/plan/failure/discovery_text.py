"""Conditions of failure as a sentence that a mayor can read, in either language."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from math import ceil, floor, isfinite
from typing import Protocol

from relode.language import Amount, Language, Sentence
from relode.plan.failure.boxes import Restriction
from relode.plan.failure.discovery import Discovery


class Described(Protocol):
    """Anything with a unit and a label in each language: a factor, or a quantity of the vocabulary."""

    @property
    def unit(self) -> str:
        """A unit that `units.toml` knows, "year", "variant", or "rank" among all futures."""

    def label(self, language: Language) -> str:
        """A short noun phrase."""


@dataclass(frozen=True)
class _Label:
    described: Described

    def name(self, language: Language) -> str:
        return self.described.label(language)


def failure_words(discovery: Discovery, described: Mapping[str, Described]) -> Sentence:
    """When the plan fails, with coverage and density beside the share of all futures that fail; or why not told."""
    values: dict[str, object] = {"base": Amount(discovery.fit.base_rate, "share"), "futures": discovery.fit.futures}
    if discovery.reason is not None:
        return Sentence(f"plan.fails.{discovery.reason}", values)
    parts = [condition_words(restriction, described[name]) for name, restriction in discovery.box.items()]
    values["conditions"] = reduce(lambda a, b: Sentence("plan.fails.and", {"first": a, "second": b}), parts)
    values["density"] = Amount(discovery.fit.density, "share")
    values["coverage"] = Amount(discovery.fit.coverage, "share")
    if discovery.density_90 is not None:
        low, high = discovery.density_90
        values |= {"density_low": Amount(low, "share"), "density_high": Amount(high, "share")}
    return Sentence("plan.fails.mostly", values)


def condition_words(restriction: Restriction, described: Described) -> Sentence:
    """One condition: below, above, between, among; years are whole, a rank is told in per cent of the futures."""
    values: dict[str, object] = {"factor": _Label(described)}
    if restriction.among is not None:
        choices = [Sentence(f"plan.choice.{choice}", {}) for choice in sorted(restriction.among)]
        return Sentence("plan.condition.among", {**values, "choices": choices})
    is_year, unit = described.unit == "year", "share" if described.unit == "rank" else described.unit
    if isfinite(restriction.low):
        values["low"] = str(floor(restriction.low)) if is_year else Amount(restriction.low, unit)
    if isfinite(restriction.high):
        values["high"] = str(ceil(restriction.high)) if is_year else Amount(restriction.high, unit)
    kind = "between" if {"low", "high"} <= values.keys() else "above" if "low" in values else "below"
    manner = f"{described.unit}_" if described.unit in ("year", "rank") else ""
    return Sentence(f"plan.condition.{manner}{kind}", values)
