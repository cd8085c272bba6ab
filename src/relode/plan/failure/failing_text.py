"""When a plan fails: thresholds and conditions as sentences that a mayor can read, in either language."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from math import inf, isfinite

from relode.decisions.options import MEETABLE, parse_threshold
from relode.horizon import FIRST_PLAN_YEAR, OPENING_YEAR
from relode.language import Amount, Language, Sentence, say
from relode.plan.failure.boxes import Restriction
from relode.plan.failure.discovery import Discovery
from relode.plan.making.plan_records import Failing
from relode.vocabulary import Label

UNITS = {
    "resource_price": "ratio",
    "national_growth": "share per year",
    "interest_rate": "share per year",
    "carbon_price": "yuan per t",
    "birth_ratio": "ratio",
    "own_output_shock": "rank",
    "own_appeal_shock": "rank",
    "remaining_life": "years",
}
"""Factor -> unit; a rank is the share of futures in which it runs worse. Labels: `language/planning.toml`."""


@dataclass(frozen=True)
class Factor:
    """The name of a factor, with the years that it is a mean over."""

    key: str
    horizon: int

    def name(self, language: Language) -> str:
        """A short noun phrase."""
        return say(f"planning.factor.{self.key}", language, start=FIRST_PLAN_YEAR, horizon=self.horizon)


def failure_words(discovery: Discovery, horizon: int) -> Sentence:
    """When the plan fails, with coverage and density beside the share of all futures that fail; or why not told."""
    found = discovery.fit
    parts = (condition_words(restriction, name, horizon) for name, restriction in discovery.box.items())
    return _fails(found.base_rate, found.futures, discovery.reason, parts, found.density, found.coverage,
                  discovery.density_90)  # fmt: skip


def condition_words(restriction: Restriction, factor: str, horizon: int) -> Sentence:
    """One condition on a factor of UNITS: below, above, between; a rank is told in per cent of the futures."""
    is_rank = UNITS[factor] == "rank"
    ends = {"low": restriction.low, "high": restriction.high}
    amounts = {side: Amount(end, "share" if is_rank else UNITS[factor]) for side, end in ends.items() if isfinite(end)}
    kind = "between" if len(amounts) > 1 else "above" if "low" in amounts else "below"
    return Sentence(
        f"plan.condition.{'rank_' if is_rank else ''}{kind}", {"factor": Factor(factor, horizon), **amounts}
    )


def thresholds_words(failing: Failing) -> Iterator[Sentence]:
    """What the plan should meet."""
    for text in failing.thresholds:
        asked = parse_threshold(text, MEETABLE)
        side = "least" if asked.comparison.startswith(">") else "most"
        values = {
            "quantity": Label(asked.quantity, within=True),
            "level": Amount(asked.level, "share"),
            "year": OPENING_YEAR,
        }
        yield Sentence(f"planning.threshold.{side}", values)


def conditions_words(failing: Failing, horizon: int) -> Sentence:
    """Where it fails, with coverage and density beside the share of all futures that fail; or why that is not told."""
    parts = _conditions(failing, horizon)
    return _fails(failing.base_rate, failing.futures, failing.reason, parts, failing.density, failing.coverage,
                  failing.density_90)  # fmt: skip


def _fails(
    base: float, futures: int, reason: str | None, conditions: Iterable[Sentence], density: float, coverage: float,
    density_90: tuple[float, float] | None,
) -> Sentence:  # fmt: skip
    """That it fails in these conditions, in so many of all futures; or the reason why that is not told."""
    values: dict[str, object] = {"base": Amount(base, "share"), "futures": futures}
    if reason:
        return Sentence(f"plan.fails.{reason}", values)
    values |= {"conditions": _all_of(conditions)}
    values |= {"density": Amount(density, "share"), "coverage": Amount(coverage, "share")}
    if density_90 is not None:
        low, high = density_90
        values |= {"density_low": Amount(low, "share"), "density_high": Amount(high, "share")}
    return Sentence("plan.fails.mostly", values)


def joined_conditions(failing: Failing, horizon: int) -> Sentence:
    """The conditions of its box, which all hold at once."""
    return _all_of(_conditions(failing, horizon))


def _all_of(parts: Iterable[Sentence]) -> Sentence:
    return reduce(lambda a, b: Sentence("plan.fails.and", {"first": a, "second": b}), parts)


def _conditions(failing: Failing, horizon: int) -> Iterator[Sentence]:
    for name, low, high in failing.bounds:
        inside = Restriction(-inf if low is None else low, inf if high is None else high)
        yield condition_words(inside, name, horizon)
