"""What a city may do about a surplus or shortage, as records that a step of verdicts reads."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil

from relode.language import Amount, Sentence, Word
from relode.needs.needs_records import NeedMeasure, ServiceNeed
from relode.needs.own_cells import OwnCells
from relode.needs.service import Remedy, Service
from relode.panel.doubt import is_doubted
from relode.panel.number import Number
from relode.vocabulary import Label, quantities

NO_CELLS = OwnCells()
WHEN = {"surplus": 1, "shortage": -1}
LEAVERS = (10, 100)
"""Of so many who leave it is told how many to replace: of more where of ten it would be all."""
TINY = 1e-9
"""Below it a part of a person is rounding."""


def measures_of(
    found: Sequence[ServiceNeed], known: Sequence[Service], year: int, cells: OwnCells
) -> tuple[NeedMeasure, ...]:
    """The measures of all services, judged by the need of `year`; `cells` that are filled in are missing no more."""
    return tuple(_measures(found, known, year, cells))


def _measures(
    found: Sequence[ServiceNeed], known: Sequence[Service], year: int, cells: OwnCells
) -> Iterator[NeedMeasure]:
    for need, service in zip(found, known, strict=True):
        for remedy in service.measures:
            missing = tuple(cell for cell in remedy.missing if cell not in cells.filled)
            verdict, reason, dose = judged(need, replace(remedy, missing=missing), year, cells)
            yield NeedMeasure(
                kind="need",
                name=remedy.id,
                title=remedy.name,
                service=service.key,
                verdict=verdict,
                reason=reason,
                dose=dose,
                year=year,
                cost=_cost(remedy, dose, year),
                bureau=remedy.bureau,
                first_step=remedy.first_step,
                fill_in=missing,
            )


def judged(need: ServiceNeed, remedy: Remedy, year: int, cells: OwnCells = NO_CELLS) -> tuple[str, Sentence, float]:
    """Verdict, reason, and the sure amount that it answers to [unit of the capacity].

    First match: what only own figures tell is to be filled in; no count, or one that is doubted: fill in; norms that
    disagree: cannot tell; nothing that is sure: cannot tell; the other sign is sure: leave; a cell that is missing:
    fill in; else do.
    """
    told = need.at(year)
    values: dict[str, object] = {"service": need.name, "year": year}
    if remedy.when == "never":
        return "fill_in", Sentence("needs.reason.own_figures", values), 0.0
    if need.capacity is None:
        return "fill_in", Sentence("needs.reason.no_capacity", values), 0.0
    doubted = next((each for each in (need.capacity, need.counted) if each and is_doubted(each.flags)), None)
    if doubted is not None:
        flag = next(each for each in doubted.flags if is_doubted((each,)))
        counts = [Label(name) for name in doubted.quantity.split("+") if name in quantities()]
        said = {"counts": counts or need.name, "counted": doubted.year, "flag": Word("flag", flag)}
        return "fill_in", Sentence("needs.reason.doubted_count", values | said), 0.0
    if need.verdict in ("norms_disagree", "no_skill"):
        return "cannot_tell", Sentence(f"needs.reason.{need.verdict}", values), 0.0
    if not told.sure:
        return "cannot_tell", Sentence("needs.reason.not_sure", values), 0.0
    if told.sure * WHEN[remedy.when] < 0:
        return "leave", Sentence(f"needs.reason.no_{remedy.when}", values), 0.0
    dose = abs(told.sure)
    unit = need.years[0].need[next(iter(need.norms))].unit if need.counter is None else "count"
    values |= {"amount": Amount(dose, unit, None, need.capacity.sources), "counter": need.counter_behind}
    if remedy.missing:
        return "fill_in", Sentence(f"needs.reason.{remedy.when}_but", values), dose
    if remedy.leavers is None:
        return "do", Sentence(f"needs.reason.{remedy.when}", values), dose
    own = cells.leavers(need.service, need.capacity.year, year)
    leave = leavers(need.capacity, remedy.leavers, year) if own is None else own
    values["leavers"] = Amount(leave, "persons", None, ("assumption" if own is None else "user",))
    values["share"] = Amount(remedy.leavers, "share", None, ("assumption",))
    values["how"] = Sentence(f"needs.leavers.{'assumed' if own is None else 'own'}", {"share": values["share"]})
    if remedy.after_leavers:
        left = max(dose - leave, 0.0)
        values["left"] = Amount(left, unit, None, ("assumption",))
        verdict, reason = ("do", "beyond_leavers") if left else ("leave", "leavers_enough")
        return verdict, Sentence(f"needs.reason.{reason}", values), left
    if dose >= leave:
        return "do", Sentence("needs.reason.replace_none", values), dose
    of = next(of for of in LEAVERS if replaced(dose, leave, of) < of or of == LEAVERS[-1])
    values |= {"n": replaced(dose, leave, of), "of": of}
    return "do", Sentence("needs.reason.replace_some", values), dose


def replaced(dose: float, leave: float, of: int) -> int:
    """Of every `of` who leave, the fewest to be replaced so that no more posts go than `dose`, which is sure.

    `dose` and `leave` in the unit of the capacity. Limits: dose at least leave: 0; no dose: all.
    """
    return ceil(of * max(1 - dose / leave, 0.0) - TINY)


def leavers(capacity: Number, share: float, year: int) -> float:
    """Who will have left by a year if `share` of those there leave each year. [unit of the capacity]

    Limits: nobody in the year of the count; all of them in the end.
    """
    return capacity.value * (1 - (1 - share) ** (year - capacity.year))


def _cost(remedy: Remedy, dose: float, year: int) -> Number | None:
    """UnitCost of the whole dose in yuan, from its lowest to its highest price. Limits: nothing to do costs nothing."""
    if remedy.cost is None or not dose:
        return None
    low, high = remedy.cost.low * dose, remedy.cost.high * dose
    ends = (low, high) if high > low else None
    return Number("cost", (low + high) / 2, "yuan", year, ends, tuple(remedy.cost.source.split(";")), ())
