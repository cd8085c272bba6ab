"""An industry over the resource prefectures: where it is among what could come next, and where it stands already."""

from dataclasses import dataclass
from functools import cache

from relode.errors import RelodeError
from relode.pathways.industries.city_candidates import city_industries, recent_listings
from relode.pathways.industries.city_candidates_record import CityCandidate, CityIndustries
from relode.pathways.industries.city_model import city_model
from relode.pathways.industries.concordance import Unit, chosen_units
from relode.places import Place, by_code, official


@dataclass(frozen=True)
class IndustryPlaces:
    """An industry, its candidates by place (the likeliest first, those without a score last), and the nation's counts.

    Places are the prefectures of the list of 2013 that still are, `all_places` of them: a county's set is that of its
    prefecture. `named` counts all prefectures whose zones name the industry.
    """

    unit: Unit
    candidates: tuple[tuple[Place, CityCandidate], ...]
    established: tuple[Place, ...]
    all_places: int
    named: int
    recent: int
    before: int


def industry_places(industry: str) -> IndustryPlaces:
    """Where an industry could come next. Raises RelodeError for a code that is none that a city may choose.

    Example:
        >>> found = industry_places("27")
        >>> found.unit.name_en, found.all_places
        ('Medicines and biopharmaceuticals', 125)
    """
    unit = next((one for one in chosen_units() if one.industry == industry), None)
    if unit is None:
        raise RelodeError("unknown_industry", industry=industry)
    found = [(city.unit, one) for city in _cities() for one in city.candidates if one.unit == unit]
    at = city_model().table.industries.index(industry)
    recent, before = recent_listings()
    return IndustryPlaces(
        unit=unit,
        candidates=tuple(sorted(found, key=lambda each: -(each[1].probability or -1.0))),
        established=tuple(city.unit for city in _cities() if unit in city.established),
        all_places=len(_cities()),
        named=int((city_model().zones[:, at] > 0).sum()),
        recent=int(recent[at]),
        before=int(before[at]),
    )


@cache
def _cities() -> tuple[CityIndustries, ...]:
    """The industries of each prefecture of the list."""
    places = (by_code()[code] for code in official() if code in city_model().table.position)
    return tuple(city_industries(place) for place in places if place.level == "prefecture")
