"""What newer facts add to the forecast of people from 2010 to 2020 with nothing given.

    python -m benchmarks.population_tries

The ridge with more columns: ages, money of the budget, the account of cohorts. A try enters by what it misses in
provinces left out of the decade 2000 to 2010; the outcome of 2020 is scored beside it and chooses nothing.
"""

from collections.abc import Callable, Sequence

import numpy as np

import relode as rl
from relode.outlook.people_by_age.cohorts import census
from relode.streams import stream
from studies.outlook.decade_rules import by_age
from studies.outlook.harness import Case, scored, skill
from studies.outlook.method_list import methods
from studies.outlook.structural import FURTHEST_COVARIATE, Design, StructuralDrift, fit, population_design
from studies.outlook.targets import NOTHING_GIVEN, TARGETS, covariate, past_of, provinces

ORIGIN, YEARS = 2010, 10
NOW = "structural_ridge_mean_stays"
GROUPS = ((3, 5), (5, 8), (8, 10))
"""15 to 24, 25 to 39 and 40 to 49 years, as positions among five-year groups."""


def ages(past, year) -> list[np.ndarray]:
    """Shares of three age groups, (place,) each."""
    codes, people = census(year)
    share = people.sum(axis=1) / people.sum(axis=(1, 2))[:, None]
    at = {code: i for i, code in enumerate(codes)}
    return [np.array([share[at[c], a:b].sum() if c in at else np.nan for c in past.places]) for a, b in GROUPS]


def money(past, year) -> list[np.ndarray]:
    """Log of revenue a head and of revenue over spending, (place,) each."""
    revenue = covariate(past, "budget_revenue", year)
    return [
        np.log(revenue / covariate(past, "population", year)),
        np.log(revenue / covariate(past, "budget_expenditure", year)),
    ]


def cohorts(past, year) -> list[np.ndarray]:
    """Log change over ten years by births, ageing and deaths alone, (place,)."""
    return [by_age(year, past.places, (year + YEARS,), 0.0)[0][:, 0]]


TRIES = {"ages": (ages,), "money": (money,), "ages and money": (ages, money), "cohorts": (cohorts,),
         "all three": (ages, money, cohorts)}  # fmt: skip


def with_more(more) -> Callable[..., Sequence[Design]]:
    """Designs with the columns of `more` beside those of the ridge; a column that is not known counts as its mean."""

    def designs(past, year):
        columns = np.column_stack([column for each in more for column in each(past, year)])
        standard = np.nan_to_num((columns - np.nanmean(columns, axis=0)) / np.nanstd(columns, axis=0))
        return tuple(
            Design(np.hstack([each.columns, np.clip(standard, -reach, reach)]), 1, each.weight)
            for each, reach in zip(population_design(past, year), FURTHEST_COVARIATE, strict=True)
        )

    return designs


def left_out(method, past) -> float:
    """Mean absolute error of the decade before in provinces left out."""
    outcome, year = method._training(past)
    designs = method.designs(past, year)
    known = np.isfinite(outcome) & np.isfinite(designs[0].columns).all(axis=1)
    home = np.unique(provinces(past.places), return_inverse=True)[1][known]
    return float(
        np.abs(outcome[known] - fit([d.rows(known) for d in designs], outcome[known], home)[1].held_out).mean()
    )


def main() -> None:
    """Print the table."""
    of, panel = TARGETS["population"], rl.panel.load()
    tried = {n: StructuralDrift(with_more(m), True, spread=True, national_drift=False) for n, m in TRIES.items()}
    given = {"as it is": methods("population", NOTHING_GIVEN)[NOW], **tried}
    found = scored(panel, Case(of, ORIGIN, YEARS, NOTHING_GIVEN), 1, lambda _, __: given)
    past, among = past_of(panel, of, ORIGIN, found.places), np.ones(len(found.places), dtype=bool)
    print("| ridge with | missed 2000-2010, provinces left out | CRPS 2020 | saves [95 %] |")
    print("| --- | --- | --- | --- |")
    for name, method in given.items():
        cells = found.cells[name]
        saved, (low, high) = skill(cells, found.cells["as it is"], among, stream("forecast_skill", 1))
        crps = float(np.nanmean(cells.crps))
        print(f"| {name} | {left_out(method, past):.4f} | {crps:.4f} | {saved:+.3f} [{low:+.3f}, {high:+.3f}] |")


if __name__ == "__main__":
    main()
