"""A world that was saved: what the simulator says of four cities, to notice when a change moves it.

    python tests/baseline/saved_world.py          what moved since the world was saved
    python tests/baseline/saved_world.py --renew  save the world of now (`make baseline`)

Whoever renews it lists what moved under "Results change" of the changelog.
"""

import csv
import sys
from pathlib import Path

from relode.panel import load
from relode.places import find
from relode.plan.simulations.record import simulation_answer
from relode.plan.simulations.simulation import SimulationRequest, simulate

TABLE = Path(__file__).with_name("saved_world.csv")
CITIES = ("hegang", "yulin", "heihe", "datong")
SETTINGS = SimulationRequest(futures=8, seed=1, years=15)
"""Eight futures of fifteen years, seed 1, no policy, no shock, no check, no causes."""


def world() -> dict[tuple[str, str, str], float]:
    """(city, quantity, year) -> median of the futures, every fifth year."""
    panel, found = load(), {}
    for city in CITIES:
        record = simulation_answer(simulate(panel, find(city), SETTINGS, None)).record()
        for quantity, each in record["quantities"].items():
            for year, value in zip(record["years"], each["median"], strict=True):
                if year % 5 == 0 and value is not None:
                    found[city, quantity, str(year)] = value
    return found


def saved() -> dict[tuple[str, str, str], float]:
    """The world of the table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {(row["city"], row["quantity"], row["year"]): float(row["value"]) for row in csv.DictReader(file)}


def moved(before: dict[tuple[str, str, str], float], after: dict[tuple[str, str, str], float]) -> list[str]:
    """What differs, came or went, one a line."""
    # Sums in another order, as another version of the compiler takes them, move the last digits in fifteen years.
    near = {key for key in before.keys() & after.keys() if abs(after[key] - before[key]) <= 1e-6 * abs(before[key])}
    keys = [key for key in {**before, **after} if key not in near]
    return [f"{' '.join(key)}: {before.get(key, 'none')} -> {after.get(key, 'none')}" for key in keys]


def main() -> None:
    """Say what moved, and save if asked to."""
    now = world()
    print("\n".join(moved(saved() if TABLE.exists() else {}, now)) or "nothing moved")
    if "--renew" in sys.argv[1:]:
        with TABLE.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("city", "quantity", "year", "value"))
            writer.writerows((*key, repr(value)) for key, value in now.items())


if __name__ == "__main__":
    main()
