"""What a funding run costs in time and memory, told before it starts: by what chunks took on one machine."""

from dataclasses import dataclass
from functools import cache
from math import ceil

from relode.shipped_tables import rows

MINUTE = 60


@dataclass(frozen=True)
class Cost:
    """Processor minutes, fewest and most, and megabytes of memory of a worker, both rounded up."""

    fewest: int
    most: int
    memory: int


@cache
def _measured() -> dict[str, tuple[float, float, float]]:
    """Name -> value and range of what was measured. [seconds, megabytes]"""
    return {
        row["name"]: (float(row["value"]), float(row["lower"]), float(row["upper"]))
        for row in rows("relode.fund", "fund_cost")
    }


def cost_of(places: int, futures: int, workers: int = 1) -> Cost:
    """What judging so many places on so many workers and then allocating the money is going to take.

    Limits: no place is left to judge: the allocation alone.
    """
    found = _measured()

    def minutes(at: int) -> int:
        each = found["place_seconds"][at] + futures * found["future_seconds"][at]
        judged = min(workers, places) * found["start_seconds"][at] + places * each
        return ceil((judged + found["allocation_seconds"][at]) / MINUTE)

    memory = found["memory_megabytes"][0] + futures * found["memory_of_future"][0]
    return Cost(minutes(1), minutes(2), ceil(memory))
