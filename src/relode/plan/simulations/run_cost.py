"""What a long run costs in time and memory, told before it starts: by what chunks took on one machine."""

from dataclasses import dataclass
from functools import cache
from math import ceil

from relode.shipped_tables import rows

MINUTE = 60


@dataclass(frozen=True)
class Cost:
    """Processor minutes, fewest and most, and megabytes of memory of a worker, all rounded up."""

    fewest: int
    most: int
    memory: int


@cache
def measured(room: str, table: str) -> dict[str, tuple[float, float, float]]:
    """Name -> value and range of what was measured. [seconds, megabytes]"""
    return {row["name"]: (float(row["value"]), float(row["lower"]), float(row["upper"])) for row in rows(room, table)}


def minutes(seconds: float) -> int:
    """Whole minutes, rounded up."""
    return ceil(seconds / MINUTE)


def cost_of_parts(parts: int, workers: int = 1) -> Cost:
    """What so many parts of an ensemble (`plan.ensemble`) on so many workers are going to take."""
    result = measured("relode.plan.simulations", "ensemble_cost")
    fewest, most = (
        minutes(min(workers, parts) * result["start_seconds"][at] + parts * result["part_seconds"][at]) for at in (1, 2)
    )
    return Cost(fewest, most, ceil(result["memory_megabytes"][0]))
