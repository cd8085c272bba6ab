"""The rows of every table that this room ships, computed anew from the facts."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

import numpy as np
import xarray as xr

from relode import places
from relode.calibration.prices.price_table import price_rows, price_score_rows
from relode.calibration.targets import budgets, migration, multipliers
from relode.calibration.targets.estimates import ShippedEstimate, as_csv
from relode.calibration.targets.observed import Observed, observed
from relode.calibration.targets.regression import Regression
from relode.calibration.targets.simulated_moments import DRAWS, MOMENTS, NATIONAL, SEED, bootstrap, computed, moments
from relode.streams import stream

TYPES = (*places.TYPES, "unlisted")
BUDGET_SOURCES = ("city_fiscal",)
OUTPUT_SOURCES = ("city_fiscal", "gdp_revised")
FLOW_SOURCES: Mapping[int, str] = {2000: "migration_2000_2010", 2010: "migration_2000_2010", 2020: "migration_2020"}


def texts(panel: xr.Dataset) -> Mapping[str, str]:
    """File name -> its text as the shipped facts give it."""
    past = observed(panel)
    result = covariance_of(bootstrap(past, DRAWS, stream("targets_drawn_again", SEED)))
    return {
        "price_process.csv": as_csv((*price_rows(), *price_score_rows())),
        "migration_gravity.csv": as_csv(migration_rows()),
        "multipliers.csv": as_csv(multiplier_rows()),
        "budget_relations.csv": as_csv(budget_rows(panel, past)),
        "moments.csv": moments_text(computed(past), np.sqrt(result.diagonal())),
        "moments_covariance.csv": covariance_text(result),
    }


def covariance_of(draws: np.ndarray) -> np.ndarray:
    """The covariance of all moments over draws of provinces; those of the nation stand apart with their own errors."""
    values = np.asarray(np.cov(draws, rowvar=False))
    for name, error in NATIONAL.items():
        at = list(MOMENTS).index(name)
        values[at, at] = error**2
    return values


def migration_rows() -> Iterator[ShippedEstimate]:
    """Elasticity to distance in each table, what distance gains on held-out pairs, and what cannot be told."""
    for year in migration.YEARS:
        moves, sources = migration.flows(year), (FLOW_SOURCES[year],)
        gravity = migration.gravity(moves)
        reason = "migration_five_years" if year > migration.LATEST_STOCK else "migration_stock"
        yield ShippedEstimate(
            str(year),
            "distance_elasticity",
            gravity.elasticity,
            gravity.standard_error,
            None,
            None,
            gravity.n,
            sources,
            reason,
        )
        gained, low, high = migration.distance_gain(moves)
        yield ShippedEstimate(str(year), "deviance_gain", gained, None, low, high, gravity.n, sources)
    yield ShippedEstimate(
        "all", "border_effect", float("nan"), None, None, None, 0, (FLOW_SOURCES[2010],), "migration_no_diagonal"
    )


def multiplier_rows() -> Iterator[ShippedEstimate]:
    """Each outcome in each sample, the shuffle, the gain out of province, and the verdict (1 stands, 0 does not)."""
    of = multipliers.changes()
    result, gained = multipliers.multipliers(of), multipliers.out_of_province_gain(of)
    sources = ("census2010", "census2020", "employment_wang", "nbs_communique_2020")
    for each in result:
        reason = "multiplier_placebo" if each.outcome == multipliers.PLACEBO else ""
        ends = each.interval
        yield ShippedEstimate(
            each.sample, each.outcome, each.value, each.standard_error, *ends, each.n, sources, reason
        )
    yield ShippedEstimate("all", "shuffled_share", multipliers.shuffled_share(of), None, None, None, gained.n, sources)
    yield ShippedEstimate("all", "out_of_province_gain", gained.value, None, gained.low, gained.high, gained.n, sources)
    stands = float(multipliers.stands(result, gained))
    yield ShippedEstimate("all", "stands", stands, None, None, None, gained.n, sources, "multiplier_verdict")


def budget_rows(panel: xr.Dataset, past: Observed) -> Iterator[ShippedEstimate]:
    """How revenue, expenditure and transfers follow output and each other."""
    relations: Mapping[str, tuple[Callable[[Observed], Regression], tuple[str, ...], str]] = {
        "revenue_growth_on_output": (budgets.revenue_growth, OUTPUT_SOURCES, "budget_errors_in_output"),
        "revenue_decade_on_output": (budgets.revenue_growth_of_decade, OUTPUT_SOURCES, ""),
        "expenditure_growth_on_revenue": (budgets.expenditure_growth, BUDGET_SOURCES, ""),
        "gap_persistence_lower": (
            partial(budgets.gap_persistence, with_place_effects=True),
            BUDGET_SOURCES,
            "budget_gap",
        ),
        "gap_persistence_upper": (
            partial(budgets.gap_persistence, with_place_effects=False),
            BUDGET_SOURCES,
            "budget_gap",
        ),
        "expenditure_on_revenue_per_head": (budgets.expenditure_on_revenue_per_head, BUDGET_SOURCES, "budget_per_head"),
    }
    for name, (relation, sources, reason) in relations.items():
        yield _estimated("all", name, relation(past), sources, reason)
    for name, gained in (
        ("revenue_growth_gain", budgets.revenue_gain(past)),
        ("expenditure_growth_gain", budgets.expenditure_gain(past)),
    ):
        yield ShippedEstimate("all", name, gained.value, None, gained.low, gained.high, gained.n, OUTPUT_SOURCES)
    for kind in TYPES:
        yield from _budget_ratios(panel, past, kind)
    for year, source in (("2013", "exhausted_transfers_2013"), ("2020", "exhausted_transfers_2020")):
        regression = budgets.exhausted_city_transfers(year)
        yield _estimated(year, "transfer_per_exhausted_city", regression, (source, "plan2013"), "budget_transfers")


def _budget_ratios(panel: xr.Dataset, past: Observed, kind: str) -> Iterator[ShippedEstimate]:
    label = "" if kind == "unlisted" else kind
    yield _estimated(kind, "revenue_over_output_2013", budgets.revenue_over_output(past, label), OUTPUT_SOURCES)
    later = budgets.revenue_over_output_2015(panel, past, label)
    yield _estimated(kind, "revenue_over_output_2015", later, ("fiscal2015", "gdp_revised"), "budget_other_source")
    yield _estimated(
        kind, "revenue_over_expenditure_2013", budgets.revenue_over_expenditure(past, label), BUDGET_SOURCES
    )


def moments_text(targets: np.ndarray, errors: np.ndarray) -> str:
    """The text of `moments.csv`: what was known before stays, targets and standard errors are replaced."""
    lines = ["name,number,target,standard_error,sd,earlier,earlier_sd,first_year,last_year,source"]
    known = moments()
    for name, target, error in zip(MOMENTS, targets, errors, strict=True):
        was = known[name]
        sd = max(float(error), was.earlier_sd or 0.0)
        earlier = ["" if each is None else f"{each:g}" for each in (was.earlier, was.earlier_sd)]
        numbers = [f"{each:.6f}" for each in (target, error, sd)]
        years = [str(was.first_year), str(was.last_year)]
        lines.append(",".join([name, was.number, *numbers, *earlier, *years, ";".join(was.sources)]))
    return "\n".join(lines) + "\n"


def covariance_text(covariance: np.ndarray) -> str:
    """The text of `moments_covariance.csv`."""
    lines = [",".join(("name", *MOMENTS))]
    lines += [",".join((name, *(f"{cell:.6g}" for cell in row))) for name, row in zip(MOMENTS, covariance, strict=True)]
    return "\n".join(lines) + "\n"


def _estimated(
    subject: str, name: str, regression: Regression, sources: tuple[str, ...], reason: str = ""
) -> ShippedEstimate:
    value, error = float(regression.coefficients[0]), float(regression.standard_errors[0])
    return ShippedEstimate(subject, name, value, error, None, None, regression.n, sources, reason)
