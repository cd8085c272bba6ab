"""Needs of a place of another country: its ages in the futures of its outlook, its own norms, the rules of `needs`."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from scipy.special import ndtri

from relode.country.facts import Country
from relode.country.outlook import CountryForecast, country_outlook
from relode.errors import NoVerdict, RelodeError
from relode.language import LANGUAGES, Bilingual, say
from relode.needs import Needs, OwnCells, Service
from relode.needs.own_cells import Count
from relode.needs.reckoning import TOLD, reckoned
from relode.outlook.people_by_age.age_futures import FUTURES, AgeFutures
from relode.outlook.people_by_age.counted_cohorts import CountedAges, carried_on, missed
from relode.outlook.people_by_age.single_years import AGES
from relode.places import Place
from relode.streams import stream
from relode.usual import SEED

PEOPLE = "population"
SOURCES = ("own_table",)


def country_needs(country: Country, place: Place, seed: int = SEED) -> Needs:
    """What the services of the country's norms need at a place, beside what is there.

    Raises RelodeError where ages or norms are not given, NoVerdict where people of the place cannot be forecast.
    """
    if country.ages is None or not country.services:
        raise RelodeError("country.no_needs")
    forecasts = country_outlook(country, place, seed).forecasts
    people = next((each for each in forecasts if each.quantity == PEOPLE), None)
    if people is None:
        raise NoVerdict("country.no_people_ahead", place=place.name_en)
    ahead = age_futures(country.ages, place, people, country.figures(place, PEOPLE), seed)
    there = country.capacity.get(place.code, {})
    services = tuple(_with_note(service, there.get(service.key), ahead.years[0]) for service in country.services)
    found = reckoned(place, ahead, services, OwnCells(there=there), min(TOLD, people.scored_until, ahead.years[-1]))
    return replace(found, tags=(*found.tags, "own_norms"))


def _with_note(service: Service, count: Count | None, since: int) -> Service:
    """The service, saying where its count is older than the ages: what is used of it today is not known then."""
    if count is None or count.year >= since:
        return service
    texts = (say("country.old_count", language, year=count.year, since=since) for language in LANGUAGES)
    return replace(service, note=Bilingual(*texts))


def age_futures(
    ages: CountedAges, place: Place, people: CountryForecast, counted: Mapping[int, float], seed: int
) -> AgeFutures:
    """Ages of a place in FUTURES equally likely futures, from its last count to the last year of `people`.

    `counted`: people of years that are counted. What ages miss is what another place's cohorts, and its births, missed
    the nation's change by between the last two counts, growing with the root of the years. Raises NoVerdict where the
    outlook of people ends before the count of ages.
    """
    first, last = ages.years[-1], people.years[-1]
    if place.code not in ages.places or last <= first:
        raise NoVerdict("country.no_ages_here", place=place.name_en, first=first, last=last)
    years, at = tuple(range(first, last + 1)), ages.places.index(place.code)
    expected = carried_on(ages, last - first)[:, at]
    gap, (apart, births) = ages.years[-1] - ages.years[-2], missed(ages)
    rng = stream("country_ages", seed)
    drawn = rng.integers(0, len(ages.places), FUTURES)
    score = rng.permutation(ndtri((np.arange(FUTURES) + 0.5) / FUTURES))
    result = np.empty((FUTURES, len(years), 1, AGES))
    for t, year in enumerate(years):
        grown = np.sqrt(t / gap)
        noise = apart[drawn] * grown
        noise[:, : min(t, AGES)] = (births[drawn] * grown)[:, None]
        future = expected[t] * np.exp(noise)
        known = np.full(FUTURES, counted.get(year, expected[t].sum()))
        total = people.at(year, score) if year in people.years else known
        result[:, t, 0] = future * (total / future.sum(axis=1))[:, None]
    return AgeFutures(place, years, result, expected[:, None], result.sum(axis=(2, 3)), SOURCES, first)
