"""When a plan fails, from its record: thresholds and conditions as sentences."""

from collections.abc import Iterator
from functools import reduce
from math import inf

from relode.horizon import OPENING_YEAR
from relode.language import Amount, Sentence
from relode.plan.asked.thresholds import MEETABLE, parse_threshold
from relode.plan.failure.boxes import Restriction
from relode.plan.failure.discovery_text import condition_words
from relode.plan.failure.factor_labels import UNITS, LabelledFactor
from relode.plan.making.plan_records import Failing
from relode.vocabulary import Label


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
    values: dict[str, object] = {"base": Amount(failing.base_rate, "share"), "futures": failing.futures}
    if failing.reason:
        return Sentence(f"plan.fails.{failing.reason}", values)
    values["conditions"] = joined_conditions(failing, horizon)
    values["density"] = Amount(failing.density, "share")
    values["coverage"] = Amount(failing.coverage, "share")
    if failing.density_90 is not None:
        low, high = failing.density_90
        values |= {"density_low": Amount(low, "share"), "density_high": Amount(high, "share")}
    return Sentence("plan.fails.mostly", values)


def joined_conditions(failing: Failing, horizon: int) -> Sentence:
    """The conditions of its box, which all hold at once."""
    parts = [
        condition_words(
            Restriction(-inf if low is None else low, inf if high is None else high),
            LabelledFactor(name, UNITS[name], horizon),
        )
        for name, low, high in failing.bounds
    ]
    return reduce(lambda a, b: Sentence("plan.fails.and", {"first": a, "second": b}), parts)
