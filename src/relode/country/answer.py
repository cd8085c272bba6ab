"""The whole answer on a place of the user's own country, chapter by chapter."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Annotated, Any

import numpy as np

from relode.arrays import Grid
from relode.country.accounts import CountryQuantity
from relode.country.facts import Country, sum_of_counts
from relode.country.outlook import CountryOutlook, country_needs, country_outlook
from relode.country.policies import CountryEffect, country_policies
from relode.country.standing import CountryStanding, country_standing
from relode.errors import NoVerdict, RelodeError
from relode.facts.count_cube import covered
from relode.facts.table_labels import refuse_hidden
from relode.language import Amount, Bilingual, Language, Sentence, spoken
from relode.needs import Needs
from relode.pathways.entry.entry_forecast import TWO_YEARS
from relode.pathways.entry.entry_record import EntryReport
from relode.pathways.entry.report import entry_report
from relode.pathways.entry.transitions import Task
from relode.places import Place
from relode.record import Doc, Record
from relode.usual import SEED

CHAPTERS = ("diagnosis", "pathways", "outlook", "evaluation")
ON_REQUEST = ("needs",)
"""Chapters that are answered on request."""
YEARS_OF_TWO = 5
"""Years of counts from which on an entry is told over two years; with fewer, over one."""


@dataclass(frozen=True)
class NoChapter(Record):
    """A chapter that cannot be answered from these tables."""

    chapter: Annotated[str, Doc("its name")]
    reason: Annotated[Bilingual, Doc("what is lacking")]


@dataclass(frozen=True, repr=False)
class CountryAnswer(Record):
    """What the tables tell of one place. A chapter is null where it was not asked for or cannot be answered."""

    country: Annotated[Bilingual, Doc("name of the country")]
    currency: Annotated[Bilingual, Doc("its currency, as the description says")]
    place: Annotated[str, Doc("code of the place")]
    place_name: Annotated[Bilingual, Doc("its name")]
    region: Annotated[str, Doc('region that it lies in, "" where none is given')]
    notices: Annotated[tuple[Sentence, ...], Doc("what was left out, or taken in some way, when the tables were read")]
    diagnosis: Annotated[CountryStanding | None, Doc("where it stands")]
    pathways: Annotated[EntryReport | None, Doc("which industries may enter")]
    outlook: Annotated[CountryOutlook | None, Doc("what may happen")]
    evaluation: Annotated[tuple[CountryEffect, ...] | None, Doc("what past policies did", shape="policy x quantity")]
    needs: Annotated[Needs | None, Doc("what its services need by its own norms")]
    unanswered: Annotated[tuple[NoChapter, ...], Doc("chapters that cannot be answered, and why", shape="chapter")]

    def __repr__(self) -> str:
        answered = [chapter for chapter in (*CHAPTERS, *ON_REQUEST) if getattr(self, chapter) is not None]
        return f"{self.place_name.en} ({self.place}) in {self.country.en}: {', '.join(answered)}"


def usual_chapters(country: Country) -> tuple[str, ...]:
    """Chapters that are answered where none is asked for: CHAPTERS, and needs where there are ages and norms."""
    return (*CHAPTERS, "needs") if country.ages is not None and country.services else CHAPTERS


def country_answer(
    country: Country,
    name: str,
    chapters: Collection[str] = CHAPTERS,
    seed: int = SEED,
) -> CountryAnswer:
    """The chapters asked for, of the place called `name`; `seed` is that of all.

    Raises RelodeError for an unknown place or chapter.
    """
    unknown = [chapter for chapter in chapters if chapter not in (*CHAPTERS, *ON_REQUEST)]
    if unknown:
        raise RelodeError(
            "unknown_choice", option="--chapter", value=unknown[0], choices=", ".join((*CHAPTERS, *ON_REQUEST))
        )
    place, lacking = country.find(name), list[NoChapter]()
    made: dict[str, Callable[[], Any]] = {
        "diagnosis": lambda: country_standing(country, place),
        "pathways": lambda: country_pathways(country, place, seed),
        "outlook": lambda: country_outlook(country, place, seed),
        "evaluation": lambda: country_policies(country, seed),
        "needs": lambda: country_needs(country, place, seed),
    }
    found = dict.fromkeys(made)
    for chapter in (each for each in made if each in chapters):
        try:
            found[chapter] = made[chapter]()
        except RelodeError as error:
            lacking.append(NoChapter(chapter, Bilingual(en=error.say("en"), zh=error.say("zh"))))
    return CountryAnswer(
        country=country.name,
        currency=country.currency,
        place=place.code,
        place_name=Bilingual(en=place.name_en, zh=place.name_zh),
        region=place.province,
        notices=country.notices,
        unanswered=tuple(lacking),
        **found,
    )


def country_pathways(country: Country, place: Place, seed: int = SEED) -> EntryReport:
    """Which industries may enter the place, learnt from the country's own counts: establishments, else jobs.

    Raises RelodeError where there are no counts, too few years, or nothing to learn from.
    """
    table = country.counts.get("establishments", country.counts.get("employment"))
    if table is None:
        raise RelodeError("country.no_counts")
    refuse_hidden(table, place.code)
    table = covered(table)
    years = [int(year) for year in table["year"].to_numpy()]
    if len({after - before for before, after in pairwise(years)}) > 1:
        raise RelodeError("country.uneven_counts", years=", ".join(map(str, years)))
    if place.code not in table["place"].to_numpy():
        raise RelodeError("country.place_without_counts", place=place.name_en)
    task = TWO_YEARS if table.sizes["year"] >= YEARS_OF_TWO else Task(window=1)
    if bool((table.isel(year=slice(-task.window, None)) > 0).all()):
        raise NoVerdict("country.nothing_absent")
    return entry_report(table, place.code, adjacency=country.borders, task=task, seed=seed)


@dataclass(frozen=True)
class SeriesRead(Record):
    """A quantity of the accounts, or a table of counts by place, industry and year."""

    quantity: Annotated[str, Doc("name of the quantity; of counts employment, output_by_industry and so on")]
    label: Annotated[Bilingual, Doc("its label")]
    own: Annotated[bool, Doc("whether it has no name of ours and is taken as it is")]
    first: Annotated[int, Doc("first year with a figure", "year")]
    last: Annotated[int, Doc("last year with a figure", "year")]
    places: Annotated[int, Doc("places with a figure", "count")]
    figures: Annotated[int, Doc("figures", "count")]
    industries: Annotated[int | None, Doc("industries, null of accounts", "count")] = None
    sections: Annotated[int | None, Doc("industries that a concordance gives a section", "count")] = None


@dataclass(frozen=True)
class TablesRead(Record):
    """All that was read of a country."""

    country: Annotated[Bilingual, Doc("name of the country")]
    places: Annotated[int, Doc("places", "count")]
    with_coordinates: Annotated[int, Doc("places with coordinates", "count")]
    regions: Annotated[int, Doc("regions", "count")]
    series: Annotated[tuple[SeriesRead, ...], Doc("accounts, then tables of counts", shape="quantity")]
    policies: Annotated[dict[str, int], Doc("policy -> places that it treats", "count")]
    ages: Annotated[tuple[int, ...], Doc("years with people by year of age", "year", shape="year")]
    places_with_ages: Annotated[int, Doc("places with them", "count")]
    services: Annotated[tuple[str, ...], Doc("services that have norms", shape="service")]
    notices: Annotated[tuple[Sentence, ...], Doc("what was left out, or taken in some way")]


def country_tables(country: Country) -> TablesRead:
    """What the tables of the country hold."""
    accounts = (_series(country.quantities[name], country.years, grid) for name, grid in country.values.items())
    return TablesRead(
        country=country.name,
        places=len(country.places),
        with_coordinates=sum(None not in (place.longitude, place.latitude) for place in country.places),
        regions=len({place.province for place in country.places if place.province}),
        series=(*accounts, *(_counts(country, name) for name in country.counts)),
        policies={name: len(starts) for name, starts in country.policies.items()},
        ages=() if country.ages is None else country.ages.years,
        places_with_ages=0 if country.ages is None else len(country.ages.places),
        services=tuple(each.key for each in country.services),
        notices=country.notices,
    )


def _series(meant: CountryQuantity, years: Sequence[int], grid: Grid) -> SeriesRead:
    """What there is of figures (place, year)."""
    known = np.isfinite(grid)
    given = [years[at] for at in np.flatnonzero(known.any(axis=0)).tolist()]
    places = int(known.any(axis=1).sum())
    return SeriesRead(meant.name, meant.label, meant.own, given[0], given[-1], places, int(known.sum()))


def _counts(country: Country, name: str) -> SeriesRead:
    table, meant = country.counts[name], sum_of_counts(country, name)
    codes = [str(code) for code in table["industry"].to_numpy()]
    read = _series(
        meant, [int(year) for year in table["year"].to_numpy()], table.sum("industry", skipna=False).T.to_numpy()
    )
    cells = int(np.isfinite(table).sum())
    return replace(read, figures=cells, industries=len(codes), sections=sum(code in country.sections for code in codes))


def tables_text(tables: TablesRead, language: Language) -> str:
    """The same in words, and how to ask for a place."""
    lines = [Sentence("country.tables.head", {
        "country": tables.country, "count": tables.places, "points": tables.with_coordinates, "regions": tables.regions,
    })]  # fmt: skip
    for each in tables.series:
        read = {name: getattr(each, name) for name in ("label", "first", "last", "places", "industries", "sections")}
        cells = Amount(float(each.figures), "count", None, ("own_table",))
        kind = "quantity" if each.industries is None else each.quantity
        lines.append(Sentence(f"country.tables.{kind}", {**read, "cells": cells}))
    for name, count in tables.policies.items():
        lines.append(Sentence("country.tables.policy", {"policy": name, "count": count}))
    if tables.ages or tables.services:
        years = {"years": ", ".join(map(str, tables.ages)) or "-", "places": tables.places_with_ages}
        lines.append(Sentence("country.tables.needs", {**years, "services": len(tables.services)}))
    chapters = (*CHAPTERS, *(["needs"] if tables.ages and tables.services else []))
    asking = Sentence("country.tables.ask", {"chapters": ", ".join(chapters)})
    return "\n".join(spoken(each, language) for each in (*lines, *tables.notices, asking))
