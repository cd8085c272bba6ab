"""One quantity in all places of a year: the figures in order, and what they come to."""

from collections.abc import Sequence
from statistics import mean, median

import xarray as xr

from relode.diagnosis.profiles.number import Number, number
from relode.language import Amount, Sentence
from relode.places import Place, all_places
from relode.vocabulary import Label

MINING_PLACE = 0.1
"""Share of jobs in mining from which on a place is told as one that lives on it. A choice of this project."""


def figures(panel: xr.Dataset, quantity: str, year: int) -> tuple[tuple[Place, Number | None], ...]:
    """Every place below provinces with its figure, the highest first, those without one last.

    Raises RelodeError for an unknown quantity.
    """
    pairs = [(p, number(panel, p.code, quantity, year)) for p in all_places() if p.level != "province"]
    return tuple(sorted(pairs, key=lambda pair: (pair[1] is None, -pair[1].value if pair[1] else 0.0, pair[0].code)))


def ends_and_middle(quantity: str, year: int, known: Sequence[tuple[Place, Number]]) -> Sentence:
    """The ends and the median of a quantity over places, of which there is at least one, the highest first.

    Limits: an even number of places: half way between the two in the middle.
    """
    (high, most), (low, least) = known[0], known[-1]
    middle = [each for _, each in known[(len(known) - 1) // 2 : len(known) // 2 + 1]]
    sources = tuple(dict.fromkeys(key for each in middle for key in each.sources))
    half_way = Amount(mean(each.value for each in middle), most.unit, None, sources)
    return Sentence(
        "diagnosis.across.ends_and_middle",
        {
            "quantity": Label(quantity),
            "year": year,
            "count": len(known),
            "median": middle[0] if len(middle) == 1 else half_way,
            "high": high,
            "most": most,
            "low": low,
            "least": least,
        },
    )


def mining_places_beside_others(year: int, known: Sequence[tuple[Number, Number]]) -> Sentence:
    """What places that live on mining make a head, beside the others: medians. `known`: output a head, mining share."""
    split: dict[bool, list[float]] = {True: [], False: []}
    for output, mining in known:
        split[mining.value >= MINING_PLACE].append(output.value)
    sources = tuple(dict.fromkeys(key for both in known for each in both for key in each.sources))
    unit = known[0][0].unit
    return Sentence(
        "diagnosis.across.mining_places",
        {
            "year": year,
            "count": len(split[True]),
            "others": len(split[False]),
            "share": Amount(MINING_PLACE, "share", None, ("assumption",)),
            "mining": Amount(median(split[True]), unit, None, sources),
            "other": Amount(median(split[False]), unit, None, sources),
        },
    )
