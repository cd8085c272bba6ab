"""The word on a programme, set by the synthesis alone: shown to work on average, mixed, or not studied.

`word_rates.csv` holds how often the word is right on study tables drawn from a known truth (`studies.evidence.words`).
Where these rates are too bad, published studies cannot judge a programme, and no word is given.
"""

from functools import cache

from relode import shipped_tables
from relode.evidence.studies import families

PRACTICAL = 0.6
"""Practical size over the scale of a family: 6 % of the output, jobs or income of what studies counted, 3 points of
re-employment. A choice of this project; range .2 to 1."""
BOUND = 0.15
"""The unfavourable bound of the mean over places: with this chance it is lower. With .05 a programme of twice the
practical size is shown in a third of the simulated tables only; with .2 too many that are nil on average are."""
FALSE, TRUE = 0.1, 0.5
"""Words are given where at most so many programmes that do nothing are shown, and at least so many that work."""


def practical(family: str) -> float:
    """The effect that matters, on what studies counted. [unit of the family]"""
    return PRACTICAL * families()[family].scale


def word_of(bound: float | None, family: str) -> str:
    """`shown` if the mean over places is above its practical size at its unfavourable `bound`, else `mixed`.

    [unit of the family] `not_studied` of None.
    """
    if bound is None:
        return "not_studied"
    return "shown" if bound > practical(family) else "mixed"


@cache
def word_rates() -> dict[tuple[str, int], float]:
    """Case and number of further studies of each programme -> share of programmes that are shown. [0-1]"""
    rows = shipped_tables.rows("relode.evidence", "word_rates")
    return {(row["case"], int(row["more"])): float(row["shown"]) for row in rows}


def enough(more: int = 0) -> bool:
    """Whether words are right often enough, with `more` further studies of each programme."""
    rates = word_rates()
    return rates["nothing_works", more] <= FALSE and rates["works", more] >= TRUE
