"""The measures of one place in words: sentences with their figures."""

from relode.language import Amount, Language, Sentence, spoken
from relode.measures.one_place import SPECIALISED, IndustryInPlace, PlaceMeasures

SOURCES = ("own_table",)
SHOWN = 10


def place_measures_text(measures: PlaceMeasures, language: Language) -> str:
    """The whole answer for a terminal; the record has every industry.

    Example:
        >>> import numpy as np
        >>> import xarray as xr
        >>> years, places, industries = [2019, 2020], ["a", "b", "c"], ["coal", "food", "cars"]
        >>> jobs = np.array([[[9, 2, 1], [6, 5, 2], [1, 4, 8]], [[6, 3, 1], [6, 5, 2], [1, 4, 9]]])
        >>> table = xr.DataArray(jobs, {"year": years, "place": places, "industry": industries})
        >>> text = rl.measures.place_measures_text(rl.measures.place_measures(table, "a"), "en")
        >>> text.splitlines()[0].split(";")[1]
        ' specialised (location quotient of at least 1) in 1 of 3 industries.'
    """
    return "\n".join(spoken(each, language) for each in place_measures_sentences(measures))


def place_measures_sentences(measures: PlaceMeasures) -> tuple[Sentence, ...]:
    """Size, change, complexity, the highest quotients and what is related to what is there."""
    place = " ".join(dict.fromkeys(part for part in (measures.place, measures.place_name) if part))
    head = {
        "place": place,
        "year": measures.year,
        "total": _amount(measures.total, "count"),
        "share": _amount(measures.share_of_table, "share"),
        "count": _amount(measures.specialisations, "count"),
        "of": _amount(len(measures.industries), "count"),
    }
    by_quotient = sorted(measures.industries, key=lambda one: -one.location_quotient)[:SHOWN]
    absent = [one for one in measures.industries if one.location_quotient < SPECIALISED and one.relatedness_density]
    by_density = sorted(absent, key=lambda one: -(one.relatedness_density or 0))[:SHOWN]
    return (
        Sentence("measures.head", head),
        *_change(measures),
        *_complexity(measures),
        Sentence("measures.quotients", {}),
        *(_industry(one, rank) for rank, one in enumerate(by_quotient, 1)),
        *((Sentence("measures.related", {}),) if by_density else ()),
        *(_related(one, rank) for rank, one in enumerate(by_density, 1)),
        Sentence("measures.descriptive", {}),
    )


def _change(measures: PlaceMeasures) -> tuple[Sentence, ...]:
    if measures.change is None:
        return (Sentence("measures.one_year", {"year": measures.year}),)
    parts = ("change", "nation", "industry", "place")
    figures = {part: _amount(getattr(measures.change, part), "count") for part in parts}
    if measures.change.shocks == "own":
        figures["covered"] = _amount(measures.change.covered, "share")
        return (Sentence("measures.exposed", {"first": measures.change.first_year, "last": measures.year, **figures}),)
    return (Sentence("measures.change", {"first": measures.change.first_year, "last": measures.year, **figures}),)


def _complexity(measures: PlaceMeasures) -> tuple[Sentence, ...]:
    known = measures.complexity
    if known is None:
        return (Sentence("measures.no_complexity", {"reason": measures.no_complexity}),)
    figures = {
        "index": _amount(known.economic_complexity_index, "1"),
        "rank": _amount(known.rank, "count"),
        "ranked": _amount(known.ranked, "count"),
        "outlook": _amount(known.complexity_outlook_index, "1"),
        "fitness": _amount(known.fitness, "1"),
    }
    return (Sentence("measures.complexity", figures),)


def _industry(one: IndustryInPlace, rank: int) -> Sentence:
    figures = {"quotient": _amount(one.location_quotient, "1"), "count": _amount(one.count, "count")}
    return Sentence("measures.quotient", {"rank": rank, "industry": _named(one), **figures})


def _related(one: IndustryInPlace, rank: int) -> Sentence:
    figures = {
        "density": _amount(one.relatedness_density or 0.0, "share"),
        "quotient": _amount(one.location_quotient, "1"),
        "complexity": _amount(one.product_complexity_index or 0.0, "1"),
    }
    return Sentence("measures.near", {"rank": rank, "industry": _named(one), **figures})


def _named(one: IndustryInPlace) -> str:
    return " ".join(part for part in (one.industry, one.industry_name) if part)


def _amount(value: float, unit: str) -> Amount:
    return Amount(value, unit, None, SOURCES)
