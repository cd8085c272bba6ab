"""Seconds of processor time and memory of `relode country` on a table as large as one of all counties of a nation.

An invented table in the form in which offices print accounts: 3,119 counties in 51 regions, 34 lines (people, jobs in
all, jobs of 32 industries), a column for each of 22 years, one cell in 250 hidden, and in one row of a thousand all.
Run: `python benchmarks/country_speed.py FOLDER`; exit code 1 where it takes more than is asked.
"""

import csv
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

COUNTIES, REGIONS, LINES, YEARS, SEED = 3119, 51, 34, range(2001, 2023), 46
SECONDS, GIGABYTES = 30.0, 1.0
HIDDEN_CELL, HIDDEN_LINE = 0.004, 0.001


def write_country(folder: Path, counties: int = COUNTIES, lines: int = LINES) -> str:
    """Writes the tables; the code of a county in them."""
    rng = np.random.default_rng(SEED)
    folder.mkdir(parents=True, exist_ok=True)
    size = rng.normal(10, 1.3, counties)
    growth = rng.normal(0.008, 0.012, len(YEARS))
    with (folder / "accounts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["place", "quantity", *YEARS])
        for line in range(lines):
            share = rng.normal(0 if line == 0 else -0.8 if line == 1 else -4, 0 if line < 1 else 0.6, counties)
            shocks = rng.normal(growth, 0.02 if line < 2 else 0.06, (counties, len(YEARS)))
            figures = np.round(np.exp((size + share)[:, None] + np.cumsum(shocks, axis=1)))
            hidden = (rng.random(figures.shape) < HIDDEN_CELL) | (rng.random((counties, 1)) < HIDDEN_LINE)
            name = ("population", "jobs")[line] if line < 2 else f"jobs in line {line}"
            for county in range(counties):
                pairs = zip(figures[county], hidden[county], strict=True)
                cells = ["(D)" if is_hidden and line else f"{value:.0f}" for value, is_hidden in pairs]
                writer.writerow([f"{10001 + county}", name, *cells])
    with (folder / "places.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["place", "name", "region"])
        writer.writerows([f"{10001 + i}", f"County {i}", f"Region {i % REGIONS}"] for i in range(counties))
    return "10001"


def main(folder: Path) -> int:
    """Writes the tables, asks for one county, prints what it took; 1 where that is too much."""
    code = write_country(folder)
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    start = time.perf_counter()
    command = [sys.executable, "-m", "relode", "country", str(folder), code, "--json"]
    done = subprocess.run(command, env=environment, capture_output=True, check=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds, memory = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024**2
    wall, size = time.perf_counter() - start, f"{COUNTIES} x {LINES} x {len(YEARS)}"
    print(f"{size}: {seconds:.1f} s of processor time ({wall:.1f} s), {memory:.2f} GB, {len(done.stdout)} bytes")
    return int(seconds > SECONDS or memory > GIGABYTES)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
