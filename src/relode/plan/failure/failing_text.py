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


def thresholds_words(found: Failing) -> Iterator[Sentence]:
    """What the plan should meet."""
    for text in found.thresholds:
        asked = parse_threshold(text, MEETABLE)
        side = "least" if asked.comparison.startswith(">") else "most"
        values = {
            "quantity": Label(asked.quantity, within=True),
            "level": Amount(asked.level, "share"),
            "year": OPENING_YEAR,
        }
        yield Sentence(f"planning.threshold.{side}", values)


def conditions_words(found: Failing, horizon: int) -> Sentence:
    """Where it fails, with coverage and density beside the share of all futures that fail; or why that is not told."""
    values: dict[str, object] = {"base": Amount(found.base_rate, "share"), "futures": found.futures}
    if found.reason:
        return Sentence(f"plan.fails.{found.reason}", values)
    parts = [
        condition_words(
            Restriction(-inf if low is None else low, inf if high is None else high),
            LabelledFactor(name, UNITS[name], horizon),
        )
        for name, low, high in found.bounds
    ]
    values["conditions"] = reduce(lambda a, b: Sentence("plan.fails.and", {"first": a, "second": b}), parts)
    values["density"] = Amount(found.density, "share")
    values["coverage"] = Amount(found.coverage, "share")
    if found.density_90 is not None:
        low, high = found.density_90
        values |= {"density_low": Amount(low, "share"), "density_high": Amount(high, "share")}
    return Sentence("plan.fails.mostly", values)
