"""The diagnosis in depth of one place: every part that its figures allow, and why the others are not there."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

import pandas as pd
import xarray as xr
from pydantic import Field, computed_field

from relode.diagnosis.life_cycle.own_type import OwnType, own_type
from relode.diagnosis.life_cycle.own_type_features import WINDOWS
from relode.diagnosis.life_cycle.own_type_moved import Moved, moved_of
from relode.diagnosis.profiles.paths import Path, paths
from relode.diagnosis.profiles.peers import Judgement, judgements
from relode.diagnosis.profiles.place_profile import Missing, Profile, profile
from relode.diagnosis.profiles.working_mines import WorkingMines, working_mines
from relode.diagnosis.statistics import resilience as blows
from relode.diagnosis.statistics.ages import BANDS, Ages, ages
from relode.diagnosis.statistics.decomposition import Decomposition, county_decomposition, decomposition
from relode.diagnosis.statistics.emissions import Decoupling, decouplings
from relode.diagnosis.statistics.employment_variety import GrowthBySector, Variety, growth_by_sector, variety
from relode.diagnosis.statistics.place_standing import LeftOfBust, Quotient, Rank, left_of_bust, quotients_of, rank_of
from relode.diagnosis.statistics.resilience import Response, resilience
from relode.diagnosis.statistics.space import (
    LargeCity,
    Neighbours,
    Surroundings,
    nearest_large_city,
    neighbours,
    surroundings,
)
from relode.diagnosis.statistics.whole_panel import whole_panel
from relode.panel import has
from relode.panel.census_measures import CENSUS_YEARS
from relode.panel.number import Number, has_ratios, number
from relode.places import Place
from relode.record import Doc, Hidden, Inline, Record

UNKNOWN = ("births_and_deaths", "construction_cost", "vacancy", "transfers", "vehicle_debt", "unemployment")
"""What no shipped source holds for any city."""


@dataclass(frozen=True)
class Gap(Record):
    """A part of the diagnosis, or an `item` of it, that cannot be told, and the key of the reason."""

    part: Annotated[str, Doc("part of the diagnosis")]
    item: Annotated[str, Doc("item of the part"), Hidden]
    reason: Annotated[str, Doc("key of the reason")]

    @computed_field
    @property
    def quantity(self) -> str:
        """The item, or the part where the whole of it is missing."""
        return self.item or self.part


@dataclass(frozen=True, repr=False)
class InDepth(Record):
    """All parts for one place; `spillover` is the row of the whole panel for each outcome."""

    place: Annotated[Place, Doc("the place"), Hidden]
    profile: Annotated[Profile, Doc("figures of the place"), Inline]
    own_type_now: Annotated[OwnType, Doc("type by figures of 2020-2023"), Field(serialization_alias="own_type_2023")]
    moved: Annotated[
        Moved | None, Doc("how far it moved from its label"), Field(serialization_alias="moved_from_label")
    ]
    mines: Annotated[WorkingMines, Doc("coal mines that work here")]
    responses: Annotated[tuple[Response, ...], Doc("blows"), Field(serialization_alias="resilience")]
    left_of_bust: Annotated[tuple[LeftOfBust, ...], Doc("what is typically left of the bust", shape="outcome x year")]
    decomposition: Annotated[Decomposition, Doc("what the change of jobs is made of")]
    growth_by_sector: Annotated[tuple[GrowthBySector, ...], Doc("growth of output by sector", shape="span")]
    variety: Annotated[tuple[Variety, ...], Doc("variety of jobs", shape="census")]
    quotients: Annotated[
        tuple[Quotient, ...], Doc("location quotients"), Field(serialization_alias="location_quotients")
    ]
    ages: Annotated[Ages, Doc("people by age")]
    migrants: Annotated[
        Mapping[str, float],
        Doc("share of residents by where they are registered", "share", shape="origin"),
        Field(serialization_alias="migrants_by_origin"),
    ]
    empty_homes: Annotated[
        Number | None, Doc("part of the homes that stands empty, null where the user has not given it")
    ]
    paths: Annotated[tuple[Path, ...], Doc("quantities between two years beside the peers", shape="path")]
    decouplings: Annotated[tuple[Decoupling, ...], Doc("CO2 against output"), Field(serialization_alias="decoupling")]
    surroundings: Annotated[tuple[Surroundings, ...], Doc("beside its neighbours", shape="outcome")]
    neighbours: Annotated[tuple[Neighbours, ...], Doc("what the nearest prefectures went through", shape="outcome")]
    spillover: Annotated[
        Mapping[str, Mapping[str, float]],
        Doc("rows of the whole panel on neighbours", shape="outcome"),
    ]
    large_city: Annotated[LargeCity | None, Doc("nearest large city")]
    rank: Annotated[Rank, Doc("composite index"), Field(serialization_alias="composite")]
    judgements: Annotated[
        tuple[Judgement, ...],
        Doc("whether a judgement holds for every kind of peers", shape="outcome"),
    ]
    missing: Annotated[tuple[Gap, ...], Doc("parts that cannot be told"), Hidden]
    sources: Annotated[Mapping[str, tuple[str, ...]], Doc("keys by part"), Hidden]

    def __repr__(self) -> str:
        return f"InDepth of {self.place.name_en} ({self.place.code}): {len(self.gaps)} missing"

    @computed_field(alias="missing")
    @property
    def gaps(self) -> tuple[Missing | Gap, ...]:
        """Shown quantities and parts of the diagnosis that cannot be told, with the key of each reason."""
        return (*self.profile.missing, *self.missing)


def in_depth(panel: xr.Dataset, of: Profile | Place | str) -> InDepth:
    """Every part of the diagnosis of a place, of its profile or its name. Nothing is filled in: see `missing`.

    Example:
        >>> found = rl.diagnosis.in_depth(panel, "hegang")
        >>> found.own_type_now.verdict, found.own_type_now.most_probable
        ('cannot tell', 'mature')
    """
    result = of if isinstance(of, Profile) else profile(panel, of)
    place = result.place
    around = surroundings(whole_panel(panel, "local"), place)
    parts = InDepth(
        place=place,
        profile=result,
        own_type_now=own_type(panel, place, WINDOWS[-1]),
        moved=moved_of(panel, place),
        mines=(mines := working_mines(panel, place)),
        responses=resilience(panel, place),
        left_of_bust=left_of_bust(whole_panel(panel, "persistence"), place, result.at("mining_employment_share", 2010)),
        decomposition=jobs_by_section(panel, place),
        growth_by_sector=growth_by_sector(panel, place),
        variety=variety(panel, place),
        quotients=quotients_of(whole_panel(panel, "quotients"), place),
        ages=ages(panel, place),
        migrants=migrants_by_origin(panel, place),
        empty_homes=_typed(panel, place, "housing_vacancy"),
        paths=paths(panel, place, [peer.place for peer in result.peers]),
        decouplings=decouplings(panel, place),
        surroundings=around,
        neighbours=neighbours(panel, around),
        spillover=_by_outcome(whole_panel(panel, "spillover")),
        large_city=nearest_large_city(panel, place),
        rank=rank_of(whole_panel(panel, "composite"), place),
        judgements=judgements(panel, place),
        missing=(),
        sources={**_all_sources(panel, place), "mines": mines.sources},
    )
    return InDepth(**{**vars(parts), "missing": tuple(_gaps(parts))})


def migrants_by_origin(panel: xr.Dataset, place: Place) -> dict[str, float]:
    """Residents of 2020 registered elsewhere, by where, as shares of all residents; empty if one is missing."""
    names = ("migrants_same_county", "migrants_same_province", "migrants_other_province")
    cells = [number(panel, place.code, name, CENSUS_YEARS[-1]) for name in (*names, "population")]
    known = [cell.value for cell in cells if cell is not None]
    return dict(zip(names, (n / known[-1] for n in known[:-1]), strict=True)) if len(known) == len(cells) else {}


def jobs_by_section(panel: xr.Dataset, place: Place) -> Decomposition:
    """The decomposition of a place in the table that holds it: units of the partition, or counties."""
    if not all(has(panel, place.code, "employment_all_sections", year) for year in CENSUS_YEARS):
        return Decomposition(place, (), "no_two_censuses")
    if not has_ratios(CENSUS_YEARS):
        return Decomposition(place, (), "no_long_form_ratio")
    return decomposition(panel, place) if place.in_partition else county_decomposition(place)


def _gaps(depth: InDepth) -> Iterator[Gap]:
    if depth.mines.why:
        yield Gap("mines", "", depth.mines.why)
    untold = [r for r in depth.responses if r.change is None]
    if len(untold) == len(depth.responses):
        yield Gap("resilience", "", untold[0].why)
    else:
        for outcome in dict.fromkeys(r.outcome for r in untold):
            if all(r.change is None for r in depth.responses if r.outcome == outcome):
                yield Gap("resilience", outcome, next(r.why for r in untold if r.outcome == outcome))
    if not depth.left_of_bust:
        why = "no_exposure" if depth.place.level == "prefecture" else "not_a_prefecture"
        yield Gap("left_of_bust", "", why)
    if not depth.decomposition.sections:
        yield Gap("decomposition", "", depth.decomposition.why)
    if not depth.growth_by_sector:
        yield Gap("growth_by_sector", "", _level_or(depth.place, "no_figures"))
    if not depth.variety:
        yield Gap("variety", "", "no_two_censuses" if has_ratios(CENSUS_YEARS) else "no_long_form_ratio")
    if not depth.quotients:
        yield Gap("location_quotients", "", "no_census_jobs" if depth.place.in_partition else "not_in_partition")
    if depth.ages.why:
        yield Gap("ages", "", depth.ages.why)
    yield from _path_gaps(depth)
    if all(each.why for each in depth.decouplings):
        yield Gap("decoupling", "", depth.decouplings[0].why)
    untold_around = [each for each in depth.surroundings if each.why]
    if len(untold_around) == len(depth.surroundings):
        yield Gap("surroundings", "", untold_around[0].why)
    else:
        yield from (Gap("surroundings", each.outcome, each.why) for each in untold_around)
    if depth.large_city is None:
        yield Gap("large_city", "", "no_point")
    if depth.rank.why:
        yield Gap("composite", "", depth.rank.why)
    if all(each.verdict == "cannot tell" for each in depth.judgements):
        yield Gap("judgements", "", _level_or(depth.place, "no_figures"))
    known = {"vacancy"} if depth.empty_homes is not None else set()
    yield from (Gap(name, "", "no_source") for name in UNKNOWN if name not in known)


def _typed(panel: xr.Dataset, place: Place, quantity: str) -> Number | None:
    """The newest figure of a quantity that no source has: the user's own, or None."""
    own = [one["year"] for one in panel.attrs["overrides"] if (one["quantity"], one["place"]) == (quantity, place.code)]
    return number(panel, place, quantity, max(own)) if own else None


def _path_gaps(depth: InDepth) -> Iterator[Gap]:
    """Quantities without any path that can be told; the part itself if there is none."""
    if all(path.why == "no_figures" for path in depth.paths):
        yield Gap("paths", "", _level_or(depth.place, "no_figures"))
        return
    for quantity in dict.fromkeys(path.item.quantity for path in depth.paths):
        if all(path.why == "no_figures" for path in depth.paths if path.item.quantity == quantity):
            yield Gap("paths", quantity, _level_or(depth.place, "no_figures"))


def _level_or(place: Place, why: str) -> str:
    return "county_level" if place.level != "prefecture" else why


def _by_outcome(table: pd.DataFrame) -> dict[str, dict[str, float]]:
    rows = table.to_dict("records")
    return {str(row["outcome"]): {str(k): float(v) for k, v in row.items() if k != "outcome"} for row in rows}


def _all_sources(panel: xr.Dataset, place: Place) -> dict[str, tuple[str, ...]]:
    """Part of a report -> keys of the sources of the place's own figures in it."""
    census = dict.fromkeys(("population", "employment_all_sections"), CENSUS_YEARS)
    phases = {name: [y for p in spans for y in (p.start, p.end)] for name, spans in blows.OUTCOMES.items()}
    wanted: dict[str, Mapping[str, Iterable[int]]] = {
        "type": {"mining_employment_share": CENSUS_YEARS, "gdp_first_published": [2013, 2023]},
        "resilience": {**phases, "mining_employment_share": [2010]},
        "jobs": {**census, "value_added_secondary_first_published": [2010, 2018, 2023]},
        "people": {**dict.fromkeys(BANDS, CENSUS_YEARS), "migrants": CENSUS_YEARS},
        "housing": {"house_price": [2016, 2019, 2024], "housing_area_per_person": CENSUS_YEARS},
        "money": {
            "loans": [2012, 2023],
            "budget_revenue": [2003, 2013, 2014, 2023],
            "budget_expenditure": [2003, 2013, 2014, 2023],
            "government_debt": [2020, 2023],
        },
        "emissions": {"co2_emissions": [2012], "gdp_real_index": [2012]},
        "space": {"population": CENSUS_YEARS, "gdp_real_index": [2019], "house_price": [2023]},
        "composite": {"population": CENSUS_YEARS, "gdp_first_published": [2020], "gdp_real_index": [2019]},
        "peers": {"population": CENSUS_YEARS, "gdp_real_index": [2019], "house_price": [2023]},
    }
    return {part: _sources(panel, place, names) for part, names in wanted.items()}


def _sources(panel: xr.Dataset, place: Place, names: Mapping[str, Iterable[int]]) -> tuple[str, ...]:
    cells = [number(panel, place.code, name, year) for name, years in names.items() for year in years]
    return tuple(dict.fromkeys(key for cell in cells if cell is not None for key in cell.sources))
