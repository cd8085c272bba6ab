"""Users, need, surplus and shortage of each service of a place, year by year in the futures of its outlook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode import shipped_tables
from relode.arrays import Values
from relode.facts import rows
from relode.needs.capacity import (
    CENSUS,
    ENDS,
    NORM_SOURCE,
    ROUNDED,
    band_weights,
    everywhere,
    exact,
    newest,
    norm_value,
    norm_weights,
    sure_of,
    sure_since,
    surpluses,
    verdict_of,
    was_read,
    without_verdict,
)
from relode.needs.measures import measures_of
from relode.needs.needs_records import (
    Money,
    Needs,
    ServiceNeed,
    ServiceScore,
    Surplus,
    YearNeed,
)
from relode.needs.own_cells import OwnCells, check_own_pupils, own_capacity, own_users, with_births
from relode.needs.service import OWN, Service, in_system, services
from relode.outlook import AgeFutures, ages
from relode.panel.doubt import is_doubted
from relode.panel.number import Number
from relode.places import Place, place_of
from relode.places.school_ages import school_system
from relode.usual import HORIZON, SEED

TOLD = 2030
"""The year that verdicts are of."""
SCORES = "service_scores"
YUAN = 1e8
"""Yuan in the unit of budgets."""
ROUNDING = 1e-9
"""Parts of one number that sums of ages may differ by."""
A_CHILD = "yuan per person"
DOUBTFUL = "doubted"
"""Flag and verdict of a service whose counts, or those of a stage that it serves, other figures contradict."""
HALF_STEP = 5000.0
"""What a figure in ten thousands may be off by. [persons]"""
NO_FLAGS: tuple[str, ...] = ()
NO_CELLS = OwnCells()
FOLLOWS = "follows"
"""What a budget would be if spending for each child of a stage stays."""


def of(
    panel: xr.Dataset, place: Place | str, until: int = HORIZON, seed: int = SEED, cells: OwnCells = NO_CELLS
) -> Needs:
    """What the services of a place need and have. Raises RelodeError for an unknown place or year, NoVerdict for one
    without ages.

    `cells`: what only the city knows, `read_cells` of its workbook.

    Example:
        >>> found = rl.needs.of(panel, "hegang").service("teachers_secondary")
        >>> found.verdict, found.at(2030).sure > 1000
        ('surplus', True)
    """
    place = place_of(place)
    people = with_births(ages(panel, place, until, seed), cells)
    return reckoned(place, people, services(), cells, min(TOLD, until), panel)


def reckoned(
    place: Place,
    people: AgeFutures,
    known: Sequence[Service],
    cells: OwnCells,
    told: int,
    panel: xr.Dataset | None = None,
) -> Needs:
    """What `known` services need at a place with these people, verdicts of the year `told`.

    Without a panel all that is counted is in `cells`, norms are rates, and no past forecast of a service is scored.
    """
    served = {stage for service in known for stage in service.stages}
    counted = (*known, *(each for each in services() if each.key in served))
    counts = {each.key: counts_of(panel, place, each, cells) for each in counted}
    if panel is not None:
        system = school_system(place)
        known = tuple(in_system(service, system) for service in known)
    found = tuple(need_of(service, people, counts, told, cells, panel) for service in known)
    check_own_pupils(cells, found)
    tags = () if any(each.capacity is not None for each in found) else ("ages_alone",)
    used = [source for each in found if each.capacity is not None for source in each.capacity.sources]
    asked = dict.fromkeys(cell for service in known for cell in service.cells)
    measures = measures_of(found, known, told, cells)
    listed = {row["key"] for row in rows("sources")}  # a cost may rest on a publication, which is no source of tables
    used += [key for each in measures if each.cost is not None for key in each.cost.sources if key in listed]
    return Needs(
        place=place,
        year=told,
        services=found,
        money=_money(found, known),
        measures=measures,
        missing=tuple(cell for cell in asked if cell not in cells.filled),
        sources=tuple(dict.fromkeys((*people.sources, *([] if panel is None else [NORM_SOURCE]), *used))),
        tags=tags,
    )


@dataclass(frozen=True)
class Counts:
    """What is counted of a service at a place: what there is, and who uses it; None where no source counts it."""

    there: Number | None
    users: Number | None


def counts_of(panel: xr.Dataset | None, place: Place, service: Service, cells: OwnCells) -> Counts:
    """The counts of a service: the city's own cells, else the newest year that ships."""
    there = own_capacity(service, cells) or newest(panel, place, service.capacity)
    return Counts(there, own_users(service, cells) or newest(panel, place, service.counted or service.shown))


def need_of(
    service: Service,
    people: AgeFutures,
    counts: Mapping[str, Counts],
    told_in: int,
    cells: OwnCells = NO_CELLS,
    panel: xr.Dataset | None = None,
) -> ServiceNeed:
    """What a service needs and has, by ages, counts of it and of the stages that it serves, and own cells.

    `counts`: service -> what is counted. Of the panel only sums over all places are taken.
    """
    by_age = people.people.sum(axis=2)
    capacity, counted = counts[service.key].there, counts[service.key].users
    coverage, flags = None, NO_FLAGS
    if panel is not None and service.stages:
        parts = [_users(panel, people, _stage(service, stage), counts[stage].users) for stage in service.stages]
        weights: Values = np.sum([part for part, _, _ in parts], axis=0)
        flags = tuple(dict.fromkeys(flag for _, _, own in parts for flag in own))
    else:
        weights, coverage, flags = _users(panel, people, service, counted if service.counted else None)
    used = (capacity, counted if service.counted else None, *(counts[stage].users for stage in service.stages))
    if any(each is not None and is_doubted(each.flags) for each in used):
        flags = (*flags, DOUBTFUL)
    users = by_age @ weights
    if service.over:
        users = by_age @ band_weights(service.over) / users
    if service.in_use and capacity is None and counted is not None and counted.year in people.years:
        in_use = float(np.median(users[:, people.years.index(counted.year)]))
        capacity = replace(counted, quantity=service.key, value=in_use, flags=(*counted.flags, "in_use"))
    needs = _needs(panel, people, service, weights, users, capacity, cells)
    years = _years(people, service, weights, users, needs, capacity)
    score = None if panel is None else _scores().get(service.key)
    no_skill = score is not None and score.mae >= score.naive_mae
    if no_skill:
        flags = (*flags, "no_skill")
    if any(rate.row and not was_read(rate.row) for norm in service.norms for rate in norm.rates):
        flags = (*flags, "norm_not_read")
    if no_skill or DOUBTFUL in flags or service.kind in ("ratio", "money"):
        years = without_verdict(years)
    told = next(each for each in years if each.year == told_in)
    verdict = verdict_of(service.kind, told, None if capacity is None else capacity.value, no_skill)
    return ServiceNeed(
        service=service.key,
        name=service.name,
        unit=service.unit if service.kind != "money" else "persons",
        kind=service.kind,
        users_name=service.users,
        capacity=capacity,
        capacity_name=service.capacity_name,
        counter=service.counter,
        counted=counted,
        coverage=coverage,
        years=years,
        norms={norm.id: norm.name for norm in service.norms},
        verdict=DOUBTFUL if DOUBTFUL in flags and verdict != "no_capacity" else verdict,
        first_sure_year=sure_since(years),
        peak=people.years[int(np.argmax(np.median(users, axis=0)))],
        score=score,
        flags=flags,
        note=service.note,
    )


def _stage(service: Service, stage: str) -> Service:
    """A stage of school whose pupils a service serves, at the ages that the service has for it."""
    found = next(each for each in services() if each.key == stage)
    return replace(found, ages=(service.ages[service.stages.index(stage)],))


def _users(
    panel: xr.Dataset | None, people: AgeFutures, service: Service, counted: Number | None
) -> tuple[Values, Number | None, tuple[str, ...]]:
    """Users for each person by age, the share that they rest on, and flags."""
    if service.kind == "money":
        return (band_weights(service.ages) > 0).astype(np.float64), None, ()
    national = band_weights(service.ages)
    if panel is None or not service.counted:
        return national, None, ()
    plain = band_weights(service.ages, coverage=False)
    if counted is not None and exact(counted) and counted.year in people.years:
        here = float(np.median(people.people[:, people.years.index(counted.year)].sum(axis=1) @ plain))
        share = counted.value / here
        return plain * share, Number("coverage", share, "ratio", counted.year, None, counted.sources, ()), ()
    row = service.ages[0].row
    if row:
        share, low, high = norm_value(row)
        interval = None if low is None or high is None else (low, high)
        sources: tuple[str, ...] = (NORM_SOURCE,)
    else:
        nation = everywhere(panel, service.counted, plain)
        share, interval = nation.capacity / nation.users, None
        sources = ("city_yearbooks_services", *people.sources)
    flags = NO_FLAGS
    if counted is not None and ROUNDED in counted.flags and counted.year in people.years:
        here = float(np.median(people.people[:, people.years.index(counted.year)].sum(axis=1) @ plain))
        least, most = (counted.value - HALF_STEP) / here, (counted.value + HALF_STEP) / here
        flags = (ROUNDED,)
        share = min(max(share, least), most)
    return plain * share, Number("coverage", share, "ratio", CENSUS, interval, sources, ("national",)), flags


def _needs(
    panel: xr.Dataset | None,
    people: AgeFutures,
    service: Service,
    weights: Values,
    users: NDArray[np.float64],
    capacity: Number | None,
    cells: OwnCells,
) -> Mapping[str, NDArray[np.float64]]:
    """Norm -> need, (future, year)."""
    by_age = people.people.sum(axis=2)
    result: dict[str, NDArray[np.float64]] = {}
    if service.kind == "money" and capacity is not None and capacity.year in people.years:
        weighted = by_age @ band_weights(service.ages)
        result[FOLLOWS] = capacity.value * weighted / weighted[:, [people.years.index(capacity.year)]]
    for norm in service.norms:
        if norm.id == OWN:
            if capacity is not None and capacity.year in people.years:
                today = users[:, [people.years.index(capacity.year)]]
                count = cells.there.get(service.key)
                used = capacity.value if count is None or count.in_use is None else count.in_use
                result[norm.id] = used * users / today
        elif norm.rates or capacity is not None:
            rate = norm_weights(service, norm, weights, panel)
            assert rate is not None  # only "own" has none
            result[norm.id] = by_age @ rate
    return result


def _years(
    people: AgeFutures,
    service: Service,
    weights: Values,
    users: NDArray[np.float64],
    needs: Mapping[str, NDArray[np.float64]],
    capacity: Number | None,
) -> tuple[YearNeed, ...]:
    """Users, needs and what is sure in each year; those born by the census are a share of those expected."""
    expected = people.expected.sum(axis=1) * weights
    born = [float(row[year - people.counted_in :].sum() / row.sum())
            for year, row in zip(people.years, expected, strict=True)]  # fmt: skip
    of_users = _numbers("users", users, "ratio" if service.kind == "ratio" else "persons", people)
    of_needs = {name: _numbers(f"need_{name}", need, service.unit, people) for name, need in needs.items()}
    by_norm: dict[str, tuple[Surplus, ...]] = {}
    if capacity is not None and service.kind != "money":
        by_norm = {name: surpluses(capacity.value, need) for name, need in needs.items()}
    years = []
    for at, year in enumerate(people.years):
        need = {name: each[at] for name, each in of_needs.items()}
        surplus = {name: each[at] for name, each in by_norm.items()}
        sure = 0.0 if capacity is None else sure_of(capacity.value, tuple(surplus.values()))
        years.append(YearNeed(year, of_users[at], need, surplus, sure, born[at]))
    return tuple(years)


def _numbers(name: str, values: NDArray[np.float64], unit: str, people: AgeFutures) -> list[Number]:
    """Median and 90 % interval of (future, year) in each year; people who were counted have no interval."""
    ends = np.quantile(values, (ENDS[0], 0.5, ENDS[1]), axis=0).T.tolist()
    return [
        Number(name, middle, unit, year, (low, high) if high - low > ROUNDING * abs(middle) else None,
               people.sources, ("computed",))
        for year, (low, middle, high) in zip(people.years, ends, strict=True)
    ]  # fmt: skip


def _money(found: Sequence[ServiceNeed], known: Sequence[Service]) -> tuple[Money, ...]:
    """The budget of services of the kind "money", from following its users to staying."""
    result: list[Money] = []
    for need, service in zip(found, known, strict=True):
        if service.kind == "money" and need.capacity is not None:
            budget = need.capacity
            for each in need.years:
                if each.year > budget.year and FOLLOWS in each.need:
                    low, high = each.users.interval_90 or (each.users.value, each.users.value)
                    ends = (YUAN * budget.value / high, YUAN * budget.value / low)
                    a_child = YUAN * budget.value / each.users.value
                    stays = Number("stays", budget.value, budget.unit, each.year, None, budget.sources, ())
                    per_user = Number("per_user", a_child, A_CHILD, each.year, ends, budget.sources, ())
                    result.append(Money(each.year, each.need[FOLLOWS], stays, per_user))
    return tuple(result)


def _scores() -> Mapping[str, ServiceScore]:
    return {
        row["service"]: ServiceScore(
            row["target"], int(row["horizon"]), float(row["mae"]), float(row["naive_mae"]), int(row["n"])
        )
        for row in shipped_tables.optional_rows("relode.needs", SCORES)
        if row["group"] == "all" and row["told"] == "1"
    }
