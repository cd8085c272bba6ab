"""Make the tables of Halvia, a country that does not exist: 60 districts, 8 regions, ISIC sections, 2004-2024.

    python examples/invented_country/make.py [FOLDER]

All figures are drawn by chance (seed 1) from rules that stand here, so what is found can be held against what was put
in: mining districts lose jobs, the programme "retraining_grants" raises jobs by 6 % from its first year on, of each
cohort a known part is alive ten years later (ages of seed 2), and there are a tenth more school places than pupils.
"""

import csv
import sys
from pathlib import Path

import numpy as np

SEED, REGIONS, DISTRICTS = 1, 8, 60
YEARS = range(2004, 2025)
SECTIONS = "ABCDFGHIJKLMNOPQRS"
EFFECT = 0.06
"""Logarithm by which the programme raises jobs from its first year on."""
FIRST_YEARS = {5: 2014, 8: 2014, 13: 2014, 21: 2014, 24: 2016, 29: 2016, 34: 2016, 42: 2016, 50: 2016, 55: 2016}
"""District -> first year of the programme, chosen without regard to how it fares."""
COUNTS, OLDEST, CHILDREN_A_YEAR = (2014, 2024), 85, 0.006
"""Years with ages, the open age, and children of a year of age for each person of 15 to 49."""
NORMS = (
    ("primary", "Primary schools", "a place for each pupil", 6, 11, 1, 1, "School act of Halvia; invented"),
    ("care", "Beds in care homes", "40 for 1 000", 80, "", 40, 1000, "Care plan of Halvia 2020; invented"),
    ("care", "Beds in care homes", "60 for 1 000", 80, "", 60, 1000, "Union of districts 2022; invented"),
)
SPARE, BEDS = 1.1, 0.02
"""School places for a pupil, and beds for each person of 80 and over, in the last year."""


def alive(age: np.ndarray) -> np.ndarray:
    """Part of those of an age who are alive a year later."""
    return np.exp(-0.0005 - np.exp((age - 100) / 10))


def ages(people: dict[int, np.ndarray]) -> dict[int, np.ndarray]:
    """Year of COUNTS -> persons (district, age up to OLDEST and over) that add up to `people` of the year."""
    first, last = COUNTS
    rng, age = np.random.default_rng(2), np.arange(OLDEST + 1)
    shape = np.exp(-(((age - rng.uniform(35, 45, (DISTRICTS, 1))) / 30) ** 2))
    now = shape / shape.sum(axis=1, keepdims=True) * people[first][:, None]
    counts = {first: now}
    for _ in range(last - first):
        then = np.zeros_like(now)
        left = now * alive(age)
        then[:, 1:] = left[:, :-1]
        then[:, -1] += left[:, -1]
        then[:, 0] = CHILDREN_A_YEAR * now[:, 15:50].sum(axis=1)
        now = then
    counts[last] = now * (people[last] / now.sum(axis=1))[:, None]  # who moves has the ages of who stays
    return counts


def tables() -> dict[str, list[list[object]]]:
    """Every table with its head."""
    rng = np.random.default_rng(SEED)
    centre = np.column_stack([rng.uniform(20, 28, REGIONS), rng.uniform(46, 52, REGIONS)])
    region = np.arange(DISTRICTS) % REGIONS
    point = centre[region] + rng.normal(0, 0.4, (DISTRICTS, 2))
    people = rng.lognormal(12, 0.6, DISTRICTS)
    shares = rng.dirichlet(4 * np.linspace(1.5, 0.5, len(SECTIONS)), DISTRICTS)
    mines = np.arange(DISTRICTS) % 5 == 0
    shares[:, 1] = np.where(mines, rng.uniform(0.1, 0.3, DISTRICTS), 0.004)
    shares /= shares.sum(axis=1, keepdims=True)
    drift = rng.normal(0.002, 0.006, DISTRICTS) - 0.008 * mines
    code = [f"H{number:03d}" for number in range(1, DISTRICTS + 1)]
    jobs_rows: list[list[object]] = [["place", "industry", "year", "jobs"]]
    accounts: list[list[object]] = [
        ["place", "year", "population", "age_15_64", "gdp", "real_gdp", "wage", "revenue", "expenditure", "debt",
         "unemployed", "house_price"]
    ]  # fmt: skip
    level, growth = np.log(0.45 * people), drift.copy()
    counted: dict[int, np.ndarray] = {}
    for year in YEARS:
        country = 0.004 + rng.normal(0, 0.006)
        growth = 0.6 * growth + 0.4 * drift + rng.normal(0, 0.004, DISTRICTS)
        level = level + growth + country
        lift = np.array([EFFECT if year >= FIRST_YEARS.get(at, 9999) else 0.0 for at in range(DISTRICTS)])
        people = people * np.exp(0.5 * growth + rng.normal(0, 0.001, DISTRICTS))
        mix = shares * np.exp(np.where(np.arange(len(SECTIONS)) == 1, -0.04, 0.003) * (year - YEARS[0]))
        mix = mix / mix.sum(axis=1, keepdims=True)
        counted[year] = people
        prices = 1.02 ** (year - YEARS[0])
        for at in range(DISTRICTS):
            total = np.exp(level[at] + lift[at] + rng.normal(0, 0.004))
            parts = np.round(total * mix[at] * np.exp(rng.normal(0, 0.02, len(SECTIONS)))).astype(int)
            jobs_rows += [[code[at], letter, year, int(n)] for letter, n in zip(SECTIONS, parts, strict=True) if n]
            jobs = parts.sum()
            real = jobs * 52_000 * 1.012 ** (year - YEARS[0]) * np.exp(rng.normal(0, 0.01))
            wage = 0.55 * real * prices / jobs
            spent = 0.22 * real * prices
            own = (0.10 if mines[at] else 0.13) * real * prices * np.exp(rng.normal(0, 0.03))
            accounts.append(
                [code[at], year, round(people[at]), round(0.64 * people[at]), round(real * prices), round(real),
                 round(wage), round(own), round(spent), round(0.3 * real * prices), round(0.06 * 0.64 * people[at]),
                 round(1400 * prices * np.exp(0.2 * drift[at] / 0.006))]
            )  # fmt: skip
    places: list[list[object]] = [["place", "name", "region", "longitude", "latitude", "area"]]
    places += [
        [code[at], f"District {at + 1}", f"Region {region[at] + 1}", round(point[at, 0], 3), round(point[at, 1], 3),
         int(rng.uniform(800, 4000))]
        for at in range(DISTRICTS)
    ]  # fmt: skip
    policies: list[list[object]] = [["policy", "place", "first_year"]]
    policies += [["retraining_grants", code[at], year] for at, year in FIRST_YEARS.items()]
    by_age = ages(counted)
    ages_rows: list[list[object]] = [["place", "year", "age", "persons"]]
    ages_rows += [
        [code[at], year, f"{age}+" if age == OLDEST else age, round(grid[at, age])]
        for year, grid in by_age.items()
        for at in range(DISTRICTS)
        for age in range(OLDEST + 1)
    ]
    norms: list[list[object]] = [["service", "name", "norm", "low_age", "high_age", "amount", "per", "source"]]
    norms += [list(norm) for norm in NORMS]
    capacity: list[list[object]] = [["place", "service", "year", "count"]]
    for at in range(DISTRICTS):
        last = by_age[COUNTS[-1]][at]
        capacity.append([code[at], "primary", COUNTS[-1], round(SPARE * last[6:12].sum())])
        capacity.append([code[at], "care", COUNTS[-1], round(BEDS * last[80:].sum())])
    return {
        "places": places, "employment": jobs_rows, "accounts": accounts, "policies": policies,
        "ages": ages_rows, "norms": norms, "capacity": capacity,
    }  # fmt: skip


def write(folder: Path) -> None:
    """Write the tables into a folder."""
    for name, rows in tables().items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
