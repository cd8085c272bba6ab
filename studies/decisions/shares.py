"""Share of cities in which a row is said, and how many sets of advice cities get.

`python -m studies.decisions.shares` writes shares.csv: a row an id and recommendation, with the cities that get it.
A set is all rows of a city with their recommendations, without names, years and amounts.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from relode.answers.decisions_answer import covered
from relode.decisions.decide import decide
from relode.decisions.records import Decisions
from relode.decisions.request import PlanRequest
from relode.panel import load
from studies import as_csv, write

OF_PLACE = ("service", "mine", "money", "programme")
"""Kinds of a closed list without industries, of which every city has others."""


def rows(every: Sequence[Decisions]) -> Iterator[dict[str, object]]:
    """A row an id and recommendation, in alphabetical order."""
    found = Counter((row.id, row.recommendation) for each in every for row in each.decisions)
    for (key, recommendation), cities in sorted(found.items()):
        yield {"id": key, "recommendation": recommendation, "cities": cities, "of": len(every)}


def sets(every: Sequence[Decisions], kinds: Sequence[str] = ()) -> Counter[frozenset[tuple[str, str]]]:
    """Set of advice -> cities that get it; of some kinds alone if they are given."""
    return Counter(
        frozenset((row.id, row.recommendation) for row in each.decisions if not kinds or row.kind in kinds)
        for each in every
    )


if __name__ == "__main__":
    panel = load()
    decided = [decide(panel, place, PlanRequest()) for place in covered(panel)]
    write("decisions/shares", as_csv(rows(decided)))
    for what, found in (("all kinds", sets(decided)), ("without industries", sets(decided, OF_PLACE))):
        common = [count for _, count in found.most_common(3)]
        print(f"{what}: {len(found)} sets in {len(decided)} cities; the commonest in {common}")
