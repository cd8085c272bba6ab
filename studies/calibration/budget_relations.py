"""How revenue, expenditure and transfers follow output and each other: `budget_relations.csv`."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

import xarray as xr

from relode import places
from relode.panel import load
from studies import write
from studies.calibration import budgets
from studies.calibration.estimates import ShippedEstimate, as_csv
from studies.calibration.observed import Observed, observed
from studies.calibration.regression import Regression

TYPES = (*places.TYPES, "unlisted")
BUDGET_SOURCES = ("city_fiscal",)
OUTPUT_SOURCES = ("city_fiscal", "gdp_revised")


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


def _estimated(
    subject: str, name: str, regression: Regression, sources: tuple[str, ...], reason: str = ""
) -> ShippedEstimate:
    value, error = float(regression.coefficients[0]), float(regression.standard_errors[0])
    return ShippedEstimate(subject, name, value, error, None, None, regression.n, sources, reason)


if __name__ == "__main__":
    panel = load()
    write("calibration/budget_relations", as_csv(budget_rows(panel, observed(panel))))
