"""From money to jobs in single cities: what outside spending, a zone and a fall of prices do, and whether cash arrives.

One figure a row: (table, place, figure, horizon) with median, 90 % band and the share of draws above 0.
"""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from io import StringIO
from math import isfinite
from typing import Annotated

import numpy as np
import xarray as xr

from relode import shipped_tables
from relode.arrays import Values
from relode.examination import measures
from relode.examination.experiments import SHARE_OF_OUTPUT, Shock, shipped
from relode.examination.paired_runs import ExperimentGround, Pair, ground, paired
from relode.examination.readings import has_public_jobs, reading
from relode.model.policy.costs import LINES
from relode.model.policy.levers import PAYERS
from relode.model.state import LEVERS
from relode.places import find
from relode.records import Doc, Record

CITIES = ("hegang", "fuxin", "yulin", "jinchang", "baotou", "heihe")
COAL_CITIES = ("hegang", "fuxin", "yulin")
HORIZONS = (1, 2, 10)
COLUMNS = ("table", "place", "figure", "horizon", "median", "p05", "p95", "above", "left_out")
HALF = float(np.log(2))


@dataclass(frozen=True)
class MoneyRow:
    """One figure: draws (draw,) of it, at a place (a slug or a group) and a horizon in years."""

    table: str
    place: str
    figure: str
    horizon: int
    draws: Values

    def cells(self) -> list[str]:
        """The row as the table writes it, four significant digits; draws in which nothing moved are counted apart."""
        read = self.draws[~np.isnan(self.draws)]
        p05, median, p95 = np.quantile(read, (0.05, 0.5, 0.95), method="inverted_cdf")
        numbers = (f"{float(x):.4g}" for x in (median, p05, p95, (read > 0).mean()))
        return [self.table, self.place, self.figure, str(self.horizon), *numbers, str(len(self.draws) - len(read))]


def money_tables(base: ExperimentGround, tell: Callable[[str], None] | None = None) -> list[MoneyRow]:
    """All figures on this ground."""
    rows = []
    for part in (_spending, _zone, _price_fall, _measures, _accounts):
        for row in part(base):
            rows.append(row)
        if tell:
            tell(part.__name__)
    return rows


def table_text(rows: Sequence[MoneyRow]) -> str:
    """The figures as CSV."""
    out = StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows(row.cells() for row in rows)
    return out.getvalue()


def shipped_money(engine: str) -> tuple[dict[str, str], ...]:
    """The shipped figures of an engine ("before" is version 0.1.0, "after" this one); none before they are made."""
    return shipped_tables.optional_rows("relode.examination", f"money_{engine}")


@dataclass(frozen=True)
class MoneyFigure(Record):
    """One figure of one shock in one place."""

    table: Annotated[str, Doc("the shock")]
    place: Annotated[str, Doc("the place, or coal for eight coal cities")]
    figure: Annotated[str, Doc("what is read")]
    horizon: Annotated[float | None, Doc("years after the shock", "years")]
    median: Annotated[float | None, Doc("median over draws, null where it is endless", "unit of the figure")]
    p05: Annotated[float | None, Doc("5 % quantile", "unit of the figure")]
    p95: Annotated[float | None, Doc("95 % quantile", "unit of the figure")]
    above: Annotated[float | None, Doc("share of draws above 0", "share")]
    left_out: Annotated[float | None, Doc("draws in which nothing moved", "count")]


def money_figures(panel: xr.Dataset, draws: int, seed: int) -> tuple[MoneyFigure, ...]:
    """All figures of this engine; what is endless (a cost where no job is made) is None."""
    rows = shipped_tables.as_rows(*shipped_tables.cells(table_text(money_tables(ground(panel, draws, seed)))))
    return tuple(
        MoneyFigure(row["table"], row["place"], row["figure"], *(_number(row[name]) for name in COLUMNS[3:]))
        for row in rows
    )


def _number(text: str) -> float | None:
    value = float(text)
    return value if isfinite(value) else None


def lever(name: str, dose: float, unit: str = "share", sector: str = "", **changed: object) -> Shock:
    """A lasting dose of a lever, paid by whom the lever says; fields of the shock may be changed."""
    fields = {"both": False, "assumed": True, "years": None, "ramp": 0, "outside_share": 0.0, **changed}
    return Shock("lever", name, sector, dose=dose, unit=unit, **fields)  # type: ignore[arg-type]


def spending(dose: float, years: int | None = None) -> Shock:
    """Spending of a share of output, paid from above."""
    return Shock("spending", "public_services_spending", "", False, dose, SHARE_OF_OUTPUT, True, years, 0, 1.0)


def price(change: float) -> Shock:
    """A lasting change of the log price of coal."""
    return Shock("price", "coal", "", False, change, "log points", True, None, 0, 0.0)


def _change(runs: Pair, name: str) -> Values:
    return reading(runs.after, name) - reading(runs.before, name)


def _spending(base: ExperimentGround) -> Iterator[MoneyRow]:
    for city in CITIES:
        runs = paired(base, [find(city).code], [spending(0.01)])
        row = partial(MoneyRow, "spending", city)
        first = {name: reading(runs.before, f"{name}:nonmining")[:, 0, 0] for name in ("value_added", "employment")}
        worker = measures.YUAN * first["value_added"] / first["employment"]
        for years in HORIZONS:
            multiplier = measures.cumulated_ratio(_change(runs, "gdp_real"), runs.money, years)
            cost = measures.cost_per_job_year(_change(runs, "employment"), runs.money, years)
            yield row("multiplier", years, multiplier)
            yield row("multiplier_between_0_and_2", years, ((multiplier >= 0) & (multiplier <= 2)).astype(float))
            yield row("cost_per_job_year", years, cost)
            yield row("cost_over_value_added_per_worker", years, cost / worker)
            if has_public_jobs():
                private = _change(runs, "value_added:private")
                yield row("multiplier_private", years, measures.cumulated_ratio(private, runs.money, years))
                jobs = _change(runs, "employment:private")
                yield row("cost_per_private_job_year", years, measures.cost_per_job_year(jobs, runs.money, years))
                public = _change(runs, "public_jobs")
                yield row("other_jobs_per_public_job", years, measures.cumulated_ratio(jobs, public, years))


def _zone(base: ExperimentGround) -> Iterator[MoneyRow]:
    for city in CITIES:
        runs = paired(base, [find(city).code], [lever("cluster_support", 1.0, sector="all")])
        for years in (8, 10):
            for name in ("gdp_real", "employment"):
                values = measures.log_change(reading(runs.after, name), reading(runs.before, name), years)
                yield MoneyRow("zone", city, f"log_{name}", years, values)


def _price_fall(base: ExperimentGround) -> Iterator[MoneyRow]:
    group = next(row["places"].split(";") for row in shipped("place_groups") if row["name"] == "coal")
    for name, cities in (*((city, [city]) for city in COAL_CITIES), ("coal", group)):
        codes = [find(city).code for city in cities]
        fall, rise = (paired(base, codes, [price(change)]) for change in (-HALF, HALF))
        row = partial(MoneyRow, "price_fall", name)
        mining = _change(fall, "employment:extraction")
        for years in (5, 10):
            lost = measures.ratio(_change(fall, "employment:nonmining"), mining, years)
            yield row("other_jobs_lost_per_mining_job", years, lost)
            taken = -measures.ratio(_change(fall, "employment:agriculture"), mining, years)
            yield row("taken_in_by_farming", years, taken)
            for share in ("non_employment", "unemployment_rate"):
                values = measures.points(reading(fall.after, share), reading(fall.before, share), years)
                yield row(f"{share}_points", years, values)
            for which, runs in (("fall", fall), ("rise", rise)):
                jobs = measures.log_change(reading(runs.after, "employment"), reading(runs.before, "employment"), years)
                yield row(f"log_employment_{which}", years, jobs)


def _measures(base: ExperimentGround) -> Iterator[MoneyRow]:
    """Jobs ten years on: of a measure as its payers pay it, and of its effect alone.

    The second is what studies of a connected place or of retired miners report: the same money with and without the
    effect that the measure is paid for.
    """
    years = 10
    for name, dose, beside in (
        ("talent_subsidy", 2.0, ()),
        ("early_retirement_share", 0.5, (lever("extraction_cut", 0.3, both=True),)),
        ("tax_relief", 0.1, ()),
        ("connectivity_spending", 0.01, ()),
    ):
        idle = _without_effect(base, name)
        for city in CITIES:
            shocks = [lever(name, dose), *beside]
            works, money = (paired(on, [find(city).code], shocks) for on in (base, idle))
            after, paid, before = (reading(t, "employment") for t in (works.after, money.after, works.before))
            yield MoneyRow(name, city, "jobs_as_paid", years, measures.log_change(after, before, years))
            yield MoneyRow(name, city, "jobs_of_its_effect", years, measures.log_change(after, paid, years))


def _without_effect(base: ExperimentGround, name: str) -> ExperimentGround:
    """The same draws in which a lever is paid and does nothing."""
    efficiency = base.futures.params.efficiency.at[:, LEVERS.index(name)].set(0.0)
    params = replace(base.futures.params, efficiency=efficiency)
    return ExperimentGround(base.world, replace(base.futures, params=params), base.around)


def _accounts(base: ExperimentGround) -> Iterator[MoneyRow]:
    years = 10
    for city in CITIES:
        code = [find(city).code]
        row = partial(MoneyRow, "accounts", city)
        runs = paired(base, code, [lever("central_transfer", 0.01, SHARE_OF_OUTPUT)])
        received = measures.cumulated_ratio(_change(runs, "transfers"), runs.money, years)
        yield row("transfer_received_over_paid", years, received)
        runs = paired(base, code, [lever("tax_relief", 0.1)])
        for figure, name, sign in (
            ("relief_revenue_lost_over_charged", "budget_revenue", -1),
            ("relief_refunded_over_charged", "transfers", 1),
        ):
            yield row(figure, years, sign * measures.cumulated_ratio(_change(runs, name), runs.money, years))
        closures = lever("extraction_cut", 0.3, both=True)
        runs = paired(base, code, [lever("early_retirement_share", 0.5), closures])
        lines = runs.after["cost_lines"][:, :years].sum(axis=(1, 3))
        by_payer = {payer: np.zeros(base.count) for payer in PAYERS}
        for i, (name, _, payer) in enumerate(LINES):
            if name == "early_retirement_share":
                by_payer[payer] += lines[:, i]
        whole = np.asarray(sum(by_payer.values()))
        for payer in PAYERS:
            yield row(f"early_retirement_paid_by_{payer}", years, measures.over(by_payer[payer], whole))
