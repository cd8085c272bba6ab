"""A year later: what a run said beside what came, what is surprising in it, and which decisions change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Any

import numpy as np
import xarray as xr

from relode.decisions.records import Decision, Text
from relode.decisions.request import CityRun, PlanRequest
from relode.errors import NoVerdict
from relode.needs import Needs
from relode.needs import of as needs_of
from relode.outlook.one_future.bands import NORMAL
from relode.outlook.one_future.observed_series import DEFLATED, QUANTITIES, YEARS, consumer_prices
from relode.outlook.one_future.statement import predictive
from relode.panel import load
from relode.panel.overrides import Override
from relode.places import Place, find
from relode.plan.making.plan_records import PlanRecord
from relode.plan.making.planning import planning
from relode.record import Doc, Record
from relode.trials.due import Done, DueDecision, due_in

POINTS = ("p05", "p25", "median", "p75", "p95")
"""Points of a band as the outlook names them, in order."""


@dataclass(frozen=True)
class WatchedFigure(Record):
    """A figure that came, beside the band of the run."""

    quantity: Annotated[str, Doc("name of the quantity")]
    unit: Annotated[str, Doc("unit")]
    price_base: Annotated[int | None, Doc("year of its prices, null where it has none", "year")]
    year: Annotated[int, Doc("year", "year")]
    ahead: Annotated[int, Doc("years since the newest figure of the run", "years")]
    value: Annotated[float, Doc("what came, at the prices of the run", "unit")]
    median: Annotated[float, Doc("what the run said", "unit")]
    band: Annotated[tuple[float, float], Doc("its 90 % interval", "unit", "low, high")]
    held: Annotated[bool, Doc("whether it lies in it")]
    surprise: Annotated[float, Doc("chance of a figure as far out or farther, by the run", "share")]


@dataclass(frozen=True)
class ChangedDecision(Record):
    """A decision that is another one now."""

    before: Annotated[Decision | None, Doc("what the run said, null where it said nothing")]
    now: Annotated[Decision | None, Doc("what is said with the new figures, null where nothing is")]


@dataclass(frozen=True)
class ChangedNeed(Record):
    """A need that is told otherwise now."""

    service: Annotated[str, Doc("its key")]
    name: Annotated[Text, Doc("its name")]
    year: Annotated[int, Doc("the year that verdicts are of", "year")]
    before: Annotated[str, Doc("surplus, shortage, norms_disagree, not_sure, no_skill or no_capacity")]
    now: Annotated[str, Doc("the same with the new figures")]
    sure_before: Annotated[float, Doc("sure surplus (positive) or shortage", "unit of its capacity")]
    sure_now: Annotated[float, Doc("the same with the new figures", "unit of its capacity")]


@dataclass(frozen=True)
class Monitored(Record):
    """A run held against what came."""

    run: Annotated[str, Doc("folder of the run")]
    place: Annotated[str, Doc("code of the place")]
    made: Annotated[str, Doc("when the run was made (ISO 8601)")]
    year: Annotated[int, Doc("last year of the new figures", "year")]
    due_year: Annotated[int, Doc("year that what is due is of: that of the figures, or the plan's first", "year")]
    horizon: Annotated[int, Doc("last year of the plan", "year")]
    given: Annotated[tuple[Mapping[str, Any], ...], Doc("the new figures as they were given", shape="figure")]
    figures: Annotated[tuple[WatchedFigure, ...], Doc("figures with a band in the run", shape="figure")]
    without_band: Annotated[tuple[str, ...], Doc("new figures that the run has no band for", shape="quantity and year")]
    without_prices: Annotated[
        tuple[str, ...], Doc("new figures whose year has no consumer price index yet", shape="quantity and year")
    ]
    needs: Annotated[tuple[ChangedNeed, ...], Doc("needs that are told otherwise", shape="need")]
    changed: Annotated[tuple[ChangedDecision, ...], Doc("decisions that change", shape="decision")]
    kept: Annotated[int, Doc("decisions that stay", "count")]
    due: Annotated[tuple[DueDecision, ...], Doc("what was to be done and paid", shape="decision")]


def monitored(
    run: str, settings: CityRun, made: str, said: Mapping[str, Any], before: PlanRecord | None,
    figures: Sequence[Override], done: Mapping[str, Done],
) -> Monitored:  # fmt: skip
    """A run with its settings against new figures. `said`: the outlook as the run wrote it; `done`: name of a decision
    -> what was done and paid.

    Needs and decisions are made anew with all figures, by the same settings and seed. Raises RelodeError as
    its parts do.
    """
    place, asked = find(settings.place), settings.plan
    new = [each for each in figures if each.place == place.code]
    panel = load(together(settings.overrides, new))
    watched = watched_figures(said, panel, place, {each.year for each in new})
    told = {each.quantity for each in watched}
    silent = [each for each in new if each.quantity not in told and not _feeds(each.quantity, told)]
    waiting = [each for each in silent if each.quantity in MONEY and not known_prices(each.year)]
    now = planning(panel, place, asked)
    year = max(each.year for each in new)
    changed, kept = changes(decisions_of(before), decisions_of(now))
    needs = changed_needs(load(settings.overrides), panel, place, asked)
    return Monitored(
        run=run,
        place=place.code,
        made=made,
        year=year,
        due_year=due_year(before, year),
        horizon=0 if before is None else before.horizon,
        given=tuple(asdict(each) for each in new),
        figures=tuple(watched),
        without_band=tuple(f"{each.quantity} {each.year}" for each in silent if each not in waiting),
        without_prices=tuple(f"{each.quantity} {each.year}" for each in waiting),
        needs=needs,
        changed=changed,
        kept=kept,
        due=due_in(decisions_of(before), due_year(before, year), done),
    )


def due_year(before: PlanRecord | None, year: int) -> int:
    """The year that what was to be done and paid is told for."""
    return year if before is None else max(year, before.start)


def together(then: Sequence[Override], new: Sequence[Override]) -> list[Override]:
    """Figures of both, the new ones where both have one."""
    keys = {(each.quantity, each.place, each.year) for each in new}
    return [*(each for each in then if (each.quantity, each.place, each.year) not in keys), *new]


def decisions_of(record: PlanRecord | None) -> tuple[Decision, ...]:
    """What a run decided; nothing where no plan was asked for."""
    return () if record is None else record.decisions.decisions


PARTS: Mapping[str, tuple[str, ...]] = {
    "gdp_real": ("gdp_growth_index", "gdp_deflator"),
    "debt": ("debt_general", "debt_special"),
}
"""Quantity of the outlook -> figures from which the panel makes those that it rests on."""
MONEY = frozenset(figure for name in DEFLATED for figure in QUANTITIES[name])
"""Figures that are held against bands at constant prices."""


def known_prices(year: int) -> bool:
    """Whether the consumer price index of a year is among the facts."""
    return bool(np.isfinite(consumer_prices()[YEARS.index(year)])) if year in YEARS else False


def _feeds(quantity: str, told: Iterable[str]) -> bool:
    return any(quantity in (*QUANTITIES[name], *PARTS.get(name, ())) for name in told)


def watched_figures(
    said: Mapping[str, Any], panel: xr.Dataset, place: Place, years: Iterable[int] | None = None
) -> list[WatchedFigure]:
    """Figures of `years`, or of all that came since, beside the bands of the outlook `said`.

    What came is compared by how it moved since the newest figure of the run: that is free of the base of its prices.
    """
    result = []
    try:
        now = predictive(panel, place).quantities
    except NoVerdict:
        return []
    for name, band in said["quantities"].items():
        facts = now[name].facts if name in now else {}
        for year in sorted(set(facts) & set(said["years"]) & (set(facts) if years is None else set(years))):
            ends = [band[point][said["years"].index(year)] for point in POINTS]
            if band["origin"] not in facts or year <= band["origin"] or None in ends:
                continue
            value = band["opening"] * facts[year] / facts[band["origin"]]
            result.append(WatchedFigure(
                name, band["unit"], band["price_base"], year, year - band["origin"], value, ends[2], (ends[0], ends[4]),
                ends[0] <= value <= ends[4], surprise(value, ends),
            ))  # fmt: skip
    return result


def surprise(value: float, ends: Sequence[float]) -> float:
    """Chance of a figure as far from the median or farther, by the 5, 25, 50, 75 and 95 % points of a band. [0-1]

    Equation: the inverse of `bands.reach`, and both tails of the normal.
    Limits: the median: 1. The ends of the 90 % interval: .1.
    """
    from scipy.special import ndtr

    if value <= 0:
        return 0.0
    away = np.log(value / ends[2])
    half_50, half_90 = (abs(np.log(ends[at] / ends[2])) for at in ((3, 4) if away >= 0 else (1, 0)))
    inner, outer = NORMAL
    with np.errstate(divide="ignore", invalid="ignore"):
        if abs(away) <= half_50:
            return float(2 * ndtr(-abs(away) / half_50 * inner))
        return float(2 * ndtr(-(inner + (abs(away) - half_50) / (half_90 - half_50) * (outer - inner))))


def changes(before: Sequence[Decision], now: Sequence[Decision]) -> tuple[tuple[ChangedDecision, ...], int]:
    """Decisions with another recommendation, those that came and those that went; and how many stay."""
    old, new = ({each.id: each for each in some} for some in (before, now))
    pairs = [ChangedDecision(old.get(key), new.get(key)) for key in dict.fromkeys([*old, *new])]
    moved = [
        each for each in pairs
        if each.before is None or each.now is None or each.before.recommendation != each.now.recommendation
    ]  # fmt: skip
    return tuple(moved), len(pairs) - len(moved)


def changed_needs(then: xr.Dataset, now: xr.Dataset, place: Place, request: PlanRequest) -> tuple[ChangedNeed, ...]:
    """Needs with another verdict, or whose sure surplus or shortage moved by more than MOVED.

    `then` and `now` are panels, (quantity, place, year).
    """
    before, after = (_needs(panel, place, request) for panel in (then, now))
    if before is None or after is None:
        return ()
    changed = []
    for old in before.services:
        new = next((each for each in after.services if each.service == old.service), None)
        if new is None:
            continue
        sure, now_sure = old.at(before.year).sure, new.at(after.year).sure
        if old.verdict != new.verdict or abs(now_sure - sure) > MOVED * max(abs(sure), abs(now_sure)):
            changed.append(
                ChangedNeed(
                    old.service,
                    old.name,
                    after.year,
                    old.verdict,
                    new.verdict,
                    sure,
                    now_sure,
                )
            )
    return tuple(changed)


MOVED = 0.1
"""Part by which a sure surplus or shortage must move to be told. A choice of this project."""


def _needs(panel: xr.Dataset, place: Place, request: PlanRequest) -> Needs | None:
    try:
        return needs_of(panel, place, request.horizon, request.seed, request.own_cells)
    except NoVerdict:
        return None
