"""Where a place of the user's own country stands: figures beside all places and peers, structure, what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from relode.arrays import Grid, Values
from relode.country.accounts import CountryQuantity, shipped_quantities
from relode.country.facts import Country, accounts, by_section, over_places, ratios
from relode.diagnosis.profiles.peers import Peer, nearest_alike
from relode.diagnosis.statistics.place_standing import MINING_PLACE
from relode.errors import RelodeError
from relode.language import Bilingual
from relode.measures import entropy
from relode.measures.one_place import PlaceMeasures, measures_of_known
from relode.panel.number import assumed
from relode.places import Place
from relode.record import Doc, Record


@dataclass(frozen=True)
class CountryFigure(Record):
    """One quantity of a place in its newest year, beside all places with a figure of that year."""

    quantity: Annotated[str, Doc("name of the quantity")]
    label: Annotated[Bilingual, Doc("its label")]
    year: Annotated[int, Doc("newest year with a figure of the place", "year")]
    value: Annotated[float, Doc("the value, in the unit of the user's table times its scale")]
    rank: Annotated[int, Doc("rank from the highest, 1 the highest", "count")]
    places: Annotated[int, Doc("places with a figure of that year", "count")]
    median: Annotated[float, Doc("median of all places with a figure of that year, in the unit of the value")]
    peers_median: Annotated[float | None, Doc("median of the peers, null where fewer than half have a figure")]
    first_year: Annotated[int | None, Doc("first year of the change, null where there is one figure only", "year")]
    change: Annotated[float | None, Doc("mean yearly change since then, in logarithms or, of rates, in its own unit")]
    change_median: Annotated[float | None, Doc("the median of the same over all places with both figures")]
    relative: Annotated[bool, Doc("whether the change is in logarithms; else it is in the quantity's own unit")]
    derived: Annotated[bool, Doc("whether it is a ratio of two quantities of the table")]


@dataclass(frozen=True)
class SectionStanding(Record):
    """A section of the economy in a place."""

    section: Annotated[str, Doc("name of the section in the vocabulary")]
    share: Annotated[float, Doc("of all counts of the place that have a section", "share")]
    location_quotient: Annotated[float, Doc("that share over the share in all places", "1")]
    share_before: Annotated[float | None, Doc("the share in the first year of the table, null if that is the last")]


@dataclass(frozen=True)
class CountryStanding(Record):
    """Where a place stands."""

    figures: Annotated[tuple[CountryFigure, ...], Doc("what the accounts tell", shape="quantity")]
    counted: Annotated[str | None, Doc("table that the structure is of")]
    measures: Annotated[PlaceMeasures | None, Doc("measures of its industries, null without counts")]
    no_measures: Annotated[Bilingual | None, Doc("why there are none")]
    sections: Annotated[tuple[SectionStanding, ...], Doc("sections of the economy, largest first", shape="section")]
    covered_share: Annotated[float | None, Doc("counts with a section in all counts of the place", "share")]
    mining_share: Annotated[
        float | None, Doc("mining in all counts with a section, null where no industry is mining", "share")
    ]
    depends_on_mining: Annotated[bool | None, Doc("whether that share is at least a tenth")]
    employment_entropy: Annotated[float | None, Doc("spread over the sections", "nats")]
    peers: Annotated[tuple[Peer, ...], Doc("nearest peers, nearest first", shape="place")]
    missing: Annotated[tuple[str, ...], Doc("quantities with a name of their own that are not given")]


def country_standing(country: Country, place: Place) -> CountryStanding:
    """Figures, structure, peers of a place of the country."""
    row = country.row(place)
    peers = _peers(country, place)
    at = [country.row(each.place) for each in peers]
    figures = [_figure(*series, row, at, derived=False) for series in accounts(country)]
    figures += [_figure(*series, row, at, derived=True) for series in ratios(country)]
    measured, reason = _measures(country, place)
    sections = _sections(country, place)
    has_mining = sections and "mining" in country.sections.values()
    mining = next((each.share for each in sections if each.section == "mining"), 0.0) if has_mining else None
    spread = float(entropy(np.array([each.share for each in sections]))) if sections else None
    return CountryStanding(
        figures=tuple(figure for figure in figures if figure is not None),
        counted=country.counted,
        measures=measured,
        no_measures=reason,
        sections=sections,
        covered_share=_covered(country, place) if sections else None,
        mining_share=mining,
        depends_on_mining=None if mining is None else mining >= MINING_PLACE,
        employment_entropy=spread,
        peers=peers,
        missing=tuple(name for name in shipped_quantities() if name not in country.values),
    )


def _figure(
    meant: CountryQuantity, years: Sequence[int], grid: Grid, row: int, peers: list[int], *, derived: bool
) -> CountryFigure | None:
    known = np.flatnonzero(np.isfinite(grid[row]))
    if not len(known):
        return None
    moved, first, last = meant.levels(grid), int(known[0]), int(known[-1])
    column = grid[:, last]
    column = column[np.isfinite(column)]
    change = (moved[:, last] - moved[:, first]) / (last - first) if last > first else np.full(len(grid), np.nan)
    changed = change[np.isfinite(change)]
    own = change[row] if np.isfinite(change[row]) else None
    beside = grid[peers, last] if peers else np.array([])
    beside = beside[np.isfinite(beside)]
    return CountryFigure(
        quantity=meant.name,
        label=meant.label,
        year=years[last],
        value=float(grid[row, last]),
        rank=1 + int((column > grid[row, last]).sum()),
        places=len(column),
        median=float(np.median(column)),
        peers_median=float(np.median(beside)) if peers and len(beside) * 2 >= len(peers) else None,
        first_year=None if own is None else years[first],
        change=None if own is None else float(own),
        change_median=None if own is None else float(np.median(changed)),
        relative=meant.logarithm,
        derived=derived,
    )


def _measures(country: Country, place: Place) -> tuple[PlaceMeasures | None, Bilingual | None]:
    table = country.structure
    if table is None:
        return None, None
    try:
        return measures_of_known(table, place.code), None
    except RelodeError as error:
        return None, Bilingual(en=error.say("en"), zh=error.say("zh"))


def _sections(country: Country, place: Place) -> tuple[SectionStanding, ...]:
    if country.counted is None:
        return ()
    counts, row = by_section(country, country.counted), country.row(place)
    before, last = (counts.to_numpy()[at] for at in (0, -1))
    if not last[row].sum() > 0:
        return ()
    share, everywhere = last[row] / last[row].sum(), np.nansum(last, axis=0) / np.nansum(last)
    was = before[row] / before[row].sum() if counts.sizes["year"] > 1 and before[row].sum() > 0 else None
    standings = [
        SectionStanding(name, float(share[i]), float(share[i] / everywhere[i]), None if was is None else float(was[i]))
        for i, name in enumerate(counts["section"].to_numpy().tolist())
        if everywhere[i] > 0
    ]
    return tuple(sorted(standings, key=lambda each: -each.share))


def _covered(country: Country, place: Place) -> float:
    """Share of the place's counts in the last year whose industry has a section, 0 to 1. [1]"""
    assert country.counted is not None
    tables = (of(country, country.counted) for of in (by_section, over_places))
    known, whole = (float(table.isel(year=-1).sel(place=place.code).sum()) for table in tables)
    return known / whole


def _peers(country: Country, place: Place) -> tuple[Peer, ...]:
    """The nearest places by structure, people and output per person, each as far as it is given."""
    row = country.row(place)
    people, output = (_newest(country, name, row) for name in ("population", "gdp_nominal"))
    everywhere = np.ones(len(country.places), dtype=np.bool_)
    ranked = nearest_alike(row, _structure(country), people, output, everywhere)
    most = min(int(assumed("peer_count")), len(ranked) // 2)
    return tuple(Peer(country.places[i], distance) for i, distance in ranked[:most])


def _structure(country: Country) -> Grid | None:
    """Counts of the last year over all places of the country, by section where a concordance is complete."""
    if country.counted is None:
        return None
    whole = len(country.sections) == country.counts[country.counted].sizes["industry"]
    table = (by_section if whole else over_places)(country, country.counted)
    return np.asarray(np.nan_to_num(table.to_numpy()[-1]))


def _newest(country: Country, name: str, row: int) -> Values | None:
    """A quantity in the newest year in which the place has it, (place,); None if it never has."""
    grid = country.values.get(name)
    known = np.array([]) if grid is None else np.flatnonzero(grid[row] > 0)
    return None if grid is None or not len(known) else grid[:, known[-1]]
