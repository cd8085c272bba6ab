"""What was read of the user's own tables, and what was left out."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from relode.country.country_answer import CHAPTERS
from relode.country.country_facts import Country
from relode.language import Amount, Bilingual, Language, Sentence, spoken
from relode.records import Doc, Record


@dataclass(frozen=True)
class SeriesRead(Record):
    """A quantity of the accounts."""

    quantity: Annotated[str, Doc("name of the quantity")]
    label: Annotated[Bilingual, Doc("its label")]
    own: Annotated[bool, Doc("whether it has no name of ours and is taken as it is")]
    first: Annotated[int, Doc("first year with a figure", "year")]
    last: Annotated[int, Doc("last year with a figure", "year")]
    places: Annotated[int, Doc("places with a figure", "count")]
    figures: Annotated[int, Doc("figures", "count")]


@dataclass(frozen=True)
class CountsRead(Record):
    """A table of counts by place, industry and year."""

    counted: Annotated[str, Doc("employment or establishments")]
    industries: Annotated[int, Doc("industries", "count")]
    sections: Annotated[int, Doc("industries that a concordance gives a section", "count")]
    places: Annotated[int, Doc("places", "count")]
    first: Annotated[int, Doc("first year", "year")]
    last: Annotated[int, Doc("last year", "year")]


@dataclass(frozen=True)
class TablesRead(Record):
    """All that was read of a country."""

    country: Annotated[Bilingual, Doc("name of the country")]
    places: Annotated[int, Doc("places", "count")]
    with_coordinates: Annotated[int, Doc("places with coordinates", "count")]
    regions: Annotated[int, Doc("regions", "count")]
    series: Annotated[tuple[SeriesRead, ...], Doc("quantities of the accounts", shape="quantity")]
    counts: Annotated[tuple[CountsRead, ...], Doc("tables of counts", shape="table")]
    policies: Annotated[dict[str, int], Doc("policy -> places that it treats", "count")]
    ages: Annotated[tuple[int, ...], Doc("years with people by year of age", "year", shape="year")]
    places_with_ages: Annotated[int, Doc("places with them", "count")]
    services: Annotated[tuple[str, ...], Doc("services that have norms", shape="service")]
    notices: Annotated[tuple[Sentence, ...], Doc("what was left out, or taken in some way")]


def country_tables(country: Country) -> TablesRead:
    """What the tables of the country hold."""
    return TablesRead(
        country=country.name,
        places=len(country.places),
        with_coordinates=sum(None not in (place.longitude, place.latitude) for place in country.places),
        regions=len({place.province for place in country.places if place.province}),
        series=tuple(_series(country, name) for name in country.values),
        counts=tuple(_counts(country, name) for name in country.counts),
        policies={name: len(starts) for name, starts in country.policies.items()},
        ages=() if country.ages is None else country.ages.years,
        places_with_ages=0 if country.ages is None else len(country.ages.places),
        services=tuple(each.key for each in country.services),
        notices=country.notices,
    )


def _series(country: Country, name: str) -> SeriesRead:
    known, meant = np.isfinite(country.values[name]), country.quantities[name]
    years = [country.years[at] for at in np.flatnonzero(known.sum(axis=0))]
    return SeriesRead(name, meant.label, meant.own, years[0], years[-1], int(known.any(axis=1).sum()), int(known.sum()))


def _counts(country: Country, name: str) -> CountsRead:
    table = country.counts[name]
    years = [int(year) for year in table["year"].to_numpy()]
    known = sum(str(code) in country.sections for code in table["industry"].to_numpy())
    return CountsRead(name, table.sizes["industry"], known, table.sizes["place"], years[0], years[-1])


def tables_text(tables: TablesRead, language: Language) -> str:
    """The same in words, and how to ask for a place."""
    head = {
        "country": tables.country,
        "count": tables.places,
        "points": tables.with_coordinates,
        "regions": tables.regions,
    }
    lines = [Sentence("country.tables.head", head)]
    for series in tables.series:
        years = {"label": series.label, "first": series.first, "last": series.last, "places": series.places}
        cells = Amount(float(series.figures), "count", None, ("own_table",))
        lines.append(Sentence("country.tables.quantity", {**years, "cells": cells}))
    for each in tables.counts:
        sizes = {"industries": each.industries, "sections": each.sections, "places": each.places}
        lines.append(Sentence(f"country.tables.{each.counted}", {**sizes, "first": each.first, "last": each.last}))
    for name, count in tables.policies.items():
        lines.append(Sentence("country.tables.policy", {"policy": name, "count": count}))
    if tables.ages or tables.services:
        years = {"years": ", ".join(map(str, tables.ages)) or "-", "places": tables.places_with_ages}
        lines.append(Sentence("country.tables.needs", {**years, "services": len(tables.services)}))
    chapters = (*CHAPTERS, *(["needs"] if tables.ages and tables.services else []))
    asking = Sentence("country.tables.ask", {"chapters": ", ".join(chapters)})
    return "\n".join(spoken(each, language) for each in (*lines, *tables.notices, asking))
