"""The whole answer on a place of the user's own country, chapter by chapter."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any

import numpy as np

from relode.country.facts import Country
from relode.country.outlook import CountryOutlook, country_outlook
from relode.country.policies import CountryEffect, country_policies
from relode.country.records import CountryPlan, CountrySimulation
from relode.country.service_needs import country_needs
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
from relode.plan.asked.request import PlanRequest
from relode.record import Doc, Record

CHAPTERS = ("diagnosis", "pathways", "outlook", "evaluation")
ON_REQUEST = ("needs", "simulator", "plan")
"""Chapters that are answered only when they are asked for: the last two rest on another country."""
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
    simulator: Annotated[CountrySimulation | None, Doc("what the simulator does with it, fitted to China")]
    plan: Annotated[CountryPlan | None, Doc("measures judged in its futures, fitted to China")]
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
    request: PlanRequest | None = None,
) -> CountryAnswer:
    """The chapters asked for, of the place called `name`; `request` has the seed of all, and the settings of a plan.

    Raises RelodeError for an unknown place or chapter.
    """
    request = request or PlanRequest()
    seed = request.seed
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
        "evaluation": lambda: _evaluation(country, seed),
        "needs": lambda: country_needs(country, place, seed),
        "simulator": lambda: _simulated(country, place, seed),
        "plan": lambda: _planned(country, place, request),
    }
    found = dict.fromkeys(made)
    for chapter in (each for each in made if each in chapters):
        try:
            found[chapter] = made[chapter]()
        except RelodeError as error:
            if chapter == "plan" and not isinstance(error, NoVerdict):
                raise
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


def country_pathways(country: Country, place: Place, seed: int = 1) -> EntryReport:
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
    names = {each.code: each.name_en for each in country.places}
    named = table.assign_coords(place_name=("place", [names[str(code)] for code in table["place"].to_numpy()]))
    if country.industry_names and "industry_name" not in named.coords:
        labels = [country.industry_names.get(str(code), "") for code in table["industry"].to_numpy()]
        named = named.assign_coords(industry_name=("industry", labels))
    return entry_report(named, place.code, adjacency=country.borders, task=task, seed=seed)


def _simulated(country: Country, place: Place, seed: int) -> CountrySimulation:
    from relode.country.simulator import country_simulation  # loads the engine: seconds that no other needs

    return country_simulation(country, place, seed)


def _planned(country: Country, place: Place, request: PlanRequest) -> CountryPlan:
    from relode.country.plan import country_plan  # loads the engine too

    return country_plan(country, place, request)


def _evaluation(country: Country, seed: int) -> tuple[CountryEffect, ...]:
    if not country.policies:
        raise RelodeError("country.no_policies")
    return country_policies(country, seed)


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

    counted: Annotated[str, Doc("which: employment, output_by_industry and so on")]
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
